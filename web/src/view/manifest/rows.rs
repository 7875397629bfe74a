//! The lines of the manifest as the editor draws them: problems, changes, the selection and the caret.

use apiserver::text::split_at;

use super::{Differ, Problem};
use crate::state::Utf16;

/// A line of the text in the editor.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct EditorRow {
    /// Its text.
    pub text: String,
    /// Its offset in the text.
    pub begins: Utf16,
    /// Its problems.
    pub messages: Vec<String>,
    /// Whether it differs from the file, or from the live object.
    pub is_new: bool,
    /// The live object's value as a comment. Empty if it is the same.
    pub live: String,
}

/// A piece of a line with one look.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Piece<'a> {
    /// Its text.
    pub text: &'a str,
    /// Whether it is underlined as a problem.
    pub bad: bool,
    /// Whether it is selected.
    pub selected: bool,
    /// Whether the caret is before it.
    pub caret: bool,
}

/// Start and end of the selection. If they are equal, nothing is selected and the caret is there.
pub type Selection = (Utf16, Utf16);

/// Returns every line, as a text field counts them: an empty last line too.
pub(super) fn rows(source: &str, problems: &[Problem], file: Option<&str>) -> Vec<EditorRow> {
    let known: Option<Vec<&str>> = file.map(|file| file.split('\n').collect());
    let mut begins = Utf16(0);
    let row = |(index, text): (usize, &str)| {
        let wrong = problems.iter().filter(|problem| problem.line == index + 1);
        let row = EditorRow {
            text: text.to_owned(),
            begins,
            messages: wrong.map(|problem| problem.message.clone()).collect(),
            is_new: known.as_ref().is_some_and(|known| !known.contains(&text)),
            live: String::new(),
        };
        begins = begins + Utf16::length(text) + Utf16(1);
        row
    };
    source.split('\n').enumerate().map(row).collect()
}

/// Marks the lines whose field differs in the live object. A field that several lines could mean is not marked.
pub(super) fn mark_live(rows: &mut [EditorRow], differ: &Differ) {
    for field in &differ.rows {
        let key = field.field.rsplit('.').next().unwrap_or_default();
        let says = format!("{key}: {}", field.here);
        let is_it = |row: &&mut EditorRow| {
            let bare = row.text.split(" #").next().unwrap_or_default();
            bare.trim().trim_start_matches("- ") == says
        };
        let mut found = rows.iter_mut().filter(is_it);
        if let (Some(row), None) = (found.next(), found.next()) {
            row.live = format!("# live: {}", field.live);
            row.is_new = true;
        }
    }
}

impl EditorRow {
    /// Returns its pieces. An empty piece is the caret at the line's end.
    pub fn pieces(&self, selection: Option<Selection>) -> Vec<Piece<'_>> {
        let at = |place: Utf16| self.byte(place);
        let (from, to) = selection.map_or((None, None), |(from, to)| (at(from), at(to)));
        let words = self.wrong_part();
        let mut cuts = vec![0, words.start, words.end, self.text.len()];
        cuts.extend([from, to].into_iter().flatten());
        cuts.sort_unstable();
        cuts.dedup();
        let caret = from.filter(|_| from == to);
        let piece = |from: usize, to: usize| Piece {
            text: split_at(split_at(&self.text, to).0, from).1,
            bad: words.contains(&from),
            selected: selection.is_some_and(|selection| self.is_within(from, selection)),
            caret: caret == Some(from),
        };
        let ends = cuts.iter().skip(1).chain(cuts.last());
        let pieces = cuts.iter().zip(ends).map(|(&from, &to)| piece(from, to));
        pieces.filter(|piece| piece.caret || !piece.text.is_empty()).collect()
    }

    /// Returns the bytes to underline: of an unknown field its key alone. Never the indent, never a comment.
    fn wrong_part(&self) -> std::ops::Range<usize> {
        let behind = self.text.trim_start();
        let indent = self.text.len() - behind.len();
        let Some(message) = self.messages.first() else { return indent..indent };
        let [comment, value] = [" #", ": "].map(|end| behind.find(end));
        let to = if message.starts_with("unknown field") { value.or(comment) } else { comment };
        let words = split_at(behind, to.unwrap_or(behind.len())).0;
        indent..indent + words.trim_end().trim_end_matches(':').len()
    }

    /// Whether the character at this byte is selected.
    fn is_within(&self, byte: usize, (from, to): Selection) -> bool {
        let place = self.begins + Utf16::of_byte(&self.text, byte);
        from <= place && place < to
    }

    /// Returns the byte at an offset of the text. `None` if it is not in this line.
    fn byte(&self, place: Utf16) -> Option<usize> {
        let within = place.since(self.begins)?;
        (within <= Utf16::length(&self.text)).then(|| within.byte_in(&self.text))
    }
}

/// Returns the word around an offset, as a double click selects it.
pub fn word_at(source: &str, place: Utf16) -> Selection {
    let is_word = |letter: char| letter.is_alphanumeric() || letter == '_' || letter == '-';
    let mut begins = Utf16(0);
    let mut word = (place, place);
    for part in source.split_inclusive(|letter| !is_word(letter)) {
        let ends = begins + Utf16::length(part.trim_end_matches(|letter| !is_word(letter)));
        if begins <= place && place <= ends {
            word = (begins, ends);
        }
        begins = begins + Utf16::length(part);
    }
    word
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(text: &str, begins: u32, wrong: bool) -> EditorRow {
        let messages = if wrong { vec!["wrong".into()] } else { Vec::new() };
        EditorRow { text: text.into(), begins: Utf16(begins), messages, ..EditorRow::default() }
    }

    /// `[selected]`, `~wrong~`, `|` for the caret.
    fn drawn(row: &EditorRow, selection: Option<(u32, u32)>) -> String {
        let selection = selection.map(|(from, to)| (Utf16(from), Utf16(to)));
        let piece = |piece: &Piece<'_>| {
            let caret = if piece.caret { "|" } else { "" };
            let text = if piece.bad { format!("~{}~", piece.text) } else { piece.text.to_owned() };
            let text = if piece.selected { format!("[{text}]") } else { text };
            format!("{caret}{text}")
        };
        row.pieces(selection).iter().map(piece).collect()
    }

    #[test]
    fn what_is_wrong_is_underlined_without_its_indent() {
        assert_eq!(drawn(&row("  app: a", 0, true), None), "  ~app: a~");
        assert_eq!(drawn(&row("", 0, true), None), "");
        assert_eq!(drawn(&row("a: -1  # why", 0, true), None), "~a: -1~  # why");
        let unknown = EditorRow {
            messages: vec!["unknown field \"b\"".into()],
            ..row("  b: 2 # c", 0, true)
        };
        assert_eq!(drawn(&unknown, None), "  ~b~: 2 # c");
    }

    #[test]
    fn the_caret_stands_where_it_is_and_at_a_lines_end() {
        let of = |place| drawn(&row("ab: c", 10, false), Some((place, place)));
        assert_eq!(
            [of(9), of(10), of(12), of(15), of(16)],
            ["ab: c", "|ab: c", "ab|: c", "ab: c|", "ab: c"]
        );
        assert_eq!(drawn(&row("", 3, false), Some((3, 3))), "|");
    }

    #[test]
    fn a_selection_goes_over_lines_and_is_counted_in_utf_16() {
        assert_eq!(drawn(&row("ab: c", 10, false), Some((4, 12))), "[ab]: c");
        assert_eq!(drawn(&row("  ab", 10, true), Some((11, 13))), " [ ][~a~]~b~");
        assert_eq!(drawn(&row("𝄞é c", 0, false), Some((2, 3))), "𝄞[é] c");
    }

    #[test]
    fn a_word_is_what_a_double_click_selects() {
        let text = "app: nginx-slim # é\n";
        assert_eq!(
            [0, 2, 7, 15, 16].map(|place| word_at(text, Utf16(place))),
            [(0, 3), (0, 3), (5, 15), (5, 15), (16, 16)].map(|(from, to)| (Utf16(from), Utf16(to)))
        );
    }

    #[test]
    fn a_line_that_the_file_does_not_have_is_new() {
        let rows = rows("a: 1\nb: 3\n", &[], Some("a: 1\nb: 2\n"));
        let said: Vec<_> = rows.iter().map(|row| (row.begins.0, row.is_new)).collect();
        assert_eq!(said, [(0, false), (5, true), (10, false)]);
    }
}
