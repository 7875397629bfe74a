//! A cluster in the middle of something: what the playground foretells from the printed objects alone is what came next.
//!
//! Each file is a session on a real control plane: objects were printed, then watched until all had settled. Here the printed YAML is
//! the file of `: cluster`, everything above it is forgotten, and the later lines are typed at their places. SNAPSHOTS names a further
//! folder of such files. The closing line is `snapshots: N read, M foretold, K known`.

#![allow(clippy::print_stdout, reason = "its lines are what the test is for")]

use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use rollout_engine::version::{Rules, StandIn};
use scenario::{Transcript, simulate_by};
use sha2::{Digest, Sha256};

/// Files whose rest is known to differ, and why.
const KNOWN: &[(&str, &str)] = &[];

/// States of a loop. A recorder stops somewhere in one; here `: settle` shows a minute of it.
const LOOPS: [&str; 4] = ["CrashLoopBackOff", "Error", "ErrImagePull", "ImagePullBackOff"];

const PRINTS: &str = "$ kubectl get sts,pods,pvc,controllerrevisions -o yaml";
const WATCH: &str = ": watch pods ";

fn main() -> ExitCode {
    if let Err(message) = check_sums() {
        println!("{message}");
        return ExitCode::FAILURE;
    }
    let (mut read, mut foretold, mut known, mut wrong) = (0, 0, 0, 0);
    for path in files() {
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        read += 1;
        let outcome = catch_unwind(AssertUnwindSafe(|| differences(&path)));
        let differences = outcome.unwrap_or_else(|_| vec!["panicked".to_owned()]);
        match (differences.is_empty(), KNOWN.iter().find(|(file, _)| *file == name)) {
            (true, None) => foretold += 1,
            (true, Some(_)) => {
                println!("{name} agrees now: take it from KNOWN");
                wrong += 1;
            }
            (false, Some(_)) => known += 1,
            (false, None) => {
                wrong += 1;
                println!("{name}");
                differences.iter().for_each(|difference| println!("    {difference}"));
            }
        }
    }
    println!("snapshots: {read} read, {foretold} foretold, {known} known");
    if wrong == 0 && read > 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

fn files() -> Vec<PathBuf> {
    let own = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/snapshots/recorded");
    let elsewhere = std::env::var_os("SNAPSHOTS").map(PathBuf::from);
    let mut files = Vec::new();
    for folder in std::iter::once(own).chain(elsewhere) {
        let entries = std::fs::read_dir(&folder)
            .unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
        let paths = entries.map(|entry| entry.expect("a file").path());
        files.extend(
            paths.filter(|path| {
                path.extension().is_some_and(|it| it == "txt") && has_snapshot(path)
            }),
        );
    }
    files.sort();
    files
}

/// Checks that the recorded files are the ones that were recorded.
fn check_sums() -> Result<(), String> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/snapshots/recorded");
    let sums = std::fs::read_to_string(folder.join("SHA256SUMS")).map_err(|it| it.to_string())?;
    for line in sums.lines() {
        let (sum, name) = line.split_once("  ").ok_or("a line without a name")?;
        let bytes = std::fs::read(folder.join(name)).map_err(|error| format!("{name}: {error}"))?;
        let found: String =
            Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect();
        if found != sum {
            return Err(format!("{name} is not as SHA256SUMS has it"));
        }
    }
    Ok(())
}

fn has_snapshot(path: &Path) -> bool {
    std::fs::read_to_string(path).is_ok_and(|text| text.contains(PRINTS))
}

/// What comes out otherwise than it was recorded.
fn differences(path: &Path) -> Vec<String> {
    let text = std::fs::read_to_string(path).expect("a file");
    let transcript = match Transcript::parse(&restored(&text)) {
        Ok(transcript) => transcript,
        Err(error) => return vec![format!("line {}: {}", error.line, error.message)],
    };
    let rules =
        Rules { stand_in: Some(StandIn { namespace: "default" }), ..transcript.scenario.rules() };
    let trace = simulate_by(&transcript.scenario, rules);
    let ours = transcript.with_outputs_of(&trace);
    let mut differences = Vec::new();
    for (index, (theirs, ours)) in transcript.expected.iter().zip(&ours.expected).enumerate() {
        let Some((theirs, ours)) = theirs.as_ref().zip(ours.as_ref()) else { continue };
        let line = &transcript.scenario.lines[index].text;
        let found = match line.starts_with(": printed") {
            true => watch_differs(&theirs.output, &ours.output),
            false => output_differs(&theirs.output, &ours.output),
        };
        differences.extend(found.map(|what| format!("{line}: {what}")));
    }
    differences
}

/// The session with the printed objects in the place of all that led to them.
fn restored(text: &str) -> String {
    let is_said = |line: &&str| {
        [": recorded", ": release", ": timing", ": image", ": container"]
            .iter()
            .any(|it| line.starts_with(it))
    };
    let header: Vec<&str> =
        text.lines().take_while(|line| *line != PRINTS).filter(is_said).collect();
    let after = text.split_once(&format!("{PRINTS}\n")).map_or("", |(_, after)| after);
    let at = after.find(WATCH).expect("a watch after the objects");
    let (objects, rest) = apiserver::text::split_at(after, at);
    format!(
        "{}\n: file cluster.yaml\n{objects}: end\n: cluster cluster.yaml\n{rest}",
        header.join("\n")
    )
}

/// Ages differ by the seconds that a timestamp does not have.
fn without_ages(output: &str) -> Vec<Vec<String>> {
    let is_age = |word: &str| {
        word.ends_with(['s', 'm', 'h', 'd']) && word.starts_with(|c: char| c.is_ascii_digit())
    };
    let words = |line: &str| {
        let words: Vec<_> =
            line.split_whitespace().filter(|word| !is_age(word)).map(str::to_owned).collect();
        match words.as_slice() {
            [pod, _, state, .., revision] if LOOPS.contains(&state.as_str()) => {
                vec![pod.clone(), "in a loop".to_owned(), revision.clone()]
            }
            _ => words,
        }
    };
    output.lines().map(words).collect()
}

fn output_differs(theirs: &str, ours: &str) -> Option<String> {
    let differs = without_ages(theirs) != without_ages(ours);
    differs.then(|| format!("\n--- recorded\n{theirs}\n--- here\n{ours}"))
}

/// A row of the watch: event, pod, and what it shows.
struct Shown {
    event: String,
    pod: String,
    /// READY, STATUS and the revision.
    state: [String; 3],
}

fn rows(output: &str) -> Vec<Shown> {
    let row = |line: &str| {
        let words: Vec<&str> = line.split_whitespace().collect();
        let [event, pod, ready, status, .., revision] = words[..] else { return None };
        let state = [ready, status, revision].map(str::to_owned);
        Some(Shown { event: event.to_owned(), pod: pod.to_owned(), state })
    };
    output.lines().skip(1).filter_map(row).collect()
}

/// Compares what each pod goes through, and the order in which pods go and come. The first row of a pod may be one step further on one
/// side: the watch was opened up to half a second after the objects were printed.
fn watch_differs(theirs: &str, ours: &str) -> Option<String> {
    let (theirs, ours) = (rows(theirs), rows(ours));
    let (lives, our_lives) = (lives(&theirs), lives(&ours));
    for (pod, life) in &lives {
        let here = our_lives.get(pod).cloned().unwrap_or_default();
        let loops = life.last().is_some_and(|last| LOOPS.iter().any(|state| last.contains(state)));
        let is_alike = *life == here
            || life.get(1..) == Some(&here)
            || here.get(1..) == Some(life)
            || (loops && (here.starts_with(life) || here.iter().skip(1).take(life.len()).eq(life)));
        if !is_alike {
            return Some(format!("{pod}\n--- recorded {life:?}\n--- here     {here:?}"));
        }
    }
    let (turns, our_turns) = (turns(&theirs), turns(&ours));
    let is_alike = turns == our_turns
        || turns.get(1..) == Some(&our_turns)
        || our_turns.get(1..) == Some(&turns);
    (!is_alike).then(|| format!("order\n--- recorded {turns:?}\n--- here     {our_turns:?}"))
}

/// What each pod shows, one after the other.
fn lives(rows: &[Shown]) -> BTreeMap<String, Vec<String>> {
    let mut lives: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for row in rows {
        let gone = if row.event == "DELETED" { " gone" } else { "" };
        let shown = format!("{}{gone}", row.state.join(" "));
        let life = lives.entry(row.pod.clone()).or_default();
        if life.last() != Some(&shown) {
            life.push(shown);
        }
    }
    lives
}

/// The order in which pods begin to terminate and appear, after the first list.
fn turns(rows: &[Shown]) -> Vec<String> {
    let first = rows.iter().take_while(|row| row.event == "ADDED").count();
    let mut turns = Vec::new();
    for row in rows.iter().skip(first) {
        let turn = match (&*row.event, &*row.state[1]) {
            ("ADDED", _) => format!("+{}", row.pod),
            (_, "Terminating") => format!("-{}", row.pod),
            _ => continue,
        };
        if !turns.contains(&turn) || row.event == "ADDED" {
            turns.push(turn);
        }
    }
    turns
}
