//! One pod of a StatefulSet.
//!
//! A pod is small and `Copy`, because a trace keeps one for every write. Its name is its set's name and its ordinal;
//! its template is found by its revision ([`crate::cluster::Owned::template_of`]). It holds the status of its one
//! container. For a pod of several it holds a summary, and a [`super::PodContainers`] beside it holds the status of
//! each.

use std::fmt;
use std::rc::Rc;

use super::{NodeId, Probing, RevisionHash};
use crate::time::SimTime;

/// `metadata.uid`, as a number: every object of a simulation gets the next one. `kubectl` prints it as a UUID, or as
/// the text that its object had before it was restored ([`super::GivenUids`]).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Uid(pub u32);

/// A pod as stored.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Pod {
    /// The number after the last dash of its name.
    pub ordinal: u32,
    /// `metadata.uid`. A later pod of the same name has another one.
    pub uid: Uid,
    /// How many pods have had this name, including this one.
    pub incarnation: u32,
    /// The label `controller-revision-hash`. The controller never changes it; a person can.
    pub revision: RevisionHash,
    /// `metadata.ownerReferences`: uid of the StatefulSet that created or adopted it; `None` for an orphan. The set
    /// may be deleted while the garbage collector has not removed the pod.
    pub owner: Option<Uid>,
    /// `metadata.creationTimestamp`.
    pub created_at: SimTime,
    /// When the deletion was requested; `None` unless it is terminating. The API's `metadata.deletionTimestamp` is
    /// later by `grace_seconds`.
    pub deletion_timestamp: Option<SimTime>,
    /// `metadata.deletionGracePeriodSeconds`; 0 unless it is terminating.
    pub grace_seconds: u32,
    /// `status.phase`.
    pub phase: PodPhase,
    /// The condition Ready.
    pub ready: bool,
    /// `lastTransitionTime` of the condition Ready, in whole seconds.
    pub ready_since: SimTime,
    /// Whether its containers are ready, as the kubelet last reported: kubectl's column READY. The condition Ready
    /// follows it, except on a lost node and where a person wrote the condition.
    pub containers_ready: bool,
    /// `spec.nodeName`; `None` until it is bound.
    pub node: Option<NodeId>,
    /// Whether `status.podIP` is set: the sandbox exists.
    pub has_address: bool,
    /// State of its container. Of several: the state of the first that keeps the pod from running, else Running.
    pub container: ContainerState,
    /// Start of its container's current run, or of the last one. Of several: first start of a main container.
    pub started_at: Option<SimTime>,
    /// Restarts, summed over its containers.
    pub restarts: u16,
    /// When one of its containers last ended by itself.
    pub last_terminated_at: Option<SimTime>,
    /// Failed pulls of its image, which the kubelet remembers for its back-off. Of several: the maximum.
    pub failed_pulls: u8,
    /// Runs of its container that have ended by themselves, which the kubelet remembers for its back-off and forgets
    /// after a long run. Of several: the maximum.
    pub crashes: u8,
    /// Whether a person has its readiness probe fail.
    pub readiness_fails: bool,
    /// Exit code with which its one container last ended. Unused for several.
    pub exit_code: u8,
    /// Length of its one container's run that ended at `last_terminated_at`, in milliseconds. Unused for several.
    pub last_run_ms: u32,
    /// What the probes of its one container have found in the current run. Unused for several.
    pub probing: Probing,
    /// The condition DisruptionTarget; `None` for a pod that its controller or a plain DELETE request has deleted.
    pub disruption: Option<Disruption>,
}

/// The condition DisruptionTarget, by its reason.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub enum Disruption {
    /// `DeletionByTaintManager`: it does not tolerate a taint of its node.
    TaintManager,
    /// `EvictionByEvictionAPI`: a person evicted it, as `kubectl drain` does.
    EvictionApi,
    /// `DeletionByPodGC`: its node is deleted or out of service.
    PodGc,
}

/// `status.phase`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub enum PodPhase {
    /// Created, and some main container has never run.
    Pending,
    /// Every main container has run and is running or being restarted.
    Running,
    /// Every container has ended with exit code 0 and will not be restarted.
    Succeeded,
    /// Every container has ended for good, one of them with an error, or the pod was evicted.
    Failed,
}

/// `status.containerStatuses[].state`, with its reason.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub enum ContainerState {
    /// The kubelet has not written a status yet.
    Unknown,
    /// Waiting, reason PodInitializing: a main container behind init containers, or an init container before its
    /// first run.
    Initializing,
    /// Waiting, reason ContainerCreating, or PodInitializing after init containers.
    Creating,
    /// Waiting, reason ErrImagePull: a pull has just failed.
    ErrImagePull,
    /// Waiting, reason ImagePullBackOff: the kubelet waits before the next pull.
    ImagePullBackOff,
    /// Waiting, reason CreateContainerConfigError: something that the container refers to does not exist.
    ConfigError,
    /// Running.
    Running,
    /// Waiting, reason CrashLoopBackOff: the kubelet waits before the next start.
    CrashLoopBackOff,
    /// Terminated with exit code 0.
    Completed,
    /// Terminated with another exit code.
    Error,
    /// Terminated, reason ContainerStatusUnknown: it never ran, and its pod has terminated.
    StatusUnknown,
}

impl Pod {
    /// A pod as the API server stores it at `now`: Pending, without owner and node, not Ready. The only code that
    /// lists every field.
    pub fn created(ordinal: u32, uid: Uid, revision: RevisionHash, now: SimTime) -> Self {
        Self {
            ordinal,
            uid,
            incarnation: 1,
            revision,
            owner: None,
            created_at: now,
            deletion_timestamp: None,
            grace_seconds: 0,
            phase: PodPhase::Pending,
            ready: false,
            ready_since: now.floor_to_second(),
            containers_ready: false,
            node: None,
            has_address: false,
            container: ContainerState::Unknown,
            started_at: None,
            restarts: 0,
            last_terminated_at: None,
            failed_pulls: 0,
            crashes: 0,
            readiness_fails: false,
            exit_code: 0,
            last_run_ms: 0,
            probing: Probing::default(),
            disruption: None,
        }
    }

    /// Whether its phase is Running and its condition Ready is true. Upstream: `isRunningAndReady`.
    pub fn is_running_and_ready(&self) -> bool {
        self.phase == PodPhase::Running && self.ready
    }

    /// Whether it has been Ready for `min_ready_seconds` at `now`. Ignores the phase. Upstream: `IsPodAvailable`.
    pub fn is_available(&self, min_ready_seconds: u32, now: SimTime) -> bool {
        self.available_at(min_ready_seconds).is_some_and(|at| at <= now)
    }

    /// When a Ready pod becomes available, or became so; `None` if it is not Ready.
    pub fn available_at(&self, min_ready_seconds: u32) -> Option<SimTime> {
        let wait = std::time::Duration::from_secs(min_ready_seconds.into());
        if !self.ready {
            None
        } else if min_ready_seconds == 0 {
            Some(SimTime::MIN)
        } else {
            Some(self.ready_since + wait)
        }
    }

    /// Whether its deletion was requested.
    pub fn is_terminating(&self) -> bool {
        self.deletion_timestamp.is_some()
    }

    /// Whether a container of it runs or has run.
    pub fn has_run(&self) -> bool {
        self.started_at.is_some()
    }

    /// Whether its containers have ended for good: phase Succeeded or Failed.
    pub fn is_finished(&self) -> bool {
        matches!(self.phase, PodPhase::Succeeded | PodPhase::Failed)
    }
}

/// What persons wrote into a pod, beside what its template gave it.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct PodEdit {
    /// The pod's ordinal.
    pub ordinal: u32,
    /// The pod's uid. The next pod of this ordinal has its template's values again.
    pub uid: Uid,
    /// Whether its set's selector still matches its labels.
    pub is_selected: bool,
    /// The revision that it was created from, which its label may no longer name.
    pub made_from: RevisionHash,
    /// `document` as the controller would repair it; `None` if the identity labels need no repair.
    pub repaired: Option<Rc<str>>,
    /// Labels, annotations and images, as JSON; opaque here.
    pub document: Rc<str>,
}

/// How a pod differs from what its set wants. Upstream: `identityMatches`, `storageMatches`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Mismatch {
    /// Its identity labels differ. The controller repairs them.
    pub identity: bool,
    /// It lacks a volume. The controller tries to add it, and the API server refuses.
    pub storage: bool,
}

impl fmt::Display for PodPhase {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Pending => "Pending",
            Self::Running => "Running",
            Self::Succeeded => "Succeeded",
            Self::Failed => "Failed",
        })
    }
}
