//! A PersistentVolumeClaim and the volume bound to it.
//!
//! A volume exists as soon as its claim and is deleted with it, because there is no storage here.

use rollout_engine::api::{Claim, ClaimOwner, GivenUids};
use rollout_engine::cluster::Owned;

use serde::Serialize;

use super::wire::{Condition, ObjectReference, OwnerReference};
use super::{controlled_by, identify, moment, object, text, uid_text};
use crate::release::Release;
use crate::value::Value;

/// Returns the claim with its status.
pub fn claim(claim: &Claim, owned: &Owned, release: Release, given: &GivenUids) -> Value {
    let written = written(claim, owned);
    let mut metadata = written.get("metadata").cloned().unwrap_or_else(Value::map);
    metadata.remove("creationTimestamp");
    describe_metadata(&mut metadata, claim, owned, given);
    let mut spec = written.get("spec").cloned().unwrap_or_else(Value::map);
    let class = spec.entry("storageClassName");
    if class.is_null() && class_of(&written).is_empty() {
        *class = text(DEFAULT_CLASS);
    }
    *spec.entry("volumeName") = text(volume_name(claim, given));
    let mut document = object(vec![
        ("apiVersion", text("v1")),
        ("kind", text("PersistentVolumeClaim")),
        ("metadata", metadata),
        ("status", Value::of(&status(claim, owned, &spec, release))),
        ("spec", spec),
    ]);
    identify(&mut document, claim.created_at, (claim.uid, given));
    document.sorted()
}

/// Returns the class that a claim or its template names; empty if it names none. The annotation wins over the field
/// (upstream `GetPersistentVolumeClaimClass`).
pub fn class_of(claim: &Value) -> String {
    const ANNOTATION: &str = "volume.beta.kubernetes.io/storage-class";
    let annotated = claim.at(&["metadata", "annotations", ANNOTATION]).and_then(Value::as_str);
    annotated.unwrap_or_else(|| claim.text_at(&["spec", "storageClassName"])).to_owned()
}

/// The class of claims that name none, neither in the field nor in the older annotation.
const DEFAULT_CLASS: &str = "standard";

/// Returns the class that a claim has once it is created; empty for none. The default class is for claims that name no
/// class at all.
pub(crate) fn admitted_class(claim: &Value) -> String {
    let is_named = claim.at(&["spec", "storageClassName"]).is_some_and(|class| !class.is_null());
    match class_of(claim) {
        class if class.is_empty() && !is_named => DEFAULT_CLASS.to_owned(),
        class => class,
    }
}

/// Returns the claim template; an empty map if no set of this name has had it.
fn written(claim: &Claim, owned: &Owned) -> Value {
    let template = owned.claim_template(&claim.name.template);
    template.map_or_else(Value::map, |template| crate::stored(&template.document))
}

fn describe_metadata(metadata: &mut Value, claim: &Claim, owned: &Owned, given: &GivenUids) {
    let pod = owned.pod_name(claim.name.ordinal);
    *metadata.entry("name") = text(format!("{}-{pod}", claim.name.template));
    *metadata.entry("namespace") = text(&*owned.set.namespace);
    *metadata.entry("finalizers") = Value::List(vec![text("kubernetes.io/pvc-protection")]);
    for name in ["bind-completed", "bound-by-controller"] {
        let annotation = format!("pv.kubernetes.io/{name}");
        *metadata.entry("annotations").entry(&annotation) = text("yes");
    }
    let provisioner =
        metadata.entry_at(&["annotations", "volume.kubernetes.io/storage-provisioner"]);
    *provisioner = text("example.com/fake");
    // A claim has the labels of the set's selector (upstream `getPersistentVolumeClaims`).
    let set = crate::stored(&owned.set.document);
    let asked = set.at(&["spec", "selector", "matchLabels"]).map(Value::entries);
    for (key, value) in asked.unwrap_or_default() {
        *metadata.entry("labels").entry(key) = value.clone();
    }
    if let Some(at) = claim.deletion_timestamp {
        *metadata.entry("deletionTimestamp") = moment(at);
        *metadata.entry("deletionGracePeriodSeconds") = Value::Int(0);
    }
    let owners: Vec<_> =
        claim.owners.iter().map(|owner| owner_reference(*owner, claim, owned, given)).collect();
    if !owners.is_empty() {
        *metadata.entry("ownerReferences") = Value::of(&owners);
    }
}

fn owner_reference(
    owner: ClaimOwner,
    claim: &Claim,
    owned: &Owned,
    given: &GivenUids,
) -> OwnerReference {
    match owner {
        ClaimOwner::Set => controlled_by(&owned.set, owned.set.uid, given),
        ClaimOwner::Pod(uid) => OwnerReference {
            api_version: "v1",
            block_owner_deletion: true,
            controller: true,
            kind: "Pod",
            name: owned.pod_name(claim.name.ordinal),
            uid: uid_text(uid, given),
        },
    }
}

/// `v1 PersistentVolumeClaimStatus`.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Status {
    access_modes: Value,
    capacity: Value,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    conditions: Vec<Condition>,
    phase: &'static str,
}

fn status(claim: &Claim, owned: &Owned, spec: &Value, release: Release) -> Status {
    let modes = spec.get("accessModes").cloned();
    Status {
        access_modes: modes.unwrap_or_else(|| Value::List(Vec::new())),
        capacity: spec.at(&["resources", "requests"]).cloned().unwrap_or_else(Value::map),
        conditions: release
            .tells_unused_claims()
            .then(|| unused(claim, owned))
            .into_iter()
            .collect(),
        phase: "Bound",
    }
}

/// Returns the condition Unused of 1.37. Its text for a claim without a pod was never recorded.
fn unused(claim: &Claim, owned: &Owned) -> Condition {
    let pod = owned.pods.get(claim.name.ordinal);
    let (reason, message) = match pod {
        Some(_) => ("PodUsingPVC", "A pod is currently referencing this PVC"),
        None => ("NoPodsUsingPVC", "No pods are currently referencing this PVC"),
    };
    let since = pod.map_or(claim.created_at, |pod| pod.created_at);
    Condition::new("Unused", pod.is_none(), since).because(reason, message).never_probed()
}

fn volume_name(claim: &Claim, given: &GivenUids) -> String {
    format!("pvc-{}", uid_text(claim.uid, given))
}

/// Returns the volume of a claim.
pub fn volume(claim: &Claim, owned: &Owned, release: Release, given: &GivenUids) -> Value {
    let claimed = self::claim(claim, owned, release, given);
    let spec = |name: &str| claimed.at(&["spec", name]).cloned().unwrap_or(Value::Null);
    let capacity = claimed.at(&["status", "capacity"]).cloned().unwrap_or_else(Value::map);
    let reference = Value::of(&ObjectReference {
        api_version: "v1",
        field_path: String::new(),
        kind: "PersistentVolumeClaim",
        name: claimed.text_at(&["metadata", "name"]).to_owned(),
        namespace: owned.set.namespace.to_string(),
        uid: uid_text(claim.uid, given),
    });
    let mut document = object(vec![
        ("apiVersion", text("v1")),
        ("kind", text("PersistentVolume")),
        ("metadata", object(vec![("name", text(volume_name(claim, given)))])),
        (
            "spec",
            object(vec![
                ("accessModes", spec("accessModes")),
                ("capacity", capacity),
                ("claimRef", reference),
                ("persistentVolumeReclaimPolicy", text("Delete")),
                ("storageClassName", text(class_of(&claimed))),
                ("volumeMode", spec("volumeMode")),
            ]),
        ),
        ("status", object(vec![("phase", text("Bound"))])),
    ]);
    identify(&mut document, claim.created_at, (claim.uid, given));
    document.sorted()
}
