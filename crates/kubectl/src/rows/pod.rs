//! The five columns of `kubectl get pods` (upstream `printPod`).
//!
//! Not here: its wide columns and its labels (`print/pod.rs`).

use rollout_engine::api::{ContainerKind, ContainerState, ContainerStatus, Pod, PodTemplate};
use rollout_engine::cluster::Owned;
use rollout_engine::time::SimTime;
use rollout_engine::version::Rules;

use super::duration::age;
use super::table::Table;
use apiserver::facts::{is_started, reason};
use apiserver::release::Release;

pub(crate) const HEADINGS: [&str; 5] = ["NAME", "READY", "STATUS", "RESTARTS", "AGE"];

/// A row of `kubectl get pods`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PodRow {
    /// `web-0`.
    pub name: String,
    /// Ready containers of all: `1/1`.
    pub ready: String,
    /// `Running`, `ContainerCreating`, `Terminating` …
    pub status: String,
    /// `0`, or `3 (45s ago)`.
    pub restarts: String,
    /// `2m5s`.
    pub age: String,
}

/// Returns the row of a pod; `owned` is its set.
pub fn pod_row(pod: &Pod, owned: &Owned, at: SimTime, rules: &Rules) -> PodRow {
    pod_cells(pod, owned, at, Release::of(rules))
}

/// Formats rows as `kubectl get pods` does: the headings, then one line each.
pub fn pod_table(rows: impl IntoIterator<Item = PodRow>) -> Vec<String> {
    let headings = HEADINGS.map(str::to_owned).to_vec();
    let cells = rows.into_iter().map(|it| vec![it.name, it.ready, it.status, it.restarts, it.age]);
    let printed = Table::default().lines([headings].into_iter().chain(cells).collect());
    printed.lines().map(str::to_owned).collect()
}

/// Returns only the STATUS of that row.
pub fn pod_status(pod: &Pod, owned: &Owned, rules: &Rules) -> String {
    let template = owned.template_of(pod).unwrap_or(&owned.set.spec.template);
    summary(pod, owned.containers(pod), template, Release::of(rules)).status
}

/// Returns the row of a pod by the texts of a release.
pub(crate) fn pod_cells(pod: &Pod, owned: &Owned, at: SimTime, release: Release) -> PodRow {
    let template = owned.template_of(pod).unwrap_or(&owned.set.spec.template);
    let total = template.containers.len() + template.sidecars().count();
    let said = summary(pod, owned.containers(pod), template, release);
    PodRow {
        name: owned.pod_name(pod.ordinal),
        ready: format!("{}/{total}", said.ready),
        status: said.status,
        restarts: match said.restarted_at {
            Some(ended) if said.restarts > 0 => {
                format!("{} ({} ago)", said.restarts, age(at, ended))
            }
            _ => said.restarts.to_string(),
        },
        age: age(at, pod.created_at),
    }
}

/// Summary of a pod's containers.
#[derive(Clone, Debug, Default)]
struct Summary {
    ready: usize,
    status: String,
    restarts: u16,
    /// Latest end of a container that was restarted.
    restarted_at: Option<SimTime>,
}

fn summary(
    pod: &Pod,
    several: Option<&[ContainerStatus]>,
    template: &PodTemplate,
    release: Release,
) -> Summary {
    let mut said = match several {
        Some(statuses) => of_several(pod, statuses, template),
        None => of_one(pod),
    };
    let ended = release.shows_how_a_pod_ended() && pod.is_finished();
    if pod.is_terminating() && !ended {
        said.status = "Terminating".to_owned();
    }
    said
}

fn of_one(pod: &Pod) -> Summary {
    let reason = reason(pod.container, false);
    Summary {
        ready: pod.containers_ready.into(),
        status: reason.map_or_else(|| pod.phase.to_string(), str::to_owned),
        restarts: pod.restarts,
        restarted_at: pod.last_terminated_at,
    }
}

impl Summary {
    fn restarted(&mut self, status: &ContainerStatus) {
        self.restarts = self.restarts.saturating_add(status.restarts);
        let ended = status.last_terminated_at.filter(|_| status.restarts > 0);
        self.restarted_at = self.restarted_at.max(ended);
    }
}

/// Summarizes several containers: init containers up to the first that is not done, then main containers, of which
/// the first that does not run gives the reason.
fn of_several(pod: &Pod, statuses: &[ContainerStatus], template: &PodTemplate) -> Summary {
    let (mains, inits) = statuses.split_at(template.containers.len().min(statuses.len()));
    let mut said = Summary { status: pod.phase.to_string(), ..Summary::default() };
    let mut sidecars = Summary::default();
    let mut initializing = false;
    for (index, (status, container)) in inits.iter().zip(&template.init_containers).enumerate() {
        said.restarted(status);
        let is_sidecar = container.kind == ContainerKind::Sidecar;
        if is_sidecar {
            sidecars.restarted(status);
        }
        if is_sidecar && is_started(status, container) {
            said.ready += usize::from(status.ready);
            continue;
        }
        if status.state == ContainerState::Completed {
            continue;
        }
        let trouble = reason(status.state, true).filter(|&it| it != "PodInitializing");
        said.status = match trouble {
            Some(trouble) => format!("Init:{trouble}"),
            None => format!("Init:{index}/{}", inits.len()),
        };
        initializing = true;
        break;
    }
    if initializing && mains.iter().all(|it| it.state == ContainerState::Initializing) {
        return said;
    }
    (said.restarts, said.restarted_at) = (sidecars.restarts, sidecars.restarted_at);
    let mut any_runs = false;
    for status in mains.iter().rev() {
        said.restarted(status);
        match reason(status.state, !inits.is_empty()) {
            Some(reason) => said.status = reason.to_owned(),
            None if status.ready => {
                any_runs = true;
                said.ready += 1;
            }
            None => {}
        }
    }
    if said.status == "Completed" && any_runs {
        said.status = if pod.ready { "Running" } else { "NotReady" }.to_owned();
    }
    said
}
