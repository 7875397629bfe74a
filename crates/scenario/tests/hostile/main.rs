//! Hostile scripts never panic, never hang and never fill the memory: scenarios, transcripts, and lines typed into them.
//!
//! As `kubectl`'s hostile texts, with which this shares the mutation and the measuring; the corpus is the gallery, the project's
//! own transcripts and what was found (`corpus/`). A script is read, written, read again and run for so many turns: the page runs it
//! in slices, so that a long scenario is no hang, but no turn of it may take long.

#[path = "../../../kubectl/tests/hostile/attack.rs"]
mod attack;
#[path = "../../../kubectl/tests/hostile/letters.rs"]
mod letters;
#[path = "../../../kubectl/tests/hostile/mutator.rs"]
mod mutator;

use attack::{LONGEST, attack, computed};
use letters::{LETTERS, sprinkled};
use rollout_engine::time::SimTime;
use scenario::{GALLERY, Run, Scenario, Transcript, simulate};

/// What our own lines are made of.
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

/// So many turns of a script are run.
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

/// What Share makes of a scenario: what looks like a secret is left out, and no longer found; and the script for a shell.
fn share(scenario: &Scenario) {
    let secrets = scenario.secrets();
    let without = scenario.without(&secrets);
    assert!(secrets.is_empty() == (without == *scenario), "a secret stays: {secrets:?}");
    assert!(without.secrets().len() <= secrets.len(), "leaving out brings further ones");
    drop(without.to_shell());
}

/// Reads a text, writes it, reads it again and runs it, unless it is no script.
fn take(text: &str) {
    let Ok(read) = Transcript::parse(text) else { return };
    let written = read.to_string();
    assert_eq!(Transcript::parse(&written).as_ref(), Ok(&read), "it does not read back");
    share(&read.scenario);
    run(&read.scenario);
}

/// A manifest with a secret of every form, between letters that stand for any.
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

#[test]
fn what_was_found_is_mended() {
    for text in corpus("hostile/corpus") {
        let start = computed();
        take(&text);
        let took = computed().saturating_sub(start);
        assert!(took < LONGEST, "{took:?}:\n{text}");
    }
}
