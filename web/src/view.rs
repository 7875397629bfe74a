//! Projections: each part of the page as a plain struct, computed from the state alone.
//!
//! Pure, without yew and web-sys, and tested natively. A component draws one struct and computes nothing. The page's
//! own texts are in [`crate::text`]; Kubernetes' texts come from `kubectl::rows`.

pub mod answer;
pub mod bet;
pub mod budget;
pub mod change_request;
pub mod compare;
pub mod controls;
pub mod embed;
pub mod ends;
pub mod explain;
pub mod faults;
mod freeing;
pub mod gallery;
pub mod goal;
pub mod image;
pub mod later;
pub mod legend;
pub mod link;
pub mod links;
pub mod manifest;
pub mod menu;
pub mod names;
pub mod namespace;
pub mod next;
pub mod objects;
pub mod own;
pub mod pages;
pub mod picture;
pub mod plan;
pub mod pods;
pub mod poster;
pub mod preview;
pub mod question;
pub mod releases;
pub mod sentence;
pub mod share;
pub mod snippet;
pub mod strip;
pub mod terminals;
pub mod timeline;
pub mod top;
pub mod transport;
pub mod unavailable;
pub mod yours;

use rollout_engine::cluster::Owned;
use rollout_engine::version::Rules;

use names::Name;

use crate::history::SetHistory;
use crate::state::{AppState, Tab, Tools, Topic};
use crate::text::Text;

/// The StatefulSet that is drawn, at the cursor and over time.
#[derive(Clone, Copy, Debug)]
pub struct Drawn<'a> {
    /// Its history over the whole trace.
    pub history: &'a SetHistory,
    /// The set and everything that bears its name, at the cursor. `None` before the set is created; after its
    /// deletion the pods, claims and revisions of that name are still here.
    pub owned: Option<&'a Owned>,
}

impl<'a> Drawn<'a> {
    /// Returns the slot at the cursor if the set itself exists.
    pub fn existing(&self) -> Option<&'a Owned> {
        self.owned.filter(|owned| owned.exists)
    }
}

/// Returns the StatefulSet that is drawn. `None` if the scenario creates no set.
pub fn drawn(state: &AppState) -> Option<Drawn<'_>> {
    let chosen = state.tools.set.as_deref().and_then(|name| state.run.history.named(name));
    let history = chosen.or_else(|| state.run.history.drawn_at(state.place.frame()))?;
    let owned = state.place.here.cluster.set(history.id);
    Some(Drawn { history, owned })
}

/// Whether the figure needs its compact layout sooner: the set has claims, more than five ordinals, or gets stuck.
pub fn has_more_parts(state: &AppState) -> bool {
    drawn(state).is_some_and(|Drawn { history, .. }| {
        let has_claims = history.specs.iter().any(|(_, spec)| !spec.claim_templates.is_empty());
        has_claims
            || history.lives.ordinals().len() > 5
            || explain::stuck_from(state, history).is_some()
    })
}

/// The tabs of the tools.
#[derive(Clone, Debug)]
pub struct Tabs<'a> {
    /// The open tab.
    pub open: Tab,
    /// The state of the tools.
    pub tools: &'a Tools,
    /// The name of the *unavailable* tab. `None` unless pods are drawn as cells.
    pub unavailable: Option<String>,
    /// The name of the pod whose own view has a tab.
    pub own: Option<Name>,
}

/// Returns the tabs. If the *unavailable* tab is open and does not exist, the terminal is open instead.
pub fn tabs(state: &AppState) -> Tabs<'_> {
    let unavailable = unavailable::name(state);
    let open = match state.tools.tab {
        Tab::Unavailable if unavailable.is_none() => Tab::Terminal,
        tab => tab,
    };
    Tabs { open, tools: &state.tools, unavailable, own: own::name(state) }
}

/// Returns the questions that the open tools ask the service.
pub fn questions(state: &AppState) -> Vec<Topic> {
    let mut topics = match state.tools.tab {
        Tab::Objects => objects::questions(state),
        Tab::Own => own::questions(state),
        _ => Vec::new(),
    };
    topics.extend(goal::questions(state));
    topics
}

/// Returns the texts of the page's language.
pub fn text(state: &AppState) -> &'static Text {
    state.text
}

/// Returns the rules at the cursor: those of the release that the control plane was upgraded to, else the scenario's.
pub fn rules(state: &AppState) -> &Rules {
    state.place.cluster().upgraded().unwrap_or(&state.run.rules)
}

#[cfg(test)]
mod tests;
