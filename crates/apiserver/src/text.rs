//! Cuts text at byte offsets without a panic, for this crate and those above it.
//!
//! An offset is a `usize` and counts bytes, as `str::find` returns it. The page has a type of its own for the browser's
//! UTF-16 offsets. `clippy.toml` and the lint `string_slice` forbid the methods of `str` and `String` that panic inside
//! a multi-byte character, because people type text in every script.

/// Splits a text at a byte offset. An offset inside a character splits before it; an offset past the end splits at the
/// end.
#[expect(clippy::disallowed_methods, reason = "floor_char_boundary returns a character boundary")]
#[must_use]
pub fn split_at(text: &str, offset: usize) -> (&str, &str) {
    text.split_at(text.floor_char_boundary(offset))
}

/// Returns the text before a byte offset, rounded as in [`split_at`].
#[must_use]
pub fn before(text: &str, offset: usize) -> &str {
    split_at(text, offset).0
}

/// Returns the text from a byte offset on, rounded as in [`split_at`].
#[must_use]
pub fn behind(text: &str, offset: usize) -> &str {
    split_at(text, offset).1
}

/// Returns the text between two byte offsets, rounded as in [`split_at`]. Empty unless the second is greater than the
/// first.
#[must_use]
pub fn between(text: &str, offsets: std::ops::Range<usize>) -> &str {
    behind(before(text, offsets.end), offsets.start)
}

/// Truncates a text to a byte offset, rounded as in [`split_at`].
#[expect(clippy::disallowed_methods, reason = "floor_char_boundary returns a character boundary")]
pub fn cut(text: &mut String, offset: usize) {
    text.truncate(text.floor_char_boundary(offset));
}

/// Splits off the first character. `None` if the text is empty.
pub fn split_first(text: &str) -> Option<(char, &str)> {
    let mut letters = text.chars();
    Some((letters.next()?, letters.as_str()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_cut_between_letters_whatever_the_offset() {
        let text = "aü你🙂e\u{301}\u{feff}\u{5d0}";
        for offset in 0..text.len() + 3 {
            let (before, behind) = split_at(text, offset);
            assert_eq!(format!("{before}{behind}"), text);
            let mut kept = text.to_owned();
            cut(&mut kept, offset);
            assert_eq!(kept, before);
            assert!(before.len() <= offset && offset < before.len() + 4 || behind.is_empty());
        }
        assert_eq!(split_first("你a"), Some(('你', "a")));
        assert_eq!(split_first(""), None);
    }
}
