//! Scheduling: binds pods to nodes, records that no node fits, and retries.
//!
//! Which node fits is decided in [`crate::scheduler`]. `kube-scheduler` retries a pod after an event that may help
//! it. Here these events are: a node or a scheduling hold was written, a pod left its node or finished, a pod was
//! bound. Of the waiting pods only those are retried for which the answer has changed. Left out: the retry of every
//! pod after five minutes, whose answer would be the same.

use std::rc::Rc;

use super::Simulation;
use crate::api::{Pod, PodTemplate};
use crate::cluster::{Change, SetId};
use crate::kubelet::PodStep;
use crate::scheduler::{self, SchedulingFailure, Unfit};
use crate::trace::{Cause, FrameIndex};

impl Simulation {
    /// Runs the scheduler for a pod without a node.
    pub(super) fn schedule(&mut self, set: SetId, pod: &Pod) -> Option<FrameIndex> {
        self.loops.interrupt();
        let choice = self.choose(set, pod)?;
        let step = match choice {
            Ok(node) => {
                let bound = Pod { node: Some(node), ..*pod };
                self.write_step(set, &bound, PodStep::Scheduled);
                self.follow_binding(set, &bound);
                PodStep::Scheduled
            }
            Err(unfit) => {
                self.fail_to_schedule(set, pod, unfit);
                PodStep::SchedulingFailed
            }
        };
        self.close_frame(Cause::Pod { set, ordinal: pod.ordinal, step })
    }

    fn choose(&self, set: SetId, pod: &Pod) -> Option<Result<crate::api::NodeId, Unfit>> {
        // In the recorded sessions every pod found a node.
        if self.rules.stand_in.is_some() {
            return self.cluster.preferred_node(pod.ordinal).map(Ok);
        }
        let owned = self.cluster.set(set)?;
        let template: &PodTemplate = owned.template_of(pod).unwrap_or(&owned.set.spec.template);
        Some(scheduler::choose(&self.cluster, set, pod, template))
    }

    /// Records that no node fits: the Event at every attempt, the condition PodScheduled only when its message
    /// changes.
    fn fail_to_schedule(&mut self, set: SetId, pod: &Pod, unfit: Unfit) {
        let owned = self.cluster.set(set);
        let before = owned.and_then(|owned| owned.scheduling_failure(pod));
        let since = before.map_or(self.now, |before| before.since);
        let is_new = before.is_none_or(|before| before.unfit != unfit);
        let failure = SchedulingFailure { ordinal: pod.ordinal, uid: pod.uid, since, unfit };
        self.write(Change::SchedulingFailed(set, Rc::new(failure)));
        if is_new {
            self.write(Change::PodUpdated(set, *pod));
        }
        self.queue.plan(set, pod.ordinal, None);
    }

    /// Queues the waiting pods for which the scheduler's answer has changed. Does nothing unless room has changed.
    pub(super) fn retry_scheduling(&mut self) {
        if !std::mem::take(&mut self.room_changed) {
            return;
        }
        let sets = self.cluster.names();
        let waiting = sets.flat_map(|(set, owned)| owned.unscheduled().map(move |pod| (set, *pod)));
        for (set, pod) in waiting.collect::<Vec<_>>() {
            let owned = self.cluster.set(set);
            let before = owned.and_then(|owned| owned.scheduling_failure(&pod)).map(|it| &it.unfit);
            let is_other = match self.choose(set, &pod) {
                Some(Ok(_)) => true,
                Some(Err(unfit)) => before != Some(&unfit),
                None => false,
            };
            if is_other && !pod.is_terminating() && self.queue.planned(set, pod.ordinal).is_none() {
                let at = self.scheduled_at(set, &pod);
                self.queue.plan(set, pod.ordinal, at.map(|at| (at, PodStep::Scheduled)));
            }
        }
    }
}
