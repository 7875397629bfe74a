//! The StatefulSet controller: objects in, decisions out.
//!
//! [`sync`] is Kubernetes' `UpdateStatefulSet`: read from top to bottom it gives the order of the decisions. The
//! branches between steps are here, the steps themselves one per file. Nothing is written: [`crate::simulation`]
//! carries the actions out. The controller knows neither how containers act nor the time, except as the argument
//! `now`.
//!
//! Two manifests that look alike may act differently. `type: RollingUpdate` without a `rollingUpdate` stanza leaves
//! the stanza absent, and then a pod deleted by hand in mid-rollout comes back at the *current* revision while its
//! ordinal is below `currentReplicas`. With `rollingUpdate: {}` it comes back at the *update* revision
//! ([`SyncContext::revision_for`]).
//!
//! Models `pkg/controller/statefulset/stateful_set_control.go`. "Monotonic" and "burst" there are OrderedReady and
//! Parallel here.

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

use std::collections::BTreeMap;
use std::ops::ControlFlow;
use std::rc::Rc;

pub use waiting::{Act, Next, Rule, Waiting};

use crate::api::{
    ClaimName, ClaimOwner, Claims, ControllerRevision, Mismatch, PodManagementPolicy, Pods,
    RevisionHash, StatefulSet, StatefulSetStatus, UpdateStrategy,
};
use crate::time::SimTime;
use crate::version::Rules;

/// What a sync reads: everything that the controller has in its caches.
#[derive(Clone, Copy, Debug)]
pub struct Observed<'a> {
    /// The set, with its stored status.
    pub set: &'a StatefulSet,
    /// Its revisions, by ascending number.
    pub revisions: &'a [Rc<ControllerRevision>],
    /// Its pods, with availability counted up to `now`.
    pub pods: &'a Pods,
    /// Its claims.
    pub claims: &'a Claims,
    /// Which new pods and claims the API server refuses. The controller finds out by trying to create one.
    pub admission: &'a dyn Admits,
    /// The pods that differ from what the set wants, by ordinal.
    pub mismatches: &'a BTreeMap<u32, Mismatch>,
}

/// Admission at the API server, as the controller meets it when it creates a pod or a claim.
pub trait Admits: std::fmt::Debug {
    /// Whether the API server refuses this pod after these actions of the same sync.
    fn refuses_pod(&self, ordinal: u32, revision: RevisionHash, after: &[Action]) -> bool;

    /// Whether the API server refuses this claim after these actions of the same sync.
    fn refuses_claim(&self, name: &ClaimName, after: &[Action]) -> bool;
}

/// Refuses every pod, or none; no claim.
impl Admits for bool {
    fn refuses_pod(&self, _: u32, _: RevisionHash, _: &[Action]) -> bool {
        *self
    }

    fn refuses_claim(&self, _: &ClaimName, _: &[Action]) -> bool {
        false
    }
}

/// What a sync decided.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sync {
    /// Writes of pods and claims, in order.
    pub actions: Vec<Action>,
    /// Writes of revisions, in order: creations and renumberings are carried out before the actions, deletions after
    /// the status.
    pub revisions: Vec<RevisionWrite>,
    /// The status to write; `None` if it is stored already.
    pub status: Option<StatefulSetStatus>,
    /// Why the sync does nothing more.
    pub waiting: Waiting,
    /// Why the sync failed. Its actions are carried out all the same, and the sync is retried.
    pub error: Option<SyncError>,
}

/// One write of the controller to a pod or a claim.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Action {
    /// Creates the pod of an ordinal at a revision.
    CreatePod(u32, RevisionHash),
    /// Tries to create the pod of an ordinal; the API server refuses it.
    FailToCreatePod(u32, RevisionHash),
    /// Tries to change a pod's volumes; the API server refuses, because they are immutable.
    FailToUpdatePod(u32),
    /// Deletes a pod with its own grace period. A plain DELETE: disruption budgets do not apply.
    DeletePod(u32),
    /// Writes a pod's identity labels, or writes the pod after its claims were repaired.
    UpdatePod(u32),
    /// Creates a claim, without owners.
    CreateClaim(ClaimName),
    /// Asks for a claim in vain: the API server refuses it.
    FailToCreateClaim(ClaimName),
    /// Writes a claim's owners.
    UpdateClaim(ClaimName, Vec<ClaimOwner>),
}

impl Action {
    /// Whether it creates an object, which the API server refuses in a terminating namespace.
    pub(crate) fn creates(&self) -> bool {
        matches!(self, Self::CreatePod(..) | Self::CreateClaim(_))
    }

    /// Whether nothing comes of it but an event.
    pub(crate) fn is_vain(&self) -> bool {
        matches!(
            self,
            Self::FailToCreatePod(..) | Self::FailToUpdatePod(_) | Self::FailToCreateClaim(_)
        )
    }
}

/// One write of the controller to a revision.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RevisionWrite {
    /// Creates a revision of the set's template, with this hash and number.
    Create(RevisionHash, u32),
    /// Gives an old revision a new number, because its template is the set's again.
    Renumber(RevisionHash, u32),
    /// Prunes a revision past `revisionHistoryLimit`.
    Delete(RevisionHash),
}

/// Why a sync failed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SyncError {
    /// `pvc NAME is being deleted`.
    ClaimIsBeingDeleted(ClaimName),
    /// `pods "NAME" already exists`: a pod of this name that is not the set's own.
    PodExists(u32),
    /// `pods "NAME" is forbidden: …`: the API server refuses the pod.
    PodIsRefused(u32),
    /// `failed to create PVC NAME: …`: the API server refuses the claim.
    ClaimIsRefused(ClaimName),
    /// `Pod "NAME" is invalid: spec: Forbidden: …`: a pod's volumes are immutable.
    PodIsImmutable(u32),
}

/// Why a sync ends before its last step.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Stop {
    waiting: Waiting,
    error: Option<SyncError>,
}

/// Result of a step of a sync: continue with the next step, or stop.
type Progress = ControlFlow<Stop>;

/// What the steps of a sync read: the observed objects, the revisions and the rules.
#[derive(Clone, Copy, Debug)]
struct SyncContext<'a> {
    set: &'a StatefulSet,
    pods: &'a Pods,
    claims: &'a Claims,
    admission: &'a dyn Admits,
    mismatches: &'a BTreeMap<u32, Mismatch>,
    rules: &'a Rules,
    current: RevisionHash,
    update: RevisionHash,
    now: SimTime,
}

/// Runs one sync of a set. Upstream: `UpdateStatefulSet`.
pub fn sync(observed: &Observed<'_>, rules: &Rules, now: SimTime) -> Sync {
    let chosen = revision::choose(observed, rules);
    let Observed { set, pods, claims, admission, mismatches, .. } = *observed;
    let (current, update) = (chosen.current, chosen.update);
    let context =
        SyncContext { set, pods, claims, admission, mismatches, rules, current, update, now };

    let mut actions = Vec::new();
    let (replaced, Stop { waiting, error }) = decide(&context, &mut actions);

    let status = status::of(&context, chosen.collision_count, replaced);
    let mut revisions: Vec<_> = chosen.write.into_iter().collect();
    revisions.extend(revision::truncate(observed, &context));
    Sync { actions, revisions, status: (status != set.status).then_some(status), waiting, error }
}

/// Takes the steps of a sync in Kubernetes' order: recreate, repair and create, scale down, update. Since 1.38
/// Parallel scales down before it repairs and creates. Under OrderedReady the first step that acts or waits ends the
/// sync. Returns how many pods the update replaces, and why the sync ends.
fn decide(context: &SyncContext<'_>, actions: &mut Vec<Action>) -> (u32, Stop) {
    if context.set.deletion_timestamp.is_some() {
        return (0, Stop::because(Waiting::on_nothing(Rule::SetIsBeingDeleted)));
    }
    if let ControlFlow::Break(stop) = advance_to_update(context, actions) {
        return (0, stop);
    }
    let (replaced, waiting) = match context.set.spec.update_strategy {
        UpdateStrategy::RollingUpdate(_) => update::advance(context, actions),
        UpdateStrategy::OnDelete | UpdateStrategy::Recreate => (0, update::by_hand(context)),
    };
    (replaced, Stop::because(waiting))
}

/// Every step before the update.
fn advance_to_update(context: &SyncContext<'_>, actions: &mut Vec<Action>) -> Progress {
    recreate::advance(context, actions)?;
    if context.rules.condemned_first && !context.is_ordered() {
        condemned::advance(context, actions)?;
        return replicas::advance(context, actions);
    }
    replicas::advance(context, actions)?;
    condemned::advance(context, actions)
}

impl Stop {
    fn because(waiting: Waiting) -> Self {
        Self { waiting, error: None }
    }

    fn failed(error: SyncError) -> Self {
        let rule = match error {
            SyncError::PodIsRefused(_) | SyncError::ClaimIsRefused(_) => Rule::PodIsRefused,
            SyncError::PodIsImmutable(_) => Rule::PodIsImmutable,
            SyncError::ClaimIsBeingDeleted(_) | SyncError::PodExists(_) => Rule::Failed,
        };
        Self { waiting: Waiting::on(rule, error.ordinal()), error: Some(error) }
    }
}

impl SyncContext<'_> {
    fn is_ordered(&self) -> bool {
        self.set.spec.pod_management_policy == PodManagementPolicy::OrderedReady
    }

    /// The revision at which the pod of an ordinal is created.
    fn revision_for(&self, ordinal: u32) -> RevisionHash {
        if self.set.creates_at_current(ordinal) { self.current } else { self.update }
    }

    /// Whether a pod created now would be outdated, so that the update replaces it at once.
    fn outdates(&self, ordinal: u32) -> bool {
        ordinal - self.set.spec.start >= self.set.spec.partition()
            && self.revision_for(ordinal) != self.update
    }

    /// What the set does once the wait for this pod is over, in Kubernetes' order.
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

    /// Waits for one pod, and says what that holds back.
    fn wait(&self, rule: Rule, ordinal: u32) -> Waiting {
        Waiting { next: self.next(Some(ordinal)), ..Waiting::on(rule, ordinal) }
    }
}

impl SyncError {
    /// Ordinal of the pod at which the sync failed.
    fn ordinal(&self) -> u32 {
        match *self {
            Self::ClaimIsBeingDeleted(ClaimName { ordinal, .. })
            | Self::ClaimIsRefused(ClaimName { ordinal, .. })
            | Self::PodExists(ordinal)
            | Self::PodIsImmutable(ordinal)
            | Self::PodIsRefused(ordinal) => ordinal,
        }
    }

    /// The error message that the controller logs, for a set of this name. Without the API server's reason, which is
    /// not part of it.
    pub fn message(&self, set: &str) -> String {
        match self {
            Self::ClaimIsBeingDeleted(ClaimName { template, ordinal }) => {
                format!("pvc {template}-{set}-{ordinal} is being deleted")
            }
            Self::ClaimIsRefused(ClaimName { template, ordinal }) => {
                format!("failed to create PVC {template}-{set}-{ordinal}")
            }
            Self::PodExists(ordinal) => format!("pods \"{set}-{ordinal}\" already exists"),
            Self::PodIsRefused(ordinal) => format!("pods \"{set}-{ordinal}\" is forbidden"),
            Self::PodIsImmutable(ordinal) => format!("Pod \"{set}-{ordinal}\" is invalid"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_failed_sync_names_its_pod() {
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
