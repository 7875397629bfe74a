//! The manifest in the editor, as the service has read it.
//!
//! One question is under way at a time. Until its answer comes, the editor keeps the last one. What needs the answer to
//! the text as it is now waits for it ([`AfterReading`]). `update::reading` asks, `view::manifest` shows.

use std::rc::Rc;

use rollout_engine::version::Rules;

/// A manifest that was read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Reading {
    /// Its text.
    pub text: Rc<str>,
    /// Rules of the release that checked it. `None` before anything was read.
    pub rules: Option<Rules>,
    /// What was found in it.
    pub found: scenario::Reading,
}

impl Reading {
    /// Returns whether this is the reading of a text under a release's rules.
    pub fn is_of(&self, text: &str, rules: &Rules) -> bool {
        *self.text == *text && self.rules.as_ref() == Some(rules)
    }
}

/// The last reading, and the question that is under way.
#[derive(Clone, Debug, Default)]
pub struct Readings {
    /// The last reading.
    pub known: Rc<Reading>,
    /// Number of the question under way, with the text and the rules that it is about.
    pub asked: Option<(u32, Rc<str>, Rules)>,
    /// What a person asked for that waits for the reading of the current text.
    pub then: Option<AfterReading>,
}

/// What waits for the reading of the current text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AfterReading {
    /// The prediction of Apply.
    LookAhead,
    /// *Begin anew*.
    BeginAnew,
    /// The rewrite to `apps/v1`.
    ReadAsV1,
}
