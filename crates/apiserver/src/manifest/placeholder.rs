//! Finds unrendered template placeholders: `{{ .Values.replicas }}`, `${REPLICAS}`, `@REPLICAS@`, `$REPLICAS`.
//!
//! `diagnose` calls it only for text with a problem, because many valid manifests contain such text.

use super::tree::{Offset, Position};
use crate::text;

/// Returns the placeholder in a value.
pub(super) fn in_value(text: &str) -> Option<&str> {
    first_in(text).map(|(_, found)| found).or_else(|| {
        let name = text.strip_prefix('$')?;
        (!name.is_empty() && name.chars().all(is_of_name)).then_some(text)
    })
}

/// Returns the last placeholder that can have stopped the YAML reader at a line (from 1): on that line or before it,
/// outside quotes, comments and block scalars.
pub(super) fn before(text: &str, line: usize) -> Option<(Position, &str)> {
    let mut found = None;
    let (mut begin, mut block) = (0, None);
    for (row, line) in text.split_inclusive('\n').take(line).enumerate() {
        let offset = begin;
        begin += line.len();
        let indent = line.len() - line.trim_start_matches(' ').len();
        if line.trim().is_empty() || block.is_some_and(|block| indent > block) {
            continue;
        }
        block = ends_in_block(line).then_some(indent);
        if let Some((at, placeholder)) = unquoted(line) {
            let position = Position::of(text, Offset(offset + at));
            debug_assert_eq!(position.line, row + 1);
            found = Some((position, placeholder));
        }
    }
    found
}

/// Whether a line opens a block scalar: `x: |`, `- >-`.
fn ends_in_block(line: &str) -> bool {
    let code = line.split(" #").next().unwrap_or_default().trim_end();
    let header = code.trim_end_matches(|c: char| c.is_ascii_digit() || "+-".contains(c));
    header.ends_with(['|', '>']) && header.trim_end_matches(['|', '>']).ends_with(' ')
}

fn unquoted(line: &str) -> Option<(usize, &str)> {
    let comment = line.find(" #").or(line.starts_with('#').then_some(0)).unwrap_or(line.len());
    let (at, found) = first_in(text::before(line, comment))?;
    let quotes = text::before(line, at).matches(['"', '\'']).count();
    quotes.is_multiple_of(2).then_some((at, found))
}

/// Returns the first placeholder with a closing mark, and its offset in bytes.
fn first_in(text: &str) -> Option<(usize, &str)> {
    let between = |open: &str, close: &str, fits: fn(&str) -> bool| {
        text.match_indices(open).find_map(|(at, _)| {
            let inner = text::behind(text, at + open.len());
            let end = inner.find(close)?;
            let whole = text::between(text, at..at + open.len() + end + close.len());
            fits(text::before(inner, end)).then_some((at, whole))
        })
    };
    let all = [
        between("{{", "}}", |_| true),
        between("${", "}", |inner| inner.starts_with(is_of_name)),
        between("@", "@", |inner| !inner.is_empty() && inner.chars().all(is_of_name)),
    ];
    all.into_iter().flatten().min_by_key(|(at, _)| *at)
}

fn is_of_name(letter: char) -> bool {
    letter.is_alphanumeric() || "_.-".contains(letter)
}
