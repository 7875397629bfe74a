//! The page of a PersistentVolumeClaim.

use super::page::Page;
use super::{annotations, date, items, labels, scalar};
use crate::print::tables::access_modes;
use apiserver::clock;
use apiserver::document::class_of;
use apiserver::kind::POD;
use apiserver::list::{self, Scene, Sought};
use apiserver::value::Value;

pub(super) fn describe(claim: &Value, scene: &Scene<'_>, page: &mut Page) {
    let spec = |key| scalar(claim, &["spec", key]);
    page.field(0, "Namespace", claim.text_at(&["metadata", "namespace"]));
    page.field(0, "StorageClass", &class_of(claim));
    let status = scalar(claim, &["status", "phase"]);
    let asked = clock::parse(claim.text_at(&["metadata", "deletionTimestamp"]));
    let lasts = asked.map(|at| format!("Terminating (lasts {})", super::age(scene.at, at)));
    page.field(0, "Status", &lasts.unwrap_or(status));
    page.field(0, "Volume", &spec("volumeName"));
    labels(page, 0, "Labels", claim.at(&["metadata", "labels"]));
    annotations(page, 0, "Annotations", claim.at(&["metadata", "annotations"]));
    page.field(0, "Finalizers", &scalar(claim, &["metadata", "finalizers"]));
    page.field(0, "Capacity", &scalar(claim, &["status", "capacity", "storage"]));
    page.field(0, "Access Modes", &access_modes(claim, scene.release));
    page.field(0, "VolumeMode", &spec("volumeMode"));
    page.lines(0, "Used By", users(claim, scene));
    conditions(claim, page);
}

/// Returns the pods that mount the claim.
fn users(claim: &Value, scene: &Scene<'_>) -> Vec<String> {
    let sought = Sought { namespace: Some(list::namespace(claim)), name: &|_| true };
    let (pods, claim) = (scene.documents(&POD, &sought), list::name(claim));
    let mounts = |pod: &&Value| {
        let volumes = items(pod, &["spec", "volumes"]);
        volumes.iter().any(|one| one.text_at(&["persistentVolumeClaim", "claimName"]) == claim)
    };
    pods.iter().filter(mounts).map(|pod| list::name(pod).to_owned()).collect()
}

fn conditions(claim: &Value, page: &mut Page) {
    let conditions = items(claim, &["status", "conditions"]);
    if conditions.is_empty() {
        return;
    }
    page.line(0, "Conditions:");
    page.line(1, "Type\tStatus\tLastProbeTime\tLastTransitionTime\tReason\tMessage");
    page.line(1, "----\t------\t-----------------\t------------------\t------\t-------");
    for condition in conditions {
        let of = |key| condition.text_at(&[key]);
        let since = date(condition, &["lastTransitionTime"]);
        page.line(
            1,
            &format!(
                "{} \t{} \tMon, 01 Jan 0001 00:00:00 +0000 \t{since} \t{} \t{}",
                of("type"),
                of("status"),
                of("reason"),
                of("message")
            ),
        );
    }
}
