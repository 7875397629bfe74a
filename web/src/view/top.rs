//! The top line: which scenario, which release, and what else can be chosen for the whole page.

use super::{question, rules, text};
use crate::state::AppState;
use crate::text::{Key, Language};

/// The top line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Top {
    /// The scenario's name, short; `None` for a person's own.
    pub scenario: Option<&'static str>,
    /// The release.
    pub release: &'static str,
    /// The language that can be switched to.
    pub language: Language,
    /// What could not be fetched.
    pub notice: Option<&'static str>,
}

/// What the top line shows.
pub fn view(state: &AppState) -> Top {
    Top {
        scenario: question::scenario(state),
        release: rules(state).release,
        language: text(state).language.other(),
        notice: state.shelf.failed.map(|_| text(state).of(Key::NotFetched)),
    }
}
