//! *Begin anew*: the lines of the script that make a cluster from nothing but the text in the editor.

use apiserver::manifest::namespaces_taken_for_granted;

use super::{file_line, file_name, source};
use crate::state::AppState;

/// Returns the lines that a person would type on an empty cluster: the file, the namespaces that it needs, and the
/// line that applies it.
pub fn anew(state: &AppState) -> Vec<String> {
    let (text, name) = (source(state), file_name(state));
    let namespaces = namespaces_taken_for_granted(&text).into_iter();
    let made = namespaces.map(|namespace| format!("kubectl create namespace {namespace}"));
    let (file, apply) = (file_line(&name, &text), format!("kubectl apply -f {name}"));
    std::iter::once(file).chain(made).chain([apply]).collect()
}
