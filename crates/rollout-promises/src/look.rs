//! What a promise reads: one frame, and what the controller saw and did if a sync made it.
//!
//! Counts everything from the pods and never reads their indexes, so that a promise can disagree with the controller.
//! Affordable, because a session's set has a handful of pods. Not here: the promises.

use std::collections::BTreeMap;

use rollout_engine::api::{
    Pod, PodManagementPolicy, Recreate, RevisionHash, StatefulSetSpec, StatefulSetStatus,
    UpdateStrategy,
};
use rollout_engine::cluster::{Change, Cluster, Owned, SetId};
use rollout_engine::time::SimTime;
use rollout_engine::trace::{Cause, Ended, FrameIndex, Trace};
use rollout_engine::version::Rules;

/// One frame, with the clusters before and after it.
#[derive(Clone, Copy, Debug)]
pub struct Look<'a> {
    /// The rules of the control plane in this frame.
    pub rules: &'a Rules,
    /// The whole trace.
    pub trace: &'a Trace,
    /// The frame's number.
    pub frame: FrameIndex,
    /// When it happened.
    pub at: SimTime,
    /// What made it.
    pub cause: Cause,
    /// Its changes.
    pub changes: &'a [Change],
    /// Every object before it.
    pub before: &'a Cluster,
    /// Every object after it.
    pub after: &'a Cluster,
}

/// What the controller saw in a sync, and what it did.
#[derive(Clone, Debug)]
pub struct SyncSeen<'a> {
    /// The release.
    pub rules: &'a Rules,
    /// The sync's `now`.
    pub now: SimTime,
    /// The set's slot, as the sync found it.
    pub found: &'a Owned,
    /// The set's own pods as the sync found them, after adoption.
    pub pods: BTreeMap<u32, Pod>,
    /// The same after its writes.
    pub left: &'a Owned,
    /// Its writes.
    pub changes: &'a [Change],
    /// The pods that it created.
    pub made: Vec<Pod>,
    /// The pods that it deleted, as it found or created them.
    pub deleted: Vec<Pod>,
    /// The status that it wrote.
    pub status: Option<StatefulSetStatus>,
    /// The revision of the last completed rollout.
    pub current: RevisionHash,
    /// The revision of the template.
    pub update: RevisionHash,
}

/// Why the controller may delete a pod.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Why {
    /// It is Failed or Succeeded.
    Finished,
    /// Its ordinal is out of range.
    Condemned,
    /// A rolling update replaces it.
    Updated,
    /// Strategy Recreate deletes every old pod.
    Recreated,
}

impl<'a> Look<'a> {
    /// What the controller saw and did, if a sync made this frame.
    pub(super) fn sync(&self) -> Option<SyncSeen<'a>> {
        let Cause::Sync(set) = self.cause else { return None };
        let (found, left) = (self.before.set(set)?, self.after.set(set)?);
        let pods = own_pods(found, self.changes);
        let (made, deleted) = pods_of(&pods, self.changes);
        let written = |change: &Change| match change {
            Change::StatusWritten(_, status) => Some(*status),
            _ => None,
        };
        let status = self.changes.iter().find_map(written);
        let changes = self.changes;
        Some(SyncSeen { pods, left, changes, made, deleted, status, ..self.seen(found, left)? })
    }

    /// What the controller would see after this frame, without actions; `None` before its first sync of the template.
    pub(super) fn as_it_stands(&self, set: SetId) -> Option<SyncSeen<'a>> {
        let stands = self.after.set(set).filter(|owned| owned.exists)?;
        let rules = self.after.upgraded().unwrap_or(self.rules);
        Some(SyncSeen { rules, ..self.seen(stands, stands)? })
    }

    fn seen(&self, found: &'a Owned, left: &'a Owned) -> Option<SyncSeen<'a>> {
        let template = &found.set.spec.template.data;
        let update = left.revisions.iter().find(|revision| revision.template.data == *template)?;
        let stored = found.set.status.current_revision;
        let current = stored.filter(|&current| found.revision(current).is_some());
        Some(SyncSeen {
            rules: self.rules,
            now: self.at,
            found,
            pods: own_pods(found, &[]),
            left,
            changes: &[],
            made: Vec::new(),
            deleted: Vec::new(),
            status: None,
            current: current.unwrap_or(update.hash),
            update: update.hash,
        })
    }

    /// Whether it is the last frame of its instant, so that the controllers have reacted to everything in it. Never
    /// the last frame of a trace that a limit cut off.
    pub fn is_last_of_its_instant(&self) -> bool {
        let next = FrameIndex(self.frame.0 + 1);
        if self.frame == self.trace.last() && self.trace.ended() == Ended::FrameLimit {
            return false;
        }
        self.frame == self.trace.last() || self.trace.at(next) > self.at
    }

    /// The sets that are synced because of this frame.
    pub fn woken(&self) -> impl Iterator<Item = SetId> {
        let wakes = |(set, owned): &(SetId, &Owned)| {
            self.changes.iter().any(|change| match change {
                Change::SetWritten(of, _) | Change::StatusWritten(of, _) => of == set,
                Change::PodCreated(of, pod)
                | Change::PodUpdated(of, pod)
                | Change::PodDeleted(of, pod) => of == set && pod.owner == Some(owned.set.uid),
                _ => false,
            })
        };
        self.after.sets().filter(wakes).map(|(set, _)| set)
    }
}

/// The set's own pods before these changes, after the adoptions and orphanings with which they begin.
fn own_pods(found: &Owned, changes: &[Change]) -> BTreeMap<u32, Pod> {
    let owner = Some(found.set.uid);
    let mut own: BTreeMap<u32, Pod> =
        found.pods.iter().filter(|pod| pod.owner == owner).map(|pod| (pod.ordinal, *pod)).collect();
    for change in changes {
        let Change::PodUpdated(_, pod) = change else { continue };
        let was = found.pods.get(pod.ordinal).filter(|was| was.uid == pod.uid);
        if was.is_some_and(|was| was.owner.is_none()) && pod.owner == owner {
            own.entry(pod.ordinal).or_insert(*pod);
        }
        if was.is_some_and(|was| was.owner == owner) && pod.owner.is_none() {
            own.remove(&pod.ordinal);
        }
    }
    own
}

/// The pods that these changes create, and those whose deletion they begin.
fn pods_of(found: &BTreeMap<u32, Pod>, changes: &[Change]) -> (Vec<Pod>, Vec<Pod>) {
    let (mut made, mut deleted): (Vec<Pod>, Vec<Pod>) = (Vec::new(), Vec::new());
    for change in changes {
        match change {
            Change::PodCreated(_, pod) => made.push(*pod),
            Change::PodUpdated(_, pod) if pod.is_terminating() => {
                let of_this_uid = |other: &&Pod| other.uid == pod.uid;
                let was = found.get(&pod.ordinal).filter(of_this_uid);
                let was = was.or_else(|| made.iter().find(of_this_uid)).copied();
                deleted.extend(was.filter(|was| !was.is_terminating()));
            }
            _ => {}
        }
    }
    (made, deleted)
}

impl SyncSeen<'_> {
    /// The spec that the sync read.
    pub fn spec(&self) -> &StatefulSetSpec {
        &self.found.set.spec
    }

    /// Whether the policy is OrderedReady.
    pub fn is_ordered(&self) -> bool {
        self.spec().pod_management_policy == PodManagementPolicy::OrderedReady
    }

    /// Whether the strategy is RollingUpdate.
    pub fn is_rolling(&self) -> bool {
        matches!(self.spec().update_strategy, UpdateStrategy::RollingUpdate(_))
    }

    /// Whether the ordinal is in range.
    pub fn is_wanted(&self, ordinal: u32) -> bool {
        let spec = self.spec();
        (spec.start..spec.start.saturating_add(spec.replicas)).contains(&ordinal)
    }

    /// The ordinals of the range, ascending.
    pub fn wanted(&self) -> impl DoubleEndedIterator<Item = u32> + use<> {
        let spec = self.spec();
        spec.start..spec.start.saturating_add(spec.replicas)
    }

    /// Whether the partition holds the ordinal back. A partition counts from `ordinals.start` (semantics 1.5).
    pub fn is_below_the_partition(&self, ordinal: u32) -> bool {
        let spec = self.spec();
        u64::from(ordinal) < u64::from(spec.start) + u64::from(spec.partition())
    }

    /// Whether the pod is Running, Ready and not terminating.
    pub fn is_healthy(&self, pod: &Pod) -> bool {
        pod.is_running_and_ready() && !pod.is_terminating()
    }

    /// Whether the pod has been Ready for `minReadySeconds` and is not terminating.
    pub fn is_available(&self, pod: &Pod) -> bool {
        let wait = std::time::Duration::from_secs(self.spec().min_ready_seconds.into());
        let since = if wait.is_zero() { SimTime::MIN } else { pod.ready_since + wait };
        pod.ready && since <= self.now && !pod.is_terminating()
    }

    /// Whether the pod of an ordinal exists, is Running, Ready and available, and is not terminating.
    pub fn is_sound(&self, ordinal: u32) -> bool {
        let pod = self.pods.get(&ordinal);
        pod.is_some_and(|pod| self.is_healthy(pod) && self.is_available(pod))
    }

    /// Ordinals of the range whose pod is missing, terminating or not available.
    pub fn unavailable(&self) -> Vec<u32> {
        let is_down = |ordinal: &u32| {
            let pod = self.pods.get(ordinal);
            pod.is_none_or(|pod| !self.is_available(pod))
        };
        self.wanted().filter(is_down).collect()
    }

    /// The condemned pods, the highest first.
    pub fn condemned(&self) -> impl Iterator<Item = &Pod> {
        self.pods.values().rev().filter(|pod| !self.is_wanted(pod.ordinal))
    }

    /// Whether a Recreate rollout is under way: only then are outdated pods deleted for being outdated.
    pub fn recreates(&self) -> bool {
        use Recreate::{DeletingOldPods, WaitingForNewPods};
        let condition = self.found.set.status.recreate;
        let is_under_way = self.current != self.update
            || matches!(condition, Some(DeletingOldPods | WaitingForNewPods));
        self.spec().update_strategy == UpdateStrategy::Recreate && is_under_way
    }

    /// Why the controller may delete a pod; `None` if there is no reason.
    pub fn why(&self, pod: &Pod) -> Option<Why> {
        let is_outdated = pod.revision != self.update;
        if self.recreates() && is_outdated {
            Some(Why::Recreated)
        } else if !self.is_wanted(pod.ordinal) {
            Some(Why::Condemned)
        } else if pod.is_finished() {
            Some(Why::Finished)
        } else if self.is_rolling() && is_outdated {
            Some(Why::Updated)
        } else {
            None
        }
    }

    /// The status after the sync; `None` if the API server refused it for a `currentReplicas` below zero.
    pub fn reported(&self) -> Option<StatefulSetStatus> {
        let is_current = |pod: &&Pod| !pod.is_terminating() && pod.revision == self.current;
        let current = self.pods.values().filter(is_current).count();
        let replaced = self.deleted_as(Why::Updated).count();
        let twice = self.deleted_as(Why::Finished).count();
        match self.status {
            None if replaced + twice > current => None,
            written => Some(written.unwrap_or(self.found.set.status)),
        }
    }

    /// The pods that were deleted for a reason, in order of deletion.
    pub fn deleted_as(&self, why: Why) -> impl Iterator<Item = &Pod> {
        self.deleted.iter().filter(move |pod| self.why(pod) == Some(why))
    }
}
