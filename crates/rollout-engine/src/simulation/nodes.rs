//! Nodes that are lost, tainted, cordoned, deleted or added: what the node controllers and the pod garbage collector
//! do, and when.
//!
//! The control plane notices a silent kubelet late. It sets the node's pods to not Ready, then deletes them; but
//! nobody can confirm that their containers ended, so they stay Terminating, and their ordinals stay empty, until the
//! node returns, its object is deleted, it is tainted as out of service, or a person deletes them with force. Delays
//! are those of recorded control planes with default settings, one number where the recordings spread. Which pods a
//! taint evicts, and when, is in `evictions`. Left out: volumes that must be detached.

use std::rc::Rc;
use std::time::Duration;

use super::Simulation;
use super::queue::next_period;
use crate::api::{
    Disruption, NOT_READY, Node, NodeId, OUT_OF_SERVICE, Pod, PodPhase, TaintEffect, UNREACHABLE,
    UNSCHEDULABLE,
};
use crate::cluster::{Change, SetId};
use crate::command::NodeFault;
use crate::kubelet;
use crate::time::SimTime;
use crate::trace::{Cause, FrameIndex, NodeStep};

/// From a kubelet's last report to `NotReady`: 40.6 to 53.6 s in 63 recorded losses.
const NOT_READY_AFTER: Duration = Duration::from_secs(48);
/// From `NotReady`, with the taint `NoSchedule`, to the taint `NoExecute`.
const TAINTED_AFTER: Duration = Duration::from_millis(100);
/// Additional delay of the taint for each node that is lost already: the controller taints one node per 10 s.
const NEXT_TAINT_AFTER: Duration = Duration::from_secs(10);
/// From the return of a kubelet to its next report: half of its period of 10 s.
const BACK_AFTER: Duration = Duration::from_secs(5);
/// Period of the node controller, which removes taints.
const MONITOR_PERIOD: Duration = Duration::from_secs(5);
/// Period of the pod garbage collector.
const COLLECTOR_PERIOD: Duration = Duration::from_secs(20);
/// From `spec.unschedulable` to its taint: 10 to 60 ms in the recordings.
const CORDON_TAINTED_AFTER: Duration = Duration::from_millis(50);

impl Simulation {
    /// Deletes all nodes but the first if the kubelet is the stand-in of recorded sessions, which had one node.
    pub(super) fn remove_extra_nodes(&mut self) {
        let left = if self.rules.stand_in.is_some() { 1 } else { Node::COUNT };
        for id in (left..Node::COUNT).map(NodeId) {
            self.write(Change::NodeWritten(id, Rc::new(Node { deleted: true, ..Node::new(None) })));
        }
    }

    /// Has a kubelet fall silent or return, or deletes a node. Does nothing to a node that is in that state already.
    pub(super) fn node_fault(&mut self, id: NodeId, fault: NodeFault) {
        let Some(node) = self.cluster.node(id).cloned() else { return };
        match fault {
            NodeFault::IsLost if !node.deleted && !self.silent.contains(&id) => {
                self.silence(id);
                let at = self.now + NOT_READY_AFTER;
                self.queue.node(id, NodeStep::BecameNotReady, Some(at));
            }
            NodeFault::Returns if self.silent.contains(&id) => {
                let after = if node.ready && !node.deleted { Duration::ZERO } else { BACK_AFTER };
                self.queue.node(id, NodeStep::BecameNotReady, None);
                self.queue.node(id, NodeStep::CameBack, Some(self.now + after));
            }
            NodeFault::IsDeleted if !node.deleted => {
                self.silence(id);
                self.queue.forget_node(id);
                self.write(Change::NodeWritten(id, Rc::new(Node { deleted: true, ..node })));
                self.cancel_evictions(id);
                let at = self.now + kubelet::COLLECTED_AFTER;
                self.queue.node(id, NodeStep::PodsCollected, Some(at));
            }
            NodeFault::IsLost | NodeFault::Returns | NodeFault::IsDeleted => {}
        }
    }

    /// Writes a node for a person, or adds one.
    pub(super) fn write_node(&mut self, id: NodeId, wanted: &Rc<Node>) {
        let before = self.cluster.node(id).filter(|node| !node.deleted).cloned();
        let node = match &before {
            Some(before) => Node { deleted: false, uid: before.uid, ..Node::clone(wanted) },
            None => Node { created_at: Some(self.now), uid: None, ..Node::clone(wanted) },
        };
        if before.as_ref() == Some(&node) {
            return;
        }
        let node = Rc::new(node);
        self.write(Change::NodeWritten(id, Rc::clone(&node)));
        if node.unschedulable != node.has_taint(UNSCHEDULABLE, TaintEffect::NoSchedule) {
            let at = self.now + CORDON_TAINTED_AFTER;
            self.queue.node(id, NodeStep::CordonTainted, Some(at));
        }
        self.follow_taints(id);
        self.plan_collection(id);
    }

    /// Takes one step of a node.
    pub(super) fn advance_node(&mut self, id: NodeId, step: NodeStep) -> Option<FrameIndex> {
        self.loops.interrupt();
        let node = self.cluster.node(id).cloned()?;
        match step {
            NodeStep::BecameNotReady => self.become_not_ready(id, node),
            NodeStep::Tainted => self.taint(id, &node),
            NodeStep::PodsEvicted => self.evict_due(id),
            NodeStep::CameBack => self.come_back(id, node),
            NodeStep::Untainted => {
                self.store_node(id, node.untainted(UNREACHABLE, TaintEffect::NoExecute));
                self.follow_taints(id);
            }
            NodeStep::PodsCollected => self.collect_pods(id, &node),
            NodeStep::CordonTainted => {
                let node = match node.unschedulable {
                    true => node.tainted(UNSCHEDULABLE, TaintEffect::NoSchedule, self.now),
                    false => node.untainted(UNSCHEDULABLE, TaintEffect::NoSchedule),
                };
                self.store_node(id, node);
            }
        }
        self.close_frame(Cause::Node(id, step))
    }

    fn store_node(&mut self, id: NodeId, node: Node) {
        if self.cluster.node(id) != Some(&node) {
            self.write(Change::NodeWritten(id, Rc::new(node)));
        }
    }

    /// Has a kubelet fall silent: the pending steps of its pods are kept aside and not seen.
    pub(super) fn silence(&mut self, id: NodeId) {
        self.silent.insert(id);
        for (set, pod) in self.pods_of(id) {
            if let Some((at, step)) = self.queue.cancel(set, pod.ordinal) {
                self.unseen.insert(pod.uid, (at, step));
            }
        }
    }

    fn become_not_ready(&mut self, id: NodeId, node: Node) {
        let is_lost = |node: &Node| !node.ready || node.deleted;
        let others = self.cluster.nodes().filter(|&(other, _)| other != id);
        let others_lost = others.filter(|(_, node)| is_lost(node)).count();
        let lost = Node { ready: false, ready_since: Some(self.now), ..node };
        self.store_node(id, lost.clone());
        for (set, mut pod) in self.pods_of(id) {
            kubelet::set_condition(&mut pod, false, self.now);
            self.write(Change::PodUpdated(set, pod));
        }
        self.store_node(id, lost.tainted(UNREACHABLE, TaintEffect::NoSchedule, self.now));
        let later = NEXT_TAINT_AFTER.saturating_mul(u32::try_from(others_lost).unwrap_or(u32::MAX));
        let at = self.now + TAINTED_AFTER + later;
        self.queue.node(id, NodeStep::Tainted, Some(at));
        self.plan_collection(id);
    }

    /// Adds the taint `NoExecute` to a lost node. Once every node is NotReady the controller blames itself and taints
    /// no further node, which its log calls "master disruption mode"; a taint that is due without delay still comes.
    fn taint(&mut self, id: NodeId, node: &Node) {
        let all_lost = self.cluster.nodes().all(|(_, node)| !node.ready || node.deleted);
        let is_first = node.ready_since == Some(self.now - TAINTED_AFTER);
        if !node.ready && (is_first || !all_lost) {
            self.store_node(id, node.tainted(UNREACHABLE, TaintEffect::NoExecute, self.now));
            self.follow_taints(id);
        }
    }

    /// Has a kubelet report again: its live pods become Ready, its terminating pods end. A deleted node registers
    /// again; by then its pods may have been collected.
    fn come_back(&mut self, id: NodeId, node: Node) {
        self.silent.remove(&id);
        if node.deleted {
            let new = Node { allocatable: node.allocatable, ..Node::new(Some(self.now)) };
            let registered = Node { ready: false, ..new.clone() };
            self.store_node(id, registered.tainted(NOT_READY, TaintEffect::NoSchedule, self.now));
            self.store_node(id, new);
        } else if !node.ready {
            let back = Node { ready: true, ready_since: Some(self.now), ..node };
            self.store_node(id, back.clone());
            self.store_node(id, back.untainted(UNREACHABLE, TaintEffect::NoSchedule));
            let at = next_period(self.now, MONITOR_PERIOD);
            self.queue.node(id, NodeStep::Tainted, None);
            self.queue.node(id, NodeStep::Untainted, Some(at));
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
    }

    /// Plans the step that a pod had pending when its node fell silent: now if it is overdue, else at its due time.
    fn report_unseen(&mut self, set: SetId, pod: &Pod) {
        let Some((due, step)) = self.unseen.remove(&pod.uid) else { return };
        if self.queue.planned(set, pod.ordinal) == Some(step) {
            self.queue.plan(set, pod.ordinal, Some((due.max(self.now), step)));
        }
    }

    /// Queues the pod garbage collector if it will find anything on this node: terminating pods of a node that is out
    /// of service.
    pub(super) fn plan_collection(&mut self, id: NodeId) {
        let is_out = |node: &&Node| {
            let effects = [TaintEffect::NoExecute, TaintEffect::NoSchedule];
            let is_tainted = effects.iter().any(|&effect| node.has_taint(OUT_OF_SERVICE, effect));
            !node.ready && !node.deleted && is_tainted
        };
        if self.cluster.node(id).filter(is_out).is_some()
            && self.pods_of(id).iter().any(|(_, pod)| pod.is_terminating())
        {
            let at = next_period(self.now, COLLECTOR_PERIOD);
            self.queue.node(id, NodeStep::PodsCollected, Some(at));
        }
    }

    /// Collects the pods of a node: all if the node is deleted, only the terminating ones if it is out of service.
    fn collect_pods(&mut self, id: NodeId, node: &Node) {
        for (set, pod) in self.pods_of(id) {
            if node.deleted || pod.is_terminating() {
                self.collect_pod(set, pod);
            }
        }
    }

    /// Collects a pod: phase Failed, then a deletion that does not wait for the kubelet.
    pub(super) fn collect_pod(&mut self, set: SetId, mut pod: Pod) {
        let is_marked = pod.disruption == Some(Disruption::TaintManager);
        let out_of_service =
            pod.node.and_then(|id| self.cluster.node(id)).is_some_and(|it| !it.deleted);
        if !(is_marked && out_of_service) {
            pod.disruption = Some(Disruption::PodGc);
        }
        pod.phase = PodPhase::Failed;
        kubelet::set_condition(&mut pod, false, self.now);
        self.write(Change::PodUpdated(set, pod));
        pod.deletion_timestamp = pod.deletion_timestamp.or(Some(self.now));
        self.write(Change::PodUpdated(set, pod));
        self.remove_pod(set, &pod);
    }

    /// The pods on a node, with their sets.
    pub(super) fn pods_of(&self, id: NodeId) -> Vec<(SetId, Pod)> {
        let sets = self.cluster.names();
        let pods = sets.flat_map(|(set, owned)| owned.pods.iter().map(move |pod| (set, *pod)));
        pods.filter(|(_, pod)| pod.node == Some(id)).collect()
    }
}

/// Deletions that the taint eviction has put off: uid and due time, by set and ordinal.
pub(super) type Evictions = std::collections::BTreeMap<(SetId, u32), (crate::api::Uid, SimTime)>;
