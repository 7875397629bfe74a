//! One field of a StatefulSet's manifest set in its text, so that comments and order stay.
//!
//! Manifests in the block style of all examples; one in the flow style (`{spec: …}`) is left as it is.

/// The text with the field set, and with all that it needs above it; nothing if there is no StatefulSet in the block style.
pub(super) fn set(text: &str, path: &[&str], value: &str) -> Option<String> {
    let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
    let kind = lines.iter().position(|line| line.trim_end() == "kind: StatefulSet")?;
    let is_edge = |line: &String| line.starts_with("---") || line.starts_with(": ");
    let begin = lines[..kind].iter().rposition(is_edge).map_or(0, |edge| edge + 1);
    let end = lines[kind..].iter().position(is_edge).map_or(lines.len(), |edge| kind + edge);
    let (last, above) = path.split_last()?;
    let mut inside = Inside { begin, end, indent: 0 };
    for key in above {
        inside = match inside.find(&lines, key) {
            Some(at) => inside.below(&lines, at),
            None => inside.insert(&mut lines, &format!("{key}:")),
        };
    }
    match inside.find(&lines, last) {
        Some(at) => lines[at] = with_value(&lines[at], value),
        None => drop(inside.insert(&mut lines, &format!("{last}: {value}"))),
    }
    Some(lines.join("\n"))
}

/// The lines of one map, and how far they are indented.
struct Inside {
    begin: usize,
    end: usize,
    indent: usize,
}

impl Inside {
    /// The line of this key. `- image` is the key of a list's first item, wherever in it.
    fn find(&self, lines: &[String], key: &str) -> Option<usize> {
        let (key, in_item) = key.strip_prefix("- ").map_or((key, false), |key| (key, true));
        (self.begin..self.end).find(|&at| {
            let line = &lines[at];
            let own = if in_item { line.trim_start_matches([' ', '-']) } else { line.trim_start() };
            let fits = in_item || indent_of(line) == self.indent;
            fits && own.strip_prefix(key).is_some_and(|rest| rest.starts_with(':'))
        })
    }

    /// What belongs to the key in this line.
    fn below(&self, lines: &[String], at: usize) -> Self {
        let is_over = |line: &String| {
            let own = indent_of(line);
            !is_blank(line)
                && (own < self.indent || own == self.indent && !line.trim_start().starts_with('-'))
        };
        let end = (at + 1..self.end).find(|&next| is_over(&lines[next])).unwrap_or(self.end);
        let first = (at + 1..end).find(|&next| !is_blank(&lines[next]));
        let indent = first.map_or(self.indent + 2, |first| indent_of(&lines[first]));
        Self { begin: at + 1, end, indent }
    }

    /// A new key at the beginning of the map, and what is to belong to it.
    fn insert(&self, lines: &mut Vec<String>, text: &str) -> Self {
        lines.insert(self.begin, format!("{}{text}", " ".repeat(self.indent)));
        Self { begin: self.begin + 1, end: self.begin + 1, indent: self.indent + 2 }
    }
}

fn indent_of(line: &str) -> usize {
    line.len() - line.trim_start_matches(' ').len()
}

fn is_blank(line: &str) -> bool {
    let line = line.trim_start();
    line.is_empty() || line.starts_with('#')
}

/// The line with another value; a comment behind it stays.
fn with_value(line: &str, value: &str) -> String {
    let key = line.find(':').map_or(line.len(), |colon| colon + 1);
    let comment =
        line[key..].find(" #").map_or("", |comment| line[key + comment..].trim_start_matches(' '));
    let gap = if comment.is_empty() { "" } else { " " };
    format!("{} {value}{gap}{comment}", &line[..key])
}
