//! A pod's `status`, from its state in the engine: phase, conditions, container statuses.
//!
//! The types that are serialized are in `wire`. Container ids and image digests are invented.

use rollout_engine::api::{
    Container, ContainerKind, ContainerState, ContainerStatus, Disruption, NodeId, Pod, PodPhase,
    PodTemplate,
};
use rollout_engine::cluster::Owned;
use rollout_engine::scheduler::SchedulingFailure;
use rollout_engine::time::SimTime;

use super::super::uids::made_up;
use super::super::wire::{Condition, Time};
use super::wire::{self, Address, PodStatus, Reported, Running, Terminated, Waiting};
use super::{address, node_address};
use crate::events::{missing, refers_to};
use crate::facts::{is_started, reason};
use crate::release::Release;
use crate::value::Value;

/// Containers of a pod, by the template of its revision.
struct Containers<'a> {
    pod: &'a Pod,
    template: &'a PodTemplate,
    statuses: Vec<ContainerStatus>,
}

impl<'a> Containers<'a> {
    fn of(pod: &'a Pod, owned: &'a Owned) -> Self {
        let template = owned.template_of(pod).unwrap_or(&owned.set.spec.template);
        let alone = || vec![ContainerStatus::of(pod, pod.created_at)];
        let statuses = owned.containers(pod).map_or_else(alone, <[_]>::to_vec);
        Self { pod, template, statuses }
    }

    /// Returns each container with its status, main containers first.
    fn all(&self) -> impl Iterator<Item = (&Container, &ContainerStatus)> {
        self.template.all_containers().zip(&self.statuses)
    }

    fn named(&self, name: &str) -> Option<(&Container, &ContainerStatus)> {
        self.all().find(|(container, _)| &*container.name == name)
    }

    /// Returns names in the order of a kubelet's messages: init containers first.
    fn names_of(&self, wanted: impl Fn(&Container, &ContainerStatus) -> bool) -> String {
        let wanted =
            |(container, status): &(&Container, &ContainerStatus)| wanted(container, status);
        let (mains, inits): (Vec<_>, Vec<_>) =
            self.all().filter(wanted).partition(|(it, _)| it.kind == ContainerKind::Main);
        let names = inits.into_iter().chain(mains).map(|(container, _)| &*container.name);
        names.collect::<Vec<_>>().join(" ")
    }

    fn unready(&self) -> String {
        self.names_of(|container, status| container.kind != ContainerKind::Init && !status.ready)
    }

    /// Returns the names of init containers that have not completed and sidecars that have not started.
    fn incomplete(&self) -> String {
        let mut mains = self.all().filter(|(it, _)| it.kind == ContainerKind::Main);
        let begun = mains.any(|(_, status)| status.state != ContainerState::Initializing);
        self.names_of(|container, status| match container.kind {
            ContainerKind::Main => false,
            ContainerKind::Init => status.state != ContainerState::Completed,
            ContainerKind::Sidecar => !begun && !is_started(status, container),
        })
    }
}

/// Returns the status of a pod with this spec.
pub(super) fn status(pod: &Pod, owned: &Owned, spec: &Value, release: Release) -> Value {
    let containers = Containers::of(pod, owned);
    let ip = pod.has_address.then(|| address(pod));
    let failure = owned.scheduling_failure(pod);
    let unscheduled = failure.map(|failure| unscheduled(failure, release));
    let conditions = match pod.node {
        Some(_) => conditions(&containers),
        None => unscheduled.into_iter().collect(),
    };
    let is_reported = pod.container != ContainerState::Unknown;
    Value::of(&PodStatus {
        conditions,
        reported: pod.node.filter(|_| is_reported).map(|node| reported(&containers, node, spec)),
        phase: pod.phase.to_string(),
        pod_ips: ip.iter().map(|ip| Address { ip: ip.clone() }).collect(),
        pod_ip: ip,
        qos_class: quality_of_service(spec),
    })
}

/// Returns what the kubelet reports from its first status on.
fn reported(containers: &Containers<'_>, node: NodeId, spec: &Value) -> Reported {
    let pod = containers.pod;
    let has_init = spec.get("initContainers").is_some();
    let host_ip = node_address(node);
    Reported {
        container_statuses: container_statuses(containers, spec, "containers"),
        host_ips: vec![Address { ip: host_ip.clone() }],
        host_ip,
        init_container_statuses: has_init
            .then(|| container_statuses(containers, spec, "initContainers")),
        // The kubelet writes it once, with its first status; no restart moves it. Too early for a pod that waited for a node:
        // when it was bound is not kept.
        start_time: Time(pod.created_at),
    }
}

/// Returns the condition that the scheduler writes when no node fits.
fn unscheduled(failure: &SchedulingFailure, release: Release) -> Condition {
    condition("PodScheduled", false, failure.since)
        .because("Unschedulable", crate::unfit(&failure.unfit, release))
}

/// Returns the condition DisruptionTarget, which is the last one.
fn disruption(by: Disruption, pod: &Pod) -> Condition {
    let (reason, message) = match by {
        Disruption::TaintManager => {
            ("DeletionByTaintManager", "Taint manager: deleting due to NoExecute taint")
        }
        Disruption::EvictionApi => ("EvictionByEvictionAPI", "Eviction API: evicting"),
        Disruption::PodGc => ("DeletionByPodGC", "PodGC: node no longer exists"),
    };
    let since = pod.deletion_timestamp.unwrap_or(pod.created_at);
    condition("DisruptionTarget", true, since).because(reason, message)
}

/// Returns a pod's condition without a reason. Pods' conditions have the field `lastProbeTime`.
fn condition(kind: &'static str, holds: bool, since: SimTime) -> Condition {
    Condition::new(kind, holds, since).never_probed()
}

/// Returns the QoS class, from cpu and memory. Upstream: `GetPodQOS`.
fn quality_of_service(spec: &Value) -> &'static str {
    let containers = || {
        let lists = ["containers", "initContainers"];
        lists.into_iter().filter_map(|list| spec.get(list)).flat_map(Value::items)
    };
    let quantity = |container: &Value, of: &str, name: &str| {
        container.text_at(&["resources", of, name]).to_owned()
    };
    let asks = |container: &Value| {
        ["limits", "requests"].iter().any(|of| {
            ["cpu", "memory"].iter().any(|name| !quantity(container, of, name).is_empty())
        })
    };
    let guaranteed = |container: &Value| {
        ["cpu", "memory"].iter().all(|name| {
            let limit = quantity(container, "limits", name);
            let request = quantity(container, "requests", name);
            !limit.is_empty() && (request.is_empty() || request == limit)
        })
    };
    if !containers().any(asks) {
        "BestEffort"
    } else if containers().all(guaranteed) {
        "Guaranteed"
    } else {
        "Burstable"
    }
}

/// Returns the conditions, in the order of the recordings' stand-in for a kubelet.
fn conditions(containers: &Containers<'_>) -> Vec<Condition> {
    let pod = containers.pod;
    let started = pod.started_at.unwrap_or(pod.created_at);
    let mut conditions = vec![condition("PodScheduled", true, pod.created_at)];
    if pod.container != ContainerState::Unknown {
        let has_sandbox = pod.has_address && !pod.is_finished();
        let of_ready = |kind, holds| {
            let condition = condition(kind, holds, pod.ready_since);
            if holds { condition } else { explain_unready(containers, condition) }
        };
        conditions.extend([
            condition("PodReadyToStartContainers", has_sandbox, started),
            initialized(containers, started),
            of_ready("Ready", pod.ready),
            of_ready("ContainersReady", pod.containers_ready),
        ]);
    }
    conditions.extend(pod.disruption.map(|by| disruption(by, pod)));
    conditions
}

/// Returns the condition Initialized.
fn initialized(containers: &Containers<'_>, since: SimTime) -> Condition {
    let incomplete = containers.incomplete();
    if containers.pod.is_finished() || incomplete.is_empty() {
        return condition("Initialized", true, since);
    }
    let message = format!("containers with incomplete status: [{incomplete}]");
    condition("Initialized", false, since).because("ContainersNotInitialized", message)
}

/// Explains an unready condition in a kubelet's words. The stand-in of the recordings gave no explanation.
fn explain_unready(containers: &Containers<'_>, condition: Condition) -> Condition {
    // The node controller writes False without a reason for the pods of a lost node. Their containers still count as
    // ready.
    if containers.pod.containers_ready {
        return condition;
    }
    if containers.pod.phase == PodPhase::Succeeded {
        return condition.because("PodCompleted", "");
    }
    let message = format!("containers with unready status: [{}]", containers.unready());
    condition.because("ContainersNotReady", message)
}

/// Returns the statuses of the containers of a list of the spec, in its order.
fn container_statuses(
    containers: &Containers<'_>,
    spec: &Value,
    list: &str,
) -> Vec<wire::ContainerStatus> {
    let all = spec.get(list).map(Value::items).unwrap_or_default();
    let status = |container: &Value| {
        let (typed, status) = containers.named(container.text_at(&["name"]))?;
        Some(container_status(containers, container, typed, status))
    };
    all.iter().filter_map(status).collect()
}

fn container_status(
    containers: &Containers<'_>,
    container: &Value,
    typed: &Container,
    status: &ContainerStatus,
) -> wire::ContainerStatus {
    let id = container_id(containers.pod, typed.kind);
    // The stand-in of the recordings gives no id to an init container that has ended.
    let terminated_id = if typed.kind == ContainerKind::Init { "" } else { &id };
    let has_run = status.started_at.is_some();
    let has_init = !containers.template.init_containers.is_empty();
    let lacks = status.state == ContainerState::ConfigError;
    let name = container.text_at(&["name"]);
    let message = lacks.then(|| missing(refers_to(container).as_deref(), name));
    let image = container.text_at(&["image"]);
    wire::ContainerStatus {
        image: image.to_owned(),
        image_id: if has_run { image_id(image) } else { String::new() },
        last_state: last_state(status, &id),
        name: name.to_owned(),
        ready: status.ready,
        restart_count: status.restarts,
        started: is_started(status, typed) && typed.kind != ContainerKind::Init,
        state: state(status, has_init, terminated_id, message),
        container_id: has_run.then_some(id),
    }
}

fn container_id(pod: &Pod, kind: ContainerKind) -> String {
    let suffix = if kind == ContainerKind::Main { "" } else { "-i" };
    format!("containerd://{}{suffix}", made_up(pod.uid, 0))
}

fn image_id(image: &str) -> String {
    format!("docker.io/library/{image}@sha256:0000")
}

fn state(
    status: &ContainerStatus,
    has_init: bool,
    id: &str,
    message: Option<String>,
) -> wire::ContainerState {
    match status.state {
        ContainerState::Running => {
            let started_at = Time(status.started_at.unwrap_or(status.since));
            wire::ContainerState { running: Some(Running { started_at }), ..Default::default() }
        }
        ContainerState::Completed | ContainerState::Error | ContainerState::StatusUnknown => {
            terminated(status, id)
        }
        waiting => {
            let reason = reason(waiting, has_init).unwrap_or("ContainerCreating");
            wire::ContainerState {
                waiting: Some(Waiting { message, reason }),
                ..Default::default()
            }
        }
    }
}

/// Returns how the container ended before it was restarted, if it was.
fn last_state(status: &ContainerStatus, id: &str) -> wire::ContainerState {
    let waits = status.state == ContainerState::CrashLoopBackOff;
    let restarted = status.restarts > 0 && status.runs();
    if waits || restarted {
        let code = status.exit_code;
        let ended = if code == 0 { ContainerState::Completed } else { ContainerState::Error };
        terminated(&ContainerStatus { state: ended, ..*status }, id)
    } else {
        wire::ContainerState::default()
    }
}

fn terminated(status: &ContainerStatus, id: &str) -> wire::ContainerState {
    let is_unknown = status.state == ContainerState::StatusUnknown;
    let started = status.last_started_at.or(status.started_at).unwrap_or(status.since);
    let ended = status.last_terminated_at.unwrap_or(status.since).max(started);
    let has_id = !id.is_empty() && !is_unknown;
    let terminated = Terminated {
        container_id: has_id.then(|| id.to_owned()),
        exit_code: if is_unknown { 137 } else { status.exit_code },
        finished_at: Time(ended),
        message: is_unknown
            .then_some("The container could not be located when the pod was terminated"),
        reason: reason(status.state, false).unwrap_or("Error"),
        started_at: Time(started),
    };
    wire::ContainerState { terminated: Some(terminated), ..Default::default() }
}
