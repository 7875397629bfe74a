//! What each part of the page shows: plain structs, made from the state alone.
//!
//! Pure, without yew and web-sys, and tested natively. A component draws one of these and computes nothing. What the
//! page says is taken from [`crate::text`]; what Kubernetes says from `kubectl::print`.

pub mod budget;
pub mod controls;
pub mod embed;
pub mod ends;
pub mod explain;
pub mod faults;
pub mod gallery;
pub mod goal;
pub mod image;
pub mod legend;
pub mod link;
pub mod manifest;
pub mod menu;
pub mod names;
pub mod namespace;
pub mod next;
pub mod objects;
pub mod own;
pub mod pages;
pub mod picture;
pub mod pods;
pub mod preview;
pub mod question;
pub mod releases;
pub mod sentence;
pub mod share;
pub mod strip;
pub mod terminals;
pub mod timeline;
pub mod top;
pub mod transport;
pub mod unavailable;

use rollout_engine::cluster::Owned;
use rollout_engine::version::Rules;

use names::Name;

use crate::history::SetHistory;
use crate::state::{AppState, Tab, Tools};
use crate::text::Text;

/// The StatefulSet that is drawn, at the cursor and over time.
#[derive(Clone, Copy, Debug)]
pub struct Drawn<'a> {
    /// Over time.
    pub history: &'a SetHistory,
    /// At the cursor; `None` before it is created. What bears its name stays when it is deleted.
    pub owned: Option<&'a Owned>,
}

impl<'a> Drawn<'a> {
    /// At the cursor, if the set itself is there.
    pub fn existing(&self) -> Option<&'a Owned> {
        self.owned.filter(|owned| owned.exists)
    }
}

/// The StatefulSet that is drawn; `None` if the scenario makes none.
pub fn drawn(state: &AppState) -> Option<Drawn<'_>> {
    let chosen = state.tools.set.as_deref().and_then(|name| state.run.history.named(name));
    let history = chosen.or_else(|| state.run.history.drawn_at(state.place.frame()))?;
    let owned = state.place.here.cluster.set(history.id);
    Some(Drawn { history, owned })
}

/// The tools' tabs.
#[derive(Clone, Debug)]
pub struct Tabs<'a> {
    /// The tab that is open.
    pub open: Tab,
    /// Which tools are open beside it.
    pub tools: &'a Tools,
    /// The name of the tab for pods that are not available, where pods are cells.
    pub unavailable: Option<String>,
    /// The name of the pod whose own view is a tab.
    pub own: Option<Name>,
}

/// The tabs; the one for pods that are not available is there only where pods are cells.
pub fn tabs(state: &AppState) -> Tabs<'_> {
    let unavailable = unavailable::name(state);
    let open = match state.tools.tab {
        Tab::Unavailable if unavailable.is_none() => Tab::Terminal,
        tab => tab,
    };
    Tabs { open, tools: &state.tools, unavailable, own: own::name(state) }
}

/// What the page says.
pub fn text(state: &AppState) -> &'static Text {
    state.text
}

/// The rules at the cursor: those of the scenario's release, or of the one that the control plane was upgraded to.
pub fn rules(state: &AppState) -> &Rules {
    state.place.cluster().upgraded().unwrap_or(&state.run.rules)
}

#[cfg(test)]
mod tests;
