//! A film: what the service would send of a scenario, kept in a file.
//!
//! Films are made when the site is built, for the opening scenario and every other one of the gallery, so the page shows those without
//! anything that works a rollout out. Trace and film are one format: a film is the scenario's text and the service's replies about its run.
//! Not here: where the files lie, and who fetches them.

use serde::{Deserialize, Serialize};

use crate::contents::Contents;
use crate::protocol::{Reply, RunId};
use crate::script::Scenario;
use crate::trace::Session;
use rollout_engine::trace::Excerpt;

/// A scenario of the gallery and its whole run.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Film {
    /// The scenario's name in the gallery.
    pub name: String,
    /// Its text, which links begin from.
    pub text: String,
    /// What is said around its question (`crates/scenario/answers`).
    pub answer: Option<String>,
    /// The run, in order: what is opened, its frames, and how it ended.
    pub replies: Vec<FilmReply>,
}

/// A reply about a run, as a film keeps it: with a reader of its own, a page that shows a film can read no other reply.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum FilmReply {
    /// As [`Reply::Opened`].
    Opened(RunId, Box<Scenario>, Box<Contents>),
    /// As [`Reply::Frames`].
    Frames(RunId, Excerpt),
    /// As [`Reply::Grew`], of a run that has ended.
    Ended(RunId, Session),
}

impl FilmReply {
    /// Returns a reply as a film keeps it. `None` for one that is no part of a whole run.
    pub fn of(reply: Reply) -> Option<Self> {
        match reply {
            Reply::Opened { run, scenario, contents, like: None } => {
                Some(Self::Opened(run, scenario, contents))
            }
            Reply::Frames { run, excerpt } => Some(Self::Frames(run, excerpt)),
            Reply::Grew { run, session, whole: true } => Some(Self::Ended(run, session)),
            _ => None,
        }
    }

    /// Returns the run that it is about.
    pub fn run(&self) -> RunId {
        match self {
            Self::Opened(run, ..) | Self::Frames(run, _) | Self::Ended(run, _) => *run,
        }
    }
}
