//! What a Kubernetes StatefulSet rollout does, as a deterministic simulation.
//!
//! # What are the parts?
//!
//! A [`cluster`] holds StatefulSets with their pods, revisions and claims, nodes and namespaces. A person acts on it
//! by a [`command`]. The [`scheduler`] binds pods to nodes; the [`kubelet`] moves them along, as fast as is stated
//! for their images ([`behavior`]). The StatefulSet [`controller`] syncs whenever a set or one of its pods is
//! written, and decides as the real one of a release does ([`version`]).
//! [`cluster::admission`] refuses what a quota, a LimitRange or a missing PriorityClass does not allow. The [`simulation`] is the event loop around
//! them, with the garbage collector and the node and namespace controllers; the [`trace`] is every state that it
//! passed through.
//!
//! # In which order does a rolling update replace pods?
//!
//! ```
//! use rollout_engine::api::StatefulSetSpec;
//! use rollout_engine::cluster::Change;
//! use rollout_engine::command::Command;
//! use rollout_engine::simulation::Simulation;
//! use rollout_engine::time::SimTime;
//! use rollout_engine::trace::Ended;
//! use rollout_engine::version::Rules;
//!
//! let spec = StatefulSetSpec::new(3, "nginx:1.26");
//! let mut simulation = Simulation::new(Rules::LATEST, SimTime::ZERO);
//! let create =
//!     Command::CreateStatefulSet { namespace: "default".into(), name: "web".into(), spec: spec.into(), document: "".into() };
//! simulation.apply(SimTime::ZERO, create);
//! while simulation.next_event_at().is_some() {
//!     simulation.step();
//! }
//!
//! let (set, _) = simulation.cluster().find_set("default", "web").expect("it was just created");
//! let spec = StatefulSetSpec::new(3, "nginx:1.27").into();
//! let update =
//!     Command::UpdateStatefulSet { set, spec, document: "".into(), spec_changed: true };
//! let updated = simulation.apply(SimTime::from_secs(60), update);
//! while simulation.next_event_at().is_some() {
//!     simulation.step();
//! }
//!
//! let trace = simulation.finish(Ended::Settled);
//! let mut removed = Vec::new();
//! for frame in (updated.0..trace.len()).map(rollout_engine::trace::FrameIndex) {
//!     for change in trace.changes(frame) {
//!         if let Change::PodDeleted(_, pod) = change {
//!             removed.push(pod.ordinal);
//!         }
//!     }
//! }
//! assert_eq!(removed, [2, 1, 0], "from the highest ordinal down");
//! ```
//!
//! # What always holds
//!
//! - The controller and the kubelet never import each other: they meet only in the cluster. `tests/modules.rs` holds
//!   this and every other direction between the modules.
//! - The controller cannot know how a container acts, nor the time except as the argument `now`.
//! - No clock, no floats in state, no iteration over hash maps, no random stream: the same commands at the same times
//!   give the same trace, byte for byte, natively and in WebAssembly.
//! - Bad input never gets here: a command is what the API server accepted. A panic is a bug.
//!
//! # What is not modelled
//!
//! - Latency of the API server and of informers: a write is visible at once.
//! - Containers beyond pulling, starting, probing and stopping: hooks, logs, actual resource usage, restart policies
//!   other than `Always`.
//! - Volumes beyond the existence and ownership of their claims: no volume keeps a pod on a node or in a zone.
//! - Scheduling beyond the host: other topologies, preemption, host ports, devices, scheduling gates.
//! - PodDisruptionBudgets: the crate `apiserver` checks them before an eviction comes here, and the controller
//!   ignores them, as upstream's does.
//! - Webhooks: a person speaks for them ([`command::Command::SetRefusal`]).
//! - The moments that a quota needs to count again after a deletion.
//! - Services, beyond storing them.
#![forbid(unsafe_code)]

#[macro_use]
mod listed;

pub mod time;

pub mod api;
pub mod version;

pub mod behavior;
pub mod command;
pub mod jitter;

pub mod cluster;
pub mod snapshot;

pub mod controller;
pub mod kubelet;
pub mod scheduler;

pub mod simulation;
pub mod trace;
