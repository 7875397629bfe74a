//! Compares whole sessions: every line must print what it printed when it was recorded.
//!
//! `cargo test -p scenario --test transcripts -- [--summary] [--all] [WORD ...]` runs the files whose names contain
//! every WORD: `-- 1.37.1/b02`. `--summary` omits the differences, `--all` prints long ones in full. TRANSCRIPTS names
//! a folder of further transcripts. UPDATE_EXPECT=1 rewrites those and the project's own, never a recorded one in the
//! project.
//!
//! Fails on a difference that `known-differences.txt` does not list, and on a listed one that is gone. Events of
//! recorded sessions that were not written down are in `unwritten.txt`.

#![allow(clippy::print_stdout, reason = "prints the report of the test")]

mod support;

use std::collections::BTreeSet;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::process::ExitCode;

use rollout_engine::version::{Rules, StandIn};
use scenario::{Expected, LinePosition, Trace, Transcript, simulate_by};
use support::compare::{self, Command};
use support::files::{self, File, Kept};
use support::lists::{Insertions, Known, Unwritten};
use support::mid_start;
use support::report::{self, Difference};

/// At most one in this many commands may be a known difference.
const KNOWN_IN: usize = 50;

/// Commands that the recorder of files from the wild runs once the cluster has settled.
const TABLES: [&str; 2] = ["kubectl get pods -A", "kubectl get sts -A"];

/// Options on the command line.
#[derive(Default)]
struct Asked {
    words: Vec<String>,
    summary: bool,
    all: bool,
}

/// Totals over all files.
#[derive(Default)]
struct Totals {
    files: usize,
    commands: usize,
    differ: usize,
    known: usize,
    ran: BTreeSet<String>,
}

/// Totals of one file.
struct Outcome {
    commands: usize,
    known: usize,
    differences: Vec<Difference>,
}

fn main() -> ExitCode {
    match run(&asked()) {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(message) => {
            println!("{message}");
            ExitCode::FAILURE
        }
    }
}

fn asked() -> Asked {
    let mut asked = Asked::default();
    for word in std::env::args().skip(1) {
        match word.as_str() {
            "--summary" => asked.summary = true,
            "--all" => asked.all = true,
            _ if word.starts_with("--") => {}
            _ => asked.words.push(word),
        }
    }
    asked
}

fn run(asked: &Asked) -> Result<bool, String> {
    let files = files::all()?;
    files::check_sums(&files)?;
    let known = Known::read(&files::folder().join("known-differences.txt"))?;
    let unwritten = Unwritten::read(&files::folder().join("unwritten.txt"))?;
    let mut totals = Totals::default();
    for file in files.iter().filter(|file| is_asked(file, asked)) {
        let none = (Known::default(), Unwritten::default());
        let listed = file.is_listed();
        let (known, unwritten) = if listed { (&known, &unwritten) } else { (&none.0, &none.1) };
        let outcome = outcome(file, known, unwritten);
        totals.add(file, &outcome, listed);
        print(file, &outcome, asked);
        if std::env::var_os("UPDATE_EXPECT").is_some() {
            rewrite(file)?;
        }
    }
    Ok(close(&totals, &known, asked))
}

fn is_asked(file: &File, asked: &Asked) -> bool {
    asked.words.iter().all(|word| file.name.contains(word))
}

impl Totals {
    fn add(&mut self, file: &File, outcome: &Outcome, listed: bool) {
        self.ran.extend(listed.then(|| file.name.clone()));
        self.files += 1;
        self.commands += outcome.commands;
        self.differ += outcome.differences.len();
        self.known += outcome.known;
    }
}

fn print(file: &File, outcome: &Outcome, asked: &Asked) {
    let Outcome { commands, differences, .. } = outcome;
    if !asked.summary {
        for one in differences {
            print!("{}", report::difference(&file.name, one, asked.all));
        }
    }
    if !differences.is_empty() || !asked.words.is_empty() {
        println!("{}: {} of {commands} commands differ", file.name, differences.len());
    }
}

/// Prints the totals. Returns whether the test passes.
fn close(totals: &Totals, known: &Known, asked: &Asked) -> bool {
    let left_over = known.left_over(&totals.ran);
    for place in &left_over {
        println!("{place} agrees now: take it from known-differences.txt");
    }
    let too_many = asked.words.is_empty() && totals.known * KNOWN_IN > totals.commands;
    if too_many {
        println!("more than 1 in {KNOWN_IN} commands is known to differ");
    }
    println!("commands: {} compared, {} differ", totals.commands, totals.differ);
    println!("transcripts: {} ran, {} differ, {} known", totals.files, totals.differ, totals.known);
    totals.differ == 0 && left_over.is_empty() && !too_many
}

/// Runs a file. One that cannot be parsed, or that panics, counts as a difference.
fn outcome(file: &File, known: &Known, unwritten: &Unwritten) -> Outcome {
    let failed = |(line, text): (usize, String)| Outcome {
        commands: 1,
        known: 0,
        differences: vec![Difference { line, text, lines: Vec::new() }],
    };
    match catch_unwind(AssertUnwindSafe(|| compare_file(file, known, unwritten))) {
        Ok(outcome) => outcome.unwrap_or_else(failed),
        Err(_) => failed((1, "panicked".into())),
    }
}

fn compare_file(
    file: &File,
    known: &Known,
    unwritten: &Unwritten,
) -> Result<Outcome, (usize, String)> {
    let session = Session::read(file, unwritten)?;
    let (transcript, places) = (&session.transcript, &session.places);
    let trace = session.simulate(file);
    let ours = transcript.with_outputs_of(&trace);
    let is_own = file.kept == Kept::Own || transcript.recorded.is_none();
    let mut outcome = Outcome { commands: 0, known: 0, differences: Vec::new() };
    let pairs = transcript.expected.iter().zip(&ours.expected).enumerate();
    for (index, expected, ours) in
        pairs.filter_map(|(index, (a, b))| Some((index, a.as_ref()?, b.as_ref()?)))
    {
        outcome.commands += 1;
        let lines = match is_own {
            true => compare::to_the_letter(expected, ours),
            false => recorded(transcript, &trace, index, (expected, ours)),
        };
        let line = session.insertions.line_of_file(places[index].line);
        if lines.is_empty() {
        } else if known.contains(&file.name, line) {
            outcome.known += 1;
        } else {
            let text = shown(transcript, index);
            outcome.differences.push(Difference { line, text, lines });
        }
    }
    Ok(outcome)
}

fn recorded(
    transcript: &Transcript,
    trace: &Trace,
    index: usize,
    (expected, ours): (&Expected, &Expected),
) -> Vec<support::diff::Line> {
    let lines = &transcript.scenario.lines;
    let ran = command_of(transcript, index);
    let command = Command {
        text: &lines[ran].text,
        is_parallel: lines.iter().any(|line| line.text.contains("podManagementPolicy: Parallel")),
        several_move: several_move(trace, ran),
        is_mid_start: is_mid_start(transcript),
    };
    compare::recorded(&command, expected, ours)
}

/// Returns the line whose output is here. For a `: printed` that is the last line of its terminal.
fn command_of(transcript: &Transcript, index: usize) -> usize {
    let lines = &transcript.scenario.lines;
    if !lines[index].is_ours() {
        return index;
    }
    let terminal = lines[index].terminal;
    let before = lines[..index].iter().rposition(|line| line.terminal == terminal);
    before.unwrap_or(index)
}

/// Whether the last output of a session's pods and sets shows that the recorder did not wait until they had started.
fn is_mid_start(transcript: &Transcript) -> bool {
    let lines = transcript.scenario.lines.iter().zip(&transcript.expected);
    let mut tables = lines.filter(|(line, _)| TABLES.contains(&&*line.text));
    tables.any(|(_, table)| table.as_ref().is_some_and(|it| mid_start::is_starting(&it.output)))
}

/// Whether two pods were changing at once while a line ran.
fn several_move(trace: &Trace, line: usize) -> bool {
    let Some(ran) = trace.ran.get(line).copied().flatten() else { return false };
    let last = ran.exited.map_or(trace.rollout.last(), |(frame, _)| frame);
    let mut now = trace.rollout.seek(ran.after);
    loop {
        let moving = now.cluster.sets().flat_map(|(_, owned)| owned.pods.iter());
        if moving.filter(|pod| !pod.is_running_and_ready() || pod.is_terminating()).count() > 1 {
            return true;
        }
        if now.index >= last {
            return false;
        }
        let next = rollout_engine::trace::FrameIndex(now.index.0 + 1);
        trace.rollout.move_to(&mut now, next);
    }
}

/// Returns the first line of a command, by which the report names it.
fn shown(transcript: &Transcript, index: usize) -> String {
    let text = transcript.scenario.lines[index].text.lines().next().unwrap_or_default();
    match transcript.scenario.lines[index].is_ours() {
        true => {
            format!("{text}  ({})", &transcript.scenario.lines[command_of(transcript, index)].text)
        }
        false => format!("$ {text}"),
    }
}

/// A file, ready to run.
struct Session {
    text: String,
    transcript: Transcript,
    places: Vec<LinePosition>,
    insertions: Insertions,
}

impl Session {
    fn read(file: &File, unwritten: &Unwritten) -> Result<Self, (usize, String)> {
        let text = std::fs::read_to_string(&file.path).map_err(|error| (1, error.to_string()))?;
        let (text, insertions) = unwritten.put_into(&file.name, &text);
        let (transcript, places) = Transcript::parse_with_positions(&text)
            .map_err(|error| (error.line, format!("cannot be read: {}", error.message)))?;
        Ok(Self { text, transcript, places, insertions })
    }

    /// Runs it. A recorded one runs in the recorders' cluster, which had a stand-in for scheduler and kubelet, and a
    /// namespace named after the file.
    fn simulate(&self, file: &File) -> Trace {
        let scenario = &self.transcript.scenario;
        let stand_in = self.transcript.recorded.is_some().then(|| {
            let name = file.path.file_stem().unwrap_or_default().to_string_lossy();
            let own = name.starts_with("e-") || name.starts_with("f-");
            StandIn { namespace: if own { name.into_owned().leak() } else { "default" } }
        });
        simulate_by(scenario, Rules { stand_in, ..scenario.rules() })
    }
}

/// Replaces the expected output by ours, unless the file is a recorded one of this project.
fn rewrite(file: &File) -> Result<(), String> {
    let wrong = |text: &dyn std::fmt::Display| format!("{}: {text}", file.path.display());
    let session = Session::read(file, &Unwritten::default()).map_err(|(_, error)| wrong(&error))?;
    let is_recorded = session.transcript.recorded.is_some();
    if file.kept == Kept::Recorded || (file.kept == Kept::Own && is_recorded) {
        return Ok(());
    }
    let ours = session.transcript.with_outputs_of(&session.simulate(file));
    let text = ours.written_into(&session.text, &session.places);
    std::fs::write(&file.path, text).map_err(|error| wrong(&error))
}
