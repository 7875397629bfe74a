//! Letters of every script, put once at every place of a text.
//!
//! A position that is counted in one unit and used in another is wrong only beside a letter that is longer in one of them: chance
//! seldom puts such a letter there.

/// Letters of two, three and four bytes, right to left, combining, of no width, and what marks the order of bytes or the end of a
/// line; quotes and dashes as word processors write them.
pub(crate) const LETTERS: [&str; 16] = [
    "ü", "你", "🙂", "ש", "ع", "e\u{301}", "\u{301}", "\u{200b}", "\u{200d}", "\u{202e}",
    "\u{feff}", "\u{a0}", "\u{2028}", "\r", "\u{0}", "“",
];

/// The text with a letter at each place in turn: all letters in turn, so that each comes to every sixteenth place.
pub(crate) fn sprinkled(text: &str, first: usize) -> impl Iterator<Item = String> {
    let places = text.char_indices().map(|(place, _)| place).chain([text.len()]);
    places.enumerate().map(move |(round, place)| {
        let letter = LETTERS[(first + round) % LETTERS.len()];
        format!("{}{letter}{}", &text[..place], &text[place..])
    })
}
