//! Rows of `kubectl get pods`, with wide columns and labels.
//!
//! Not here: the five usual columns ([`crate::rows`]).

use std::collections::BTreeMap;

use rollout_engine::api::Pod;
use rollout_engine::cluster::{Cluster, Owned};
use rollout_engine::time::SimTime;

use super::TableRow;
use super::labels::Labels;
use crate::rows::PodRow;
use crate::rows::pod::pod_cells;
use apiserver::document::address;
use apiserver::release::Release;

pub(super) const WIDE_HEADINGS: [&str; 4] = ["IP", "NODE", "NOMINATED NODE", "READINESS GATES"];

const NONE: &str = "<none>";

/// Returns the row of one pod.
pub(super) fn row(
    pod: &Pod,
    owned: &Owned,
    at: SimTime,
    release: Release,
    labels: bool,
) -> TableRow {
    let template =
        if labels { Labels::of_revision(owned, owned.made_from(pod)) } else { Labels::default() };
    row_with(pod, owned, at, release, &template)
}

fn row_with(
    pod: &Pod,
    owned: &Owned,
    at: SimTime,
    release: Release,
    template: &Labels,
) -> TableRow {
    let PodRow { name, ready, status, restarts, age } = pod_cells(pod, owned, at, release);
    let address = if pod.has_address { address(pod) } else { NONE.to_owned() };
    let named = || owned.template_of(pod).and_then(|of| of.placement.node_name.as_deref());
    let node = match pod.node {
        Some(node) => node.to_string(),
        None => named().unwrap_or(NONE).to_owned(),
    };
    TableRow {
        namespace: owned.set.namespace.to_string(),
        name: name.clone(),
        cells: vec![name, ready, status, restarts, age],
        wide: vec![address, node, NONE.to_owned(), NONE.to_owned()],
        labels: Labels::of_pod(template, pod, owned, release),
    }
}

/// Returns the rows of all pods, unsorted.
pub(super) fn rows(
    cluster: &Cluster,
    at: SimTime,
    release: Release,
    labels: bool,
) -> Vec<TableRow> {
    let mut rows = Vec::new();
    for (_, owned) in cluster.names() {
        let mut templates = BTreeMap::new();
        for pod in owned.pods.iter() {
            let template = templates.entry(owned.made_from(pod)).or_insert_with(|| {
                if labels {
                    Labels::of_revision(owned, owned.made_from(pod))
                } else {
                    Labels::default()
                }
            });
            rows.push(row_with(pod, owned, at, release, template));
        }
    }
    rows
}
