//! Types that several documents share, in the API's shape: times, conditions, references.

use rollout_engine::time::SimTime;
use serde::{Serialize, Serializer};

use crate::clock::rfc3339;

/// A time in an object (`metav1.Time`): RFC 3339, in whole seconds.
#[derive(Clone, Copy)]
pub(super) struct Time(pub(super) SimTime);

impl Serialize for Time {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&rfc3339(self.0))
    }
}

/// A condition: `metav1.Condition`, `PodCondition`, `NamespaceCondition` and their like.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Condition {
    /// `null` if the kind has this field and was never probed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) last_probe_time: Option<Never>,
    /// `null` if unknown.
    pub(super) last_transition_time: Option<Time>,
    #[serde(skip_serializing_if = "String::is_empty")]
    pub(super) message: String,
    #[serde(skip_serializing_if = "str::is_empty")]
    pub(super) reason: &'static str,
    pub(super) status: &'static str,
    #[serde(rename = "type")]
    pub(super) kind: &'static str,
}

impl Condition {
    /// Makes a condition with its last transition.
    pub(super) fn new(kind: &'static str, holds: bool, since: SimTime) -> Self {
        Self {
            last_probe_time: None,
            last_transition_time: Some(Time(since)),
            message: String::new(),
            reason: "",
            status: if holds { "True" } else { "False" },
            kind,
        }
    }

    /// Adds a reason and a message.
    pub(super) fn because(self, reason: &'static str, message: impl Into<String>) -> Self {
        Self { reason, message: message.into(), ..self }
    }

    /// Adds `lastProbeTime: null`.
    pub(super) fn never_probed(self) -> Self {
        Self { last_probe_time: Some(Never), ..self }
    }
}

/// Serializes as `null`, for fields that are present without a value.
pub(super) struct Never;

impl Serialize for Never {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_unit()
    }
}

/// `metadata.ownerReferences[]`.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct OwnerReference {
    pub(super) api_version: &'static str,
    pub(super) block_owner_deletion: bool,
    pub(super) controller: bool,
    pub(super) kind: &'static str,
    pub(super) name: String,
    pub(super) uid: String,
}

/// `involvedObject` of an event, `claimRef` of a volume.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct ObjectReference {
    pub(super) api_version: &'static str,
    #[serde(skip_serializing_if = "String::is_empty")]
    pub(super) field_path: String,
    pub(super) kind: &'static str,
    pub(super) name: String,
    pub(super) namespace: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    pub(super) uid: String,
}
