//! Sets single fields in a manifest's text and keeps its comments, key order and layout.
//!
//! Finds fields in the tree of nodes. Edits block style, flow style and JSON, each in its own syntax. Fields that come
//! from an alias or a merge key are not edited, because they are written elsewhere.

use super::scalar::resolve;
use super::tree::{Content, Entry, Node, Offset};
use super::tree_of;
use crate::text::{before, behind, between};
use crate::value::Value;

/// Replaces the bytes from `start` to `end` with `text`.
#[derive(Clone, Debug)]
pub(super) struct Edit {
    pub(super) start: usize,
    pub(super) end: usize,
    pub(super) text: String,
}

/// The new value of a field.
#[derive(Clone, Copy)]
pub(super) enum Setting<'a> {
    /// A scalar in YAML syntax: `3`, `OnDelete`.
    Word(&'a str),
    /// Any value. Only for a field that does not exist yet.
    Whole(&'a Value),
}

/// Sets a field to a scalar in YAML syntax and returns the new document. Adds missing maps on the way. A number in the
/// path is an index into a list. Returns `None` if the field cannot be set: a scalar, or a list without this index, is
/// on the way, the field comes from an alias or merge key, or the range of its value is unknown ([`Node::written`]).
pub fn set(text: &str, path: &[&str], value: &str) -> Option<String> {
    let root = tree_of(text).ok()?;
    let edit = setting(text, &root, path, Setting::Word(value))?;
    let changed = applied(text, vec![edit]);
    // Parses the result and compares, so that a wrong guess about the text's style is never returned.
    let read = tree_of(&changed).ok()?.value();
    let found = path.iter().try_fold(&read, |value, step| match value {
        Value::List(items) => items.get(step.parse::<usize>().ok()?),
        _ => value.get(step),
    });
    (found == Some(&resolve(value))).then_some(changed)
}

/// Applies edits that do not overlap.
pub(super) fn applied(text: &str, mut edits: Vec<Edit>) -> String {
    edits.sort_by_key(|edit| edit.start);
    let (mut changed, mut copied) = (String::new(), 0);
    for Edit { start, end, text: new } in edits {
        changed.push_str(between(text, copied..start));
        changed.push_str(&new);
        copied = end;
    }
    changed + behind(text, copied)
}

/// Returns the edit that sets the field at `path` below `root`.
pub(super) fn setting(text: &str, root: &Node, path: &[&str], value: Setting<'_>) -> Option<Edit> {
    let (mut node, mut above) = (root, None);
    for (depth, step) in path.iter().enumerate() {
        let next = match &node.content {
            Content::List(items) => Some((None, items.get(step.parse::<usize>().ok()?)?)),
            _ => node.entry(step).map(|entry| (Some(entry), &entry.value)),
        };
        let Some((entry, below)) = next else {
            return insertion(text, node, above, &path[depth..], value);
        };
        (node, above) = (below, entry.or(above));
        if entry.is_none() {
            above = None;
        }
    }
    match value {
        Setting::Word(word) => replacement(text, above?, word),
        Setting::Whole(_) => None,
    }
}

/// Returns the edit that replaces the value of an entry. Keeps a comment after it.
fn replacement(text: &str, entry: &Entry, word: &str) -> Option<Edit> {
    let span = entry.value.written.filter(|_| matches!(entry.value.content, Content::Scalar(_)))?;
    let line_end = behind(text, span.end.0).find('\n').map_or(text.len(), |at| span.end.0 + at);
    let rest = between(text, span.end.0..line_end).trim();
    let is_flow = !(rest.is_empty() || rest.starts_with('#'));
    if is_flow {
        let text = resolve(word).to_json();
        return Some(Edit { start: span.start.0, end: span.end.0, text });
    }
    let key_end = between(text, entry.at.0..span.start.0).rfind(':')? + entry.at.0 + 1;
    let comment = if rest.is_empty() { String::new() } else { format!(" {rest}") };
    let end = span.end.0 + between(text, span.end.0..line_end).trim_end_matches('\r').len();
    Some(Edit { start: key_end, end, text: format!(" {word}{comment}") })
}

/// Returns the edit that adds a field to a mapping, or below a key without a value. `above` is the entry whose value is
/// `node`.
fn insertion(
    text: &str,
    node: &Node,
    above: Option<&Entry>,
    path: &[&str],
    value: Setting<'_>,
) -> Option<Edit> {
    let is_alias = |at: Offset| behind(text, at.0).starts_with('*');
    if is_alias(node.at) || above.is_some_and(|entry| is_alias(entry.at)) {
        return None;
    }
    let first = node.entries().first().map(|entry| entry.at);
    let head = between(text, node.at.0..first.map_or(text.len(), |at| at.0));
    match &node.content {
        Content::Map(_) if head.trim_start_matches(|c| c != '{').starts_with('{') => {
            let at = node.at.0 + head.find('{')? + 1;
            let comma = if first.is_some() { ", " } else { "" };
            Some(Edit { start: at, end: at, text: format!("{}{comma}", in_flow(path, value)) })
        }
        Content::Map(_) => {
            let (first, above) = (first?.0, above.map(|entry| entry.at.0));
            let line = before(text, first).rfind('\n').map_or(0, |end| end + 1);
            let indent = between(text, line..first).chars().count();
            let own_line = between(text, line..first).trim().is_empty();
            let at = match above {
                Some(above) if above < line => after_line(text, above),
                _ if own_line => line,
                _ => return in_item(text, first, indent, path, value),
            };
            Some(Edit { start: at, end: at, text: in_block(text, indent, path, value) })
        }
        Content::Scalar(Value::Null) => {
            let above = above?.at.0;
            let written = node.written.is_none_or(|span| span.start == span.end);
            let line = before(text, above).rfind('\n').map_or(0, |end| end + 1);
            let indent = between(text, line..above).chars().count() + 2;
            let at = after_line(text, above);
            let ends = at == 0 || before(text, at).ends_with('\n');
            let block = in_block(text, indent, path, value);
            let block = if ends { block } else { format!("\n{}", block.trim_end()) };
            written.then_some(Edit { start: at, end: at, text: block })
        }
        _ => None,
    }
}

/// Returns the edit that adds a field before the first key of a list item, on the line of its dash.
fn in_item(
    text: &str,
    first: usize,
    indent: usize,
    path: &[&str],
    value: Setting<'_>,
) -> Option<Edit> {
    let block = in_block(text, indent, path, value);
    let block = format!("{}{}", block.trim_start(), " ".repeat(indent));
    Some(Edit { start: first, end: first, text: block })
}

fn after_line(text: &str, at: usize) -> usize {
    behind(text, at).find('\n').map_or(text.len(), |end| at + end + 1)
}

fn in_flow(path: &[&str], value: Setting<'_>) -> String {
    let value = match value {
        Setting::Word(word) => resolve(word).to_json(),
        Setting::Whole(value) => value.to_json(),
    };
    let Some((last, above)) = path.split_last() else { return value };
    let key = |key: &str| Value::string(key).to_json();
    let inner = format!("{}: {value}", key(last));
    above.iter().rev().fold(inner, |inner, step| format!("{}: {{{inner}}}", key(step)))
}

/// Returns the lines of a field in block style, each with the line ending of the text.
fn in_block(text: &str, indent: usize, path: &[&str], value: Setting<'_>) -> String {
    let end = if text.contains("\r\n") { "\r\n" } else { "\n" };
    let mut lines = String::new();
    for (depth, key) in path.iter().enumerate() {
        lines.push_str(&format!("{}{key}:", " ".repeat(indent + 2 * depth)));
        match value {
            Setting::Word(word) if depth + 1 == path.len() => lines.push_str(&format!(" {word}")),
            _ => {}
        }
        lines.push_str(end);
    }
    if let Setting::Whole(value) = value {
        let below = " ".repeat(indent + 2 * path.len());
        for line in crate::value::yaml::yaml(value).lines() {
            lines.push_str(&format!("{below}{line}{end}"));
        }
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, path: &str, value: &str, expected: Option<&str>) {
        let path: Vec<_> = path.split('.').collect();
        assert_eq!(set(text, &path, value).as_deref(), expected, "{text}");
    }

    #[test]
    fn a_value_is_replaced_and_its_comment_stays() {
        check("a:\n  b:  1   # why\n  c: 2\n", "a.b", "7", Some("a:\n  b: 7 # why\n  c: 2\n"));
        check("a: 'x' \r\nb: 1\r\n", "a", "7", Some("a: 7\r\nb: 1\r\n"));
        check(
            "\"a\": {\"b\": 1, \"c\": [{\"d\": 2}]}\n",
            "a.b",
            "Parallel",
            Some("\"a\": {\"b\": \"Parallel\", \"c\": [{\"d\": 2}]}\n"),
        );
        check("c:\n- d: 1\n  e: 2\n", "c.0.e", "x", Some("c:\n- d: 1\n  e: x\n"));
        check("ü: '你好' # 🙂\nb: 1", "ü", "x", Some("ü: x # 🙂\nb: 1"));
    }

    #[test]
    fn a_missing_field_comes_first_in_its_mapping() {
        check("# c\na:\n  # d\n  b: 1\n", "a.x", "7", Some("# c\na:\n  x: 7\n  # d\n  b: 1\n"));
        check("a:\n  b: 1\n", "a.x.z", "7", Some("a:\n  x:\n    z: 7\n  b: 1\n"));
        check("a:\n", "a.x.z", "7", Some("a:\n  x:\n    z: 7\n"));
        check("a:", "a.x", "7", Some("a:\n  x: 7"));
        check("a: 1\n", "b.c", "7", Some("b:\n  c: 7\na: 1\n"));
        check("a: {b: 1}\n", "a.x.z", "on", Some("a: {\"x\": {\"z\": true}, b: 1}\n"));
        check("a: {}\n", "a.x", "7", Some("a: {\"x\": 7}\n"));
        check("c:\n- d: 1\n  e: 2\n", "c.0.x", "7", Some("c:\n- x: 7\n  d: 1\n  e: 2\n"));
        check(
            "{\n  \"a\": {\n    \"b\": 1\n  }\n}\n",
            "a.x",
            "7",
            Some("{\n  \"a\": {\"x\": 7, \n    \"b\": 1\n  }\n}\n"),
        );
    }

    #[test]
    fn what_is_not_written_here_is_not_set() {
        check("a: &x {b: 1}\nc: *x\n", "c.b", "7", None);
        check("a: &x\n  b: 1\nc:\n  <<: *x\n", "c.b", "7", None);
        check("a: [1]\n", "a.b", "7", None);
        check("a: 1\n", "a.b", "7", None);
        check("a: |\n  x\n", "a.b", "7", None);
        check("a: [\n", "a.b", "7", None);
    }
}
