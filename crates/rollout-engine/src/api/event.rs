//! Events: what `kubectl get events` lists, as facts.
//!
//! Owns reason, subject and time. The message differs by release and is made in the crate `apiserver` (`events`).

use crate::time::SimTime;

/// An Event about a set or one of its pods.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Event {
    /// When it was recorded.
    pub at: SimTime,
    /// `involvedObject`.
    pub subject: EventSubject,
    /// `reason`, and what tells the messages of one reason apart.
    pub reason: Reason,
    /// Ordinal of the pod that it is about, also where the subject is the set.
    pub ordinal: u32,
}

/// The object that an Event is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub enum EventSubject {
    /// The StatefulSet. Recorded by `statefulset-controller`.
    Set,
    /// The pod. Recorded by the kubelet, the scheduler or the taint eviction.
    Pod,
}

/// `type`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub enum EventType {
    /// `Normal`.
    Normal,
    /// `Warning`.
    Warning,
}

listed! {
    /// What an Event reports. Several of these share one `reason` of the API and differ in their message.
    #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
    #[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
    pub enum Reason {
        /// The controller created a pod.
        SuccessfulCreate,
        /// The controller created a claim of a pod.
        SuccessfulCreateClaim,
        /// The controller deleted a pod.
        SuccessfulDelete,
        /// The controller repaired a pod.
        SuccessfulUpdate,
        /// The controller could not create a pod, because its claim is being deleted.
        FailedCreate,
        /// The API server refused a pod that the controller tried to create.
        RefusedCreate,
        /// The API server refused a claim that the controller asked for.
        RefusedClaim,
        /// The scheduler bound a pod to a node.
        Scheduled,
        /// The kubelet pulls the image.
        Pulling,
        /// The kubelet has pulled the image.
        Pulled,
        /// A pull of the image failed.
        FailedPull,
        /// The kubelet waits before the next pull or start.
        BackOff,
        /// The kubelet created a container.
        Created,
        /// The kubelet started a container.
        Started,
        /// The kubelet stops a container.
        Killing,
        /// The taint eviction cancelled a deletion that it had put off.
        CancelledDeletion,
        /// The API server refused the repair of a pod.
        FailedUpdate,
        /// The readiness probe fails.
        Unhealthy,
    }
}

impl Reason {
    /// The `type` of an Event with this reason.
    pub fn event_type(self) -> EventType {
        match self {
            Self::FailedCreate
            | Self::RefusedCreate
            | Self::RefusedClaim
            | Self::FailedUpdate
            | Self::FailedPull
            | Self::BackOff
            | Self::Unhealthy => EventType::Warning,
            _ => EventType::Normal,
        }
    }
}
