//! The rows of `kubectl get pods` (upstream `printPod`).

use std::collections::BTreeMap;

use rollout_engine::api::{ContainerState, Pod};
use rollout_engine::cluster::{Cluster, Owned};
use rollout_engine::time::SimTime;
use rollout_engine::version::Rules;

use super::document::{address, node_name};
use super::labels::Labels;
use super::table::Table;
use super::{Row, age};
use crate::release::Release;

pub(super) const HEADINGS: [&str; 5] = ["NAME", "READY", "STATUS", "RESTARTS", "AGE"];
pub(super) const WIDE_HEADINGS: [&str; 4] = ["IP", "NODE", "NOMINATED NODE", "READINESS GATES"];

const NONE: &str = "<none>";

/// A pod in the words of `kubectl get pods`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PodRow {
    /// `web-0`.
    pub name: String,
    /// `1/1`: containers that are ready, of all.
    pub ready: String,
    /// `Running`, `ContainerCreating`, `Terminating` …
    pub status: String,
    /// `0`, or `3 (45s ago)`.
    pub restarts: String,
    /// `2m5s`.
    pub age: String,
}

/// The row of a pod; `owned` is its set.
pub fn pod_row(pod: &Pod, owned: &Owned, at: SimTime, rules: &Rules) -> PodRow {
    pod_cells(pod, owned, at, Release::of(rules))
}

/// Rows in columns, as `kubectl get pods` prints them: the headings, then a line for each.
pub fn pod_table(rows: impl IntoIterator<Item = PodRow>) -> Vec<String> {
    let headings = HEADINGS.map(str::to_owned).to_vec();
    let cells = rows.into_iter().map(|it| vec![it.name, it.ready, it.status, it.restarts, it.age]);
    let printed = Table::default().lines([headings].into_iter().chain(cells).collect());
    printed.lines().map(str::to_owned).collect()
}

/// STATUS of that row alone.
pub fn pod_status(pod: &Pod, owned: &Owned, rules: &Rules) -> String {
    let template = owned.template(pod.revision).unwrap_or(&owned.set.spec.template);
    status(pod, template.init_containers, Release::of(rules))
}

fn pod_cells(pod: &Pod, owned: &Owned, at: SimTime, release: Release) -> PodRow {
    let template = owned.template(pod.revision).unwrap_or(&owned.set.spec.template);
    let total = template.containers.len();
    PodRow {
        name: owned.pod_name(pod.ordinal),
        ready: format!("{}/{total}", if pod.containers_ready { total } else { 0 }),
        status: status(pod, template.init_containers, release),
        restarts: restarts(pod, at),
        age: age(at, pod.created_at),
    }
}

fn status(pod: &Pod, init_containers: u32, release: Release) -> String {
    let ended = release.shows_how_a_pod_ended() && pod.is_finished();
    if pod.is_terminating() && !ended {
        return "Terminating".to_owned();
    }
    let reason = match pod.container {
        ContainerState::Unknown | ContainerState::Running => return pod.phase.to_string(),
        // They are one step here: no `Init:1/2` is seen.
        ContainerState::Initializing => return format!("Init:0/{init_containers}"),
        ContainerState::Creating if init_containers > 0 => "PodInitializing",
        ContainerState::Creating => "ContainerCreating",
        ContainerState::ErrImagePull => "ErrImagePull",
        ContainerState::ImagePullBackOff => "ImagePullBackOff",
        ContainerState::CrashLoopBackOff => "CrashLoopBackOff",
        ContainerState::Completed => "Completed",
        ContainerState::Error => "Error",
        ContainerState::StatusUnknown => "ContainerStatusUnknown",
    };
    reason.to_owned()
}

fn restarts(pod: &Pod, at: SimTime) -> String {
    match pod.last_terminated_at {
        Some(ended) if pod.restarts > 0 => format!("{} ({} ago)", pod.restarts, age(at, ended)),
        _ => pod.restarts.to_string(),
    }
}

/// The row of one pod.
pub(super) fn row(pod: &Pod, owned: &Owned, at: SimTime, release: Release, labels: bool) -> Row {
    let template =
        if labels { Labels::of_revision(owned, pod.revision) } else { Labels::default() };
    row_with(pod, owned, at, release, &template)
}

fn row_with(pod: &Pod, owned: &Owned, at: SimTime, release: Release, template: &Labels) -> Row {
    let PodRow { name, ready, status, restarts, age } = pod_cells(pod, owned, at, release);
    let address = if pod.has_address { address(pod) } else { NONE.to_owned() };
    let node = pod.node.map_or_else(|| NONE.to_owned(), node_name);
    Row {
        name: name.clone(),
        cells: vec![name, ready, status, restarts, age],
        wide: vec![address, node, NONE.to_owned(), NONE.to_owned()],
        labels: Labels::of_pod(template, pod, owned, release),
    }
}

/// The rows of all pods, in no particular order.
pub(super) fn rows(cluster: &Cluster, at: SimTime, release: Release, labels: bool) -> Vec<Row> {
    let mut rows = Vec::new();
    for (_, owned) in cluster.names() {
        let mut templates = BTreeMap::new();
        for pod in owned.pods.iter() {
            let template = templates.entry(pod.revision).or_insert_with(|| {
                if labels { Labels::of_revision(owned, pod.revision) } else { Labels::default() }
            });
            rows.push(row_with(pod, owned, at, release, template));
        }
    }
    rows
}
