//! The cursor: a time, the last frame up to it, and the cluster there.
//!
//! Several frames may share a time, so stepping moves by frames and playing by time. While the page plays, `before`
//! is the frame that it drew last. So a change is marked exactly when a person has not seen it yet.

use std::rc::Rc;

use rollout_engine::cluster::Cluster;
use rollout_engine::time::SimTime;
use rollout_engine::trace::{Frame, FrameIndex};

use super::Run;

/// The cursor's position in the trace.
#[derive(Clone, Debug)]
pub struct Place {
    /// Simulated time.
    pub at: SimTime,
    /// Last frame up to `at`.
    pub here: Rc<Frame>,
    /// Frame before the newest ones at the cursor. What differs from it is marked as new.
    pub before: Rc<Frame>,
}

impl Place {
    /// Jumps to a time, limited to the run. Everything that happens in that instant is new.
    pub fn at_time(run: &Run, at: SimTime) -> Self {
        Self::beyond(run, at.min(run.history.ends_at))
    }

    /// Jumps to a time that may be later than the run's axis, as on a clock that the run shares with a longer one.
    pub fn beyond(run: &Run, at: SimTime) -> Self {
        let at = at.max(run.history.begins_at);
        let rollout = &run.trace.rollout;
        let frame = rollout.frame_at(at).max(run.trace.begins);
        let before = rollout.frame_at(SimTime::from_millis(rollout.at(frame).as_millis() - 1));
        Self { at, ..Self::between(run, before.min(frame), frame) }
    }

    /// Jumps to a frame. What that frame wrote is new.
    pub fn at_frame(run: &Run, frame: FrameIndex) -> Self {
        let frame = frame.max(run.trace.begins);
        Self::between(run, FrameIndex(frame.0.saturating_sub(1)), frame)
    }

    /// The place of a frame, with what differs from another frame at or before it marked as new. One replay serves
    /// both: the later frame goes on from the earlier one.
    fn between(run: &Run, before: FrameIndex, here: FrameIndex) -> Self {
        let rollout = &run.trace.rollout;
        let before = rollout.seek(before);
        let mut frame = before.clone();
        rollout.move_to(&mut frame, here);
        let at = frame.at.max(run.history.begins_at);
        Self { at, before: Rc::new(before), here: Rc::new(frame) }
    }

    /// Moves on in the same trace, as playing does. Everything since the old position is new.
    #[must_use]
    pub fn later(self, run: &Run, at: SimTime) -> Self {
        self.later_beyond(run, at.min(run.history.ends_at))
    }

    /// Moves on as [`Place::later`], beyond the run's axis too.
    #[must_use]
    pub fn later_beyond(self, run: &Run, at: SimTime) -> Self {
        let frame = run.trace.rollout.frame_at(at);
        if frame <= self.here.index {
            return Self { at: at.max(self.at), ..self };
        }
        let mut here = Frame::clone(&self.here);
        run.trace.rollout.move_to(&mut here, frame);
        Self { at, here: Rc::new(here), before: self.here }
    }

    /// Returns the index of the last frame up to the cursor.
    pub fn frame(&self) -> FrameIndex {
        self.here.index
    }

    /// Returns the cluster at the cursor.
    pub fn cluster(&self) -> &Cluster {
        &self.here.cluster
    }
}
