//! Replaces values that differ between a cluster with real clocks and a simulated one, on both sides.
//!
//! The list is that of the language ("Comparing"); nothing else is replaced.

use std::sync::LazyLock;

use regex::Regex;

/// Pattern and placeholder, in the order of application.
const PLACEHOLDERS: [(&str, &str); 13] = [
    (r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z", "<time>"),
    (r"[A-Z][a-z]{2}, \d\d [A-Z][a-z]{2} \d{4} \d\d:\d\d:\d\d [+-]\d{4}", "<time>"),
    (r"\b\d{4}-\d\d-\d\d\b", "<date>"),
    (r"\b\d\d:\d\d:\d\d(\.\d+)?\b", "<clock>"),
    (r"pvc-[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}", "<volume>"),
    (r"kube-api-access-[a-z0-9]{5}\b", "<volume>"),
    (r"\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b", "<uid>"),
    (r#"(?P<key>(?:resourceVersion|Resource Version)"?: *"?)\d+"#, "${key}<version>"),
    (r"\b\d{1,3}\.\d{1,3}\.\d{1,3}\.\d{1,3}\b", "<address>"),
    // Random, like addresses.
    (r":3[0-2]\d{3}/(?P<protocol>TCP|UDP)", ":<port>/${protocol}"),
    (r"\bnode-\d+\b", "<node>"),
    (r"\b(ErrImagePull|ImagePullBackOff)\b", "<pull>"),
    (r"\b(\d+(\.\d+)?(ms|us|ns|[ydhms]))+\b", "<duration>"),
];

static PATTERNS: LazyLock<Vec<(Regex, &str)>> = LazyLock::new(|| {
    PLACEHOLDERS.iter().filter_map(|&(pattern, by)| Some((Regex::new(pattern).ok()?, by))).collect()
});

/// Returns the lines of an output with placeholders. Runs of spaces after the indent become one space.
pub(crate) fn lines(output: &str) -> Vec<String> {
    assert_eq!(PATTERNS.len(), PLACEHOLDERS.len(), "every pattern compiles");
    output.lines().map(line).collect()
}

fn line(line: &str) -> String {
    let mut text = line.to_owned();
    for (pattern, by) in PATTERNS.iter() {
        if pattern.is_match(&text) {
            text = pattern.replace_all(&text, *by).into_owned();
        }
    }
    let body = text.trim_start_matches(' ');
    let indent = text.len() - body.len();
    let mut short = " ".repeat(indent);
    for letter in body.chars() {
        if letter != ' ' || !short.ends_with(' ') {
            short.push(letter);
        }
    }
    short
}
