//! Stages: how far a pod has come. Plates, cells and lanes all draw the same stage.
//!
//! Computed from the pod's own fields. Leaves out the STATUS column of kubectl: `kubectl::rows`.

use rollout_engine::api::{ContainerState, Pod, PodPhase};
use rollout_engine::time::SimTime;

/// How far a pod has come, how far its termination has come, or what is wrong with it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Stage {
    /// No container exists yet.
    Pending,
    /// ContainerCreating, or init containers run.
    Creating,
    /// Running and not Ready.
    Running,
    /// Ready, for less than minReadySeconds.
    Settling,
    /// Ready and available.
    Ready,
    /// Terminating, while its containers still run.
    Leaving,
    /// Terminating, and no container runs.
    Stopped,
    /// Something keeps the pod from running.
    Trouble(Trouble),
}

/// The kinds of trouble that are drawn differently.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Trouble {
    /// A container has terminated: CrashLoopBackOff, Error, Completed or ContainerStatusUnknown.
    Crash,
    /// ErrImagePull or ImagePullBackOff.
    Image,
    /// CreateContainerConfigError: a container refers to an object that does not exist.
    Config,
    /// The pod's phase is Failed.
    Failed,
    /// Its node is lost: the status still has ready containers, and the pod is not Ready.
    Lost,
}

impl Stage {
    /// Returns the stage of a pod at a time.
    pub fn of(pod: &Pod, min_ready_seconds: u32, now: SimTime) -> Self {
        match pod.container {
            ContainerState::Running if pod.is_terminating() => Self::Leaving,
            _ if pod.is_terminating() => Self::Stopped,
            _ if pod.phase == PodPhase::Failed => Self::Trouble(Trouble::Failed),
            ContainerState::Unknown => Self::Pending,
            ContainerState::Initializing | ContainerState::Creating => Self::Creating,
            ContainerState::ErrImagePull | ContainerState::ImagePullBackOff => {
                Self::Trouble(Trouble::Image)
            }
            ContainerState::ConfigError => Self::Trouble(Trouble::Config),
            ContainerState::CrashLoopBackOff
            | ContainerState::Error
            | ContainerState::StatusUnknown
            | ContainerState::Completed => Self::Trouble(Trouble::Crash),
            // The Ready condition follows the containers, except on a lost node.
            ContainerState::Running if !pod.ready && pod.containers_ready => {
                Self::Trouble(Trouble::Lost)
            }
            ContainerState::Running if !pod.is_running_and_ready() => Self::Running,
            ContainerState::Running if pod.is_available(min_ready_seconds, now) => Self::Ready,
            ContainerState::Running => Self::Settling,
        }
    }

    /// Returns its name in the style sheet: `data-s`, and the class of a lane's segment.
    pub fn key(self) -> &'static str {
        match self {
            Self::Pending => "pending",
            Self::Creating => "creating",
            Self::Running => "running",
            Self::Settling => "settling",
            Self::Ready => "ready",
            Self::Leaving => "term",
            Self::Stopped => "gone",
            Self::Trouble(_) => "trouble",
        }
    }

    /// Returns the name of its trouble in the style sheet: `data-t`. `None` for trouble that has no look of its own.
    pub fn trouble_key(self) -> Option<&'static str> {
        match self {
            Self::Trouble(Trouble::Image | Trouble::Config) => Some("image"),
            Self::Trouble(Trouble::Failed) => Some("failed"),
            Self::Trouble(Trouble::Lost) => Some("lost"),
            _ => None,
        }
    }

    /// Whether the pod is terminating.
    pub fn is_leaving(self) -> bool {
        matches!(self, Self::Leaving | Self::Stopped)
    }

    /// Whether the pod is Ready, available or not. False for a terminating pod.
    pub fn is_ready(self) -> bool {
        matches!(self, Self::Ready | Self::Settling)
    }
}
