//! Cutting texts at byte offsets without a panic, for this crate and those above it.
//!
//! An offset is a `usize` and counts bytes, as `str::find` returns it; what a browser counts has a type of its own in the page. The
//! methods of `str` and `String` that panic inside a letter of several bytes are forbidden by `clippy.toml` and by the lint
//! `string_slice`: text comes from people, in every script.

/// Cuts a text in two at a byte offset. An offset inside a letter cuts before that letter; one behind the end, at the end.
#[expect(clippy::disallowed_methods, reason = "the offset is one between two letters here")]
#[must_use]
pub fn split_at(text: &str, offset: usize) -> (&str, &str) {
    text.split_at(text.floor_char_boundary(offset))
}

/// What is before a byte offset, as in [`split_at`].
#[must_use]
pub fn before(text: &str, offset: usize) -> &str {
    split_at(text, offset).0
}

/// What is behind a byte offset, as in [`split_at`].
#[must_use]
pub fn behind(text: &str, offset: usize) -> &str {
    split_at(text, offset).1
}

/// What is between two byte offsets, as in [`split_at`]; nothing if the second is not behind the first.
#[must_use]
pub fn between(text: &str, offsets: std::ops::Range<usize>) -> &str {
    behind(before(text, offsets.end), offsets.start)
}

/// Keeps a text's beginning, up to a byte offset as in [`split_at`].
#[expect(clippy::disallowed_methods, reason = "the offset is one between two letters here")]
pub fn cut(text: &mut String, offset: usize) {
    text.truncate(text.floor_char_boundary(offset));
}

/// Cuts a text behind its first letter: `None` where there is none.
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
