//! Keys at a prompt: enter, complete, recall and search lines.
//!
//! [`Prompt`](crate::state::Prompt) is the prompt itself. This module supplies its lists, from the trace and the
//! script.

use scenario::protocol::{Completion, Question};

use crate::state::{AppState, Direction, Entered, List, OnAnswer, PromptKey, Tab, Utf16};
use crate::view::terminals;

/// Applies a key at a terminal's prompt.
pub fn prompted(mut state: AppState, terminal: u16, key: PromptKey) -> AppState {
    match key {
        PromptKey::Edited(text) => edited(&mut state, terminal, text),
        PromptKey::Added(text) => {
            let typed = state.drafts.prompt(terminal).text;
            let text = if typed.is_empty() { text.trim_start() } else { text };
            let text = typed + text;
            state.drafts.prompt_mut(terminal).set(text);
        }
        PromptKey::Entered => return entered(state, terminal),
        PromptKey::Moved(direction) => moved(&mut state, terminal, direction),
        PromptKey::Tab(caret) => tab(&mut state, terminal, caret),
        PromptKey::Took => took(&mut state, terminal),
        PromptKey::Picked(place) => {
            state.drafts.prompt_mut(terminal).take(Some(place));
        }
        PromptKey::Searched => {
            let history = terminals::history(&state);
            state.drafts.prompt_mut(terminal).search(&history);
        }
        PromptKey::Interrupted => return interrupted(state, terminal),
        PromptKey::Closed => state.drafts.prompt_mut(terminal).close(),
    }
    state
}

fn edited(state: &mut AppState, terminal: u16, text: String) {
    let prompt = state.drafts.prompt_mut(terminal);
    prompt.edit(text);
    match prompt.list {
        Some(List::Completion { .. }) => {
            prompt.narrow_typed();
            let text = prompt.text.clone();
            let caret = text.len();
            ask(state, terminal, (text, caret, true));
        }
        Some(List::Search { .. }) => {
            let history = terminals::history(state);
            state.drafts.prompt_mut(terminal).look(&history);
        }
        None => {}
    }
}

fn moved(state: &mut AppState, terminal: u16, direction: Direction) {
    let prompt = state.drafts.prompt(terminal);
    if prompt.list.is_some() {
        state.drafts.prompt_mut(terminal).choose(direction);
    } else {
        let history = terminals::history(state);
        state.drafts.prompt_mut(terminal).recall(&history, direction);
    }
}

fn tab(state: &mut AppState, terminal: u16, caret: Utf16) {
    let prompt = state.drafts.prompt_mut(terminal);
    match prompt.list {
        Some(_) => {
            prompt.take(None);
        }
        None => {
            let (text, caret) = (prompt.text.clone(), caret.byte_in(&prompt.text));
            ask(state, terminal, (text, caret, false));
        }
    }
}

/// Asks for completions at `caret`, a byte offset. `narrow` tells whether a list is open already.
fn ask(state: &mut AppState, terminal: u16, (text, caret, narrow): (String, usize, bool)) {
    let question = Question::Completes { line: text.clone(), cursor: caret };
    state.ask_once(question, OnAnswer::Complete { terminal, text, caret, narrow });
}

/// Handles the completions. Ignores them if the prompt's text has changed since.
pub(super) fn completed(
    state: &mut AppState,
    terminal: u16,
    (text, caret, narrow): (&str, usize, bool),
    found: Completion,
) {
    let prompt = state.drafts.prompt_mut(terminal);
    let is_listed = matches!(prompt.list, Some(List::Completion { .. }));
    if prompt.text != text || is_listed != narrow {
        return;
    }
    if narrow { prompt.narrow(found) } else { prompt.complete(caret, found) }
}

fn took(state: &mut AppState, terminal: u16) {
    let ghost = terminals::ghost(state, terminal);
    let prompt = state.drafts.prompt_mut(terminal);
    if ghost.is_empty() && !matches!(prompt.list, Some(List::Search { .. })) {
        return;
    }
    if !prompt.take(None) {
        let text = format!("{}{ghost}", prompt.text);
        prompt.set(text);
    }
}

/// Enters the line, or the line that a history search has selected.
fn entered(mut state: AppState, terminal: u16) -> AppState {
    let prompt = state.drafts.prompt_mut(terminal);
    if matches!(prompt.list, Some(List::Search { .. })) && !prompt.take(None) {
        return state;
    }
    let line = std::mem::take(prompt).text;
    if line.trim().is_empty() {
        return state;
    }
    state.drafts.note(&line);
    enter_in(state, terminal, &line)
}

/// Enters a line in a terminal. A terminal in the second pane stays there.
fn enter_in(state: AppState, terminal: u16, line: &str) -> AppState {
    let is_beside = terminals::beside(&state) == Some(terminal);
    let then = Entered::Prompt(is_beside, state.tools.terminal);
    super::enter(state, terminal, &[line], then)
}

/// Opens the manifest editor if the terminal's last line was `kubectl edit`.
pub(super) fn edit(state: &mut AppState, terminal: u16) {
    if let Some(object) = terminals::edits_of_last(state, terminal) {
        let command = format!("kubectl get {object} -o yaml");
        state.ask_once(Question::Writes(command), OnAnswer::Edit);
    }
}

/// Handles the object to edit.
pub(super) fn edits(state: &mut AppState, text: &str) {
    let replaced = super::using::unsaved(state, text);
    state.drafts.leave_manifest();
    (state.drafts.manifest, state.drafts.replaced) = (Some(text.into()), replaced);
    state.tools.tab = Tab::Manifest;
}

/// Handles Ctrl-C: interrupts the running command. Without one, clears the half-typed line and adds it to the
/// history.
fn interrupted(mut state: AppState, terminal: u16) -> AppState {
    if terminals::is_busy(&state, terminal) {
        return enter_in(state, terminal, scenario::INTERRUPT);
    }
    let line = std::mem::take(state.drafts.prompt_mut(terminal)).text;
    if !line.trim().is_empty() {
        state.drafts.note(&line);
    }
    state
}
