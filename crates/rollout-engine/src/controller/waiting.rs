//! What the controller waits for: the product's "why".
//!
//! Every early return of a sync is a rule and says so with one of these values. They are small and of fixed
//! size, because a trace keeps one wherever it differs; sentences are made of them elsewhere.

use crate::time::SimTime;

/// Who waits, for whom, under which rule.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Waiting {
    /// Why nothing more is done now.
    pub rule: Rule,
    /// The ordinal of the pod that is waited for.
    pub on: Option<u32>,
    /// What is held back until then.
    pub next: Next,
    /// When the wait ends by time alone; `None` where it takes an event.
    pub until: Option<SimTime>,
}

/// What the controller does once the wait is over.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Next {
    /// What kind of act.
    pub act: Act,
    /// The first pods of it, in the order in which they come.
    pub ordinals: [Option<u32>; 2],
    /// How many pods it is about, these included; counting stops at [`Next::COUNTED_MAX`].
    pub count: u32,
}

/// An act that is held back.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Act {
    /// None: nothing is held back.
    #[default]
    Nothing,
    /// Missing pods are made.
    Create,
    /// Condemned pods are deleted.
    ScaleDown,
    /// Outdated pods are deleted, to be made again at the update revision.
    Replace,
}

/// Why a sync ended where it did.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Rule {
    /// Nothing is waited for: every pod is as the spec wants it.
    Settled,
    /// The sync acted; the pods that it touched are what comes next.
    Acting,
    /// The set is being deleted: the controller leaves its pods to the garbage collector.
    SetIsBeingDeleted,
    /// The set's namespace is being deleted, so nothing can be created in it.
    NamespaceIsBeingDeleted,
    /// A Failed or Succeeded pod must be gone before it is made again.
    FinishedPodIsGoing,
    /// A claim of the scaled-down pod of the same name is about to be collected.
    ClaimIsStale,
    /// OrderedReady: a pod in range must be gone before anything else is done.
    ReplicaIsTerminating,
    /// OrderedReady: a pod in range must be Running and Ready before anything else is done.
    ReplicaIsNotReady,
    /// OrderedReady: a pod in range must have been Ready for minReadySeconds before anything else is done.
    ReplicaIsNotAvailable,
    /// OrderedReady: one condemned pod at a time, each fully gone before the next.
    CondemnedIsTerminating,
    /// OrderedReady: of several broken condemned pods only the lowest may go, and the highest is asked first.
    CondemnedIsNotReady,
    /// Parallel: pods were made or deleted and are on their way; nothing is held back by them.
    PodsAreOnTheirWay,
    /// OnDelete: outdated pods are replaced when a person deletes them.
    OnDelete,
    /// Every pod from the partition on is up to date; those below stay.
    PartitionHolds,
    /// One pod at a time: the highest pod that is not available must be, before the next is replaced.
    OneAtATime,
    /// As many pods as maxUnavailable allows, or more, are unavailable.
    BudgetIsSpent,
    /// Recreate: every pod of another revision must be gone before the first is made.
    RecreateIsDeleting,
    /// The API server refuses a pod; the controller asks again, later each time.
    PodIsRefused,
    /// The sync failed and is tried again.
    Failed,
}

impl Waiting {
    /// Nothing is waited for.
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
    /// Nobody reads a longer list, and a sync must not cost as much as there are pods.
    pub const COUNTED_MAX: usize = 100;

    /// The act on these pods, of which the first two are named.
    pub fn of(act: Act, ordinals: impl IntoIterator<Item = u32>) -> Self {
        let mut next = Self { act, ..Self::default() };
        for ordinal in ordinals.into_iter().take(Self::COUNTED_MAX) {
            if let Some(place) = next.ordinals.get_mut(next.count as usize) {
                *place = Some(ordinal);
            }
            next.count += 1;
        }
        if next.count == 0 { Self::default() } else { next }
    }
}
