//! What a claim passes through in the moment in which it comes or goes, as a watch shows it.
//!
//! In the engine a claim is bound at once and is gone at once. At an API server the volume controller writes a new claim
//! three times (`pv_controller.go`: the provisioner's annotation, the volume's name, the status), and a deleted one is
//! marked before its protection ends (`pvc_protection_controller.go`).

use rollout_engine::time::SimTime;

use super::document::moment;
use crate::value::Value;

const BOUND_ANNOTATIONS: [&str; 2] =
    ["pv.kubernetes.io/bind-completed", "pv.kubernetes.io/bound-by-controller"];
const PROVISIONER: &str = "volume.kubernetes.io/storage-provisioner";

/// The states of a new claim before it was bound; none of an object of another kind.
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

/// A claim that is gone as it was when it was asked to go; `None` if it had been shown so, or is none.
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
