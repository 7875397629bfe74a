//! Hostile texts never panic, hang or exhaust memory: scenarios, transcripts, lines typed into them, and pasted clusters.
//!
//! Shares mutation and measuring with the hostile texts of crate `shell`. The corpus is the gallery, the project's own
//! transcripts and texts that failed before (`corpus/`). A script is parsed, written, parsed again and run for a
//! limited number of turns. The page runs scenarios in slices, so a long scenario does not hang, but every turn must be
//! short.

#[path = "../../../shell/tests/hostile/attack.rs"]
mod attack;
#[path = "../../../shell/tests/hostile/letters.rs"]
mod letters;
#[path = "../../../shell/tests/hostile/mutator.rs"]
mod mutator;

use attack::{ENDLESS, attack, computed};
use letters::{LETTERS, sprinkled};
use rollout_engine::time::SimTime;
use scenario::{
    GALLERY, Paste, Printed, Run, Scenario, Transcript, cluster_of, names_in, simulate, understand,
};

/// Parts of the playground's own lines.
const WORDS: &[&str] = &[
    "$ ",
    ": settle\n",
    ": at 40s\n",
    ": at -1s\n",
    ": wait 9999999h\n",
    ": start\n",
    ": start after 2h\n",
    ": new cluster\n",
    ": file web.yaml\n",
    ": end\n",
    ": watch a $ ",
    ": printed a\n",
    ": timing start=0ms\n",
    ": timing web-1 stop=9h\n",
    ": jitter 100% seed=7\n",
    ": image nginx:1.25 exits 1 after 0s\n",
    ": image nginx:1.25 cannot be pulled\n",
    ": pod web-1 crashes\n",
    ": node of web-1 is lost\n",
    ": node node-1 returns\n",
    ": release 1.24\n",
    ": claim $ kubectl get pods\n",
    "[exit 1]\n",
    "^C\n",
];

/// Limit on the turns of a script.
const TURNS: u32 = 200;

fn corpus(folder: &str) -> impl Iterator<Item = String> {
    let folder = format!("{}/tests/{folder}", env!("CARGO_MANIFEST_DIR"));
    let files = std::fs::read_dir(folder).expect("the corpus").flatten().map(|file| file.path());
    let mut files: Vec<_> = files.filter(|file| file.extension().is_some()).collect();
    files.sort();
    files.into_iter().map(|file| std::fs::read_to_string(file).expect("a text"))
}

fn scripts() -> Vec<String> {
    let gallery = GALLERY.iter().map(|(_, text)| (*text).to_owned());
    gallery.chain(corpus("transcripts/own")).chain(corpus("hostile/corpus")).collect()
}

fn run(scenario: &Scenario) {
    let mut run = Run::new(scenario);
    run.advance(TURNS);
    drop(run.finish());
}

/// Does what Share does with a scenario: leaves out what looks like a secret and checks that none is found afterwards,
/// and makes the shell script.
fn share(scenario: &Scenario) {
    let secrets = scenario.secrets();
    let without = scenario.without(&secrets, &[]);
    assert!(secrets.is_empty() == (without == *scenario), "a secret stays: {secrets:?}");
    assert!(without.secrets().len() <= secrets.len(), "leaving out brings further ones");
    drop(without.to_shell());
}

/// Parses a text, writes it, parses it again and runs it. Skips text that is not a script.
fn take(text: &str) {
    let Ok(read) = Transcript::parse(text) else { return };
    let written = read.to_string();
    assert_eq!(Transcript::parse(&written).as_ref(), Ok(&read), "it does not read back");
    share(&read.scenario);
    run(&read.scenario);
}

/// A manifest with a secret of every form, between placeholders for any character.
const SECRETS: &str = "apiVersion: apps/v1
kind: StatefulSet
metadata: {name: web}
spec:
  template:
    spec:
      containers:
      - name: c
        args: ['--api-token=geheim', \"db://user:geheim@host/x\"]
        env:
        - name: DB_PASSWORD
          value: geheim # note
        - {name: A_KEY, value: \"geheim\"}
        - name: HASH
          value: 9f86d081884c7d659a2feaa0c55ad015
---
kind: Secret
stringData:
  user: geheim
";

#[test]
fn letters_of_every_script_stand_at_every_place() {
    let blog = scenario::opening();
    let trace = simulate(&blog);
    for (first, text) in
        [SECRETS, "# why\nkind: Secret\ndata:\n  a: b=\n", "a: b"].iter().enumerate()
    {
        for text in (0..LETTERS.len()).flat_map(|letter| sprinkled(text, first + letter)) {
            take(&format!(": file a.yaml\n{text}\n: end\n$ kubectl apply -f a.yaml\n"));
        }
    }
    let lines = [
        "kubectl annotate sts web note=x",
        "kubectl set env sts/web API_TOKEN=geheim",
        ": pod web-1 crashes",
        ": timing nginx-slim:0.8 pull=2s",
        ": image nginx-slim:0.9 cannot be pulled",
        "cat <<E > a.yaml\na: b\nE",
        ": file a.yaml\na: b\n: end",
        "echo a",
    ];
    for (number, line) in lines.iter().enumerate() {
        for text in sprinkled(line, number) {
            let scenario = blog.with_line(&trace, SimTime::from_secs(9), 0, &text);
            share(&scenario);
            run(&scenario);
        }
    }
}

#[test]
fn no_script_is_too_hostile() {
    attack("scripts", 300, scripts(), WORDS, |_, text| take(text));
}

#[test]
fn no_typed_line_is_too_hostile() {
    let blog = scenario::opening();
    let trace = simulate(&blog);
    let lines = corpus("hostile/corpus").chain(GALLERY.iter().map(|(_, text)| (*text).to_owned()));
    let lines = lines.flat_map(|text| text.lines().map(str::to_owned).collect::<Vec<_>>());
    attack("typed lines", 300, lines.collect(), WORDS, |round, text| {
        let at = SimTime::from_secs(i64::from(round % 60));
        run(&blog.with_line(&trace, at, 0, text));
    });
}

/// Parts of what people paste, and values at which a reader may stumble.
const PASTED: &[&str] = &[
    "kind: List\n",
    "- apiVersion: v1\n  kind: Pod\n",
    "apiVersion: apps/v1\nkind: StatefulSet\nmetadata:\n  name: web\n",
    "---\n",
    "```yaml\n",
    "<pre class=\"yaml\">",
    "<br>",
    "&lt;",
    "\u{1b}[1;31m",
    "me@laptop:~$ kubectl get sts,pods -o yaml\n",
    "{\"apiVersion\":\"v1\",\"kind\":\"List\",\"items\":[",
    "\": end\"\n",
    "    replicas: 2147483647\n",
    "    replicas: -1\n",
    "    ordinals: {start: 2147483647}\n",
    "      restartCount: 99999999999\n",
    "    name: web-4294967295\n",
    "    deletionTimestamp: \"2026-11-28T04:22:13Z\"\n",
    "    deletionGracePeriodSeconds: -9223372036854775808\n",
    "    creationTimestamp: \"9999-12-31T23:59:59Z\"\n",
    "    creationTimestamp: \"0000-01-01T00:00:00Z\"\n",
    "          startedAt: null\n",
    "        phase: [*a]\n",
    "    partition: 150%\n",
    "&a [*a, *a]",
    "- apiVersion: v1\n  kind: Node\n  metadata: {name: node-1}\n",
    "    taints: [{key: node.kubernetes.io/unreachable, effect: NoExecute}]\n",
    "      reason: Unschedulable\n      message: Insufficient cpu\n",
    "    namespace: \"a; kubectl delete sts --all\"\n",
    "Error from server (Forbidden): pods is forbidden\n",
    "> ",
    "“",
    "\0",
    "\u{1b}]0;title\u{7}",
    "status:\n  replicas: 2147483647\n  currentRevision: web-5ddbd9db46\n",
];

/// What was printed in the recorded sessions.
fn pastes() -> Vec<String> {
    let printed = |text: String| {
        let after = text.split_once("-o yaml\n")?.1;
        Some(after.split_once("\n: watch")?.0.to_owned())
    };
    corpus("snapshots/recorded").filter_map(printed).collect()
}

/// Reads a paste with its names and without. What was understood is a scenario that can be run, and what was kept is kept again.
fn paste(text: &str) {
    for plain in [false, true] {
        let release = "1.37".to_owned();
        let printed = Printed::Now("2027-01-01T00:00:00Z".to_owned());
        let paste = Paste { text: text.to_owned(), release, plain, printed, ..Paste::default() };
        let Ok(read) = understand(&paste) else { continue };
        let scenario = Scenario::parse(&read.script).expect("a script");
        let cluster = cluster_of(&scenario).expect("a cluster").to_owned();
        drop(names_in(&scenario));
        let again = understand(&Paste { text: cluster, ..paste }).expect("what was kept");
        assert_eq!(again.sets.len(), read.sets.len());
        assert!(again.left_out.is_empty(), "{:?}", again.left_out);
        run(&scenario);
    }
}

#[test]
fn no_paste_is_too_hostile() {
    attack("pastes", 300, pastes(), PASTED, |_, text| paste(text));
}

#[test]
fn what_was_found_is_mended() {
    for text in corpus("hostile/corpus") {
        let start = computed();
        take(&text);
        let took = computed().saturating_sub(start);
        assert!(took < ENDLESS, "{took:?}:\n{text}");
    }
}
