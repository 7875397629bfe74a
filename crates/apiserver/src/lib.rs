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
//! The feature `read` has all that reads YAML, and makes and checks objects. Without it a program has what was found elsewhere as data
//! ([`found`]), and the words and facts for showing it: that is the page, which asks the service.
#![forbid(unsafe_code)]
#![cfg_attr(not(test), warn(clippy::string_slice))]

pub mod clock;
pub mod facts;
pub mod found;
pub mod quantity;
mod refusals;
pub mod release;
pub mod text;
pub mod value;

#[cfg(feature = "read")]
mod decode;
#[cfg(feature = "read")]
pub mod document;
#[cfg(feature = "read")]
pub mod events;
#[cfg(feature = "read")]
pub mod eviction;
#[cfg(feature = "read")]
pub mod failure;
#[cfg(feature = "read")]
mod immutable;
#[cfg(feature = "read")]
pub mod json_patch;
#[cfg(feature = "read")]
pub mod kind;
#[cfg(feature = "read")]
pub mod last_applied;
#[cfg(feature = "read")]
pub mod list;
#[cfg(feature = "read")]
pub mod manifest;
#[cfg(feature = "read")]
pub mod patch;
#[cfg(feature = "read")]
mod placement;
#[cfg(feature = "read")]
pub mod policy;
#[cfg(feature = "read")]
mod registry;
#[cfg(feature = "read")]
pub mod schema;
#[cfg(feature = "read")]
pub mod selector;
#[cfg(feature = "read")]
pub mod server_side_apply;
#[cfg(feature = "read")]
pub mod snapshot;
#[cfg(feature = "read")]
mod typed;
#[cfg(feature = "read")]
pub mod unmodelled;
#[cfg(feature = "read")]
mod validation;
#[cfg(feature = "read")]
mod words;

pub use refusals::{unfit, why_refused};

#[cfg(feature = "read")]
pub use failure::{Failure, FieldError};
#[cfg(feature = "read")]
pub use registry::{
    ENDPOINTS_ARE_DEPRECATED, Occupancy, Place, Request, Reread, UnknownFields, Written, create,
    problems, reread, update,
};

/// The API server's error for a change of a pod's spec.
pub const POD_IS_FIXED: &str = "Forbidden: pod updates may not change fields other than `spec.containers[*].image`,`spec.initContainers[*].image`,`spec.activeDeadlineSeconds`,`spec.tolerations` (only additions to existing tolerations),`spec.terminationGracePeriodSeconds` (allow it to be set to 1 if it was previously negative)";

/// Parses a stored document. An invalid one gives an empty map.
pub fn stored(document: &str) -> value::Value {
    value::Value::from_json(document).unwrap_or_else(value::Value::map)
}
