//! Writes: what a sync's decisions and a pod's steps do to the objects.
//!
//! Every write of the simulation goes through [`Simulation::write`], which wakes the controller of the set concerned.
//! Owns the parts of API server, event recorder and kubelet that carry decisions out. A person's requests are in
//! `requests`, the garbage collector in `ownership`.

use std::rc::Rc;
use std::time::Duration;

use super::Simulation;
use super::queue::Queue;
use crate::api::{
    Claim, ClaimName, ClaimOwner, ControllerRevision, Event, EventSubject, NodeId, Pod,
    PodContainers, PodEdit, Reason, RevisionHash,
};
use crate::cluster::admission::PodDefaults;
use crate::cluster::{Change, CreationFailure, Refusal, SetId};
use crate::controller::{Action, RevisionWrite, Sync, SyncError};
use crate::kubelet::{self, Containers, PodContext, PodStep};
use crate::time::SimTime;
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

/// Carrying out a pod's step.
impl Simulation {
    /// Writes a pod after a step, records the step's Event, and plans the next step.
    pub(super) fn write_step(&mut self, set: SetId, after: &Pod, step: PodStep) {
        if step.is_note() {
            self.note(set, after);
            return self.plan(set, after);
        }
        self.write(Change::PodUpdated(set, *after));
        if let Some(reason) = reported(step) {
            self.record(set, EventSubject::Pod, reason, after.ordinal);
        }
        match step {
            PodStep::Removed => self.remove_pod(set, after),
            PodStep::Started | PodStep::InitStarted | PodStep::EndedAtOnce => {
                self.record_pulled_images(set, after);
                self.plan(set, after);
            }
            _ => self.plan(set, after),
        }
    }

    /// Writes container statuses of a pod of several, if they changed. The caller then writes the pod.
    pub(super) fn write_containers(&mut self, set: SetId, pod: &Pod, containers: Containers) {
        let owned = self.cluster.set(set);
        let before = owned.and_then(|owned| owned.containers(pod));
        let Some(statuses) = containers.filter(|after| before != Some(after)) else { return };
        let (ordinal, uid) = (pod.ordinal, pod.uid);
        let containers = PodContainers { ordinal, uid, statuses };
        self.write(Change::ContainersWritten(set, Rc::new(containers)));
    }

    /// Writes what only the kubelet remembers of a pod's one container, if it changed.
    fn note(&mut self, set: SetId, after: &Pod) {
        let before = self.cluster.set(set).and_then(|owned| owned.pods.get(after.ordinal));
        if before != Some(after) {
            self.write(Change::KubeletNoted(set, *after));
        }
    }

    /// Plans the pod's next step, in the place of a pending one.
    pub(super) fn plan(&mut self, set: SetId, pod: &Pod) {
        let next = self.next_step(set, pod);
        self.queue.plan(set, pod.ordinal, next.map(|(step, at)| (at, step)));
    }

    /// When the scheduler would reach a pod that is queued now.
    pub(super) fn scheduled_at(&self, set: SetId, pod: &Pod) -> Option<SimTime> {
        let takes = |context: &PodContext<'_>| kubelet::scheduled_after(pod, context);
        self.with_pod_context(set, pod, takes).map(|after| self.now + after)
    }

    /// A pod's next step with its due time. `None` on a silent node, whose steps are not seen.
    fn next_step(&self, set: SetId, pod: &Pod) -> Option<(PodStep, SimTime)> {
        let is_seen = pod.node.is_none_or(|node| !self.silent.contains(&node));
        let several = self.cluster.set(set).and_then(|owned| owned.containers(pod));
        let ask = |context: &PodContext<'_>| kubelet::next_step(pod, several, context, self.now);
        let next = self.with_pod_context(set, pod, ask).flatten();
        next.filter(|_| is_seen)
    }

    /// Replaces the cluster with an empty one and cancels every timer.
    pub(super) fn replace_cluster(&mut self) {
        self.queue = Queue::default();
        self.silent.clear();
        self.unseen.clear();
        self.evictions.clear();
        self.write(Change::ClusterReplaced);
        self.remove_extra_nodes();
    }

    /// Plans the pods again whose next step has changed because an image or a container acts otherwise. A pod whose
    /// step stays the same keeps its due time. Pods without a node are left alone: no fault changes when they are
    /// scheduled.
    pub(super) fn replan(&mut self) {
        let sets = self.cluster.names();
        let pods = sets.flat_map(|(set, owned)| owned.pods.iter().map(move |pod| (set, *pod)));
        let is_bound = |(_, pod): &(SetId, Pod)| pod.node.is_some();
        for (set, pod) in pods.filter(is_bound).collect::<Vec<_>>() {
            let next = self.next_step(set, &pod).map(|(step, _)| step);
            if next != self.queue.planned(set, pod.ordinal) {
                self.plan(set, &pod);
            }
        }
    }

    /// Removes a pod, and the claims that only it owned. Wakes the garbage collector if the set is being deleted.
    pub(super) fn remove_pod(&mut self, set: SetId, pod: &Pod) {
        self.write(Change::PodDeleted(set, *pod));
        self.queue.plan(set, pod.ordinal, None);
        self.cancel_eviction(set, pod.ordinal, pod.uid);
        self.collect_claims_of(set, pod);
        if self.cluster.set(set).is_some_and(|owned| owned.set.finalizer.is_some()) {
            self.queue.collect(self.now, set);
        }
    }

    /// Notes that the pod's node has pulled the images of every container that has run.
    pub(super) fn record_pulled_images(&mut self, set: SetId, pod: &Pod) {
        let Some((node, owned)) = pod.node.zip(self.cluster.set(set)) else { return };
        let Some(template) = owned.template_of(pod) else { return };
        let several = owned.containers(pod);
        let has_run = |index: usize| {
            several.is_none_or(|all| all.get(index).is_some_and(|it| it.started_at.is_some()))
        };
        let all = template.all_containers().enumerate().filter(|&(index, _)| has_run(index));
        let new = all.map(|(_, it)| &it.image).filter(|image| !self.cluster.has_image(node, image));
        for image in new.cloned().collect::<Vec<_>>() {
            if !self.cluster.has_image(node, &image) {
                self.write(Change::ImagePulled(node, image));
            }
        }
    }

    /// Calls `ask` with the pod's context. `None` if the cluster has no slot of this set.
    pub(super) fn with_pod_context<T>(
        &self,
        set: SetId,
        pod: &Pod,
        ask: impl FnOnce(&PodContext<'_>) -> T,
    ) -> Option<T> {
        let owned = self.cluster.set(set)?;
        let has_image =
            |image: &str| pod.node.is_some_and(|node: NodeId| self.cluster.has_image(node, image));
        let template = owned.template_of(pod).unwrap_or(&owned.set.spec.template);
        let context = PodContext {
            behavior: &self.behavior,
            name: &owned.pod_name(pod.ordinal),
            template,
            has_image: &has_image,
            is_held: owned.scheduling_failure(pod).is_some(),
            is_stranded: pod.node.is_none() && template.placement.node_name.is_some(),
            is_stand_in: self.rules.stand_in.is_some(),
        };
        Some(ask(&context))
    }
}

/// Reason of the Event that a pod's step records; `None` if it records none.
fn reported(step: PodStep) -> Option<Reason> {
    match step {
        PodStep::Scheduled => Some(Reason::Scheduled),
        PodStep::ContainersCreating => Some(Reason::Pulling),
        PodStep::Started => Some(Reason::Started),
        PodStep::PullFailed => Some(Reason::FailedPull),
        PodStep::PullBackedOff | PodStep::CrashBackedOff => Some(Reason::BackOff),
        PodStep::Restarted => Some(Reason::Started),
        PodStep::BecameUnready => Some(Reason::Unhealthy),
        PodStep::Killed => Some(Reason::Killing),
        PodStep::InitStarted | PodStep::EndedAtOnce => Some(Reason::Started),
        PodStep::GotAddress
        | PodStep::SchedulingFailed
        | PodStep::Collected
        | PodStep::CannotStart
        | PodStep::ProbeNoted
        | PodStep::Killing
        | PodStep::Initialized
        | PodStep::BecameReady
        | PodStep::Crashed
        | PodStep::Stopped
        | PodStep::Removed => None,
    }
}
