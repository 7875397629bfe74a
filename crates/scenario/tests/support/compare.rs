//! Compares the output of a command with the expected one, by the rules of the language ("Comparing").

use std::collections::BTreeSet;

use scenario::Expected;

use super::diff::{self, Line};
use super::{mid_start, placeholders, rows};

/// Facts about a command that its comparison depends on.
pub(crate) struct Command<'a> {
    /// Its line as typed; for a `: printed`, the last line of its terminal.
    pub(crate) text: &'a str,
    /// Whether the session has a set with podManagementPolicy Parallel.
    pub(crate) is_parallel: bool,
    /// Whether more than one pod changed at once while it ran.
    pub(crate) several_move: bool,
    /// Whether the recorder looked while pods were still starting. The simulated cluster does not do that.
    pub(crate) is_mid_start: bool,
}

/// Method of comparison.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Rule {
    /// Line by line.
    Lines,
    /// Pod by pod.
    PodRows,
    /// As a sequence of distinct lines.
    Folded,
    /// As a set, up to the first combined event.
    Events,
}

/// Returns the exact difference; empty if there is none.
pub(crate) fn to_the_letter(expected: &Expected, ours: &Expected) -> Vec<Line> {
    let lines = |of: &Expected| of.output.lines().map(str::to_owned).collect::<Vec<_>>();
    let mut found = difference(&lines(expected), &lines(ours));
    found.extend(exits(expected, ours));
    found
}

/// Returns the difference of a recorded output to ours; empty if there is none that counts.
pub(crate) fn recorded(command: &Command<'_>, expected: &Expected, ours: &Expected) -> Vec<Line> {
    let (theirs, mut mine) =
        (placeholders::lines(&expected.output), placeholders::lines(&ours.output));
    // kubectl does not print the playground's own remarks.
    mine.retain(|line| !line.starts_with("(This playground "));
    if command.is_mid_start {
        return mid_start::compare(&theirs, &mine);
    }
    let mut found = match rule(command.text) {
        Rule::Lines => described(&theirs, &mine),
        Rule::PodRows => pod_rows(command, &theirs, &mine),
        Rule::Folded => folded(command, theirs, mine),
        Rule::Events => as_sets(until_combined(&theirs), until_combined(&mine)),
    };
    found.extend(exits(expected, ours));
    found
}

fn rule(command: &str) -> Rule {
    let has = |words: &[&str]| command.split_whitespace().any(|word| words.contains(&word));
    let watches = has(&["-w", "--watch", "--watch-only"]);
    if command.contains("rollout status")
        || (watches && has(&["sts", "statefulset", "statefulsets"]))
    {
        Rule::Folded
    } else if watches && has(&["po", "pod", "pods"]) {
        Rule::PodRows
    } else if command.contains("get events") || command.contains("kubectl events") {
        Rule::Events
    } else {
        Rule::Lines
    }
}

/// Compares line by line, but the events at the end of `describe` as a set.
fn described(theirs: &[String], mine: &[String]) -> Vec<Line> {
    let events = |lines: &[String]| lines.iter().position(|line| line.starts_with("Events:"));
    match (events(theirs), events(mine)) {
        (Some(i), Some(j)) => {
            let mut found = difference(&theirs[..i], &mine[..j]);
            found.extend(as_sets(until_combined(&theirs[i..]), until_combined(&mine[j..])));
            found
        }
        _ => difference(theirs, mine),
    }
}

fn until_combined(lines: &[String]) -> &[String] {
    let end = lines.iter().position(|line| line.contains("(combined from similar events)"));
    &lines[..end.unwrap_or(lines.len())]
}

fn as_sets(theirs: &[String], mine: &[String]) -> Vec<Line> {
    let set = |lines: &[String]| lines.iter().cloned().collect::<BTreeSet<_>>();
    let sorted = |lines: &[String]| set(lines).into_iter().collect::<Vec<_>>();
    difference(&sorted(theirs), &sorted(mine))
}

fn pod_rows(command: &Command<'_>, theirs: &[String], mine: &[String]) -> Vec<Line> {
    let (by_pod, ours_by_pod) = (rows::by_pod(theirs), rows::by_pod(mine));
    let names: BTreeSet<&str> = by_pod.keys().chain(ours_by_pod.keys()).copied().collect();
    let mut found = Vec::new();
    for name in names {
        let of = |rows: Option<&Vec<&str>>| -> Vec<String> {
            rows.into_iter().flatten().map(|&row| row.to_owned()).collect()
        };
        found.extend(difference(&of(by_pod.get(name)), &of(ours_by_pod.get(name))));
    }
    if found.is_empty() && !command.is_parallel {
        found = difference(&rows::begins(theirs), &rows::begins(mine));
    }
    found
}

fn folded(command: &Command<'_>, mut theirs: Vec<String>, mut mine: Vec<String>) -> Vec<Line> {
    theirs.dedup();
    mine.dedup();
    let loosely = command.is_parallel || command.several_move;
    match loosely && agree_loosely(&theirs, &mine) {
        true => Vec::new(),
        false => difference(&theirs, &mine),
    }
}

/// Whether first and last line are equal, and at least four in five of the distinct lines between are in both outputs.
fn agree_loosely(theirs: &[String], mine: &[String]) -> bool {
    let between = |lines: &[String]| {
        let inner = lines.get(1..lines.len().saturating_sub(1)).unwrap_or_default();
        inner.iter().cloned().collect::<BTreeSet<_>>()
    };
    let (a, b) = (between(theirs), between(mine));
    let all = a.union(&b).count();
    let in_one = a.symmetric_difference(&b).count();
    theirs.first() == mine.first() && theirs.last() == mine.last() && in_one * 5 <= all
}

fn exits(expected: &Expected, ours: &Expected) -> Vec<Line> {
    if expected.exit == ours.exit {
        return Vec::new();
    }
    let line = |exit: i32| format!("[exit {exit}]");
    vec![Line::Missing(line(expected.exit)), Line::Surplus(line(ours.exit))]
}

fn difference(theirs: &[String], mine: &[String]) -> Vec<Line> {
    if theirs == mine { Vec::new() } else { diff::lines(theirs, mine) }
}
