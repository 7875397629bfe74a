//! Inserts characters of every script at every position of a text.
//!
//! A position counted in one unit and used in another goes wrong only next to a character that is longer in one of the
//! two. Random mutation seldom puts such a character there.

/// Characters of two, three and four bytes, right-to-left, combining, zero-width, byte-order mark, line separators, and
/// quotation marks of word processors.
pub(crate) const LETTERS: [&str; 16] = [
    "ü", "你", "🙂", "ש", "ع", "e\u{301}", "\u{301}", "\u{200b}", "\u{200d}", "\u{202e}",
    "\u{feff}", "\u{a0}", "\u{2028}", "\r", "\u{0}", "“",
];

/// Returns the text with a character inserted at each position in turn. Each character comes to every sixteenth
/// position.
pub(crate) fn sprinkled(text: &str, first: usize) -> impl Iterator<Item = String> {
    let places = text.char_indices().map(|(place, _)| place).chain([text.len()]);
    places.enumerate().map(move |(round, place)| {
        let letter = LETTERS[(first + round) % LETTERS.len()];
        format!("{}{letter}{}", &text[..place], &text[place..])
    })
}
