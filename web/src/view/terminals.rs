//! The terminals at the cursor: the typed lines, their output so far, the output of this frame, and the prompts.

mod line;
mod prompt;

use std::rc::Rc;

use rollout_engine::time::SimTime;
use rollout_engine::trace::FrameIndex;
use scenario::{Entry, Origin, When};

use super::next::{self, Suggestion};
use super::text;
use crate::state::{AppState, Past};
use crate::text::Key;

pub use line::{Typed, as_text, short};
pub use prompt::{ListRow, ListView, PromptView, ghost, view as prompt};

/// The terminal tool.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Terminals {
    /// One pane, or two.
    pub panes: Vec<Pane>,
    /// Suggestions of lines to try next.
    pub next: Vec<Suggestion>,
}

/// A pane.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pane {
    /// Index of the terminal that is open in it.
    pub terminal: u16,
    /// Whether it is the second pane.
    pub lower: bool,
    /// The terminals that can be opened in it.
    pub tabs: Vec<PaneTab>,
    /// The typed lines with their output.
    pub typed: Vec<Typed>,
    /// Number of rows that they take.
    pub rows: usize,
    /// Number of lines that the person has entered in this visit.
    pub entered: u32,
    /// Since when and until when its last line runs, in words. `None` if it has ended.
    pub busy: Option<String>,
    /// Lines that are queued until it ends.
    pub queued: Vec<Rc<str>>,
    /// Whether new output is announced to screen readers: while nothing plays, it answers the line typed last.
    pub answers: bool,
    /// The prompt.
    pub prompt: PromptView,
    /// The hint below the prompt: what keys do, or when a line typed now runs.
    pub hint: String,
}

/// The tab of a terminal in a pane.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PaneTab {
    /// Index of its terminal.
    pub terminal: u16,
    /// `2 get pods -w`.
    pub name: String,
    /// Whether it is open.
    pub open: bool,
}

/// Returns the content of the terminal tool.
pub fn view(state: &AppState) -> Terminals {
    let (upper, lower) = (state.tools.terminal, beside(state));
    let upper_tabs = (0..count(state)).filter(|&terminal| Some(terminal) != lower);
    let mut panes = vec![pane(state, upper, false, upper_tabs.collect())];
    panes.extend(lower.map(|lower| pane(state, lower, true, vec![lower])));
    Terminals { panes, next: next::view(state) }
}

fn pane(state: &AppState, terminal: u16, lower: bool, tabs: Vec<u16>) -> Pane {
    let entries = entries(state, terminal);
    let busy = entries.last().filter(|entry| entry.running).map(|entry| span(state, entry));
    let typed: Vec<Typed> = entries.into_iter().map(|entry| line::typed(state, entry)).collect();
    let queued = queued(state, terminal);
    let prompt = prompt::view(state, terminal);
    let hint = hint(state, &prompt, &busy, !queued.is_empty());
    Pane {
        terminal,
        lower,
        tabs: tabs.into_iter().map(|tab| pane_tab(state, tab, terminal)).collect(),
        rows: typed.iter().map(Typed::rows).sum(),
        typed,
        entered: state.drafts.count,
        busy: busy.map(|(since, until)| runs(state, since, until)),
        queued,
        answers: !state.playback.playing,
        prompt,
        hint,
    }
}

/// Returns since when a line runs, and until when. The end is `None` if it never ends.
fn span(state: &AppState, entry: &Entry) -> (SimTime, Option<SimTime>) {
    let ran = state.run.trace.ran.get(entry.line).copied().flatten();
    (moment(state, entry.line), ran.and_then(|ran| ran.ended))
}

fn runs(state: &AppState, since: SimTime, until: Option<SimTime>) -> String {
    match until {
        Some(until) => text(state).say(Key::RunsUntil, &[("since", &since), ("until", &until)]),
        None => text(state).say(Key::RunsOn, &[("since", &since)]),
    }
}

fn hint(
    state: &AppState,
    prompt: &PromptView,
    busy: &Option<(SimTime, Option<SimTime>)>,
    queued: bool,
) -> String {
    let text = text(state);
    match (&prompt.list, busy) {
        (Some(list), _) if list.search => text.of(Key::SearchHint).to_owned(),
        (Some(list), _) => {
            text.say(Key::CompletionHint, &[("chosen", &(list.chosen + 1)), ("all", &list.count)])
        }
        (None, Some((_, Some(until)))) if queued => text.say(Key::QueuedHint, &[("at", until)]),
        (None, Some(_)) if queued => text.of(Key::QueuedForEver).to_owned(),
        (None, Some(_)) => text.of(Key::BusyHint).to_owned(),
        (None, None) => {
            let suggests = prompt.text.is_empty() && !prompt.ghost.is_empty();
            let key = if suggests { Key::SuggestionHint } else { Key::PromptHint };
            text.say(key, &[("at", &state.place.at)])
        }
    }
}

/// Returns the number of terminals, those that the person opened included.
pub fn count(state: &AppState) -> u16 {
    known(state).saturating_add(state.tools.opened)
}

/// Returns the number of terminals in the scenario, at least 1.
pub fn known(state: &AppState) -> u16 {
    u16::try_from(state.run.scenario.terminals.len()).unwrap_or(u16::MAX).max(1)
}

/// Returns the terminal in the second pane. Unless the person chose otherwise, there is one if the tools are below
/// the figure, where both have room.
pub fn beside(state: &AppState) -> Option<u16> {
    let is_wide = (900..1_200).contains(&state.layout.window);
    let is_open = |&terminal: &u16| terminal != state.tools.terminal && terminal < count(state);
    let wanted = Some(state.tools.beside).filter(is_open);
    let other = || (0..count(state)).rev().find(is_open);
    state.tools.split.unwrap_or(is_wide).then(|| wanted.or_else(other)).flatten()
}

/// Whether a terminal's last line is still running.
pub fn is_busy(state: &AppState, terminal: u16) -> bool {
    entries(state, terminal).last().is_some_and(|entry| entry.running)
}

/// Returns the first terminal whose last line has ended. A new one if there is none.
pub fn first_free(state: &AppState) -> u16 {
    (0..count(state)).find(|&terminal| !is_busy(state, terminal)).unwrap_or_else(|| count(state))
}

/// Returns the frame in which the last line of a terminal ends. `None` if it never does.
pub fn exit_of_last(state: &AppState, terminal: u16) -> Option<FrameIndex> {
    let last = entries(state, terminal).pop()?;
    let ran = (*state.run.trace.ran.get(last.line)?)?;
    ran.exited.map(|(frame, _)| frame)
}

/// Returns a terminal's last line and its output so far, if a person typed it.
pub fn last_typed(state: &AppState, terminal: u16) -> Option<(Rc<str>, String)> {
    let last = entries(state, terminal).pop()?;
    let line = state.run.scenario.lines.get(last.line)?;
    (line.origin == Origin::Typed).then(|| (Rc::clone(&line.text), last.output))
}

/// Returns the output of a terminal's last line, if its exit status is not 0.
pub fn refusal(state: &AppState, terminal: u16) -> Option<Rc<str>> {
    let last = entries(state, terminal).pop()?;
    let ran = (*state.run.trace.ran.get(last.line)?)?;
    ran.exited.filter(|&(_, status)| status != 0).map(|_| last.output.trim_end().into())
}

/// Returns the object that the last line of a terminal opened with `kubectl edit`.
pub fn edits_of_last(state: &AppState, terminal: u16) -> Option<Rc<str>> {
    let last = entries(state, terminal).pop()?;
    state.run.trace.edits(last.line).cloned()
}

/// Returns the history: lines of all terminals up to the cursor, and lines entered in this visit. Newest first, each
/// once.
pub fn history(state: &AppState) -> Vec<Past> {
    let lines = state.run.scenario.lines.iter().zip(&state.run.trace.ran);
    let there = lines.filter(|(line, ran)| {
        let shown = line.origin == Origin::Typed || !line.is_ours();
        let at_a_prompt = !line.text.contains('\n') && &*line.text != scenario::INTERRUPT;
        shown && at_a_prompt && ran.is_some_and(|ran| ran.at <= state.place.at)
    });
    let mut typed: Vec<(SimTime, Rc<str>)> =
        there.filter_map(|(line, ran)| Some(((*ran)?.at, Rc::clone(&line.text)))).collect();
    typed.sort_by_key(|&(at, _)| at);
    let at =
        |text: &Rc<str>| typed.iter().rev().find(|(_, known)| known == text).map(|&(at, _)| at);
    let entered = state.drafts.entered.iter().rev();
    let entered = entered.map(|text| Past { text: Rc::clone(text), at: at(text) });
    let typed = typed.iter().rev().map(|(at, text)| Past { text: Rc::clone(text), at: Some(*at) });
    let mut newest: Vec<Past> = Vec::new();
    for past in entered.chain(typed) {
        if !newest.iter().any(|known| known.text == past.text) {
            newest.push(past);
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

/// Returns the lines that were typed while the terminal was busy and have not started.
fn queued(state: &AppState, terminal: u16) -> Vec<Rc<str>> {
    let lines = state.run.scenario.lines.iter().zip(&state.run.trace.ran);
    let waits = lines.filter(|(line, ran)| {
        let is_typed = matches!(line.when, When::At(at) if at <= state.place.at);
        line.origin == Origin::Typed
            && line.terminal == terminal
            && is_typed
            && ran.is_none_or(|ran| ran.at > state.place.at)
    });
    waits.map(|(line, _)| Rc::clone(&line.text)).collect()
}

fn pane_tab(state: &AppState, terminal: u16, open: u16) -> PaneTab {
    let number = terminal + 1;
    let mut lines =
        state.run.scenario.lines.iter().filter(|line| line.terminal == terminal && !line.is_ours());
    let first = lines.next().filter(|_| terminal > 0);
    let name = match first {
        Some(line) => short(&line.text, 20),
        None => "kubectl".to_owned(),
    };
    PaneTab { terminal, name: format!("{number} {name}"), open: terminal == open }
}
