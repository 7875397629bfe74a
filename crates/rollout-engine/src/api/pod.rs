//! One pod of a StatefulSet.
//!
//! A pod is small and `Copy`: a trace keeps one for every write. Its name is its set's name and its ordinal;
//! its template is found by its revision. It holds what its one container does; of a pod with several it holds the sum,
//! and a [`super::PodContainers`] beside it what each does.

use std::fmt;
use std::rc::Rc;

use super::{NodeId, Probing, RevisionHash};
use crate::time::SimTime;

/// `metadata.uid`, as a number counted up through a simulation. `kubectl` prints it as a UUID.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Uid(pub u32);

/// A pod as stored.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Pod {
    /// The number behind the last dash of its name.
    pub ordinal: u32,
    /// Another pod under the same name has another one.
    pub uid: Uid,
    /// The how-manieth pod of this name it is, counted from 1.
    pub incarnation: u32,
    /// The label `controller-revision-hash`. It never changes in place.
    pub revision: RevisionHash,
    /// `metadata.ownerReferences`: the uid of the StatefulSet that made or adopted it; `None` for an orphan. It may be
    /// that of a set which is gone, until the garbage collector has come.
    pub owner: Option<Uid>,
    /// `metadata.creationTimestamp`.
    pub created_at: SimTime,
    /// `metadata.deletionTimestamp`, when it was asked to go; `None` while nobody did.
    pub deletion_timestamp: Option<SimTime>,
    /// `metadata.deletionGracePeriodSeconds`, once it was asked to go.
    pub grace_seconds: u32,
    /// `status.phase`.
    pub phase: PodPhase,
    /// The Ready condition.
    pub ready: bool,
    /// The Ready condition's `lastTransitionTime`.
    pub ready_since: SimTime,
    /// Whether its containers are ready, as the kubelet says: the column READY. The Ready condition follows it,
    /// but for a lost node, whose pods are set to not Ready while their containers are still said to be.
    pub containers_ready: bool,
    /// `spec.nodeName`, once it is scheduled.
    pub node: Option<NodeId>,
    /// Whether `status.podIP` is set: the sandbox stands.
    pub has_address: bool,
    /// What its container does. Of several: what the first of them does that keeps the pod from running whole.
    pub container: ContainerState,
    /// When its container's present run began, or its last one. Of several: when the main ones were first started.
    pub started_at: Option<SimTime>,
    /// How many times its containers were started again, all of them together.
    pub restarts: u16,
    /// When one of its containers last ended by itself.
    pub last_terminated_at: Option<SimTime>,
    /// How many pulls of its image have failed: the kubelet's memory, for its back-off. Of several: the most.
    pub failed_pulls: u8,
    /// How many runs of its container have ended by themselves: the kubelet's memory, for its back-off; forgotten after
    /// it has run for long enough. Of several: the most.
    pub crashes: u8,
    /// Whether its readiness probe was made to fail, until it is made to succeed again.
    pub readiness_fails: bool,
    /// With which exit code its one container last ended.
    pub exit_code: u8,
    /// How long the run of its one container took that ended at `last_terminated_at`, in milliseconds.
    pub last_run_ms: u32,
    /// What the probes of its one container have said of its present run.
    pub probing: Probing,
}

/// `status.phase`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum PodPhase {
    /// Made, but its containers have not all run yet.
    Pending,
    /// Its containers run, or are being started again.
    Running,
    /// Its containers have ended well and will not be started again.
    Succeeded,
    /// Its containers have ended badly, or it was evicted.
    Failed,
}

/// `status.containerStatuses[].state`, with its reason.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ContainerState {
    /// The kubelet has written nothing yet.
    Unknown,
    /// Waiting, reason PodInitializing, because an init container has to end first; or the init container itself, before
    /// its first run.
    Initializing,
    /// Waiting, reason ContainerCreating, or PodInitializing after init containers.
    Creating,
    /// Waiting, reason ErrImagePull: a pull has failed.
    ErrImagePull,
    /// Waiting, reason ImagePullBackOff: the next pull is due later.
    ImagePullBackOff,
    /// Running.
    Running,
    /// Waiting, reason CrashLoopBackOff: the next start is due later.
    CrashLoopBackOff,
    /// Terminated with exit code 0.
    Completed,
    /// Terminated with another exit code.
    Error,
    /// Terminated, reason ContainerStatusUnknown: what never ran, once its pod has left.
    StatusUnknown,
}

impl Pod {
    /// Running, and its Ready condition is true.
    pub fn is_running_and_ready(&self) -> bool {
        self.phase == PodPhase::Running && self.ready
    }

    /// Ready for `min_ready_seconds` by `now`. Like upstream's, this does not ask for the phase.
    pub fn is_available(&self, min_ready_seconds: u32, now: SimTime) -> bool {
        self.available_at(min_ready_seconds).is_some_and(|at| at <= now)
    }

    /// When a Ready pod becomes, or became, available; `None` if it is not Ready.
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

    /// Somebody asked it to go.
    pub fn is_terminating(&self) -> bool {
        self.deletion_timestamp.is_some()
    }

    /// Its containers run, or have run.
    pub fn has_run(&self) -> bool {
        self.started_at.is_some()
    }

    /// Its containers have ended for good.
    pub fn is_finished(&self) -> bool {
        matches!(self.phase, PodPhase::Succeeded | PodPhase::Failed)
    }
}

/// What persons wrote into a pod by hand, beside what its template gave it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PodEdit {
    /// Of which ordinal.
    pub ordinal: u32,
    /// Of which pod; the next one of this ordinal has its template's values again.
    pub uid: Uid,
    /// Whether its labels are still what its set selects.
    pub is_selected: bool,
    /// Its labels, annotations and images; opaque here.
    pub document: Rc<str>,
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
