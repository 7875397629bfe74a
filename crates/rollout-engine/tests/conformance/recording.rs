//! The JSON of a recording: one object per sync, with what the controller saw and what it did (`want`).
//!
//! Templates are numbers. What the fields mean to the engine is in `recorded`.

use serde::Deserialize;

/// One sync: a line of a recording.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Line {
    /// Setting and session: `1.38-canary/1`.
    pub(super) case: String,
    pub(super) step: u64,
    /// Time of the sync, in milliseconds.
    pub(super) now: i64,
    pub(super) set: Set,
    pub(super) status: Status,
    pub(super) revisions: Vec<Revision>,
    pub(super) pods: Vec<Pod>,
    #[serde(default)]
    pub(super) claims: Vec<Claim>,
    pub(super) want: Want,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Set {
    pub(super) generation: u32,
    pub(super) replicas: u32,
    #[serde(default)]
    pub(super) start: u32,
    pub(super) policy: String,
    pub(super) strategy: String,
    pub(super) rolling_update: Option<RollingUpdate>,
    #[serde(default)]
    pub(super) min_ready_seconds: u32,
    pub(super) revision_history_limit: i32,
    pub(super) template: u64,
    #[serde(default)]
    pub(super) claim_templates: Vec<String>,
    #[serde(default)]
    pub(super) when_deleted: String,
    #[serde(default)]
    pub(super) when_scaled: String,
    #[serde(default)]
    pub(super) deleting: bool,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct RollingUpdate {
    pub(super) partition: u32,
    pub(super) max_unavailable: Option<IntOrPercent>,
}

#[derive(Deserialize)]
#[serde(untagged)]
pub(super) enum IntOrPercent {
    Int(u32),
    Percent(String),
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Status {
    pub(super) observed_generation: u32,
    /// Like the counts below, it can be below zero: the controller of 1.24 counts by hand.
    pub(super) replicas: i64,
    pub(super) ready: i64,
    pub(super) available: i64,
    pub(super) current: i64,
    pub(super) updated: i64,
    pub(super) current_revision: String,
    pub(super) update_revision: String,
    /// Type, status, reason and message of each.
    #[serde(default)]
    pub(super) conditions: Vec<[String; 4]>,
}

#[derive(Deserialize)]
pub(super) struct Revision {
    pub(super) name: String,
    pub(super) revision: u32,
    pub(super) template: u64,
}

#[derive(Deserialize)]
pub(super) struct Pod {
    pub(super) name: String,
    /// `u7`.
    pub(super) uid: String,
    pub(super) revision: String,
    pub(super) phase: String,
    pub(super) ready: bool,
    /// `lastTransitionTime` of the condition Ready, in milliseconds.
    pub(super) since: i64,
    #[serde(default)]
    pub(super) terminating: bool,
}

#[derive(Deserialize)]
pub(super) struct Claim {
    /// `TEMPLATE-POD`.
    pub(super) name: String,
    /// Owners: `set` or a pod's uid, several joined by `+`; empty for none.
    #[serde(default)]
    pub(super) owner: String,
    #[serde(default)]
    pub(super) terminating: bool,
}

/// What the controller did.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Want {
    pub(super) actions: Vec<String>,
    pub(super) wrote_status: bool,
    pub(super) status: Status,
    pub(super) revisions: Vec<Revision>,
    #[serde(default)]
    pub(super) error: String,
}
