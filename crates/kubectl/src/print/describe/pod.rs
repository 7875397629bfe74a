//! The page of a pod. Containers and volumes have modules of their own.

use super::page::Page;
use super::{annotations, containers, date, items, labels, or_none, scalar, volumes};
use apiserver::clock;
use apiserver::list::Scene;
use apiserver::value::Value;

pub(super) fn describe(pod: &Value, scene: &Scene<'_>, page: &mut Page) {
    let spec = |key| scalar(pod, &["spec", key]);
    page.field(0, "Namespace", pod.text_at(&["metadata", "namespace"]));
    page.field_if(0, "Priority", &spec("priority"));
    page.field_if(0, "Priority Class Name", &spec("priorityClassName"));
    page.field_if(0, "Service Account", &spec("serviceAccountName"));
    let node = match spec("nodeName").as_str() {
        "" => "<none>".to_owned(),
        name => format!("{name}/{}", scalar(pod, &["status", "hostIP"])),
    };
    page.field(0, "Node", &node);
    page.field_if(0, "Start Time", &date(pod, &["status", "startTime"]));
    labels(page, 0, "Labels", pod.at(&["metadata", "labels"]));
    annotations(page, 0, "Annotations", pod.at(&["metadata", "annotations"]));
    status(pod, scene, page);
    page.field_if(0, "SeccompProfile", &spec_of_seccomp(pod));
    addresses(pod, page);
    if let Some(owner) = items(pod, &["metadata", "ownerReferences"]).first() {
        let (kind, name) = (owner.text_at(&["kind"]), owner.text_at(&["name"]));
        page.field(0, "Controlled By", &format!("{kind}/{name}"));
    }
    let inits = items(pod, &["spec", "initContainers"]);
    if !inits.is_empty() {
        containers::describe("Init Containers", inits, Some(pod), 0, page);
    }
    containers::describe("Containers", items(pod, &["spec", "containers"]), Some(pod), 0, page);
    conditions(pod, page);
    volumes::describe(items(pod, &["spec", "volumes"]), 0, page);
    page.field_if(0, "QoS Class", &scalar(pod, &["status", "qosClass"]));
    labels(page, 0, "Node-Selectors", pod.at(&["spec", "nodeSelector"]));
    volumes::tolerations(items(pod, &["spec", "tolerations"]), 0, page);
    volumes::spread(items(pod, &["spec", "topologySpreadConstraints"]), 0, page);
}

fn spec_of_seccomp(pod: &Value) -> String {
    scalar(pod, &["spec", "securityContext", "seccompProfile", "type"])
}

/// Adds the status. A terminating pod shows the time since its deadline; before the deadline kubectl prints
/// `<invalid>`.
fn status(pod: &Value, scene: &Scene<'_>, page: &mut Page) {
    let phase = scalar(pod, &["status", "phase"]);
    let until = clock::parse(pod.text_at(&["metadata", "deletionTimestamp"]));
    match until.filter(|_| !["Succeeded", "Failed"].contains(&phase.as_str())) {
        None => page.field(0, "Status", &phase),
        Some(until) => {
            let since =
                if until > scene.at { "<invalid>".to_owned() } else { super::age(scene.at, until) };
            page.field(0, "Status", &format!("Terminating (lasts {since})"));
            let grace = scalar(pod, &["metadata", "deletionGracePeriodSeconds"]);
            page.field(0, "Termination Grace Period", &format!("{grace}s"));
        }
    }
}

fn addresses(pod: &Value, page: &mut Page) {
    page.field(0, "IP", &scalar(pod, &["status", "podIP"]));
    let all = items(pod, &["status", "podIPs"]);
    if all.is_empty() {
        return page.field(0, "IPs", "<none>");
    }
    page.line(0, "IPs:");
    all.iter().for_each(|address| page.field(1, "IP", &or_none(scalar(address, &["ip"]))));
}

fn conditions(pod: &Value, page: &mut Page) {
    let conditions = items(pod, &["status", "conditions"]);
    if conditions.is_empty() {
        return;
    }
    page.line(0, "Conditions:");
    page.line(1, "Type\tStatus");
    for condition in conditions {
        let (kind, status) = (condition.text_at(&["type"]), condition.text_at(&["status"]));
        page.line(1, &format!("{kind} \t{status} "));
    }
}
