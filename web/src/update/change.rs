//! Requests the run of a changed scenario and shows it when it arrives.
//!
//! One change is pending at a time; further ones wait in the queue. `update` and `prompting` compose the lines of
//! controls and prompts.

use std::rc::Rc;

use rollout_engine::time::SimTime;
use scenario::protocol::{Edit, RunId};

use super::{around, compare, kept, linked, plan};
use crate::state::{AppState, By, Change, Coming, Place, Purpose, Run, Share};
use crate::view::terminals;

/// Requests a change. If another is pending, the change waits for it.
pub(super) fn ask(mut state: AppState, change: Change) -> AppState {
    state.exchange.queue.push_back(change);
    go_on(&mut state);
    state
}

/// Requests the next change from the service, unless one is pending.
pub(super) fn go_on(state: &mut AppState) {
    let is_idle =
        |state: &AppState| state.exchange.coming.is_none() && state.compare.both.is_none();
    while is_idle(state) && !state.exchange.is_lost {
        let Some(change) = state.exchange.queue.pop_front() else { return };
        let Some(change) = compare::ask_for_both(state, change) else { continue };
        let until = state.place.at;
        let shown = terminals::count(state);
        let mut entering = (until, 0, shown, state.place.at >= state.run.history.ends_at);
        let run = match &change {
            Change::Enter { terminal, lines, .. } => {
                // Of several terminals without a line, the first gets it and becomes the scenario's.
                let terminal = (*terminal).min(terminals::known(state));
                let at = state.run.scenario.time_of_next_line(&state.run.trace, state.place.at);
                (entering.0, entering.1) = (at, terminal);
                let edit = Edit::Enter { at, terminal, lines: lines.clone() };
                Some(state.want_fork(Purpose::Change, edit, at))
            }
            Change::Script(edit) => Some(state.want_fork(Purpose::Change, edit.clone(), until)),
            Change::Settings(lines) => {
                let lines: Vec<&str> = lines.iter().map(String::as_str).collect();
                let set = state.run.scenario.with_settings(&lines).ok();
                set.map(|scenario| state.want_run(Purpose::Change, scenario, until))
            }
            Change::Release(name) => {
                let edit = Edit::Release(name.to_string());
                Some(state.want_fork(Purpose::Change, edit, until))
            }
            Change::Go(way) => {
                let step = state.undo.next(*way);
                step.map(|(scenario, at)| state.want_run(Purpose::Change, scenario, at))
            }
            Change::StartOver if state.is_changed() => {
                let opened = state.undo.opened().clone();
                Some(state.want_run(Purpose::Change, opened, SimTime::MIN))
            }
            // Without a comparison there are no sides.
            Change::StartOver | Change::OfSide(..) => None,
            Change::Open(opening) => {
                let (scenario, until) = (opening.scenario.clone(), opening.until);
                let set = match &opening.by {
                    By::Link(followed) => followed.link.sets.clone(),
                    _ => Vec::new(),
                };
                Some(state.want_run_with(Purpose::Change, scenario, set, until))
            }
        };
        match run {
            Some(run) => state.exchange.coming = Some(Coming { run, change, entering }),
            None if matches!(change, Change::StartOver) => {
                state.place = Place::at_frame(&state.run, state.run.trace.begins);
                super::returned(state);
            }
            None => {}
        }
    }
}

/// Shows the run of the pending change.
pub(super) fn arrived(mut state: AppState, run: Rc<Run>) -> AppState {
    let Some(coming) = state.exchange.coming.take_if(|coming| coming.run == run.id) else {
        return state;
    };
    state = made(state, coming, run);
    go_on(&mut state);
    state
}

/// Drops the pending change, whose run does not start. A link then says why.
pub(super) fn refused(mut state: AppState, run: RunId, why: String) -> AppState {
    let Some(coming) = state.exchange.coming.take_if(|coming| coming.run == run) else {
        return state;
    };
    if let Change::Open(opening) = coming.change
        && let By::Link(followed) = opening.by
    {
        state = linked::refused(state, &followed.letters, why);
    }
    go_on(&mut state);
    state
}

fn made(mut state: AppState, coming: Coming, run: Rc<Run>) -> AppState {
    let at = state.place.at;
    match coming.change {
        Change::Enter { then, .. } => return super::entered(state, run, coming.entering, then),
        Change::Script(_) | Change::Settings(_) => {
            state.change(run);
            state.place = Place::at_time(&state.run, at);
        }
        Change::Release(_) => {
            state.change(run);
            state.place = Place::at_time(&state.run, at);
            state.speak();
        }
        Change::Go(way) => {
            state.go(way, run);
            super::returned(&mut state);
        }
        Change::StartOver => {
            state.start_over(run);
            super::returned(&mut state);
        }
        Change::OfSide(..) => {}
        Change::Open(opening) => return opened(state, opening.by, run),
    }
    state
}

fn opened(state: AppState, by: By, run: Rc<Run>) -> AppState {
    match by {
        By::Card(card) => around::opened(state, &card, run),
        By::Link(followed) => linked::arrived_with(state, *followed, run),
        By::Hand(lines) => around::begun_by_hand(state, lines, run),
        By::File => AppState { share: Share::default(), ..super::opened(state, run) },
        By::Renamed => {
            let at = state.place.at;
            let mut state = state;
            state.open_in_place(run);
            state.place = Place::at_time(&state.run, at);
            state
        }
        By::Anew => super::opened(state, run),
        By::Side(base, at) => compare::kept(state, *base, at, run),
        By::Planned(begins) => plan::opened(state, run, begins),
        By::PlanAgain => plan::again(state, run),
        By::Kept(text, is_new) => kept::opened(state, &text, run, is_new),
    }
}
