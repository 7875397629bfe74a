//! Who owns what: adoption by the controller, and what the garbage collector does once an owner goes.
//!
//! Background: the set is gone at once, then its dependents go. Foreground: the set stays, marked, until its
//! dependents are gone. Orphan: the dependents lose their owner, and a later set of the same name adopts them. The
//! collector's own delay, well below a second, is not modelled. Models `pkg/controller/garbagecollector` and
//! `pkg/controller/controller_ref_manager.go`. A new set is taken to select the orphans of its name: the engine
//! knows no labels.

use std::rc::Rc;
use std::time::Duration;

use super::Simulation;
use crate::api::{
    Claim, ClaimName, ClaimOwner, ControllerRevision, Finalizer, Pod, Pods, StatefulSet, Uid,
};
use crate::cluster::{Change, Owned, SetId};
use crate::command::Cascade;
use crate::trace::{Cause, FrameIndex};

/// From a pod's end to that of the claims that it used and that were to go (`pvc-protection-controller`); not measured.
const PROTECTION_ENDS_AFTER: Duration = Duration::from_millis(10);

impl Simulation {
    /// A person deletes a set.
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

    /// The garbage collector looks at a set that is being deleted.
    pub(super) fn collect(&mut self, id: SetId) -> Option<FrameIndex> {
        let owned = self.cluster.set(id).filter(|owned| owned.exists)?;
        match owned.set.finalizer? {
            Finalizer::Orphan => {
                self.let_go(id);
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

    /// The controller of a live set takes what bears its name and has no owner (`ClaimPods`, `adoptOrphanRevisions`), and lets
    /// pods go that it no longer selects; terminating orphans are left alone.
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
        // Most sets have no stranger among their pods and none that somebody wrote into, and then none is looked at.
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

    /// A claim is deleted: it goes with its pod, because a claim in use is protected.
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

    /// A pod is gone, and with it the claims that only it owned. Those that waited for it to go stay protected for a
    /// moment more, in which the controller finds that it cannot make the pod again.
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

    /// Nothing uses the claims of this ordinal any longer: those that are to go do.
    pub(super) fn release_claims(&mut self, id: SetId, ordinal: u32) -> Option<FrameIndex> {
        let owned = self.cluster.set(id).filter(|owned| owned.pods.get(ordinal).is_none())?;
        let first = ClaimName { ordinal, template: "".into() };
        let claims = owned.claims.range(first..).take_while(|(name, _)| name.ordinal == ordinal);
        let goes = |claim: &&Claim| claim.deletion_timestamp.is_some();
        let claims: Vec<_> = claims.map(|(_, claim)| claim).filter(goes).cloned().collect();
        self.rounds.interrupt();
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

    /// In no order: the collector deletes them one beside the other.
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

    /// What a set owns loses its owner.
    fn let_go(&mut self, id: SetId) {
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
