//! The claims of a pod: created before it, and owned as the retention policy says.
//!
//! A claim outlives its pod unless `persistentVolumeClaimRetentionPolicy` gives it an owner: the set (`whenDeleted`)
//! or, once the pod is condemned, the pod (`whenScaled`). Models `stateful_pod_control.go`. Not here: removing a
//! claim whose owner is gone, which is the garbage collector's (`crate::simulation`).

use super::{Action, SyncContext, SyncError};
use crate::api::{Claim, ClaimName, ClaimOwner, Pod, PodPhase, Retention, Uid};

/// Whether a pod owns a claim at this ordinal: that of a condemned pod before, so the garbage collector is about to
/// remove it. Creating the pod has to wait for that. Upstream: `PodClaimIsStale`.
pub(super) fn is_stale(context: &SyncContext<'_>, ordinal: u32) -> bool {
    context.set.spec.retention.when_scaled == Retention::Delete
        && existing(context, ordinal)
            .any(|claim| claim.owners.iter().any(|owner| *owner != ClaimOwner::Set))
}

/// Creates the claims that the pod lacks.
///
/// # Errors
/// A claim is being deleted or refused. The others are created all the same.
pub(super) fn create_missing(
    context: &SyncContext<'_>,
    ordinal: u32,
    actions: &mut Vec<Action>,
) -> Result<(), SyncError> {
    let mut result = Ok(());
    for name in names(context, ordinal) {
        match context.claims.get(&name) {
            None if context.admission.refuses_claim(&name, actions) => {
                actions.push(Action::FailToCreateClaim(name.clone()));
                result = result.and(Err(SyncError::ClaimIsRefused(name)));
            }
            None => actions.push(Action::CreateClaim(name)),
            Some(claim) if claim.deletion_timestamp.is_some() => {
                result = result.and(Err(SyncError::ClaimIsBeingDeleted(name)));
            }
            Some(_) => {}
        }
    }
    result
}

/// Writes the owners of the claims of a pod that this sync creates. The pod has no uid yet, so it cannot be an owner.
pub(super) fn own_created(context: &SyncContext<'_>, ordinal: u32, actions: &mut Vec<Action>) {
    own_all(context, ordinal, None, actions);
}

/// Creates the claims that a Pending pod lacks, and corrects their owners. Returns whether an owner was wrong.
///
/// # Errors
/// As [`create_missing`].
pub(super) fn heal_pending(
    context: &SyncContext<'_>,
    pod: &Pod,
    actions: &mut Vec<Action>,
) -> Result<bool, SyncError> {
    if pod.phase != PodPhase::Pending {
        return Ok(false);
    }
    create_missing(context, pod.ordinal, actions)?;
    Ok(own_all(context, pod.ordinal, Some(pod.uid), actions))
}

/// Corrects the owners of the claims of the set's pod at an ordinal, and writes the pod if one was wrong. Returns
/// whether one was.
pub(super) fn repair(context: &SyncContext<'_>, ordinal: u32, actions: &mut Vec<Action>) -> bool {
    let is_wrong = context.pods.own(ordinal).is_some_and(|pod| own(context, pod, actions));
    if is_wrong {
        actions.push(Action::UpdatePod(ordinal));
    }
    is_wrong
}

/// Corrects the owners of a pod's claims, unless it has none. Returns whether one was wrong.
pub(super) fn own(context: &SyncContext<'_>, pod: &Pod, actions: &mut Vec<Action>) -> bool {
    let missing = |name: &ClaimName| !context.claims.contains_key(name);
    if names(context, pod.ordinal).all(|name| missing(&name)) {
        return false;
    }
    own_all(context, pod.ordinal, Some(pod.uid), actions)
}

/// Corrects the owners of every claim of a pod, also of those that this sync creates. Returns whether one was wrong.
fn own_all(
    context: &SyncContext<'_>,
    ordinal: u32,
    pod: Option<Uid>,
    actions: &mut Vec<Action>,
) -> bool {
    let before = actions.len();
    for name in names(context, ordinal) {
        let owners = context.claims.get(&name).map_or(&[][..], |claim| &claim.owners);
        let wanted = wanted(context, ordinal, pod, owners);
        if wanted != owners {
            actions.push(Action::UpdateClaim(name, wanted));
        }
    }
    actions.len() > before
}

/// The owners that the retention policy gives a claim. Keeps owners that are other pods.
fn wanted(
    context: &SyncContext<'_>,
    ordinal: u32,
    pod: Option<Uid>,
    owners: &[ClaimOwner],
) -> Vec<ClaimOwner> {
    let policy = context.set.spec.retention;
    let scaled_down = !context.set.spec.range().contains(ordinal);
    let by_pod = policy.when_scaled == Retention::Delete && scaled_down;
    let by_set = policy.when_deleted == Retention::Delete && !by_pod;
    let is_own =
        |owner: &ClaimOwner| *owner == ClaimOwner::Set || pod.map(ClaimOwner::Pod) == Some(*owner);

    let mut wanted: Vec<_> = owners.iter().copied().filter(|owner| !is_own(owner)).collect();
    wanted.extend(by_set.then_some(ClaimOwner::Set));
    wanted.extend(pod.filter(|_| by_pod).map(ClaimOwner::Pod));
    wanted.sort_unstable();
    wanted
}

/// Names of the claims of an ordinal.
fn names<'a>(context: &SyncContext<'a>, ordinal: u32) -> impl Iterator<Item = ClaimName> + use<'a> {
    let templates = context.set.spec.claim_templates.iter();
    templates.map(move |template| ClaimName { ordinal, template: template.name.clone() })
}

/// The claims of an ordinal that exist.
fn existing<'a>(
    context: &SyncContext<'a>,
    ordinal: u32,
) -> impl Iterator<Item = &'a Claim> + use<'a> {
    let claims = context.claims;
    names(context, ordinal).filter_map(|name| claims.get(&name))
}
