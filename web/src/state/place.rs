//! The cursor: a moment, the last frame up to it, and every object there.
//!
//! Several frames may share a moment, so stepping moves by frames and playing by time. `before` is the frame that
//! was shown last when time goes on, so that what is marked as changed is what a person has not seen yet.

use std::rc::Rc;

use rollout_engine::cluster::Cluster;
use rollout_engine::time::SimTime;
use rollout_engine::trace::{Frame, FrameIndex};

use super::Run;

/// Where in the trace we are.
#[derive(Clone, Debug)]
pub struct Place {
    /// When.
    pub at: SimTime,
    /// Every object there.
    pub here: Rc<Frame>,
    /// Every object as it was before what is new here.
    pub before: Rc<Frame>,
}

impl Place {
    /// At a moment, as a jump: what happens in that moment is new.
    pub fn at_time(run: &Run, at: SimTime) -> Self {
        let at = at.clamp(run.history.begins_at, run.history.ends_at);
        let rollout = &run.trace.rollout;
        let frame = rollout.frame_at(at).max(run.trace.begins);
        let here = rollout.seek(frame);
        let first = rollout.frame_at(SimTime::from_millis(here.at.as_millis() - 1));
        Self { at, before: Rc::new(rollout.seek(first.min(frame))), here: Rc::new(here) }
    }

    /// At a frame: what it wrote is new.
    pub fn at_frame(run: &Run, frame: FrameIndex) -> Self {
        let frame = frame.max(run.trace.begins);
        let here = run.trace.rollout.seek(frame);
        let before = run.trace.rollout.seek(FrameIndex(frame.0.saturating_sub(1)));
        Self {
            at: here.at.max(run.history.begins_at),
            here: Rc::new(here),
            before: Rc::new(before),
        }
    }

    /// Later in the same trace, without a jump.
    #[must_use]
    pub fn later(self, run: &Run, at: SimTime) -> Self {
        let at = at.min(run.history.ends_at);
        let frame = run.trace.rollout.frame_at(at);
        if frame <= self.here.index {
            return Self { at: at.max(self.at), ..self };
        }
        let mut here = Frame::clone(&self.here);
        run.trace.rollout.move_to(&mut here, frame);
        Self { at, here: Rc::new(here), before: self.here }
    }

    /// Which frame.
    pub fn frame(&self) -> FrameIndex {
        self.here.index
    }

    /// All that is there.
    pub fn cluster(&self) -> &Cluster {
        &self.here.cluster
    }
}
