//! Prints the results of the test.

use std::fmt::Write as _;

use super::diff::Line;

/// Limit on the printed lines of a difference, without `--all`.
const SHOWN: usize = 40;
/// Number of common lines around a difference.
const CONTEXT: usize = 1;

/// A command with a difference.
pub(crate) struct Difference {
    pub(crate) line: usize,
    pub(crate) text: String,
    pub(crate) lines: Vec<Line>,
}

/// Formats a difference: `-` is expected and missing, `+` is present and not expected.
pub(crate) fn difference(file: &str, difference: &Difference, all: bool) -> String {
    let mut text = format!("\n{file}:{}  {}\n", difference.line, difference.text);
    let lines = &difference.lines;
    let differs = |index: usize| !matches!(lines.get(index), None | Some(Line::Both(_)));
    let near = |index: usize| (index.saturating_sub(CONTEXT)..=index + CONTEXT).any(differs);
    let limit = if all { usize::MAX } else { SHOWN };
    let (mut shown, mut skips) = (0, false);
    for (index, line) in lines.iter().enumerate() {
        if !near(index) {
            skips = true;
            continue;
        }
        if shown == limit {
            let _ =
                writeln!(text, "    ... and {} more lines (--all shows them)", lines.len() - index);
            break;
        }
        if std::mem::take(&mut skips) {
            text.push_str("    ...\n");
        }
        let (mark, line) = match line {
            Line::Both(line) => (' ', line),
            Line::Missing(line) => ('-', line),
            Line::Surplus(line) => ('+', line),
        };
        let _ = writeln!(text, "  {mark} {line}");
        shown += 1;
    }
    text
}
