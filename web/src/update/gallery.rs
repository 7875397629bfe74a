//! Requests films and runs for the gallery's previews, one at a time.

use std::rc::Rc;

use rollout_engine::time::SimTime;
use scenario::{Film, PAIRS};

use crate::state::{AppState, Card, Purpose, Run, Screen};
use crate::view::gallery::{pair_shown, shown};

/// Requests the film of the first card without a preview, unless a request is pending.
pub(super) fn want_one(state: &mut AppState) {
    if state.around.film.is_none() && state.around.card.is_none() {
        let around = &state.around;
        let is_missing = |card: &&Rc<Card>| card.shown.is_none() && around.shows_shape(card.name);
        let missing = state.shelf.gallery.iter().find(is_missing);
        let is_drawn = |name: &&str| !state.shelf.pairs.contains_key(name);
        let pair = || PAIRS.iter().map(|(name, _)| *name).find(is_drawn);
        let pair = || pair().filter(|_| state.around.screen == Screen::Gallery);
        state.around.film = missing.map(|card| card.name).or_else(pair);
    }
}

/// Handles a card's film. Without a film, requests a run of the scenario.
pub(super) fn filmed(mut state: AppState, name: &'static str, film: Option<&Film>) -> AppState {
    state.around.film.take_if(|awaited| *awaited == name);
    if PAIRS.iter().any(|(pair, _)| *pair == name) {
        state.shelf.pairs.insert(name, film.and_then(pair_shown));
        return state;
    }
    match film.and_then(Run::of_film) {
        Some(run) => show(&mut state, name, &run),
        None => {
            let card = state.shelf.gallery.iter().find(|card| card.name == name);
            if let Some(scenario) = card.map(|card| card.scenario.clone()) {
                let run = state.want_run(Purpose::Card, scenario, SimTime::MAX);
                state.around.card = Some((run, name));
            }
        }
    }
    state
}

/// Handles a card's run.
pub(super) fn arrived(mut state: AppState, run: &Run) -> AppState {
    let card = state.around.card.take_if(|(id, _)| *id == run.id);
    let Some((_, name)) = card else { return state };
    show(&mut state, name, run);
    state.forget_run(run.id);
    state
}

fn show(state: &mut AppState, name: &str, run: &Run) {
    if let Some(card) = state.shelf.gallery.iter_mut().find(|card| card.name == name) {
        *card = Rc::new(Card { shown: Some(shown(run)), ..Card::clone(card) });
    }
}
