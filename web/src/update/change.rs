//! Requests the run of a changed scenario and shows it when it arrives.
//!
//! One change is pending at a time; further ones wait in the queue. `update` and `prompting` compose the lines of
//! controls and prompts.

use std::rc::Rc;

use rollout_engine::time::SimTime;
use scenario::protocol::{Edit, RunId};

use super::{around, compare, kept, later, linked, plan};
use crate::state::{AppState, By, Change, Coming, Followed, Opening, Place, Purpose, Run, Share};
use crate::view::terminals;

/// Requests a change. If another is pending, the change waits for it.
pub(super) fn ask(mut state: AppState, change: Change) -> AppState {
    let changes_object = match &change {
        Change::Go(way) => state.compared().is_some() || state.undo.next(*way).is_some(),
        Change::StartOver | Change::OfSide(..) => true,
        _ => false,
    };
    if changes_object {
        // It was about the object as it is now. A value that is chosen while the change is worked out stays.
        state.drafts.control = None;
    }
    if state.linked.is_missed {
        // Whoever changes what is there has left the link.
        linked::give_up(&mut state);
    }
    state.exchange.queue.push_back(change);
    go_on(&mut state);
    state
}

/// Requests the opening of a link's scenario. If another change is pending, it waits for that. Beside [`ask`], because that
/// leads to every change, and a link is opened without the rest of the program.
pub(super) fn open(mut state: AppState, opening: Opening) -> AppState {
    let is_idle = is_idle(&state) && state.exchange.queue.is_empty();
    if !is_idle || state.exchange.is_lost {
        state.exchange.queue.push_back(Change::Open(Box::new(opening)));
        later::next_change(&mut state);
        return state;
    }
    let run = request(&mut state, &opening);
    let change = Change::Open(Box::new(opening));
    let entering = (state.place.at, 0, 0, false);
    state.exchange.coming = Some(Coming { run, change, entering });
    state
}

fn is_idle(state: &AppState) -> bool {
    state.exchange.coming.is_none() && state.compare.both.is_none()
}

fn request(state: &mut AppState, opening: &Opening) -> RunId {
    let (scenario, until) = (opening.scenario.clone(), opening.until);
    let set = match &opening.by {
        By::Link(followed) => followed.link.sets.clone(),
        _ => Vec::new(),
    };
    state.want_run_with(Purpose::Change, scenario, set, until)
}

/// Requests the next change from the service, unless one is pending.
pub(super) fn go_on(state: &mut AppState) {
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
            Change::Open(opening) => Some(request(state, opening)),
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
    state = match link_of(coming) {
        Ok(followed) => linked::arrived_with(state, *followed, run),
        Err(coming) => later::made(state, coming, run),
    };
    later::next_change(&mut state);
    state
}

/// Returns the link that is opened. Otherwise the change as it is.
fn link_of(coming: Coming) -> Result<Box<Followed>, Coming> {
    let Coming { run, change, entering } = coming;
    let change = match change {
        Change::Open(opening) => match *opening {
            Opening { by: By::Link(followed), .. } => return Ok(followed),
            opening => Change::Open(Box::new(opening)),
        },
        change => change,
    };
    Err(Coming { run, change, entering })
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
    later::next_change(&mut state);
    state
}

/// Shows the run of a change that is not a link.
pub(super) fn made(mut state: AppState, coming: Coming, run: Rc<Run>) -> AppState {
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
        By::Anew(text) => {
            // A text written in the meantime stays.
            let written = state.drafts.manifest.as_ref().is_some_and(|it| *it != text);
            let drafts = written.then(|| state.drafts.clone());
            let mut state = super::opened(state, run);
            if let Some(drafts) = drafts {
                state.drafts = drafts.of_manifest(state.drafts);
            }
            state
        }
        By::Side(base, at) => compare::kept(state, *base, at, run),
        By::Planned(begins) => plan::opened(state, run, begins),
        By::PlanAgain => plan::again(state, run),
        By::Kept(text, is_new) => kept::opened(state, &text, run, is_new),
    }
}
