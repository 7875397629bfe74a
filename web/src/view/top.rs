//! The top line: the scenario, the release, and the other choices for the whole page.

use std::rc::Rc;

use super::{drawn, later, question, releases, rules, text};
use crate::state::{AppState, Bringing, Pop, Screen};
use crate::text::{Key, Language};
use crate::view::releases::ReleaseList;
use crate::view::share::{Made, Share};

/// The top line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Top {
    /// The words of the gallery's button: the chapter of this scenario, or the set of a pasted cluster.
    pub scenario: Rc<str>,
    /// What stands before them in grey: *Scenario*, or *Yours* for a pasted cluster.
    pub before: Option<&'static str>,
    /// Whether the gallery is open.
    pub gallery: bool,
    /// Whether the page for a pasted cluster is open.
    pub yours: bool,
    /// Whether a comparison, or the choice of one, is open.
    pub compare: bool,
    /// Whether a plan is open.
    pub plan: bool,
    /// The release and its gate.
    pub release: String,
    /// The list of releases, while it is open.
    pub releases: Option<ReleaseList>,
    /// The Share popover, while it is open.
    pub share: Option<Share>,
    /// Whether the phone's menu is open.
    pub more: bool,
    /// The language that can be switched to.
    pub language: Language,
    /// The notice that something could not be fetched.
    pub notice: Option<&'static str>,
}

/// Returns what is said if something could not be fetched.
fn notice(state: &AppState) -> Option<Key> {
    let is_missing = state.shelf.failed.is_some();
    if state.linked.is_missing(&state.shelf) {
        return Some(Key::LinkNotFetched);
    }
    let is_lost = state.exchange.is_lost || state.part == Bringing::Lost;
    (is_missing || is_lost).then_some(Key::NotFetched)
}

/// Returns the name of the set that is drawn, if the scenario begins with a pasted cluster.
fn pasted(state: &AppState) -> Option<Rc<str>> {
    scenario::cluster_of(&state.run.scenario)?;
    Some(Rc::clone(&drawn(state)?.history.name))
}

/// Returns the top line.
pub fn view(state: &AppState, made: Option<&Rc<Made>>) -> Top {
    let text = text(state);
    let gallery = state.around.screen == Screen::Gallery;
    let scenario = question::scenario(state).filter(|_| !gallery);
    let open = state.around.pop;
    let pasted = pasted(state).filter(|_| scenario.is_none() && !gallery);
    let before = match (&scenario, &pasted) {
        (Some(_), _) => Some(Key::Scenario),
        (None, Some(_)) => Some(Key::Yours),
        (None, None) => None,
    };
    let other = text.of(if gallery { Key::AllScenarios } else { Key::OwnScenario });
    Top {
        before: before.map(|key| text.of(key)),
        scenario: pasted.unwrap_or_else(|| scenario.unwrap_or(other).into()),
        gallery,
        yours: state.around.screen == Screen::Yours,
        compare: state.around.screen == Screen::Compare,
        plan: state.around.screen == Screen::Plan,
        release: releases::label(text, rules(state)),
        releases: (open == Some(Pop::Release)).then(|| later::releases(state)).flatten(),
        share: made.and_then(|made| later::share(state, made)),
        more: open == Some(Pop::More),
        language: text.language.other(),
        notice: notice(state).map(|key| text.of(key)),
    }
}
