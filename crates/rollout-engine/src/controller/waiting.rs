//! What a sync waits for: the answer to *why does nothing happen?*
//!
//! Every return of a sync carries a [`Waiting`]: the rule, the pod, what is held back, until when. The values are
//! small and of fixed size, because a trace keeps one wherever it differs. The sentences are made on the page
//! (`web`).

use crate::time::SimTime;

/// What a set waits for after a sync.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Waiting {
    /// Why the sync ended.
    pub rule: Rule,
    /// Ordinal of the pod that the set waits for; `None` for a rule without one.
    pub on: Option<u32>,
    /// What the wait holds back.
    pub next: Next,
    /// When the wait ends by time alone; `None` if something has to happen first.
    pub until: Option<SimTime>,
}

/// What the controller does once a wait is over.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Next {
    /// What it does to the pods.
    pub act: Act,
    /// Ordinals of the first two pods, in order.
    pub ordinals: [Option<u32>; 2],
    /// Number of pods, the first two included; at most [`Next::COUNTED_MAX`].
    pub count: u32,
}

/// What a wait holds back.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub enum Act {
    /// Nothing is held back.
    #[default]
    Nothing,
    /// Creating missing pods.
    Create,
    /// Deleting condemned pods.
    ScaleDown,
    /// Deleting outdated pods, so that they are created again at the update revision.
    Replace,
}

listed! {
    /// Why a sync ended where it did.
    #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
    #[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
    pub enum Rule {
        /// Nothing to wait for: every pod is as the spec wants it.
        Settled,
        /// The sync acted. It waits for the pods on which it acted.
        Acting,
        /// The set is being deleted: the controller leaves its pods to the garbage collector.
        SetIsBeingDeleted,
        /// The set's namespace is being deleted, so nothing can be created in it.
        NamespaceIsBeingDeleted,
        /// A Failed or Succeeded pod has to be removed before it is created again.
        FinishedPodIsGoing,
        /// A claim of a condemned pod of the same name is about to be garbage collected.
        ClaimIsStale,
        /// OrderedReady: a pod of the range has to be removed before anything else.
        ReplicaIsTerminating,
        /// OrderedReady: a pod of the range has to be Running and Ready before anything else.
        ReplicaIsNotReady,
        /// OrderedReady: a pod of the range has to be Ready for `minReadySeconds` before anything else.
        ReplicaIsNotAvailable,
        /// OrderedReady: a condemned pod has to be removed before the next is deleted.
        CondemnedIsTerminating,
        /// OrderedReady: the highest condemned pod is broken, and so is a lower one. Only the lowest broken pod may
        /// be deleted, and only the highest condemned one is tried. Up to 1.33 also a single one that is Ready and
        /// not available yet.
        CondemnedIsNotReady,
        /// Parallel: pods are being created, started or removed. They hold nothing back.
        PodsAreOnTheirWay,
        /// OnDelete: outdated pods are replaced when a person deletes them.
        OnDelete,
        /// Every pod from the partition on is up to date, and an outdated pod below stays.
        PartitionHolds,
        /// One pod at a time: the highest broken pod has to recover before the next is replaced.
        OneAtATime,
        /// At least as many pods are unavailable as `maxUnavailable` allows.
        BudgetIsSpent,
        /// Recreate: every pod of another revision has to be removed before the first new one is created.
        RecreateIsDeleting,
        /// The API server refuses a pod. The sync is retried with back-off.
        PodIsRefused,
        /// The API server refuses to change the volumes of a pod that a former set of this name created. The sync is
        /// retried with back-off.
        PodIsImmutable,
        /// The sync failed for another reason. It is retried with back-off.
        Failed,
    }
}

impl Waiting {
    /// Nothing to wait for.
    pub const SETTLED: Self = Self::on_nothing(Rule::Settled);

    /// A rule that names no pod.
    pub const fn on_nothing(rule: Rule) -> Self {
        let next = Next { act: Act::Nothing, ordinals: [None, None], count: 0 };
        Self { rule, on: None, next, until: None }
    }

    /// A rule that waits for one pod.
    pub const fn on(rule: Rule, ordinal: u32) -> Self {
        Self { on: Some(ordinal), ..Self::on_nothing(rule) }
    }
}

impl Next {
    /// Limit on [`Next::count`]: nobody reads a longer list, and a sync must not cost the number of pods.
    pub const COUNTED_MAX: usize = 100;

    /// An act on these pods, in order; nothing if there are none.
    pub fn of(act: Act, ordinals: impl IntoIterator<Item = u32>) -> Self {
        let mut next = Self { act, ..Self::default() };
        for ordinal in ordinals.into_iter().take(Self::COUNTED_MAX) {
            if let Some(slot) = next.ordinals.get_mut(next.count as usize) {
                *slot = Some(ordinal);
            }
            next.count += 1;
        }
        if next.count == 0 { Self::default() } else { next }
    }
}
