//! Loop detection: whether crashes, failing pulls and failing syncs can still lead to anything new.
//!
//! A loop that has passed through one full back-off cycle without an action of the controller repeats for ever: only
//! the back-off grows, and nothing in a rollout depends on its length. A command, an action of the controller or any
//! other step of a pod's life starts the count again.

use std::collections::BTreeMap;

use crate::cluster::SetId;
use crate::kubelet::PodStep;

/// What the pending timers of a simulation can still bring.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Outlook {
    /// Something new.
    Moving,
    /// Only loops, in which what the controller waits for changes: a crashing container without a readiness probe is
    /// Ready each time that it runs.
    Repeating,
    /// Only loops, and the controller has waited for the same through a full cycle.
    Looping,
    /// Nothing: no timer is pending.
    Settled,
}

/// Counts failures of pods and syncs since something new happened.
#[derive(Clone, Debug, Default)]
pub(super) struct Loops {
    /// Failed pulls and ended runs of each pod.
    failures: BTreeMap<(SetId, u32), u8>,
    /// Failed syncs of each set.
    failed: BTreeMap<SetId, u8>,
    /// Whether what a controller waits for has changed after the first cycle.
    waited_anew: bool,
}

impl Loops {
    /// Starts the count again: something new happened.
    pub(super) fn interrupt(&mut self) {
        *self = Self::default();
    }

    /// Counts a pod's step. A step that belongs to no loop is something new.
    pub(super) fn stepped(&mut self, set: SetId, ordinal: u32, step: PodStep, crashes: u8) {
        if !is_of_loop(step, crashes) {
            self.interrupt();
        } else if matches!(
            step,
            PodStep::PullFailed | PodStep::Crashed | PodStep::EndedAtOnce | PodStep::Killed
        ) {
            let failures = self.failures.entry((set, ordinal)).or_default();
            *failures = failures.saturating_add(1);
        }
    }

    /// Counts a failed sync.
    pub(super) fn failed(&mut self, set: SetId) {
        let failed = self.failed.entry(set).or_default();
        *failed = failed.saturating_add(1);
    }

    /// Whether syncs of a set have failed at least twice since something new happened, so that the next will fail
    /// too.
    pub(super) fn is_retried(&self, set: SetId) -> bool {
        self.failed.get(&set).is_some_and(|&failed| failed > 1)
    }

    /// Notes that a controller waits for something else than before.
    pub(super) fn waits_anew(&mut self) {
        // During the first cycle this is only how the loop begins.
        self.waited_anew |= self.failures.values().any(|&failures| failures > 1);
    }

    /// Whether a pod has failed at least twice and this next step belongs to its loop.
    pub(super) fn is_looping(&self, set: SetId, ordinal: u32, step: PodStep, crashes: u8) -> bool {
        is_of_loop(step, crashes)
            && self.failures.get(&(set, ordinal)).is_some_and(|&failures| failures > 1)
    }

    /// The outlook when every pending timer belongs to a loop.
    pub(super) fn outlook(&self) -> Outlook {
        if self.waited_anew { Outlook::Repeating } else { Outlook::Looping }
    }
}

/// Whether a step belongs to a loop. In a pod that has crashed, becoming Ready and unready does too.
fn is_of_loop(step: PodStep, crashes: u8) -> bool {
    let follows =
        matches!(step, PodStep::BecameReady | PodStep::BecameUnready | PodStep::ProbeNoted);
    step.repeats() || (follows && crashes > 0)
}
