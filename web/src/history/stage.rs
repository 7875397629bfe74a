//! How far a pod has come, as every drawing of it says: plate, cell and lane alike.
//!
//! Read from the object's own fields. kubectl's words for the same pod are kubectl's (`kubectl::print`).

use rollout_engine::api::{ContainerState, Pod, PodPhase};
use rollout_engine::time::SimTime;

/// How far a pod has come, or how it is leaving, or what is wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Stage {
    /// No container yet.
    Pending,
    /// ContainerCreating.
    Creating,
    /// Running, not Ready.
    Running,
    /// Ready, not yet for minReadySeconds.
    Settling,
    /// Ready and available.
    Ready,
    /// Terminating, its containers still run.
    Leaving,
    /// Terminating, and no container runs.
    Stopped,
    /// Something is wrong.
    Trouble(Trouble),
}

/// The kinds of trouble that look different.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Trouble {
    /// Its containers run and die.
    Crash,
    /// Its image does not come.
    Image,
    /// It has failed for good.
    Failed,
    /// Its node is lost: its containers are still said to be ready, and it is not.
    Lost,
}

impl Stage {
    /// The stage of a pod at a moment.
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
            ContainerState::CrashLoopBackOff
            | ContainerState::Error
            | ContainerState::StatusUnknown
            | ContainerState::Completed => Self::Trouble(Trouble::Crash),
            // The Ready condition follows the containers, but where the node is lost.
            ContainerState::Running if !pod.ready && pod.containers_ready => {
                Self::Trouble(Trouble::Lost)
            }
            ContainerState::Running if !pod.is_running_and_ready() => Self::Running,
            ContainerState::Running if pod.is_available(min_ready_seconds, now) => Self::Ready,
            ContainerState::Running => Self::Settling,
        }
    }

    /// Its name in the style sheet (`data-s`, and the class of a lane's part).
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

    /// The kind of trouble in the style sheet (`data-t`).
    pub fn trouble_key(self) -> Option<&'static str> {
        match self {
            Self::Trouble(Trouble::Image) => Some("image"),
            Self::Trouble(Trouble::Failed) => Some("failed"),
            Self::Trouble(Trouble::Lost) => Some("lost"),
            _ => None,
        }
    }

    /// Somebody asked it to go.
    pub fn is_leaving(self) -> bool {
        matches!(self, Self::Leaving | Self::Stopped)
    }

    /// Ready, available or not.
    pub fn is_ready(self) -> bool {
        matches!(self, Self::Ready | Self::Settling)
    }
}
