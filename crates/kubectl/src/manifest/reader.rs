//! Reads one YAML document with serde_yaml, into a [`Node`] that knows its places.
//!
//! serde tells no places and serde_yaml follows YAML 1.2, Kubernetes 1.1. Both are met by asking for every node as an *enum*:
//! a scalar then comes unresolved, as a slice of the source, so that its address is its place, the byte before it tells a quote,
//! and [`resolve`] reads it by the rules of 1.1. For a sequence or a mapping serde_yaml answers that it is none, tells its line and
//! column and consumes nothing, so it is asked for once more as what it is.
//!
//! One fault of serde_yaml has to be worked round: an alias of a sequence or mapping *is* consumed by the first question. It is told by
//! its place, which is that of its anchor, and a copy of the anchor's node answers. Its limits are 128 levels of depth; nodes are counted
//! here, because a few aliases can stand for millions of them.

use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::fmt;

use serde::de::{
    DeserializeSeed, Deserializer, EnumAccess, Error as _, IgnoredAny, MapAccess, SeqAccess,
    VariantAccess, Visitor,
};

use super::scalar::{Tag, resolve, tagged};
use super::tree::{Content, Entry, Node, Offset, Position, Span};
use super::{Broken, not_yaml, words};
use crate::text::{before, behind};
use crate::value::Value;

/// More than a text of 256 kB can hold without aliases.
const NODES_MAX: usize = 300_000;

/// Reads the first document of a text; what follows it is ignored, as Go's reader does. Offsets are those of `text`.
pub(super) fn read(text: &str) -> Result<Node, Broken> {
    let state = State::default();
    let source = Source { text, state: &state };
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

/// What has been read so far.
#[derive(Default)]
struct State {
    nodes: Cell<usize>,
    /// Everything before this offset has been read.
    read_to: Cell<usize>,
    /// Where serde_yaml's lines and columns were last translated into an offset.
    mark: Cell<Mark>,
    /// A copy of each sequence and mapping that has an anchor, by the line and column at which serde_yaml says that it begins; `None`
    /// while it is being read.
    anchored: RefCell<BTreeMap<(usize, usize), Option<Node>>>,
    /// Why we refuse the text, and where: serde's errors cannot carry it.
    refused: RefCell<Option<(Offset, String)>>,
}

/// A place as libyaml counts it (both from 1, five kinds of line ends), and its offset.
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
struct Source<'de, 's> {
    text: &'de str,
    state: &'s State,
}

/// What the first question about a node finds.
enum Asked {
    Node(Node),
    /// serde_yaml was about to say the tag of a node that has a local one (`!a b`).
    Tag,
}

impl<'de, 's> Source<'de, 's> {
    /// Two questions, as for every node; but who asks for the root consumes all of the text, and most roots are mappings.
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
        let root = Root(Whole { source: self, at: Offset(offset) });
        match document.deserialize_any(root) {
            Err(error) if error.to_string().starts_with(SCALAR_ROOT) => self.scalar_root(),
            read => read,
        }
    }

    fn scalar_root(self) -> Result<Node, serde_yaml::Error> {
        let again = serde_yaml::Deserializer::from_str(self.text).next();
        match again.map(|document| First(self).deserialize(document)).transpose()? {
            Some(Asked::Node(node)) => Ok(node),
            _ => Ok(self.null()),
        }
    }

    /// Whether the node that begins here has an anchor or a tag, and perhaps an anchor behind that.
    fn has_anchor(self, offset: usize) -> bool {
        behind(self.text, offset).starts_with(['&', '!'])
    }

    fn null(self) -> Node {
        self.scalar(Value::Null)
    }

    /// A scalar that is not lent from the source.
    fn scalar(self, value: Value) -> Node {
        let at = self.next_node();
        let end = at + extent(behind(self.text, at));
        self.state.read_to.set(end);
        let written = (end > at).then_some(Span { start: Offset(at), end: Offset(end) });
        Node { at: Offset(at), written, content: Content::Scalar(value) }
    }

    /// A scalar that is lent from the source.
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

    /// Where the next node begins, as far as indicators, blanks and comments tell.
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

    /// The offset of a place as libyaml counts it; places come in their order.
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

    /// Reads one node: `ask` puts the first question, `collection` the second one.
    fn node<X, E: serde::de::Error>(
        self,
        from: &mut X,
        ask: impl Fn(&mut X, First<'de, 's>) -> Result<Option<Asked>, E>,
        collection: impl Fn(&mut X, Whole<'de, 's>) -> Result<Option<Node>, E>,
    ) -> Result<Option<Node>, E> {
        let error = match ask(from, First(self)) {
            Ok(Some(Asked::Node(node))) => return Ok(Some(node)),
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
        let node = collection(from, Whole { source: self, at: Offset(offset) })?;
        if has_anchor {
            self.count(node.as_ref().map_or(0, Node::count))?;
            self.state.anchored.borrow_mut().insert(place, node.clone());
        }
        Ok(node)
    }

    /// What an alias stands for: a copy, all of it at the place of the alias.
    fn alias<E: serde::de::Error>(self, target: Option<Node>) -> Result<Node, E> {
        let Some(node) = target else { return Err(self.refuse(self.contains_itself())) };
        self.count(node.count())?;
        let at = Offset(self.next_node());
        self.state.read_to.set(at.0 + extent(behind(self.text, at.0)));
        Ok(moved(node, at))
    }

    /// Go's words for an alias inside of what it stands for.
    fn contains_itself(self) -> String {
        let name =
            behind(self.text, self.state.read_to.get()).split_once('*').map_or("", |it| it.1);
        let end = name.find(|c: char| !c.is_alphanumeric() && !"_-".contains(c));
        format!("anchor '{}' value contains itself", before(name, end.unwrap_or(name.len())))
    }
}

/// What follows the directives and the `---` of a document, and blanks and comments between them.
fn after_directives(text: &str) -> &str {
    let mut rest = text.trim_start();
    while rest.starts_with(['#', '%']) || rest.starts_with("---") {
        rest = match rest.strip_prefix("---") {
            Some(behind) => behind,
            None => rest.split_once('\n').map_or("", |(_, rest)| rest),
        };
        rest = rest.trim_start();
    }
    rest
}

/// How many bytes a scalar or alias has that begins a text and is not lent by serde_yaml: a block, one with escapes, or an alias.
fn extent(text: &str) -> usize {
    let line = text.find('\n').unwrap_or(text.len());
    match text.chars().next() {
        Some('|' | '>') => line + block(behind(text, line)),
        Some('"') => quoted(text, |two| two.starts_with('\\')),
        Some('\'') => quoted(text, |two| two.starts_with("''")),
        Some('*') => text.find(|c: char| c.is_whitespace() || ",]}".contains(c)).unwrap_or(line),
        _ => 0,
    }
}

/// The lines of a block scalar: those that are indented as its first one, and empty ones between.
fn block(text: &str) -> usize {
    let indent = |line: &str| line.len() - line.trim_start_matches(' ').len();
    let (mut end, mut length, mut least) = (0, 0, 0);
    for line in text.split_inclusive('\n') {
        length += line.len();
        if line.trim().is_empty() {
            continue;
        }
        if least == 0 {
            least = indent(line).max(1);
        }
        if indent(line) < least {
            break;
        }
        end = length;
    }
    end
}

/// The bytes to the quote that closes what a text begins with.
fn quoted(text: &str, is_escape: impl Fn(&str) -> bool) -> usize {
    let quote = text.chars().next().unwrap_or('"');
    let mut letters = text.char_indices().skip(1);
    while let Some((at, letter)) = letters.next() {
        if is_escape(behind(text, at)) {
            letters.next();
        } else if letter == quote {
            return at + 1;
        }
    }
    0
}

/// A copy of a node that is all at one place.
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

/// How serde says that the root is a scalar, which [`Root`] does not take.
const SCALAR_ROOT: &str = "invalid type";

/// The line and column of a sequence or mapping, from serde_yaml's answer that it is no enum; `None` for any other error.
fn place_of_collection(error: &str) -> Option<(usize, usize)> {
    const IS_NONE: &str = ", expected a YAML tag starting with '!'";
    let (_, place) = error.rsplit_once(IS_NONE)?;
    // The beginning of the text is not told.
    let Some((line, column)) =
        place.strip_prefix(" at line ").and_then(|it| it.split_once(" column "))
    else {
        return Some((1, 1));
    };
    Some((line.parse().ok()?, column.parse().ok()?))
}

/// The first question about a node: a scalar, or none?
struct First<'de, 's>(Source<'de, 's>);

impl<'de> DeserializeSeed<'de> for First<'de, '_> {
    type Value = Asked;

    fn deserialize<D: Deserializer<'de>>(self, from: D) -> Result<Asked, D::Error> {
        self.0.count(1)?;
        from.deserialize_enum("", &[], self)
    }
}

impl<'de> Visitor<'de> for First<'de, '_> {
    type Value = Asked;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a scalar")
    }

    fn visit_enum<A: EnumAccess<'de>>(self, access: A) -> Result<Asked, A::Error> {
        let source = self.0;
        let at = Offset(source.next_node());
        match access.variant_seed(Scalar(source))? {
            (Asked::Tag, below) => {
                let node = below.newtype_variant_seed(Whole { source, at })?;
                Ok(Asked::Node(as_text(node)))
            }
            (node, _) => Ok(node),
        }
    }
}

/// A scalar with a local tag is a string, whatever it looks like.
fn as_text(node: Node) -> Node {
    match node.content {
        Content::Scalar(value) if value.as_str().is_none() => {
            let content = Content::Scalar(Value::String(value.to_json()));
            Node { content, ..node }
        }
        _ => node,
    }
}

/// The text of a scalar. serde_yaml hands over either that, as something new, or the tag of what follows, as a string.
struct Scalar<'de, 's>(Source<'de, 's>);

impl<'de> DeserializeSeed<'de> for Scalar<'de, '_> {
    type Value = Asked;

    fn deserialize<D: Deserializer<'de>>(self, from: D) -> Result<Asked, D::Error> {
        from.deserialize_newtype_struct("", self)
    }
}

impl<'de> Visitor<'de> for Scalar<'de, '_> {
    type Value = Asked;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a scalar or a tag")
    }

    fn visit_newtype_struct<D: Deserializer<'de>>(self, from: D) -> Result<Asked, D::Error> {
        from.deserialize_str(Letters(self.0)).map(Asked::Node)
    }

    fn visit_str<E>(self, _tag: &str) -> Result<Asked, E> {
        Ok(Asked::Tag)
    }
}

struct Letters<'de, 's>(Source<'de, 's>);

impl<'de> Visitor<'de> for Letters<'de, '_> {
    type Value = Node;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a scalar")
    }

    fn visit_borrowed_str<E: serde::de::Error>(self, lent: &'de str) -> Result<Node, E> {
        self.0.lent(lent).map_err(|problem| self.0.refuse(problem))
    }

    /// Escapes, several lines and blocks are strings whatever they say.
    fn visit_str<E>(self, text: &str) -> Result<Node, E> {
        Ok(self.0.scalar(Value::string(text)))
    }
}

/// The second question about a node, now known to be a sequence or mapping, or to have a local tag.
struct Whole<'de, 's> {
    source: Source<'de, 's>,
    at: Offset,
}

impl<'de> DeserializeSeed<'de> for Whole<'de, '_> {
    type Value = Node;

    fn deserialize<D: Deserializer<'de>>(self, from: D) -> Result<Node, D::Error> {
        from.deserialize_any(self)
    }
}

impl Whole<'_, '_> {
    fn holding(&self, content: Content) -> Node {
        Node { at: self.at, written: None, content }
    }
}

impl<'de> Visitor<'de> for Whole<'de, '_> {
    type Value = Node;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("YAML")
    }

    fn visit_unit<E>(self) -> Result<Node, E> {
        Ok(self.holding(Content::Scalar(Value::string(""))))
    }

    fn visit_bool<E>(self, value: bool) -> Result<Node, E> {
        Ok(self.holding(Content::Scalar(Value::Bool(value))))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Node, E> {
        Ok(self.holding(Content::Scalar(Value::Int(value))))
    }

    fn visit_u64<E>(self, value: u64) -> Result<Node, E> {
        Ok(self.holding(Content::Scalar(Value::Number(value.to_string()))))
    }

    fn visit_f64<E>(self, value: f64) -> Result<Node, E> {
        Ok(self.holding(Content::Scalar(Value::Number(value.to_string()))))
    }

    fn visit_str<E>(self, text: &str) -> Result<Node, E> {
        Ok(self.holding(Content::Scalar(Value::string(text))))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut from: A) -> Result<Node, A::Error> {
        let mut items = Vec::new();
        while let Some(item) = self.source.node(
            &mut from,
            |from, seed| from.next_element_seed(seed),
            |from, seed| from.next_element_seed(seed),
        )? {
            items.push(item);
        }
        Ok(self.holding(Content::List(items)))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut from: A) -> Result<Node, A::Error> {
        let source = self.source;
        let mut entries = Entries::default();
        while let Some(key) = source.node(
            &mut from,
            |from, seed| from.next_key_seed(seed),
            |from, seed| from.next_key_seed(seed),
        )? {
            let (at, merges) = (key.at, is_merge(&key, source.text));
            let name = key_text(&key).ok_or_else(|| {
                source.refuse(format!("invalid map key: {}", go_syntax(&key.value())))
            })?;
            let value = source.node(
                &mut from,
                |from, seed| from.next_value_seed(seed).map(Some),
                |from, seed| from.next_value_seed(seed).map(Some),
            )?;
            let value = value.ok_or_else(|| A::Error::custom("a key without a value"))?;
            if merges {
                entries.merge(value).ok_or_else(|| {
                    let problem = "map merge requires map or sequence of maps as the value";
                    source.refuse(problem.to_owned())
                })?;
            } else {
                entries.write(Entry { key: name, at, value });
            }
        }
        Ok(self.holding(Content::Map(entries.entries)))
    }

    /// A local tag below a local tag, or the root's own: it means nothing to Kubernetes.
    fn visit_enum<A: EnumAccess<'de>>(self, access: A) -> Result<Node, A::Error> {
        let (_, below) = access.variant::<IgnoredAny>()?;
        below.newtype_variant_seed(self).map(as_text)
    }
}

/// The root of a text: a sequence, a mapping, or nothing at all.
struct Root<'de, 's>(Whole<'de, 's>);

impl<'de> Visitor<'de> for Root<'de, '_> {
    type Value = Node;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a sequence or mapping")
    }

    fn visit_none<E>(self) -> Result<Node, E> {
        Ok(self.0.holding(Content::Scalar(Value::Null)))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, from: A) -> Result<Node, A::Error> {
        self.0.visit_seq(from)
    }

    fn visit_map<A: MapAccess<'de>>(self, from: A) -> Result<Node, A::Error> {
        self.0.visit_map(from)
    }

    fn visit_enum<A: EnumAccess<'de>>(self, access: A) -> Result<Node, A::Error> {
        self.0.visit_enum(access)
    }
}

fn is_merge(key: &Node, text: &str) -> bool {
    key.written.is_some_and(|span| span.of(text) == "<<") && key.as_str() == Some("<<")
}

fn key_text(key: &Node) -> Option<String> {
    match &key.content {
        Content::Scalar(Value::String(text) | Value::Number(text)) => Some(text.clone()),
        Content::Scalar(value @ (Value::Int(_) | Value::Bool(_))) => Some(value.to_json()),
        _ => None,
    }
}

/// As Go's `%#v` prints what a YAML reader makes of a value: maps with any keys.
fn go_syntax(value: &Value) -> String {
    let all = |kind: &str, parts: Vec<String>| format!("{kind}{{{}}}", parts.join(", "));
    match value {
        Value::Null => "interface {}(nil)".to_owned(),
        Value::String(text) => crate::value::quoted(text),
        Value::List(items) => all("[]interface {}", items.iter().map(go_syntax).collect()),
        Value::Map(entries) => {
            let pair = |(key, value): &(String, Value)| {
                format!("{}:{}", crate::value::quoted(key), go_syntax(value))
            };
            all("map[interface {}]interface {}", entries.iter().map(pair).collect())
        }
        other => other.to_json(),
    }
}

/// The entries of a map in their order, each key once.
#[derive(Default)]
struct Entries {
    entries: Vec<Entry>,
    places: BTreeMap<String, usize>,
}

impl Entries {
    /// The last of two equal keys wins, at the place of the first.
    fn write(&mut self, entry: Entry) {
        let place = *self.places.entry(entry.key.clone()).or_insert(self.entries.len());
        match self.entries.get_mut(place) {
            Some(known) => *known = entry,
            None => self.entries.push(entry),
        }
    }

    /// What stands behind `<<` is written there and then: it gives way to what follows only. Of several maps the first wins.
    fn merge(&mut self, value: Node) -> Option<()> {
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

    /// What `{{ … }}` of a chart that nobody rendered comes to.
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
