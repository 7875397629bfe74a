//! Manifests: files of YAML and JSON documents, as a person wrote them.
//!
//! Divides a file into documents at lines that start with `---`. Each document is read alone, as kubectl does, so that
//! a broken one does not hide the others. YAML is version 1.1, as in Kubernetes: `yes` is true and `010` is eight. The
//! submodules add diagnostics, field edits and rewrites of old fields. What the API server does with a document is in
//! [`crate::create`] and [`crate::update`].

mod diagnose;
mod edit;
mod modern;
mod namespaces;
mod placeholder;
mod reader;
mod scalar;
mod tree;
mod words;

pub use diagnose::{diagnose, diagnose_for, not_simulated};
pub use edit::set;
pub use modern::modernize;
pub use namespaces::namespaces_taken_for_granted;
pub use tree::{Content, Entry, Node, Offset, Position, Span};

use crate::found::FILE_BYTES_MAX;
use crate::last_applied::ANNOTATION;
use crate::text::{before, behind};
use crate::value::Value;

/// Depth of brackets, in levels, from which [`WORK_MAX`] applies. Brackets inside strings count too, so a short text
/// may have more.
const BRACKETS_MAX: usize = 256;

/// Limit on bracket depth times text length in bytes. The YAML reader's run time grows with that product.
const WORK_MAX: usize = 32 * 1024 * 1024;

/// One document of a file.
#[derive(Clone, Debug)]
pub struct Document<'a> {
    /// Its text, without a byte-order mark.
    pub text: &'a str,
    /// Where its text starts in the file.
    pub offset: Offset,
    /// Number of lines before it in the file. Add it to a line of the document to get the line of the file.
    pub line: usize,
    /// The parsed document, or why it cannot be parsed.
    pub value: Result<Value, Broken>,
}

/// Why a text is not YAML.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Broken {
    /// Line of the document at which the reader stopped, from 1.
    pub line: usize,
    /// Column, in characters from 1.
    pub column: usize,
    /// kubectl prints this after `error parsing FILE: `.
    pub message: String,
}

/// Byte-order mark. Editors on Windows put it before a text.
const BYTE_ORDER_MARK: char = '\u{feff}';

/// Reads the documents of a file. Leaves out empty ones. A file above [`FILE_BYTES_MAX`] is one broken document.
pub fn read(text: &str) -> Vec<Document<'_>> {
    if text.len() > FILE_BYTES_MAX {
        let message = format!("this playground reads at most {} kB", FILE_BYTES_MAX / 1024);
        let value = Err(Broken { line: 1, column: 1, message });
        return vec![Document { text: "", offset: Offset(0), line: 0, value }];
    }
    let mut file = File { text, line: 0, offset: 0, documents: Vec::new() };
    if text.trim_start_matches(BYTE_ORDER_MARK).trim_start().starts_with('{') {
        file.json();
    } else {
        file.yaml();
    }
    file.documents.retain(|document| document.value != Ok(Value::Null));
    file.documents
}

/// Divides a file into documents. Upstream: `YAMLOrJSONDecoder` of Kubernetes' apimachinery.
struct File<'a> {
    text: &'a str,
    /// Bytes divided so far; `line` is the number of line breaks in them.
    offset: usize,
    line: usize,
    documents: Vec<Document<'a>>,
}

impl<'a> File<'a> {
    fn rest(&self) -> &'a str {
        behind(self.text, self.offset)
    }

    fn skip(&mut self, bytes: usize) {
        self.line += before(self.rest(), bytes).matches('\n').count();
        self.offset += bytes;
    }

    fn push(&mut self, bytes: usize, value: Result<Value, Broken>) {
        let marks = before(self.rest(), bytes).len()
            - before(self.rest(), bytes).trim_start_matches(BYTE_ORDER_MARK).len();
        self.skip(marks);
        let bytes = bytes - marks;
        let text = before(self.rest(), bytes);
        self.documents.push(Document { text, offset: Offset(self.offset), line: self.line, value });
        self.skip(bytes);
    }

    /// Reads JSON objects that follow one another without a separator. After at most one object the rest may be YAML.
    /// If that is not YAML either, the error is the JSON one.
    fn json(&mut self) {
        loop {
            let is_blank = |c: char| c.is_whitespace() || c == BYTE_ORDER_MARK;
            let blanks = self.rest().len() - self.rest().trim_start_matches(is_blank).len();
            if blanks == self.rest().len() {
                return;
            }
            let Some((value, bytes)) = Value::from_json_at_start(behind(self.rest(), blanks))
            else {
                break;
            };
            self.skip(blanks);
            self.push(bytes, Ok(value));
        }
        let (objects, problem) = (self.documents.len(), self.json_problem());
        if objects > 1 {
            return self.push(self.rest().len(), problem.map_or(Ok(Value::Null), Err));
        }
        let line = self.rest().find(|c: char| !c.is_whitespace() || c == '\n');
        let ends = line.filter(|at| behind(self.rest(), *at).starts_with('\n'));
        let skipped = ends.map_or(0, |at| at + 1);
        self.skip(skipped);
        self.yaml();
        let first = self.documents.get_mut(objects).map(|document| &mut document.value);
        if let (Some(Err(broken)), Some(mut problem)) = (first, problem) {
            problem.line -= usize::from(skipped > 0).min(problem.line - 1);
            *broken = problem;
        }
    }

    /// Says why the rest is not JSON, in Go's words.
    fn json_problem(&self) -> Option<Broken> {
        let problem = Value::json_problem(self.rest())?;
        let Position { line, column } = Position::of(self.rest(), Offset(problem.at));
        let told = self.offset + problem.at + 1;
        let message = match (self.documents.len(), problem.message.as_str()) {
            (0 | 1, words) if words.starts_with("invalid") => {
                format!("json: offset {told}: {words}")
            }
            (_, words) => words.to_owned(),
        };
        Some(Broken { line, column, message })
    }

    /// Divides at lines that start with `---`. A `---` at the start of a document stays in it, as YAML's own marker.
    /// Only a comment may follow on such a line. Anything else is an error that replaces the document before it and
    /// ends the file, as upstream.
    fn yaml(&mut self) {
        let (mut bytes, text) = (0, self.rest());
        for line in text.split_inclusive('\n') {
            let behind = line.strip_prefix("---").map(str::trim);
            match behind {
                Some(behind) if !behind.is_empty() && !behind.starts_with('#') => {
                    let message = format!("invalid Yaml document separator: {behind}");
                    let line = before(self.rest(), bytes).matches('\n').count() + 1;
                    self.push(bytes, Err(Broken { line, column: 1, message }));
                    return self.skip(self.rest().len());
                }
                Some(_) if bytes > 0 => {
                    self.push(bytes, parse_lines(before(self.rest(), bytes)));
                    self.skip(line.len());
                    bytes = 0;
                }
                _ => bytes += line.len(),
            }
        }
        self.push(bytes, parse_lines(before(self.rest(), bytes)));
    }
}

impl Document<'_> {
    /// Reads the document as a tree of nodes with positions, which are offsets into its text. `None` if it cannot be
    /// parsed.
    pub fn tree(&self) -> Option<Node> {
        tree_of(self.text).ok()
    }
}

/// Parses one document, with a final line break added if it lacks one. Upstream's file reader adds it too.
fn parse_lines(text: &str) -> Result<Value, Broken> {
    if text.ends_with('\n') || text.is_empty() { parse(text) } else { parse(&format!("{text}\n")) }
}

/// Parses one document.
///
/// # Errors
///
/// The text is neither YAML nor JSON, is nested too deeply, or repeats too much by aliases.
pub fn parse(text: &str) -> Result<Value, Broken> {
    let is_json = text.trim_start().starts_with('{');
    if let Some(value) = is_json.then(|| Value::from_json(text)).flatten() {
        return Ok(value);
    }
    tree_of(text).map(|root| root.value()).map_err(|mut broken| {
        let at_the_end = broken.line >= text.trim_end().lines().count();
        if is_json && at_the_end {
            broken.message = "unexpected EOF".to_owned();
        }
        broken
    })
}

/// Parses one document into a tree of nodes with positions. A leading byte-order mark is not counted in them.
///
/// # Errors
///
/// The text is not YAML, is nested too deeply, or repeats too much by aliases.
pub fn tree_of(text: &str) -> Result<Node, Broken> {
    let depth = bracket_depth(text);
    if depth > BRACKETS_MAX && depth * text.len() > WORK_MAX {
        return Err(Broken { line: 1, column: 1, message: not_yaml("exceeded max depth") });
    }
    reader::read(text.trim_start_matches(BYTE_ORDER_MARK))
}

/// Returns the items of a list (`List`, `StatefulSetList`). `None` if the value is not a list. An item of a typed list
/// may leave out `kind` and `apiVersion`; it gets those of the list.
pub fn items(value: &Value) -> Option<Vec<Value>> {
    let kind = value.text_at(&["kind"]).strip_suffix("List")?;
    let typed = |item: &Value| {
        let says = ["kind", "apiVersion"].iter().any(|field| !item.text_at(&[field]).is_empty());
        let mut item = item.clone();
        if matches!(item, Value::Map(_)) && !says && !kind.is_empty() {
            *item.entry("kind") = Value::string(kind);
            *item.entry("apiVersion") = Value::string(value.text_at(&["apiVersion"]));
        }
        item
    };
    Some(value.get("items")?.items().iter().map(typed).collect())
}

/// Strips status and server-set metadata from an object, and returns it as YAML. `None` unless the text is a Kubernetes
/// object.
pub fn as_written(object: &str) -> Option<String> {
    let mut value = parse(object).ok().filter(|value| value.get("kind").is_some())?;
    value.remove("status");
    let metadata = value.entry("metadata");
    for written_by_the_server in ["creationTimestamp", "generation", "resourceVersion", "uid"] {
        metadata.remove(written_by_the_server);
    }
    if let Some(mut annotations) = metadata.remove("annotations") {
        annotations.remove(ANNOTATION);
        if !annotations.entries().is_empty() {
            *metadata.entry("annotations") = annotations;
        }
    }
    Some(crate::value::yaml::yaml(&value))
}

/// Adds kubectl's prefix to a problem of the YAML reader.
fn not_yaml(problem: &str) -> String {
    format!("error converting YAML to JSON: yaml: {problem}")
}

/// Returns the greatest depth of brackets. Brackets inside strings count too.
fn bracket_depth(text: &str) -> usize {
    let (mut depth, mut deepest) = (0_usize, 0);
    for byte in text.bytes() {
        match byte {
            b'[' | b'{' => depth += 1,
            b']' | b'}' => depth = depth.saturating_sub(1),
            _ => {}
        }
        deepest = deepest.max(depth);
    }
    deepest
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: &str) {
        let read = |document: Document<'_>| match document.value {
            Ok(value) => value.to_json(),
            Err(broken) => broken.message,
        };
        let all: Vec<_> = self::read(text).into_iter().map(read).collect();
        assert_eq!(all.join("\n"), expected, "{text}");
    }

    #[test]
    fn documents_are_read_one_by_one() {
        check("a: 1\n---\n---\nb: [x, 2]\n", "{\"a\":1}\n{\"b\":[\"x\",2]}");
        check("--- # first\na: 1\n--- # second\nb: 2", "{\"a\":1}\n{\"b\":2}");
        check("# nothing\n", "");
        check(
            "a: 1\n---\na: 'x\n",
            "{\"a\":1}\nerror converting YAML to JSON: yaml: line 2: found unexpected end of stream",
        );
    }

    #[test]
    fn keys_keep_their_order_and_the_last_of_two_wins() {
        check("b: 1\na: 2\nb: 3", "{\"b\":3,\"a\":2}");
        check("1: a\ntrue: b\n", "{\"1\":\"a\",\"true\":\"b\"}");
    }

    #[test]
    fn anchors_and_merge_keys_are_followed() {
        check(
            "a: &l\n  x: 1\nb: *l\nc:\n  <<: *l\n  z: 2\n",
            r#"{"a":{"x":1},"b":{"x":1},"c":{"x":1,"z":2}}"#,
        );
    }

    #[test]
    fn numbers_that_are_not_whole_stay_text() {
        check(
            "[1.5, 0.1, -0.25, 1e3, 18446744073709551615]",
            "[1.5,0.1,-0.25,1000,18446744073709551615]",
        );
    }

    /// Recorded: c2-bad-yaml.txt.
    #[test]
    fn a_broken_document_gets_kubectls_words() {
        let yaml = |problem: &str| format!("error converting YAML to JSON: yaml: {problem}");
        let head = "apiVersion: apps/v1\nkind: StatefulSet\nmetadata:\n";
        check(
            &format!("{head}  name: web\n spec:\n  replicas: 3\n"),
            &yaml("line 4: did not find expected key"),
        );
        check(
            &format!("{head}\tname: web\n"),
            &yaml("line 4: found character that cannot start any token"),
        );
        check(
            &format!("{head}  name: \"web\nspec: {{}}\n"),
            &yaml("line 6: found unexpected end of stream"),
        );
        check(
            &format!("<<<<<<< HEAD\n{head}"),
            &yaml("line 2: mapping values are not allowed in this context"),
        );
        check("{\"apiVersion\": \"apps/v1\", \"kind\": \"StatefulSet\"\n", "unexpected EOF");
        check("{\"a\": \"b\",}\n", "{\"a\":\"b\"}");
    }

    /// Upstream: `YAMLOrJSONDecoder`.
    #[test]
    fn json_objects_follow_one_another() {
        check("{\"a\": 1}{\"b\": 2}\n {\"c\": 3}\n", "{\"a\":1}\n{\"b\":2}\n{\"c\":3}");
        check("{\"a\": 1}\n---\n{\"b\": 2}\n---\nc: 3\n", "{\"a\":1}\n{\"b\":2}\n{\"c\":3}");
        check("\u{feff}{\"a\": 1}\r\n", "{\"a\":1}");
        check(
            "{\"a\": [}\n",
            "json: offset 8: invalid character '}' looking for beginning of value",
        );
        check(
            "{\"a\": 1} {\"b\": 2} {\"c\": }\n",
            "{\"a\":1}\n{\"b\":2}\ninvalid character '}' looking for beginning of value",
        );
        let lines: Vec<_> = read("\n{\"a\": 1}\n\n{\"b\": 2}\n").iter().map(|it| it.line).collect();
        assert_eq!(lines, [1, 3]);
    }

    #[test]
    fn what_windows_writes_is_read() {
        check(
            "\u{feff}a: 1\r\nb: |\r\n  x\r\n  y\r\n---\r\nc: 'd'\r\n",
            "{\"a\":1,\"b\":\"x\\ny\\n\"}\n{\"c\":\"d\"}",
        );
        check("a: 1\n---\n\u{feff}b: 2\n", "{\"a\":1}\n{\"b\":2}");
        check("a:\t1\nb: [1,\t2]\t# c\n", "{\"a\":1,\"b\":[1,2]}");
    }

    #[test]
    fn what_follows_a_separator_is_a_comment_or_an_error() {
        check("a: 1\n--- # b\nb: 2\n---\n", "{\"a\":1}\n{\"b\":2}");
        check("a: 1\n---\nb: 2\n--- c\nd: 3\n", "{\"a\":1}\ninvalid Yaml document separator: c");
    }

    #[test]
    fn bombs_are_refused() {
        let aliases = format!("a: &a [{}]\nb: [{}]", "x,".repeat(5000), "*a,".repeat(5000));
        check(
            &aliases,
            "error converting YAML to JSON: yaml: document contains excessive aliasing",
        );
        check(&"[".repeat(60_000), "error converting YAML to JSON: yaml: exceeded max depth");
        check(&" ".repeat(300_000), "this playground reads at most 256 kB");
        assert!(parse(&"- ".repeat(30_000)).is_err());
    }
}
