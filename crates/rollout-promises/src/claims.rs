//! Promises about claims: they outlive the pods and exist before them.

use std::collections::BTreeMap;

use crate::{Kept, Look, Promise, SyncSeen, ensure};
use rollout_engine::api::{Claim, ClaimName, ClaimOwner, Retention};
use rollout_engine::cluster::Change;
use rollout_engine::trace::Cause;

/// A claim is removed only with its last owner or because a person deletes it, and every owner is one that a
/// retention policy gave it. With the default policy no claim is ever owned or deleted.
///
/// StatefulSet docs, "Persistent Volume Claim retention" and "Stable Storage": deleting pods or the set does not
/// delete claims. All releases.
#[derive(Default)]
pub(super) struct ClaimsAreKept {
    /// Whether `whenDeleted` was ever Delete.
    by_set: bool,
    /// Whether `whenScaled` was ever Delete.
    by_pod: bool,
}

impl Promise for ClaimsAreKept {
    fn in_frame(&mut self, look: &Look<'_>) -> Kept {
        let mut latest: BTreeMap<&ClaimName, &Claim> = BTreeMap::new();
        for change in look.changes {
            match change {
                Change::SetWritten(_, set) => {
                    self.by_set |= set.spec.retention.when_deleted == Retention::Delete;
                    self.by_pod |= set.spec.retention.when_scaled == Retention::Delete;
                }
                Change::ClaimWritten(set, claim) => {
                    self.owners_are_allowed(claim)?;
                    let was = look.before.set(*set).and_then(|owned| owned.claims.get(&claim.name));
                    let was_marked = was.is_some_and(|was| was.deletion_timestamp.is_some());
                    if claim.deletion_timestamp.is_some() && !was_marked {
                        may_go(look, claim)?;
                    }
                    latest.insert(&claim.name, claim);
                }
                Change::ClaimDeleted(_, claim) if claim.deletion_timestamp.is_none() => {
                    may_go(look, latest.get(&claim.name).copied().unwrap_or(claim))?;
                }
                _ => {}
            }
        }
        Ok(())
    }
}

impl ClaimsAreKept {
    fn owners_are_allowed(&self, claim: &Claim) -> Kept {
        let by_set = claim.owners.contains(&ClaimOwner::Set);
        let by_pod = claim.owners.iter().any(|owner| *owner != ClaimOwner::Set);
        ensure!(!by_set || self.by_set, "{:?} is owned by the set", claim.name);
        ensure!(!by_pod || self.by_pod, "{:?} is owned by a pod", claim.name);
        Ok(())
    }
}

/// Checks that every owner of the claim is gone, or that a person deletes the claim alone.
fn may_go(look: &Look<'_>, claim: &Claim) -> Kept {
    let is_claim =
        |change: &Change| matches!(change, Change::ClaimWritten(..) | Change::ClaimDeleted(..));
    let by_hand = look.cause == Cause::Command && look.changes.iter().all(is_claim);
    let gone = |owner: &ClaimOwner| is_gone(look, *owner);
    let is_last = !claim.owners.is_empty() && claim.owners.iter().all(gone);
    ensure!(by_hand || is_last, "{:?} goes before its owners {:?}", claim.name, claim.owners);
    Ok(())
}

/// Whether an owner is removed in this frame. A set that waits for its dependents counts as removed.
fn is_gone(look: &Look<'_>, owner: ClaimOwner) -> bool {
    look.changes.iter().any(|change| match (change, owner) {
        (Change::PodDeleted(_, pod), ClaimOwner::Pod(uid)) => pod.uid == uid,
        (Change::SetDeleted(..), ClaimOwner::Set) => true,
        _ => owner == ClaimOwner::Set && matches!(look.cause, Cause::Collector(_)),
    })
}

/// When a pod is created, every claim that it mounts exists and none is being deleted.
///
/// StatefulSet docs, "Volume Claim Templates"; semantics 1.8: the missing claims first, then the pod. All releases.
#[derive(Default)]
pub(super) struct ClaimsComeBeforeTheirPod;

impl Promise for ClaimsComeBeforeTheirPod {
    fn in_sync(&mut self, seen: &SyncSeen<'_>) -> Kept {
        for pod in &seen.made {
            let made = |change: &Change| matches!(change, Change::PodCreated(_, p) if p == pod);
            let before = seen.changes.iter().take_while(|change| !made(change));
            let written: Vec<&ClaimName> = before.filter_map(written_claim).collect();
            for template in seen.spec().claim_templates.iter() {
                let name = ClaimName { ordinal: pod.ordinal, template: template.name.clone() };
                let stays = seen.found.claims.get(&name);
                let stays = stays.is_some_and(|claim| claim.deletion_timestamp.is_none());
                ensure!(
                    stays || written.contains(&&name),
                    "{} is made before {name:?}",
                    pod.ordinal
                );
            }
        }
        Ok(())
    }
}

fn written_claim(change: &Change) -> Option<&ClaimName> {
    match change {
        Change::ClaimWritten(_, claim) => Some(&claim.name),
        _ => None,
    }
}
