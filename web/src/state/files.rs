//! Files that a person opens or drops on the page: name and decoded text.
//!
//! `browser` picks files. `update::files` decides what to do with them.

use std::rc::Rc;

use scenario::ParseError;

use super::utf16::as_in_a_field;

/// Limit on a file's size, in bytes: that of a pasted cluster.
pub const BYTES_MAX: u32 = 2 << 20;

/// A file that was opened, or a text that was pasted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OpenedFile {
    /// Name. Empty for a pasted text.
    pub name: Rc<str>,
    /// Text. `None` if the file is larger than [`BYTES_MAX`].
    pub text: Option<Rc<str>>,
}

/// Why an opened file changed nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NotOpened {
    /// It is neither a manifest nor a valid scenario.
    NoScenario(ParseError),
    /// It is larger than [`BYTES_MAX`].
    TooLarge,
}

/// Decodes a file as kubectl does: UTF-8, or what the byte-order mark says. Drops the mark. Ends lines like a text
/// field, with `\n`.
pub fn decoded(bytes: &[u8]) -> String {
    let text = match bytes {
        [0xEF, 0xBB, 0xBF, rest @ ..] => String::from_utf8_lossy(rest).into_owned(),
        [0xFF, 0xFE, rest @ ..] => utf_16(rest, u16::from_le_bytes),
        [0xFE, 0xFF, rest @ ..] => utf_16(rest, u16::from_be_bytes),
        _ => String::from_utf8_lossy(bytes).into_owned(),
    };
    as_in_a_field(text)
}

fn utf_16(bytes: &[u8], unit: fn([u8; 2]) -> u16) -> String {
    let units = bytes.chunks_exact(2).map(|pair| unit([pair[0], pair[1]]));
    char::decode_utf16(units).map(|letter| letter.unwrap_or(char::REPLACEMENT_CHARACTER)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_are_decoded_as_their_mark_says_and_lines_end_as_in_a_field() {
        let text = "# 中文 ü 🙂\r\nkind: A\rb: c\n";
        let expected = "# 中文 ü 🙂\nkind: A\nb: c\n";
        let utf_16 = |mark: [u8; 2], bytes: fn(u16) -> [u8; 2]| {
            let units = text.encode_utf16().flat_map(bytes);
            mark.into_iter().chain(units).collect::<Vec<u8>>()
        };
        assert_eq!(decoded(text.as_bytes()), expected);
        assert_eq!(decoded(&[b"\xEF\xBB\xBF", text.as_bytes()].concat()), expected);
        assert_eq!(decoded(&utf_16([0xFF, 0xFE], u16::to_le_bytes)), expected);
        assert_eq!(decoded(&utf_16([0xFE, 0xFF], u16::to_be_bytes)), expected);
    }

    #[test]
    fn broken_bytes_become_marks_and_nothing_is_dropped_behind_them() {
        assert_eq!(decoded(b"a: \xFF\xFEb\nc: d"), "a: \u{FFFD}\u{FFFD}b\nc: d");
        assert_eq!(decoded(&[0xFF, 0xFE, 0x00, 0xD8, b'a', 0]), "\u{FFFD}a");
        assert_eq!(decoded(&[]), "");
    }
}
