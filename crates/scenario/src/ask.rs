//! What can be asked of a trace at a moment, without a line of the script: what kubectl would print, what Tab would show, which
//! files there are, how containers act.
//!
//! Nothing here changes the trace, and an answer tells nothing of what comes later.

use kubectl::{Completion, Files, World};
use rollout_engine::behavior::{Behavior, ImageFault};
use rollout_engine::time::SimTime;
use rollout_engine::trace::{Frame, FrameIndex};

use crate::completion;
use crate::directive::Directive;
use crate::script::{Check, Scenario};
use crate::trace::{DEFAULT_NAMESPACE, Trace};
use crate::transcript::tidy;

impl Trace {
    /// Whether a check's command prints at this frame what it must. One that waits, or would change the cluster,
    /// does not.
    pub fn holds(&self, check: &Check, frame: FrameIndex) -> bool {
        self.answer(&check.command, frame).is_some_and(|answer| answer == *check.prints)
    }

    /// What a command that only reads prints at this frame; `None` if it does more, or waits.
    pub fn answer(&self, command: &str, frame: FrameIndex) -> Option<String> {
        let here = self.rollout.seek(frame);
        self.answer_at(command, &here, here.at)
    }

    /// The same at a moment between a frame and the next.
    pub fn answer_at(&self, command: &str, here: &Frame, at: SimTime) -> Option<String> {
        let files = self.files_at(at);
        let step = kubectl::start(command).step(&self.world(here, at, &files));
        let reads = step.exited.is_some() && !step.asks();
        let printed: String = step.printed.into_iter().map(|printed| printed.text).collect();
        reads.then(|| tidy(&printed))
    }

    /// What can stand at the cursor of a line that is being typed, a place in it in bytes: kubectl's words, or ours after `: `.
    pub fn complete(&self, line: &str, cursor: usize, here: &Frame, at: SimTime) -> Completion {
        let files = self.files_at(at);
        let world = self.world(here, at, &files);
        let before = line.get(..cursor).unwrap_or(line);
        if before.starts_with(':') {
            completion::complete(before, &world)
        } else {
            kubectl::complete(line, cursor, &world)
        }
    }

    /// The files that commands could name at a moment.
    pub fn files_at(&self, at: SimTime) -> Files {
        let written = self.written.iter().filter(|written| written.at <= at);
        written.map(|written| (written.name.clone(), written.text.clone())).collect()
    }

    /// The namespace of kubectl's context at a moment.
    pub fn namespace_at(&self, at: SimTime) -> &str {
        let set = self.namespaces.iter().rev().find(|(since, _)| *since <= at);
        set.map_or(DEFAULT_NAMESPACE, |(_, namespace)| namespace)
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

impl Scenario {
    /// What was said up to a moment about how containers act. `trace` is this scenario's own.
    pub fn behavior_at(&self, trace: &Trace, at: SimTime) -> Behavior {
        let mut behavior = Behavior::default();
        let lines = self.lines.iter().zip(&trace.ran);
        let said = lines.filter(|(line, ran)| {
            line.is_ours() && ran.is_some_and(|ran| ran.at <= at && ran.exited.is_some())
        });
        let mut said: Vec<_> =
            said.filter_map(|(line, ran)| Some(((*ran)?.at, &line.text))).collect();
        said.sort_by_key(|&(at, _)| at);
        for (_, text) in said {
            match Directive::read(text) {
                Ok(Directive::Timing(scope, timing)) => behavior.set_timing(scope, &timing),
                Ok(Directive::Fault(of, fault)) => {
                    if fault == ImageFault::None {
                        behavior.set_slower(of.clone(), 1);
                    }
                    behavior.set_fault(of, fault);
                }
                Ok(Directive::Slower(of, times)) => behavior.set_slower(of, times),
                Ok(Directive::Jitter(jitter)) => behavior.set_jitter(jitter),
                _ => {}
            }
        }
        behavior
    }
}
