//! The list of releases: under each the shape of this scenario's rollout, and in one sentence what differs.

use std::rc::Rc;

use rollout_engine::api::{IntOrPercent, UpdateStrategy};
use rollout_engine::version::{Rules, UpdateRule};

use super::preview::{Preview, Sizes, preview};
use super::timeline::px;
use super::{ends, text};
use crate::state::{AppState, Releases, Run, row_of};
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
    /// Whether maxUnavailable is asked for, and dropped.
    dropped: Option<bool>,
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
    /// Whether it is as an earlier row.
    pub same: bool,
    /// The line that chooses it.
    pub line: String,
}

/// What a run comes to.
pub fn outcome(run: &Run) -> Outcome {
    let history = run.history.drawn_at(run.trace.rollout.last());
    let ends = history.and_then(|history| ends::facts(history, &ends::stretch(run, history)?));
    let asked = run.scenario.lines.iter().any(|line| line.text.contains("maxUnavailable"));
    let kept = history.into_iter().flat_map(|history| &history.specs).any(|(_, spec)| {
        let UpdateStrategy::RollingUpdate(Some(rolling)) = spec.update_strategy else {
            return false;
        };
        rolling.max_unavailable.is_some_and(|it| it != IntOrPercent::Int(1))
    });
    let dropped = run.rules.update == UpdateRule::OneAtATime;
    Outcome {
        preview: preview(run, SIZES),
        ends,
        dropped: (asked && (dropped || kept)).then_some(dropped),
    }
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
    let earlier = releases.outcomes[..row].iter().position(|it| is_as(it, &outcome));
    let note = note.map(|note| text.of(note));
    Row {
        name: if gate { note.unwrap_or_default() } else { name },
        note: note.filter(|_| !gate),
        gate,
        chosen: row == row_of(&state.run.rules),
        says: outcome.as_ref().map_or_else(String::new, |it| says(text, it, earlier)),
        ends: outcome.as_ref().map_or_else(String::new, |it| ends_of(text, it)),
        same: earlier.is_some(),
        line: format!(": release {}", Rules::ALL[row].release),
        outcome,
    }
}

/// Whether the pods do the same.
fn is_as(earlier: &Option<Rc<Outcome>>, outcome: &Option<Rc<Outcome>>) -> bool {
    match (earlier, outcome) {
        (Some(earlier), Some(outcome)) => {
            earlier.preview == outcome.preview && earlier.ends == outcome.ends
        }
        _ => false,
    }
}

fn says(text: &Text, outcome: &Outcome, earlier: Option<usize>) -> String {
    match (earlier, outcome.dropped) {
        (Some(earlier), _) => text.say(Key::AsRelease, &[("release", &label(text, earlier))]),
        (None, Some(true)) => text.of(Key::MaxUnavailableDropped).into(),
        (None, Some(false)) => text.of(Key::MaxUnavailableHonoured).into(),
        (None, None) => text.of(Key::ByItsRules).into(),
    }
}

fn ends_of(text: &Text, outcome: &Outcome) -> String {
    outcome.ends.as_ref().map_or_else(String::new, |ends| text.ends_short(ends))
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
