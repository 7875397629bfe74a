//! Facts of containers that the API and the page show alike: whether one has started, and the reason of its state.

use rollout_engine::api::{Container, ContainerState, ContainerStatus};

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
