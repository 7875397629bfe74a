//! Nodes: their numbers, what is kept of them, and how the engine has them.
//!
//! A node keeps whether it is Ready and cordoned, and the taints that Kubernetes itself gives: a person's own taints go, as
//! do the tolerations of pods. Not here: which pod runs where ([`super::pods`]).

use std::collections::BTreeSet;

use rollout_engine::api::{Node, NodeId, Taint, TaintEffect};

use super::{Times, name};
use crate::value::Value;

/// The beginning of the taints that the node controllers give.
const OWN_TAINTS: &str = "node.kubernetes.io/";

/// The names of all nodes in the order of their numbers, those with pods first. Empty if all are as this world names its nodes.
pub(super) fn foreign(objects: &[Value]) -> Vec<String> {
    let of = |kind: &'static str, path: &'static [&'static str]| {
        let objects = objects.iter().filter(move |it| it.text_at(&["kind"]) == kind);
        let names: BTreeSet<&str> = objects.map(|it| it.text_at(path)).collect();
        names.into_iter().filter(|name| !name.is_empty())
    };
    let with_pods: Vec<&str> = of("Pod", &["spec", "nodeName"]).collect();
    let others = of("Node", &["metadata", "name"]).filter(|name| !with_pods.contains(name));
    let names: Vec<&str> = with_pods.iter().copied().chain(others).collect();
    let is_ours = names.iter().all(|name| NodeId::named(name).is_some());
    if is_ours { Vec::new() } else { names.into_iter().map(str::to_owned).collect() }
}

/// The name that a node gets. Beyond the limit of [`Node::COUNT_MAX`] they share the last.
pub(super) fn renamed(name: &str, foreign: &[String]) -> String {
    let number = foreign.iter().position(|it| it == name);
    let number = number.map(|at| u8::try_from(at).unwrap_or(u8::MAX).min(Node::COUNT_MAX - 1));
    number.map_or_else(|| name.to_owned(), |number| NodeId(number).to_string())
}

/// Whether a taint is one that Kubernetes gives by itself.
pub(super) fn is_own(taint: &Value) -> bool {
    taint.text_at(&["key"]).starts_with(OWN_TAINTS)
}

/// Reads a node. `None` if its name is not one of this world.
pub(super) fn read(object: &Value, times: &Times) -> Option<(NodeId, Node)> {
    let id = NodeId::named(name(object))?;
    let conditions = object.at(&["status", "conditions"]).map(Value::items).unwrap_or_default();
    let ready = conditions.iter().find(|it| it.text_at(&["type"]) == "Ready");
    let taints = object.at(&["spec", "taints"]).map(Value::items).unwrap_or_default();
    let node = Node {
        ready: ready.is_none_or(|it| it.text_at(&["status"]) == "True"),
        ready_since: ready.and_then(|it| times.at(it, &["lastTransitionTime"])),
        unschedulable: object.at(&["spec", "unschedulable"]) == Some(&Value::Bool(true)),
        taints: taints.iter().filter_map(|it| taint(it, times)).collect(),
        ..Node::new(times.at(object, &["metadata", "creationTimestamp"]))
    };
    Some((id, node))
}

fn taint(document: &Value, times: &Times) -> Option<Taint> {
    let name = document.text_at(&["effect"]);
    let (_, effect) = TaintEffect::ALL.into_iter().find(|(effect, _)| *effect == name)?;
    let added_at = times.at(document, &["timeAdded"]);
    Some(Taint { key: document.text_at(&["key"]).into(), value: "".into(), effect, added_at })
}
