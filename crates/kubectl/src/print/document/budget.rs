//! A PodDisruptionBudget with the numbers of its status.
//!
//! Models `updatePdbStatus` of upstream's disruption controller, which counts pods and asks their controllers for their
//! scale. Its conditions are not kept, and nothing here evicts a pod.

use rollout_engine::api::Pod;
use rollout_engine::cluster::{Cluster, Owned, StoredObject};

use super::{number, object};
use crate::release::Release;
use crate::selector::matches_spec;
use crate::value::Value;

/// The budget as the API server gives it.
pub(crate) fn budget(stored: &StoredObject, cluster: &Cluster, release: Release) -> Value {
    let mut document = super::stored(stored);
    let pods = covered(&document, stored, cluster, release);
    let healthy = pods.iter().filter(|(_, pod)| pod.ready && !pod.is_terminating()).count();
    let healthy = i64::try_from(healthy).unwrap_or(i64::MAX);
    let (expected, desired) = expected(document.get("spec").unwrap_or(&Value::Null), &pods);
    let allowed = if expected > 0 { (healthy - desired).max(0) } else { 0 };
    *document.entry("status") = object(vec![
        ("currentHealthy", number(healthy)),
        ("desiredHealthy", number(desired)),
        ("disruptionsAllowed", number(allowed)),
        ("expectedPods", number(expected)),
        ("observedGeneration", number(1)),
    ]);
    document.sorted()
}

/// The pods that the budget's selector finds in its namespace.
fn covered<'a>(
    budget: &Value,
    stored: &StoredObject,
    cluster: &'a Cluster,
    release: Release,
) -> Vec<(&'a Owned, &'a Pod)> {
    let selector = budget.at(&["spec", "selector"]);
    let owned = cluster.names_in(&stored.key.namespace);
    let all = owned.flat_map(|(_, owned)| owned.pods.iter().map(move |pod| (owned, pod)));
    let is_covered = |(owned, pod): &(&Owned, &Pod)| {
        let document = super::pod(pod, owned, release);
        matches_spec(selector, document.at(&["metadata", "labels"]))
    };
    all.filter(is_covered).collect()
}

/// How many pods there should be, and how many of them healthy. Percentages are rounded up.
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

/// A number, or a percentage of another one.
fn share(value: &Value, of: i64) -> i64 {
    let percent = value.as_str().and_then(|text| text.strip_suffix('%')?.parse::<i64>().ok());
    match percent {
        Some(percent) => (percent.saturating_mul(of) + 99).div_euclid(100),
        None => value.as_int().unwrap_or_default(),
    }
}
