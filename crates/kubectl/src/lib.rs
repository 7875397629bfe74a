//! kubectl: its verbs and its printers.
//!
//! [`verbs::start`] runs one command with its arguments; [`complete`] completes a word of it. A verb reads the cluster
//! from a [`World`] and returns a [`Step`]: printed text and requests to the API server. [`print`](mod@print) formats
//! objects as kubectl's tables and documents; [`rows`] has what the page shows as well.
//!
//! Not here: how the API server handles a request (crate `apiserver`); pipes, loops and variables (crate `shell`);
//! terminals, and the simulated duration of a line (crate `scenario`).
//!
//! The feature `verbs` has all but [`rows`]: the page prints nothing else, and asks the service.
#![forbid(unsafe_code)]
#![cfg_attr(not(test), warn(clippy::string_slice))]

pub mod rows;

#[cfg(feature = "verbs")]
pub mod print;
#[cfg(feature = "verbs")]
pub mod verbs;
#[cfg(feature = "verbs")]
mod world;

#[cfg(feature = "verbs")]
pub use verbs::completion::{Candidate, Completion, complete};
#[cfg(feature = "verbs")]
pub use world::{Files, Printed, Step, Stream, World};
