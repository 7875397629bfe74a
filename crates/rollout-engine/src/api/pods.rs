//! The pods of one StatefulSet, and what its controller has to know of them.
//!
//! A sync must cost its actions and not the number of pods. So counters and indexes beside the pods are updated at
//! every write, and each question reads them. Only the cluster writes ([`Pods::insert`], [`Pods::remove`],
//! [`Pods::resize`], [`Pods::pass_time`]). Tests and debug builds compare the index with a recount.

mod descending;
mod index;
mod range;

use std::collections::{BTreeMap, BTreeSet};

use super::{Pod, RevisionHash, Uid};
use crate::time::SimTime;
use descending::Descending;
use index::{Index, OfRevision};
pub use range::Range;

/// Every pod under a set's name, by ordinal.
///
/// Some may not be the set's own: orphans, and pods of a former set of this name that still terminate. [`Pods::get`],
/// [`Pods::iter`] and [`Pods::len`] include them; everything else is about the set's own pods, in its range or
/// condemned.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Pods {
    pods: BTreeMap<u32, Pod>,
    owner: Uid,
    range: Range,
    min_ready_seconds: u32,
    /// Time up to which availability is counted.
    now: SimTime,
    index: Index,
}

/// Reading, for the controller. *Live* means not terminating; *unavailable* means not available, or terminating; *not
/// ready* means not Running and Ready, or terminating.
impl Pods {
    /// The pod of this ordinal, the set's own or not.
    pub fn get(&self, ordinal: u32) -> Option<&Pod> {
        self.pods.get(&ordinal)
    }

    /// Every pod by ordinal, the set's own or not.
    pub fn iter(&self) -> impl DoubleEndedIterator<Item = &Pod> {
        self.pods.values()
    }

    /// Number of pods, the set's own or not.
    pub fn len(&self) -> usize {
        self.pods.len()
    }

    /// The pod of this ordinal, if it is the set's own.
    pub fn own(&self, ordinal: u32) -> Option<&Pod> {
        self.get(ordinal).filter(|pod| self.owns(pod))
    }

    /// Whether some pod under the set's name is not its own.
    pub fn has_strangers(&self) -> bool {
        self.pods.len() > self.index.own as usize
    }

    /// Number of the set's own pods.
    pub fn own_count(&self) -> u32 {
        self.index.own
    }

    /// Whether the pod is the set's own.
    pub fn owns(&self, pod: &Pod) -> bool {
        pod.owner == Some(self.owner)
    }

    /// Whether there is no pod at all.
    pub fn is_empty(&self) -> bool {
        self.pods.is_empty()
    }

    /// The ordinals that should exist.
    pub fn range(&self) -> Range {
        self.range
    }

    /// Ordinals of the range at which the set has no own pod, ascending.
    pub fn missing(&self) -> impl DoubleEndedIterator<Item = u32> {
        self.index.missing.iter().copied()
    }

    /// The lowest ordinal of the range whose pod is missing or unavailable.
    pub fn lowest_unavailable(&self) -> Option<u32> {
        self.lowest_unavailable_from(0)
    }

    /// The lowest ordinal from `start + partition` on whose pod is missing or unavailable.
    pub fn lowest_unavailable_from(&self, partition: u32) -> Option<u32> {
        self.lowest_of(&self.index.unavailable, partition)
    }

    /// The lowest ordinal from `start + partition` on whose pod is missing or not ready.
    pub fn lowest_not_ready_or_missing(&self, partition: u32) -> Option<u32> {
        self.lowest_of(&self.index.not_ready, partition)
    }

    /// The lowest ordinal outside of the range whose pod is unavailable.
    pub fn lowest_unavailable_condemned(&self) -> Option<u32> {
        self.index.unavailable.iter().copied().find(|&ordinal| !self.range.contains(ordinal))
    }

    /// The lowest ordinal of the range whose pod exists and is not ready.
    pub fn lowest_not_ready(&self) -> Option<u32> {
        first_in(&self.index.not_ready, self.range.ordinals())
    }

    /// The lowest ordinal outside of the range whose pod is not ready.
    pub fn lowest_not_ready_condemned(&self) -> Option<u32> {
        self.index.not_ready.iter().copied().find(|&ordinal| !self.range.contains(ordinal))
    }

    /// Number of ordinals from `start + partition` on whose pod is missing or unavailable.
    pub fn unavailable_count(&self, partition: u32) -> u32 {
        self.count_of(&self.index.unavailable, partition)
    }

    /// As [`Self::unavailable_count`] at `now`, if no pod is written until then: a Ready pod becomes available without
    /// a write.
    pub fn unavailable_count_at(&self, partition: u32, now: SimTime) -> u32 {
        let (index, counted) = (&self.index, self.range.from_index(partition));
        let due = index.maturing.iter().take_while(|&&(at, _)| at <= now).map(|(_, pod)| pod);
        let due = due.filter(|pod| counted.contains(pod) && !index.terminating.contains(pod));
        self.unavailable_count(partition) - count(due.count())
    }

    /// Number of ordinals from `start + partition` on whose pod is missing or not ready.
    pub fn not_ready_count(&self, partition: u32) -> u32 {
        self.count_of(&self.index.not_ready, partition)
    }

    /// Pods of the range whose phase is Failed or Succeeded, ascending.
    pub fn finished(&self) -> impl Iterator<Item = &Pod> {
        self.in_range(&self.index.finished)
    }

    /// Pods of the range whose phase is Pending, ascending.
    pub fn pending(&self) -> impl Iterator<Item = &Pod> {
        self.in_range(&self.index.pending)
    }

    /// Terminating pods of the range, ascending.
    pub fn terminating(&self) -> impl Iterator<Item = &Pod> {
        self.in_range(&self.index.terminating)
    }

    /// Pods outside of the range, the highest ordinal first.
    pub fn condemned(&self) -> impl Iterator<Item = &Pod> {
        let Range { start, replicas } = self.range;
        let above = start.checked_add(replicas).map(|first| self.pods.range(first..));
        let below = self.pods.range(..start);
        let all = above.into_iter().flat_map(|pods| pods.rev()).chain(below.rev());
        all.map(|(_, pod)| pod).filter(|pod| self.owns(pod))
    }

    /// Ordinals of live pods from `start + partition` on that are not at the revision `update`, the highest first.
    pub fn outdated(&self, partition: u32, update: RevisionHash) -> impl Iterator<Item = u32> {
        self.other_than(partition, update, |revision| &revision.live)
    }

    /// Ordinals of the outdated pods that are not available, the highest first.
    pub fn outdated_unavailable(
        &self,
        partition: u32,
        update: RevisionHash,
    ) -> impl Iterator<Item = u32> {
        self.other_than(partition, update, |revision| &revision.live_unavailable)
    }

    /// Ordinals of the pods that are not at a revision, ascending, terminating and condemned ones included.
    pub fn of_other_revisions(&self, revision: RevisionHash) -> impl Iterator<Item = u32> {
        let own = self.pods.values().filter(|pod| self.owns(pod));
        let all = own.filter(move |pod| pod.revision != revision);
        let is_mixed = self.index.by_revision.keys().any(|&other| other != revision);
        all.map(|pod| pod.ordinal).take(if is_mixed { usize::MAX } else { 0 })
    }

    /// The highest ordinal from `start + partition` on whose pod is missing or unavailable.
    pub fn highest_unavailable(&self, partition: u32) -> Option<u32> {
        let ordinals = self.range.from_index(partition);
        let missing = last_in(&self.index.missing, ordinals.clone());
        missing.into_iter().chain(last_in(&self.index.unavailable, ordinals)).max()
    }

    /// The highest ordinal from `start + partition` on whose pod is missing or not ready.
    pub fn highest_not_ready(&self, partition: u32) -> Option<u32> {
        let ordinals = self.range.from_index(partition);
        let missing = last_in(&self.index.missing, ordinals.clone());
        missing.into_iter().chain(last_in(&self.index.not_ready, ordinals)).max()
    }

    /// Whether a pod has this revision, terminating ones included.
    pub fn uses(&self, revision: RevisionHash) -> bool {
        self.index.by_revision.contains_key(&revision)
    }

    /// Number of live pods of a revision, condemned ones included.
    pub fn live_count(&self, revision: RevisionHash) -> u32 {
        self.index.by_revision.get(&revision).map_or(0, |pods| count(pods.live.len()))
    }

    /// Ordinals of the live pods of a revision, ascending, condemned ones included.
    pub fn live(&self, revision: RevisionHash) -> impl Iterator<Item = u32> {
        self.index.by_revision.get(&revision).into_iter().flat_map(|pods| pods.live.iter().copied())
    }

    /// Number of pods that are Running and Ready, condemned and terminating ones included.
    pub fn ready_count(&self) -> u32 {
        self.index.ready
    }

    /// Number of pods that are Running, Ready and available, condemned and terminating ones included.
    pub fn available_count(&self) -> u32 {
        self.index.available
    }

    /// When the next Ready pod becomes available; `None` if no pod waits for `minReadySeconds`.
    pub fn next_available_at(&self) -> Option<SimTime> {
        self.index.maturing.first().map(|&(at, _)| at)
    }

    fn lowest_of(&self, down: &BTreeSet<u32>, partition: u32) -> Option<u32> {
        let ordinals = self.range.from_index(partition);
        let missing = first_in(&self.index.missing, ordinals.clone());
        missing.into_iter().chain(first_in(down, ordinals)).min()
    }

    /// Costs the number of pods that are down, not the number of pods.
    fn count_of(&self, down: &BTreeSet<u32>, partition: u32) -> u32 {
        let ordinals = self.range.from_index(partition);
        count(self.index.missing.range(ordinals.clone()).count() + down.range(ordinals).count())
    }

    fn in_range<'a>(&'a self, ordinals: &'a BTreeSet<u32>) -> impl Iterator<Item = &'a Pod> {
        ordinals.range(self.range.ordinals()).filter_map(|ordinal| self.pods.get(ordinal))
    }

    fn other_than<'a>(
        &'a self,
        partition: u32,
        update: RevisionHash,
        of: impl Fn(&'a OfRevision) -> &'a BTreeSet<u32>,
    ) -> impl Iterator<Item = u32> {
        let others =
            self.index.by_revision.iter().filter(move |&(&revision, _)| revision != update);
        let ordinals =
            others.map(|(_, pods)| of(pods).range(self.range.from_index(partition)).rev());
        Descending::merge(ordinals.collect())
    }
}

/// Writing, for the cluster.
impl Pods {
    /// No pods, for a set of this uid and range.
    pub fn new(owner: Uid, range: Range, min_ready_seconds: u32, now: SimTime) -> Self {
        let mut pods = Self { owner, range, min_ready_seconds, now, ..Self::default() };
        pods.index = pods.recount();
        pods
    }

    /// Writes a pod. Replaces the pod of the same ordinal.
    pub fn insert(&mut self, pod: Pod) {
        self.forget(pod.ordinal);
        self.pods.insert(pod.ordinal, pod);
        if self.owns(&pod) {
            self.index.count(&pod, self.range, self.min_ready_seconds, self.now);
        }
        self.check();
    }

    /// Removes a pod and returns it.
    pub fn remove(&mut self, ordinal: u32) -> Option<Pod> {
        let pod = self.forget(ordinal);
        self.check();
        pod
    }

    /// Updates the index after a change of the set: its spec changed, or another set has the name now.
    pub fn resize(&mut self, owner: Uid, range: Range, min_ready_seconds: u32) {
        let as_was = (self.owner, self.range, self.min_ready_seconds);
        if (owner, range, min_ready_seconds) != as_was {
            (self.owner, self.range, self.min_ready_seconds) = (owner, range, min_ready_seconds);
            self.index = self.recount();
        }
    }

    /// Moves the clock to `now`: pods that have been Ready for `minReadySeconds` become available.
    ///
    /// # Panics
    /// In debug builds, if `now` is earlier than before.
    pub fn pass_time(&mut self, now: SimTime) {
        debug_assert!(now >= self.now, "time runs forwards");
        self.now = now;
        while let Some(&(at, ordinal)) = self.index.maturing.first() {
            if at > now {
                break;
            }
            let pod = self.pods[&ordinal];
            self.index.uncount(&pod, self.range, self.min_ready_seconds, at);
            self.index.count(&pod, self.range, self.min_ready_seconds, now);
        }
        self.check();
    }

    fn forget(&mut self, ordinal: u32) -> Option<Pod> {
        let pod = self.pods.remove(&ordinal)?;
        if self.owns(&pod) {
            self.index.uncount(&pod, self.range, self.min_ready_seconds, self.now);
        }
        Some(pod)
    }

    /// The index computed from the pods alone.
    fn recount(&self) -> Index {
        let mut index = Index { missing: self.range.ordinals().collect(), ..Index::default() };
        for pod in self.pods.values().filter(|pod| self.owns(pod)) {
            index.count(pod, self.range, self.min_ready_seconds, self.now);
        }
        index
    }

    fn check(&self) {
        // A recount costs the number of pods. Past this limit it would make debug builds too slow to use.
        const PODS_RECOUNTED: usize = 64;
        debug_assert!(
            self.pods.len() > PODS_RECOUNTED || self.index == self.recount(),
            "the index differs from a recount"
        );
    }
}

fn first_in(set: &BTreeSet<u32>, ordinals: std::ops::Range<u32>) -> Option<u32> {
    set.range(ordinals).next().copied()
}

fn last_in(set: &BTreeSet<u32>, ordinals: std::ops::Range<u32>) -> Option<u32> {
    set.range(ordinals).next_back().copied()
}

/// A number of pods in 32 bits, as `replicas` has.
fn count(pods: usize) -> u32 {
    u32::try_from(pods).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests;
