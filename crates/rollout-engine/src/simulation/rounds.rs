//! Loops of crashes, failing pulls and failing looks of the controller: whether anything new can still come of them.
//!
//! A loop that has gone round once without the controller's acting will go on like that for ever: the back-off
//! grows, and nothing in a rollout asks how long it is. What interrupts this is a command, an act of the
//! controller, or any other step of a pod's life.

use std::collections::BTreeMap;

use crate::cluster::SetId;
use crate::kubelet::PodStep;

/// What would still happen by itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Outlook {
    /// Something new.
    Moving,
    /// Only loops, in which the controller's wait is over for moments: a crashing container without a readiness
    /// probe is Ready each time it runs.
    Repeating,
    /// Only loops, through a whole round of which the controller waited for the same.
    Looping,
    /// Nothing.
    Settled,
}

/// How often each pod has gone round since something new happened.
#[derive(Clone, Debug, Default)]
pub(super) struct Rounds {
    failures: BTreeMap<(SetId, u32), u8>,
    /// How often the controller has failed at each set.
    failed: BTreeMap<SetId, u8>,
    waited_anew: bool,
}

impl Rounds {
    /// Something new happened.
    pub(super) fn interrupt(&mut self) {
        *self = Self::default();
    }

    /// A pod took a step of its life.
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

    /// The controller could not do what it wanted, and will try again.
    pub(super) fn failed(&mut self, set: SetId) {
        let failed = self.failed.entry(set).or_default();
        *failed = failed.saturating_add(1);
    }

    /// Whether the controller has failed again since something new happened, so that another look will fail too.
    pub(super) fn is_retried(&self, set: SetId) -> bool {
        self.failed.get(&set).is_some_and(|&failed| failed > 1)
    }

    /// The controller waits for something else than before.
    pub(super) fn waits_anew(&mut self) {
        // Until the first round is complete, waiting for something else is only how the loop begins.
        self.waited_anew |= self.failures.values().any(|&failures| failures > 1);
    }

    /// Whether a pod whose next step this is has gone round.
    pub(super) fn is_round(&self, set: SetId, ordinal: u32, step: PodStep, crashes: u8) -> bool {
        is_of_loop(step, crashes)
            && self.failures.get(&(set, ordinal)).is_some_and(|&failures| failures > 1)
    }

    /// What loops that have all gone round come to.
    pub(super) fn outlook(&self) -> Outlook {
        if self.waited_anew { Outlook::Repeating } else { Outlook::Looping }
    }
}

/// A pod that has crashed becomes Ready, and stops being so, as part of its loop.
fn is_of_loop(step: PodStep, crashes: u8) -> bool {
    let follows =
        matches!(step, PodStep::BecameReady | PodStep::BecameUnready | PodStep::ProbeNoted);
    step.repeats() || (follows && crashes > 0)
}
