//! What of the state is in the rest of the program: writing links and saved pages, and reading these.

use std::rc::Rc;

use super::{AppState, kept};

later! {
    in Rest;
    /// Writes the link of a scenario that is not the followed one ([`AppState::address`]).
    fn written(state: &AppState) -> Option<Rc<str>> = AppState::written, until then None;
    /// Returns the page's state as JSON, if there is more than `address` restores ([`AppState::kept`]).
    fn kept(state: &AppState, address: Option<&str>) -> Option<String> = kept_beside, until then None;
    /// Returns whether a saved state names a valid scenario.
    fn names_a_scenario(text: &str) -> bool = kept::names_a_scenario, until then false;
}

fn kept_beside(state: &AppState, address: Option<&str>) -> Option<String> {
    let is_held = address.is_some_and(|letters| !letters.is_empty() || !state.is_changed())
        && (state.linked.is_followed(&state.run.scenario) || state.in_link() == state.run.scenario);
    state.kept(is_held)
}
