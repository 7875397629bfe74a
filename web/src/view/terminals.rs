//! The terminals at the cursor: what was typed, what it printed so far, and what is new in this frame.

use std::rc::Rc;

use rollout_engine::time::SimTime;
use rollout_engine::trace::FrameIndex;
use scenario::{Entry, Origin};

use super::{controls, text};
use crate::state::AppState;
use crate::text::Key;

/// The terminal tool.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Terminals {
    /// The panes.
    pub panes: Vec<Pane>,
    /// What stands in the one that is open.
    pub typed: Vec<Typed>,
    /// Since when its last line runs, if it does.
    pub busy: Option<String>,
    /// Whether what is new answers the line typed last, and is read out.
    pub answers: bool,
    /// The half-typed line.
    pub draft: String,
    /// What a control is about to type; nothing while something else is half-typed.
    pub ghost: String,
    /// When a line typed now happens.
    pub hint: String,
}

/// A pane's tab.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pane {
    /// Its number.
    pub terminal: u16,
    /// `2 get pods -w`.
    pub name: String,
    /// Whether it is open.
    pub open: bool,
}

/// A line that was typed, and what it printed up to the cursor.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Typed {
    /// Which line of the scenario.
    pub line: usize,
    /// As typed.
    pub text: Rc<str>,
    /// When.
    pub at: SimTime,
    /// The same, as the page writes it.
    pub clock: String,
    /// What it printed before this frame.
    pub printed: String,
    /// What it printed in this frame, line by line.
    pub fresh: Vec<String>,
    /// Whether its lines are sentences, which wrap, rather than a table, which scrolls.
    pub prose: bool,
}

/// What the terminal tool shows.
pub fn view(state: &AppState) -> Terminals {
    let terminal = state.tools.terminal;
    let entries = entries(state, terminal);
    let text = text(state);
    let clock = state.place.at.to_string();
    let since = |entry: &Entry| moment(state, entry.line).to_string();
    let busy = entries
        .last()
        .filter(|entry| entry.running)
        .map(|entry| text.say(Key::RunsSince, &[("at", &since(entry))]));
    Terminals {
        panes: (0..count(state)).map(|terminal| pane(state, terminal)).collect(),
        typed: entries.into_iter().map(|entry| typed_line(state, entry)).collect(),
        busy,
        answers: !state.playback.playing,
        draft: state.drafts.line.clone(),
        ghost: ghost(state),
        hint: text.say(Key::TerminalHint, &[("at", &clock)]),
    }
}

fn ghost(state: &AppState) -> String {
    match &state.drafts.control {
        Some((control, _)) if state.drafts.line.is_empty() => controls::line_of(state, *control),
        _ => String::new(),
    }
}

/// How many terminals there are.
pub fn count(state: &AppState) -> u16 {
    known(state).saturating_add(state.tools.opened)
}

/// How many terminals the scenario has: those in which a line stands, and the first one.
pub fn known(state: &AppState) -> u16 {
    u16::try_from(state.run.scenario.terminals.len()).unwrap_or(u16::MAX).max(1)
}

/// Whether a terminal's last line still runs.
pub fn is_busy(state: &AppState, terminal: u16) -> bool {
    entries(state, terminal).last().is_some_and(|entry| entry.running)
}

/// The first terminal whose last line has ended; a new one if there is none.
pub fn first_free(state: &AppState) -> u16 {
    (0..count(state)).find(|&terminal| !is_busy(state, terminal)).unwrap_or_else(|| count(state))
}

/// When the last line of a terminal ends, if it does.
pub fn exit_of_last(state: &AppState, terminal: u16) -> Option<FrameIndex> {
    let last = entries(state, terminal).pop()?;
    let ran = (*state.run.trace.ran.get(last.line)?)?;
    ran.exited.map(|(frame, _)| frame)
}

/// What the last line of a terminal printed, if it ended badly.
pub fn refusal(state: &AppState, terminal: u16) -> Option<Rc<str>> {
    let last = entries(state, terminal).pop()?;
    let ran = (*state.run.trace.ran.get(last.line)?)?;
    ran.exited.filter(|&(_, status)| status != 0).map(|_| last.output.trim_end().into())
}

/// What was typed up to the cursor in any terminal, the newest first, without repetitions.
pub fn typed(state: &AppState) -> Vec<Rc<str>> {
    let lines = state.run.scenario.lines.iter().zip(&state.run.trace.ran);
    let there = lines.filter(|(line, ran)| {
        let shown = line.origin == Origin::Typed || !line.is_ours();
        shown && !line.text.contains('\n') && ran.is_some_and(|ran| ran.at <= state.place.at)
    });
    let mut typed: Vec<(SimTime, Rc<str>)> =
        there.filter_map(|(line, ran)| Some(((*ran)?.at, Rc::clone(&line.text)))).collect();
    typed.sort_by_key(|&(at, _)| at);
    let mut newest = Vec::new();
    for (_, text) in typed.into_iter().rev() {
        if !newest.contains(&text) {
            newest.push(text);
        }
    }
    newest
}

fn entries(state: &AppState, terminal: u16) -> Vec<Entry> {
    state.run.trace.entries_at(terminal, state.place.frame(), state.place.at)
}

fn moment(state: &AppState, line: usize) -> SimTime {
    state.run.trace.ran.get(line).copied().flatten().map_or(state.place.at, |ran| ran.at)
}

fn pane(state: &AppState, terminal: u16) -> Pane {
    let number = terminal + 1;
    let mut lines =
        state.run.scenario.lines.iter().filter(|line| line.terminal == terminal && !line.is_ours());
    let first = lines.next().filter(|_| terminal > 0);
    let name = match first {
        Some(line) => short(&line.text, 20),
        None => "kubectl".to_owned(),
    };
    Pane { terminal, name: format!("{number} {name}"), open: terminal == state.tools.terminal }
}

/// A line without `kubectl`, cut at a word.
pub fn short(line: &str, letters: usize) -> String {
    let line = line.strip_prefix("kubectl ").unwrap_or(line);
    let mut short = String::new();
    for word in line.split_whitespace() {
        if !short.is_empty() && short.chars().count() + word.chars().count() >= letters {
            break;
        }
        if !short.is_empty() {
            short.push(' ');
        }
        short.push_str(word);
    }
    short
}

fn typed_line(state: &AppState, entry: Entry) -> Typed {
    let at = moment(state, entry.line);
    let text = state
        .run
        .scenario
        .lines
        .get(entry.line)
        .map_or_else(|| "".into(), |line| Rc::clone(&line.text));
    let old = entry.output.len().saturating_sub(entry.fresh);
    let (printed, fresh) = entry.output.split_at_checked(old).unwrap_or((&entry.output, ""));
    Typed {
        line: entry.line,
        text,
        at,
        clock: at.to_string(),
        prose: !entry.output.starts_with("NAME"),
        printed: printed.trim_end_matches('\n').to_owned(),
        fresh: fresh.lines().map(str::to_owned).collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_is_shortened_at_a_word() {
        assert_eq!(short("kubectl get pods -w -l app=nginx", 20), "get pods -w -l");
        assert_eq!(short("kubectl get pods -w", 20), "get pods -w");
    }
}
