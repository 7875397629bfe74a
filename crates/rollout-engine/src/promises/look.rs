//! One frame as a promise sees it, and what the controller saw and did if a sync made it.
//!
//! Everything here is counted anew from the pods; nothing is taken from their indexes. A set in a trial has a
//! handful of pods, and only frames that a sync made are counted through.

use std::collections::BTreeMap;

use crate::api::{
    Pod, PodManagementPolicy, RevisionHash, StatefulSetSpec, StatefulSetStatus, UpdateStrategy,
};
use crate::cluster::{Change, Cluster, Owned, SetId};
use crate::time::SimTime;
use crate::trace::{Cause, Ended, FrameIndex, Trace};
use crate::version::Rules;

/// One frame.
#[derive(Clone, Copy, Debug)]
pub struct Look<'a> {
    /// The release.
    pub rules: &'a Rules,
    /// All frames.
    pub trace: &'a Trace,
    /// Which frame.
    pub frame: FrameIndex,
    /// When.
    pub at: SimTime,
    /// What made it.
    pub cause: Cause,
    /// Its writes.
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
    /// The set and all that bears its name, as the sync found them.
    pub found: &'a Owned,
    /// The set's own pods as the sync found them, those included that it adopted first.
    pub pods: BTreeMap<u32, Pod>,
    /// The same after its writes.
    pub left: &'a Owned,
    /// Its writes.
    pub changes: &'a [Change],
    /// The pods that it made.
    pub made: Vec<Pod>,
    /// The pods that it deleted, as it found or made them.
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
    /// Its ordinal is not wanted any longer.
    Condemned,
    /// A rolling update replaces it.
    Updated,
    /// Strategy Recreate replaces all.
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

    /// What the controller sees when this frame is over, and does nothing about; `None` before its first look at
    /// the template.
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

    /// Whether it is the last frame of its instant: the controllers have reacted to all that happened in it. In a trace that
    /// was cut off at its limit they may not have.
    pub fn is_last_of_its_instant(&self) -> bool {
        let next = FrameIndex(self.frame.0 + 1);
        if self.frame == self.trace.last() && self.trace.ended() == Ended::FrameLimit {
            return false;
        }
        self.frame == self.trace.last() || self.trace.at(next) > self.at
    }

    /// The sets that are looked at again because of this frame.
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

/// The set's own pods before these writes; orphans that the first of them adopt are among them.
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
    }
    own
}

/// The pods that these writes make, and those that they begin to delete.
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
    /// The spec that the sync went by.
    pub fn spec(&self) -> &StatefulSetSpec {
        &self.found.set.spec
    }

    /// Whether pods are made and deleted one by one.
    pub fn is_ordered(&self) -> bool {
        self.spec().pod_management_policy == PodManagementPolicy::OrderedReady
    }

    /// Whether strategy RollingUpdate is set.
    pub fn is_rolling(&self) -> bool {
        matches!(self.spec().update_strategy, UpdateStrategy::RollingUpdate(_))
    }

    /// Whether the ordinal is wanted.
    pub fn is_wanted(&self, ordinal: u32) -> bool {
        let spec = self.spec();
        (spec.start..spec.start.saturating_add(spec.replicas)).contains(&ordinal)
    }

    /// The ordinals that are wanted, ascending.
    pub fn wanted(&self) -> impl DoubleEndedIterator<Item = u32> + use<> {
        let spec = self.spec();
        spec.start..spec.start.saturating_add(spec.replicas)
    }

    /// Whether the partition leaves the ordinal alone. A partition counts from `ordinals.start` (semantics 1.5).
    pub fn is_below_the_partition(&self, ordinal: u32) -> bool {
        let spec = self.spec();
        u64::from(ordinal) < u64::from(spec.start) + u64::from(spec.partition())
    }

    /// Running, Ready and not on its way out.
    pub fn is_healthy(&self, pod: &Pod) -> bool {
        pod.is_running_and_ready() && !pod.is_terminating()
    }

    /// Ready for `minReadySeconds` and not on its way out.
    pub fn is_available(&self, pod: &Pod) -> bool {
        let wait = std::time::Duration::from_secs(self.spec().min_ready_seconds.into());
        let since = if wait.is_zero() { SimTime::MIN } else { pod.ready_since + wait };
        pod.ready && since <= self.now && !pod.is_terminating()
    }

    /// Whether the pod of a wanted ordinal is there, Running, Ready, available and to stay.
    pub fn is_sound(&self, ordinal: u32) -> bool {
        let pod = self.pods.get(&ordinal);
        pod.is_some_and(|pod| self.is_healthy(pod) && self.is_available(pod))
    }

    /// The wanted ordinals whose pod is missing, terminating or not available.
    pub fn unavailable(&self) -> Vec<u32> {
        let is_down = |ordinal: &u32| {
            let pod = self.pods.get(ordinal);
            pod.is_none_or(|pod| !self.is_available(pod))
        };
        self.wanted().filter(is_down).collect()
    }

    /// The pods that are not wanted, the highest first.
    pub fn condemned(&self) -> impl Iterator<Item = &Pod> {
        self.pods.values().rev().filter(|pod| !self.is_wanted(pod.ordinal))
    }

    /// Why the controller may delete a pod; `None` if there is no reason.
    pub fn why(&self, pod: &Pod) -> Option<Why> {
        let is_outdated = pod.revision != self.update;
        if self.spec().update_strategy == UpdateStrategy::Recreate && is_outdated {
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

    /// The status after it; `None` if the API server refused it for counting fewer than no current pods.
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

    /// The pods that were deleted for this reason, in the order in which they were.
    pub fn deleted_as(&self, why: Why) -> impl Iterator<Item = &Pod> {
        self.deleted.iter().filter(move |pod| self.why(pod) == Some(why))
    }
}
