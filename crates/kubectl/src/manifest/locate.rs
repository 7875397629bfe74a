//! The line of a field in a manifest's text, so that an error can stand beside what it is about.
//!
//! The YAML reader gives no places, so the path is searched by indentation. Where a document is written in
//! braces the line is that of the nearest field above.

/// A step of a path such as `spec.containers[0].image`.
enum Step<'a> {
    Key(&'a str),
    Index(usize),
}

struct Line<'a> {
    number: usize,
    indent: usize,
    text: &'a str,
}

/// The line, counted from 1, of the field at `path`, or of the nearest one above it that is written.
pub(super) fn line_of(text: &str, path: &str) -> usize {
    let mut lines = Vec::new();
    for (number, line) in text.lines().enumerate() {
        push_line(number + 1, line, &mut lines);
    }
    let mut block = lines.as_slice();
    let mut found = block.first().map_or(1, |line| line.number);
    for step in steps(path) {
        let Some(rest) = enter(block, &step) else { break };
        let Some(line) = rest.first() else { break };
        found = line.number;
        block = children(rest);
    }
    found
}

/// A line; one that begins list items (`- - name: x`) is several, each further in.
fn push_line<'a>(number: usize, line: &'a str, lines: &mut Vec<Line<'a>>) {
    let mut text = line.trim_start_matches(' ');
    if text.trim().is_empty() || text.starts_with('#') || text.starts_with("---") {
        return;
    }
    while let Some(rest) = text.strip_prefix("- ") {
        lines.push(Line { number, indent: line.len() - text.len(), text: "-" });
        text = rest.trim_start_matches(' ');
    }
    lines.push(Line { number, indent: line.len() - text.len(), text });
}

fn steps(path: &str) -> Vec<Step<'_>> {
    let mut steps = Vec::new();
    for part in path.split('.') {
        let mut pieces = part.split('[');
        steps.extend(pieces.next().filter(|key| !key.is_empty()).map(Step::Key));
        steps.extend(
            pieces.filter_map(|piece| piece.trim_end_matches(']').parse().ok()).map(Step::Index),
        );
    }
    steps
}

/// The lines from the step's own on.
fn enter<'a, 'b>(block: &'b [Line<'a>], step: &Step<'_>) -> Option<&'b [Line<'a>]> {
    let indent = block.first()?.indent;
    let own = |line: &Line<'_>| match step {
        Step::Key(key) => has_key(line.text, key),
        Step::Index(_) => line.text == "-",
    };
    let mut places = (0..block.len())
        .filter(|place| block.get(*place).is_some_and(|line| line.indent == indent && own(line)));
    let place = places.nth(if let Step::Index(index) = step { *index } else { 0 })?;
    block.get(place..)
}

fn has_key(line: &str, key: &str) -> bool {
    let line = line.strip_prefix(['"', '\'']).unwrap_or(line);
    line.strip_prefix(key)
        .is_some_and(|rest| rest.trim_start_matches(['"', '\'']).trim_start().starts_with(':'))
}

/// The lines below the first one: further in, or the items of a list at the same indentation.
fn children<'a, 'b>(block: &'b [Line<'a>]) -> &'b [Line<'a>] {
    let Some((own, below)) = block.split_first() else { return block };
    let is_item = own.text == "-";
    let inside = |line: &Line<'_>| {
        line.indent > own.indent || (!is_item && line.indent == own.indent && line.text == "-")
    };
    let mut end = 0;
    while below.get(end).is_some_and(inside) {
        end += 1;
    }
    below.get(..end).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "# web\nspec:\n  replicas: 3\n  template:\n    spec:\n      containers:\n      - name: a\n        image: x\n      - image: y\n        name: b\n        \"ports\":\n          - containerPort: 80\n";

    fn check(path: &str, expected: usize) {
        assert_eq!(line_of(TEXT, path), expected, "{path}");
    }

    #[test]
    fn fields_are_found_by_their_path() {
        check("spec", 2);
        check("spec.replicas", 3);
        check("spec.template.spec.containers", 6);
        check("spec.template.spec.containers[0].image", 8);
        check("spec.template.spec.containers[1].name", 10);
        check("spec.template.spec.containers[1].ports[0].containerPort", 12);
    }

    #[test]
    fn a_missing_field_is_shown_at_the_nearest_one_above() {
        check("spec.selector", 2);
        check("metadata.name", 2);
        check("spec.template.metadata.labels", 4);
        check("spec.template.spec.containers[7]", 6);
        assert_eq!(line_of("", "spec"), 1);
    }
}
