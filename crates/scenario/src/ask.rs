//! Questions to a trace at one time, without a line of the script: kubectl's output, completions, files, behaviour of
//! containers.
//!
//! Nothing here changes the trace, and no answer depends on later frames.

use kubectl::{Files, World};
use rollout_engine::time::SimTime;
use rollout_engine::trace::{Frame, FrameIndex};
use shell::Terminal;

use crate::completion;
use crate::protocol::{Candidate, Completion};
use crate::script::Check;
use crate::trace::Trace;
use crate::transcript::tidy;

impl Trace {
    /// Whether a check's command prints its expected output at this frame. False if the command waits or would change
    /// the cluster.
    pub fn holds(&self, check: &Check, frame: FrameIndex) -> bool {
        self.answer(&check.command, frame).is_some_and(|answer| answer == *check.prints)
    }

    /// Returns the output of a command at this frame. `None` if it does more than read, or waits.
    pub fn answer(&self, command: &str, frame: FrameIndex) -> Option<String> {
        let here = self.rollout.seek(frame);
        self.answer_at(command, &here, here.at)
    }

    /// Like [`Self::answer`], at a time between a frame and the next.
    pub fn answer_at(&self, command: &str, here: &Frame, at: SimTime) -> Option<String> {
        let files = self.files_at(at);
        let world = self.world(here, at, &files);
        let step = Terminal::open(command, self.rollout.last()).step(&world);
        let reads = step.exited.is_some() && !step.asks();
        let printed: String = step.printed.into_iter().map(|printed| printed.text).collect();
        reads.then(|| tidy(&printed))
    }

    /// Completes the line being typed, at a cursor in bytes: kubectl's words, or the playground's own after `:`.
    pub fn complete(&self, line: &str, cursor: usize, here: &Frame, at: SimTime) -> Completion {
        let files = self.files_at(at);
        let world = self.world(here, at, &files);
        let before = line.get(..cursor).unwrap_or(line);
        let found = if before.starts_with(':') {
            completion::complete(before, &world)
        } else {
            kubectl::complete(line, cursor, &world)
        };
        let candidate = |it: kubectl::Candidate| Candidate { text: it.text, about: it.about };
        let candidates = found.candidates.into_iter().map(candidate).collect();
        Completion { from: found.from, candidates }
    }

    /// Returns the files that commands can read at a time.
    pub fn files_at(&self, at: SimTime) -> Files {
        let written = self.written.iter().filter(|written| written.at <= at);
        written.map(|written| (written.name.clone(), written.text.clone())).collect()
    }

    fn world<'a>(&'a self, here: &'a Frame, at: SimTime, files: &'a Files) -> World<'a> {
        World {
            cluster: &here.cluster,
            trace: &self.rollout,
            at,
            changes: &[],
            rules: self.rules_in(here),
            files,
            namespace: self.namespace_at(at),
        }
    }
}
