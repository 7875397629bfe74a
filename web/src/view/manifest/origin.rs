//! The origin of the text in the editor: edited from the cluster's own file, or brought from elsewhere as a whole.
//!
//! Only a text edited from the cluster's own file may be compared with the cluster. A pasted set with the name of an
//! existing one has nothing to do with it. Leaves out the consequences: the prediction in `will`, and the order of
//! the buttons.

use std::collections::BTreeMap;

use crate::state::{AppState, Reading};

/// Line beginnings that every manifest has. They do not count as common lines.
const OF_ANY_MANIFEST: [&str; 2] = ["apiVersion:", "kind:"];

/// Whether the draft `text`, which replaces `before`, was brought from elsewhere.
pub fn is_brought(state: &AppState, before: &str, text: &str) -> bool {
    let stems = |from: &str| !replaces(from, text);
    if super::written(state).any(stems) {
        return false;
    }
    // Edits do not change the origin: a text from elsewhere stays that, and an edit of the own file stays an edit.
    state.drafts.brought || replaces(before, text)
}

/// Whether a text replaces most of another one.
fn replaces(before: &str, text: &str) -> bool {
    if before.trim().is_empty() {
        return !text.trim().is_empty();
    }
    // The cheap check first: one keystroke changes a text in one position. Text added at an end replaces nothing.
    2 * unchanged_ends(before, text) < before.len() && !are_alike(before, text)
}

/// Returns the number of bytes that two texts have in common at their beginning and at their end.
fn unchanged_ends(before: &str, text: &str) -> usize {
    let pairs = before.bytes().zip(text.bytes());
    let first = pairs.take_while(|(one, other)| one == other).count();
    let rest = (before.len().min(text.len())) - first;
    let pairs = before.bytes().rev().zip(text.bytes().rev()).take(rest);
    first + pairs.take_while(|(one, other)| one == other).count()
}

/// Whether two texts have at least half of their lines in common, in any order.
fn are_alike(one: &str, other: &str) -> bool {
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    let (mut all, mut common) = (0, 0);
    for line in telling_lines(one) {
        *counts.entry(line).or_default() += 1;
        all += 1;
    }
    for line in telling_lines(other) {
        all += 1;
        if let Some(left) = counts.get_mut(line).filter(|left| **left > 0) {
            *left -= 1;
            common += 1;
        }
    }
    all > 0 && 4 * common >= all
}

/// Returns the lines that distinguish a manifest: no comments, no keys without a value, no line that every manifest
/// has.
fn telling_lines(text: &str) -> impl Iterator<Item = &str> {
    text.lines()
        .map(|line| line.split(" #").next().unwrap_or_default().trim().trim_start_matches("- "))
        .filter(|line| {
            let says = line.chars().any(char::is_alphanumeric);
            says && !line.starts_with('#')
                && !line.ends_with(':')
                && !OF_ANY_MANIFEST.iter().any(|word| line.starts_with(word))
        })
}

/// Returns the name of the first StatefulSet of a text whose name exists in its namespace.
pub fn name_taken(state: &AppState, reading: &Reading) -> Option<String> {
    let context = state.run.trace.namespace_at(state.place.at);
    let mut taken = reading.found.sets().filter_map(|(_, set)| {
        let [namespace, name] = ["namespace", "name"].map(|key| set.text_at(&["metadata", key]));
        let namespace = if namespace.is_empty() { context } else { namespace };
        state.place.here.cluster.find_set(namespace, name).map(|_| name.to_owned())
    });
    taken.next()
}

#[cfg(test)]
mod tests {
    use super::*;

    const BLOG: &str = include_str!("../../../../crates/scenario/gallery/blog.txt");
    const TUTORIAL: &str = include_str!("../../../e2e/fixtures/tutorial.yaml");

    fn blog() -> &'static str {
        let block = BLOG.split_once(": file web.yaml\n").expect("its file").1;
        block.split_once(": end").expect("its end").0
    }

    #[test]
    fn an_edit_is_none_however_much_of_it_there_is_at_one_place() {
        assert!(!replaces(blog(), blog()));
        assert!(!replaces(blog(), &blog().replace("replicas: 5", "replicas: 7")));
        assert!(!replaces("{\"a\":1,\"b\":2}", "{\"a\":1,\"b\":3}"));
        assert!(!replaces(blog(), &format!("{}---\n{}", blog(), TUTORIAL.repeat(9))));
        assert!(!replaces("", "\n"));
    }

    #[test]
    fn the_next_version_of_a_file_is_no_other_file() {
        let next = blog().replace("replicas: 5", "replicas: 7").replace(":0.8", ":0.9");
        assert!(!replaces(blog(), &format!("# our own\n{next}\n---\n")));
        let reordered: Vec<&str> = blog().lines().rev().collect();
        assert!(!replaces(blog(), &reordered.join("\n")));
    }

    #[test]
    fn another_set_of_the_same_name_is_another_file() {
        assert!(replaces(blog(), TUTORIAL) && replaces(TUTORIAL, blog()));
        assert!(replaces(blog(), "") && replaces("", blog()));
    }

    #[test]
    fn letters_of_every_script_are_counted_without_being_cut() {
        assert!(!replaces("name: 数据库\n", "name: 数据车\n"));
        assert_eq!(unchanged_ends("aü", "aö"), 2);
        assert_eq!(unchanged_ends("aaa", "aa"), 2);
    }
}
