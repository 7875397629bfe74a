//! Where a scalar of the source ends, for the scalars that serde_yaml copies and does not lend.

use crate::text::behind;

/// Returns the text after the directives and `---` of a document, and after whitespace and comments.
pub(super) fn after_directives(text: &str) -> &str {
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

/// Returns the length in bytes of the copied scalar or alias at the start of a text: a block scalar, a quoted scalar
/// or an alias.
pub(super) fn extent(text: &str) -> usize {
    let line = text.find('\n').unwrap_or(text.len());
    match text.chars().next() {
        Some('|' | '>') => line + block(behind(text, line)),
        Some('"') => quoted(text, |two| two.starts_with('\\')),
        Some('\'') => quoted(text, |two| two.starts_with("''")),
        Some('*') => text.find(|c: char| c.is_whitespace() || ",]}".contains(c)).unwrap_or(line),
        _ => 0,
    }
}

/// Returns the length in bytes of a block scalar: lines indented at least as far as its first one, and empty lines
/// between them.
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

/// Returns the length in bytes of the quoted scalar at the start of a text, with its quotes; 0 if it is not closed.
fn quoted(text: &str, is_escape: impl Fn(&str) -> bool) -> usize {
    let quote = text.chars().next().unwrap_or('"');
    let mut characters = text.char_indices().skip(1);
    while let Some((at, character)) = characters.next() {
        if is_escape(behind(text, at)) {
            characters.next();
        } else if character == quote {
            return at + 1;
        }
    }
    0
}
