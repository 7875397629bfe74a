//! A PodDisruptionBudget with the numbers of its status.
//!
//! Models `updatePdbStatus` of upstream's disruption controller, which counts pods and looks up the scale of their
//! controllers. Whether a pod may be evicted is decided in [`crate::eviction`].

use rollout_engine::api::Pod;
use rollout_engine::cluster::{Cluster, Owned, StoredObject};
use rollout_engine::time::SimTime;

use super::{moment, number, object, text};
use crate::release::Release;
use crate::selector::matches_spec;
use crate::value::Value;

/// The numbers in the `status` of a budget.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BudgetStatus {
    /// Pods that are Ready and not terminating.
    pub current_healthy: i64,
    /// Healthy pods that the budget requires.
    pub desired_healthy: i64,
    /// Pods that may be evicted now.
    pub disruptions_allowed: i64,
    /// Pods that the budget should cover.
    pub expected_pods: i64,
    /// Time at which a pod last became Ready or unready, or was deleted.
    changed_at: Option<SimTime>,
}

/// Returns the budget with its status.
pub fn budget(stored: &StoredObject, cluster: &Cluster, release: Release) -> Value {
    let mut document = super::stored(stored, cluster.given_uids());
    let status = budget_status(&document, cluster, release);
    let is_allowed = status.disruptions_allowed > 0;
    let since = status.changed_at.unwrap_or(stored.created_at).max(stored.created_at);
    let condition = object(vec![
        ("lastTransitionTime", moment(since)),
        ("message", text("")),
        ("observedGeneration", number(1)),
        ("reason", text(if is_allowed { "SufficientPods" } else { "InsufficientPods" })),
        ("status", text(if is_allowed { "True" } else { "False" })),
        ("type", text("DisruptionAllowed")),
    ]);
    *document.entry("status") = object(vec![
        ("conditions", Value::List(vec![condition])),
        ("currentHealthy", number(status.current_healthy)),
        ("desiredHealthy", number(status.desired_healthy)),
        ("disruptionsAllowed", number(status.disruptions_allowed)),
        ("expectedPods", number(status.expected_pods)),
        ("observedGeneration", number(1)),
    ]);
    document.sorted()
}

/// Returns the numbers of a budget's status. They are always up to date here.
pub fn budget_status(budget: &Value, cluster: &Cluster, release: Release) -> BudgetStatus {
    let pods = covered(budget, cluster, release);
    let healthy = pods.iter().filter(|(_, pod)| pod.ready && !pod.is_terminating()).count();
    let healthy = i64::try_from(healthy).unwrap_or(i64::MAX);
    let (expected, desired) = expected(budget.get("spec").unwrap_or(&Value::Null), &pods);
    let allowed = if expected > 0 { (healthy - desired).max(0) } else { 0 };
    let changed = pods.iter().map(|(_, pod)| pod.deletion_timestamp.unwrap_or(pod.ready_since));
    BudgetStatus {
        current_healthy: healthy,
        desired_healthy: desired,
        disruptions_allowed: allowed,
        expected_pods: expected,
        changed_at: changed.max(),
    }
}

/// Returns the budgets that cover a pod.
pub fn budgets_of(cluster: &Cluster, owned: &Owned, pod: &Pod, release: Release) -> Vec<Value> {
    let document = super::pod(pod, owned, release, cluster.given_uids());
    let labels = document.at(&["metadata", "labels"]);
    let all = cluster.objects().filter(|stored| {
        &*stored.key.kind == "PodDisruptionBudget" && stored.key.namespace == owned.set.namespace
    });
    let all = all.map(|stored| super::stored(stored, cluster.given_uids()));
    all.filter(|budget| matches_spec(budget.at(&["spec", "selector"]), labels)).collect()
}

/// Returns the pods in its namespace that the budget's selector matches.
fn covered<'a>(
    budget: &Value,
    cluster: &'a Cluster,
    release: Release,
) -> Vec<(&'a Owned, &'a Pod)> {
    let selector = budget.at(&["spec", "selector"]);
    let owned = cluster.names_in(budget.text_at(&["metadata", "namespace"]));
    let all = owned.flat_map(|(_, owned)| owned.pods.iter().map(move |pod| (owned, pod)));
    let is_covered = |(owned, pod): &(&Owned, &Pod)| {
        let document = super::pod(pod, owned, release, cluster.given_uids());
        matches_spec(selector, document.at(&["metadata", "labels"]))
    };
    all.filter(is_covered).collect()
}

/// Returns the expected number of pods and the desired number of healthy ones. Percentages are rounded up.
fn expected(spec: &Value, pods: &[(&Owned, &Pod)]) -> (i64, i64) {
    let mut sets: Vec<&Owned> = pods.iter().map(|(owned, _)| *owned).collect();
    sets.dedup_by(|a, b| std::ptr::eq(*a, *b));
    let scale = sets.iter().map(|owned| i64::from(owned.set.spec.replicas)).sum::<i64>();
    let count = i64::try_from(pods.len()).unwrap_or(i64::MAX);
    match (spec.get("maxUnavailable"), spec.get("minAvailable")) {
        (Some(most), _) => (scale, (scale - share(most, scale)).max(0)),
        (None, Some(least)) if least.as_int().is_none() => (scale, share(least, scale)),
        (None, Some(least)) => (count, share(least, scale)),
        (None, None) => (count, 0),
    }
}

/// Returns a number, or a percentage of `of`, rounded up.
fn share(value: &Value, of: i64) -> i64 {
    let percent = value.as_str().and_then(|text| text.strip_suffix('%')?.parse::<i64>().ok());
    match percent {
        Some(percent) => (percent.saturating_mul(of) + 99).div_euclid(100),
        None => value.as_int().unwrap_or_default(),
    }
}
