//! The reducer together with a service, for tests. Repeats until every request of an action is answered.
//!
//! The page itself does this through messages (`browser::service`). Each action gets a fresh service, so a test can
//! continue a copied state in several ways.

use std::rc::Rc;

use scenario::Service;

use crate::state::{Action, AppState, Run};

/// Returns the run of the opening scenario.
pub fn opening() -> Rc<Run> {
    Rc::new(Run::at_once(scenario::opening()))
}

/// Former text of the opening scenario, from its `apply` on. Tests count its seconds.
pub const FORMER: &str = include_str!("../../../crates/scenario/link/former/blog.1.txt");

/// Returns the run of the former text.
pub fn former() -> Rc<Run> {
    Rc::new(Run::at_once(scenario::Scenario::parse(FORMER).unwrap_or_default()))
}

/// Returns the state after everything that the action requested has arrived.
#[must_use]
pub fn update(state: AppState, action: Action) -> AppState {
    let mut service = Service::new();
    let (mut state, mut wishes) = super::update(state, action);
    loop {
        let mut replies: Vec<_> =
            wishes.into_iter().filter_map(|request| service.handle(request)).collect();
        if state.exchange.misses_something() || state.compare.is_coming() {
            while replies.is_empty() && service.has_work() {
                replies.extend(service.go_on(|| true));
            }
        }
        if let (true, Some(name)) = (replies.is_empty(), state.around.film) {
            let pair = scenario::PAIRS.iter().find(|(pair, _)| *pair == name);
            let film = match pair {
                Some((_, letters)) => scenario::pair_film(letters),
                None => scenario::film(name),
            };
            let film = film.map(Rc::new);
            (state, wishes) = super::update(state, Action::FilmArrived(name, film));
            continue;
        }
        if replies.is_empty() {
            state.exchange.leave();
            return state;
        }
        (state, wishes) = super::update(state, Action::Replied(replies));
    }
}
