//! Has the service read the manifest in the editor, and does what waits for that.
//!
//! The text is read while its tab is open, or when something needs it read. While an answer is awaited nothing more is
//! asked, so typing asks no faster than the service reads. `state::reading` holds question and answer.

use std::rc::Rc;

use scenario::protocol::Request;

use super::using;
use crate::state::{AfterReading, AppState, Reading, Tab};
use crate::view::manifest;

impl AppState {
    /// Asks for the reading of the text in the editor, unless it is known or another answer is awaited.
    pub(super) fn ask_to_read(&mut self) {
        let reading = &self.exchange.reading;
        let is_wanted = self.tools.tab == Tab::Manifest || reading.then.is_some();
        if !is_wanted || reading.asked.is_some() || manifest::current(self).is_some() {
            return;
        }
        let (text, rules) = manifest::to_read(self);
        let number = self.exchange.number();
        self.exchange.wish(Request::Read { number, text: text.to_string(), rules });
        self.exchange.reading.asked = Some((number, text, rules));
    }
}

/// Does something that needs the reading of the text in the editor: now if it is known, else once it has come.
pub(super) fn once_read(mut state: AppState, then: AfterReading) -> AppState {
    let known = manifest::current(&state).map(Rc::clone);
    if let Some(reading) = known {
        return act(state, then, &reading);
    }
    let waiting = &mut state.exchange.reading.then;
    // A prediction does not take the place of what a person pressed.
    if then != AfterReading::LookAhead || waiting.is_none() {
        *waiting = Some(then);
    }
    state
}

/// Handles an answer.
pub(super) fn arrived(mut state: AppState, number: u32, found: scenario::Reading) -> AppState {
    let reading = &mut state.exchange.reading;
    let Some((_, text, rules)) = reading.asked.take_if(|(asked, ..)| *asked == number) else {
        return state;
    };
    reading.known = Rc::new(Reading { text, rules: Some(rules), found });
    let Some(reading) = manifest::current(&state).map(Rc::clone) else { return state };
    match state.exchange.reading.then.take() {
        Some(then) => act(state, then, &reading),
        None => state,
    }
}

fn act(mut state: AppState, then: AfterReading, reading: &Reading) -> AppState {
    match then {
        AfterReading::LookAhead => state.look_ahead(),
        AfterReading::BeginAnew => return super::begun_anew(state, reading),
        AfterReading::ReadAsV1 => using::read_as_v1(&mut state, reading),
    }
    state
}
