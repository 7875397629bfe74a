//! Names of objects for kubectl and directives, with their namespace if kubectl's context has another one.
//!
//! Leaves out which namespaces exist: the cluster knows that. The context's namespace is the session's.

use crate::history::SetHistory;
use crate::state::{AppState, Run};

/// Returns the flag after an object's name: ` -n argocd`. Empty if it is the context's namespace.
pub fn flag(state: &AppState, namespace: &str) -> String {
    let context = state.run.trace.namespace_at(state.place.at);
    if namespace == context { String::new() } else { format!(" -n {namespace}") }
}

/// Returns an object's name for a kubectl line: `web`, or `web -n argocd`.
pub fn named(state: &AppState, namespace: &str, name: &str) -> String {
    format!("{name}{}", flag(state, namespace))
}

/// Returns the set's name for a kubectl line at the end of a run.
pub fn named_at_end(run: &Run, history: &SetHistory) -> String {
    let context = run.trace.namespace_at(run.history.ends_at);
    let name = &history.name;
    if *context == *history.namespace {
        name.to_string()
    } else {
        format!("{name} -n {}", history.namespace)
    }
}

/// Returns a pod's name for a directive: `web-0`, or `argocd/web-0`.
pub fn pod(state: &AppState, namespace: &str, name: &str) -> String {
    let is_plain = flag(state, namespace).is_empty();
    if is_plain { name.to_owned() } else { format!("{namespace}/{name}") }
}
