//! A pod's menu: actions, each with the line that it types. Actions that are impossible now are left out.

use std::rc::Rc;

use rollout_engine::api::{ContainerState, Pod};

use super::{bet, drawn, text};
use crate::state::AppState;
use crate::text::Key;
use crate::view::namespace;

/// An item of the menu.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Item {
    /// Its label.
    pub word: &'static str,
    /// Its effect.
    pub does: Does,
    /// Whether a line separates it from the item before.
    pub cut: bool,
    /// Whether it has the focus when the menu opens.
    pub first: bool,
}

/// The effect of an item.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Does {
    /// Opens the own view of the pod with this ordinal. The text says what is in that view.
    Opens(u32, &'static str),
    /// Types this line.
    Types(Rc<str>),
    /// Bets on the pod of this ordinal. The text says what that means.
    Bets(u32, &'static str),
}

/// Returns the menu of the pod at this ordinal.
pub fn items(state: &AppState, ordinal: u32) -> Vec<Item> {
    let text = text(state);
    let opens = Does::Opens(ordinal, text.of(Key::OpenShows));
    let open = Item {
        word: text.of(Key::Open),
        does: opens,
        cut: false,
        first: !state.tools.menu_on_delete,
    };
    let Some(owned) = drawn(state).and_then(|drawn| drawn.owned) else { return vec![open] };
    let Some(pod) = owned.pods.get(ordinal) else { return vec![open] };
    let name = owned.pod_name(ordinal);
    let named = namespace::named(state, &owned.set.namespace, &name);
    let ours = namespace::pod(state, &owned.set.namespace, &name);
    let types = |key: Key, line: String| Item {
        word: text.of(key),
        does: Does::Types(line.into()),
        cut: matches!(key, Key::Delete | Key::Describe),
        first: key == Key::Delete && state.tools.menu_on_delete,
    };
    let mut items = vec![open, types(Key::Delete, format!("kubectl delete pod {named}"))];
    let acts = acts(pod).into_iter();
    items.extend(acts.map(|(key, act)| types(key, format!(": pod {ours} {act}"))));
    let node = pod.node.and_then(|node| state.place.here.cluster.node(node));
    if let Some(node) = node {
        let (key, act) = if node.takes_pods() {
            (Key::LoseNode, "is lost")
        } else {
            (Key::BringNodeBack, "returns")
        };
        items.push(types(key, format!(": node of {ours} {act}")));
    }
    if bet::is_open(state) {
        let does = Does::Bets(ordinal, text.of(Key::BetIs));
        items.push(Item { word: text.of(Key::Bet), does, cut: true, first: false });
    }
    items.push(types(Key::Describe, format!("kubectl describe pod {named}")));
    items
}

/// Returns the events that can happen to a pod in its present state.
fn acts(pod: &Pod) -> Vec<(Key, &'static str)> {
    let runs = pod.container == ContainerState::Running;
    let mut acts = Vec::new();
    if runs {
        acts.push((Key::Crash, "crashes"));
    }
    if runs && !pod.is_terminating() {
        acts.push(if pod.readiness_fails {
            (Key::PassReadiness, "is ready")
        } else {
            (Key::FailReadiness, "is not ready")
        });
    }
    if !pod.is_terminating() && !pod.is_finished() {
        acts.push((Key::Evict, "is evicted"));
    }
    acts
}
