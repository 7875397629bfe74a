//! What a key at a prompt does to the page: lines are entered, completed, recalled and searched for.
//!
//! The prompt itself is [`Prompt`](super::Prompt); where its lists come from (the trace, the script) is said here.

use super::prompt::{Key, List};
use super::update::enter;
use super::{AppState, Direction, Tab, Utf16};
use crate::view::{manifest, terminals};

/// The state after a key at the prompt of a terminal.
pub fn prompted(mut state: AppState, terminal: u16, key: Key) -> AppState {
    match key {
        Key::Edited(text) => edited(&mut state, terminal, text),
        Key::Added(text) => {
            let typed = state.drafts.prompt(terminal).text;
            let text = if typed.is_empty() { text.trim_start() } else { text };
            let text = typed + text;
            state.drafts.prompt_mut(terminal).set(text);
        }
        Key::Entered => return entered(state, terminal),
        Key::Moved(direction) => moved(&mut state, terminal, direction),
        Key::Tab(caret) => tab(&mut state, terminal, caret),
        Key::Took => took(&mut state, terminal),
        Key::Picked(place) => {
            state.drafts.prompt_mut(terminal).take(Some(place));
        }
        Key::Searched => {
            let history = terminals::history(&state);
            state.drafts.prompt_mut(terminal).search(&history);
        }
        Key::Interrupted => return interrupted(state, terminal),
        Key::Closed => state.drafts.prompt_mut(terminal).close(),
    }
    state
}

fn edited(state: &mut AppState, terminal: u16, text: String) {
    let prompt = state.drafts.prompt_mut(terminal);
    prompt.edit(text);
    match prompt.list {
        Some(List::Completion { .. }) => {
            let text = prompt.text.clone();
            let found = state.complete(&text, text.len());
            state.drafts.prompt_mut(terminal).narrow(found);
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
            let found = state.complete(&text, caret);
            state.drafts.prompt_mut(terminal).complete(caret, found);
        }
    }
}

fn took(state: &mut AppState, terminal: u16) {
    let ghost = terminals::ghost(state, terminal);
    let prompt = state.drafts.prompt_mut(terminal);
    if !prompt.take(None) && !ghost.is_empty() {
        let text = format!("{}{ghost}", prompt.text);
        prompt.set(text);
    }
}

/// A line is entered, also the one that a search has found.
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
    edit(enter_in(state, terminal, &line), terminal)
}

/// The line is the script's; the second pane stays the second.
fn enter_in(state: AppState, terminal: u16, line: &str) -> AppState {
    let open = state.tools.terminal;
    let is_beside = terminals::beside(&state) == Some(terminal);
    let mut state = enter(state, terminal, &[line]);
    if is_beside {
        state.tools.beside = std::mem::replace(&mut state.tools.terminal, open);
    }
    state
}

/// `kubectl edit` opens the manifest editor with the object.
fn edit(mut state: AppState, terminal: u16) -> AppState {
    let Some(object) = terminals::edits_of_last(&state, terminal) else { return state };
    if let Some(text) = manifest::live(&state, &object) {
        state.drafts.manifest = Some(text);
        state.tools.tab = Tab::Manifest;
    }
    state
}

/// Ctrl-C: what runs is ended; where nothing runs the half-typed line goes, into the history.
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
