//! The Kubernetes API server, as far as a StatefulSet rollout needs it.
//!
//! A manifest comes in as text ([`manifest`]) and becomes a tree ([`value::Value`]). [`create`] and [`update`] decode
//! it by the [`schema`], set defaults, validate it, and return a [`Command`](rollout_engine::command::Command) for the
//! engine; [`eviction`](mod@eviction) asks the disruption budgets first. On the way out, [`document`] adds metadata and
//! status to what is stored, [`list`] finds the objects of a kind, and [`events`] derives Events from the trace.
//! Differences between Kubernetes versions are in [`release`], kinds and fields without effect in [`unmodelled`].
//!
//! Not here: command lines and printed tables (crate `kubectl`), and the behaviour of controllers and kubelets (crate
//! `rollout-engine`).
//!
//! Everything that reads YAML or makes and checks objects needs the feature `read`. Without it a program has the data that
//! was read elsewhere, and the words for it: that is the page, which asks the service.

#![cfg_attr(not(test), warn(clippy::string_slice))]
#![cfg_attr(
    not(feature = "read"),
    allow(dead_code, unused_imports, reason = "modules that both have are written for the whole")
)]

pub mod clock;
#[cfg(feature = "read")]
pub mod document;
#[cfg(not(feature = "read"))]
#[path = "document/facts.rs"]
pub mod document;
#[cfg(feature = "read")]
pub mod events;
#[cfg(feature = "read")]
pub mod eviction;
#[cfg(feature = "read")]
pub mod failure;
#[cfg(feature = "read")]
pub mod json_patch;
#[cfg(feature = "read")]
pub mod kind;
pub mod last_applied;
#[cfg(feature = "read")]
pub mod list;
#[cfg(feature = "read")]
pub mod manifest;
#[cfg(not(feature = "read"))]
#[path = "manifest/found.rs"]
pub mod manifest;
#[cfg(feature = "read")]
pub mod patch;
pub mod placement;
#[cfg(feature = "read")]
pub mod policy;
pub mod quantity;
pub mod release;
#[cfg(feature = "read")]
pub mod schema;
#[cfg(feature = "read")]
pub mod selector;
#[cfg(feature = "read")]
pub mod server_side_apply;
pub mod snapshot;
pub mod text;
#[cfg(feature = "read")]
pub mod unmodelled;
pub mod value;

/// The API server's error for a change of a pod's spec.
pub const POD_IS_FIXED: &str = "Forbidden: pod updates may not change fields other than `spec.containers[*].image`,`spec.initContainers[*].image`,`spec.activeDeadlineSeconds`,`spec.tolerations` (only additions to existing tolerations),`spec.terminationGracePeriodSeconds` (allow it to be set to 1 if it was previously negative)";

#[cfg(feature = "read")]
mod decode;
#[cfg(feature = "read")]
mod immutable;
#[cfg(not(feature = "read"))]
#[path = "events/refusals.rs"]
mod refusals;
#[cfg(feature = "read")]
mod registry;
#[cfg(feature = "read")]
mod typed;
#[cfg(feature = "read")]
mod validation;
#[cfg(feature = "read")]
mod words;

#[cfg(feature = "read")]
pub use events::{unfit, why_refused};
#[cfg(not(feature = "read"))]
pub use refusals::{unfit, why_refused};

#[cfg(feature = "read")]
pub use failure::{Failure, FieldError};
#[cfg(feature = "read")]
pub use registry::{
    ENDPOINTS_ARE_DEPRECATED, Occupancy, Place, Request, Reread, UnknownFields, Written, create,
    problems, reread, update,
};

/// Parses a stored document. An invalid one gives an empty map.
pub fn stored(document: &str) -> value::Value {
    value::Value::from_json(document).unwrap_or_else(value::Value::map)
}
