//! What sentences are made of.

use rollout_engine::api::ProbeKind;
use rollout_engine::controller::{Act, Rule};

use crate::history::Trouble;

/// How ready a pod is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Readiness {
    /// Not Ready.
    NotReady,
    /// Ready, and available.
    Ready,
    /// Ready, not yet available.
    NotAvailable,
    /// Terminating, and its containers still run.
    Leaving,
    /// Terminating, and nothing runs.
    Stopped,
    /// Its node is lost.
    Lost,
}

/// What a revision is to its set.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// The revision of the last completed rollout, and the one that is rolled out.
    Both,
    /// The revision of the last completed rollout.
    Current,
    /// The revision that is rolled out.
    Update,
    /// Some pod still has it.
    LeftOver,
}

/// Where the partition stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Partition {
    /// The partition itself.
    pub at: u32,
    /// How many pods there should be.
    pub replicas: u32,
    /// The current revision's letter.
    pub current: char,
    /// The update revision's letter.
    pub update: char,
}

/// What a reason is made of. Names of pods stand in brackets.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Facts {
    /// The rule.
    pub rule: Rule,
    /// What is held back.
    pub act: Act,
    /// The pod that is waited for.
    pub on: Option<String>,
    /// Its container that is in trouble, by name, and the probe that says so. Only of a pod with several containers, or
    /// where a probe killed its one.
    pub culprit: Option<(String, Option<ProbeKind>)>,
    /// Whether what is waited for is that it is gone, rather than Ready.
    pub waits_for_its_going: bool,
    /// What is wrong with it, if something is.
    pub trouble: Option<Trouble>,
    /// The pods that come next, by name; the first two.
    pub next: Vec<String>,
    /// How many come next.
    pub next_count: u32,
    /// How many pods there should be.
    pub replicas: u32,
    /// How many of them are unavailable.
    pub unavailable: u32,
    /// How many more of them than maxUnavailable.
    pub overspent: u32,
    /// The update revision's letter.
    pub update: char,
    /// The current revision's letter.
    pub current: char,
    /// The first pod that the partition lets move, and the last that it holds.
    pub partition: Option<(String, String)>,
    /// minReadySeconds.
    pub min_ready_seconds: u32,
    /// Parallel rather than OrderedReady.
    pub parallel: bool,
    /// Whether the pod that is waited for has the update revision.
    pub on_has_update: bool,
    /// With which words the API server refuses new pods.
    pub refusal: String,
}

/// How a rollout ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Ends {
    /// Whether everything is as asked for at the end.
    pub done: bool,
    /// Seconds from the change to the end, or so far.
    pub seconds: u64,
    /// The change is the creation.
    pub creation: bool,
    /// Whether some pod moves at all.
    pub moves: bool,
    /// The lowest number of pods that were Ready.
    pub lowest: u32,
    /// How many there should be.
    pub replicas: u32,
    /// With minReadySeconds it is about available pods.
    pub available: bool,
}
