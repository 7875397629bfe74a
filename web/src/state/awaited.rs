//! What takes longer than a person should wait at a standstill: an action waits for its run, and the page stays as it is meanwhile.
//!
//! Almost always a scenario is known up to the cursor at once. A line that is typed late into the life of a thousand pods is not: then
//! nothing of the action happens yet, its run is worked out in slices, and once that is known the action is taken as if it had
//! just come, where the cursor was. Whoever does something else in between gets both, one after the other. Leaves out the slices (`run`).

use std::rc::Rc;

use rollout_engine::time::SimTime;
use scenario::Scenario;

use super::update::react;
use super::{Action, AppState, Place, Run};

/// An action that waits for its run.
#[derive(Clone, Debug)]
pub struct Awaited {
    action: Action,
    /// Where the cursor was.
    place: Place,
    /// The run as far as it is known.
    run: Rc<Run>,
}

impl AppState {
    /// The run that has to be worked out further: the one that something waits for, before the one that is shown.
    pub fn growing(&self) -> &Rc<Run> {
        let awaited = self.awaited.as_ref().map(|awaited| &awaited.run);
        awaited.or(self.foreseeing()).unwrap_or(&self.run)
    }

    /// The run of a scenario up to a moment; short of it where that takes long.
    pub(super) fn run_of(&self, scenario: Scenario, until: SimTime) -> Rc<Run> {
        match &self.ready {
            Some(run) if run.scenario == scenario => Rc::clone(run),
            _ => Rc::new(Run::at_once(scenario, until)),
        }
    }
}

/// The next state where nothing waits.
pub(super) fn attempt(state: AppState, action: Action) -> AppState {
    if matches!(action, Action::TimePassed(_) | Action::RunGrew(_)) {
        return react(state, action);
    }
    let before = state.clone();
    let next = react(state, action.clone());
    if !next.run.is_short() || Rc::ptr_eq(&next.run, &before.run) {
        return next;
    }
    let awaited = Awaited { action, place: before.place.clone(), run: next.run };
    AppState { awaited: Some(awaited), ..before }
}

/// The next state while an action waits.
pub(super) fn go_on(mut state: AppState, awaited: Awaited, action: Action) -> AppState {
    match action {
        Action::RunGrew(news) if Rc::ptr_eq(&news.from, &awaited.run) => {
            return taken(state, awaited, news.to);
        }
        // Time and news of another run have to wait as well.
        Action::TimePassed(_) | Action::RunGrew(_) => {}
        Action::Resized(_) | Action::FileArrived(..) | Action::MotionReduced(_) => {
            state = react(state, action);
        }
        action => {
            let run = Rc::new(awaited.run.known_as_wanted());
            return attempt(taken(state, awaited, run), action);
        }
    }
    state.awaited = Some(awaited);
    state
}

/// The action is taken, now that its run is known.
fn taken(mut state: AppState, awaited: Awaited, run: Rc<Run>) -> AppState {
    (state.place, state.ready) = (awaited.place, Some(run));
    AppState { ready: None, ..react(state, awaited.action) }
}
