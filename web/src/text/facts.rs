//! The facts from which sentences are built. Leaves out the choice of texts: [`super::sentences`] and
//! [`super::reasons`].

use rollout_engine::api::ProbeKind;
use rollout_engine::controller::{Act, Rule};

use crate::history::Trouble;

/// A pod's readiness in words.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Readiness {
    /// Not Ready, and not terminating.
    NotReady,
    /// Ready and available.
    Ready,
    /// Ready, not yet available.
    NotAvailable,
    /// Terminating, and not finished.
    Leaving,
    /// Terminating and finished: its phase is Succeeded or Failed.
    Stopped,
    /// Its node is lost.
    Lost,
}

/// The role of a revision in its set.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// Both the current and the update revision.
    Both,
    /// The current revision: that of the last completed rollout.
    Current,
    /// The update revision: the one that is rolled out.
    Update,
    /// Neither, but a pod still has it.
    LeftOver,
}

/// The partition, and what moves across it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Partition {
    /// The value of `partition`.
    pub at: u32,
    /// `spec.replicas`.
    pub replicas: u32,
    /// The current revision's letter.
    pub current: char,
    /// The update revision's letter.
    pub update: char,
}

/// The facts of a reason. Names of pods are in brackets: `[web-4]`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Facts {
    /// The rule at which the sync ended.
    pub rule: Rule,
    /// The act that the controller holds back.
    pub act: Act,
    /// The pod that the controller waits for.
    pub on: Option<String>,
    /// The container of that pod that is in trouble, and the probe that fails. `None` if the pod has one container
    /// and no probe fails.
    pub culprit: Option<(String, Option<ProbeKind>)>,
    /// Whether the controller waits for that pod to be gone, rather than Ready.
    pub waits_for_its_going: bool,
    /// The trouble of that pod. `None` if it has none.
    pub trouble: Option<Trouble>,
    /// Names of the first two pods that are held back.
    pub next: Vec<String>,
    /// Number of pods that are held back.
    pub next_count: u32,
    /// `spec.replicas`.
    pub replicas: u32,
    /// Number of unavailable pods, as the budget counts them.
    pub unavailable: u32,
    /// Number of unavailable pods above maxUnavailable.
    pub overspent: u32,
    /// The update revision's letter.
    pub update: char,
    /// The current revision's letter.
    pub current: char,
    /// The first pod at or above the partition, and the last below it. `None` unless the partition divides the pods.
    pub partition: Option<(String, String)>,
    /// Whether every pod has the current revision.
    pub is_of_one_revision: bool,
    /// `spec.minReadySeconds`, in seconds.
    pub min_ready_seconds: u32,
    /// Whether `podManagementPolicy` is Parallel.
    pub parallel: bool,
    /// Whether the pod that the controller waits for has the update revision.
    pub on_has_update: bool,
    /// Whether the set has the pod `on`.
    pub on_exists: bool,
    /// Why the scheduler or the API server refuses the pod, in its own words. Empty if neither does.
    pub refusal: String,
    /// Whether the pod that is waited for is Running and Ready.
    pub on_is_ready: bool,
    /// Seconds until the controller's next sync, where the last one no longer describes the pods.
    pub looks_in: u64,
}

/// The end of a rollout.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Ends {
    /// Whether the rollout is complete at the end.
    pub done: bool,
    /// Seconds from the change to the end of the rollout, or of the run.
    pub seconds: u64,
    /// Whether the change is the creation of the set.
    pub creation: bool,
    /// No change: a pasted cluster continues.
    pub pasted: bool,
    /// If the change is the deletion of the set: the number of its pods that are left.
    pub deleted: Option<u32>,
    /// Whether the simulation stopped at a limit before the rollout ended.
    pub cut: bool,
    /// Whether a pod changes its stage after the change.
    pub moves: bool,
    /// The lowest number of Ready pods.
    pub lowest: u32,
    /// `spec.replicas`.
    pub replicas: u32,
    /// Whether `lowest` counts available pods, because minReadySeconds is more than 0.
    pub available: bool,
}
