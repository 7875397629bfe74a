//! A Node: the fields that people and the node controllers write, and the status that its kubelet reports.
//!
//! Addresses are invented. The stand-in for kubelets in the recorded sessions reported less; with its rules, so does
//! this.

use rollout_engine::api::{GivenUids, Node, NodeId, Room, Taint, TaintEffect, Uid};
use rollout_engine::cluster::Cluster;
use rollout_engine::time::SimTime;

use super::pod::node_address;
use super::uids::uid_of_name;
use super::world::named;
use super::{identify, moment, object, text};
use crate::quantity;
use crate::release::Release;
use crate::stored;
use crate::value::Value;

/// Returns the nodes that were not deleted. `began` is the creation time of the cluster and of its first nodes.
pub fn nodes(cluster: &Cluster, began: SimTime, release: Release) -> Vec<Value> {
    let present = cluster.nodes().filter(|(_, node)| !node.deleted);
    let given = cluster.given_uids();
    present.map(|(id, of)| node(id, of, began, release, given)).collect()
}

/// Returns one node.
pub fn node(id: NodeId, node: &Node, began: SimTime, release: Release, given: &GivenUids) -> Value {
    let uid = node_uid(id, node);
    let name = id.to_string();
    let created_at = node.created_at.unwrap_or(began);
    let mut document = named("v1", "Node", &name, created_at);
    identify(&mut document, created_at, (uid, given));
    let metadata = document.entry("metadata");
    let labels = metadata.entry("labels");
    for (key, value) in own_labels(id, release) {
        *labels.entry(&key) = text(value);
    }
    node.labels.iter().for_each(|(key, value)| *labels.entry(key) = text(&**value));
    if !node.annotations.is_empty() {
        *metadata.entry("annotations") = stored(&node.annotations);
    }
    *document.entry("spec") = spec(node);
    let address =
        |kind: &str, value: String| object(vec![("address", text(value)), ("type", text(kind))]);
    let mut status = object(vec![
        (
            "addresses",
            Value::List(vec![address("InternalIP", node_address(id)), address("Hostname", name)]),
        ),
        ("conditions", Value::List(conditions(node, created_at, release))),
        ("nodeInfo", machine(release)),
    ]);
    if !is_stand_in(release) {
        *status.entry("allocatable") = room(node.allocatable);
        *status.entry("capacity") = room(node.allocatable);
    }
    *document.entry("status") = status;
    document.sorted()
}

/// Returns the uid of a node: its own, or one that is made from its name.
pub fn node_uid(id: NodeId, node: &Node) -> Uid {
    node.uid.unwrap_or_else(|| uid_of_name("Node", &id.to_string()))
}

/// Whether the node is that of the recorded sessions.
fn is_stand_in(release: Release) -> bool {
    release.scheduler_namespace().is_some()
}

fn own_labels(id: NodeId, release: Release) -> Vec<(String, String)> {
    let label = |key: &str, value: &str| (key.to_owned(), value.to_owned());
    let mut labels = vec![label("kubernetes.io/hostname", &id.to_string())];
    if !is_stand_in(release) {
        labels.push(label("kubernetes.io/arch", "amd64"));
        labels.push(label("kubernetes.io/os", "linux"));
    }
    labels
}

fn spec(node: &Node) -> Value {
    let mut spec = Value::map();
    if node.unschedulable {
        *spec.entry("unschedulable") = Value::Bool(true);
    }
    if !node.taints.is_empty() {
        *spec.entry("taints") = Value::List(node.taints.iter().map(taint).collect());
    }
    spec
}

fn taint(taint: &Taint) -> Value {
    let mut fields = vec![("effect", text(taint.effect.name())), ("key", text(&*taint.key))];
    if !taint.value.is_empty() {
        fields.push(("value", text(&*taint.value)));
    }
    // kubectl writes no time into the taints that it adds.
    let is_own = taint.key.starts_with("node.kubernetes.io/") && taint.value.is_empty();
    if let Some(at) = taint.added_at.filter(|_| is_own) {
        fields.push(("timeAdded", moment(at)));
    }
    object(fields)
}

/// Type, reason and message of the conditions of a node whose kubelet reports.
const HEARD: [(&str, &str, &str); 4] = [
    ("MemoryPressure", "KubeletHasSufficientMemory", "kubelet has sufficient memory available"),
    ("DiskPressure", "KubeletHasNoDiskPressure", "kubelet has no disk pressure"),
    ("PIDPressure", "KubeletHasSufficientPID", "kubelet has sufficient PID available"),
    ("Ready", "KubeletReady", "kubelet is posting ready status"),
];

/// Returns the conditions. All are Unknown if the kubelet has stopped reporting.
fn conditions(node: &Node, created_at: SimTime, release: Release) -> Vec<Value> {
    let since = node.ready_since.unwrap_or(created_at);
    let condition = |(kind, reason, message): (&str, &str, &str)| {
        let (status, reason, message) = match node.ready {
            true if kind == "Ready" => ("True", reason, message),
            true => ("False", reason, message),
            false => ("Unknown", "NodeStatusUnknown", "Kubelet stopped posting node status."),
        };
        object(vec![
            ("lastTransitionTime", moment(since)),
            ("message", text(message)),
            ("reason", text(reason)),
            ("status", text(status)),
            ("type", text(kind)),
        ])
    };
    if is_stand_in(release) {
        let status = if node.ready { "True" } else { "Unknown" };
        return vec![object(vec![("status", text(status)), ("type", text("Ready"))])];
    }
    HEARD.into_iter().map(condition).collect()
}

fn machine(release: Release) -> Value {
    let version = if is_stand_in(release) { "v0.0.0".to_owned() } else { release.version() };
    let machine = [
        ("architecture", "amd64"),
        ("containerRuntimeVersion", "containerd://2.0.0"),
        ("kernelVersion", "none"),
        ("kubeletVersion", &version),
        ("operatingSystem", "linux"),
        ("osImage", "none"),
    ];
    object(machine.into_iter().map(|(key, value)| (key, text(value))).collect())
}

fn room(room: Room) -> Value {
    let canonical = |quantity: String| quantity::canonical(&quantity).unwrap_or(quantity);
    let memory = match room.memory % 1024 {
        0 => canonical(format!("{}Ki", room.memory / 1024)),
        _ => canonical(room.memory.to_string()),
    };
    object(vec![
        ("cpu", text(canonical(format!("{}m", room.milli_cpu)))),
        ("memory", text(memory)),
        ("pods", text(canonical(room.pods.to_string()))),
    ])
}

/// Returns the engine's node for a document. Fields that the document lacks are those of `before`.
pub fn node_of(id: NodeId, document: &Value, before: &Node, release: Release) -> Node {
    let own = own_labels(id, release);
    let written = document.at(&["metadata", "labels"]).map(Value::entries).unwrap_or_default();
    let labels = written.iter().map(|(key, value)| (key, value.as_str().unwrap_or_default()));
    let labels = labels.filter(|(key, value)| !own.iter().any(|(k, v)| k == *key && v == value));
    let annotations = document.at(&["metadata", "annotations"]).map(|all| all.clone().sorted());
    let taints = document.at(&["spec", "taints"]).map(Value::items).unwrap_or_default();
    Node {
        unschedulable: document.at(&["spec", "unschedulable"]) == Some(&Value::Bool(true)),
        taints: taints.iter().filter_map(|taint| read_taint(taint, before)).collect(),
        labels: labels.map(|(key, value)| (key.as_str().into(), value.into())).collect(),
        annotations: annotations.map(|all| all.to_json()).unwrap_or_default().into(),
        ..before.clone()
    }
}

fn read_taint(document: &Value, before: &Node) -> Option<Taint> {
    let (key, value) = (document.text_at(&["key"]), document.text_at(&["value"]));
    let name = document.text_at(&["effect"]);
    let (_, effect) = TaintEffect::ALL.into_iter().find(|(effect, _)| *effect == name)?;
    let is_it = |taint: &&Taint| &*taint.key == key && taint.effect == effect;
    let added_at = before.taints.iter().find(is_it).and_then(|taint| taint.added_at);
    Some(Taint { key: key.into(), value: value.into(), effect, added_at })
}
