//! Carries out a pod's steps: writes the pod after a step, records its Event, and plans the next step.
//!
//! Leaves out which step comes next and when (`kubelet`), and a node's and a scheduler's turns (`nodes`, `scheduling`).

use std::rc::Rc;

use super::Simulation;
use super::queue::Queue;
use crate::api::{EventSubject, NodeId, Pod, PodContainers, Reason};
use crate::cluster::{Change, SetId};
use crate::kubelet::{self, Containers, PodContext, PodStep};
use crate::time::SimTime;

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
