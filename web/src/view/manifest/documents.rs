//! The documents of a file: which StatefulSets it has, of which one is drawn, and what is only kept.

use kubectl::manifest::{self, Document, Position};

use crate::state::AppState;
use crate::text::Key;
use crate::view::{drawn, text};

/// The documents, where there are several.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Documents {
    /// How many there are.
    pub count: usize,
    /// `7 documents. One StatefulSet is drawn.`
    pub says: String,
    /// The StatefulSets.
    pub sets: Vec<SetRow>,
    /// Other objects that are kept.
    pub kept: String,
    /// Those of them that would run pods of their own.
    pub ignored: String,
}

/// A StatefulSet of the file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SetRow {
    /// Its name.
    pub name: String,
    /// `3 replicas, line 41`.
    pub says: String,
    /// Whether it is drawn.
    pub drawn: bool,
}

/// Kinds that run pods: of these only the StatefulSet is simulated.
const RUN_PODS: [&str; 7] =
    ["Deployment", "DaemonSet", "ReplicaSet", "ReplicationController", "Job", "CronJob", "Pod"];

/// The documents of a text; nothing where it has only one.
pub fn documents(state: &AppState, source: &str) -> Option<Documents> {
    let all = manifest::read(source);
    if all.len() < 2 {
        return None;
    }
    let text = text(state);
    let drawn = drawn(state).map(|drawn| drawn.history.name.to_string());
    let mut documents = Documents {
        count: all.len(),
        says: text.say(Key::DocumentsSay, &[("documents", &all.len())]),
        ..Documents::default()
    };
    for document in &all {
        let Ok(value) = &document.value else { continue };
        let (kind, name) = (value.text_at(&["kind"]), value.text_at(&["metadata", "name"]));
        if kind == "StatefulSet" {
            let replicas = value.at(&["spec", "replicas"]).and_then(|value| value.as_int());
            let first = line_of_kind(document);
            documents.sets.push(SetRow {
                says: text
                    .say(Key::SetRow, &[("replicas", &replicas.unwrap_or(1)), ("line", &first)]),
                drawn: drawn.as_deref() == Some(name),
                name: name.to_owned(),
            });
        } else {
            let into =
                if RUN_PODS.contains(&kind) { &mut documents.ignored } else { &mut documents.kept };
            let comma = if into.is_empty() { "" } else { ", " };
            into.push_str(&format!("{comma}{kind}/{name}"));
        }
    }
    Some(documents)
}

/// The line of the file in which a document's kind stands.
fn line_of_kind(document: &Document<'_>) -> usize {
    let kind = document.tree().map(|root| root.find("kind")).unwrap_or_default();
    document.line + Position::of(document.text, kind).line
}
