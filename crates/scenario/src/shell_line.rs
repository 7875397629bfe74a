//! Where a shell's line ends: a here-document and a trailing backslash take further lines with them.
//!
//! Only as much of the shell as that takes; words, quotes and loops are `kubectl`'s. A here-document whose end
//! does not follow takes nothing, so that one forgotten word does not swallow the rest of a scenario.

use kubectl::text::split_at;
use std::collections::BTreeMap;

/// The lines of a text, and where each text occurs last, so that a here-document's end is found at once.
pub(crate) struct Lines<'a> {
    lines: Vec<&'a str>,
    last: BTreeMap<&'a str, usize>,
}

impl<'a> Lines<'a> {
    pub(crate) fn new(text: &'a str) -> Self {
        // However a line ends, it is the same line: written anew it ends as all do.
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

    /// One past the last line of the shell line that begins with `first`, which is line `index`.
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

/// A pasted text as the shell lines that it consists of; empty ones are dropped.
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

/// The word that ends the here-document which this line begins, outside of quotes.
fn here_document(line: &str) -> Option<&str> {
    let mut behind = unquoted(line).map(|(index, _)| split_at(line, index).1);
    let rest = behind.find_map(|behind| behind.strip_prefix("<<"))?;
    let rest = rest.strip_prefix('-').unwrap_or(rest).trim_start_matches([' ', '\t']);
    let quotes = |c: char| c == '\'' || c == '"' || c == '\\';
    let rest = rest.trim_start_matches(quotes);
    let end = rest.find(|c: char| !(c.is_ascii_alphanumeric() || c == '_')).unwrap_or(rest.len());
    Some(split_at(rest, end).0).filter(|word| !word.is_empty())
}

/// The characters that stand outside of quotes.
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
