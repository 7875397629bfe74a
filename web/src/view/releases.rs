//! The list of releases: under each the shape of this scenario's rollout, and in one sentence what differs.
//!
//! A gate is compared with its release, a release with the one before. Where the pods do the same, what kubectl prints may still
//! differ: then the first such line is quoted.

use std::rc::Rc;

use rollout_engine::api::IntOrPercent;
use rollout_engine::version::{Rules, UpdateRule};

use super::preview::{Preview, Sizes, preview};
use super::timeline::px;
use super::{budget, ends, text};
use crate::state::{AppState, RECREATED, Releases, Run, row_of, uses_recreate};
use crate::text::{Ends, Key, Text};

const SIZES: Sizes = Sizes { lane: px(5), pitch: px(7), lanes_max: 6 };

/// A row's name, whether it is a gate of the release above it, and a note.
const NAMES: [(&str, bool, Option<Key>); Rules::ALL.len()] = [
    ("1.33", false, None),
    ("1.34", false, None),
    ("1.35.3", false, Some(Key::GateIsOn)),
    ("1.36", false, Some(Key::GateIsOffAgain)),
    ("1.36", true, Some(Key::GateOn)),
    ("1.37", false, Some(Key::GateIsOn)),
    ("1.37", true, Some(Key::GateOff)),
    ("1.37", true, Some(Key::WithRecreate)),
];

/// What a release does with a scenario.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outcome {
    /// Its shape.
    pub preview: Option<Preview>,
    /// How it ends.
    pub ends: Option<Ends>,
    /// Whether maxUnavailable is asked for, and what comes of it.
    asked: Option<Asked>,
    /// What kubectl printed, line by line of the script.
    printed: Vec<String>,
}

/// What comes of maxUnavailable.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Asked {
    /// The API server drops it.
    Dropped,
    /// So many pods go at a time; whether, under Parallel, broken ones use it up.
    Honoured { pods: u32, broken_block: bool },
}

/// The list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReleaseList {
    /// Its rows.
    pub rows: Vec<Row>,
    /// The row that has the focus.
    pub at: usize,
}

/// A row of the list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// The release, or the gate of the release above.
    pub name: &'static str,
    /// A note below the name.
    pub note: Option<&'static str>,
    /// Whether it is a gate of the release above.
    pub gate: bool,
    /// Whether it is the one that is shown.
    pub chosen: bool,
    /// What it does, once that is computed.
    pub outcome: Option<Rc<Outcome>>,
    /// What differs, in one sentence.
    pub says: String,
    /// How it ends.
    pub ends: String,
    /// Where kubectl alone differs: a line that it prints.
    pub prints: Option<String>,
    /// Whether it is as another row.
    pub same: bool,
    /// The line that chooses it.
    pub line: String,
}

/// What a run comes to.
pub fn outcome(run: &Run) -> Outcome {
    let history = run.history.drawn_at(run.trace.rollout.last());
    let ends = history.and_then(|history| ends::facts(history, &ends::stretch(run, history)?));
    Outcome {
        preview: preview(run, SIZES),
        ends,
        asked: asked(run),
        printed: (0..run.scenario.lines.len()).map(|line| run.trace.output(line)).collect(),
    }
}

/// What comes of maxUnavailable, where some line asks for it.
fn asked(run: &Run) -> Option<Asked> {
    let history = run.history.drawn_at(run.trace.rollout.last())?;
    let mut asked = run.scenario.lines.iter().filter(|line| line.text.contains("maxUnavailable"));
    asked.next()?;
    if run.rules.update == UpdateRule::OneAtATime {
        return Some(Asked::Dropped);
    }
    let is_set = |spec| budget::stated(spec).is_some_and(|stated| stated != IntOrPercent::Int(1));
    let (_, spec) = history.specs.iter().rfind(|(_, spec)| is_set(spec))?;
    let broken_block = run.rules.update == UpdateRule::Budget;
    Some(Asked::Honoured { pods: budget::max_unavailable(spec), broken_block })
}

/// The list; `None` while it has not been opened.
pub fn view(state: &AppState) -> Option<ReleaseList> {
    let releases = state.around.releases.as_ref()?;
    let rows = (0..NAMES.len()).map(|row| self::row(state, releases, row)).collect();
    Some(ReleaseList { rows, at: releases.row })
}

fn row(state: &AppState, releases: &Releases, row: usize) -> Row {
    let text = text(state);
    let (name, gate, note) = NAMES[row];
    let outcome = releases.outcomes[row].clone();
    let alike = alike(releases, row);
    let note = note.map(|note| text.of(note));
    let unused = row + 1 == RECREATED && !uses_recreate(&state.run.scenario);
    let would = releases.outcomes[RECREATED].as_ref().filter(|_| unused && alike.is_some());
    let other = alike.and_then(|alike| releases.outcomes[alike].as_ref());
    Row {
        name: if gate { note.unwrap_or_default() } else { name },
        note: note.filter(|_| !gate),
        gate,
        chosen: row == row_of(&state.run.rules),
        says: outcome.as_ref().map_or_else(String::new, |it| says(text, it, row, alike, unused)),
        ends: match would.and_then(|would| would.ends.as_ref()) {
            Some(ends) => would_end(text, ends),
            None => outcome.as_ref().map_or_else(String::new, |it| ends_of(text, it, row)),
        },
        prints: other.zip(outcome.as_ref()).and_then(|(other, it)| differs(other, it)),
        same: alike.is_some(),
        line: format!(": release {}", Rules::ALL[row].release),
        outcome,
    }
}

/// The row that this one is compared with, if its pods do the same.
fn alike(releases: &Releases, row: usize) -> Option<usize> {
    let is_alike = |&other: &usize| is_as(&releases.outcomes[other], &releases.outcomes[row]);
    (0..row).rev().find(|&other| !NAMES[other].1).filter(is_alike)
}

/// An earlier release by whose rules a gate goes.
fn by_rules_of(row: usize) -> Option<usize> {
    let rules = |row: usize| Rules { release: "", ..Rules::ALL[row] };
    (0..row).find(|&other| NAMES[row].1 && rules(other) == rules(row))
}

/// Whether the pods do the same.
fn is_as(other: &Option<Rc<Outcome>>, outcome: &Option<Rc<Outcome>>) -> bool {
    match (other, outcome) {
        (Some(other), Some(outcome)) => {
            other.preview == outcome.preview && other.ends == outcome.ends
        }
        _ => false,
    }
}

fn says(text: &Text, outcome: &Outcome, row: usize, alike: Option<usize>, unused: bool) -> String {
    if let Some(alike) = alike {
        let says = text.say(Key::AsRelease, &[("release", &label(text, alike))]);
        return if unused { text.say(Key::NoRecreate, &[("as", &says)]) } else { says };
    }
    let says = match outcome.asked {
        Some(Asked::Dropped) => return text.of(Key::MaxUnavailableDropped).into(),
        Some(Asked::Honoured { pods, .. }) => {
            text.say(Key::MaxUnavailableHonoured, &[("pods", &pods)])
        }
        None => return text.of(Key::ByItsRules).into(),
    };
    match by_rules_of(row) {
        Some(other) => {
            text.say(Key::ByRulesOf, &[("says", &says), ("release", &label(text, other))])
        }
        None => says,
    }
}

fn ends_of(text: &Text, outcome: &Outcome, row: usize) -> String {
    let ends = outcome.ends.as_ref().map_or_else(String::new, |ends| text.ends_short(ends));
    match outcome.asked {
        Some(Asked::Honoured { broken_block: true, .. }) if by_rules_of(row).is_none() => {
            text.say(Key::ParallelBlocks, &[("ends", &ends)])
        }
        _ => ends,
    }
}

/// How it would end with strategy Recreate.
fn would_end(text: &Text, ends: &Ends) -> String {
    let says = text.ends_short(ends);
    text.say(Key::RecreateWould, &[("replicas", &ends.replicas), ("ends", &says)])
}

/// The first line that kubectl prints otherwise, but for the names of revisions.
fn differs(other: &Outcome, outcome: &Outcome) -> Option<String> {
    let mut pairs = other.printed.iter().zip(&outcome.printed);
    pairs.find_map(|(other, printed)| {
        let mut lines = other.lines().zip(printed.lines());
        let found = lines.find(|(other, line)| without_hashes(other) != without_hashes(line));
        found.map(|(_, line)| line.trim().to_owned())
    })
}

/// A line in which what looks like a revision's hash is the same everywhere: that follows from how a release stores a template.
fn without_hashes(line: &str) -> String {
    let is_hash = |word: &str| {
        (8..=10).contains(&word.len())
            && word.bytes().all(|letter| b"bcdfghjklmnpqrstvwxz2456789".contains(&letter))
    };
    let words = line.split_inclusive(|letter: char| !letter.is_ascii_alphanumeric());
    let word = |word: &str| {
        let bare = word.trim_end_matches(|letter: char| !letter.is_ascii_alphanumeric());
        if is_hash(bare) { word.replace(bare, "#") } else { word.to_owned() }
    };
    words.map(word).collect()
}

/// A setting in the page's words: `1.36, gate on`.
pub fn label(text: &Text, row: usize) -> String {
    match NAMES[row] {
        (name, true, Some(note)) => {
            text.say(Key::ReleaseWithGate, &[("release", &name), ("gate", &text.of(note))])
        }
        (name, ..) => name.to_owned(),
    }
}
