//! Moves the cursor: by time while the page plays, by steps, and to a place that a person points at.
//!
//! A film needs no more, so all of it is in the first part of the program. Leaves out the stretch of the timeline that is
//! shown (`state::zoom`).

use std::rc::Rc;

use rollout_engine::time::SimTime;
use rollout_engine::trace::FrameIndex;

use crate::state::{Action, AppState, Direction, Place};
use crate::view::transport;

/// Moves the cursor by the time that has passed, if the page plays.
pub(super) fn time_passed(mut state: AppState, ms: u32) -> AppState {
    if !state.playback.playing {
        return state;
    }
    if state.playback.reduced_motion {
        if state.playback.change_is_due(ms) {
            let next = state.run.trace.rollout.next_change(state.place.frame());
            let next =
                next.filter(|&next| state.run.trace.rollout.at(next) <= state.run.history.ends_at);
            match next {
                Some(next) => state.place = Place::at_frame(&state.run, next),
                None => state.place = state.place.later(&state.run, SimTime::MAX),
            }
        }
    } else {
        let (at, passed) = (state.place.at.as_millis(), state.playback.simulated_ms(ms));
        let later = state.run.history.gaps.played_on(at, passed);
        state.place = state.place.later(&state.run, SimTime::from_millis(later));
    }
    // If the end is not known yet, playback waits there for more frames.
    if state.run.is_whole() && state.place.at >= state.run.history.ends_at {
        state.playback.stop();
    }
    state
}

/// Plays or pauses. At the end, plays from the beginning.
pub(super) fn play_pressed(mut state: AppState) -> AppState {
    state.playback.scrubbed = false;
    if state.playback.playing {
        state.playback.stop();
        return state;
    }
    if state.run.is_whole() && state.place.at >= state.run.history.ends_at {
        state.place = Place::at_frame(&state.run, state.run.trace.begins);
    }
    state.playback.start();
    state
}

/// Moves the cursor by hand. Pauses playback after a step, or a jump to a change or a stall.
pub(super) fn put(mut state: AppState, action: &Action) -> AppState {
    let run = Rc::clone(&state.run);
    let (rollout, here) = (&run.trace.rollout, state.place.frame());
    let moved =
        |ms: i64| Place::at_time(&run, SimTime::from_millis(state.place.at.as_millis() + ms));
    state.place = match *action {
        Action::Stepped(direction) => Place::at_frame(&run, step(&state, direction)),
        Action::ChangeSought(Direction::Forward) => match rollout.next_change(here) {
            Some(next) if rollout.at(next) <= run.history.ends_at => Place::at_frame(&run, next),
            _ => Place::at_time(&run, run.history.ends_at),
        },
        Action::ChangeSought(Direction::Back) => {
            Place::at_frame(&run, rollout.previous_change(here).unwrap_or(run.trace.begins))
        }
        Action::CursorMoved(at) => Place::at_time(&run, at),
        Action::CursorNudged(ms) => moved(ms),
        Action::AxisPointedAt { x, width } => Place::at_time(&run, state.pointed_at(x, width)),
        Action::StallSought => match transport::next_stall(&state) {
            Some(stall) => Place::at_time(&run, stall),
            None => return state,
        },
        Action::WentHome => Place::at_frame(&run, run.trace.begins),
        _ => Place::at_time(&run, run.history.ends_at),
    };
    if matches!(action, Action::Stepped(_) | Action::ChangeSought(_) | Action::StallSought) {
        state.playback.stop();
    }
    state.playback.scrubbed = true;
    state
}

fn step(state: &AppState, direction: Direction) -> FrameIndex {
    let here = state.place.frame();
    let last = state.run.trace.rollout.frame_at(state.run.history.ends_at);
    match direction {
        Direction::Forward => FrameIndex(here.0 + 1).min(last),
        Direction::Back => FrameIndex(here.0.saturating_sub(1)),
    }
}
