//! Offsets in UTF-16 code units, as a browser counts them. A separate type, so that they are never mistaken for
//! bytes.
//!
//! Everywhere else an offset is a `usize` in bytes (`apiserver::text`). Line and column numbers are only for people
//! to read; no code indexes with them.

use std::fmt::{self, Display, Formatter};
use std::ops::Add;

use apiserver::text::split_at;

/// Offset in a text in UTF-16 code units, as in the browser's fields, selections and ranges.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Utf16(pub u32);

impl Utf16 {
    /// Returns the length of a text, which is also the offset of its end.
    pub fn length(text: &str) -> Self {
        Self(u32::try_from(text.encode_utf16().count()).unwrap_or(u32::MAX))
    }

    /// Converts a byte offset.
    pub fn of_byte(text: &str, byte: usize) -> Self {
        Self::length(split_at(text, byte).0)
    }

    /// Converts to a byte offset. Inside a character of two code units, returns the character's start. After the end,
    /// returns the end.
    pub fn byte_in(self, text: &str) -> usize {
        let mut ends = 0_u32;
        let found = text.char_indices().find(|(_, letter)| {
            ends = ends.saturating_add(if letter.len_utf16() == 2 { 2 } else { 1 });
            ends > self.0
        });
        found.map_or(text.len(), |(byte, _)| byte)
    }

    /// Returns the distance from an earlier offset. `None` if `other` is later.
    pub fn since(self, other: Self) -> Option<Self> {
        self.0.checked_sub(other.0).map(Self)
    }
}

impl Add for Utf16 {
    type Output = Self;

    fn add(self, more: Self) -> Self {
        Self(self.0.saturating_add(more.0))
    }
}

impl Display for Utf16 {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// Normalizes line ends to `\n`, as a multi-line text field does. Text from elsewhere (a dropped file) would
/// otherwise have other offsets than the field.
pub fn as_in_a_field(text: String) -> String {
    if text.contains('\r') { text.replace("\r\n", "\n").replace('\r', "\n") } else { text }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_and_units_lead_to_each_other_at_every_letter() {
        let text = "aé你😀e\u{301}\u{200b}\u{feff}שb\r\0";
        for (byte, _) in text.char_indices().chain([(text.len(), ' ')]) {
            assert_eq!(Utf16::of_byte(text, byte).byte_in(text), byte);
        }
        assert_eq!([3, 4, 5].map(|units| Utf16(units).byte_in(text)), [6, 6, 10]);
        assert_eq!(Utf16(99).byte_in(text), text.len());
    }
}
