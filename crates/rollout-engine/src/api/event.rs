//! Events: what `kubectl get events` lists.
//!
//! Only the facts are kept; the wording, which differs by release, is `kubectl`'s.

use crate::time::SimTime;

/// Something that was reported, about a set or one of its pods.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Event {
    /// When.
    pub at: SimTime,
    /// About which object.
    pub subject: EventSubject,
    /// What happened.
    pub reason: Reason,
    /// The pod that it is about.
    pub ordinal: u32,
}

/// The involved object.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EventSubject {
    /// The StatefulSet; reported by `statefulset-controller`.
    Set,
    /// The pod; reported by `kubelet` or `default-scheduler`.
    Pod,
}

/// Normal or Warning.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EventType {
    /// As it should be.
    Normal,
    /// Trouble.
    Warning,
}

/// The event's reason.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Reason {
    /// The controller made a pod.
    SuccessfulCreate,
    /// The controller made the claims of a pod.
    SuccessfulCreateClaim,
    /// The controller deleted a pod.
    SuccessfulDelete,
    /// The controller repaired a pod.
    SuccessfulUpdate,
    /// The controller could not make a pod or its claim.
    FailedCreate,
    /// The API server refused a pod that the controller asked for.
    RefusedCreate,
    /// The scheduler bound a pod to a node.
    Scheduled,
    /// The kubelet pulls the image.
    Pulling,
    /// The image is there.
    Pulled,
    /// The image could not be pulled.
    FailedPull,
    /// The next pull or start is due later.
    BackOff,
    /// A container was made.
    Created,
    /// A container was started.
    Started,
    /// A container is asked to stop.
    Killing,
    /// The readiness probe fails.
    Unhealthy,
}

impl Reason {
    /// Whether it is trouble.
    pub fn event_type(self) -> EventType {
        match self {
            Self::FailedCreate
            | Self::RefusedCreate
            | Self::FailedPull
            | Self::BackOff
            | Self::Unhealthy => EventType::Warning,
            _ => EventType::Normal,
        }
    }
}
