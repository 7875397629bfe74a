//! The scenario language: parses, writes and runs a terminal session.
//!
//! A [`Scenario`] is a session before it runs: a Kubernetes release, files, the behaviour of containers, and a script
//! of lines with times. [`simulate`] runs it: the engine and the terminals' processes take turns. The resulting
//! [`Trace`] has every state of the cluster, and the output of every terminal at each. The next action of a person is
//! one more line ([`Scenario::with_line`]), and the trace is computed again.
//!
//! ```
//! let scenario = scenario::Scenario::parse(scenario::BLOG)?;
//! let trace = scenario::simulate(&scenario);
//! assert_eq!(trace.ran.len(), scenario.lines.len());
//! # Ok::<(), scenario::ParseError>(())
//! ```
//!
//! Invariants: the same scenario gives the same trace; a new line does not change the frames before it; parsing is
//! total; writing and parsing a scenario gives the same scenario. Not here: kubectl's output (`kubectl`), the behaviour
//! of the cluster (`rollout-engine`).
#![forbid(unsafe_code)]
#![cfg_attr(not(test), warn(clippy::string_slice))]

mod answer;
#[cfg(feature = "run")]
mod ask;
mod behavior;
mod compare;
#[cfg(feature = "run")]
mod completion;
mod contents;
mod directive;
mod duration;
mod export;
mod film;
mod fork;
mod gallery;
mod header;
#[cfg(feature = "run")]
mod left_out;
mod link;
mod parse;
mod plan;
pub mod protocol;
mod reading;
mod release;
#[cfg(feature = "run")]
mod run;
#[cfg(feature = "run")]
mod schedule;
mod script;
#[cfg(feature = "run")]
mod secrets;
#[cfg(feature = "run")]
mod service;
mod shared;
mod shell_line;
#[cfg(test)]
#[path = "../tests/links/sums.rs"]
mod sums;
mod sweep;
mod trace;
mod transcript;
#[cfg(feature = "run")]
mod understand;
mod write;
mod yours;

pub use answer::{ANSWERS, Answer, BLOG_ANSWER, Bilingual};
pub use compare::{Comparison, Difference, End, Moment, PodLife, Side, Step, revisions_alike};
pub use contents::{Contents, Part, Secret};
pub use duration::{parse as parse_duration, write as write_duration, write_spread};
pub use film::{Film, FilmReply};
#[cfg(feature = "run")]
pub use fork::changes_cluster;
pub use gallery::{BLOG, CHAPTERS, Chapter, GALLERY, OPENING, PAIRS, PLANS, opening};
pub use link::{
    Base, LETTERS_MAX, LONG_LETTERS_MAX, Link, LinkPair, LinkPlan, PAGE_KEYS, PlanSettings, Texts,
    Unlinkable, Unreadable, WORDS, is_of_several, is_packed, shows_several,
};
pub use parse::ParseError;
pub use plan::{
    ChangeSource, Distribution, NoPlan, NotHad, Percentiles, Plan, PlanAsked, StandingStill,
    StatedTimes, TimesSource, Way, WayKind,
};
pub use reading::{ManifestDocument, Reading};
pub use release::{is_beta, name_of, rules_named};
#[cfg(feature = "run")]
pub use run::{Run, simulate, simulate_by};
pub use script::{Check, Comment, INTERRUPT, Line, Origin, Scenario, When};
#[cfg(feature = "run")]
pub use service::{Service, film, films, pair_film, pair_films};
pub use sweep::{Ending, Sample, Sweep, Variant};
pub use trace::{Entry, Ran, Session, Trace};
pub use transcript::{Expected, LinePosition, Transcript};
#[cfg(feature = "run")]
pub use understand::understand;
pub use yours::{
    Paste, PodUnderstood, Printed, RevisionUnderstood, SetUnderstood, Understood, cluster_of,
    cluster_printed_at, names_in,
};
