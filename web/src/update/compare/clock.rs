//! The clock of a comparison: moves the cursor of both sides, and counts from another zero.
//!
//! Both sides always show the same instant. Leaves out how a comparison is asked for ([`super`]).

use std::rc::Rc;

use rollout_engine::cluster::SetId;
use rollout_engine::time::SimTime;
use rollout_engine::trace::FrameIndex;
use scenario::{Comparison, Side};

use crate::history::Gaps;
use crate::state::{Action, Aligned, AppState, Compared, Direction, Place, Run, Stretch};
use crate::view::ends;

/// Whether a comparison is on the screen, which takes all actions of time.
pub(in crate::update) fn takes(state: &AppState, action: &Action) -> bool {
    state.compared().is_some() && action.is_of_time()
}

/// Moves both sides.
pub(in crate::update) fn moved(mut state: AppState, action: &Action) -> AppState {
    let playback = &mut state.playback;
    let Some(compared) = state.compare.shown.as_deref_mut() else { return state };
    let axis = compared.axis;
    let to = match *action {
        Action::TimePassed(ms) if playback.playing => {
            let next = if !playback.reduced_motion {
                let passed = playback.simulated_ms(ms);
                let at = compared.gaps.played_on(compared.at.as_millis(), passed);
                Some(SimTime::from_millis(at))
            } else {
                let is_due = playback.change_is_due(ms);
                is_due.then(|| compared.next_change().unwrap_or(axis.to))
            };
            if let Some(at) = next {
                compared.play(at.min(axis.to));
            }
            if compared.at >= axis.to {
                playback.stop();
            }
            return state;
        }
        Action::PlayPressed => {
            playback.scrubbed = false;
            match playback.playing {
                true => playback.stop(),
                false => {
                    if compared.at >= axis.to {
                        compared.put(axis.from);
                    }
                    playback.start();
                }
            }
            return state;
        }
        Action::Stepped(Direction::Forward) => compared.next_frame().unwrap_or(axis.to),
        Action::Stepped(Direction::Back) => compared.last_before(|_, frame| Some(frame)),
        Action::ChangeSought(Direction::Forward) => compared.next_change().unwrap_or(axis.to),
        Action::ChangeSought(Direction::Back) => compared
            .last_before(|run, frame| run.trace.rollout.previous_change(FrameIndex(frame.0 + 1))),
        Action::CursorMoved(at) => at,
        Action::CursorNudged(ms) => SimTime::from_millis(compared.at.as_millis() + ms),
        Action::AxisPointedAt { x, width } => compared.pointed_at(x, width),
        Action::WentHome => axis.from,
        Action::WentToEnd => axis.to,
        _ => return state,
    };
    if matches!(action, Action::Stepped(_) | Action::ChangeSought(_)) {
        playback.stop();
    }
    playback.scrubbed = true;
    compared.put(to);
    state
}

impl Compared {
    /// Counts from another zero, and compares from there.
    pub(super) fn align(&mut self, aligned: Aligned) {
        let sets = self.sides.each_ref().map(|side| drawn_at_end(&side.run));
        self.aligned = aligned;
        self.zeros = [0, 1].map(|side| {
            let run = &self.sides[side].run;
            let history = run.history.drawn_at(run.trace.rollout.last());
            let stretch = history.and_then(|history| ends::stretch(run, history));
            let change = stretch.map(|stretch| stretch.from);
            change.filter(|_| aligned == Aligned::Change).unwrap_or(run.history.begins_at)
        });
        let span = |side: usize| {
            let history = &self.sides[side].run.history;
            (self.counted(side, history.begins_at), self.counted(side, history.ends_at))
        };
        let (left, right) = (span(0), span(1));
        self.axis = Stretch { from: left.0.min(right.0), to: left.1.max(right.1) };
        let gaps = [0, 1].map(|side| {
            let history = &self.sides[side].run.history;
            (&history.gaps, self.zeros[side], history.ends_at)
        });
        self.gaps = Gaps::in_common(gaps, self.axis.length_ms());
        let of = |side: usize| {
            let run = &self.sides[side].run;
            Some(Side { trace: &run.trace.rollout, set: sets[side]?, zero: self.zeros[side] })
        };
        self.found = of(0).zip(of(1)).map(|(left, right)| Rc::new(Comparison::of(left, right)));
        self.told = 0;
    }

    /// Jumps to a time.
    pub(super) fn put(&mut self, at: SimTime) {
        self.at = at.clamp(self.axis.from, self.axis.to);
        for index in 0..2 {
            let own = self.own(index, self.at);
            let side = &mut self.sides[index];
            side.place = Place::beyond(&side.run, own);
        }
    }

    /// Moves on, as playing does.
    fn play(&mut self, at: SimTime) {
        self.at = at.max(self.at);
        for index in 0..2 {
            let own = self.own(index, self.at);
            let side = &mut self.sides[index];
            side.place = side.place.clone().later_beyond(&side.run, own);
        }
    }

    pub(super) fn go_there(&mut self) {
        let told = self.found.as_ref().and_then(|found| found.differences.get(self.told));
        let at = told.map_or(self.axis.from, |told| told.at);
        self.put(at);
    }

    fn next_change(&self) -> Option<SimTime> {
        self.next_by(|run, frame| run.trace.rollout.next_change(frame))
    }

    fn next_frame(&self) -> Option<SimTime> {
        let next = |run: &Run, frame: FrameIndex| {
            (frame < run.trace.rollout.last()).then_some(FrameIndex(frame.0 + 1))
        };
        self.next_by(next)
    }

    /// Returns the earlier of both sides' next times.
    fn next_by(&self, next: impl Fn(&Run, FrameIndex) -> Option<FrameIndex>) -> Option<SimTime> {
        let of = |side: usize| {
            let board = &self.sides[side];
            // Before its own beginning a side stands at its first frame, which is still to come.
            let begins = self.counted(side, board.run.history.begins_at);
            if begins > self.at {
                return Some(begins);
            }
            let frame = next(&board.run, board.place.frame())?;
            Some(self.counted(side, board.run.trace.rollout.at(frame)))
        };
        [0, 1].into_iter().filter_map(of).filter(|&at| at <= self.axis.to).min()
    }

    /// Returns the later of both sides' times before the cursor, each from its last frame before it.
    fn last_before(&self, last: impl Fn(&Run, FrameIndex) -> Option<FrameIndex>) -> SimTime {
        let of = |side: usize| {
            let run = &self.sides[side].run;
            let before = SimTime::from_millis(self.own(side, self.at).as_millis() - 1);
            if before < run.history.begins_at {
                return None;
            }
            let frame = last(run, run.trace.rollout.frame_at(before))?;
            Some(self.counted(side, run.trace.rollout.at(frame)))
        };
        [0, 1].into_iter().filter_map(of).max().unwrap_or(self.axis.from)
    }
}

pub(super) fn drawn_at_end(run: &Run) -> Option<SetId> {
    run.history.drawn_at(run.trace.rollout.last()).map(|history| history.id)
}
