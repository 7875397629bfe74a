//! Sets one field of a StatefulSet in a `: file` line of a script. Keeps comments and key order.
//!
//! [`apiserver::manifest`] finds and edits the field.

use apiserver::manifest;
use apiserver::text::{before, behind, between};

/// Returns the `: file` line with the field set in its first StatefulSet. Adds missing maps. `None` if the file has no
/// StatefulSet or the field cannot be set in its text.
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
