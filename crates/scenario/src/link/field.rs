//! One field of a StatefulSet's manifest set in a line of a script, so that comments and order stay.
//!
//! Where the field is, and how it is written there, is [`kubectl::manifest`]'s.

use kubectl::manifest;
use kubectl::text::{before, behind, between};

/// The `: file` line with the field set in its first StatefulSet, and with all that the field needs above it; nothing if it has no
/// StatefulSet, or the field cannot be set in its text.
pub(super) fn set(line: &str, path: &[&str], value: &str) -> Option<String> {
    let begin = line.find('\n')? + 1;
    let file = between(line, begin..line.rfind(": end").unwrap_or(line.len()));
    let is_set = |document: &manifest::Document<'_>| {
        let value = document.value.as_ref().ok();
        value.is_some_and(|value| value.text_at(&["kind"]) == "StatefulSet")
    };
    let document = manifest::read(file).into_iter().find(is_set)?;
    let start = begin + document.offset.0;
    let changed = manifest::set(document.text, path, value)?;
    Some(format!("{}{changed}{}", before(line, start), behind(line, start + document.text.len())))
}
