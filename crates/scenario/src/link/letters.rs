//! Encodes bytes as characters that survive mail, chat and Markdown, and finds damage in them.
//!
//! Uses base64url without padding. Every [`BLOCK`] characters follow a check character, which covers all characters up
//! to the end of its block. So damage is located to within a block, rarely two. [`cleaned`] undoes wrapping, escaping
//! and quoting on the way.

const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
/// Number of characters after each check character.
const BLOCK: usize = 31;
/// Limit on rounds of percent-decoding. Links that were encoded twice are read; a bomb is not.
const ENCODED_MAX: usize = 4;

/// Encodes bytes. `begun` is the text of the link before them, which the check characters cover too. The result ends
/// with a letter or digit, because link detection cuts off `-` and `_`.
pub(super) fn write(begun: &str, bytes: &[u8]) -> String {
    let mut letters = plain(bytes);
    if letters.ends_with(['-', '_']) {
        // A zero byte has no effect: the decoder reads zeros past the end anyway.
        letters = plain(&[bytes, &[0]].concat());
    }
    let mut hash = hash_of(begun);
    let mut written = String::new();
    for block in letters.as_bytes().chunks(BLOCK) {
        hash = block.iter().fold(hash, |hash, &letter| add(hash, letter));
        written.push(check_letter(hash));
        written.extend(block.iter().map(|&letter| char::from(letter)));
    }
    written
}

/// Decodes characters.
///
/// # Errors
/// The text is damaged. Returns the number of intact characters.
pub(super) fn read(begun: &str, letters: &str) -> Result<Vec<u8>, usize> {
    let mut hash = hash_of(begun);
    let mut plain = Vec::new();
    for (number, block) in letters.as_bytes().chunks(BLOCK + 1).enumerate() {
        hash = block[1..].iter().fold(hash, |hash, &letter| add(hash, letter));
        if char::from(block[0]) != check_letter(hash) {
            return Err(number * (BLOCK + 1));
        }
        plain.extend(&block[1..]);
    }
    bytes_of(&plain).ok_or(letters.len())
}

/// Returns a 24-bit checksum, as four base64url characters.
pub(super) fn checksum(text: &str) -> String {
    let hash = hash_of(text);
    (0..4).map(|part| char::from(ALPHABET[(hash >> (part * 6 + 5) & 63) as usize])).collect()
}

/// Undoes changes on a link's way: percent-encoding (up to [`ENCODED_MAX`] times), whitespace, line breaks, backslashes
/// before underscores, and punctuation of the sentence after it.
pub(super) fn cleaned(link: &str) -> String {
    let mut text = link.trim().to_owned();
    for _ in 0..ENCODED_MAX {
        match percent_decoded(&text) {
            Some(decoded) => text = decoded,
            None => break,
        }
    }
    text = text.trim_start_matches('#').replace("&amp;", "&");
    text.retain(|letter| !letter.is_whitespace() && !"\\\u{200b}\u{ad}\u{feff}".contains(letter));
    text.trim_end_matches(|letter: char| !letter.is_alphanumeric() && letter != '%').to_owned()
}

fn plain(bytes: &[u8]) -> String {
    let mut letters = String::new();
    for chunk in bytes.chunks(3) {
        let at = |index: usize| u32::from(chunk.get(index).copied().unwrap_or(0));
        let three = at(0) << 16 | at(1) << 8 | at(2);
        let letter = |part: usize| char::from(ALPHABET[(three >> (18 - 6 * part) & 63) as usize]);
        letters.extend((0..=chunk.len()).map(letter));
    }
    letters
}

fn bytes_of(letters: &[u8]) -> Option<Vec<u8>> {
    let mut bytes = Vec::new();
    for chunk in letters.chunks(4) {
        let value = |letter: &u8| ALPHABET.iter().position(|other| other == letter);
        let values = chunk.iter().map(value).collect::<Option<Vec<usize>>>()?;
        let four = values.iter().fold(0, |four, value| four << 6 | *value as u32);
        let [_, three @ ..] = (four << (6 * (4 - chunk.len()))).to_be_bytes();
        bytes.extend(three.get(..chunk.len() - 1)?);
    }
    Some(bytes)
}

/// FNV-1a, 32 bits.
fn hash_of(text: &str) -> u32 {
    text.bytes().fold(0x811c_9dc5, add)
}

fn add(hash: u32, byte: u8) -> u32 {
    (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193)
}

fn check_letter(hash: u32) -> char {
    char::from(ALPHABET[(hash >> 20 & 63) as usize])
}

/// Decodes percent-encoding once. `None` if there is none, or the result is not UTF-8.
fn percent_decoded(text: &str) -> Option<String> {
    let mut bytes = Vec::new();
    let mut rest = text.as_bytes();
    let mut found = false;
    while let [first, after @ ..] = rest {
        let (byte, after) = match after {
            [high, low, after @ ..] if *first == b'%' => {
                match (char::from(*high).to_digit(16), char::from(*low).to_digit(16)) {
                    (Some(high), Some(low)) => {
                        found = true;
                        ((high * 16 + low) as u8, after)
                    }
                    _ => (*first, &rest[1..]),
                }
            }
            _ => (*first, after),
        };
        bytes.push(byte);
        rest = after;
    }
    String::from_utf8(bytes).ok().filter(|_| found)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_come_back_and_the_last_letter_is_safe() {
        for length in 0..200 {
            let bytes: Vec<u8> = (0..length).map(|n: u32| 0xff ^ ((n * n) >> 3) as u8).collect();
            let letters = write("v1.", &bytes);
            assert!(!letters.ends_with(['-', '_']), "{letters}");
            let mut read = read("v1.", &letters).expect(&letters);
            read.truncate(bytes.len());
            assert_eq!(read, bytes);
        }
    }

    #[test]
    fn a_damaged_place_is_known_to_within_a_block() {
        let letters = write("v1.", &[0x5a; 200]);
        let mut missed = 0;
        for place in 0..letters.len() {
            let damaged = format!("{}~{}", &letters[..place], &letters[place + 1..]);
            let good = read("v1.", &damaged).expect_err(&damaged);
            assert!(place < good + 3 * (BLOCK + 1), "{place}: {good}");
            missed += usize::from(good > place);
        }
        // A check character has 64 values; damage that one misses is found by the next one or the checksum.
        assert!(missed * 20 < letters.len(), "{missed} of {}", letters.len());
        for cut in 1..letters.len() {
            if let Err(good) = read("v1.", &letters[..cut]) {
                assert!(good <= cut && cut <= good + BLOCK + 1, "{cut}: {good}");
            }
        }
    }

    #[test]
    fn what_happens_to_links_on_their_way_is_undone() {
        for link in [
            "#blog?image=nginx:1.27&release=1.36",
            "%23blog%3Fimage%3Dnginx%3A1.27%26release%3D1.36",
            "%2523blog%253Fimage%253Dnginx%253A1.27%2526release%253D1.36",
            "  blog?image=nginx:1.27&amp;\r\n release=1.36)**.",
        ] {
            assert_eq!(cleaned(link), "blog?image=nginx:1.27&release=1.36");
        }
        assert_eq!(cleaned("v1.ab\\_c-d%"), "v1.ab_c-d%");
        assert_eq!(cleaned("100%zz%e4"), "100%zz%e4");
    }
}
