//! One YAML document as a tree in which every node knows where it is written.
//!
//! Diagnostics, the list of documents, the links' field edits and the secrets' guard ask this tree for positions.
//! Making it from a text is [`super::reader`]'s.

use crate::text::behind;
use crate::value::Value;

/// A byte offset into the text of a document, always between two characters.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Offset(pub usize);

/// A stretch of a document's text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Span {
    /// Where it begins.
    pub start: Offset,
    /// The offset behind its last byte.
    pub end: Offset,
}

/// A line and a column, both counted from 1; the column in characters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Position {
    /// The line. Lines end with `\n`.
    pub line: usize,
    /// The column, in characters (Unicode scalar values).
    pub column: usize,
}

/// A value and its place in the text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Node {
    /// Where it begins. An alias is where the alias is written, with all below it.
    pub at: Offset,
    /// A scalar's text, quotes included, if it is written here in one line and without escapes; otherwise `None`.
    pub written: Option<Span>,
    /// What it holds.
    pub content: Content,
}

/// What a node holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Content {
    /// Null, a boolean, a number or a string.
    Scalar(Value),
    /// A sequence.
    List(Vec<Node>),
    /// A mapping in the order of its text; no key twice.
    Map(Vec<Entry>),
}

/// A key and its value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// The key as a string: `true` and `8` are keys of that name.
    pub key: String,
    /// Where the key begins.
    pub at: Offset,
    /// The value.
    pub value: Node,
}

/// A step of a path such as `spec.containers[0].image`.
#[derive(Clone, Copy)]
enum Step<'a> {
    Key(&'a str),
    Index(usize),
}

impl Span {
    /// The text of this span; empty if it is not one of `text`.
    pub fn of(self, text: &str) -> &str {
        text.get(self.start.0..self.end.0).unwrap_or_default()
    }
}

impl Position {
    /// The position of a byte offset in a text.
    pub fn of(text: &str, Offset(offset): Offset) -> Self {
        let before = text.get(..offset).unwrap_or(text);
        let line = before.rfind('\n').map_or(before, |end| behind(before, end + 1));
        Self { line: before.matches('\n').count() + 1, column: line.chars().count() + 1 }
    }
}

impl Node {
    /// The value of this node and all below it.
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

    /// The entries of a mapping; none if this is no mapping.
    pub fn entries(&self) -> &[Entry] {
        match &self.content {
            Content::Map(entries) => entries,
            _ => &[],
        }
    }

    /// The items of a sequence; none if this is no sequence.
    pub fn items(&self) -> &[Self] {
        match &self.content {
            Content::List(items) => items,
            _ => &[],
        }
    }

    /// The string, if this is one.
    pub fn as_str(&self) -> Option<&str> {
        match &self.content {
            Content::Scalar(value) => value.as_str(),
            _ => None,
        }
    }

    /// The entry of a key.
    pub fn entry(&self, key: &str) -> Option<&Entry> {
        self.entries().iter().find(|entry| entry.key == key)
    }

    /// The value of a key.
    pub fn get(&self, key: &str) -> Option<&Self> {
        self.entry(key).map(|entry| &entry.value)
    }

    /// The value at the end of a path of keys.
    pub fn at(&self, path: &[&str]) -> Option<&Self> {
        path.iter().try_fold(self, |node, key| node.get(key))
    }

    /// Where the field at `path` (`spec.containers[0].image`) is written, or the nearest one above it: its key, or the
    /// beginning of an item of a sequence. A key that holds dots is not found; the map that holds it is.
    pub fn find(&self, path: &str) -> Offset {
        self.look_up(path).0
    }

    /// As [`Self::find`]; also the node that was found.
    pub(super) fn look_up(&self, path: &str) -> (Offset, &Self) {
        let (mut node, mut found) = (self, self.at);
        for step in steps(path) {
            let next = match step {
                Step::Key(key) => node.entry(key).map(|entry| (entry.at, &entry.value)),
                Step::Index(index) => node.items().get(index).map(|item| (item.at, item)),
            };
            let Some((at, below)) = next else { break };
            (node, found) = (below, at);
        }
        (found, node)
    }

    /// How many nodes this and all below it are.
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

fn steps(path: &str) -> Vec<Step<'_>> {
    let mut steps = Vec::new();
    for part in path.split('.') {
        let mut pieces = part.split('[');
        steps.extend(pieces.next().filter(|key| !key.is_empty()).map(Step::Key));
        steps.extend(pieces.map(|piece| {
            let inner = piece.trim_end_matches(']');
            inner.parse().map_or(Step::Key(inner), Step::Index)
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
