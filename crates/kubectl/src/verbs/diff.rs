//! `kubectl diff -f`: prints what apply would change in the live objects, in the format of `diff -u -N`.
//!
//! Like upstream, leaves the annotation of the last apply as it is. Numbers in directory names and fractions of
//! seconds are constant here; upstream's carry no meaning.

use super::flags::{FILENAME, Invocation, OUTPUT, SELECTOR, Takes, flag};
use super::writing::{KUSTOMIZE, MANAGER, RECURSIVE};
use super::{Started, Verb, manifests, objects, report};
use crate::print::Output;
use crate::world::{Step, World};
use apiserver::clock;
use apiserver::kind::{Kind, own_metadata};
use apiserver::value::Value;
use apiserver::{Failure, Request, UnknownFields, create, last_applied, patch, stored, update};

pub(super) const VERB: Verb = Verb {
    words: "diff",
    writes: false,
    about: "Diff the live version against a would-be applied version",
    flags: &[
        FILENAME,
        flag("force-conflicts", Takes::Switch),
        KUSTOMIZE,
        MANAGER,
        OUTPUT,
        RECURSIVE,
        SELECTOR,
        flag("server-side", Takes::Switch),
    ],
    run,
};

/// Number of unchanged lines around a change.
const CONTEXT: usize = 3;

/// Limit on the lines of either text. Longer texts count as changed in every line, because the comparison takes time
/// and memory for each pair of lines.
const LINES_MAX: usize = 1500;

fn run(invocation: &Invocation, world: &World<'_>, step: &mut Step) -> Result<Started, Failure> {
    let manifests::Manifests { objects, mut failures } = manifests::read(invocation, world)?;
    let mut differs = false;
    for object in &objects {
        match diff(object, world) {
            Ok(text) => {
                differs |= !text.is_empty();
                step.out(text);
            }
            Err(failure) => failures.push(failure),
        }
    }
    Ok(Started::Exited(report(&failures, step).max(i32::from(differs))))
}

fn diff(object: &manifests::Object, world: &World<'_>) -> Result<String, Failure> {
    let kind = manifests::kind_of(object)?;
    let name = manifests::name_of(object, kind)?;
    let namespace = object.value.text_at(&["metadata", "namespace"]);
    let live = objects::existing(kind, namespace, name, world);
    let yaml = |value: &Value| Output::Yaml.document(value).map_err(Failure::Plain);
    let before = live.as_ref().map_or(Ok(String::new()), |live| yaml(&live.document))?;
    let after = yaml(&merged(object, kind, live.as_ref(), world)?)?;
    let hunks = hunks(&lines(&before), &lines(&after));
    if hunks.is_empty() {
        return Ok(String::new());
    }
    let version = kind.api_version().replace('/', ".");
    let file = format!("{version}.{}.{namespace}.{name}", kind.name);
    let (live, merged) =
        (format!("/tmp/LIVE-1234567890/{file}"), format!("/tmp/MERGED-1234567890/{file}"));
    let time = clock::rfc3339(world.at).replace('T', " ").replace('Z', ".000000000 +0000");
    Ok(format!("diff -u -N {live} {merged}\n--- {live}\t{time}\n+++ {merged}\t{time}\n{hunks}"))
}

/// Returns the object as it would be after an apply.
fn merged(
    object: &manifests::Object,
    kind: &'static Kind,
    live: Option<&objects::LiveObject>,
    world: &World<'_>,
) -> Result<Value, Failure> {
    let mut modified = object.value.clone();
    own_metadata(&mut modified);
    let (Some(live), Some((id, current))) = (live, manifests::find(kind, &object.value, world))
    else {
        let place = manifests::place_for(kind, &modified, world);
        let made = create(kind, &modified, UnknownFields::Refuse, place, world.release())?;
        return Ok(made.document().unwrap_or(modified));
    };
    let original = last_applied::of(&current).map_or_else(Value::map, stored);
    if let Some(text) = last_applied::of(&current) {
        *modified.entry_at(&["metadata", "annotations", last_applied::ANNOTATION]) =
            Value::string(text);
    }
    let Some(change) = patch::three_way(&original, &modified, &current, kind.schema) else {
        return Ok(live.document.clone());
    };
    let patched = patch::strategic(&current, &change, kind.schema)?;
    let request = Request::Strategic(&change);
    let written =
        update((kind, id, &current), &patched, request, UnknownFields::Refuse, world.release())?;
    let written = written.command.as_ref();
    Ok(written
        .map_or_else(|| live.document.clone(), |command| objects::after(&live.document, command)))
}

fn lines(text: &str) -> Vec<&str> {
    text.lines().collect()
}

/// Side on which a line occurs.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Side {
    Both,
    Before,
    After,
}

/// Compares two texts by their longest common subsequence of lines.
fn compare<'a>(before: &[&'a str], after: &[&'a str]) -> Vec<(Side, &'a str)> {
    let (rows, columns) = (before.len(), after.len());
    let all = |side: Side, lines: &[&'a str]| lines.iter().map(move |line| (side, *line)).collect();
    if rows > LINES_MAX || columns > LINES_MAX {
        let removed: Vec<_> = all(Side::Before, before);
        return [removed, all(Side::After, after)].concat();
    }
    // Length of the longest common subsequence from this row and column on.
    let mut common = vec![vec![0_u16; columns + 1]; rows + 1];
    for row in (0..rows).rev() {
        for column in (0..columns).rev() {
            common[row][column] = if before[row] == after[column] {
                common[row + 1][column + 1] + 1
            } else {
                common[row + 1][column].max(common[row][column + 1])
            };
        }
    }
    let (mut row, mut column, mut found) = (0, 0, Vec::new());
    while row < rows || column < columns {
        if row < rows && column < columns && before[row] == after[column] {
            found.push((Side::Both, before[row]));
            (row, column) = (row + 1, column + 1);
        } else if column == columns
            || row < rows && common[row + 1][column] >= common[row][column + 1]
        {
            found.push((Side::Before, before[row]));
            row += 1;
        } else {
            found.push((Side::After, after[column]));
            column += 1;
        }
    }
    found
}

/// Formats the changed lines, with [`CONTEXT`] lines around them.
fn hunks(before: &[&str], after: &[&str]) -> String {
    let all = compare(before, after);
    let changed: Vec<_> = (0..all.len()).filter(|index| all[*index].0 != Side::Both).collect();
    let mut text = String::new();
    let mut next = 0;
    while let Some(first) = changed.get(next) {
        let mut last = *first;
        while let Some(more) = changed.get(next).filter(|more| **more <= last + 2 * CONTEXT + 1) {
            (last, next) = (*more, next + 1);
        }
        let range = first.saturating_sub(CONTEXT)..(last + CONTEXT + 1).min(all.len());
        text.push_str(&hunk(&all, range));
    }
    text
}

fn hunk(all: &[(Side, &str)], range: std::ops::Range<usize>) -> String {
    let place = |other: Side| {
        let count =
            |lines: &[(Side, &str)]| lines.iter().filter(|(side, _)| *side != other).count();
        let (above, inside) = (count(&all[..range.start]), count(&all[range.clone()]));
        let first = above + usize::from(inside > 0);
        if inside == 1 { first.to_string() } else { format!("{first},{inside}") }
    };
    let mut text = format!("@@ -{} +{} @@\n", place(Side::After), place(Side::Before));
    for (side, line) in &all[range.clone()] {
        let mark = match side {
            Side::Both => ' ',
            Side::Before => '-',
            Side::After => '+',
        };
        text.push_str(&format!("{mark}{line}\n"));
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(before: &'static str, after: &'static str, expected: &str) {
        let words = |text: &'static str| text.split_whitespace().collect::<Vec<_>>();
        let (before, after) = (words(before), words(after));
        assert_eq!(hunks(&before, &after), expected);
    }

    #[test]
    fn hunks_are_those_of_diff_u() {
        check("a b c", "a b c", "");
        check("", "a b", "@@ -0,0 +1,2 @@\n+a\n+b\n");
        check("a", "b", "@@ -1 +1 @@\n-a\n+b\n");
        check(
            "1 2 3 4 5 6 7 8 9",
            "1 2 3 4 x 6 7 8 9",
            "@@ -2,7 +2,7 @@\n 2\n 3\n 4\n-5\n+x\n 6\n 7\n 8\n",
        );
        check(
            "a 1 2 3 4 5 6 7 b",
            "A 1 2 3 4 5 6 7 B",
            "@@ -1,4 +1,4 @@\n-a\n+A\n 1\n 2\n 3\n@@ -6,4 +6,4 @@\n 5\n 6\n 7\n-b\n+B\n",
        );
    }
}
