//! The claims of a pod: made before it, and owned as the retention policy says.
//!
//! A claim outlives its pod unless `persistentVolumeClaimRetentionPolicy` gives it an owner that goes: the set
//! (`whenDeleted`) or, once the pod is condemned, the pod (`whenScaled`). Collecting what lost its owner is the
//! garbage collector's and stands in the simulation. Models `stateful_pod_control.go`.

use super::{Action, SyncError, View};
use crate::api::{Claim, ClaimName, ClaimOwner, Pod, PodPhase, Retention, Uid};

/// Whether a claim still belongs to an earlier pod of this name that was scaled away: it is about to be
/// collected, and making the pod has to wait for that.
pub(super) fn is_stale(view: &View<'_>, ordinal: u32) -> bool {
    view.set.spec.retention.when_scaled == Retention::Delete
        && existing(view, ordinal)
            .any(|claim| claim.owners.iter().any(|owner| *owner != ClaimOwner::Set))
}

/// Makes the claims that the pod lacks.
///
/// # Errors
/// One of them is being deleted; the others are made all the same.
pub(super) fn create_missing(
    view: &View<'_>,
    ordinal: u32,
    actions: &mut Vec<Action>,
) -> Result<(), SyncError> {
    let mut result = Ok(());
    for name in names(view, ordinal) {
        match view.claims.get(&name) {
            None => actions.push(Action::CreateClaim(name)),
            Some(claim) if claim.deletion_timestamp.is_some() => {
                result = result.and(Err(SyncError::ClaimIsBeingDeleted(name)));
            }
            Some(_) => {}
        }
    }
    result
}

/// Gives the claims of a pod made in this sync the owners that can be given before the pod has a uid.
pub(super) fn own_created(view: &View<'_>, ordinal: u32, actions: &mut Vec<Action>) {
    own_all(view, ordinal, None, actions);
}

/// Makes the claims that a Pending pod has lost; whether its claims needed anything.
///
/// # Errors
/// As [`create_missing`].
pub(super) fn heal_pending(
    view: &View<'_>,
    pod: &Pod,
    actions: &mut Vec<Action>,
) -> Result<bool, SyncError> {
    if pod.phase != PodPhase::Pending {
        return Ok(false);
    }
    create_missing(view, pod.ordinal, actions)?;
    Ok(own_all(view, pod.ordinal, Some(pod.uid), actions))
}

/// Corrects the owners of a settled pod's claims, and writes the pod if any was wrong.
pub(super) fn repair(view: &View<'_>, ordinal: u32, actions: &mut Vec<Action>) {
    if view.pods.own(ordinal).is_some_and(|pod| own(view, pod, actions)) {
        actions.push(Action::UpdatePod(ordinal));
    }
}

/// Corrects the owners of the claims that a pod has; whether any was wrong.
pub(super) fn own(view: &View<'_>, pod: &Pod, actions: &mut Vec<Action>) -> bool {
    let missing = |name: &ClaimName| !view.claims.contains_key(name);
    if names(view, pod.ordinal).all(|name| missing(&name)) {
        return false;
    }
    own_all(view, pod.ordinal, Some(pod.uid), actions)
}

/// Corrects the owners of all claims of a pod, those made in this sync included; whether any was wrong.
fn own_all(view: &View<'_>, ordinal: u32, pod: Option<Uid>, actions: &mut Vec<Action>) -> bool {
    let before = actions.len();
    for name in names(view, ordinal) {
        let owners = view.claims.get(&name).map_or(&[][..], |claim| &claim.owners);
        let wanted = wanted(view, ordinal, pod, owners);
        if wanted != owners {
            actions.push(Action::UpdateClaim(name, wanted));
        }
    }
    actions.len() > before
}

/// The owners that the policy asks for; those of other pods are left as they are.
fn wanted(
    view: &View<'_>,
    ordinal: u32,
    pod: Option<Uid>,
    owners: &[ClaimOwner],
) -> Vec<ClaimOwner> {
    let policy = view.set.spec.retention;
    let scaled_down = !view.set.spec.range().contains(ordinal);
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

fn names<'a>(view: &View<'a>, ordinal: u32) -> impl Iterator<Item = ClaimName> + use<'a> {
    let templates = view.set.spec.claim_templates.iter();
    templates.map(move |template| ClaimName { ordinal, template: template.name.clone() })
}

fn existing<'a>(view: &View<'a>, ordinal: u32) -> impl Iterator<Item = &'a Claim> + use<'a> {
    let claims = view.claims;
    names(view, ordinal).filter_map(|name| claims.get(&name))
}
