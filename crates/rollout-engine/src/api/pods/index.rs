//! The counters and indexes beside the pods of a set, from which [`Pods`](super::Pods) answers.
//!
//! A pod is counted when it is written and uncounted before it is written again, so an update costs one pod. Holds
//! the set's own pods only.

use std::collections::{BTreeMap, BTreeSet};

use super::Range;
use crate::api::{Pod, PodPhase, RevisionHash};
use crate::time::SimTime;

/// Counters and indexes. Follow from the pods alone, so a recount gives the same.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Index {
    /// Ordinals of the range without a pod.
    pub(super) missing: BTreeSet<u32>,
    /// Pods that are not available, or terminating.
    pub(super) unavailable: BTreeSet<u32>,
    /// Pods that are not Running and Ready, or terminating.
    pub(super) not_ready: BTreeSet<u32>,
    /// Pods whose phase is Failed or Succeeded.
    pub(super) finished: BTreeSet<u32>,
    /// Pods whose phase is Pending.
    pub(super) pending: BTreeSet<u32>,
    /// Pods with a deletionTimestamp.
    pub(super) terminating: BTreeSet<u32>,
    /// Ready pods that are not available yet, by the time at which they become so.
    pub(super) maturing: BTreeSet<(SimTime, u32)>,
    /// Pods of each revision; no entry for a revision without pods.
    pub(super) by_revision: BTreeMap<RevisionHash, OfRevision>,
    /// Number of own pods.
    pub(super) own: u32,
    /// Number of pods that are Running and Ready.
    pub(super) ready: u32,
    /// Number of pods that are Running, Ready and available.
    pub(super) available: u32,
}

/// The pods of one revision.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct OfRevision {
    /// Number of pods, terminating ones included.
    pub(super) count: u32,
    /// Live pods.
    pub(super) live: BTreeSet<u32>,
    /// Live pods that are not available.
    pub(super) live_unavailable: BTreeSet<u32>,
}

impl Index {
    /// Counts a pod.
    pub(super) fn count(&mut self, pod: &Pod, range: Range, min_ready_seconds: u32, now: SimTime) {
        if range.contains(pod.ordinal) {
            self.missing.remove(&pod.ordinal);
        }
        let available_at = pod.available_at(min_ready_seconds);
        let available = available_at.is_some_and(|at| at <= now);
        self.own += 1;
        self.ready += u32::from(pod.is_running_and_ready());
        self.available += u32::from(pod.is_running_and_ready() && available);
        if let Some(at) = available_at.filter(|&at| at > now) {
            self.maturing.insert((at, pod.ordinal));
        }
        for (set, belongs) in self.memberships(pod, available) {
            if belongs {
                set.insert(pod.ordinal);
            }
        }
        let revision = self.by_revision.entry(pod.revision).or_default();
        revision.count += 1;
        if !pod.is_terminating() {
            revision.live.insert(pod.ordinal);
            if !available {
                revision.live_unavailable.insert(pod.ordinal);
            }
        }
    }

    /// Uncounts a pod. `now` is the time at which it was last counted.
    pub(super) fn uncount(
        &mut self,
        pod: &Pod,
        range: Range,
        min_ready_seconds: u32,
        now: SimTime,
    ) {
        if range.contains(pod.ordinal) {
            self.missing.insert(pod.ordinal);
        }
        if let Some(at) = pod.available_at(min_ready_seconds) {
            let was_maturing = self.maturing.remove(&(at, pod.ordinal));
            let was_available = !was_maturing && at <= now;
            self.available -= u32::from(pod.is_running_and_ready() && was_available);
        }
        self.own -= 1;
        self.ready -= u32::from(pod.is_running_and_ready());
        for (set, _) in self.memberships(pod, false) {
            set.remove(&pod.ordinal);
        }
        if let Some(revision) = self.by_revision.get_mut(&pod.revision) {
            revision.count -= 1;
            revision.live.remove(&pod.ordinal);
            revision.live_unavailable.remove(&pod.ordinal);
            if revision.count == 0 {
                self.by_revision.remove(&pod.revision);
            }
        }
    }

    fn memberships(&mut self, pod: &Pod, available: bool) -> [(&mut BTreeSet<u32>, bool); 5] {
        [
            (&mut self.unavailable, !available || pod.is_terminating()),
            (&mut self.not_ready, !pod.is_running_and_ready() || pod.is_terminating()),
            (&mut self.finished, pod.is_finished()),
            (&mut self.pending, pod.phase == PodPhase::Pending),
            (&mut self.terminating, pod.is_terminating()),
        ]
    }
}
