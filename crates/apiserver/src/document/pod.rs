//! A pod: the template of its revision, and what controller and admission add to it. Its status is in [`status`].

mod status;
mod wire;

use rollout_engine::api::{GivenUids, NodeId, Pod};
use rollout_engine::cluster::Owned;

use super::{controlled_by, identify, moment, number, object, text};
use crate::quantity;
use crate::release::Release;
use crate::value::Value;

/// Returns the pod with its status.
pub fn pod(pod: &Pod, owned: &Owned, release: Release, given: &GivenUids) -> Value {
    let template = template(pod, owned);
    let mut document = object(vec![("apiVersion", text("v1")), ("kind", text("Pod"))]);
    let metadata = document.entry("metadata");
    *metadata = template.get("metadata").cloned().unwrap_or_else(Value::map);
    describe_metadata(metadata, pod, owned, release, given);
    identify(&mut document, pod.created_at, (pod.uid, given));
    let spec = spec(pod, owned, template.get("spec"));
    *document.entry("status") = status::status(pod, owned, &spec, release);
    *document.entry("spec") = spec;
    if let Some(edit) = owned.edit(pod) {
        write_edit(&mut document, &crate::stored(&edit.document));
    }
    document.sorted()
}

/// Returns the address of a pod. It is unique among the first 2¹⁹ pods.
pub fn address(pod: &Pod) -> String {
    format!("10.{}.{}.{}", 244 + (pod.uid.0 >> 16 & 7), pod.uid.0 >> 8 & 255, pod.uid.0 & 255)
}

/// Returns the fields of a pod that people can write, as the engine stores them: labels, annotations, images.
pub fn edit_of(document: &Value) -> Value {
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

/// Returns the template that the pod was made from.
fn template(pod: &Pod, owned: &Owned) -> Value {
    let data = owned.template_of(pod).map_or("", |template| &template.data);
    crate::stored(data).entry_at(&["spec", "template"]).clone()
}

fn describe_metadata(
    metadata: &mut Value,
    pod: &Pod,
    owned: &Owned,
    release: Release,
    given: &GivenUids,
) {
    let name = owned.pod_name(pod.ordinal);
    let labels = metadata.entry("labels");
    *labels.entry("controller-revision-hash") = text(owned.revision_name(owned.made_from(pod)));
    *labels.entry("statefulset.kubernetes.io/pod-name") = text(&*name);
    if release.labels_pods_with_index() {
        *labels.entry("apps.kubernetes.io/pod-index") = text(pod.ordinal.to_string());
    }
    if let Some(said) = set_by_limits(pod, owned) {
        *metadata.entry_at(&["annotations", "kubernetes.io/limit-ranger"]) = text(said);
    }
    metadata.remove("creationTimestamp");
    *metadata.entry("generateName") = text(format!("{}-", owned.set.name));
    *metadata.entry("generation") = number(1 + i64::from(pod.is_terminating()));
    *metadata.entry("name") = text(name);
    *metadata.entry("namespace") = text(&*owned.set.namespace);
    if let Some(owner) = pod.owner {
        *metadata.entry("ownerReferences") = Value::of(&[controlled_by(&owned.set, owner, given)]);
    }
    if let Some(asked) = pod.deletion_timestamp {
        let until = asked + std::time::Duration::from_secs(pod.grace_seconds.into());
        *metadata.entry("deletionTimestamp") = moment(until);
        *metadata.entry("deletionGracePeriodSeconds") = number(pod.grace_seconds);
    }
}

/// Returns the template's spec with what the controller (names, volumes) and admission (priority, tolerations) add.
fn spec(pod: &Pod, owned: &Owned, template: Option<&Value>) -> Value {
    let mut spec = template.cloned().unwrap_or_else(Value::map);
    let set = crate::stored(&owned.set.document);
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
        *spec.entry("nodeName") = text(node.to_string());
    }
    add_resources(&mut spec, pod, owned);
    add_claims(&mut spec, pod, owned);
    add_tolerations(&mut spec);
    spec
}

/// Adds the requests that a container with limits lacks, and what LimitRanges gave to the containers.
fn add_resources(spec: &mut Value, pod: &Pod, owned: &Owned) {
    let defaults = owned.defaults(pod);
    for list in LISTS.into_iter().filter(|list| spec.get(list).is_some()).collect::<Vec<_>>() {
        let Value::List(containers) = spec.entry(list) else { continue };
        for container in containers {
            let own = crate::typed::resources(container.get("resources"));
            let all = defaults.map_or_else(|| own.clone(), |defaults| own.or(defaults));
            for (field, amounts) in [("requests", all.requests), ("limits", all.limits)] {
                for (name, amount) in amounts {
                    let place = container.entry_at(&["resources", field, &name]);
                    if place.is_null() {
                        *place = text(quantity::format(amount));
                    }
                }
            }
        }
    }
}

/// Returns the LimitRanger's annotation: what it set, by container.
fn set_by_limits(pod: &Pod, owned: &Owned) -> Option<String> {
    let (defaults, template) = (owned.defaults(pod)?, owned.template_of(pod)?);
    let mut said = Vec::new();
    for (what, list) in
        [("container", &template.containers), ("init container", &template.init_containers)]
    {
        for container in list {
            let own = &container.resources;
            for (of, had, given) in [
                ("request", &own.requests, &defaults.requests),
                ("limit", &own.limits, &defaults.limits),
            ] {
                let names = given.keys().filter(|name| !had.contains_key(*name));
                let names = names.map(|name| &**name).collect::<Vec<_>>().join(", ");
                if !names.is_empty() {
                    said.push(format!("{names} {of} for {what} {}", container.name));
                }
            }
        }
    }
    (!said.is_empty()).then(|| format!("LimitRanger plugin set: {}", said.join("; ")))
}

/// Adds the volumes of the set's claims, before the template's. They replace the template's volumes of the same name
/// (upstream `updateStorage`).
fn add_claims(spec: &mut Value, pod: &Pod, owned: &Owned) {
    let claim = |name: &str| {
        let claim_name = format!("{name}-{}", owned.pod_name(pod.ordinal));
        let reference = object(vec![("claimName", text(claim_name))]);
        object(vec![("name", text(name)), ("persistentVolumeClaim", reference)])
    };
    let templates = owned.claim_templates_of(pod);
    let mut volumes: Vec<_> = templates.iter().map(|template| claim(&template.name)).collect();
    let claimed =
        |volume: &Value| templates.iter().any(|claim| &*claim.name == volume.text_at(&["name"]));
    let written = spec.get("volumes").map(Value::items).unwrap_or_default();
    volumes.extend(written.iter().filter(|volume| !claimed(volume)).cloned());
    if !volumes.is_empty() {
        *spec.entry("volumes") = Value::List(volumes);
    }
}

/// Adds the tolerations of admission `DefaultTolerationSeconds`: a pod leaves a lost node after five minutes.
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

/// Returns the address of a node.
pub(super) fn node_address(node: NodeId) -> String {
    format!("10.0.0.{}", u32::from(node.0) + 1)
}
