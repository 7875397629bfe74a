//! Single facts of pods and nodes that documents and tables show alike.

use rollout_engine::api::{Container, ContainerState, ContainerStatus, NodeId, Pod};

/// `node-1`.
pub fn node_name(node: NodeId) -> String {
    format!("node-{}", u32::from(node.0) + 1)
}

/// Returns the address of a pod. It is unique among the first 2¹⁹ pods.
pub fn address(pod: &Pod) -> String {
    format!("10.{}.{}.{}", 244 + (pod.uid.0 >> 16 & 7), pod.uid.0 >> 8 & 255, pod.uid.0 & 255)
}

/// Whether a container has started (`started` in its status).
pub fn is_started(status: &ContainerStatus, container: &Container) -> bool {
    status.runs() && (container.probes.startup.is_none() || status.probing.has_started())
}

/// Returns the reason of a container's state; `None` if it has none.
pub fn reason(state: ContainerState, has_init: bool) -> Option<&'static str> {
    Some(match state {
        ContainerState::Unknown | ContainerState::Running => return None,
        ContainerState::Creating if !has_init => "ContainerCreating",
        ContainerState::Initializing | ContainerState::Creating => "PodInitializing",
        ContainerState::ErrImagePull => "ErrImagePull",
        ContainerState::ImagePullBackOff => "ImagePullBackOff",
        ContainerState::ConfigError => "CreateContainerConfigError",
        ContainerState::CrashLoopBackOff => "CrashLoopBackOff",
        ContainerState::Completed => "Completed",
        ContainerState::Error => "Error",
        ContainerState::StatusUnknown => "ContainerStatusUnknown",
    })
}
