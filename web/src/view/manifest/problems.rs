//! The problems of the text by line, and what kubectl does about them.

use apiserver::found::{Diagnostic, Rewrite};
use unicode_segmentation::UnicodeSegmentation as _;

use super::reading::Moved;
use crate::state::{AppState, Reading, Utf16};
use crate::text::Key;
use crate::view::text;

/// Limit on a line's excerpt in the list of problems, in grapheme clusters.
const LETTERS_MAX: usize = 60;

/// A problem of a line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// Number of the line, counted from 1.
    pub line: usize,
    /// Offset of the line in the text.
    pub offset: Utf16,
    /// `line 14`.
    pub place: String,
    /// The beginning of the line, without its indent.
    pub excerpt: String,
    /// The message of kubectl or the API, verbatim.
    pub message: String,
    /// Whether the problem is a StatefulSet of an old API version that can be converted to `apps/v1`.
    pub is_old: bool,
}

/// Returns all problems in the order of their lines, each at its line in the text as it is now.
pub(super) fn problems(state: &AppState, reading: &Reading, source: &str) -> Vec<Problem> {
    let mut lines = LineOffsets { rest: source, number: 1, offset: Utf16(0) };
    let moved = Moved::between(&reading.text, source);
    let problem = |found: &Diagnostic| {
        let number = moved.line(found.line);
        let (line, offset) = lines.go_to(number);
        Problem {
            line: number,
            offset,
            place: text(state).say(Key::Line, &[("line", &number)]),
            excerpt: first_letters(line.trim()),
            message: found.message.clone(),
            is_old: reading.found.modern.is_some() && is_old(&found.message),
        }
    };
    reading.found.diagnostics.iter().map(problem).collect()
}

fn is_old(message: &str) -> bool {
    message.contains("\"StatefulSet\" in version \"apps/v1beta")
}

/// Returns the changes that converted the text to `apps/v1`, one sentence each, in the order of the text.
pub(super) fn rewrites(state: &AppState) -> Vec<String> {
    let says = |rewrite: &Rewrite| {
        let with: [(&str, &dyn std::fmt::Display); 3] =
            [("line", &rewrite.line), ("field", &rewrite.field), ("value", &rewrite.value)];
        text(state).say(Key::Rewritten, &with)
    };
    state.drafts.rewrites.iter().map(says).collect()
}

/// Returns the fields that the playground does not act on, one sentence each, in the order of the text.
pub(super) fn not_simulated(state: &AppState, reading: &Reading) -> Vec<String> {
    let says = |found: &Diagnostic| {
        text(state).say(Key::NotSimulated, &[("line", &found.line), ("field", &found.message)])
    };
    reading.found.not_simulated.iter().map(says).collect()
}

/// Returns what kubectl does about the problems. Empty if there are none.
pub(super) fn consequence(state: &AppState, reading: &Reading) -> &'static str {
    let reading = &reading.found;
    let is_wrong = |index: usize, before: usize| {
        let next = reading.documents.get(index + 1).map_or(usize::MAX, |next| next.before);
        let mut lines = reading.diagnostics.iter().map(|found| found.line);
        lines.any(|line| before < line && line <= next)
    };
    let all_wrong = reading.documents.iter().enumerate().all(|(at, it)| is_wrong(at, it.before));
    match (reading.diagnostics.is_empty(), all_wrong) {
        (true, _) => "",
        (false, true) => text(state).of(Key::InvalidKeeps),
        (false, false) => text(state).of(Key::AppliesRest),
    }
}

/// A forward reader over the lines of a text, which counts their offsets.
struct LineOffsets<'a> {
    rest: &'a str,
    number: usize,
    offset: Utf16,
}

impl<'a> LineOffsets<'a> {
    /// Returns a line's text and offset. Call it with ascending numbers; past the end it returns the last line.
    fn go_to(&mut self, number: usize) -> (&'a str, Utf16) {
        while self.number < number {
            let Some((line, rest)) = self.rest.split_once('\n') else { break };
            self.offset = self.offset + Utf16::length(line) + Utf16(1);
            (self.rest, self.number) = (rest, self.number + 1);
        }
        (self.rest.split('\n').next().unwrap_or_default(), self.offset)
    }
}

/// Returns the beginning of a line. Never cuts a grapheme cluster.
fn first_letters(line: &str) -> String {
    let mut letters = line.grapheme_indices(true).skip(LETTERS_MAX);
    match letters.next() {
        Some((end, _)) => format!("{}…", line.get(..end).unwrap_or(line)),
        None => line.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sixty_letters_are_shown_as_a_person_counts_them() {
        let check = |letter: &str| {
            assert_eq!(first_letters(&letter.repeat(60)), letter.repeat(60));
            assert_eq!(first_letters(&letter.repeat(61)), format!("{}…", letter.repeat(60)));
        };
        // A letter and its accent, a family, a flag, Hangul in parts, a vowel sign, and a mark from right to left.
        for letter in
            ["a", "ü", "数", "u\u{308}", "👨\u{200d}👩\u{200d}👧", "🇩🇪", "각", "कि", "בּ", "🙂"]
        {
            check(letter);
        }
    }

    #[test]
    fn lines_are_found_in_utf_16_units_and_past_the_end_is_the_last() {
        let mut lines = LineOffsets { rest: "a🙂\n数: 1\n\nb", number: 1, offset: Utf16(0) };
        assert_eq!(lines.go_to(1), ("a🙂", Utf16(0)));
        assert_eq!(lines.go_to(2), ("数: 1", Utf16(4)));
        assert_eq!(lines.go_to(2), ("数: 1", Utf16(4)));
        assert_eq!(lines.go_to(4), ("b", Utf16(10)));
        assert_eq!(lines.go_to(9), ("b", Utf16(10)));
    }
}
