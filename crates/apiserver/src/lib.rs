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

#![cfg_attr(not(test), warn(clippy::string_slice))]

pub mod clock;
pub mod document;
pub mod events;
pub mod eviction;
pub mod failure;
pub mod json_patch;
pub mod kind;
pub mod last_applied;
pub mod list;
pub mod manifest;
pub mod patch;
pub mod placement;
pub mod policy;
pub mod quantity;
pub mod release;
pub mod schema;
pub mod selector;
pub mod server_side_apply;
pub mod snapshot;
pub mod text;
pub mod unmodelled;
pub mod value;

/// The API server's error for a change of a pod's spec.
pub const POD_IS_FIXED: &str = "Forbidden: pod updates may not change fields other than `spec.containers[*].image`,`spec.initContainers[*].image`,`spec.activeDeadlineSeconds`,`spec.tolerations` (only additions to existing tolerations),`spec.terminationGracePeriodSeconds` (allow it to be set to 1 if it was previously negative)";

mod decode;
mod immutable;
mod registry;
mod typed;
mod validation;
mod words;

pub use events::{unfit, why_refused};
pub use failure::{Failure, FieldError};

pub use registry::{
    ENDPOINTS_ARE_DEPRECATED, Occupancy, Place, Request, Reread, UnknownFields, Written, create,
    problems, reread, stored, update,
};
