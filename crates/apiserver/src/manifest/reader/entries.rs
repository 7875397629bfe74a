//! The entries of a mapping: duplicate keys, merge keys (`<<`), and keys that are no strings.

use std::collections::BTreeMap;

use crate::manifest::tree::{Content, Entry, Node};
use crate::value::Value;

/// Entries of a map in text order, without duplicate keys.
#[derive(Default)]
pub(super) struct Entries {
    pub(super) entries: Vec<Entry>,
    /// Index of each key's entry.
    indexes: BTreeMap<String, usize>,
}

impl Entries {
    /// Adds an entry. The last of two equal keys wins and takes the position of the first.
    pub(super) fn write(&mut self, entry: Entry) {
        let index = *self.indexes.entry(entry.key.clone()).or_insert(self.entries.len());
        match self.entries.get_mut(index) {
            Some(known) => *known = entry,
            None => self.entries.push(entry),
        }
    }

    /// Adds the entries of a `<<` key. They override entries before it, and entries after it override them. Of
    /// several maps the first wins. Returns `None` if the value is neither a map nor a list of maps.
    pub(super) fn merge(&mut self, value: Node) -> Option<()> {
        match value.content {
            Content::List(maps) => maps.into_iter().rev().try_for_each(|map| match map.content {
                Content::Map(_) => self.merge(map),
                _ => None,
            }),
            Content::Map(entries) => {
                entries.into_iter().for_each(|entry| self.write(entry));
                Some(())
            }
            Content::Scalar(_) => None,
        }
    }
}

/// Whether a key is an unquoted `<<`.
pub(super) fn is_merge(key: &Node, text: &str) -> bool {
    key.written.is_some_and(|span| span.of(text) == "<<") && key.as_str() == Some("<<")
}

/// Returns a scalar key as a string, as Kubernetes reads it; `None` for a null or a collection.
pub(super) fn key_text(key: &Node) -> Option<String> {
    match &key.content {
        Content::Scalar(Value::String(text) | Value::Number(text)) => Some(text.clone()),
        Content::Scalar(value @ (Value::Int(_) | Value::Bool(_))) => Some(value.to_json()),
        _ => None,
    }
}
