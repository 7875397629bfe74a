//! A pod: its revision's template, what the controller and admission add, and the status that its state amounts to.

mod status;

use rollout_engine::api::{NodeId, Pod};
use rollout_engine::cluster::Owned;

use super::{controlled_by, identify, moment, number, object, text};
use crate::release::Release;
use crate::value::Value;

/// The pod as the API server gives it.
pub(crate) fn pod(pod: &Pod, owned: &Owned, release: Release) -> Value {
    let template = template(pod, owned);
    let mut document = object(vec![("apiVersion", text("v1")), ("kind", text("Pod"))]);
    let metadata = document.entry("metadata");
    *metadata = template.get("metadata").cloned().unwrap_or_else(Value::map);
    describe_metadata(metadata, pod, owned, release);
    identify(&mut document, pod.created_at, pod.uid);
    let spec = spec(pod, owned, template.get("spec"));
    *document.entry("status") = status::status(pod, owned, &spec);
    *document.entry("spec") = spec;
    if let Some(edit) = owned.edit(pod) {
        write_edit(&mut document, &crate::server::stored(&edit.document));
    }
    document.sorted()
}

/// What persons wrote into a pod, as it is kept.
pub(crate) fn edit_of(document: &Value) -> Value {
    let mut edit = Value::map();
    for field in ["labels", "annotations"] {
        if let Some(written) = document.at(&["metadata", field]) {
            *edit.entry(field) = written.clone();
        }
    }
    for list in LISTS {
        for container in document.at(&["spec", list]).map(Value::items).unwrap_or_default() {
            let path = ["images", list, container.text_at(&["name"])];
            *edit.entry_at(&path) = text(container.text_at(&["image"]));
        }
    }
    edit.sorted()
}

const LISTS: [&str; 2] = ["initContainers", "containers"];

fn write_edit(document: &mut Value, edit: &Value) {
    for field in ["labels", "annotations"] {
        match edit.get(field) {
            Some(written) => *document.entry_at(&["metadata", field]) = written.clone(),
            None => drop(document.entry("metadata").remove(field)),
        }
    }
    for list in LISTS {
        let Some(images) = edit.at(&["images", list]) else { continue };
        let Value::List(containers) = document.entry_at(&["spec", list]) else { continue };
        for container in containers {
            let image = images.text_at(&[container.text_at(&["name"])]).to_owned();
            *container.entry("image") = Value::String(image);
        }
    }
}

/// The template that the pod was made from.
fn template(pod: &Pod, owned: &Owned) -> Value {
    let data = owned.template(pod.revision).map_or("", |template| &template.data);
    crate::server::stored(data).entry_at(&["spec", "template"]).clone()
}

fn describe_metadata(metadata: &mut Value, pod: &Pod, owned: &Owned, release: Release) {
    let name = owned.pod_name(pod.ordinal);
    let labels = metadata.entry("labels");
    *labels.entry("controller-revision-hash") = text(owned.revision_name(pod.revision));
    *labels.entry("statefulset.kubernetes.io/pod-name") = text(&*name);
    if release.labels_pods_with_index() {
        *labels.entry("apps.kubernetes.io/pod-index") = text(pod.ordinal.to_string());
    }
    metadata.remove("creationTimestamp");
    *metadata.entry("generateName") = text(format!("{}-", owned.set.name));
    *metadata.entry("generation") = number(1 + i64::from(pod.is_terminating()));
    *metadata.entry("name") = text(name);
    *metadata.entry("namespace") = text(&*owned.set.namespace);
    if let Some(owner) = pod.owner {
        *metadata.entry("ownerReferences") = controlled_by(&owned.set, owner);
    }
    if let Some(asked) = pod.deletion_timestamp {
        let until = asked + std::time::Duration::from_secs(pod.grace_seconds.into());
        *metadata.entry("deletionTimestamp") = moment(until);
        *metadata.entry("deletionGracePeriodSeconds") = number(pod.grace_seconds);
    }
}

/// The template's spec with what the controller (names, volumes) and admission (priority, tolerations) add.
fn spec(pod: &Pod, owned: &Owned, template: Option<&Value>) -> Value {
    let mut spec = template.cloned().unwrap_or_else(Value::map);
    let set = crate::server::stored(&owned.set.document);
    *spec.entry("hostname") = text(owned.pod_name(pod.ordinal));
    *spec.entry("subdomain") = text(set.text_at(&["spec", "serviceName"]));
    for (name, default) in [
        ("enableServiceLinks", Value::Bool(true)),
        ("preemptionPolicy", text("PreemptLowerPriority")),
        ("priority", number(0)),
    ] {
        let field = spec.entry(name);
        if field.is_null() {
            *field = default;
        }
    }
    if let Some(node) = pod.node {
        *spec.entry("nodeName") = text(node_name(node));
    }
    add_claims(&mut spec, pod, owned);
    add_tolerations(&mut spec);
    spec
}

/// The volumes of the set's claims come first, and replace the template's of the same name (upstream `updateStorage`).
fn add_claims(spec: &mut Value, pod: &Pod, owned: &Owned) {
    let claim = |name: &str| {
        let claim_name = format!("{name}-{}", owned.pod_name(pod.ordinal));
        let reference = object(vec![("claimName", text(claim_name))]);
        object(vec![("name", text(name)), ("persistentVolumeClaim", reference)])
    };
    let templates = &owned.set.spec.claim_templates;
    let mut volumes: Vec<_> = templates.iter().map(|template| claim(&template.name)).collect();
    let claimed =
        |volume: &Value| templates.iter().any(|claim| &*claim.name == volume.text_at(&["name"]));
    let written = spec.get("volumes").map(Value::items).unwrap_or_default();
    volumes.extend(written.iter().filter(|volume| !claimed(volume)).cloned());
    if !volumes.is_empty() {
        *spec.entry("volumes") = Value::List(volumes);
    }
}

/// What admission `DefaultTolerationSeconds` adds: a pod leaves a node that is lost after five minutes.
fn add_tolerations(spec: &mut Value) {
    let mut tolerations = spec.get("tolerations").map(Value::items).unwrap_or_default().to_vec();
    for key in ["node.kubernetes.io/not-ready", "node.kubernetes.io/unreachable"] {
        let tolerated = tolerations.iter().any(|one| {
            let (of, effect) = (one.text_at(&["key"]), one.text_at(&["effect"]));
            (of == key || of.is_empty()) && ["NoExecute", ""].contains(&effect)
        });
        if !tolerated {
            tolerations.push(object(vec![
                ("effect", text("NoExecute")),
                ("key", text(key)),
                ("operator", text("Exists")),
                ("tolerationSeconds", number(300)),
            ]));
        }
    }
    *spec.entry("tolerations") = Value::List(tolerations);
}

/// `node-1`.
pub(crate) fn node_name(node: NodeId) -> String {
    format!("node-{}", u32::from(node.0) + 1)
}

/// An address that belongs to this pod object and no other, as far as there are so many.
pub(crate) fn address(pod: &Pod) -> String {
    format!("10.{}.{}.{}", 244 + (pod.uid.0 >> 16 & 7), pod.uid.0 >> 8 & 255, pod.uid.0 & 255)
}

/// The address of a node.
pub(super) fn node_address(node: NodeId) -> String {
    format!("10.0.0.{}", u32::from(node.0) + 1)
}
