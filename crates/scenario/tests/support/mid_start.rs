//! Compares sessions whose recorder looked while pods were still starting: everything but the progress of the start.
//!
//! Ignores counts in a set's status, columns of pods, and pods, claims and events that were still to come. Everything
//! in the recording must be here too.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use regex::Regex;

use super::diff::Line;

/// Lines that show progress.
static PROGRESS: LazyLock<Regex> = LazyLock::new(|| {
    let pattern = r"^ *(availableReplicas|currentReplicas|readyReplicas|replicas|updatedReplicas): \d+$|^Pods Status:|^Replicas:|poddisruptionbudget";
    Regex::new(pattern).expect("the pattern compiles")
});
/// READY of a pod or set, and the status of a pod.
static READY: LazyLock<Regex> = LazyLock::new(|| {
    let pattern = r" \d+/\d+( (Running|Pending|ContainerCreating|PodInitializing|Init:\d+/\d+))?";
    Regex::new(pattern).expect("the pattern compiles")
});

/// Whether a table shows a pod that is not Ready, or a set with a pod missing.
pub(crate) fn is_starting(table: &str) -> bool {
    let unready = |line: &str| {
        let ready = line.split_whitespace().find_map(|word| word.split_once('/'));
        ready.is_some_and(|(ready, of)| ready != of)
    };
    table.lines().skip(1).any(unready)
}

/// Returns the recorded lines that are missing here.
pub(crate) fn compare(theirs: &[String], mine: &[String]) -> Vec<Line> {
    let told = |lines: &[String]| -> Vec<String> {
        let rest = lines.iter().filter(|line| !PROGRESS.is_match(line));
        rest.map(|line| READY.replace(line, " <start>").into_owned()).collect()
    };
    let mine: BTreeSet<String> = told(mine).into_iter().collect();
    let missing = told(theirs).into_iter().filter(|line| !mine.contains(line));
    missing.map(Line::Missing).collect()
}
