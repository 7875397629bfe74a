//! What a Kubernetes StatefulSet rollout does, as a deterministic simulation.
//!
//! # The world
//!
//! A [`cluster`] holds StatefulSets and what they own: pods, revisions, claims. A person touches it by a
//! [`command`]; scheduler and kubelets ([`kubelet`]) move pods along by what is said about their images
//! ([`behavior`]); the StatefulSet [`controller`] looks whenever a set or one of its pods was written, and
//! decides as the real one of the named release would ([`version`]). The [`simulation`] is the loop around them,
//! and the [`trace`] is every state that it passed through.
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
//! let (set, _) = simulation.cluster().find_set("default", "web").expect("it was just made");
//! let spec = StatefulSetSpec::new(3, "nginx:1.27").into();
//! let update =
//!     Command::UpdateStatefulSet { set, spec, document: "".into(), spec_changed: true };
//! let updated = simulation.apply(SimTime::from_secs(60), update);
//! while simulation.next_event_at().is_some() {
//!     simulation.step();
//! }
//!
//! let trace = simulation.finish(Ended::Settled);
//! let mut gone = Vec::new();
//! for frame in (updated.0..trace.len()).map(rollout_engine::trace::FrameIndex) {
//!     for change in trace.changes(frame) {
//!         if let Change::PodDeleted(_, pod) = change {
//!             gone.push(pod.ordinal);
//!         }
//!     }
//! }
//! assert_eq!(gone, [2, 1, 0], "from the highest ordinal down");
//! ```
//!
//! # What always holds
//!
//! - The controller and the kubelet never import each other: they meet only in the cluster.
//! - The controller cannot know how a container behaves, nor the time except as the argument `now`.
//! - No clock, no floats in state, no iteration over hash maps, no randomness: the same commands at the same
//!   times give the same trace, byte for byte, natively and in WebAssembly.
//! - Bad input never comes here: a command is what the API server accepted. Panics are bugs.
//!
//! # What is not modelled
//!
//! Latency of the API server and of informers: a write is visible at once. Nodes that differ or fill up. Of containers:
//! what they do beside being pulled, started, probed and stopped (hooks, logs, resources, restart policies other than
//! `Always`). Volumes beyond the existence and ownership of their claims. Everything that does not change what a rollout does: services, disruption
//! budgets (the controller never asks them), resource requests.

pub mod time;

pub mod api;
pub mod version;

pub mod behavior;
pub mod command;
pub mod jitter;

pub mod cluster;

pub mod controller;
pub mod kubelet;

pub mod promises;
pub mod simulation;
pub mod trace;
