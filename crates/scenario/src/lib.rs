//! The scenario language: reading, writing and running a terminal session.
//!
//! A [`Scenario`] is what a person set up: a Kubernetes release, files, how containers act, and a script of
//! lines with times. [`simulate`] runs it: the engine and the terminals' processes take turns, and the
//! [`Trace`] holds every state that the cluster passed through and what every terminal shows at each. What a person does
//! next is one more line ([`Scenario::with_line`]), and the trace is made again.
//!
//! ```
//! let scenario = scenario::Scenario::parse(scenario::BLOG)?;
//! let trace = scenario::simulate(&scenario);
//! assert_eq!(trace.ran.len(), scenario.lines.len());
//! # Ok::<(), scenario::ParseError>(())
//! ```
//!
//! Invariants: the same scenario gives the same trace; a line at some moment leaves the frames before it
//! as they were; reading is total; writing and reading again gives the same scenario. Not here: what
//! kubectl prints (`kubectl`), what the cluster does (`rollout-engine`).

#![cfg_attr(not(test), warn(clippy::string_slice))]

mod ask;
mod completion;
mod directive;
mod duration;
mod export;
mod fork;
mod gallery;
mod header;
mod left_out;
mod link;
mod parse;
mod release;
mod run;
mod schedule;
mod script;
mod secrets;
mod shell_line;
#[cfg(test)]
#[path = "../tests/links/sums.rs"]
mod sums;
mod trace;
mod transcript;
mod write;

pub use duration::{parse as parse_duration, write as write_duration};
pub use fork::changes_cluster;
pub use gallery::{BLOG, CHAPTERS, Chapter, GALLERY, OPENING, opening};
pub use left_out::Part;
pub use link::{
    Base, LETTERS_MAX, LONG_LETTERS_MAX, Link, PAGE_KEYS, Texts, Unlinkable, Unreadable, WORDS,
};
pub use parse::ParseError;
pub use release::{is_beta, name_of, rules_named};
pub use run::{Run, simulate, simulate_by};
pub use schedule::INTERRUPT;
pub use script::{Check, Comment, Line, Origin, Scenario, When};
pub use secrets::Secret;
pub use trace::{Entry, Ran, Terminal, Trace};
pub use transcript::{Expected, Place, Transcript};
