//! Rows of `kubectl get statefulsets`.

use rollout_engine::api::{StatefulSet, StatefulSetStatus};
use rollout_engine::cluster::Cluster;
use rollout_engine::time::SimTime;

use super::TableRow;
use super::labels::Labels;
use crate::rows::duration::age;

pub(super) const HEADINGS: [&str; 3] = ["NAME", "READY", "AGE"];
pub(super) const WIDE_HEADINGS: [&str; 2] = ["CONTAINERS", "IMAGES"];

/// Returns the row of a set, with a status that may be newer than that of `set`.
pub(super) fn row(
    set: &StatefulSet,
    status: &StatefulSetStatus,
    at: SimTime,
    labels: bool,
) -> TableRow {
    let ready = format!("{}/{}", status.ready_replicas, set.spec.replicas);
    let containers = &set.spec.template.containers;
    let names: Vec<_> = containers.iter().map(|container| &*container.name).collect();
    let images: Vec<_> = containers.iter().map(|container| &*container.image).collect();
    TableRow {
        namespace: set.namespace.to_string(),
        name: set.name.to_string(),
        cells: vec![set.name.to_string(), ready, age(at, set.created_at)],
        wide: vec![names.join(","), images.join(",")],
        labels: if labels { Labels::of_set(set) } else { Labels::default() },
    }
}

/// Returns the rows of all sets, unsorted.
pub(super) fn rows(cluster: &Cluster, at: SimTime, labels: bool) -> Vec<TableRow> {
    cluster.sets().map(|(_, owned)| row(&owned.set, &owned.set.status, at, labels)).collect()
}
