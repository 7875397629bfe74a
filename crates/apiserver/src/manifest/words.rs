//! Translates serde_yaml's errors into the words of Go's reader (`parser.fail` of sigs.k8s.io/yaml).
//!
//! Both readers are ports of libyaml, so their problems and positions are the same. Only the line number differs: Go
//! counts the parser's lines from 0 and the scanner's from 1, and leaves out line 0. serde_yaml exposes the parts of an
//! error only in its `Debug` output, which is parsed here. 0.9.34 is its last release, so that output is fixed.

use super::tree::{Offset, Position};
use super::{Broken, not_yaml};
use crate::text::before;

/// Translates an error of serde_yaml.
pub(super) fn broken(text: &str, error: &serde_yaml::Error) -> Broken {
    let at = error.location().map_or(0, |at| at.index());
    let debug = format!("{error:?}");
    let (at, problem) = match debug.strip_prefix("Error { ") {
        Some(fields) => (at.max(number(fields, "problem_offset: ").unwrap_or(0)), libyaml(fields)),
        None => (at, own(text, at, &error.to_string())),
    };
    let Position { line, column } = Position::of(text, Offset(text.floor_char_boundary(at)));
    Broken { line, column, message: not_yaml(&problem) }
}

/// Translates an error of libyaml.
fn libyaml(fields: &str) -> String {
    let problem = fields.split_once("problem: \"").and_then(|(_, rest)| rest.split_once('"'));
    let problem = problem.map_or("unknown problem parsing YAML content", |(problem, _)| problem);
    let line = |mark: &str| {
        let (_, mark) = fields.split_once(mark)?;
        // The `Debug` output counts from 1.
        number(mark, "line: ").map(|line| line - 1).filter(|line| *line > 0)
    };
    let in_scanner = usize::from(fields.contains("kind: SCANNER"));
    let told = line("problem_mark: ").map(|line| line + in_scanner).or(line("context_mark: "));
    told.map_or_else(|| problem.to_owned(), |line| format!("line {line}: {problem}"))
}

/// Translates an error of serde_yaml itself.
fn own(text: &str, at: usize, told: &str) -> String {
    if told.contains("unknown anchor") {
        let name = text.get(at + 1..).unwrap_or_default();
        let end = name.find(|c: char| c.is_whitespace() || ",]}".contains(c));
        return format!("unknown anchor '{}' referenced", before(name, end.unwrap_or(name.len())));
    }
    let known = [
        ("recursion limit exceeded", "exceeded max depth"),
        ("repetition limit exceeded", "document contains excessive aliasing"),
    ];
    let words = known.iter().find(|(theirs, _)| told.contains(theirs));
    words.map_or(told, |(_, words)| words).to_owned()
}

/// Parses the number after a name in `Debug` output.
fn number(debug: &str, name: &str) -> Option<usize> {
    let (_, rest) = debug.split_once(name)?;
    let end = rest.find(|c: char| !c.is_ascii_digit()).unwrap_or(rest.len());
    before(rest, end).parse().ok()
}
