//! Objects that every cluster has from the start: a storage class, two priority classes. Nodes are in [`super::node`], namespaces in
//! [`super::namespace`].

use rollout_engine::api::GivenUids;
use rollout_engine::time::SimTime;

use super::uids::uid_of_name;
use super::{identify, object, text};
use crate::value::Value;

pub(super) fn named(version: &str, kind: &str, name: &str, began: SimTime) -> Value {
    let mut document = object(vec![
        ("apiVersion", text(version)),
        ("kind", text(kind)),
        ("metadata", object(vec![("name", text(name))])),
    ]);
    // No object of these kinds comes with a uid.
    identify(&mut document, began, (uid_of_name(kind, name), &GivenUids::default()));
    document
}

/// Returns the storage class for claims without one.
pub fn standard_class(began: SimTime) -> Value {
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

/// Returns the two priority classes that the API server makes itself.
pub fn system_classes(began: SimTime) -> [Value; 2] {
    let class = |name: &str, priority: i64, description: &str| {
        let mut document = named("scheduling.k8s.io/v1", "PriorityClass", name, began);
        *document.entry("description") = text(description);
        *document.entry("preemptionPolicy") = text("PreemptLowerPriority");
        *document.entry("value") = Value::Int(priority);
        document.sorted()
    };
    [
        class(
            "system-cluster-critical",
            2_000_000_000,
            "Used for system critical pods that must run in the cluster, but can be moved to another node if necessary.",
        ),
        class(
            "system-node-critical",
            2_000_001_000,
            "Used for system critical pods that must not be moved from their current node.",
        ),
    ]
}
