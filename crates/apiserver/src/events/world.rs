//! Events about nodes, and about pods by the components that act on nodes: node controller, taint eviction, scheduler.
//!
//! Events of nodes are in the namespace `default`.

use std::rc::Rc;

use rollout_engine::api::{Disruption, Event as Recorded, Node, NodeId, Pod, Reason, Uid};
use rollout_engine::cluster::SetId;
use rollout_engine::scheduler::SchedulingFailure;
use rollout_engine::time::SimTime;

use super::{Event, History};
use crate::document::node_uid;
use crate::release::Release;

impl History {
    /// Processes the creation, update or deletion of a node.
    pub(super) fn note_node(
        &mut self,
        id: NodeId,
        node: &Rc<Node>,
        now: SimTime,
        release: Release,
    ) {
        let before = self.nodes.insert(id, Rc::clone(node));
        let new = Rc::new(Node { deleted: id.0 >= Node::COUNT, ..Node::new(None) });
        let before = before.unwrap_or(new);
        let name = id.to_string();
        let status = |status: &str| format!("Node {name} status is now: {status}");
        let mut say = |reason: &'static str, message: String, source: &'static str| {
            let host = if source == "kubelet" { name.clone() } else { String::new() };
            self.events.report(Event {
                kind: "Node",
                namespace: "default".to_owned(),
                name: name.clone(),
                uid: node_uid(id, node),
                reason,
                message,
                source,
                host,
                ..Event::at(now)
            });
        };
        match (before.deleted, node.deleted) {
            // A new cluster reports no events for its nodes, nor for nodes that it lacks.
            (true, true) => return,
            // The recorded sessions had one node from the start.
            (false, true) if release.scheduler_namespace().is_some() => return,
            (false, true) => {
                let message = format!("Node {name} event: Removing Node {name} from Controller");
                return say("RemovingNode", message, "node-controller");
            }
            (true, false) => {
                let message = format!("Node {name} event: Registered Node {name} in Controller");
                return say("RegisteredNode", message, "node-controller");
            }
            (false, false) => {}
        }
        if before.ready && !node.ready {
            say("NodeNotReady", status("NodeNotReady"), "node-controller");
        } else if !before.ready && node.ready {
            say("NodeReady", status("NodeReady"), "kubelet");
        }
        // Upstream: `recordNodeSchedulableEvent`. The stand-ins for kubelets in the recordings reported nothing.
        if before.unschedulable != node.unschedulable && release.scheduler_namespace().is_none() {
            let reason = if node.unschedulable { "NodeNotSchedulable" } else { "NodeSchedulable" };
            say(reason, status(reason), "kubelet");
        }
    }

    /// Reports that the scheduler found no node.
    pub(super) fn note_unscheduled(
        &mut self,
        id: SetId,
        failure: &SchedulingFailure,
        now: SimTime,
        release: Release,
    ) {
        let message = crate::unfit(&failure.unfit, release);
        self.say_of_pod(
            id,
            failure.ordinal,
            failure.uid,
            |event| Event {
                reason: "FailedScheduling",
                is_warning: true,
                message,
                source: "default-scheduler",
                ..event
            },
            now,
        );
    }

    /// Reports the events of the node controller and the taint eviction for a write of a pod. The latter's event has no
    /// uid.
    pub(super) fn tell_of_its_node(&mut self, id: SetId, before: &Pod, pod: &Pod, now: SimTime) {
        let node = pod.node.and_then(|node| self.nodes.get(&node));
        let is_lost = node.is_some_and(|node| !node.ready && !node.deleted);
        if before.ready && !pod.ready && pod.containers_ready && is_lost {
            self.say_of_pod(
                id,
                pod.ordinal,
                pod.uid,
                |event| Event {
                    reason: "NodeNotReady",
                    is_warning: true,
                    message: "Node is not ready".to_owned(),
                    source: "node-controller",
                    ..event
                },
                now,
            );
        }
        let is_marked = pod.disruption == Some(Disruption::TaintManager);
        if is_marked && before.disruption != pod.disruption {
            self.say_of_taints(id, pod.ordinal, "Marking for deletion", now);
        }
    }

    pub(super) fn say_of_taints(&mut self, id: SetId, ordinal: u32, what: &str, now: SimTime) {
        let Some(set) = self.sets.get(&id) else { return };
        let of = if what.starts_with("Cancelling") { "of " } else { "" };
        let message = format!("{what} {of}Pod {}/{}-{ordinal}", set.namespace, set.name);
        self.say_of_pod(
            id,
            ordinal,
            Uid(0),
            |event| Event {
                reason: "TaintManagerEviction",
                message,
                source: "taint-eviction-controller",
                ..event
            },
            now,
        );
    }

    pub(super) fn note_pod_event(&mut self, id: SetId, event: &Recorded) {
        match event.reason {
            Reason::CancelledDeletion => {
                self.say_of_taints(id, event.ordinal, "Cancelling deletion", event.at);
            }
            Reason::Killing => self.tell_killing(id, event.ordinal, event.at),
            _ => {}
        }
    }

    pub(super) fn say_of_pod(
        &mut self,
        id: SetId,
        ordinal: u32,
        uid: Uid,
        fill: impl FnOnce(Event) -> Event,
        now: SimTime,
    ) {
        let Some(set) = self.sets.get(&id) else { return };
        let event = Event {
            namespace: set.namespace.to_string(),
            name: format!("{}-{ordinal}", set.name),
            uid,
            ..Event::at(now)
        };
        self.events.report(fill(event));
    }
}
