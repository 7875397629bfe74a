//! Namespaces as objects: the four of every cluster, and those that were created.
//!
//! The conditions of a terminating namespace are those of the namespace controller (upstream
//! `pkg/controller/namespace/deletion/status_condition_utils.go`). How a namespace is emptied is in the engine.

use rollout_engine::api::{GivenUids, Namespace, Remaining};
use rollout_engine::cluster::Cluster;
use rollout_engine::time::SimTime;

use super::uids::uid_of_name;
use super::wire::Condition;
use super::world::named;
use super::{identify, moment, object, text};
use crate::kind::complete_namespace;
use crate::stored;
use crate::value::Value;

/// Returns every namespace. `began` is the creation time of the cluster.
pub fn namespaces(cluster: &Cluster, began: SimTime) -> Vec<Value> {
    let is_unwritten = |name: &&str| cluster.namespace(name).is_none();
    let built_in = Namespace::BUILT_IN.into_iter().filter(is_unwritten);
    let built_in = built_in.map(|name| self::built_in(name, began));
    built_in.chain(cluster.namespaces().map(written)).collect()
}

fn built_in(name: &str, began: SimTime) -> Value {
    let mut document = named("v1", "Namespace", name, began);
    complete_namespace(&mut document);
    *document.entry("status") = object(vec![("phase", text("Active"))]);
    document.sorted()
}

fn written(namespace: &Namespace) -> Value {
    let mut document = stored(&namespace.document);
    let uid = uid_of_name("Namespace", &namespace.name);
    identify(&mut document, namespace.created_at, (uid, &GivenUids::default()));
    let Some(deleted_at) = namespace.deletion_timestamp else {
        *document.entry("status") = object(vec![("phase", text("Active"))]);
        return document.sorted();
    };
    *document.entry_at(&["metadata", "deletionTimestamp"]) = moment(deleted_at);
    let mut status = object(vec![("phase", text("Terminating"))]);
    if let Some(remaining) = namespace.remaining {
        let at = deleted_at + std::time::Duration::from_secs(5);
        *status.entry("conditions") = Value::of(&conditions(remaining, at));
    }
    *document.entry("status") = status;
    document.sorted()
}

/// Returns the conditions that the namespace controller writes when it finds this content left.
fn conditions(remaining: Remaining, at: SimTime) -> Vec<Condition> {
    let left: Vec<_> = [("persistentvolumeclaims", remaining.claims), ("pods", remaining.pods)]
        .into_iter()
        .filter(|(_, count)| *count > 0)
        .map(|(resource, count)| format!("{resource}. has {count} resource instances"))
        .collect();
    let content = format!("Some resources are remaining: {}", left.join(", "));
    let finalizers = format!(
        "Some content in the namespace has finalizers remaining: kubernetes.io/pvc-protection in {} resource instances",
        remaining.claims
    );
    let has_finalizers = remaining.claims > 0;
    let condition = |kind, holds, reason, message: &str| {
        Condition::new(kind, holds, at).because(reason, message)
    };
    vec![
        condition(
            "NamespaceDeletionDiscoveryFailure",
            false,
            "ResourcesDiscovered",
            "All resources successfully discovered",
        ),
        condition(
            "NamespaceDeletionGroupVersionParsingFailure",
            false,
            "ParsedGroupVersions",
            "All legacy kube types successfully parsed",
        ),
        condition(
            "NamespaceDeletionContentFailure",
            false,
            "ContentDeleted",
            "All content successfully deleted, may be waiting on finalization",
        ),
        condition("NamespaceContentRemaining", true, "SomeResourcesRemain", &content),
        condition(
            "NamespaceFinalizersRemaining",
            has_finalizers,
            if has_finalizers { "SomeFinalizersRemain" } else { "ContentHasNoFinalizers" },
            if has_finalizers { &finalizers } else { "All content-preserving finalizers finished" },
        ),
    ]
}
