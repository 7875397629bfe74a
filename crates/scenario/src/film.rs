//! A film: what the service would send of a scenario, kept in a file.
//!
//! Films are made when the site is built, for the opening scenario and every other one of the gallery, so the page shows those without
//! anything that works a rollout out. Trace and film are one format: a film is the scenario's text and the service's replies. Not here: where the
//! files lie, and who fetches them.

use serde::{Deserialize, Serialize};

use crate::protocol::Reply;

/// A scenario of the gallery and its whole run.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Film {
    /// The scenario's name in the gallery.
    pub name: String,
    /// Its text, which links begin from.
    pub text: String,
    /// What is said around its question (`crates/scenario/answers`).
    pub answer: Option<String>,
    /// The run, as replies: `Opened`, `Frames` and one `Grew`.
    pub replies: Vec<Reply>,
}
