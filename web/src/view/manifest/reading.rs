//! The parsed text of the editor: its documents and their diagnostics.
//!
//! Made once per text and release, because a long file takes longer to parse than a frame lasts. Leaves out the
//! sentences about it: [`super::problems`] and [`super::documents`].

use std::rc::Rc;

use apiserver::manifest::{self, Diagnostic, Offset, Position};
use apiserver::value::Value;

use crate::state::AppState;
use crate::view::rules;

/// A parsed text.
#[derive(Clone, Debug)]
pub struct Reading {
    /// The text.
    pub text: Rc<str>,
    /// Its documents, in order.
    pub documents: Vec<Document>,
    /// Its diagnostics, in the order of its lines.
    pub diagnostics: Vec<Diagnostic>,
    /// Its fields that nothing here acts on, in the order of its lines.
    pub not_simulated: Vec<Diagnostic>,
}

/// A document of the text.
#[derive(Clone, Debug)]
pub struct Document {
    /// Number of the line before its first one.
    pub before: usize,
    /// Number of the line with its `kind`, counted from 1 in the whole text.
    pub line: usize,
    /// Its objects: several for a list, none if it cannot be parsed.
    pub objects: Vec<Value>,
}

impl Reading {
    /// Parses the text in the editor.
    pub fn of(state: &AppState) -> Self {
        let text = super::source(state);
        let documents = manifest::read(&text).into_iter().map(Document::of).collect();
        let diagnostics = manifest::diagnose_for(&text, rules(state));
        let not_simulated = manifest::not_simulated(&text);
        Self { text, documents, diagnostics, not_simulated }
    }

    /// Returns every StatefulSet with its document, those in lists included.
    pub fn sets(&self) -> impl Iterator<Item = (&Document, &Value)> {
        self.objects().filter(|(_, object)| object.text_at(&["kind"]) == "StatefulSet")
    }

    /// Returns every object with its document. A list is replaced by its items.
    pub fn objects(&self) -> impl Iterator<Item = (&Document, &Value)> {
        let of = |document| Document::objects(document).map(move |object| (document, object));
        self.documents.iter().flat_map(of)
    }
}

impl Document {
    fn of(document: manifest::Document<'_>) -> Self {
        let tree = document.tree();
        let kind = tree.map_or(Offset(0), |tree| tree.find("kind"));
        let line = document.line + Position::of(document.text, kind).line;
        let mut objects = Vec::new();
        document.value.into_iter().for_each(|value| collect(value, &mut objects));
        Self { before: document.line, line, objects }
    }

    fn objects(&self) -> impl Iterator<Item = &Value> {
        self.objects.iter()
    }
}

fn collect(object: Value, into: &mut Vec<Value>) {
    match manifest::items(&object) {
        Some(items) => items.into_iter().for_each(|item| collect(item, into)),
        None => into.push(object),
    }
}
