//! The pods of one StatefulSet, and the questions that its controller asks of them.
//!
//! A sync must cost its actions and not the number of pods, so the answers are kept as indexes and counters
//! beside the pods, changed at every write. Only the cluster writes ([`Pods::insert`], [`Pods::remove`],
//! [`Pods::resize`], [`Pods::pass_time`]); a plain recount is the oracle in tests and debug builds.

mod descending;
mod index;
mod range;

use std::collections::{BTreeMap, BTreeSet};

use super::{Pod, RevisionHash, Uid};
use crate::time::SimTime;
use descending::Descending;
use index::{Index, OfRevision};
pub use range::Range;

/// Every pod under a set's name by ordinal, in the set's range or condemned.
///
/// Some may not be the set's: orphans, and pods of a former set of this name that are still terminating. They can be
/// had and listed; every other question is about the set's own.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Pods {
    pods: BTreeMap<u32, Pod>,
    owner: Uid,
    range: Range,
    min_ready_seconds: u32,
    /// Availability is known up to here.
    now: SimTime,
    index: Index,
}

/// What the controller asks. `live` means not terminating; `unavailable` means not available or terminating.
impl Pods {
    /// The pod of this ordinal.
    pub fn get(&self, ordinal: u32) -> Option<&Pod> {
        self.pods.get(&ordinal)
    }

    /// All pods, by ordinal.
    pub fn iter(&self) -> impl DoubleEndedIterator<Item = &Pod> {
        self.pods.values()
    }

    /// How many pods there are.
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

    /// How many of them are the set's own.
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

    /// The ordinals of the range without a pod of the set's own, ascending.
    pub fn missing(&self) -> impl DoubleEndedIterator<Item = u32> {
        self.index.missing.iter().copied()
    }

    /// The lowest ordinal of the range whose pod is missing or unavailable.
    pub fn lowest_unavailable(&self) -> Option<u32> {
        self.lowest_unavailable_from(0)
    }

    /// The same, from `start + partition` on.
    pub fn lowest_unavailable_from(&self, partition: u32) -> Option<u32> {
        self.lowest_of(&self.index.unavailable, partition)
    }

    /// The same, asking for Ready in the place of available.
    pub fn lowest_not_ready_or_missing(&self, partition: u32) -> Option<u32> {
        self.lowest_of(&self.index.not_ready, partition)
    }

    /// The lowest ordinal outside of the range whose pod is unavailable.
    pub fn lowest_unavailable_condemned(&self) -> Option<u32> {
        self.index.unavailable.iter().copied().find(|&ordinal| !self.range.contains(ordinal))
    }

    /// The lowest ordinal of the range whose pod exists and is not Running and Ready, or is terminating.
    pub fn lowest_not_ready(&self) -> Option<u32> {
        first_in(&self.index.not_ready, self.range.ordinals())
    }

    /// The lowest ordinal outside of the range whose pod is not Running and Ready, or is terminating.
    pub fn lowest_not_ready_condemned(&self) -> Option<u32> {
        self.index.not_ready.iter().copied().find(|&ordinal| !self.range.contains(ordinal))
    }

    /// How many ordinals from `start + partition` on are missing or unavailable.
    pub fn unavailable_count(&self, partition: u32) -> u32 {
        self.count_of(&self.index.unavailable, partition)
    }

    /// The same, asking for Ready in the place of available.
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

    /// The ordinals of live pods from `start + partition` on that have another revision, the highest first.
    pub fn outdated(&self, partition: u32, update: RevisionHash) -> impl Iterator<Item = u32> {
        self.other_than(partition, update, |revision| &revision.live)
    }

    /// Of the outdated pods those that are not available, the highest ordinal first.
    pub fn outdated_unavailable(
        &self,
        partition: u32,
        update: RevisionHash,
    ) -> impl Iterator<Item = u32> {
        self.other_than(partition, update, |revision| &revision.live_unavailable)
    }

    /// Pods of another revision, be they terminating or condemned.
    pub fn of_other_revisions(&self, revision: RevisionHash) -> impl Iterator<Item = u32> {
        let own = self.pods.values().filter(|pod| self.owns(pod));
        let all = own.filter(move |pod| pod.revision != revision);
        let is_mixed = self.index.by_revision.keys().any(|&other| other != revision);
        all.map(|pod| pod.ordinal).take(if is_mixed { usize::MAX } else { 0 })
    }

    /// The highest ordinal from `start + partition` on that is not an available, live pod; counts missing ones.
    pub fn highest_unavailable(&self, partition: u32) -> Option<u32> {
        let ordinals = self.range.from_index(partition);
        let missing = last_in(&self.index.missing, ordinals.clone());
        missing.into_iter().chain(last_in(&self.index.unavailable, ordinals)).max()
    }

    /// The same, asking for Ready in the place of available.
    pub fn highest_not_ready(&self, partition: u32) -> Option<u32> {
        let ordinals = self.range.from_index(partition);
        let missing = last_in(&self.index.missing, ordinals.clone());
        missing.into_iter().chain(last_in(&self.index.not_ready, ordinals)).max()
    }

    /// Whether some pod has this revision, be it terminating.
    pub fn uses(&self, revision: RevisionHash) -> bool {
        self.index.by_revision.contains_key(&revision)
    }

    /// How many live pods have this revision.
    pub fn live_count(&self, revision: RevisionHash) -> u32 {
        self.index.by_revision.get(&revision).map_or(0, |pods| count(pods.live.len()))
    }

    /// Live pods of the revision, ascending, condemned ones included.
    pub fn live(&self, revision: RevisionHash) -> impl Iterator<Item = u32> {
        self.index.by_revision.get(&revision).into_iter().flat_map(|pods| pods.live.iter().copied())
    }

    /// How many pods are Running and Ready, condemned and terminating ones included.
    pub fn ready_count(&self) -> u32 {
        self.index.ready
    }

    /// Of the Running and Ready pods those that are available.
    pub fn available_count(&self) -> u32 {
        self.index.available
    }

    /// When the next Ready pod becomes available.
    pub fn next_available_at(&self) -> Option<SimTime> {
        self.index.maturing.first().map(|&(at, _)| at)
    }

    fn lowest_of(&self, down: &BTreeSet<u32>, partition: u32) -> Option<u32> {
        let ordinals = self.range.from_index(partition);
        let missing = first_in(&self.index.missing, ordinals.clone());
        missing.into_iter().chain(first_in(down, ordinals)).min()
    }

    /// Costs what is down, not what there is.
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

/// What the cluster writes.
impl Pods {
    /// No pods yet, for a set of this uid and range.
    pub fn new(owner: Uid, range: Range, min_ready_seconds: u32, now: SimTime) -> Self {
        let mut pods = Self { owner, range, min_ready_seconds, now, ..Self::default() };
        pods.index = pods.recount();
        pods
    }

    /// Writes a pod, in the place of the one with its ordinal.
    pub fn insert(&mut self, pod: Pod) {
        self.forget(pod.ordinal);
        self.pods.insert(pod.ordinal, pod);
        if self.owns(&pod) {
            self.index.count(&pod, self.range, self.min_ready_seconds, self.now);
        }
        self.check();
    }

    /// Takes a pod away.
    pub fn remove(&mut self, ordinal: u32) -> Option<Pod> {
        let pod = self.forget(ordinal);
        self.check();
        pod
    }

    /// Follows a change of the set: of its spec, or because another one has this name now.
    pub fn resize(&mut self, owner: Uid, range: Range, min_ready_seconds: u32) {
        let as_was = (self.owner, self.range, self.min_ready_seconds);
        if (owner, range, min_ready_seconds) != as_was {
            (self.owner, self.range, self.min_ready_seconds) = (owner, range, min_ready_seconds);
            self.index = self.recount();
        }
    }

    /// Time passes: pods that have been Ready for long enough become available.
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

    /// The oracle: the index counted from nothing.
    fn recount(&self) -> Index {
        let mut index = Index { missing: self.range.ordinals().collect(), ..Index::default() };
        for pod in self.pods.values().filter(|pod| self.owns(pod)) {
            index.count(pod, self.range, self.min_ready_seconds, self.now);
        }
        index
    }

    fn check(&self) {
        // A recount costs as much as there are pods; past a screenful it would make debug builds useless.
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

/// Pods are counted in 32 bits, as replicas are.
fn count(pods: usize) -> u32 {
    u32::try_from(pods).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::api::{ContainerState, PodPhase, Probing, Uid};

    /// Thousands of writes with addressed randomness; `insert` and `remove` compare with a recount each time.
    #[test]
    fn the_index_always_equals_a_recount() {
        let mut pods = Pods::new(Uid(1), Range { start: 0, replicas: 20 }, 5, SimTime::ZERO);
        for step in 0..4000_u32 {
            let roll = RevisionHash::of("pods", step).0;
            pods.pass_time(SimTime::from_millis(i64::from(step) * 400));
            match roll % 7 {
                0 => drop(pods.remove(roll / 7 % 30)),
                1 if step % 50 == 0 => {
                    pods.resize(
                        Uid(1 + roll / 4096 % 2),
                        Range { start: roll / 7 % 5, replicas: roll / 64 % 25 },
                        roll / 2048 % 9,
                    );
                }
                _ => pods.insert(pod(roll, step)),
            }
            assert_eq!(pods.index, pods.recount(), "after step {step}");
        }
    }

    #[test]
    fn the_lowest_and_highest_unavailable_ordinals_include_missing_ones() {
        let mut pods = Pods::new(Uid(1), Range { start: 2, replicas: 4 }, 0, SimTime::ZERO);
        assert_eq!((pods.lowest_unavailable(), pods.highest_unavailable(0)), (Some(2), Some(5)));
        for ordinal in [2, 3, 5] {
            let owner = Some(Uid(1));
            pods.insert(Pod { ordinal, owner, ready: true, deletion_timestamp: None, ..pod(0, 0) });
        }
        assert_eq!((pods.lowest_unavailable(), pods.highest_unavailable(0)), (Some(4), Some(4)));
        assert_eq!(pods.highest_unavailable(3), None, "an index, relative to the first ordinal");
        assert_eq!((pods.unavailable_count(0), pods.unavailable_count(3)), (1, 0));
    }

    fn pod(roll: u32, step: u32) -> Pod {
        let bit = |n: u32| roll >> n & 1 == 1;
        Pod {
            ordinal: roll / 7 % 30,
            uid: Uid(step),
            owner: (roll >> 24 & 3 != 0).then_some(Uid(1 + (roll >> 26 & 1))),
            revision: RevisionHash(roll / 1024 % 3),
            created_at: SimTime::ZERO,
            deletion_timestamp: bit(20).then_some(SimTime::ZERO),
            grace_seconds: 30,
            phase: [PodPhase::Pending, PodPhase::Running, PodPhase::Running, PodPhase::Failed]
                [roll as usize >> 21 & 3],
            ready: bit(23),
            ready_since: SimTime::from_millis(i64::from(step) * 400).floor_to_second(),
            node: None,
            has_address: false,
            container: ContainerState::Running,
            restarts: 0,
            last_terminated_at: None,
            failed_pulls: 0,
            containers_ready: false,
            incarnation: 1,
            crashes: 0,
            readiness_fails: false,
            exit_code: 0,
            last_run_ms: 0,
            probing: Probing::default(),
            started_at: None,
        }
    }
}
