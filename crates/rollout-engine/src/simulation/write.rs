//! Writes: what a sync's decisions do to the objects.
//!
//! Every write of the simulation goes through [`Simulation::write`], which wakes the controller of the set concerned.
//! Owns the parts of API server and event recorder that carry the controller's decisions out. A pod's steps are in
//! `steps`, a person's requests in `requests`, the garbage collector in `ownership`.

use std::rc::Rc;
use std::time::Duration;

use super::Simulation;
use crate::api::{
    Claim, ClaimName, ClaimOwner, ControllerRevision, Event, EventSubject, NodeId, Pod, PodEdit,
    Reason, RevisionHash,
};
use crate::cluster::admission::PodDefaults;
use crate::cluster::{Change, CreationFailure, Refusal, SetId};
use crate::controller::{Action, RevisionWrite, Sync, SyncError};
use crate::version::WakeUp;

impl Simulation {
    /// Changes one object and keeps the change for the frame. A write of a set or its own pods queues a sync; a write
    /// of a claim, a revision or an Event does not, as upstream.
    pub(super) fn write(&mut self, change: Change) {
        self.schedule_sync_after_ready(&change);
        self.note_room(&change);
        self.cluster.apply(&change);
        match change {
            Change::NodeWritten(..) | Change::PodHeld(_) => self.room_changed = true,
            Change::SetWritten(set, _)
            | Change::SetDeleted(set, _)
            | Change::StatusWritten(set, _) => self.queue.sync(self.next_sync_at(), set),
            Change::PodCreated(set, pod)
            | Change::PodUpdated(set, pod)
            | Change::PodDeleted(set, pod)
                if self.cluster.set(set).is_some_and(|owned| owned.pods.owns(&pod)) =>
            {
                self.queue.sync(self.next_sync_at(), set);
            }
            _ => {}
        }
        self.changes.push(change);
    }

    /// Notes whether a pod has left a node, finished or been bound, which may let the scheduler place a waiting pod.
    fn note_room(&mut self, change: &Change) {
        self.room_changed |= match change {
            Change::PodDeleted(_, pod) => pod.node.is_some(),
            Change::PodUpdated(set, pod) => {
                let before = self.cluster.set(*set).and_then(|owned| owned.pods.get(pod.ordinal));
                before
                    .is_some_and(|it| it.node != pod.node || it.is_finished() != pod.is_finished())
            }
            _ => false,
        };
    }

    /// Up to 1.34: queues a sync for `minReadySeconds` and one second after a pod becomes Ready.
    fn schedule_sync_after_ready(&mut self, change: &Change) {
        let Change::PodUpdated(set, pod) = change else { return };
        let Some(owned) = self.cluster.set(*set).filter(|_| self.rules.wake_up == WakeUp::Chain)
        else {
            return;
        };
        let was_ready = owned.pods.get(pod.ordinal).is_some_and(|was| was.ready);
        let min_ready_seconds = owned.set.spec.min_ready_seconds;
        if pod.ready && !was_ready && min_ready_seconds > 0 {
            let wait = Duration::from_secs(u64::from(min_ready_seconds) + 1);
            self.queue.sync_later(self.now + wait, *set);
        }
    }

    /// Records an Event about a set or the pod of an ordinal.
    pub(super) fn record(
        &mut self,
        set: SetId,
        subject: EventSubject,
        reason: Reason,
        ordinal: u32,
    ) {
        self.write(Change::EventRecorded(set, Event { at: self.now, subject, reason, ordinal }));
    }
}

/// Carrying out a sync.
impl Simulation {
    /// Writes what a sync decided. Returns whether the API server accepted the status: it refuses a `currentReplicas`
    /// below zero, which an update computes when it replaces pods of a third revision, and the sync is retried.
    pub(super) fn carry_out(&mut self, set: SetId, sync: &Sync) -> bool {
        let (create, after): (Vec<_>, Vec<_>) =
            sync.revisions.iter().partition(|write| !matches!(write, RevisionWrite::Delete(_)));
        create.into_iter().for_each(|write| self.write_revision(set, write));
        let refuses_creation = self.is_in_terminating_namespace(set);
        let is_refused = |action: &&Action| refuses_creation && action.creates();
        sync.actions
            .iter()
            .filter(|it| !is_refused(it))
            .for_each(|action| self.apply_action(set, action));
        self.report_failure(set, sync.error.as_ref());
        let is_valid = sync.status.is_none_or(|status| status.current_replicas >= 0);
        if let Some(status) = sync.status.filter(|_| is_valid) {
            self.write(Change::StatusWritten(set, status));
        }
        after.into_iter().for_each(|write| self.write_revision(set, write));
        is_valid
    }

    /// Records `FailedCreate` for a pod whose claim is being deleted. A pod whose name is taken gets no Event, as
    /// upstream.
    fn report_failure(&mut self, set: SetId, error: Option<&SyncError>) {
        let Some(SyncError::ClaimIsBeingDeleted(claim)) = error else { return };
        let is_made = self.cluster.set(set).is_some_and(|it| it.pods.own(claim.ordinal).is_some());
        if !is_made {
            self.record(set, EventSubject::Set, Reason::FailedCreate, claim.ordinal);
        }
    }

    fn write_revision(&mut self, set: SetId, write: &RevisionWrite) {
        let Some(owned) = self.cluster.set(set) else { return };
        let revision = match *write {
            RevisionWrite::Create(hash, number) => ControllerRevision {
                hash,
                number,
                created_at: self.now,
                uid: self.cluster.next_uid(),
                owner: Some(owned.set.uid),
                template: Rc::clone(&owned.set.spec.template),
                set_document: Rc::clone(&owned.set.document),
            },
            RevisionWrite::Renumber(hash, number) => match owned.revision(hash) {
                Some(revision) => ControllerRevision { number, ..revision.clone() },
                None => return,
            },
            RevisionWrite::Delete(hash) => {
                let gone = owned.revision(hash).cloned().map(Rc::new);
                return gone
                    .into_iter()
                    .for_each(|it| self.write(Change::RevisionDeleted(set, it)));
            }
        };
        self.write(Change::RevisionWritten(set, Rc::new(revision)));
    }

    fn apply_action(&mut self, set: SetId, action: &Action) {
        match action {
            Action::CreatePod(ordinal, revision) => self.create_pod(set, *ordinal, *revision),
            Action::FailToCreatePod(ordinal, revision) => {
                self.fail_to_create(set, *ordinal, *revision);
            }
            Action::FailToCreateClaim(name) => self.fail_to_create_claim(set, name),
            Action::FailToUpdatePod(ordinal) => {
                self.record(set, EventSubject::Set, Reason::FailedUpdate, *ordinal);
            }
            Action::DeletePod(ordinal) => {
                let pod = self.cluster.set(set).and_then(|owned| owned.pods.get(*ordinal)).copied();
                if let Some(pod) = pod {
                    self.delete_pod(set, &pod, None);
                    self.record(set, EventSubject::Set, Reason::SuccessfulDelete, *ordinal);
                }
            }
            Action::UpdatePod(ordinal) => {
                let pod = self.cluster.set(set).and_then(|owned| owned.pods.get(*ordinal)).copied();
                if let Some(pod) = pod {
                    self.repair_identity(set, &pod);
                    self.write(Change::PodUpdated(set, pod));
                    self.record(set, EventSubject::Set, Reason::SuccessfulUpdate, *ordinal);
                }
            }
            Action::CreateClaim(name) => self.create_claim(set, name),
            Action::UpdateClaim(name, owners) => self.own_claim(set, name, owners),
        }
    }

    /// Writes a pod's identity labels back to what the set wants.
    fn repair_identity(&mut self, set: SetId, pod: &Pod) {
        let edit = self.cluster.set(set).and_then(|owned| owned.edit(pod));
        let Some(edit) = edit.filter(|edit| edit.repaired.is_some()).cloned() else { return };
        if let Some(document) = edit.repaired.clone() {
            let repaired = PodEdit { document, repaired: None, ..edit };
            self.write(Change::PodEdited(set, Rc::new(repaired)));
        }
    }

    fn fail_to_create(&mut self, set: SetId, ordinal: u32, revision: RevisionHash) {
        let claims = self.claims_refused(set, ordinal);
        let refusal = match claims.is_empty() {
            true => self.cluster.admission(set, self.now).refusal_of_pod(ordinal, revision, &[]),
            false => Some(Refusal::Claims(claims)),
        };
        if let Some(why) = refusal {
            let failure = CreationFailure { ordinal, revision, why };
            self.write(Change::CreationFailed(set, Rc::new(failure)));
        }
        self.record(set, EventSubject::Set, Reason::RefusedCreate, ordinal);
    }

    fn fail_to_create_claim(&mut self, set: SetId, name: &ClaimName) {
        let refusal = self.cluster.admission(set, self.now).refusal_of_claim(name, &[]);
        let newest = self.cluster.set(set).and_then(|owned| owned.revisions.last());
        let revision = newest.map(|revision| revision.hash);
        if let (Some(why), Some(revision)) = (refusal, revision) {
            let why = Refusal::Claims(vec![(Rc::clone(&name.template), why)]);
            let failure = CreationFailure { ordinal: name.ordinal, revision, why };
            self.write(Change::CreationFailed(set, Rc::new(failure)));
        }
        self.record(set, EventSubject::Set, Reason::RefusedClaim, name.ordinal);
    }

    /// The claims of a pod that were refused in the frame being made.
    fn claims_refused(&self, set: SetId, ordinal: u32) -> Vec<(Rc<str>, Refusal)> {
        let of_pod = self.changes.iter().filter_map(|change| match change {
            Change::CreationFailed(of, failure) if *of == set && failure.ordinal == ordinal => {
                Some(&failure.why)
            }
            _ => None,
        });
        let claims = of_pod.filter_map(|why| match why {
            Refusal::Claims(claims) => Some(claims),
            _ => None,
        });
        claims.flatten().cloned().collect()
    }

    /// The node that the template names (`spec.nodeName`), if it exists. Such a pod bypasses the scheduler.
    fn named_node(&self, set: SetId, revision: RevisionHash) -> Option<NodeId> {
        let owned = self.cluster.set(set)?;
        let template = owned.template(revision).unwrap_or(&owned.set.spec.template);
        let id = NodeId::named(template.placement.node_name.as_deref()?)?;
        self.cluster.node(id).filter(|node| !node.deleted).map(|_| id)
    }

    fn create_pod(&mut self, set: SetId, ordinal: u32, revision: RevisionHash) {
        let node = self.named_node(set, revision);
        let (uid, set_now) = (self.cluster.next_uid(), self.cluster.set(set));
        let pod = Pod {
            owner: set_now.map(|owned| owned.set.uid),
            incarnation: set_now.map_or(1, |owned| owned.next_incarnation(ordinal)),
            node,
            ..Pod::created(ordinal, uid, revision, self.now)
        };
        let namespace = set_now.map(|owned| Rc::clone(&owned.set.namespace));
        if let Some(resources) = namespace.and_then(|it| self.cluster.container_defaults(&it)) {
            let defaults = PodDefaults { ordinal, uid, resources };
            self.write(Change::PodDefaulted(set, Rc::new(defaults)));
        }
        self.write(Change::PodCreated(set, pod));
        self.record(set, EventSubject::Set, Reason::SuccessfulCreate, ordinal);
        self.plan(set, &pod);
        self.follow_binding(set, &pod);
    }

    fn create_claim(&mut self, set: SetId, name: &ClaimName) {
        let claim = Claim {
            name: name.clone(),
            uid: self.cluster.next_uid(),
            created_at: self.now,
            deletion_timestamp: None,
            owners: Vec::new(),
        };
        self.write(Change::ClaimWritten(set, Rc::new(claim)));
        self.record(set, EventSubject::Set, Reason::SuccessfulCreateClaim, name.ordinal);
    }

    fn own_claim(&mut self, set: SetId, name: &ClaimName, owners: &[ClaimOwner]) {
        let claim = self.cluster.set(set).and_then(|owned| owned.claims.get(name));
        if let Some(claim) = claim {
            let claim = Claim { owners: owners.to_vec(), ..claim.clone() };
            self.write(Change::ClaimWritten(set, Rc::new(claim)));
        }
    }
}
