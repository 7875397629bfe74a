//! A YAML document as a tree of nodes with positions in the text.
//!
//! Diagnostics, the list of documents, field edits and the secrets' guard of the links ask it for positions.
//! [`super::reader`] builds it.

use crate::text::behind;
use crate::value::Value;

/// An offset in bytes into the text of a document, always at a character boundary.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Offset(pub usize);

/// A range of a document's text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Span {
    /// Offset of its first byte.
    pub start: Offset,
    /// Offset after its last byte.
    pub end: Offset,
}

/// A line and a column, both from 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Position {
    /// Line. Lines end with `\n`.
    pub line: usize,
    /// Column, in characters (Unicode scalar values).
    pub column: usize,
}

/// A value and its position in the text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Node {
    /// Offset of its start. Every node below an alias has the offset of the alias.
    pub at: Offset,
    /// Range of a scalar's text: with its quotes, or from its block indicator to its last line. `None` for collections,
    /// for empty scalars, for plain scalars of several lines, and below an alias of a collection.
    pub written: Option<Span>,
    /// Its content.
    pub content: Content,
}

/// The content of a node.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Content {
    /// Null, a boolean, a number or a string.
    Scalar(Value),
    /// A sequence.
    List(Vec<Node>),
    /// A mapping in text order, without duplicate keys.
    Map(Vec<Entry>),
}

/// A key and its value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// Key as a string: the keys `true` and `8` have these names.
    pub key: String,
    /// Offset of the key.
    pub at: Offset,
    /// The value.
    pub value: Node,
}

/// A segment of a path such as `spec.containers[0].image`.
#[derive(Clone, Copy)]
enum PathSegment<'a> {
    Key(&'a str),
    Index(usize),
}

impl Span {
    /// Returns the text of this span; empty if `text` has no such range.
    pub fn of(self, text: &str) -> &str {
        text.get(self.start.0..self.end.0).unwrap_or_default()
    }
}

impl Position {
    /// Returns the position of a byte offset.
    pub fn of(text: &str, Offset(offset): Offset) -> Self {
        let before = text.get(..offset).unwrap_or(text);
        let line = before.rfind('\n').map_or(before, |end| behind(before, end + 1));
        Self { line: before.matches('\n').count() + 1, column: line.chars().count() + 1 }
    }
}

impl Node {
    /// Returns the value of this node and everything below it.
    pub fn value(&self) -> Value {
        match &self.content {
            Content::Scalar(value) => value.clone(),
            Content::List(items) => Value::List(items.iter().map(Self::value).collect()),
            Content::Map(entries) => {
                let pair = |entry: &Entry| (entry.key.clone(), entry.value.value());
                Value::Map(entries.iter().map(pair).collect())
            }
        }
    }

    /// Returns the entries of a mapping; empty if this is not a mapping.
    pub fn entries(&self) -> &[Entry] {
        match &self.content {
            Content::Map(entries) => entries,
            _ => &[],
        }
    }

    /// Returns the items of a sequence; empty if this is not a sequence.
    pub fn items(&self) -> &[Self] {
        match &self.content {
            Content::List(items) => items,
            _ => &[],
        }
    }

    /// Returns the string if this is one.
    pub fn as_str(&self) -> Option<&str> {
        match &self.content {
            Content::Scalar(value) => value.as_str(),
            _ => None,
        }
    }

    /// Returns the entry of a key.
    pub fn entry(&self, key: &str) -> Option<&Entry> {
        self.entries().iter().find(|entry| entry.key == key)
    }

    /// Returns the value of a key.
    pub fn get(&self, key: &str) -> Option<&Self> {
        self.entry(key).map(|entry| &entry.value)
    }

    /// Returns the value at the end of a path of keys.
    pub fn at(&self, path: &[&str]) -> Option<&Self> {
        path.iter().try_fold(self, |node, key| node.get(key))
    }

    /// Returns the offset of the field at `path` (`spec.containers[0].image`): its key, or the start of a list item. If
    /// it does not exist, returns that of the nearest field above it. A key that contains dots is never found.
    pub fn find(&self, path: &str) -> Offset {
        self.look_up(path).0
    }

    /// As [`Self::find`]; also returns the node.
    pub(super) fn look_up(&self, path: &str) -> (Offset, &Self) {
        let (mut node, mut found) = (self, self.at);
        for step in steps(path) {
            let next = match step {
                PathSegment::Key(key) => node.entry(key).map(|entry| (entry.at, &entry.value)),
                PathSegment::Index(index) => node.items().get(index).map(|item| (item.at, item)),
            };
            let Some((at, below)) = next else { break };
            (node, found) = (below, at);
        }
        (found, node)
    }

    /// Returns the number of nodes in this tree; a key counts as one.
    pub(super) fn count(&self) -> usize {
        match &self.content {
            Content::Scalar(_) => 1,
            Content::List(items) => items.iter().map(Self::count).sum::<usize>() + 1,
            Content::Map(entries) => {
                entries.iter().map(|entry| entry.value.count() + 1).sum::<usize>() + 1
            }
        }
    }
}

fn steps(path: &str) -> Vec<PathSegment<'_>> {
    let mut steps = Vec::new();
    for part in path.split('.') {
        let mut pieces = part.split('[');
        steps.extend(pieces.next().filter(|key| !key.is_empty()).map(PathSegment::Key));
        steps.extend(pieces.map(|piece| {
            let inner = piece.trim_end_matches(']');
            inner.parse().map_or(PathSegment::Key(inner), PathSegment::Index)
        }));
    }
    steps
}

#[cfg(test)]
mod tests {
    use super::super::reader::read;
    use super::*;

    const TEXT: &str = "# web\nspec:\n  replicas: 3\n  template:\n    spec:\n      containers:\n      - name: a\n        image: x\n      - image: y\n        name: b\n        \"ports\":\n          - containerPort: 80\n";

    fn check(text: &str, path: &str, line: usize, column: usize) {
        let root = read(text).expect("YAML");
        assert_eq!(Position::of(text, root.find(path)), Position { line, column }, "{path}");
    }

    #[test]
    fn fields_are_found_by_their_path() {
        check(TEXT, "spec", 2, 1);
        check(TEXT, "spec.replicas", 3, 3);
        check(TEXT, "spec.template.spec.containers", 6, 7);
        check(TEXT, "spec.template.spec.containers[0].image", 8, 9);
        check(TEXT, "spec.template.spec.containers[1]", 9, 9);
        check(TEXT, "spec.template.spec.containers[1].name", 10, 9);
        check(TEXT, "spec.template.spec.containers[1].ports[0].containerPort", 12, 13);
        check("{a: {b: [1, {c: 2}]}}", "a.b[1].c", 1, 14);
    }

    #[test]
    fn a_missing_field_is_shown_at_the_nearest_one_above() {
        check(TEXT, "spec.selector", 2, 1);
        check(TEXT, "metadata.name", 2, 1);
        check(TEXT, "spec.template.metadata.labels", 4, 3);
        check(TEXT, "spec.template.spec.containers[7]", 6, 7);
        check("", "spec", 1, 1);
    }

    #[test]
    fn items_of_every_kind_have_a_place() {
        let text = "a:\n- 1\n- yes\n- \"x\\n\"\n-  |\n  b\n- [2, 3]\n- *b\n";
        let text = &format!("b: &b [x, 'y']\n{text}");
        for (item, line, column) in
            [(0, 3, 3), (1, 4, 3), (2, 5, 3), (3, 6, 4), (4, 8, 3), (5, 9, 3)]
        {
            check(text, &format!("a[{item}]"), line, column);
        }
        check(text, "a[4][1]", 8, 7);
        check(text, "a[5][1]", 9, 3);
        check(text, "b[1]", 1, 11);
    }

    #[test]
    fn columns_count_characters_of_every_script() {
        check("你好: 1\n\"ü🙂\": {a: ש, b: [1]}\n", "ü🙂.b", 2, 14);
        check("a: \"é\"\r\nb: 1\r\n", "b", 2, 1);
    }
}
