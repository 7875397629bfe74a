//! The timeline as a table for screen readers: a row for each pod, or for chosen times if there are too many pods.

use crate::history::{Segment, SetHistory};
use crate::state::AppState;
use crate::text::Key;
use crate::view::own;
use crate::view::text;

use super::measure::Measures;

/// Number of rows above which times are skipped.
const ROWS_MAX: usize = 40;

/// A row of the table: a pod and its stages, or a time and the counts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TableRow {
    /// The pod, or the time.
    pub head: String,
    /// The stages, or the counts.
    pub says: String,
}

/// Returns the rows.
pub fn table(state: &AppState, history: &SetHistory, measures: &Measures) -> Vec<TableRow> {
    if measures.raster { moments(state, history) } else { lives(state, history) }
}

/// Returns a row for each pod: `revision A: Pending 0:00, ContainerCreating 0:01, Running, Ready 0:04. revision B: …`
fn lives(state: &AppState, history: &SetHistory) -> Vec<TableRow> {
    let revision = text(state).of(Key::Revision);
    let row = |(ordinal, parts): (u32, &[Segment])| {
        let mut says = String::new();
        let mut before = None;
        for part in parts {
            let letter = history.letter(part.revision);
            let opens = if before == Some(letter) {
                ", ".to_owned()
            } else {
                format!("{revision} {letter}: ")
            };
            let closes = if before.is_some() && before != Some(letter) { ". " } else { "" };
            let (word, from) = (own::words(part), part.from);
            says.push_str(&format!("{closes}{opens}{word} {from}"));
            before = Some(letter);
        }
        TableRow { head: format!("{}-{ordinal}", history.name), says }
    };
    history.lives.lanes().map(row).collect()
}

/// Returns the counts at times at which the number of Ready pods changes, spread over the run.
fn moments(state: &AppState, history: &SetHistory) -> Vec<TableRow> {
    let steps = history.ready.steps();
    let every = steps.len().div_ceil(ROWS_MAX).max(1);
    let row = |&(at, ready): &(_, u32)| {
        let says = text(state).ready(ready, history.available.at(at));
        let updated = history
            .updated_at(at)
            .map(|aim| text(state).say(Key::CountUpdated, &[("pods", &aim.pods.at(at))]));
        let says = updated.map_or_else(|| says.clone(), |updated| format!("{says}, {updated}"));
        TableRow { head: at.to_string(), says }
    };
    steps.iter().step_by(every).map(row).collect()
}
