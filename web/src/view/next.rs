//! *Try next*: at most two suggested lines at the cursor, each with the question that it answers.

use std::rc::Rc;

use rollout_engine::cluster::Owned;

use super::{drawn, terminals, text};
use crate::state::AppState;
use crate::text::Key;
use crate::view::namespace;

/// Limit on suggestions.
const MOST: usize = 2;

/// A suggested line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Suggestion {
    /// The line.
    pub line: Rc<str>,
    /// The question that it answers.
    pub question: &'static str,
}

/// Returns the suggestions at the cursor, without lines that were typed already.
pub fn view(state: &AppState) -> Vec<Suggestion> {
    let Some(owned) = drawn(state).and_then(|drawn| drawn.existing()) else { return Vec::new() };
    let tried = terminals::history(state);
    let suggestion = |(line, key): (String, Key)| Suggestion {
        line: line.into(),
        question: text(state).of(key),
    };
    let all = lines(state, owned).into_iter().map(suggestion);
    all.filter(|one| !tried.iter().any(|past| past.text == one.line)).take(MOST).collect()
}

/// Returns candidate lines: during a rollout those that show which pods move, at rest those that start one.
fn lines(state: &AppState, owned: &Owned) -> Vec<(String, Key)> {
    let named = |name: &str| namespace::named(state, &owned.set.namespace, name);
    let (name, replicas) = (named(&owned.set.name), owned.set.spec.replicas);
    let update = owned.set.status.update_revision;
    let behind = owned.pods.iter().find(|pod| Some(pod.revision) != update);
    let delete = |pod: &str| format!("kubectl delete pod {}", named(pod));
    match behind {
        Some(pod) => vec![
            (delete(&owned.pod_name(pod.ordinal)), Key::TryDelete),
            (format!("kubectl rollout undo sts/{name}"), Key::TryUndo),
        ],
        None => vec![
            (format!("kubectl scale sts {name} --replicas={}", replicas + 2), Key::TryScaleUp),
            (format!("kubectl rollout restart sts/{name}"), Key::TryRestart),
            (format!("kubectl scale sts {name} --replicas={}", replicas / 2), Key::TryScaleDown),
        ],
    }
}
