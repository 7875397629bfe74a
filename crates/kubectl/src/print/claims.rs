//! States that a watch shows while a claim is created or deleted, although the engine does both at once.
//!
//! At an API server the volume controller writes a new claim three times (`pv_controller.go`: annotation of the
//! provisioner, name of the volume, status). A deleted claim is marked before its protection ends
//! (`pvc_protection_controller.go`).

use rollout_engine::time::SimTime;

use apiserver::document::moment;
use apiserver::value::Value;

const BOUND_ANNOTATIONS: [&str; 2] =
    ["pv.kubernetes.io/bind-completed", "pv.kubernetes.io/bound-by-controller"];
const PROVISIONER: &str = "volume.kubernetes.io/storage-provisioner";

/// Returns the states of a new claim before it is bound. Empty for other kinds.
pub(super) fn before_bound(bound: &Value) -> Vec<Value> {
    if bound.text_at(&["kind"]) != "PersistentVolumeClaim" {
        return Vec::new();
    }
    let mut named = bound.clone();
    *named.entry("status") = Value::map();
    *named.entry_at(&["status", "phase"]) = Value::string("Pending");
    let mut provisioned = named.clone();
    provisioned.entry("spec").remove("volumeName");
    for annotation in BOUND_ANNOTATIONS {
        provisioned.entry_at(&["metadata", "annotations"]).remove(annotation);
    }
    let mut made = provisioned.clone();
    made.entry_at(&["metadata", "annotations"]).remove(PROVISIONER);
    vec![made, provisioned, named]
}

/// Returns a deleted claim with its deletion timestamp. `None` for other kinds, or if that state was shown before.
pub(super) fn leaving(gone: &Value, at: SimTime) -> Option<Value> {
    let is_claim = gone.text_at(&["kind"]) == "PersistentVolumeClaim";
    let is_marked = gone.at(&["metadata", "deletionTimestamp"]).is_some();
    (is_claim && !is_marked).then(|| {
        let mut marked = gone.clone();
        *marked.entry_at(&["metadata", "deletionTimestamp"]) = moment(at);
        *marked.entry_at(&["metadata", "deletionGracePeriodSeconds"]) = Value::Int(0);
        marked
    })
}
