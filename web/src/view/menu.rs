//! A pod's menu: what can be done to it, each with the line that it types. What cannot be done is left out.

use std::rc::Rc;

use rollout_engine::api::{ContainerState, Pod};

use super::{drawn, text};
use crate::state::AppState;
use crate::text::Key;
use crate::view::namespace;

/// One thing that can be done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Item {
    /// What it is called.
    pub word: &'static str,
    /// What it does.
    pub does: Does,
    /// Whether a line divides it from the one before.
    pub cut: bool,
    /// Whether it has the focus as the menu opens.
    pub first: bool,
}

/// What an item does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Does {
    /// It opens the pod's own view, in which stands this.
    Opens(u32, &'static str),
    /// It types this line.
    Types(Rc<str>),
}

/// What can be done to the pod of this ordinal.
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
    items.push(types(Key::Describe, format!("kubectl describe pod {named}")));
    items
}

/// What can happen to a pod as it is.
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
