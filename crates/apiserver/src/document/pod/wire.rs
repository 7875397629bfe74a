//! The types of a pod's `status`, in the API's shape (`v1.PodStatus`). What they say of a pod is decided in `status`.

use serde::Serialize;

use super::super::wire::{Condition, Time};

/// `v1.PodStatus`.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct PodStatus {
    /// Empty, and then omitted, until the scheduler has tried the pod.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) conditions: Vec<Condition>,
    /// What the kubelet of its node reports.
    #[serde(flatten)]
    pub(super) reported: Option<Reported>,
    pub(super) phase: String,
    #[serde(rename = "podIP", skip_serializing_if = "Option::is_none")]
    pub(super) pod_ip: Option<String>,
    #[serde(rename = "podIPs", skip_serializing_if = "Vec::is_empty")]
    pub(super) pod_ips: Vec<Address>,
    pub(super) qos_class: &'static str,
}

/// The fields of `v1.PodStatus` that exist from the kubelet's first status on.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Reported {
    pub(super) container_statuses: Vec<ContainerStatus>,
    #[serde(rename = "hostIP")]
    pub(super) host_ip: String,
    #[serde(rename = "hostIPs")]
    pub(super) host_ips: Vec<Address>,
    /// `None` if the spec has no `initContainers`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) init_container_statuses: Option<Vec<ContainerStatus>>,
    pub(super) start_time: Time,
}

/// `v1.PodIP`, `v1.HostIP`.
#[derive(Serialize)]
pub(super) struct Address {
    pub(super) ip: String,
}

/// `v1.ContainerStatus`.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct ContainerStatus {
    /// `None` before the first run.
    #[serde(rename = "containerID", skip_serializing_if = "Option::is_none")]
    pub(super) container_id: Option<String>,
    pub(super) image: String,
    /// Empty before the first run.
    #[serde(rename = "imageID")]
    pub(super) image_id: String,
    pub(super) last_state: ContainerState,
    pub(super) name: String,
    pub(super) ready: bool,
    pub(super) restart_count: u16,
    pub(super) started: bool,
    pub(super) state: ContainerState,
}

/// `v1.ContainerState`: one of three, or none for a last state that does not exist.
#[derive(Default, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct ContainerState {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) running: Option<Running>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) terminated: Option<Terminated>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) waiting: Option<Waiting>,
}

/// `v1.ContainerStateRunning`.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Running {
    pub(super) started_at: Time,
}

/// `v1.ContainerStateWaiting`.
#[derive(Serialize)]
pub(super) struct Waiting {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) message: Option<String>,
    pub(super) reason: &'static str,
}

/// `v1.ContainerStateTerminated`.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Terminated {
    #[serde(rename = "containerID", skip_serializing_if = "Option::is_none")]
    pub(super) container_id: Option<String>,
    pub(super) exit_code: u8,
    pub(super) finished_at: Time,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) message: Option<&'static str>,
    pub(super) reason: &'static str,
    pub(super) started_at: Time,
}
