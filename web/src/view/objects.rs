//! The objects as kubectl prints them at the cursor, each line that is new marked.
//!
//! A line is new if the same command would not have printed it of the cluster as it was shown before; ages are counted to now on
//! both sides, so that time alone marks nothing.

use kubectl::text::split_at;

use super::{Drawn, drawn};
use crate::state::AppState;
use crate::view::namespace;

/// So many events are shown, the latest last.
const EVENTS_MAX: usize = 8;

/// An object, or several of a kind.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Section {
    /// The command, or the field.
    pub head: String,
    /// What it prints.
    pub lines: Vec<Line>,
}

/// A line.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Line {
    /// Its text.
    pub text: String,
    /// What of it stands on a line of its own: an event's message.
    pub below: String,
    /// The letter of the revision that its last word names.
    pub letter: Option<char>,
    /// Whether it is new.
    pub changed: bool,
}

/// The objects.
pub fn view(state: &AppState) -> Vec<Section> {
    let mut sections = Vec::new();
    let drawn = drawn(state);
    let flag = drawn.as_ref().map(|drawn| namespace::flag(state, &drawn.history.namespace));
    let flag = flag.unwrap_or_default();
    if let Some(drawn) = &drawn {
        sections.push(printed(state, format!("kubectl get sts {}{flag}", drawn.history.name)));
        sections.extend(status(state, drawn));
    }
    sections.push(printed(state, format!("kubectl get controllerrevisions{flag}")));
    sections.push(events(state, format!("kubectl events{flag}")));
    sections.push(printed(state, format!("kubectl get pvc{flag}")));
    sections
}

/// What a command prints.
pub fn printed(state: &AppState, command: String) -> Section {
    let lines = compared(&state.answer(&command), &state.answer_before(&command));
    Section { head: command, lines }
}

/// The events of a command; messages below, because they are longer than a line.
pub fn events(state: &AppState, command: String) -> Section {
    let Section { head, mut lines } = printed(state, command);
    let column = lines.first().and_then(|heads| heads.text.find("MESSAGE"));
    if let Some(column) = column {
        let indent = lines.first().and_then(|heads| heads.text.find("TYPE")).unwrap_or(0);
        for line in &mut lines {
            let (before, message) = split_at_letter(&line.text, column);
            line.below = format!("{:indent$}{message}", "");
            line.text = before.trim_end().to_owned();
        }
        let heads = Line { below: String::new(), ..lines.remove(0) };
        let latest = lines.split_off(lines.len().saturating_sub(EVENTS_MAX));
        lines = std::iter::once(heads).chain(latest).collect();
    }
    Section { head, lines }
}

/// Cuts a line of a table at a column: kubectl counts its columns in letters.
fn split_at_letter(line: &str, column: usize) -> (&str, &str) {
    let byte = line.char_indices().nth(column).map_or(line.len(), |(byte, _)| byte);
    split_at(line, byte)
}

/// Lines, those marked that were not there before. A heading never is.
pub fn compared(now: &str, before: &str) -> Vec<Line> {
    let squeeze = |line: &str| line.split_whitespace().collect::<Vec<_>>().join(" ");
    let known: Vec<String> = before.lines().map(squeeze).collect();
    let line = |text: &str| {
        let changed = !text.starts_with("NAME") && !known.contains(&squeeze(text));
        Line { text: text.to_owned(), changed, ..Line::default() }
    };
    now.lines().map(line).collect()
}

/// A field of the status: its name, its value, and the revision that it is about.
type Field = (&'static str, String, Option<(char, String)>);

/// The status as the API has it, with the letters of its revisions.
fn status(state: &AppState, drawn: &Drawn<'_>) -> Option<Section> {
    let owned = drawn.existing()?;
    let before = state.place.before.cluster.set(drawn.history.id).filter(|owned| owned.exists);
    let lines = |owned: &rollout_engine::cluster::Owned| {
        let status = &owned.set.status;
        let of = |revision: Option<_>| {
            revision.map(|hash| (drawn.history.letter(hash), owned.revision_name(hash)))
        };
        [
            ("replicas", status.replicas.to_string(), None),
            ("readyReplicas", status.ready_replicas.to_string(), None),
            ("availableReplicas", status.available_replicas.to_string(), None),
            ("currentReplicas", status.current_replicas.to_string(), of(status.current_revision)),
            ("updatedReplicas", status.updated_replicas.to_string(), of(status.update_revision)),
            ("observedGeneration", status.observed_generation.to_string(), None),
        ]
    };
    let known = before.map(lines);
    let is_new = |place: usize, now: &_| known.as_ref().is_none_or(|known| known[place] != *now);
    let line = |(place, now): (usize, Field)| {
        let changed = is_new(place, &now);
        let (field, value, revision) = now;
        let (letter, below) = revision.unzip();
        let text = format!("{field:<20}{value:<4}");
        Line { text, below: below.unwrap_or_default(), letter, changed }
    };
    let lines = lines(owned).into_iter().enumerate().map(line).collect();
    Some(Section { head: "status".into(), lines })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_column_is_counted_in_letters() {
        assert_eq!(split_at_letter("注释ü  xyz", 5), ("注释ü  ", "xyz"));
        assert_eq!(split_at_letter("注", 5), ("注", ""));
    }

    #[test]
    fn only_lines_that_were_not_there_are_marked() {
        let before = "NAME    READY   AGE\nweb-0   1/1   4s\n";
        let now = "NAME    READY     AGE\nweb-0   1/1     4s\nweb-1   0/1     0s\n";
        let marked: Vec<bool> = compared(now, before).iter().map(|line| line.changed).collect();
        assert_eq!(marked, [false, false, true]);
    }
}
