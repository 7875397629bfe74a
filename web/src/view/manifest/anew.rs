//! *Begin anew*: the lines of the script that make a cluster from nothing but the text in the editor.

use super::{file_line, file_name};
use crate::state::{AppState, Reading};

/// Returns the lines that a person would type on an empty cluster: the file, the namespaces that it needs, and the
/// line that applies it.
pub fn anew(state: &AppState, reading: &Reading) -> Vec<String> {
    let (text, name) = (&reading.text, file_name(state));
    let namespaces = reading.found.namespaces.iter();
    let made = namespaces.map(|namespace| format!("kubectl create namespace {namespace}"));
    let (file, apply) = (file_line(&name, text), format!("kubectl apply -f {name}"));
    std::iter::once(file).chain(made).chain([apply]).collect()
}
