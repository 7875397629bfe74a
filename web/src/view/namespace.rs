//! How an object is named to kubectl where its namespace is not the one of kubectl's context.
//!
//! What namespaces there are is the cluster's; which one the context has, the session's.

use crate::history::SetHistory;
use crate::state::{AppState, Run};

/// What a line says behind an object's name: ` -n argocd`, or nothing where the context has this namespace.
pub fn flag(state: &AppState, namespace: &str) -> String {
    let context = state.run.trace.namespace_at(state.place.at);
    if namespace == context { String::new() } else { format!(" -n {namespace}") }
}

/// An object's name as a kubectl line has it: `web`, or `web -n argocd`.
pub fn named(state: &AppState, namespace: &str, name: &str) -> String {
    format!("{name}{}", flag(state, namespace))
}

/// The set's name as a line at the end of a run has it.
pub fn named_at_end(run: &Run, history: &SetHistory) -> String {
    let context = run.trace.namespace_at(run.history.ends_at);
    let name = &history.name;
    if *context == *history.namespace {
        name.to_string()
    } else {
        format!("{name} -n {}", history.namespace)
    }
}

/// A pod's name as the playground's own lines have it: `web-0`, or `argocd/web-0`.
pub fn pod(state: &AppState, namespace: &str, name: &str) -> String {
    let is_plain = flag(state, namespace).is_empty();
    if is_plain { name.to_owned() } else { format!("{namespace}/{name}") }
}
