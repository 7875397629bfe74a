//! A pod's `status`: phase, conditions and container statuses, from its state in the engine.
//!
//! Container ids and image digests are invented.

use rollout_engine::api::{
    Container, ContainerKind, ContainerState, ContainerStatus, Pod, PodPhase, PodTemplate,
};
use rollout_engine::cluster::Owned;

use super::super::{moment, number, object, text, uuid};
use super::{address, node_address};
use crate::print::pod::{is_started, reason};
use crate::value::Value;

/// The containers of a pod, by the template that it was made from.
struct Containers<'a> {
    pod: &'a Pod,
    template: &'a PodTemplate,
    statuses: Vec<ContainerStatus>,
}

impl<'a> Containers<'a> {
    fn of(pod: &'a Pod, owned: &'a Owned) -> Self {
        let template = owned.template(pod.revision).unwrap_or(&owned.set.spec.template);
        let alone = || vec![ContainerStatus::of(pod, pod.created_at)];
        let statuses = owned.containers(pod).map_or_else(alone, <[_]>::to_vec);
        Self { pod, template, statuses }
    }

    /// What the template says of each and what it does; the main ones first.
    fn all(&self) -> impl Iterator<Item = (&Container, &ContainerStatus)> {
        self.template.all_containers().zip(&self.statuses)
    }

    fn named(&self, name: &str) -> Option<(&Container, &ContainerStatus)> {
        self.all().find(|(container, _)| &*container.name == name)
    }

    /// In the order of a kubelet's messages: init containers first.
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

    /// Init containers that have not ended, sidecars that have not started.
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

/// The status of a pod with this spec.
pub(super) fn status(pod: &Pod, owned: &Owned, spec: &Value) -> Value {
    let containers = Containers::of(pod, owned);
    let mut fields =
        vec![("phase", text(pod.phase.to_string())), ("qosClass", text(quality_of_service(spec)))];
    if let Some(node) = pod.node {
        fields.push(("conditions", Value::List(conditions(&containers))));
        if pod.container != ContainerState::Unknown {
            let host = node_address(node);
            fields.push(("hostIPs", addresses(&host)));
            fields.push(("hostIP", text(host)));
            fields.push(("startTime", moment(pod.started_at.unwrap_or(pod.created_at))));
            fields.extend(container_statuses(&containers, spec));
        }
    }
    if pod.has_address {
        fields.push(("podIP", text(address(pod))));
        fields.push(("podIPs", addresses(&address(pod))));
    }
    object(fields)
}

fn addresses(ip: &str) -> Value {
    Value::List(vec![object(vec![("ip", text(ip))])])
}

/// Upstream `GetPodQOS`, for cpu and memory.
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

/// In the order of the recordings' stand-in for a kubelet.
fn conditions(containers: &Containers<'_>) -> Vec<Value> {
    let pod = containers.pod;
    let started = pod.started_at.unwrap_or(pod.created_at);
    let mut conditions = vec![("PodScheduled", true, pod.created_at)];
    if pod.container != ContainerState::Unknown {
        let is_initialized = pod.is_finished() || containers.incomplete().is_empty();
        conditions.extend([
            ("PodReadyToStartContainers", pod.has_address && !pod.is_finished(), started),
            ("Initialized", is_initialized, started),
            ("Ready", pod.ready, pod.ready_since),
            ("ContainersReady", pod.containers_ready, pod.ready_since),
        ]);
    }
    let condition = |(kind, holds, since): (&str, _, _)| {
        let mut fields = vec![
            ("lastProbeTime", Value::Null),
            ("lastTransitionTime", moment(since)),
            ("status", text(if holds { "True" } else { "False" })),
            ("type", text(kind)),
        ];
        if !holds && kind.ends_with("Ready") {
            fields.extend(why_not_ready(containers));
        }
        if !holds && kind == "Initialized" {
            let incomplete = containers.incomplete();
            let message = format!("containers with incomplete status: [{incomplete}]");
            fields
                .extend([("message", text(message)), ("reason", text("ContainersNotInitialized"))]);
        }
        object(fields)
    };
    conditions.into_iter().map(condition).collect()
}

/// A kubelet's words; the stand-in of the recordings gave none.
fn why_not_ready(containers: &Containers<'_>) -> Vec<(&'static str, Value)> {
    if containers.pod.phase == PodPhase::Succeeded {
        return vec![("reason", text("PodCompleted"))];
    }
    let message = format!("containers with unready status: [{}]", containers.unready());
    vec![("message", text(message)), ("reason", text("ContainersNotReady"))]
}

fn container_statuses(containers: &Containers<'_>, spec: &Value) -> Vec<(&'static str, Value)> {
    let list = |list: &str| {
        let all = spec.get(list).map(Value::items).unwrap_or_default();
        let status = |container: &Value| {
            let (typed, status) = containers.named(container.text_at(&["name"]))?;
            Some(container_status(containers, container, typed, status))
        };
        Value::List(all.iter().filter_map(status).collect())
    };
    let mut statuses = vec![("containerStatuses", list("containers"))];
    if spec.get("initContainers").is_some() {
        statuses.push(("initContainerStatuses", list("initContainers")));
    }
    statuses
}

fn container_status(
    containers: &Containers<'_>,
    container: &Value,
    typed: &Container,
    status: &ContainerStatus,
) -> Value {
    let id = container_id(containers.pod, typed.kind);
    // The stand-in of the recordings names no container that has ended well.
    let terminated_id = if typed.kind == ContainerKind::Init { "" } else { &id };
    let has_run = status.started_at.is_some();
    let has_init = !containers.template.init_containers.is_empty();
    let image = container.text_at(&["image"]);
    let mut fields = vec![
        ("image", text(image)),
        ("imageID", text(if has_run { image_id(image) } else { String::new() })),
        ("lastState", last_state(status, &id)),
        ("name", text(container.text_at(&["name"]))),
        ("ready", Value::Bool(status.ready)),
        ("restartCount", number(status.restarts)),
        ("started", Value::Bool(is_started(status, typed) && typed.kind != ContainerKind::Init)),
        ("state", state(status, has_init, terminated_id)),
    ];
    if has_run {
        fields.push(("containerID", text(id)));
    }
    object(fields)
}

fn container_id(pod: &Pod, kind: ContainerKind) -> String {
    let suffix = if kind == ContainerKind::Main { "" } else { "-i" };
    format!("containerd://{}{suffix}", uuid(pod.uid))
}

fn image_id(image: &str) -> String {
    format!("docker.io/library/{image}@sha256:0000")
}

fn state(status: &ContainerStatus, has_init: bool, id: &str) -> Value {
    match status.state {
        ContainerState::Running => {
            let since = status.started_at.unwrap_or(status.since);
            object(vec![("running", object(vec![("startedAt", moment(since))]))])
        }
        ContainerState::Completed | ContainerState::Error | ContainerState::StatusUnknown => {
            terminated(status, id)
        }
        waiting => {
            let reason = reason(waiting, has_init).unwrap_or("ContainerCreating");
            object(vec![("waiting", object(vec![("reason", text(reason))]))])
        }
    }
}

/// How it ended before it was started again, if it was.
fn last_state(status: &ContainerStatus, id: &str) -> Value {
    let waits = status.state == ContainerState::CrashLoopBackOff;
    let restarted = status.restarts > 0 && status.runs();
    if waits || restarted {
        let code = status.exit_code;
        let ended = if code == 0 { ContainerState::Completed } else { ContainerState::Error };
        terminated(&ContainerStatus { state: ended, ..*status }, id)
    } else {
        Value::map()
    }
}

fn terminated(status: &ContainerStatus, id: &str) -> Value {
    let mut fields = Vec::new();
    let reason = reason(status.state, false).unwrap_or("Error");
    let exit_code = match status.state {
        ContainerState::StatusUnknown => {
            let message = "The container could not be located when the pod was terminated";
            fields.push(("message", text(message)));
            137
        }
        _ => status.exit_code,
    };
    let started = status.last_started_at.or(status.started_at).unwrap_or(status.since);
    let ended = status.last_terminated_at.unwrap_or(status.since).max(started);
    if !id.is_empty() && status.state != ContainerState::StatusUnknown {
        fields.push(("containerID", text(id)));
    }
    fields.extend([
        ("exitCode", number(exit_code)),
        ("finishedAt", moment(ended)),
        ("reason", text(reason)),
        ("startedAt", moment(started)),
    ]);
    object(vec![("terminated", object(fields))])
}
