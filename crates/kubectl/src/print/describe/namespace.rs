//! A Namespace's page (upstream `describeNamespace`). Quotas and limit ranges are kept and not shown.

use super::page::Page;
use super::{annotations, items, labels, scalar};
use crate::print::clock;
use crate::value::Value;

pub(super) fn describe(namespace: &Value, page: &mut Page) {
    labels(page, 0, "Labels", namespace.at(&["metadata", "labels"]));
    annotations(page, 0, "Annotations", namespace.at(&["metadata", "annotations"]));
    page.field(0, "Status", &scalar(namespace, &["status", "phase"]));
    conditions(namespace, page);
    for nothing in ["No resource quota.", "No LimitRange resource."] {
        page.line(0, "");
        page.line(0, nothing);
    }
}

fn conditions(namespace: &Value, page: &mut Page) {
    let conditions = items(namespace, &["status", "conditions"]);
    if conditions.is_empty() {
        return;
    }
    page.line(0, "Conditions:");
    page.line(1, "Type\tStatus\tLastTransitionTime\tReason\tMessage");
    page.line(1, "----\t------\t------------------\t------\t-------");
    for condition in conditions {
        let of = |key| condition.text_at(&[key]);
        let time = clock::parse(of("lastTransitionTime")).map(clock::rfc1123).unwrap_or_default();
        let (kind, status, reason, message) =
            (of("type"), of("status"), of("reason"), of("message"));
        page.line(1, &format!("{kind}\t{status}\t{time}\t{reason}\t{message}"));
    }
}
