//! A node is lost: what the node controller, the taint eviction and the pod garbage collector do, and when.
//!
//! A silent kubelet is noticed late, its pods are set to not Ready, then marked for deletion; but nobody can
//! confirm that they ended, so they stay Terminating and are never made again until the node returns, its
//! object is deleted, or a person forces them out. Times are those of recorded control planes with their default
//! settings, one number where they spread. Volumes that must be detached are not modelled.

use std::time::Duration;

use super::Simulation;
use crate::api::{Node, NodeId, Pod, PodPhase};
use crate::cluster::{Change, SetId};
use crate::command::NodeFault;
use crate::kubelet;
use crate::trace::{Cause, FrameIndex};

/// Silence until the node is `NotReady`: 40.6 to 53.6 s in 63 recorded losses.
const NOT_READY_AFTER: Duration = Duration::from_secs(48);
/// From `NotReady` to the eviction of its pods: their default toleration, after a taint that comes 0.1 s later.
const EVICTION_AFTER: Duration = Duration::from_millis(300_100);
/// The second node of several lost at once is tainted so much later (one node per 10 s).
const NEXT_TAINT_AFTER: Duration = Duration::from_secs(10);
/// From the return of a kubelet to its status: it reports every 10 s.
const BACK_AFTER: Duration = Duration::from_secs(5);
/// From the deletion of a node to that of its pods: 40 s of quarantine and the collector's 20 s period.
const COLLECTED_AFTER: Duration = Duration::from_secs(50);
/// The grace period that an evicted pod gets, and that nobody on its node hears of.
const EVICTION_GRACE_SECONDS: u32 = 30;

/// A step in the loss of a node.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum NodeStep {
    /// The node controller gives up waiting for a lease.
    BecameNotReady,
    /// Its pods do not tolerate its taint any longer.
    PodsEvicted,
    /// Its kubelet has reported again.
    CameBack,
    /// Its pods are collected, because the node is gone.
    PodsCollected,
}

impl Simulation {
    /// Of a new cluster's nodes, the stand-in had but the first.
    pub(super) fn leave_nodes(&mut self) {
        let left = if self.rules.stand_in.is_some() { 1 } else { Node::COUNT };
        for id in (left..Node::COUNT).map(NodeId) {
            self.write(Change::NodeWritten(id, Node { ready: true, deleted: true }));
        }
    }

    pub(super) fn node_fault(&mut self, id: NodeId, fault: NodeFault) {
        let Some(node) = self.cluster.node(id).filter(|node| !node.deleted) else { return };
        match fault {
            NodeFault::IsLost if !self.silent.contains(&id) => {
                self.silence(id);
                self.queue.node(id, Some((self.now + NOT_READY_AFTER, NodeStep::BecameNotReady)));
            }
            NodeFault::Returns if self.silent.contains(&id) => {
                let after = if node.ready { Duration::ZERO } else { BACK_AFTER };
                self.queue.node(id, Some((self.now + after, NodeStep::CameBack)));
            }
            NodeFault::IsDeleted => {
                self.silence(id);
                self.write(Change::NodeWritten(id, Node { deleted: true, ..node }));
                self.queue.node(id, Some((self.now + COLLECTED_AFTER, NodeStep::PodsCollected)));
            }
            NodeFault::IsLost | NodeFault::Returns => {}
        }
    }

    /// One step in the loss of a node.
    pub(super) fn advance_node(&mut self, id: NodeId, step: NodeStep) -> Option<FrameIndex> {
        self.rounds.interrupt();
        match step {
            NodeStep::BecameNotReady => self.become_not_ready(id),
            NodeStep::PodsEvicted => self.evict_pods(id),
            NodeStep::CameBack => self.come_back(id),
            NodeStep::PodsCollected => self.collect_pods(id),
        }
        self.close_frame(Cause::Node(id, step))
    }

    /// From now on nothing happens on this node that anybody could see.
    fn silence(&mut self, id: NodeId) {
        self.silent.insert(id);
        for (set, pod) in self.pods_of(id) {
            if let Some((at, step)) = self.queue.hold(set, pod.ordinal) {
                self.unseen.insert(pod.uid, (at, step));
            }
        }
    }

    fn become_not_ready(&mut self, id: NodeId) {
        let others_lost =
            self.cluster.nodes().filter(|&(other, node)| other != id && !node.takes_pods()).count();
        self.write(Change::NodeWritten(id, Node { ready: false, deleted: false }));
        for (set, mut pod) in self.pods_of(id) {
            kubelet::set_condition(&mut pod, false, self.now);
            self.write(Change::PodUpdated(set, pod));
        }
        // Once every node is NotReady the controller believes that the fault is its own, and taints no further one.
        let all_lost = self.cluster.nodes().all(|(_, node)| !node.takes_pods());
        if others_lost == 0 || !all_lost {
            let later =
                NEXT_TAINT_AFTER.saturating_mul(u32::try_from(others_lost).unwrap_or(u32::MAX));
            let at = self.now + EVICTION_AFTER + later;
            self.queue.node(id, Some((at, NodeStep::PodsEvicted)));
        }
    }

    /// Two writes a pod: the condition DisruptionTarget, then the deletion.
    fn evict_pods(&mut self, id: NodeId) {
        for (set, pod) in self.pods_of(id) {
            self.write(Change::PodUpdated(set, pod));
            let deletion_timestamp = pod.deletion_timestamp.or(Some(self.now));
            let grace_seconds =
                if pod.is_terminating() { pod.grace_seconds } else { EVICTION_GRACE_SECONDS };
            self.write(Change::PodUpdated(set, Pod { deletion_timestamp, grace_seconds, ..pod }));
        }
    }

    /// The kubelet goes on where it was: living pods are Ready again, leaving ones end now.
    fn come_back(&mut self, id: NodeId) {
        self.silent.remove(&id);
        if let Some(node) = self.cluster.node(id).filter(|node| !node.ready) {
            self.write(Change::NodeWritten(id, Node { ready: true, ..node }));
        }
        for (set, mut pod) in self.pods_of(id) {
            if pod.ready != pod.containers_ready && !pod.is_terminating() {
                let ready = pod.containers_ready;
                kubelet::set_condition(&mut pod, ready, self.now);
                self.write(Change::PodUpdated(set, pod));
            }
            self.plan(set, &pod);
            self.report_unseen(set, &pod);
        }
        self.replan();
    }

    /// What a pod went on to do while nobody heard of it is told now, or comes when it was due.
    fn report_unseen(&mut self, set: SetId, pod: &Pod) {
        let Some((due, step)) = self.unseen.remove(&pod.uid) else { return };
        if self.queue.planned(set, pod.ordinal) == Some(step) {
            self.queue.plan(set, pod.ordinal, Some((due.max(self.now), step)));
        }
    }

    fn collect_pods(&mut self, id: NodeId) {
        for (set, mut pod) in self.pods_of(id) {
            pod.phase = PodPhase::Failed;
            kubelet::set_condition(&mut pod, false, self.now);
            self.write(Change::PodUpdated(set, pod));
            pod.deletion_timestamp = pod.deletion_timestamp.or(Some(self.now));
            self.write(Change::PodUpdated(set, pod));
            self.remove_pod(set, &pod);
        }
    }

    fn pods_of(&self, id: NodeId) -> Vec<(SetId, Pod)> {
        let sets = self.cluster.names();
        let pods = sets.flat_map(|(set, owned)| owned.pods.iter().map(move |pod| (set, *pod)));
        pods.filter(|(_, pod)| pod.node == Some(id)).collect()
    }
}
