//! A pod's `status`: phase, conditions and container statuses, from its state in the engine.
//!
//! Containers of a pod move together. Container ids and image digests are invented.

use rollout_engine::api::{ContainerState, Pod, PodPhase};

use super::super::{moment, number, object, text, uuid};
use super::{address, node_address};
use crate::value::Value;

/// The status of a pod with this spec.
pub(super) fn status(pod: &Pod, spec: &Value) -> Value {
    let mut fields =
        vec![("phase", text(pod.phase.to_string())), ("qosClass", text(quality_of_service(spec)))];
    if let Some(node) = pod.node {
        fields.push(("conditions", Value::List(conditions(pod, spec))));
        if pod.container != ContainerState::Unknown {
            let host = node_address(node);
            fields.push(("hostIPs", addresses(&host)));
            fields.push(("hostIP", text(host)));
            fields.push(("startTime", moment(pod.started_at.unwrap_or(pod.created_at))));
            fields.extend(container_statuses(pod, spec));
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
fn conditions(pod: &Pod, spec: &Value) -> Vec<Value> {
    let started = pod.started_at.unwrap_or(pod.created_at);
    let mut conditions = vec![("PodScheduled", true, pod.created_at)];
    if pod.container != ContainerState::Unknown {
        conditions.extend([
            ("PodReadyToStartContainers", pod.has_address && !pod.is_finished(), started),
            ("Initialized", true, started),
            ("Ready", pod.ready, pod.ready_since),
            ("ContainersReady", pod.containers_ready, pod.ready_since),
        ]);
    }
    let is_about_containers = |kind: &str| kind.ends_with("Ready");
    let condition = |(kind, holds, since)| {
        let mut fields = vec![
            ("lastProbeTime", Value::Null),
            ("lastTransitionTime", moment(since)),
            ("status", text(if holds { "True" } else { "False" })),
            ("type", text(kind)),
        ];
        if !holds && is_about_containers(kind) {
            fields.extend(why_not_ready(pod, spec));
        }
        object(fields)
    };
    conditions.into_iter().map(condition).collect()
}

/// A kubelet's words; the stand-in of the recordings gave none.
fn why_not_ready(pod: &Pod, spec: &Value) -> Vec<(&'static str, Value)> {
    if pod.phase == PodPhase::Succeeded {
        return vec![("reason", text("PodCompleted"))];
    }
    let containers = spec.get("containers").map(Value::items).unwrap_or_default();
    let names: Vec<_> = containers.iter().map(|container| container.text_at(&["name"])).collect();
    let message = format!("containers with unready status: [{}]", names.join(" "));
    vec![("message", text(message)), ("reason", text("ContainersNotReady"))]
}

fn container_statuses(pod: &Pod, spec: &Value) -> Vec<(&'static str, Value)> {
    let of = |list: &str, one: fn(&Pod, &Value) -> Value| {
        let containers = spec.get(list).map(Value::items).unwrap_or_default();
        Value::List(containers.iter().map(|container| one(pod, container)).collect())
    };
    let mut statuses = vec![("containerStatuses", of("containers", container_status))];
    if spec.get("initContainers").is_some() {
        statuses.push(("initContainerStatuses", of("initContainers", init_status)));
    }
    statuses
}

fn container_status(pod: &Pod, container: &Value) -> Value {
    let runs = pod.container == ContainerState::Running;
    let has_run = pod.started_at.is_some();
    let image = container.text_at(&["image"]);
    let mut fields = vec![
        ("image", text(image)),
        ("imageID", text(if has_run { image_id(image) } else { String::new() })),
        ("lastState", last_state(pod)),
        ("name", text(container.text_at(&["name"]))),
        ("ready", Value::Bool(pod.containers_ready)),
        ("restartCount", number(pod.restarts)),
        ("started", Value::Bool(runs)),
        ("state", state(pod)),
    ];
    if has_run {
        fields.push(("containerID", text(container_id(pod))));
    }
    object(fields)
}

fn container_id(pod: &Pod) -> String {
    format!("containerd://{}", uuid(pod.uid))
}

fn image_id(image: &str) -> String {
    format!("docker.io/library/{image}@sha256:0000")
}

fn state(pod: &Pod) -> Value {
    let waiting = |reason: &str| object(vec![("waiting", object(vec![("reason", text(reason))]))]);
    match pod.container {
        ContainerState::Unknown | ContainerState::Creating => waiting("ContainerCreating"),
        ContainerState::Initializing => waiting("PodInitializing"),
        ContainerState::ErrImagePull => waiting("ErrImagePull"),
        ContainerState::ImagePullBackOff => waiting("ImagePullBackOff"),
        ContainerState::CrashLoopBackOff => waiting("CrashLoopBackOff"),
        ContainerState::Running => {
            let since = pod.started_at.unwrap_or(pod.created_at);
            object(vec![("running", object(vec![("startedAt", moment(since))]))])
        }
        ContainerState::Completed => terminated(pod, 0),
        ContainerState::Error | ContainerState::StatusUnknown => terminated(pod, 1),
    }
}

/// How its containers ended before they were started again, if they were.
fn last_state(pod: &Pod) -> Value {
    let restarted = pod.restarts > 0 || pod.container == ContainerState::CrashLoopBackOff;
    if restarted { terminated(pod, 1) } else { Value::map() }
}

fn terminated(pod: &Pod, exit_code: i64) -> Value {
    let started = pod.started_at.unwrap_or(pod.created_at);
    let ended = pod.last_terminated_at.unwrap_or(pod.ready_since).max(started);
    let terminated = object(vec![
        ("containerID", text(container_id(pod))),
        ("exitCode", number(exit_code)),
        ("finishedAt", moment(ended)),
        ("reason", text(if exit_code == 0 { "Completed" } else { "Error" })),
        ("startedAt", moment(started)),
    ]);
    object(vec![("terminated", terminated)])
}

/// Init containers have no states of their own in the engine: they have ended well once the others begin.
fn init_status(pod: &Pod, container: &Value) -> Value {
    let done = pod.started_at.is_some();
    let image = container.text_at(&["image"]);
    let at = pod.started_at.unwrap_or(pod.created_at);
    let ended = object(vec![
        ("exitCode", number(0)),
        ("finishedAt", moment(at)),
        ("reason", text("Completed")),
        ("startedAt", moment(at)),
    ]);
    let state = if done {
        object(vec![("terminated", ended)])
    } else {
        object(vec![("waiting", object(vec![("reason", text("PodInitializing"))]))])
    };
    object(vec![
        ("containerID", text(format!("{}-i", container_id(pod)))),
        ("image", text(image)),
        ("imageID", text(image_id(image))),
        ("lastState", Value::map()),
        ("name", text(container.text_at(&["name"]))),
        ("ready", Value::Bool(done)),
        ("restartCount", number(0)),
        ("started", Value::Bool(false)),
        ("state", state),
    ])
}
