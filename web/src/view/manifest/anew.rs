//! *Begin anew*: the lines of the script that make a cluster from nothing but the text in the editor.

use kubectl::manifest::namespaces_taken_for_granted;

use super::{file_line, file_name, source};
use crate::state::AppState;

/// The file, the namespaces that it takes for granted, and the line that applies it: all that a person would type on a cluster.
pub fn anew(state: &AppState) -> Vec<String> {
    let (text, name) = (source(state), file_name(state));
    let namespaces = namespaces_taken_for_granted(&text).into_iter();
    let made = namespaces.map(|namespace| format!("kubectl create namespace {namespace}"));
    let (file, apply) = (file_line(&name, &text), format!("kubectl apply -f {name}"));
    std::iter::once(file).chain(made).chain([apply]).collect()
}
