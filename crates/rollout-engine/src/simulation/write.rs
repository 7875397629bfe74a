//! The writes: what the controller's decisions and a pod's steps do to the objects.
//!
//! This is the API server's and the event recorder's part, as far as the engine has one; what persons ask is in
//! `requests`, what the garbage collector does in `ownership`. Each write goes through [`Simulation::write`], which wakes the controller of the set that it is about.

use std::rc::Rc;
use std::time::Duration;

use super::Simulation;
use super::queue::Queue;
use crate::api::{
    Claim, ClaimName, ClaimOwner, ContainerState, ControllerRevision, Event, EventSubject, NodeId,
    Pod, PodContainers, PodPhase, Probing, Reason, RevisionHash,
};
use crate::cluster::{Change, SetId};
use crate::controller::{Action, RevisionWrite, Sync, SyncError};
use crate::kubelet::{self, Circumstances, Containers, PodStep};
use crate::time::SimTime;
use crate::version::WakeUp;

impl Simulation {
    /// Changes one object. Writes to a set and its pods wake the set's controller; claims, revisions and
    /// events do not, as in Kubernetes.
    pub(super) fn write(&mut self, change: Change) {
        self.wake_after_ready(&change);
        self.cluster.apply(&change);
        match change {
            Change::SetWritten(set, _)
            | Change::SetDeleted(set, _)
            | Change::StatusWritten(set, _) => self.queue.sync(self.next_look(), set),
            Change::PodCreated(set, pod)
            | Change::PodUpdated(set, pod)
            | Change::PodDeleted(set, pod)
                if self.cluster.set(set).is_some_and(|owned| owned.pods.owns(&pod)) =>
            {
                self.queue.sync(self.next_look(), set);
            }
            _ => {}
        }
        self.changes.push(change);
    }

    /// Up to 1.34 a pod that becomes Ready has its set looked at again `minReadySeconds` and a second later.
    fn wake_after_ready(&mut self, change: &Change) {
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

/// What the controller decided.
impl Simulation {
    /// Does it; whether the API server took the status. A count below zero, which the update leaves where it replaces
    /// pods of a third revision, is refused, and the controller looks again.
    pub(super) fn carry_out(&mut self, set: SetId, sync: &Sync) -> bool {
        let (create, after): (Vec<_>, Vec<_>) =
            sync.revisions.iter().partition(|write| !matches!(write, RevisionWrite::Delete(_)));
        create.into_iter().for_each(|write| self.write_revision(set, write));
        let refuses_creation = self.is_in_terminating_namespace(set);
        let is_refused = |action: &&Action| refuses_creation && action.creates();
        sync.actions.iter().filter(|it| !is_refused(it)).for_each(|action| self.act(set, action));
        self.report_failure(set, sync.error.as_ref());
        let is_valid = sync.status.is_none_or(|status| status.current_replicas >= 0);
        if let Some(status) = sync.status.filter(|_| is_valid) {
            self.write(Change::StatusWritten(set, status));
        }
        after.into_iter().for_each(|write| self.write_revision(set, write));
        is_valid
    }

    /// A pod that could not be made for want of its claim is reported; that its name is taken is not.
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

    fn act(&mut self, set: SetId, action: &Action) {
        match action {
            Action::CreatePod(ordinal, revision) => self.create_pod(set, *ordinal, *revision),
            Action::FailToCreatePod(ordinal) => {
                self.record(set, EventSubject::Set, Reason::RefusedCreate, *ordinal);
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
                    self.write(Change::PodUpdated(set, pod));
                    self.record(set, EventSubject::Set, Reason::SuccessfulUpdate, *ordinal);
                }
            }
            Action::CreateClaim(name) => self.create_claim(set, name),
            Action::UpdateClaim(name, owners) => self.own_claim(set, name, owners),
        }
    }

    fn create_pod(&mut self, set: SetId, ordinal: u32, revision: RevisionHash) {
        let pod = Pod {
            ordinal,
            owner: self.cluster.set(set).map(|owned| owned.set.uid),
            uid: self.cluster.next_uid(),
            incarnation: self.cluster.set(set).map_or(1, |owned| owned.next_incarnation(ordinal)),
            revision,
            created_at: self.now,
            deletion_timestamp: None,
            grace_seconds: 0,
            phase: PodPhase::Pending,
            ready: false,
            ready_since: self.now.floor_to_second(),
            node: None,
            has_address: false,
            container: ContainerState::Unknown,
            restarts: 0,
            last_terminated_at: None,
            failed_pulls: 0,
            containers_ready: false,
            crashes: 0,
            readiness_fails: false,
            exit_code: 0,
            last_run_ms: 0,
            probing: Probing::default(),
            started_at: None,
        };
        self.write(Change::PodCreated(set, pod));
        self.record(set, EventSubject::Set, Reason::SuccessfulCreate, ordinal);
        self.plan(set, &pod);
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

/// What a pod's step does.
impl Simulation {
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
                self.note_images(set, after);
                self.plan(set, after);
            }
            _ => self.plan(set, after),
        }
    }

    /// What the containers of a pod do now, if it has several. The pod's own write has to follow.
    pub(super) fn write_containers(&mut self, set: SetId, pod: &Pod, containers: Containers) {
        let owned = self.cluster.set(set);
        let before = owned.and_then(|owned| owned.containers(pod));
        let Some(statuses) = containers.filter(|after| before != Some(after)) else { return };
        let (ordinal, uid) = (pod.ordinal, pod.uid);
        let containers = PodContainers { ordinal, uid, statuses };
        self.write(Change::ContainersWritten(set, Rc::new(containers)));
    }

    /// What only a kubelet remembers. Of a pod with several containers it stands beside the pod.
    fn note(&mut self, set: SetId, after: &Pod) {
        let before = self.cluster.set(set).and_then(|owned| owned.pods.get(after.ordinal));
        if before != Some(after) {
            self.write(Change::KubeletNoted(set, *after));
        }
    }

    /// Queues the pod's next step.
    pub(super) fn plan(&mut self, set: SetId, pod: &Pod) {
        let next = self.next_step(set, pod);
        self.queue.plan(set, pod.ordinal, next.map(|(step, at)| (at, step)));
    }

    /// A pod's next step, and when; none on a node that is not heard.
    fn next_step(&self, set: SetId, pod: &Pod) -> Option<(PodStep, SimTime)> {
        let is_seen = pod.node.is_none_or(|node| !self.silent.contains(&node));
        let several = self.cluster.set(set).and_then(|owned| owned.containers(pod));
        let ask = |world: &Circumstances<'_>| kubelet::next_step(pod, several, world, self.now);
        let next = self.circumstances(set, pod, ask).flatten();
        next.filter(|_| is_seen)
    }

    /// Another cluster: whatever was planned in this one comes to nothing.
    pub(super) fn replace_cluster(&mut self) {
        self.queue = Queue::default();
        self.silent.clear();
        self.unseen.clear();
        self.write(Change::ClusterReplaced);
        self.leave_nodes();
    }

    /// Plans anew the pods whose next step is another one than before, because an image acts otherwise or a node
    /// takes pods again. Those of which the step stays keep their time.
    pub(super) fn replan(&mut self) {
        let sets = self.cluster.names();
        let pods = sets.flat_map(|(set, owned)| owned.pods.iter().map(move |pod| (set, *pod)));
        for (set, pod) in pods.collect::<Vec<_>>() {
            let next = self.next_step(set, &pod).map(|(step, _)| step);
            if next != self.queue.planned(set, pod.ordinal) {
                self.plan(set, &pod);
            }
        }
    }

    /// The object is gone, and with it the claims that only it owned.
    pub(super) fn remove_pod(&mut self, set: SetId, pod: &Pod) {
        self.write(Change::PodDeleted(set, *pod));
        self.queue.plan(set, pod.ordinal, None);
        self.collect_claims_of(set, pod);
        if self.cluster.set(set).is_some_and(|owned| owned.set.finalizer.is_some()) {
            self.queue.collect(self.now, set);
        }
    }

    /// The images of what runs, or has run, are on its node from now on.
    fn note_images(&mut self, set: SetId, pod: &Pod) {
        let Some((node, owned)) = pod.node.zip(self.cluster.set(set)) else { return };
        let Some(template) = owned.template(pod.revision) else { return };
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

    /// Asks something about a pod in its circumstances; `None` if its set is gone.
    pub(super) fn circumstances<T>(
        &self,
        set: SetId,
        pod: &Pod,
        ask: impl FnOnce(&Circumstances<'_>) -> T,
    ) -> Option<T> {
        let owned = self.cluster.set(set)?;
        let has_image =
            |image: &str| pod.node.is_some_and(|node: NodeId| self.cluster.has_image(node, image));
        let world = Circumstances {
            behavior: &self.behavior,
            name: &owned.pod_name(pod.ordinal),
            template: owned.template(pod.revision).unwrap_or(&owned.set.spec.template),
            has_image: &has_image,
            node: self.cluster.node_for(pod.ordinal),
            is_stand_in: self.rules.stand_in.is_some(),
        };
        Some(ask(&world))
    }
}

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
        | PodStep::ProbeNoted
        | PodStep::Killing
        | PodStep::Initialized
        | PodStep::BecameReady
        | PodStep::Crashed
        | PodStep::Stopped
        | PodStep::Removed => None,
    }
}
