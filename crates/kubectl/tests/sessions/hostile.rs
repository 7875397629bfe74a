//! Arbitrary text must never panic and never hang: lines, manifests, patches.

use kubectl::manifest::diagnose;
use rollout_engine::version::Rules;

use crate::WEB;
use crate::session::Session;

/// Random texts made of pieces that mean something to some reader, and of any bytes.
struct Texts(u64);

const PIECES: [&str; 60] = [
    "kubectl ",
    "get ",
    "pods ",
    "sts ",
    "web ",
    "sts/web ",
    "web-0 ",
    "apply ",
    "-f ",
    "- ",
    "scale ",
    "patch ",
    "delete ",
    "rollout status ",
    "set image ",
    "nginx=x ",
    "--replicas=",
    "-p ",
    "--type=json ",
    "-w ",
    "-l ",
    "app in (a",
    "--timeout=1s ",
    "-o wide ",
    "$",
    "'",
    "\"",
    "\\",
    ";",
    "|",
    "&&",
    "#",
    "<<E\n",
    "\n",
    "---\n",
    "spec:",
    "  ",
    "- a",
    ": ",
    "{",
    "}",
    "[",
    "]",
    ",",
    "null",
    "*a",
    "&a ",
    "<<: ",
    "!t ",
    "? ",
    "| ",
    "0",
    "-1",
    "1e9",
    "99999999999999999999",
    "\t",
    "\u{feff}",
    "é",
    "%",
    "/",
];

impl Texts {
    /// xorshift.
    fn next(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0
    }

    fn below(&mut self, end: usize) -> usize {
        usize::try_from(self.next() % end as u64).unwrap_or_default()
    }

    fn text(&mut self, pieces: usize) -> String {
        let mut text = String::new();
        for _ in 0..self.below(pieces) {
            if self.below(8) == 0 {
                let bytes = self.next().to_le_bytes();
                text.push_str(&String::from_utf8_lossy(&bytes));
            } else {
                text.push_str(PIECES[self.below(PIECES.len())]);
            }
        }
        text
    }

    /// A text with a few pieces of it replaced.
    fn mutated(&mut self, text: &str) -> String {
        let mut text = text.to_owned();
        for _ in 0..=self.below(3) {
            let places: Vec<_> = text.char_indices().map(|(place, _)| place).collect();
            let start = places[self.below(places.len())];
            let end = places
                .iter()
                .copied()
                .find(|place| *place >= start + self.below(6))
                .unwrap_or(text.len());
            text.replace_range(start..end, PIECES[self.below(PIECES.len())]);
        }
        text
    }
}

fn running() -> Session {
    let mut session = Session::new(Rules::LATEST);
    session.file("web.yaml", WEB);
    session.run("kubectl apply -f web.yaml");
    session.settle();
    session
}

#[test]
fn no_line_panics() {
    let (mut texts, mut session) = (Texts(1), running());
    for _ in 0..3000 {
        let text = texts.text(12);
        session.step_once(&text);
        session.step_once(&format!("kubectl {text}"));
    }
}

#[test]
fn no_manifest_panics() {
    let mut texts = Texts(2);
    for round in 0..3000 {
        let text = if round % 3 == 0 { texts.text(40) } else { texts.mutated(WEB) };
        diagnose(&text);
        let mut session = Session::new(Rules::LATEST);
        session.file("web.yaml", &text);
        session.step_once("kubectl apply -f web.yaml");
    }
}

#[test]
fn no_manifest_over_another_panics() {
    let mut texts = Texts(3);
    let mut session = running();
    for _ in 0..1000 {
        let text = texts.mutated(WEB);
        session.file("web.yaml", &text);
        session.step_once("kubectl apply -f web.yaml");
    }
}

#[test]
fn no_patch_panics() {
    const PATCHES: [&str; 4] = [
        r#"{"spec":{"replicas":2,"updateStrategy":{"rollingUpdate":{"partition":1,"maxUnavailable":"50%"}}}}"#,
        r#"{"spec":{"template":{"spec":{"containers":[{"name":"nginx","image":"x","$patch":"replace"}]}}}}"#,
        r#"[{"op":"replace","path":"/spec/template/spec/containers/0/image","value":"x"},{"op":"remove","path":"/spec/replicas"}]"#,
        r#"{"spec":{"ordinals":{"start":2147483647},"template":{"spec":{"terminationGracePeriodSeconds":9223372036854775807}}}}"#,
    ];
    let (mut texts, mut session) = (Texts(4), running());
    for round in 0..4000 {
        let patch = texts.mutated(PATCHES[round % PATCHES.len()]).replace('\'', "");
        let kind = ["strategic", "merge", "json"][round % 3];
        session.step_once(&format!("kubectl patch sts web --type={kind} -p '{patch}'"));
    }
}

#[test]
fn long_and_deep_texts_are_refused_quickly() {
    let mut session = running();
    for line in [
        "'".repeat(100_000),
        "kubectl get pods;".repeat(3000),
        format!("kubectl {}", "-".repeat(60_000)),
        format!("kubectl patch sts web -p '{}'", "{\"a\":".repeat(10_000)),
        format!("kubectl patch sts web -p '{}'", "[".repeat(60_000)),
        format!("kubectl patch sts web -p 'a: {}'", "- ".repeat(30_000)),
        format!("kubectl get pods -l {}", "a,".repeat(30_000)),
        format!("kubectl scale sts web --replicas={}", "9".repeat(60_000)),
        format!("kubectl {}", "x".repeat(60_000)),
    ] {
        session.step_once(&line);
    }
}
