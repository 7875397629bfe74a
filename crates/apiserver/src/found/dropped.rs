//! What is dropped of a pasted cluster, and the fields of a set's spec that are not.
//!
//! Not here: the white list that decides it (`snapshot/kept.rs`).

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// What was dropped.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Dropped {
    /// Values of environment variables.
    EnvValue,
    /// Arguments and commands of containers and probes, one by one.
    Command,
    /// Annotations, apart from the next.
    Annotation,
    /// `kubectl.kubernetes.io/last-applied-configuration`.
    LastApplied,
    /// `metadata.managedFields`, one for each object that has it.
    ManagedFields,
    /// Uids that are not like one. Their objects are given others.
    Uid,
    /// Addresses of pods.
    Address,
    /// Names of nodes, which are numbered instead.
    NodeName,
    /// What decides where a new pod can go: selectors, affinity, tolerations, requests, priority.
    Placement,
    /// Other fields of a template, on which no rollout depends: volumes, ports' names, security contexts.
    Field,
    /// Objects of a kind that is not read.
    Object,
}

/// How many of each were dropped.
pub type Tally = BTreeMap<Dropped, usize>;

/// Fields of a StatefulSet's spec that are simulated, apart from its template and its claim templates.
pub const SIMULATED_SPEC: [&str; 9] = [
    "minReadySeconds",
    "ordinals",
    "persistentVolumeClaimRetentionPolicy",
    "podManagementPolicy",
    "replicas",
    "revisionHistoryLimit",
    "selector",
    "serviceName",
    "updateStrategy",
];
