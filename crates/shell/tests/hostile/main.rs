//! Hostile text never panics, hangs or exhausts memory: manifests, patches, command lines.
//!
//! Each target mutates the texts of `corpus/`, the same way for the same seed. `cargo test` does a short run, CI
//! (CI=true) a minute for each target, all at once. `HOSTILE_SECONDS=3600 cargo test --release -p shell --test hostile`
//! runs an hour, and HOSTILE_SEED chooses another seed. Every text that fails becomes a file of the corpus. Scripts are
//! tested in the scenario crate.

mod attack;
mod letters;
mod mutator;
#[expect(dead_code, reason = "shared with the test sessions, which uses all of it")]
#[path = "../sessions/session.rs"]
mod session;

use apiserver::manifest::{diagnose, parse};
use attack::{ENDLESS, attack, computed};
use letters::{LETTERS, sprinkled};
use rollout_engine::version::Rules;
use session::Session;

const LINES: &str = include_str!("corpus/lines.txt");
const PATCHES: &str = include_str!("corpus/patches.txt");

/// Inputs after which the session is replaced by a new one, so that its trace stays short.
const INPUTS_A_SESSION: u32 = 100;

/// The manifest applied to a session's cluster.
const WEB: &str = include_str!("corpus/manifests/template-08.json");

fn corpus(folder: &str) -> Vec<String> {
    let folder = format!("{}/tests/hostile/corpus/{folder}", env!("CARGO_MANIFEST_DIR"));
    let mut files: Vec<_> =
        std::fs::read_dir(folder).expect("the corpus").flatten().map(|file| file.path()).collect();
    files.sort();
    files.iter().map(|file| std::fs::read_to_string(file).expect("a text")).collect()
}

fn running() -> Session {
    let mut session = Session::new(Rules::LATEST);
    session.file("web.yaml", WEB);
    session.run("kubectl apply -f web.yaml");
    session.settle();
    session
}

/// A session that is replaced every [`INPUTS_A_SESSION`] inputs.
struct Sessions(Session);

impl Sessions {
    fn new() -> Self {
        Self(running())
    }

    fn of(&mut self, round: u32) -> &mut Session {
        if round.is_multiple_of(INPUTS_A_SESSION) {
            self.0 = running();
        }
        &mut self.0
    }
}

#[test]
fn no_manifest_is_too_hostile() {
    let mut sessions = Sessions::new();
    attack("manifests", 300, corpus("manifests"), &[], |round, text| {
        let session = sessions.of(round);
        diagnose(text);
        session.file("x.yaml", text);
        session.step_once("kubectl create -f x.yaml");
        session.step_once("kubectl apply -f x.yaml");
        session.step_once("kubectl apply --server-side -f x.yaml");
        session.step_once("kubectl apply -f x.yaml -o yaml --dry-run=client");
    });
}

#[test]
fn no_patch_is_too_hostile() {
    let patches = PATCHES.lines().map(str::to_owned).collect();
    let mut sessions = Sessions::new();
    attack("patches", 300, patches, &[], |round, text| {
        let session = sessions.of(round);
        for kind in ["strategic", "merge", "json"] {
            let patch = text.replace('\'', "");
            session.step_once(&format!("kubectl patch sts web --type={kind} -p '{patch}'"));
        }
    });
}

#[test]
fn no_line_is_too_hostile() {
    let lines = LINES.lines().map(str::to_owned).collect();
    let mut sessions = Sessions::new();
    attack("lines", 300, lines, &[], |round, text| {
        let session = sessions.of(round);
        session.step_once(text);
        session.step_once(&format!("kubectl {text}"));
    });
}

/// A manifest with every syntactic form into which a character can be inserted.
const SMALL: &str = "# why\napiVersion: apps/v1\nkind: StatefulSet\nmetadata:\n  name: web # a\n  annotations: {\"a\": 'b'}\nspec:\n  replicas: -1\n  template:\n    spec:\n      containers:\n      - name: c\n        args: [x, \"y\"]\n        env:\n        - {name: A_TOKEN, value: |-\n            text}\n";

#[test]
fn letters_of_every_script_stand_at_every_place() {
    let mut sessions = Sessions::new();
    for (round, first) in (0u32..).zip([0, 5, 11]) {
        let session = sessions.of(round * INPUTS_A_SESSION);
        for text in sprinkled(SMALL, first) {
            diagnose(&text);
        }
        for text in sprinkled(WEB, first).step_by(7) {
            session.file("x.yaml", &text);
            session.step_once("kubectl apply -f x.yaml");
        }
        for (number, line) in
            LINES.lines().enumerate().filter(|(number, _)| number % 3 == first % 3)
        {
            for text in sprinkled(line, first + number).step_by(3) {
                session.step_once(&text);
            }
        }
    }
}

#[test]
fn names_of_every_script_are_names() {
    let mut session = running();
    for letter in LETTERS {
        let name = format!("a{letter}b");
        session.file(&name, &WEB.replace("\"web\"", &format!("\"{name}\"")));
        for line in [
            "kubectl apply -f NAME",
            "cat NAME | grep NAME | head -1 | wc",
            "kubectl get sts NAME",
            "kubectl get pod/NAME-0 -o yaml",
            "kubectl delete pod NAME-0",
            "kubectl annotate sts web note=NAME",
            "kubectl annotate sts web NAME=x",
            "kubectl label sts web NAME=NAME --overwrite",
            "kubectl get sts -l NAME=NAME",
            "kubectl set image sts/web NAME=NAME",
            "kubectl set env sts/web NAME=NAME",
            "kubectl patch sts web -p '{\"metadata\":{\"annotations\":{\"NAME\":\"NAME\"}}}'",
            "kubectl get sts web -o jsonpath='NAME{.metadata.NAME}{NAME}'",
            "kubectl get sts web -o go-template='NAME{{.NAME}}{{NAME}}'",
            "kubectl get sts web -o custom-columns=NAME:.metadata.annotations.note",
            "kubectl get sts web --NAME=NAME -NAME",
            "kubectl wait sts/web --for=jsonpath='{.NAME}'=NAME --timeout=1NAME",
            "kubectl scale sts web --replicas=NAME",
            "kubectl explain NAME.NAME",
            "printf '%NAME %sNAME' NAME",
            "NAME=1; echo $NAME ${NAME} NAME{NAME,NAME}",
            "for NAME in NAME; do echo $NAME; done",
            "cat <<NAME\nNAME\nNAME",
            "kubectl get sts web --watch-only --timeout=NAME -o NAME",
            "kubectl describe sts web; kubectl get sts web -o wide; kubectl diff -f NAME",
            "kubectl create -f NAME; kubectl replace -f NAME; kubectl delete -f NAME",
        ] {
            session.step_once(&line.replace("NAME", &name));
            let (line, end) = (line.replace("NAME", letter), line.len() + 9);
            (0..end).for_each(|cursor| drop(session.complete_at(&line, cursor)));
        }
    }
}

/// Bombs that mutation does not find.
#[test]
fn long_and_deep_texts_are_refused_quickly() {
    let billion: String =
        (1..9).map(|n| format!("a{n}: &a{n} [{}]\n", format!("*a{},", n - 1).repeat(9))).collect();
    let manifests = [
        "[".repeat(60_000),
        "{a: ".repeat(15_000),
        "- ".repeat(30_000),
        "? ".repeat(30_000),
        "a: ".repeat(20_000),
        "\"".repeat(60_000),
        "|\n".repeat(30_000),
        "&a ".repeat(20_000),
        "!a ".repeat(20_000),
        "a: 1\n".repeat(12_000),
        "k: [a,\n".repeat(8_000),
        (0..8000).map(|n| format!("k{n}: {n}\n")).collect(),
        format!("a0: &a0 x\n{billion}"),
        format!("kind: List\nitems: [{}]", "{kind: List, items: [{}]},".repeat(2000)),
        format!("{WEB}\n---\n").repeat(90),
        format!("a: |\n{}", "  word 你好 🙂 word\n".repeat(10_000)),
        format!("a:\n{}", "- *b\n".repeat(10_000)),
        format!("a: &b [1]\nc:\n{}", "- *b\n".repeat(10_000)),
        format!("{{\"a\": [{}1]}}", "{\"b\": [1, \"2\"]}, ".repeat(5_000)),
        "a: &b [*b]\n".repeat(20_000),
        "a: {{ .Values.x }}\n".repeat(12_000),
    ];
    let lines = [
        "'".repeat(100_000),
        "kubectl get pods;".repeat(3000),
        format!("kubectl {}", "-".repeat(60_000)),
        format!("kubectl patch sts web -p '{}'", "{\"a\":".repeat(10_000)),
        format!("kubectl patch sts web -p '{}'", "[".repeat(60_000)),
        format!("kubectl patch sts web -p 'a: {}'", "- ".repeat(30_000)),
        format!("kubectl get pods -l {}", "a,".repeat(30_000)),
        format!("kubectl scale sts web --replicas={}", "9".repeat(60_000)),
        format!("kubectl get pods -o jsonpath='{}'", "{range .items[*]}".repeat(3000)),
        format!("kubectl get pods -o go-template='{}'", "{{range .items}}".repeat(3000)),
        format!("kubectl get pods -o jsonpath='{}'", "{..*}".repeat(3000)),
        format!("echo {}", "$(".repeat(20_000)),
        format!("{}echo a;{}", "for i in 1 2 3; do ".repeat(30), " done;".repeat(30)),
    ];
    let mut session = running();
    let mut timed = |what: &str, text: &str, run: &mut dyn FnMut(&mut Session)| {
        let start = computed();
        run(&mut session);
        let took = computed().saturating_sub(start);
        let shown: String = text.chars().take(60).collect();
        assert!(took < ENDLESS, "{what} takes {took:?}: {shown}");
    };
    for text in &manifests {
        timed("diagnose", text, &mut |_| drop(diagnose(text)));
        timed("apply", text, &mut |session| {
            session.file("x.yaml", text);
            session.step_once("kubectl apply -f x.yaml");
        });
    }
    for line in &lines {
        timed("the line", line, &mut |session| session.step_once(line));
    }
}

#[test]
fn deep_documents_are_refused() {
    for text in ["- ".repeat(30_000), "[".repeat(300), "{a: ".repeat(1000)] {
        assert!(parse(&text).is_err());
    }
}
