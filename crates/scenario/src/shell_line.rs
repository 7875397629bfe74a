//! Finds the end of a shell line: here-documents and trailing backslashes continue it.
//!
//! Knows only as much of the shell as that needs; words, quotes and loops are in crate `shell`. A here-document without
//! its delimiter continues nothing, so that a forgotten delimiter does not swallow the rest of a scenario.

use apiserver::text::split_at;
use std::collections::BTreeMap;

/// Lines of a text, and the last position of each distinct line, which finds the end of a here-document quickly.
pub(crate) struct Lines<'a> {
    lines: Vec<&'a str>,
    last: BTreeMap<&'a str, usize>,
}

impl<'a> Lines<'a> {
    pub(crate) fn new(text: &'a str) -> Self {
        // Line endings do not matter: scenarios are written with `\n`.
        let lines: Vec<&str> = text.lines().map(|line| line.trim_end_matches('\r')).collect();
        let last = lines
            .iter()
            .enumerate()
            .map(|(index, line)| (line.trim_start_matches('\t'), index))
            .collect();
        Self { lines, last }
    }

    pub(crate) fn get(&self, index: usize) -> Option<&'a str> {
        self.lines.get(index).copied()
    }

    /// Returns the index after the shell line that starts with `first` at line `index`.
    pub(crate) fn shell_line_end(&self, index: usize, first: &str) -> usize {
        let mut end = index + 1;
        let mut line = first;
        loop {
            if let Some(word) = here_document(line) {
                return self.here_document_end(end, word).unwrap_or(end);
            }
            match self.get(end) {
                Some(next) if is_continued(line) => (line, end) = (next, end + 1),
                _ => return end,
            }
        }
    }

    fn here_document_end(&self, from: usize, word: &str) -> Option<usize> {
        self.last.get(word).filter(|&&last| last >= from)?;
        let ends = |line: &&str| line.trim_start_matches('\t') == word;
        self.lines[from..].iter().position(ends).map(|lines| from + lines + 1)
    }
}

/// Splits a pasted text into shell lines. Drops empty ones.
pub(crate) fn split(text: &str) -> Vec<String> {
    let lines = Lines::new(text);
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(first) = lines.get(at) {
        let end = lines.shell_line_end(at, first);
        if !first.trim().is_empty() {
            found.push(lines.lines[at..end].join("\n"));
        }
        at = end;
    }
    found
}

/// Returns the delimiter of the here-document that this line starts outside quotes.
fn here_document(line: &str) -> Option<&str> {
    let mut behind = unquoted(line).map(|(index, _)| split_at(line, index).1);
    let rest = behind.find_map(|behind| behind.strip_prefix("<<"))?;
    let rest = rest.strip_prefix('-').unwrap_or(rest).trim_start_matches([' ', '\t']);
    let quotes = |c: char| c == '\'' || c == '"' || c == '\\';
    let rest = rest.trim_start_matches(quotes);
    let end = rest.find(|c: char| !(c.is_ascii_alphanumeric() || c == '_')).unwrap_or(rest.len());
    Some(split_at(rest, end).0).filter(|word| !word.is_empty())
}

/// Returns the characters outside quotes, with their offsets in bytes.
fn unquoted(line: &str) -> impl Iterator<Item = (usize, char)> {
    let mut quote = None;
    line.char_indices().filter(move |&(_, c)| {
        let outside = quote.is_none();
        match quote {
            None if c == '\'' || c == '"' => quote = Some(c),
            Some(open) if open == c => quote = None,
            _ => {}
        }
        outside
    })
}

fn is_continued(line: &str) -> bool {
    line.bytes().rev().take_while(|&byte| byte == b'\\').count() % 2 == 1
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_here_document_belongs_to_its_line() {
        let text = "cat <<EOF | kubectl apply -f -\n# not a comment\n\nEOF\nkubectl get sts";
        assert_eq!(
            split(text),
            ["cat <<EOF | kubectl apply -f -\n# not a comment\n\nEOF", "kubectl get sts"]
        );
        assert_eq!(split("cat <<-'END'\n\tx\n\tEND\ny").len(), 2);
    }

    #[test]
    fn a_here_document_without_end_takes_nothing() {
        assert_eq!(split("cat <<EOF\nkubectl get sts"), ["cat <<EOF", "kubectl get sts"]);
        assert_eq!(split("grep <<<EOF\nEOF"), ["grep <<<EOF", "EOF"]);
        assert_eq!(split("echo '<<EOF'\nEOF"), ["echo '<<EOF'", "EOF"]);
    }

    #[test]
    fn a_backslash_takes_the_next_line_with_it() {
        assert_eq!(split("kubectl get \\\n pods\nx"), ["kubectl get \\\n pods", "x"]);
        assert_eq!(split("echo \\\\\nx\\"), ["echo \\\\", "x\\"]);
    }
}
