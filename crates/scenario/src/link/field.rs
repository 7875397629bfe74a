//! Sets one field of a StatefulSet in a `: file` line of a script. Keeps comments and key order.
//!
//! [`apiserver::manifest`] finds and edits the field.

use apiserver::manifest;
use apiserver::text::{before, behind, between};
use apiserver::value::Value;

/// Returns the `: file` line with the field set in its first StatefulSet. Adds missing maps. `None` if the file has no
/// StatefulSet or the field cannot be set in its text.
pub(super) fn set(line: &str, path: &[&str], value: &str) -> Option<String> {
    let (begin, document) = first_set(line)?;
    let start = begin + document.offset.0;
    let changed = manifest::set(document.text, path, value)?;
    Some(format!("{}{changed}{}", before(line, start), behind(line, start + document.text.len())))
}

/// Returns the first StatefulSet of a `: file` line. `None` for another line, or a file without one.
pub(super) fn stateful_set(line: &str) -> Option<Value> {
    line.strip_prefix(": file ")?;
    first_set(line)?.1.value.ok()
}

/// Returns the document of the first StatefulSet of a `: file` line, and the offset at which the file begins.
fn first_set(line: &str) -> Option<(usize, manifest::Document<'_>)> {
    let begin = line.find('\n')? + 1;
    let file = between(line, begin..line.rfind(": end").unwrap_or(line.len()));
    let is_set = |document: &manifest::Document<'_>| {
        let value = document.value.as_ref().ok();
        value.is_some_and(|value| value.text_at(&["kind"]) == "StatefulSet")
    };
    Some((begin, manifest::read(file).into_iter().find(is_set)?))
}
