//! The StatefulSet controller: objects in, decisions out.
//!
//! [`sync`] is Kubernetes' `UpdateStatefulSet`, and reading it from top to bottom tells the order of its
//! decisions. Branching stands here; the loops are in the leaves, one file per step. Nothing is written: the
//! [`crate::simulation`] carries the actions out. The controller knows neither how containers behave nor the
//! time, except as the argument `now`.
//!
//! Two manifests that look alike may act differently: `type: RollingUpdate` without a `rollingUpdate` stanza
//! leaves the stanza absent, and then a pod deleted by hand in mid-rollout comes back at the *current*
//! revision, while with `rollingUpdate: {}` it comes back at the *update* revision ([`View::revision_for`]).
//!
//! Models `pkg/controller/statefulset/stateful_set_control.go`; "monotonic" and "burst" there are
//! OrderedReady and Parallel here.

#[cfg(test)]
mod check;
mod claims;
mod condemned;
mod recreate;
mod replicas;
mod revision;
mod status;
mod update;
mod waiting;

use std::ops::ControlFlow;
use std::rc::Rc;

pub use waiting::{Act, Next, Rule, Waiting};

use crate::api::{
    ClaimName, ClaimOwner, Claims, ControllerRevision, PodManagementPolicy, Pods, RevisionHash,
    StatefulSet, StatefulSetStatus, UpdateStrategy,
};
use crate::time::SimTime;
use crate::version::Rules;

/// What a sync is given: everything that the controller has in its caches.
#[derive(Clone, Copy, Debug)]
pub struct Observed<'a> {
    /// The set, with its status as stored.
    pub set: &'a StatefulSet,
    /// Its revisions, the oldest number first.
    pub revisions: &'a [Rc<ControllerRevision>],
    /// Its pods, counted up to `now`.
    pub pods: &'a Pods,
    /// Its claims.
    pub claims: &'a Claims,
    /// Whether the API server refuses every new pod. The controller finds out by asking for one.
    pub refuses_pods: bool,
}

/// What a sync decided.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sync {
    /// What to do, in this order.
    pub actions: Vec<Action>,
    /// Which revisions to write, in this order; those to create come before the actions, the others after.
    pub revisions: Vec<RevisionWrite>,
    /// The status to write; `None` if it stands already.
    pub status: Option<StatefulSetStatus>,
    /// Why nothing more is done now.
    pub waiting: Waiting,
    /// What failed; the actions before it are done all the same, and the sync is tried again.
    pub error: Option<SyncError>,
}

/// One write of the controller to a pod or a claim.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Action {
    /// Makes the pod of this ordinal.
    CreatePod(u32, RevisionHash),
    /// Asks for the pod of this ordinal in vain: the API server refuses it.
    FailToCreatePod(u32),
    /// Deletes the pod, with its own grace period. No eviction: disruption budgets are not asked.
    DeletePod(u32),
    /// Writes the pod's identity and volumes as they are to be.
    UpdatePod(u32),
    /// Makes a claim, without owners.
    CreateClaim(ClaimName),
    /// Writes a claim's owners.
    UpdateClaim(ClaimName, Vec<ClaimOwner>),
}

impl Action {
    /// Whether it makes an object, which a terminating namespace refuses.
    pub(crate) fn creates(&self) -> bool {
        matches!(self, Self::CreatePod(..) | Self::CreateClaim(_))
    }
}

/// One write of the controller to a revision.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RevisionWrite {
    /// Freezes the set's template under this name and number.
    Create(RevisionHash, u32),
    /// Gives an old revision a new number: its template is the set's again.
    Renumber(RevisionHash, u32),
    /// Prunes a revision past the history limit.
    Delete(RevisionHash),
}

/// Why a sync failed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SyncError {
    /// `pvc NAME is being deleted`.
    ClaimIsBeingDeleted(ClaimName),
    /// `pods "NAME" already exists`: one of a former set of this name is still terminating.
    PodExists(u32),
    /// `pods "NAME" is forbidden: …`: the API server refuses the pod.
    PodIsRefused(u32),
}

/// Ends a sync before its last step.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Stop {
    waiting: Waiting,
    error: Option<SyncError>,
}

/// A sync's step: goes on, or stops.
type Progress = ControlFlow<Stop>;

/// What the leaves look at: the observed objects, the chosen revisions, the release.
#[derive(Clone, Copy, Debug)]
struct View<'a> {
    set: &'a StatefulSet,
    pods: &'a Pods,
    claims: &'a Claims,
    refuses_pods: bool,
    rules: &'a Rules,
    current: RevisionHash,
    update: RevisionHash,
    now: SimTime,
}

/// One look of the controller at a set.
pub fn sync(observed: &Observed<'_>, rules: &Rules, now: SimTime) -> Sync {
    let chosen = revision::choose(observed, rules);
    let Observed { set, pods, claims, refuses_pods, .. } = *observed;
    let (current, update) = (chosen.current, chosen.update);
    let view = View { set, pods, claims, refuses_pods, rules, current, update, now };

    let mut actions = Vec::new();
    let (replaced, Stop { waiting, error }) = decide(&view, &mut actions);

    let status = status::of(&view, chosen.collision_count, replaced);
    let mut revisions: Vec<_> = chosen.write.into_iter().collect();
    revisions.extend(revision::truncate(observed, &view));
    Sync { actions, revisions, status: (status != set.status).then_some(status), waiting, error }
}

/// The order of Kubernetes' decisions: recreate, repair and create, scale down, update; since 1.38 Parallel scales down before it
/// repairs. Under OrderedReady the first step that acts or waits is the last. The number is how many pods the update replaces.
fn decide(view: &View<'_>, actions: &mut Vec<Action>) -> (u32, Stop) {
    if view.set.deletion_timestamp.is_some() {
        return (0, Stop::because(Waiting::on_nothing(Rule::SetIsBeingDeleted)));
    }
    if let ControlFlow::Break(stop) = advance_to_update(view, actions) {
        return (0, stop);
    }
    let (replaced, waiting) = match view.set.spec.update_strategy {
        UpdateStrategy::RollingUpdate(_) => update::advance(view, actions),
        UpdateStrategy::OnDelete | UpdateStrategy::Recreate => (0, update::by_hand(view)),
    };
    (replaced, Stop::because(waiting))
}

fn advance_to_update(view: &View<'_>, actions: &mut Vec<Action>) -> Progress {
    recreate::advance(view, actions)?;
    if view.rules.condemned_first && !view.is_ordered() {
        condemned::advance(view, actions)?;
        return replicas::advance(view, actions);
    }
    replicas::advance(view, actions)?;
    condemned::advance(view, actions)
}

impl Stop {
    fn because(waiting: Waiting) -> Self {
        Self { waiting, error: None }
    }

    fn failed(error: SyncError) -> Self {
        let rule = match error {
            SyncError::PodIsRefused(_) => Rule::PodIsRefused,
            SyncError::ClaimIsBeingDeleted(_) | SyncError::PodExists(_) => Rule::Failed,
        };
        Self { waiting: Waiting::on(rule, error.ordinal()), error: Some(error) }
    }
}

impl View<'_> {
    fn is_ordered(&self) -> bool {
        self.set.spec.pod_management_policy == PodManagementPolicy::OrderedReady
    }

    /// The revision that a pod gets when it is made, be it for the first time or again
    /// (upstream `newVersionedStatefulSetPod`).
    fn revision_for(&self, ordinal: u32) -> RevisionHash {
        let index = ordinal.saturating_sub(self.set.spec.start);
        let stays_current = match self.set.spec.update_strategy {
            UpdateStrategy::RollingUpdate(None) => {
                i64::from(index) < self.set.status.current_replicas.into()
            }
            UpdateStrategy::RollingUpdate(Some(rolling)) => index < rolling.partition,
            UpdateStrategy::OnDelete | UpdateStrategy::Recreate => false,
        };
        if stays_current { self.current } else { self.update }
    }

    /// Whether a pod made now would be replaced at once.
    fn outdates(&self, ordinal: u32) -> bool {
        ordinal - self.set.spec.start >= self.set.spec.partition()
            && self.revision_for(ordinal) != self.update
    }

    /// What comes once the present wait is over, in Kubernetes' order.
    fn next(&self, waited_for: Option<u32>) -> Next {
        let others = |ordinal: &u32| Some(*ordinal) != waited_for;
        let missing = Next::of(Act::Create, self.pods.missing().filter(others));
        if missing.act != Act::Nothing {
            return missing;
        }
        let condemned = self.pods.condemned().map(|pod| pod.ordinal);
        let condemned = Next::of(Act::ScaleDown, condemned.filter(others));
        if condemned.act != Act::Nothing {
            return condemned;
        }
        update::next_batch(self)
    }

    /// Waits for one pod, holding back whatever would come next.
    fn wait(&self, rule: Rule, ordinal: u32) -> Waiting {
        Waiting { next: self.next(Some(ordinal)), ..Waiting::on(rule, ordinal) }
    }
}

impl SyncError {
    /// The ordinal whose pod could not be made.
    fn ordinal(&self) -> u32 {
        match *self {
            Self::ClaimIsBeingDeleted(ClaimName { ordinal, .. })
            | Self::PodExists(ordinal)
            | Self::PodIsRefused(ordinal) => ordinal,
        }
    }

    /// The message as the controller logs it, for the set of this name.
    pub fn message(&self, set: &str) -> String {
        match self {
            Self::ClaimIsBeingDeleted(ClaimName { template, ordinal }) => {
                format!("pvc {template}-{set}-{ordinal} is being deleted")
            }
            Self::PodExists(ordinal) => format!("pods \"{set}-{ordinal}\" already exists"),
            Self::PodIsRefused(ordinal) => format!("pods \"{set}-{ordinal}\" is forbidden"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sync_that_fails_says_at_which_pod() {
        let claim = ClaimName { template: "www".into(), ordinal: 4 };
        for (error, ordinal, said) in [
            (SyncError::PodExists(3), 3, "pods \"web-3\" already exists"),
            (SyncError::ClaimIsBeingDeleted(claim), 4, "pvc www-web-4 is being deleted"),
        ] {
            assert_eq!(error.message("web"), said);
            assert_eq!(Stop::failed(error).waiting, Waiting::on(Rule::Failed, ordinal));
        }
    }
}
