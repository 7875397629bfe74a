//! A PersistentVolumeClaim and the volume that is bound to it.
//!
//! A volume is there at once and goes with its claim: there is no storage here.

use rollout_engine::api::{Claim, ClaimOwner};
use rollout_engine::cluster::Owned;

use super::{controlled_by, identify, moment, object, text, uuid};
use crate::release::Release;
use crate::value::Value;

/// The claim as the API server gives it.
pub(crate) fn claim(claim: &Claim, owned: &Owned, release: Release) -> Value {
    let written = written(claim, owned);
    let mut metadata = written.get("metadata").cloned().unwrap_or_else(Value::map);
    metadata.remove("creationTimestamp");
    describe_metadata(&mut metadata, claim, owned);
    let mut spec = written.get("spec").cloned().unwrap_or_else(Value::map);
    let class = spec.entry("storageClassName");
    // The default class is for claims that name none, in the field or in the annotation that came before it.
    if class.is_null() && class_of(&written).is_empty() {
        *class = text("standard");
    }
    *spec.entry("volumeName") = text(volume_name(claim));
    let mut document = object(vec![
        ("apiVersion", text("v1")),
        ("kind", text("PersistentVolumeClaim")),
        ("metadata", metadata),
        ("status", status(claim, owned, &spec, release)),
        ("spec", spec),
    ]);
    identify(&mut document, claim.created_at, claim.uid);
    document.sorted()
}

/// The class that a claim or its template names: the annotation counts before the field
/// (upstream `GetPersistentVolumeClaimClass`). Empty if it names none.
pub(crate) fn class_of(claim: &Value) -> String {
    const ANNOTATION: &str = "volume.beta.kubernetes.io/storage-class";
    let annotated = claim.at(&["metadata", "annotations", ANNOTATION]).and_then(Value::as_str);
    annotated.unwrap_or_else(|| claim.text_at(&["spec", "storageClassName"])).to_owned()
}

/// The claim template; that of a claim whose template is gone is unknown.
fn written(claim: &Claim, owned: &Owned) -> Value {
    let templates = &owned.set.spec.claim_templates;
    let template = templates.iter().find(|template| template.name == claim.name.template);
    template.map_or_else(Value::map, |template| crate::server::stored(&template.document))
}

fn describe_metadata(metadata: &mut Value, claim: &Claim, owned: &Owned) {
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
    // A claim has the labels that the set's selector asks for (upstream `getPersistentVolumeClaims`).
    let set = crate::server::stored(&owned.set.document);
    let asked = set.at(&["spec", "selector", "matchLabels"]).map(Value::entries);
    for (key, value) in asked.unwrap_or_default() {
        *metadata.entry("labels").entry(key) = value.clone();
    }
    if let Some(at) = claim.deletion_timestamp {
        *metadata.entry("deletionTimestamp") = moment(at);
        *metadata.entry("deletionGracePeriodSeconds") = Value::Int(0);
    }
    let owners: Vec<_> =
        claim.owners.iter().flat_map(|owner| owner_reference(*owner, claim, owned)).collect();
    if !owners.is_empty() {
        *metadata.entry("ownerReferences") = Value::List(owners);
    }
}

fn owner_reference(owner: ClaimOwner, claim: &Claim, owned: &Owned) -> Vec<Value> {
    match owner {
        ClaimOwner::Set => controlled_by(&owned.set, owned.set.uid).items().to_vec(),
        ClaimOwner::Pod(uid) => vec![object(vec![
            ("apiVersion", text("v1")),
            ("blockOwnerDeletion", Value::Bool(true)),
            ("controller", Value::Bool(true)),
            ("kind", text("Pod")),
            ("name", text(owned.pod_name(claim.name.ordinal))),
            ("uid", text(uuid(uid))),
        ])],
    }
}

fn status(claim: &Claim, owned: &Owned, spec: &Value, release: Release) -> Value {
    let capacity = spec.at(&["resources", "requests"]).cloned().unwrap_or_else(Value::map);
    let modes = spec.get("accessModes").cloned().unwrap_or_else(|| Value::List(Vec::new()));
    let mut fields = vec![("accessModes", modes), ("capacity", capacity), ("phase", text("Bound"))];
    if release.tells_unused_claims() {
        fields.push(("conditions", Value::List(vec![unused(claim, owned)])));
    }
    object(fields)
}

/// The condition Unused of 1.37. Its wording for a claim that no pod uses was never recorded.
fn unused(claim: &Claim, owned: &Owned) -> Value {
    let pod = owned.pods.get(claim.name.ordinal);
    let (status, reason, message) = match pod {
        Some(_) => ("False", "PodUsingPVC", "A pod is currently referencing this PVC"),
        None => ("True", "NoPodsUsingPVC", "No pods are currently referencing this PVC"),
    };
    let since = pod.map_or(claim.created_at, |pod| pod.created_at);
    object(vec![
        ("lastProbeTime", Value::Null),
        ("lastTransitionTime", moment(since)),
        ("message", text(message)),
        ("reason", text(reason)),
        ("status", text(status)),
        ("type", text("Unused")),
    ])
}

fn volume_name(claim: &Claim) -> String {
    format!("pvc-{}", uuid(claim.uid))
}

/// The volume of a claim.
pub(crate) fn volume(claim: &Claim, owned: &Owned, release: Release) -> Value {
    let claimed = self::claim(claim, owned, release);
    let spec = |name: &str| claimed.at(&["spec", name]).cloned().unwrap_or(Value::Null);
    let capacity = claimed.at(&["status", "capacity"]).cloned().unwrap_or_else(Value::map);
    let reference = object(vec![
        ("apiVersion", text("v1")),
        ("kind", text("PersistentVolumeClaim")),
        ("name", text(claimed.text_at(&["metadata", "name"]))),
        ("namespace", text(&*owned.set.namespace)),
        ("uid", text(uuid(claim.uid))),
    ]);
    let mut document = object(vec![
        ("apiVersion", text("v1")),
        ("kind", text("PersistentVolume")),
        ("metadata", object(vec![("name", text(volume_name(claim)))])),
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
    identify(&mut document, claim.created_at, claim.uid);
    document.sorted()
}
