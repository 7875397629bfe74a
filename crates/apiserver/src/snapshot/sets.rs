//! StatefulSets and their revisions, as they were printed.

use std::collections::BTreeSet;
use std::rc::Rc;

use rollout_engine::api::{
    ControllerRevision, Finalizer, PodTemplate, Recreate, RevisionHash, StatefulSet,
    StatefulSetStatus, Uid,
};
use rollout_engine::snapshot::SetSnapshot;
use serde::Deserialize;

use super::{Times, name, namespace};
use crate::found::Note;
use crate::registry;
use crate::release::Release;
use crate::typed;
use crate::value::Value;

/// `apps/v1 StatefulSetStatus`.
#[derive(Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
struct Status {
    available_replicas: u32,
    collision_count: u32,
    conditions: Vec<Condition>,
    current_replicas: i32,
    current_revision: String,
    observed_generation: u32,
    ready_replicas: u32,
    replicas: u32,
    update_revision: String,
    updated_replicas: u32,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Condition {
    message: String,
    #[serde(rename = "type")]
    kind: String,
}

/// Reads a set and its revisions. Pods and claims are added by the caller.
pub(super) fn read(
    object: &Value,
    revisions: &[&Value],
    pods: &[&Value],
    release: Release,
    times: &Times,
    notes: &mut Vec<Note>,
) -> SetSnapshot {
    let (document, mut spec) = registry::restored(object, release);
    let status: Status = object.get("status").and_then(Value::typed).unwrap_or_default();
    let generation = object.at(&["metadata", "generation"]).and_then(Value::as_int).unwrap_or(1);
    let generation = u32::try_from(generation).unwrap_or(1);
    let set_name = name(object);
    let mut read: Vec<ControllerRevision> =
        revisions.iter().filter_map(|it| revision(it, set_name, times)).collect();
    let update = hash(&status.update_revision, set_name);
    // The revision has the bytes that were hashed; what is printed of the set may lack empty fields.
    let of_update =
        read.iter().find(|it| Some(it.hash) == update).map(|it| Rc::clone(&it.template));
    if let Some(template) = of_update.filter(|_| status.observed_generation == generation) {
        spec.template = template;
    }
    let known = read.len();
    read.extend(made_up(object, &read, pods, update, &spec.template, times));
    // One without data is as good as missing.
    if read.len() > known || known < revisions.len() {
        notes.push(Note::NoRevisions(set_name.to_owned()));
    }
    read.sort_by_key(|it| it.number);
    let set = StatefulSet {
        namespace: namespace(object).into(),
        name: set_name.into(),
        uid: Uid(0),
        generation,
        created_at: times.at(object, &["metadata", "creationTimestamp"]).unwrap_or_default(),
        deletion_timestamp: times.at(object, &["metadata", "deletionTimestamp"]),
        finalizer: finalizer(object),
        spec: Rc::new(spec),
        status: StatefulSetStatus {
            observed_generation: status.observed_generation,
            replicas: status.replicas,
            ready_replicas: status.ready_replicas,
            available_replicas: status.available_replicas,
            current_replicas: status.current_replicas,
            updated_replicas: status.updated_replicas,
            current_revision: hash(&status.current_revision, set_name),
            update_revision: update,
            collision_count: status.collision_count,
            recreate: recreate(&status.conditions),
        },
        document: document.to_json().into(),
    };
    SetSnapshot { set, revisions: read, pods: Vec::new(), claims: Vec::new() }
}

/// The hash in a revision's name: `web-6cdf689c4c` is 6cdf689c4c of the set `web`.
pub(super) fn hash(revision: &str, set: &str) -> Option<RevisionHash> {
    RevisionHash::parse(revision.strip_prefix(set)?.strip_prefix('-')?)
}

fn finalizer(object: &Value) -> Option<Finalizer> {
    let all = object.at(&["metadata", "finalizers"]).map(Value::items).unwrap_or_default();
    all.iter().find_map(|one| match one.as_str()? {
        "orphan" => Some(Finalizer::Orphan),
        "foregroundDeletion" => Some(Finalizer::ForegroundDeletion),
        _ => None,
    })
}

fn recreate(conditions: &[Condition]) -> Option<Recreate> {
    let progressing = conditions.iter().find(|condition| condition.kind == "Progressing")?;
    Some(match &*progressing.message {
        "Deleting old revision pods" => Recreate::DeletingOldPods,
        "Waiting for new-revision pods to be created" => Recreate::WaitingForNewPods,
        _ => Recreate::Completed,
    })
}

fn revision(object: &Value, set: &str, times: &Times) -> Option<ControllerRevision> {
    let template = object.at(&["data", "spec", "template"])?;
    let mut made_from = Value::map();
    if let Some(annotations) = object.at(&["metadata", "annotations"]) {
        *made_from.entry_at(&["metadata", "annotations"]) = annotations.clone();
    }
    Some(ControllerRevision {
        hash: hash(name(object), set)?,
        number: object
            .get("revision")
            .and_then(Value::as_int)
            .and_then(|n| u32::try_from(n).ok())?,
        created_at: times.at(object, &["metadata", "creationTimestamp"])?,
        uid: Uid(0),
        owner: Some(Uid(0)),
        template: Rc::new(typed::template_of(template)),
        set_document: made_from.to_json().into(),
    })
}

/// Revisions that pods or the status name and that were not printed: the set's own template, with the images of a pod.
fn made_up(
    set: &Value,
    known: &[ControllerRevision],
    pods: &[&Value],
    update: Option<RevisionHash>,
    template: &Rc<PodTemplate>,
    times: &Times,
) -> Vec<ControllerRevision> {
    let set_name = name(set);
    let of_pods = pods.iter().filter_map(|pod| {
        let label = pod.text_at(&["metadata", "labels", "controller-revision-hash"]);
        hash(label, set_name).map(|hash| (hash, Some(*pod)))
    });
    let current = hash(set.text_at(&["status", "currentRevision"]), set_name);
    let named = of_pods.chain(current.map(|it| (it, None))).chain(update.map(|it| (it, None)));
    let mut seen: BTreeSet<RevisionHash> = known.iter().map(|it| it.hash).collect();
    let missing: Vec<_> = named.filter(|(hash, _)| seen.insert(*hash)).collect();
    let numbers = || known.iter().map(|it| it.number);
    let (first, last) = (numbers().min(), numbers().max().unwrap_or(0));
    let count = u32::try_from(missing.len()).unwrap_or(u32::MAX);
    let written = set.at(&["spec", "template"]).cloned().unwrap_or_default();
    let made = |(index, (hash, pod)): (u32, (RevisionHash, Option<&Value>))| {
        let is_update = Some(hash) == update;
        let template = match pod.filter(|_| !is_update) {
            Some(pod) => Rc::new(typed::template_of(&with_images(&written, pod))),
            None => Rc::clone(template),
        };
        // Older ones come first; the update's number is the highest.
        let number = match first {
            _ if is_update => last.max(count).saturating_add(1),
            None => index + 1,
            Some(first) => first.saturating_sub(count - index).max(1),
        };
        let created_at = times.at(set, &["metadata", "creationTimestamp"]).unwrap_or_default();
        let owner = Some(Uid(0));
        let set_document = "{}".into();
        ControllerRevision { hash, number, created_at, uid: Uid(0), owner, template, set_document }
    };
    (0..).zip(missing).map(made).collect()
}

/// The template, with the containers and images that a pod has. A container that the template does not have was added by something else, as
/// a sidecar is: it stays away.
fn with_images(template: &Value, pod: &Value) -> Value {
    let mut template = template.clone();
    for list in ["containers", "initContainers"] {
        let images = pod.at(&["spec", list]).map(Value::items).unwrap_or_default();
        let Some(Value::List(containers)) = template.at_mut(&["spec", list]) else { continue };
        let image_of = |container: &Value| {
            let called = container.text_at(&["name"]);
            images.iter().find(|it| it.text_at(&["name"]) == called)?.get("image").cloned()
        };
        containers.retain(|it| image_of(it).is_some() || list == "containers");
        for container in containers.iter_mut() {
            if let Some(image) = image_of(container) {
                *container.entry("image") = image;
            }
        }
    }
    template
}
