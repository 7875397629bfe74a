//! What is there before anybody does anything: nodes and a storage class.

use rollout_engine::api::NodeId;
use rollout_engine::cluster::Cluster;
use rollout_engine::time::SimTime;

use super::pod::{node_address, node_name};
use super::{identify, object, text, uid_of_name};
use crate::value::Value;

pub(super) fn named(version: &str, kind: &str, name: &str, began: SimTime) -> Value {
    let mut document = object(vec![
        ("apiVersion", text(version)),
        ("kind", text(kind)),
        ("metadata", object(vec![("name", text(name))])),
    ]);
    identify(&mut document, began, uid_of_name(kind, name));
    document
}

/// The nodes that were not deleted.
pub(crate) fn nodes(cluster: &Cluster, began: SimTime) -> Vec<Value> {
    let present = cluster.nodes().filter(|(_, node)| !node.deleted);
    present.map(|(id, node)| self::node(id, node.ready, began)).collect()
}

fn node(id: NodeId, ready: bool, began: SimTime) -> Value {
    let name = node_name(id);
    let mut document = named("v1", "Node", &name, began);
    *document.entry_at(&["metadata", "labels", "kubernetes.io/hostname"]) = text(&*name);
    let condition = object(vec![
        // A node that is not heard is Unknown, which tables show as NotReady.
        ("status", text(if ready { "True" } else { "Unknown" })),
        ("type", text("Ready")),
    ]);
    let address =
        |kind: &str, value: String| object(vec![("address", text(value)), ("type", text(kind))]);
    let machine = [
        ("architecture", "amd64"),
        ("containerRuntimeVersion", "containerd://2.0.0"),
        ("kernelVersion", "none"),
        ("kubeletVersion", "v0.0.0"),
        ("operatingSystem", "linux"),
        ("osImage", "none"),
    ];
    let machine = machine.into_iter().map(|(key, value)| (key, text(value))).collect();
    *document.entry("spec") = Value::map();
    *document.entry("status") = object(vec![
        (
            "addresses",
            Value::List(vec![address("InternalIP", node_address(id)), address("Hostname", name)]),
        ),
        ("conditions", Value::List(vec![condition])),
        ("nodeInfo", object(machine)),
    ]);
    document.sorted()
}

/// The storage class that claims without one get.
pub(crate) fn standard_class(began: SimTime) -> Value {
    let mut document = named("storage.k8s.io/v1", "StorageClass", "standard", began);
    let annotations = document.entry_at(&["metadata", "annotations"]);
    *annotations.entry("storageclass.kubernetes.io/is-default-class") = text("true");
    for (name, value) in [
        ("provisioner", "example.com/fake"),
        ("reclaimPolicy", "Delete"),
        ("volumeBindingMode", "Immediate"),
    ] {
        *document.entry(name) = text(value);
    }
    document.sorted()
}
