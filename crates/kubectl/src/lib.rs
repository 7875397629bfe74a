//! Text to engine and back: manifests, the API server's part, command lines, printers.
//!
//! A typed line becomes a [`Process`] ([`start`]), which is stepped once per frame and asks the engine for
//! [`Command`](rollout_engine::command::Command)s. On its way a manifest passes [`manifest`] (text to tree), the server's modules
//! (defaults, validation, patches, the engine's typed spec) and comes back in [`print`](mod@print). The engine knows no text, and this crate knows
//! neither time nor chance: both come in a [`World`].
//!
//! Not here: files, terminals and what a line costs in time (the `scenario` crate), and what a rollout does (`rollout-engine`).

#![cfg_attr(not(test), warn(clippy::string_slice))]

pub mod manifest;
pub mod print;
pub mod text;
pub mod value;

mod process;
mod release;
mod schema;
mod selector;
mod server;
mod shell;
mod verbs;

pub use verbs::completion::{Candidate, Completion, complete};

pub use server::{Reread, reread};

pub use process::{Files, Printed, Process, Step, Stream, World, start};
