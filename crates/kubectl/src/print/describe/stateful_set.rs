//! The page of a StatefulSet.

use super::page::Page;
use super::{annotations, containers, date, items, labels, scalar, selector, volumes};
use apiserver::document::class_of;
use apiserver::list;
use apiserver::list::Scene;
use apiserver::value::Value;

pub(super) fn describe(set: &Value, scene: &Scene<'_>, page: &mut Page) {
    let spec = |path: &[&str]| scalar(set, &[&["spec"], path].concat());
    page.field(0, "Namespace", set.text_at(&["metadata", "namespace"]));
    page.field(0, "CreationTimestamp", &date(set, &["metadata", "creationTimestamp"]));
    page.field(0, "Selector", &selector(set.at(&["spec", "selector"])));
    labels(page, 0, "Labels", set.at(&["metadata", "labels"]));
    annotations(page, 0, "Annotations", set.at(&["metadata", "annotations"]));
    if scene.release.describes_policies() {
        page.field_if(0, "Service Name", &spec(&["serviceName"]));
        page.field(0, "Pod Management Policy", &spec(&["podManagementPolicy"]));
    }
    let total = scalar(set, &["status", "replicas"]);
    page.field(0, "Replicas", &format!("{} desired | {total} total", spec(&["replicas"])));
    page.field(0, "Update Strategy", &spec(&["updateStrategy", "type"]));
    page.field_if(1, "Partition", &spec(&["updateStrategy", "rollingUpdate", "partition"]));
    let max_unavailable = spec(&["updateStrategy", "rollingUpdate", "maxUnavailable"]);
    page.field_if(1, "MaxUnavailable", &max_unavailable);
    if scene.release.describes_policies() {
        page.line(0, "Persistent Volume Claim Retention Policy:");
        let policy = |when| spec(&["persistentVolumeClaimRetentionPolicy", when]);
        page.field(1, "WhenDeleted", &policy("whenDeleted"));
        page.field(1, "WhenScaled", &policy("whenScaled"));
    }
    page.field(0, "Pods Status", &pods(set, scene));
    if let Some(template) = set.at(&["spec", "template"]) {
        pod_template(template, page);
    }
    claim_templates(items(set, &["spec", "volumeClaimTemplates"]), page);
}

/// Counts the set's own pods by phase: `2 Running / 0 Waiting / 0 Succeeded / 0 Failed`.
fn pods(set: &Value, scene: &Scene<'_>) -> String {
    use rollout_engine::api::PodPhase::{Failed, Pending, Running, Succeeded};
    let owned =
        scene.cluster.find_set(list::namespace(set), list::name(set)).map(|(_, owned)| owned);
    let count = |phase| {
        let pods = owned.into_iter().flat_map(|owned| {
            owned.pods.iter().filter(|pod| owned.pods.owns(pod) && pod.phase == phase)
        });
        pods.count()
    };
    let (running, waiting) = (count(Running), count(Pending));
    let (succeeded, failed) = (count(Succeeded), count(Failed));
    format!("{running} Running / {waiting} Waiting / {succeeded} Succeeded / {failed} Failed")
}

/// Adds the pod template.
pub(super) fn pod_template(template: &Value, page: &mut Page) {
    page.line(0, "Pod Template:");
    labels(page, 1, "Labels", template.at(&["metadata", "labels"]));
    if template.at(&["metadata", "annotations"]).is_some() {
        annotations(page, 1, "Annotations", template.at(&["metadata", "annotations"]));
    }
    page.field_if(1, "Service Account", template.text_at(&["spec", "serviceAccountName"]));
    let inits = items(template, &["spec", "initContainers"]);
    if !inits.is_empty() {
        containers::describe("Init Containers", inits, None, 1, page);
    }
    containers::describe("Containers", items(template, &["spec", "containers"]), None, 1, page);
    volumes::describe(items(template, &["spec", "volumes"]), 1, page);
    let spread = items(template, &["spec", "topologySpreadConstraints"]);
    volumes::spread(spread, 1, page);
    page.field_if(1, "Priority Class Name", template.text_at(&["spec", "priorityClassName"]));
    labels(page, 1, "Node-Selectors", template.at(&["spec", "nodeSelector"]));
    volumes::tolerations(items(template, &["spec", "tolerations"]), 1, page);
}

fn claim_templates(claims: &[Value], page: &mut Page) {
    if claims.is_empty() {
        return page.field(0, "Volume Claims", "<none>");
    }
    page.line(0, "Volume Claims:");
    for claim in claims {
        page.field(1, "Name", claim.text_at(&["metadata", "name"]));
        page.field(1, "StorageClass", &class_of(claim));
        labels(page, 1, "Labels", claim.at(&["metadata", "labels"]));
        labels(page, 1, "Annotations", claim.at(&["metadata", "annotations"]));
        let capacity = scalar(claim, &["spec", "resources", "requests", "storage"]);
        page.field(1, "Capacity", if capacity.is_empty() { "<default>" } else { &capacity });
        page.field(1, "Access Modes", &scalar(claim, &["spec", "accessModes"]));
    }
}
