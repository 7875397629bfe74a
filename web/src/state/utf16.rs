//! Places in a text as a browser counts them: a type of their own, so that they are never taken for bytes.
//!
//! Everywhere else in the workspace a place is a `usize` and counts bytes (`kubectl::text`). Lines and columns are told to people
//! and lead nowhere in a text.

use std::fmt::{self, Display, Formatter};
use std::ops::Add;

use kubectl::text::split_at;

/// An offset in a text in UTF-16 code units, as fields, selections and ranges of a browser count.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Utf16(pub u32);

impl Utf16 {
    /// The length of a text, which is also the offset of its end.
    pub fn length(text: &str) -> Self {
        Self(u32::try_from(text.encode_utf16().count()).unwrap_or(u32::MAX))
    }

    /// The offset of a byte.
    pub fn of_byte(text: &str, byte: usize) -> Self {
        Self::length(split_at(text, byte).0)
    }

    /// The byte at this offset; inside a letter of two units, where that letter begins; behind the end, the end.
    pub fn byte_in(self, text: &str) -> usize {
        let mut ends = 0_u32;
        let found = text.char_indices().find(|(_, letter)| {
            ends = ends.saturating_add(if letter.len_utf16() == 2 { 2 } else { 1 });
            ends > self.0
        });
        found.map_or(text.len(), |(byte, _)| byte)
    }

    /// How far this is behind another place; `None` where it is before it.
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

/// A text as a field of several lines has it: every line ends with `\n` alone. What came by another way than the field (a file
/// that was dropped) would else have other offsets than the field.
pub(super) fn as_in_a_field(text: String) -> String {
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
