//! The text of the editor as it is read: its documents, and what is wrong with them.
//!
//! Made once per text and release, for a long file takes longer to read than a frame lasts. Leaves out what is said of it.

use std::rc::Rc;

use kubectl::manifest::{self, Diagnostic, Offset, Position};
use kubectl::value::Value;

use crate::state::AppState;
use crate::view::rules;

/// A text that was read.
#[derive(Clone, Debug)]
pub struct Reading {
    /// The text.
    pub text: Rc<str>,
    /// Its documents, in order.
    pub documents: Vec<Document>,
    /// What is wrong with it, in the order of its lines.
    pub diagnostics: Vec<Diagnostic>,
}

/// A document of the text.
#[derive(Clone, Debug)]
pub struct Document {
    /// The line of the text before its first one.
    pub before: usize,
    /// Its line in which its kind is named, counted from 1 in the whole text.
    pub line: usize,
    /// The objects that it holds: several for a list, none if it cannot be read.
    pub objects: Vec<Value>,
}

impl Reading {
    /// Of the text in the editor.
    pub fn of(state: &AppState) -> Self {
        let text = super::source(state);
        let documents = manifest::read(&text).into_iter().map(Document::of).collect();
        let diagnostics = manifest::diagnose_for(&text, rules(state));
        Self { text, documents, diagnostics }
    }

    /// Every StatefulSet, with its document; those in lists as well.
    pub fn sets(&self) -> impl Iterator<Item = (&Document, &Value)> {
        self.objects().filter(|(_, object)| object.text_at(&["kind"]) == "StatefulSet")
    }

    /// Every object, with its document; a list stands for its items.
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
