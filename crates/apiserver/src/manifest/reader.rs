//! Reads one YAML document with serde_yaml into a tree of [`Node`]s with positions.
//!
//! serde reports no positions, and serde_yaml follows YAML 1.2 while Kubernetes follows 1.1. Requesting every node as
//! an *enum* solves both. For a scalar, serde_yaml then returns the unresolved slice of the source: its address is
//! its position, the byte before it shows a quote, and [`resolve`] types it by YAML 1.1. For a sequence or mapping,
//! serde_yaml fails with the line and column and consumes nothing. The node is then requested again with
//! `deserialize_any`.
//!
//! One fault of serde_yaml is worked round here: the first request *does* consume an alias of a sequence or mapping.
//! The error has the position of the anchor, so a copy of the anchor's node is returned. serde_yaml limits the depth
//! to 128 levels. This module limits the number of nodes, because a few aliases can stand for millions of them. Error
//! messages are translated in `words`. The requests are in `requests`, the ends of scalars in `extent`, the keys of a
//! mapping in `entries`.

mod entries;
mod extent;
mod requests;

use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;

use serde::de::{DeserializeSeed, Deserializer};

use self::extent::{after_directives, extent};
use self::requests::{AnyRequest, EnumRequest, RootVisitor};
use super::scalar::{Tag, resolve, tagged};
use super::tree::{Content, Entry, Node, Offset, Position, Span};
use super::{Broken, not_yaml, words};
use crate::text::{before, behind};
use crate::value::Value;

/// Limit on nodes, with the copies that aliases make. A text of 256 kB without aliases has fewer.
const NODES_MAX: usize = 300_000;

/// Reads the first document of a text and ignores the rest, as Go's reader does. Offsets count from the start of
/// `text`.
pub(super) fn read(text: &str) -> Result<Node, Broken> {
    let state = State::default();
    let source = NodeReader { text, state: &state };
    let root = source.root();
    match (root, state.refused.take()) {
        (Ok(root), None) => Ok(root),
        (_, Some((at, problem))) => {
            let Position { line, column } = Position::of(text, at);
            Err(Broken { line, column, message: not_yaml(&problem) })
        }
        (Err(error), None) => Err(words::broken(text, &error)),
    }
}

/// State of the reading, shared by all requests.
#[derive(Default)]
struct State {
    nodes: Cell<usize>,
    /// Offset up to which the text has been read.
    read_to: Cell<usize>,
    /// Position at which a line and column of serde_yaml were last converted to an offset.
    mark: Cell<Mark>,
    /// Copies of the sequences and mappings that have an anchor, by the line and column of their start. `None` while
    /// one is being read.
    anchored: RefCell<BTreeMap<(usize, usize), Option<Node>>>,
    /// Why this module rejects the text, and where. serde's errors cannot carry an offset.
    refused: RefCell<Option<(Offset, String)>>,
}

/// A position as libyaml counts it (from 1, with five kinds of line endings), and its offset in bytes.
#[derive(Clone, Copy)]
struct Mark {
    line: usize,
    column: usize,
    offset: usize,
}

impl Default for Mark {
    fn default() -> Self {
        Self { line: 1, column: 1, offset: 0 }
    }
}

#[derive(Clone, Copy)]
struct NodeReader<'de, 's> {
    text: &'de str,
    state: &'s State,
}

/// Result of the first request for a node.
enum FirstAnswer {
    Node(Node),
    /// serde_yaml announced a local tag (`!a b`); the node follows.
    Tag,
}

impl<'de, 's> NodeReader<'de, 's> {
    /// Reads the root. Every request for the root consumes the whole text, and most roots are mappings, so this
    /// requests a collection first. A scalar root is read again from the start.
    fn root(self) -> Result<Node, serde_yaml::Error> {
        let Some(document) = serde_yaml::Deserializer::from_str(self.text).next() else {
            return Ok(self.null());
        };
        let offset = self.text.len() - after_directives(self.text).len();
        self.state.read_to.set(offset);
        if self.has_anchor(offset) {
            let Position { line, column } = Position::of(self.text, Offset(offset));
            self.state.anchored.borrow_mut().insert((line, column), None);
        }
        let root = RootVisitor(AnyRequest { source: self, at: Offset(offset) });
        match document.deserialize_any(root) {
            Err(error) if error.to_string().starts_with(SCALAR_ROOT) => self.scalar_root(),
            read => read,
        }
    }

    fn scalar_root(self) -> Result<Node, serde_yaml::Error> {
        let again = serde_yaml::Deserializer::from_str(self.text).next();
        match again.map(|document| EnumRequest(self).deserialize(document)).transpose()? {
            Some(FirstAnswer::Node(node)) => Ok(node),
            _ => Ok(self.null()),
        }
    }

    /// Whether the node at this offset has an anchor, or a tag that an anchor may follow.
    fn has_anchor(self, offset: usize) -> bool {
        behind(self.text, offset).starts_with(['&', '!'])
    }

    fn null(self) -> Node {
        self.scalar(Value::Null)
    }

    /// Makes the node of a scalar that serde_yaml copied. Scans the source for its position.
    fn scalar(self, value: Value) -> Node {
        let at = self.next_node();
        let end = at + extent(behind(self.text, at));
        self.state.read_to.set(end);
        let written = (end > at).then_some(Span { start: Offset(at), end: Offset(end) });
        Node { at: Offset(at), written, content: Content::Scalar(value) }
    }

    /// Makes the node of a scalar that serde_yaml borrows from the source.
    fn lent(self, lent: &'de str) -> Result<Node, String> {
        let offset = lent.as_ptr() as usize - self.text.as_ptr() as usize;
        let (ahead, rest) = (before(self.text, offset), behind(self.text, offset + lent.len()));
        let is_quoted = ['"', '\''].iter().any(|q| ahead.ends_with(*q) && rest.starts_with(*q));
        let quote = usize::from(is_quoted);
        let (start, end) = (offset - quote, offset + lent.len() + quote);
        let value = match Tag::before(before(self.text, start)) {
            Some(tag) => tagged(tag, lent)?,
            None if is_quoted => Value::string(lent),
            None => resolve(lent),
        };
        if start < self.state.read_to.get() {
            return Ok(self.scalar(value));
        }
        self.state.read_to.set(end);
        let written = Some(Span { start: Offset(start), end: Offset(end) });
        Ok(Node { at: Offset(start), written, content: Content::Scalar(value) })
    }

    /// Returns the offset of the next node. Skips indicators, whitespace and comments.
    fn next_node(self) -> usize {
        let mut rest = behind(self.text, self.state.read_to.get());
        loop {
            rest = rest.trim_start_matches(|c: char| c.is_whitespace() || "?:,[{]}".contains(c));
            let is_indicator = rest.starts_with(['-'])
                && behind(rest, 1).starts_with(|c: char| c.is_whitespace() || c == '-');
            rest = match rest.chars().next() {
                Some('#') => rest.split_once('\n').map_or("", |(_, rest)| rest),
                Some('-') if is_indicator => behind(rest, 1),
                _ => return self.text.len() - rest.len(),
            };
        }
    }

    /// Converts a line and column of libyaml to an offset. Positions must come in ascending order.
    fn offset(self, (line, column): (usize, usize)) -> usize {
        let mut mark = self.state.mark.get();
        let mut letters = behind(self.text, mark.offset).chars().peekable();
        while (mark.line, mark.column) < (line, column) {
            let Some(letter) = letters.next() else { break };
            mark.offset += letter.len_utf8();
            let ends = matches!(letter, '\n' | '\u{85}' | '\u{2028}' | '\u{2029}')
                || letter == '\r' && letters.peek() != Some(&'\n');
            (mark.line, mark.column) =
                if ends { (mark.line + 1, 1) } else { (mark.line, mark.column + 1) };
        }
        self.state.mark.set(mark);
        mark.offset
    }

    fn count<E: serde::de::Error>(self, nodes: usize) -> Result<(), E> {
        let all = self.state.nodes.get() + nodes;
        self.state.nodes.set(all);
        if all > NODES_MAX {
            return Err(self.refuse("document contains excessive aliasing".to_owned()));
        }
        Ok(())
    }

    fn refuse<E: serde::de::Error>(self, problem: String) -> E {
        let at = Offset(self.state.read_to.get());
        self.state.refused.borrow_mut().get_or_insert((at, problem));
        E::custom("refused")
    }

    /// Reads one node: `ask` makes the first request, `collection` the second.
    fn node<X, E: serde::de::Error>(
        self,
        from: &mut X,
        ask: impl Fn(&mut X, EnumRequest<'de, 's>) -> Result<Option<FirstAnswer>, E>,
        collection: impl Fn(&mut X, AnyRequest<'de, 's>) -> Result<Option<Node>, E>,
    ) -> Result<Option<Node>, E> {
        let error = match ask(from, EnumRequest(self)) {
            Ok(Some(FirstAnswer::Node(node))) => return Ok(Some(node)),
            Ok(_) => return Ok(None),
            Err(error) => error,
        };
        let Some(place) = place_of_collection(&error.to_string()) else { return Err(error) };
        let known = self.state.anchored.borrow().get(&place).cloned();
        if let Some(target) = known {
            return self.alias(target).map(Some);
        }
        let offset = self.offset(place);
        let has_anchor = self.has_anchor(offset);
        self.state.read_to.set(offset);
        if has_anchor {
            self.state.anchored.borrow_mut().insert(place, None);
        }
        let node = collection(from, AnyRequest { source: self, at: Offset(offset) })?;
        if has_anchor {
            self.count(node.as_ref().map_or(0, Node::count))?;
            self.state.anchored.borrow_mut().insert(place, node.clone());
        }
        Ok(node)
    }

    /// Returns a copy of the anchor's node, all of it at the position of the alias.
    fn alias<E: serde::de::Error>(self, target: Option<Node>) -> Result<Node, E> {
        let Some(node) = target else { return Err(self.refuse(self.contains_itself())) };
        self.count(node.count())?;
        let at = Offset(self.next_node());
        self.state.read_to.set(at.0 + extent(behind(self.text, at.0)));
        Ok(moved(node, at))
    }

    /// Go's error for an alias inside its own anchor.
    fn contains_itself(self) -> String {
        let name =
            behind(self.text, self.state.read_to.get()).split_once('*').map_or("", |it| it.1);
        let end = name.find(|c: char| !c.is_alphanumeric() && !"_-".contains(c));
        format!("anchor '{}' value contains itself", before(name, end.unwrap_or(name.len())))
    }
}

/// Sets the position of a node and everything below it.
fn moved(mut node: Node, at: Offset) -> Node {
    (node.at, node.written) = (at, None);
    node.content = match node.content {
        Content::List(items) => Content::List(items.into_iter().map(|it| moved(it, at)).collect()),
        Content::Map(entries) => {
            let entry = |entry: Entry| Entry { at, value: moved(entry.value, at), ..entry };
            Content::Map(entries.into_iter().map(entry).collect())
        }
        scalar => scalar,
    };
    node
}

/// Start of serde's error for a scalar root, which [`RootVisitor`] does not accept.
const SCALAR_ROOT: &str = "invalid type";

/// Parses the line and column of a sequence or mapping from serde_yaml's error that it is not an enum. `None` for
/// other errors.
fn place_of_collection(error: &str) -> Option<(usize, usize)> {
    const IS_NONE: &str = ", expected a YAML tag starting with '!'";
    let (_, place) = error.rsplit_once(IS_NONE)?;
    // serde_yaml leaves out the position at the start of the text.
    let Some((line, column)) =
        place.strip_prefix(" at line ").and_then(|it| it.split_once(" column "))
    else {
        return Some((1, 1));
    };
    Some((line.parse().ok()?, column.parse().ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: &str) {
        let read = read(text).map(|root| root.value().to_json());
        assert_eq!(read.unwrap_or_else(|broken| broken.message), expected, "{text}");
    }

    fn refused(text: &str, problem: &str) {
        check(text, &not_yaml(problem));
    }

    #[test]
    fn an_alias_is_a_copy_of_its_anchor() {
        check(
            "a: &x [1, {b: 2}]\nb: *x\nc: [*x, *x]\nd: 3\n",
            r#"{"a":[1,{"b":2}],"b":[1,{"b":2}],"c":[[1,{"b":2}],[1,{"b":2}]],"d":3}"#,
        );
        check(
            "- &x {a: &y [1]}\n- *y\n- *x\n- &y z\n- *y\n",
            r#"[{"a":[1]},[1],{"a":[1]},"z","z"]"#,
        );
        check("&a a: &b\n  c: |\n    d\n*a : *b\n", r#"{"a":{"c":"d\n"}}"#);
        check("- &x !!seq\n  - 1\n- *x\n- !y &z\n  b: 1\n- *z\n", r#"[[1],[1],{"b":1},{"b":1}]"#);
        check(
            "a: &x 'q\\n'\nb: *x\nc: &y \"q\\n\"\nd: *y\n",
            r#"{"a":"q\\n","b":"q\\n","c":"q\n","d":"q\n"}"#,
        );
    }

    #[test]
    fn an_alias_within_what_it_stands_for_is_refused() {
        for text in [
            "&a [*a]",
            "&a\n- *a\n",
            "b: &a\n  c: *a\n",
            "- &a [[*a]]\n",
            "%YAML 1.1\n--- # x\n&a {c: [*a]}\n",
        ] {
            refused(text, "anchor 'a' value contains itself");
        }
        refused("a: *b\n", "unknown anchor 'b' referenced");
    }

    /// Result of `{{ … }}` in an unrendered chart.
    #[test]
    fn a_collection_is_no_key() {
        refused(
            "a: {{ .Values.x }}\n",
            r#"invalid map key: map[interface {}]interface {}{".Values.x":interface {}(nil)}"#,
        );
        refused(
            "{{ a }}: b\n",
            r#"invalid map key: map[interface {}]interface {}{"a":interface {}(nil)}"#,
        );
        refused("? [1, true]\n: b\n", "invalid map key: []interface {}{1, true}");
    }

    #[test]
    fn tags_are_read_as_go_reads_them() {
        check(
            "a: !!str 5\nb: !!int \"5\"\nc: !x 5\nd: !x [1]\ne: ! 5\n",
            r#"{"a":"5","b":5,"c":"5","d":[1],"e":"5"}"#,
        );
        refused("a: !!int null\n", "cannot decode !!null `null` as a !!int");
        check("!x {a: 1}\n", r#"{"a":1}"#);
        check("!!map {a: 1}\n", r#"{"a":1}"#);
    }

    #[test]
    fn what_is_quoted_is_text() {
        check(
            "[\"1\", '1', 1, \"\", '', \"yes\", 'a''b', \"a\\tb\", yes]",
            r#"["1","1",1,"","","yes","a'b","a\tb",true]"#,
        );
        check("{\"a\", 'b', c: , d}", r#"{"a":null,"b":null,"c":null,"d":null}"#);
        check("a: one\n  two\nb: >-\n  1\nc: \"1\n  2\"\n", r#"{"a":"one two","b":"1","c":"1 2"}"#);
    }

    #[test]
    fn a_root_may_be_a_scalar() {
        check("5", "5");
        check("---\n", "null");
        check("", "null");
        check("# a\n", "null");
        check("'x'", "\"x\"");
        check("!x 5", "\"5\"");
        check("010\n...\nwhat follows", "8");
    }

    #[test]
    fn a_scalar_of_several_lines_has_its_text() {
        let text = "a: |-\n  x\n\n   y\nb: \"\\\"q\\\\\"\nc: 'it''s'\n";
        let root = read(text).expect("YAML");
        let written =
            |key: &str| root.get(key).and_then(|node| node.written).map(|span| span.of(text));
        assert_eq!(written("a"), Some("|-\n  x\n\n   y\n"));
        assert_eq!(written("b"), Some("\"\\\"q\\\\\""));
        assert_eq!(written("c"), Some("'it''s'"));
    }
}
