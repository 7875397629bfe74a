//! The page of a Namespace, with its quotas and limit ranges (upstream `describeNamespace`).

use super::page::Page;
use super::{annotations, items, labels, policy, scalar};
use apiserver::clock;
use apiserver::kind::Kind;
use apiserver::list::{self, Scene, Sought};
use apiserver::value::Value;

pub(super) fn describe(namespace: &Value, scene: &Scene<'_>, page: &mut Page) {
    labels(page, 0, "Labels", namespace.at(&["metadata", "labels"]));
    annotations(page, 0, "Annotations", namespace.at(&["metadata", "annotations"]));
    page.field(0, "Status", &scalar(namespace, &["status", "phase"]));
    conditions(namespace, page);
    let within = |kind: &str| {
        let sought = Sought { namespace: Some(list::name(namespace)), name: &|_| true };
        Kind::of_argument(kind).map(|kind| scene.documents(kind, &sought)).unwrap_or_default()
    };
    page.line(0, "");
    policy::quotas(&within("resourcequotas"), page);
    page.line(0, "");
    policy::limit_ranges(&within("limitranges"), page);
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
