//! The objects as kubectl prints them at the cursor, with new lines marked.
//!
//! A line is new if the same command would not have printed it for the cluster that was shown before. Both ages count
//! up to now, so the passing of time alone marks nothing.

use apiserver::text::split_at;

use super::{Drawn, drawn};
use crate::state::{AppState, Topic};
use crate::view::namespace;

/// Limit on shown events: the latest ones.
const EVENTS_MAX: usize = 8;

/// One object, or several of a kind, as printed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PrintedSection {
    /// The command, or the field.
    pub head: String,
    /// The printed lines.
    pub lines: Vec<PrintedLine>,
}

/// A printed line.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PrintedLine {
    /// Its text.
    pub text: String,
    /// The part that is drawn on a line of its own: an event's message.
    pub below: String,
    /// The letter of the revision that it names.
    pub letter: Option<char>,
    /// Whether it is new.
    pub changed: bool,
}

/// Returns the sections of the Objects tool.
pub fn view(state: &AppState) -> Vec<PrintedSection> {
    let mut sections = Vec::new();
    let drawn = drawn(state);
    let Commands { set, revisions, events: reported, claims } = Commands::of(state);
    sections.extend(set.map(|set| printed(state, set)));
    sections.extend(drawn.as_ref().and_then(|drawn| status(state, drawn)));
    sections.push(printed(state, revisions));
    sections.push(events(state, reported));
    sections.push(printed(state, claims));
    sections
}

/// Returns the questions that the Objects tool asks the service.
pub fn questions(state: &AppState) -> Vec<Topic> {
    let Commands { set, revisions, events, claims } = Commands::of(state);
    let commands = set.into_iter().chain([revisions, events, claims]);
    commands.flat_map(|command| Topic::both(&command)).collect()
}

/// The commands that print the objects.
struct Commands {
    set: Option<String>,
    revisions: String,
    events: String,
    claims: String,
}

impl Commands {
    fn of(state: &AppState) -> Self {
        let drawn = drawn(state);
        let flag = drawn.as_ref().map(|drawn| namespace::flag(state, &drawn.history.namespace));
        let flag = flag.unwrap_or_default();
        Self {
            set: drawn.map(|drawn| format!("kubectl get sts {}{flag}", drawn.history.name)),
            revisions: format!("kubectl get controllerrevisions{flag}"),
            events: format!("kubectl events{flag}"),
            claims: format!("kubectl get pvc{flag}"),
        }
    }
}

/// Returns the output of a command.
pub fn printed(state: &AppState, command: String) -> PrintedSection {
    let lines = compared(state.answer(&command), state.answer_before(&command));
    PrintedSection { head: command, lines }
}

/// Returns the output of an events command, with messages below, because they are longer than a line.
pub fn events(state: &AppState, command: String) -> PrintedSection {
    let PrintedSection { head, mut lines } = printed(state, command);
    let column = lines.first().and_then(|heads| heads.text.find("MESSAGE"));
    if let Some(column) = column {
        let indent = lines.first().and_then(|heads| heads.text.find("TYPE")).unwrap_or(0);
        for line in &mut lines {
            let (before, message) = split_at_letter(&line.text, column);
            line.below = format!("{:indent$}{message}", "");
            line.text = before.trim_end().to_owned();
        }
        let heads = PrintedLine { below: String::new(), ..lines.remove(0) };
        let latest = lines.split_off(lines.len().saturating_sub(EVENTS_MAX));
        lines = std::iter::once(heads).chain(latest).collect();
    }
    PrintedSection { head, lines }
}

/// Splits a line of a table at a column. kubectl counts columns in characters.
fn split_at_letter(line: &str, column: usize) -> (&str, &str) {
    let byte = line.char_indices().nth(column).map_or(line.len(), |(byte, _)| byte);
    split_at(line, byte)
}

/// Returns the lines of `now`. Those that are not in `before` are marked, except headings.
pub fn compared(now: &str, before: &str) -> Vec<PrintedLine> {
    let squeeze = |line: &str| line.split_whitespace().collect::<Vec<_>>().join(" ");
    let known: Vec<String> = before.lines().map(squeeze).collect();
    let line = |text: &str| {
        let changed = !text.starts_with("NAME") && !known.contains(&squeeze(text));
        PrintedLine { text: text.to_owned(), changed, ..PrintedLine::default() }
    };
    now.lines().map(line).collect()
}

/// A field of the status: its name, its value, and letter and name of the revision that it counts.
type StatusField = (&'static str, String, Option<(char, String)>);

/// Returns the fields of the status, with the letters of its revisions.
fn status(state: &AppState, drawn: &Drawn<'_>) -> Option<PrintedSection> {
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
    let line = |(place, now): (usize, StatusField)| {
        let changed = is_new(place, &now);
        let (field, value, revision) = now;
        let (letter, below) = revision.unzip();
        let text = format!("{field:<20}{value:<4}");
        PrintedLine { text, below: below.unwrap_or_default(), letter, changed }
    };
    let lines = lines(owned).into_iter().enumerate().map(line).collect();
    Some(PrintedSection { head: "status".into(), lines })
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
