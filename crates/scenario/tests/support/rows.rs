//! Rows of a pod watch: the pod of each row, and the order in which pods appear and start to terminate.

use std::collections::BTreeMap;

/// Rows by pod. The headings are under the empty name.
pub(crate) fn by_pod(lines: &[String]) -> BTreeMap<&str, Vec<&str>> {
    let mut pods: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    let place = name_place(lines);
    for line in lines {
        let name = if is_headings(line) { "" } else { word(line, place) };
        pods.entry(name).or_default().push(line);
    }
    pods
}

/// Events that are ordered between pods under OrderedReady.
pub(crate) fn begins(lines: &[String]) -> Vec<String> {
    let place = name_place(lines);
    let mut last: BTreeMap<&str, &str> = BTreeMap::new();
    let mut found = Vec::new();
    for line in lines.iter().filter(|line| !is_headings(line)) {
        let (name, status) = (word(line, place), word(line, place + 2));
        let before = last.insert(name, status);
        if ["Pending", "Terminating"].contains(&status) && before != Some(status) {
            let begins = if status == "Pending" { "appears" } else { "begins to terminate" };
            found.push(format!("{name} {begins}"));
        }
    }
    found
}

/// Column of the name. The event and the namespace are to its left.
fn name_place(lines: &[String]) -> usize {
    let headings = lines.iter().find(|line| is_headings(line));
    headings.and_then(|line| line.split(' ').position(|word| word == "NAME")).unwrap_or(0)
}

fn is_headings(line: &str) -> bool {
    line.split(' ').any(|word| word == "NAME")
}

fn word(line: &str, place: usize) -> &str {
    line.split(' ').nth(place).unwrap_or_default()
}
