//! A terminal that runs one line: which frames its process has seen, and when it needs the next step.
//!
//! This is the protocol between a process and a simulation. Runs, questions and tests all use it:
//!
//! 1. [`Terminal::open`] starts a line.
//! 2. Call [`Terminal::step`] at once, then whenever [`Terminal::is_behind`] holds, and at [`Terminal::wakes_at`].
//! 3. Carry out what the step asks for, then call [`Terminal::carried_out`].
//!
//! Not here: applying commands, writing files, and where printed text goes.

use kubectl::print::Watch;
use kubectl::{Step, World};
use rollout_engine::time::SimTime;
use rollout_engine::trace::FrameIndex;

use crate::{Process, start};

/// A terminal that runs one line.
#[derive(Clone, Debug)]
pub struct Terminal {
    process: Process,
    /// Last frame that the process has seen.
    seen: FrameIndex,
    /// Whether the process asked for something that added no frame. It then needs a step at once.
    again: bool,
}

impl Terminal {
    /// Starts a line. `last` is the last frame of the trace; the process sees the frames after it.
    pub fn open(line: &str, last: FrameIndex) -> Self {
        Self { process: start(line), seen: last, again: false }
    }

    /// Whether the trace has frames that the process has not seen.
    pub fn is_behind(&self, last: FrameIndex) -> bool {
        self.seen < last
    }

    /// Steps the process with the changes of the next frame that it has not seen, or without changes.
    pub fn step(&mut self, world: &World<'_>) -> Step {
        if !self.is_behind(world.trace.last()) {
            return self.process.step(&World { changes: &[], ..*world });
        }
        self.seen.0 += 1;
        self.process.step(&World { changes: world.trace.changes(self.seen), ..*world })
    }

    /// Records that the requests of a step were carried out. `asked` is [`Step::asks`] of that step. `made_a_frame`:
    /// whether they added a frame, which triggers the next step.
    pub fn carried_out(&mut self, asked: bool, made_a_frame: bool) {
        self.again = asked && !made_a_frame;
    }

    /// Time at which the process needs a step even if nothing happens in the cluster. Never earlier than `now`.
    pub fn wakes_at(&self, now: SimTime) -> Option<SimTime> {
        let at = if self.again { Some(now) } else { self.process.wakes_at() };
        at.map(|at| at.max(now))
    }

    /// The running `get --watch` that goes to the terminal. Its rows are projected from the trace.
    pub fn watch(&self) -> Option<&Watch> {
        self.process.watch()
    }

    /// Ctrl-C. The returned step ends the line.
    pub fn interrupt(&mut self) -> Step {
        self.process.interrupt()
    }
}
