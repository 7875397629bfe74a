//! Owner references: adoption and orphaning by the controller, and the garbage collector.
//!
//! Background deletion removes the set at once and its dependents after it. Foreground deletion marks the set and
//! removes it after its dependents. Orphan deletion takes the owner from the dependents, and a later set of the same
//! name adopts them. A new set is assumed to select the orphans of its name, because the engine knows no labels.
//! Models `pkg/controller/garbagecollector` and `pkg/controller/controller_ref_manager.go`. Left out: the collector's
//! own delay, well below a second.

use std::rc::Rc;
use std::time::Duration;

use super::Simulation;
use crate::api::{
    Claim, ClaimName, ClaimOwner, ControllerRevision, Finalizer, Pod, Pods, StatefulSet, Uid,
};
use crate::cluster::{Change, Owned, SetId};
use crate::command::Cascade;
use crate::trace::{Cause, FrameIndex};

/// From the removal of a pod to that of its claims that are being deleted (`pvc-protection-controller`). Not
/// measured.
const PROTECTION_ENDS_AFTER: Duration = Duration::from_millis(10);

impl Simulation {
    /// Deletes a set for a person. Does nothing to a set that is being deleted already.
    pub(super) fn delete_set(&mut self, id: SetId, cascade: Cascade) {
        let Some(owned) = self.cluster.set(id).filter(|owned| is_live(owned)) else { return };
        let finalizer = match cascade {
            Cascade::Background => {
                self.remove_set(id);
                return self.delete_dependents(id);
            }
            Cascade::Foreground => Finalizer::ForegroundDeletion,
            Cascade::Orphan => Finalizer::Orphan,
        };
        let marked = StatefulSet {
            generation: owned.set.generation + 1,
            deletion_timestamp: Some(self.now),
            finalizer: Some(finalizer),
            ..owned.set.clone()
        };
        self.write(Change::SetWritten(id, Rc::new(marked)));
        self.queue.collect(self.now, id);
    }

    /// Runs one turn of the garbage collector over a set that is being deleted.
    pub(super) fn collect(&mut self, id: SetId) -> Option<FrameIndex> {
        let owned = self.cluster.set(id).filter(|owned| owned.exists)?;
        match owned.set.finalizer? {
            Finalizer::Orphan => {
                self.orphan_dependents(id);
                self.remove_set(id);
            }
            Finalizer::ForegroundDeletion => {
                self.delete_dependents(id);
                if self.cluster.set(id).is_some_and(|owned| owned.pods.own_count() == 0) {
                    self.remove_set(id);
                }
            }
        }
        self.close_frame(Cause::Collector(id))
    }

    /// Adopts the pods and revisions of the set's name that have no owner, and orphans pods that the set no longer
    /// selects. Leaves terminating orphans alone, and does nothing for a set that is being deleted. Upstream:
    /// `ClaimPods`, `adoptOrphanRevisions`.
    pub(super) fn adopt(&mut self, id: SetId) {
        let Some(owned) = self.cluster.set(id).filter(|owned| is_live(owned)) else { return };
        let owner = Some(owned.set.uid);
        let claimed = |pod: &Pod| {
            let is_own = pod.owner == owner;
            match owned.selects(pod) {
                true if pod.owner.is_none() && !pod.is_terminating() => Some(Pod { owner, ..*pod }),
                false if is_own => Some(Pod { owner: None, ..*pod }),
                _ => None,
            }
        };
        // A set without foreign and edited pods has nothing to adopt, so its pods are not read: a sync must not cost
        // the number of pods.
        let may_differ = owned.pods.has_strangers() || owned.has_edits();
        let pods = may_differ.then_some(&owned.pods);
        let pods: Vec<_> = pods.into_iter().flat_map(Pods::iter).filter_map(claimed).collect();
        let revisions = owned.revisions.iter().filter(|revision| revision.owner.is_none());
        for revision in revisions.cloned().collect::<Vec<_>>() {
            self.own_revision(id, &revision, owner);
        }
        for pod in pods {
            self.write(Change::PodUpdated(id, pod));
        }
    }

    /// Deletes a claim: at once, or only marks it while a pod uses it, because a claim in use is protected.
    pub(super) fn delete_claim(&mut self, id: SetId, name: &ClaimName) {
        let Some(owned) = self.cluster.set(id) else { return };
        let Some(claim) = owned.claims.get(name).cloned() else { return };
        if owned.pods.get(name.ordinal).is_none() {
            self.write(Change::ClaimDeleted(id, Rc::new(claim)));
        } else if claim.deletion_timestamp.is_none() {
            let marked = Claim { deletion_timestamp: Some(self.now), ..claim };
            self.write(Change::ClaimWritten(id, Rc::new(marked)));
        }
    }

    /// Removes the claims that only a removed pod owned. Claims that were deleted while the pod used them stay
    /// protected for [`PROTECTION_ENDS_AFTER`]; until then the controller fails to create the pod again.
    pub(super) fn collect_claims_of(&mut self, id: SetId, pod: &Pod) {
        let Some(owned) = self.cluster.set(id) else { return };
        let first = ClaimName { ordinal: pod.ordinal, template: "".into() };
        let claims =
            owned.claims.range(first..).take_while(|(name, _)| name.ordinal == pod.ordinal);
        let claims: Vec<_> = claims.map(|(_, claim)| claim.clone()).collect();
        if claims.iter().any(|claim| claim.deletion_timestamp.is_some()) {
            self.queue.release(self.now + PROTECTION_ENDS_AFTER, id, pod.ordinal);
        }
        let goes = |claim: &Claim| {
            claim.deletion_timestamp.is_none() && is_owned_by_none_but(claim, pod.uid)
        };
        for claim in claims.into_iter().filter(goes) {
            self.write(Change::ClaimDeleted(id, Rc::new(claim)));
        }
    }

    /// Removes the claims at an ordinal that are being deleted, unless a pod uses them again.
    pub(super) fn release_claims(&mut self, id: SetId, ordinal: u32) -> Option<FrameIndex> {
        let owned = self.cluster.set(id).filter(|owned| owned.pods.get(ordinal).is_none())?;
        let first = ClaimName { ordinal, template: "".into() };
        let claims = owned.claims.range(first..).take_while(|(name, _)| name.ordinal == ordinal);
        let goes = |claim: &&Claim| claim.deletion_timestamp.is_some();
        let claims: Vec<_> = claims.map(|(_, claim)| claim).filter(goes).cloned().collect();
        self.loops.interrupt();
        for claim in claims {
            self.write(Change::ClaimDeleted(id, Rc::new(claim)));
        }
        self.close_frame(Cause::Collector(id))
    }

    fn remove_set(&mut self, id: SetId) {
        if let Some(owned) = self.cluster.set(id) {
            let last = Rc::new(owned.set.clone());
            self.write(Change::SetDeleted(id, last));
        }
    }

    /// Deletes everything that the set owns. Real collectors do so concurrently, in no order.
    fn delete_dependents(&mut self, id: SetId) {
        let Some(owned) = self.cluster.set(id) else { return };
        let uid = Some(owned.set.uid);
        let goes = |pod: &&Pod| pod.owner == uid && !pod.is_terminating();
        let pods: Vec<_> = owned.pods.iter().filter(goes).copied().collect();
        let revisions = owned.revisions.iter().filter(|revision| revision.owner == uid);
        let revisions: Vec<_> = revisions.cloned().collect();
        let claims = owned.claims.values().filter(|claim| claim.owners == [ClaimOwner::Set]);
        let claims: Vec<_> = claims.map(|claim| claim.name.clone()).collect();
        for pod in pods {
            self.delete_pod(id, &pod, None);
        }
        for revision in revisions {
            self.write(Change::RevisionDeleted(id, revision));
        }
        for name in claims {
            self.delete_claim(id, &name);
        }
    }

    /// Removes the owner reference from everything that the set owns.
    fn orphan_dependents(&mut self, id: SetId) {
        let Some(owned) = self.cluster.set(id) else { return };
        let uid = Some(owned.set.uid);
        let pods: Vec<_> = owned.pods.iter().filter(|pod| pod.owner == uid).copied().collect();
        let revisions = owned.revisions.iter().filter(|revision| revision.owner == uid);
        let revisions: Vec<_> = revisions.cloned().collect();
        let claims: Vec<_> = owned.claims.values().cloned().collect();
        for pod in pods {
            self.write(Change::PodUpdated(id, Pod { owner: None, ..pod }));
        }
        for revision in revisions {
            self.own_revision(id, &revision, None);
        }
        for claim in claims.into_iter().filter(|claim| claim.owners.contains(&ClaimOwner::Set)) {
            let owners = claim.owners.iter().copied().filter(|owner| *owner != ClaimOwner::Set);
            let owners = owners.collect();
            self.write(Change::ClaimWritten(id, Rc::new(Claim { owners, ..claim })));
        }
    }

    fn own_revision(&mut self, id: SetId, revision: &ControllerRevision, owner: Option<Uid>) {
        let revision = ControllerRevision { owner, ..revision.clone() };
        self.write(Change::RevisionWritten(id, Rc::new(revision)));
    }
}

fn is_live(owned: &Owned) -> bool {
    owned.exists && owned.set.deletion_timestamp.is_none()
}

fn is_owned_by_none_but(claim: &Claim, pod: Uid) -> bool {
    !claim.owners.is_empty() && claim.owners.iter().all(|owner| *owner == ClaimOwner::Pod(pod))
}
