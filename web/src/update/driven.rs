//! The reducer together with a service, for tests. Repeats until every request of an action is answered.
//!
//! The page itself does this through messages (`browser::service`). Each action gets a fresh service, so a test can
//! continue a copied state in several ways.

use std::rc::Rc;

use scenario::protocol::Reply;
use scenario::{Distribution, Service, Sweep};

use crate::state::{Action, AppState, PlanStep, Run, SweepStage, Tab};
use crate::view::manifest::{self, Manifest};

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

/// Returns the content of the manifest editor, once it is open and its text was read.
pub fn editor(state: &AppState) -> Manifest {
    manifest::view(&update(state.clone(), Action::TabChosen(Tab::Manifest)))
}

/// Returns the state after everything that the action requested has arrived.
#[must_use]
pub fn update(state: AppState, action: Action) -> AppState {
    let mut service = Service::new();
    let (mut state, mut wishes) = super::update(state, action);
    loop {
        let mut replies: Vec<_> =
            wishes.into_iter().filter_map(|request| service.handle(request)).collect();
        let is_planning = state.plan.number.is_some() && !state.exchange.is_lost;
        if state.exchange.misses_something() || state.compare.is_coming() || is_planning {
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
        if replies.is_empty()
            && let Some(sampled) = swept(&state, &mut service)
        {
            (state, wishes) = super::update(state, sampled);
            continue;
        }
        if replies.is_empty() {
            state.exchange.leave();
            return state;
        }
        (state, wishes) = super::update(state, Action::Replied(replies));
    }
}

/// Runs the sweep of a plan from end to end, if the state wants one.
fn swept(state: &AppState, service: &mut Service) -> Option<Action> {
    let (number, variants, runs) = state.sweep()?;
    let mut sweep = Sweep::new(variants, runs);
    while !sweep.is_whole() {
        for request in sweep.requests_for(0) {
            service.handle(request);
        }
        while service.has_work() {
            let replies = service.go_on(|| true);
            let samples = replies.iter().filter(|it| matches!(it, Reply::Measured { .. }));
            samples.for_each(|reply| sweep.take(reply));
        }
    }
    let given = (0..sweep.variants()).map(|it| Distribution::of(sweep.samples(it))).collect();
    let sampled = PlanStep::Sampled(number, given, sweep.progress(), 0, SweepStage::Whole);
    Some(Action::Plan(sampled))
}
