//! Reads a manifest for the editor, and replaces one of its objects by the live one.

use apiserver::manifest::{self, Document, Offset, Position};
use apiserver::value::Value;
use rollout_engine::version::Rules;

use super::{ManifestDocument, Reading};

/// Reads a manifest.
pub(crate) fn read(text: &str, rules: &Rules) -> Reading {
    Reading {
        documents: manifest::read(text).into_iter().map(document).collect(),
        diagnostics: manifest::diagnose_for(text, rules),
        not_simulated: manifest::not_simulated(text),
        modern: manifest::modernize(text),
        namespaces: manifest::namespaces_taken_for_granted(text),
    }
}

fn document(document: Document<'_>) -> ManifestDocument {
    let kind = document.tree().map_or(Offset(0), |tree| tree.find("kind"));
    let line = document.line + Position::of(document.text, kind).line;
    let mut objects = Vec::new();
    document.value.into_iter().for_each(|value| collect(value, &mut objects));
    ManifestDocument { before: document.line, line, objects }
}

fn collect(object: Value, into: &mut Vec<Value>) {
    match manifest::items(&object) {
        Some(items) => items.into_iter().for_each(|item| collect(item, into)),
        None => into.push(object),
    }
}

/// Replaces the StatefulSet of this name in a manifest by the live object as kubectl prints it. Other documents stay.
/// `None` unless `live` is a Kubernetes object.
pub(crate) fn with_live(text: &str, name: &str, live: &str) -> Option<String> {
    let live = manifest::as_written(live)?;
    let documents = manifest::read(text);
    let parts = documents.iter().map(|document| {
        let is_it = document.value.as_ref().is_ok_and(|value| {
            value.text_at(&["kind"]) == "StatefulSet"
                && value.text_at(&["metadata", "name"]) == name
        });
        if is_it { live.trim_end() } else { document.text.trim_end() }
    });
    Some(format!("{}\n", parts.collect::<Vec<_>>().join("\n---\n")))
}
