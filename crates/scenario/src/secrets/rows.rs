//! Finds secrets in single rows of text that is not YAML: a command, a comment, a configuration inside a manifest.
//!
//! Text may be in any script. Which names and values are secret is in `words`.

use std::ops::Range;

use apiserver::text::{before, behind, between};

use super::words;

/// A finding: the name of a secret, and its range in the row, in bytes.
pub(super) type Finding = (String, Range<usize>);

/// Minimum length of a mixed string that looks random, in bytes.
const RANDOM_MIN: usize = 20;
/// Minimum length of a hexadecimal string that looks random, in bytes. A shorter one may be a hash in a name.
const HEX_MIN: usize = 32;

/// Scans rows one after the other. What a row means depends on the rows before it.
#[derive(Default)]
pub(super) struct RowScanner {
    /// The last `name:`, by which the `value:` of an environment variable is judged.
    variable: String,
    in_secret: bool,
    /// Indent of the key that contains a Secret's values.
    values: Option<usize>,
}

impl RowScanner {
    /// Returns everything in the next row that looks like a secret, the most certain first.
    pub(super) fn all(&mut self, row: &str) -> Vec<Finding> {
        self.note(row);
        let named = field_of(row).and_then(|(key, place)| {
            let value = row.get(place.clone())?;
            let name = if key == "value" { &self.variable } else { key };
            let in_values = self.values.is_some_and(|indent| indent_of(row) > indent);
            let held = in_values && key != "data";
            (begins_no_more(value) && words::is_secret(name, value, held) && key != "name")
                .then(|| (name.to_owned(), place))
        });
        named.into_iter().chain(shapes(row)).collect()
    }

    fn note(&mut self, row: &str) {
        if row.starts_with("---") {
            *self = Self::default();
        }
        let indent = indent_of(row);
        if self.values.is_some_and(|values| indent <= values) {
            self.values = None;
        }
        match row.trim() {
            "kind: Secret" => self.in_secret = true,
            "data:" | "stringData:" if self.in_secret => self.values = Some(indent),
            _ => {}
        }
        if let Some(("name", place)) = field_of(row) {
            self.variable = row.get(place).unwrap_or_default().into();
        }
    }
}

/// Returns values that look like a secret by their shape, whatever their name.
pub(super) fn shapes(row: &str) -> Vec<Finding> {
    in_address(row).into_iter().chain(in_word(row)).chain(random(row)).collect()
}

fn indent_of(row: &str) -> usize {
    row.len() - row.trim_start_matches([' ', '-']).len()
}

/// Whether a value is complete on its row.
fn begins_no_more(value: &str) -> bool {
    !["|", "|-", ">", ">-"].contains(&value) && !value.starts_with(['[', '{', '*', '&'])
}

/// Returns the key of a row and the range of its value, without quotes and comment.
fn field_of(row: &str) -> Option<(&str, Range<usize>)> {
    let colon = row.find(": ")?;
    let key = before(row, colon).trim_start_matches([' ', '-', '{']).trim_matches('"');
    let begin =
        colon + 2 + (behind(row, colon + 2).len() - behind(row, colon + 2).trim_start().len());
    let value = behind(row, begin);
    let place = match value.chars().next() {
        Some(quote @ ('"' | '\'')) => {
            begin + 1..begin + 1 + behind(value, 1).find(quote).unwrap_or(value.len() - 1)
        }
        _ => {
            let value = value.split(" #").next().unwrap_or(value);
            begin..begin + value.trim_end_matches([' ', '}']).len()
        }
    };
    (!key.is_empty() && !key.contains(' ')).then_some((key, place))
}

/// Finds the password in `scheme://user:password@host`.
fn in_address(row: &str) -> Option<Finding> {
    let begin = row.find("://")? + 3;
    let end = begin + behind(row, begin).find(['/', ' ', '"', '\'']).unwrap_or(row.len() - begin);
    let (user, _) = between(row, begin..end).rsplit_once('@')?;
    let colon = begin + user.find(':')? + 1;
    let place = colon..begin + user.len();
    let value = row.get(place.clone())?;
    words::is_secret("password", value, true).then(|| ("://…:…@".into(), place))
}

/// Finds the value in `--password=value` or `TOKEN=value`.
fn in_word(row: &str) -> Option<Finding> {
    row.match_indices('=').find_map(|(equals, _)| {
        let is_inside = |letter: char| letter.is_ascii_alphanumeric() || "_-".contains(letter);
        let begin = before(row, equals).trim_end_matches(is_inside).len();
        let name = between(row, begin..equals);
        let value = behind(row, equals + 1).trim_start_matches(['"', '\'']);
        let start = row.len() - value.len();
        let end = value.find([' ', '"', '\'', ',', ']', ';']).unwrap_or(value.len());
        let place = start..start + end;
        let value = row.get(place.clone())?;
        (begins_no_more(value) && words::is_secret(name, value, false))
            .then(|| (name.trim_start_matches('-').to_owned(), place))
    })
}

/// Finds long random strings.
fn random(row: &str) -> Vec<Finding> {
    let name = field_of(row).map_or("", |(key, _)| key);
    if words::is_checksum(name) {
        return Vec::new();
    }
    let mut found = Vec::new();
    let is_inside = |letter: char| letter.is_ascii_alphanumeric() || "+/_-".contains(letter);
    let mut end = 0;
    for piece in row.split_inclusive(|letter| !is_inside(letter)) {
        let word = piece.trim_end_matches(|letter| !is_inside(letter));
        let place = end..end + word.len();
        end += piece.len();
        let is_digest = before(row, place.start).ends_with("sha256:");
        if !is_digest && looks_random(word) {
            found.push((if name.is_empty() { "…".into() } else { name.into() }, place));
        }
    }
    found
}

fn looks_random(word: &str) -> bool {
    let has = |is: fn(&char) -> bool| word.chars().any(|letter| is(&letter));
    let digits = word.chars().filter(char::is_ascii_digit).count();
    let is_hex = word.chars().all(|letter| letter.is_ascii_hexdigit());
    let mixed = has(char::is_ascii_uppercase) && has(char::is_ascii_lowercase) && digits > 1;
    let turns = word.as_bytes().windows(2).filter(|two| kind(two[0]) != kind(two[1])).count();
    (word.len() >= RANDOM_MIN && mixed && turns * 4 > word.len())
        || (word.len() >= HEX_MIN && is_hex && digits > 4)
}

/// Classifies a byte. Words have few changes between classes.
fn kind(letter: u8) -> u8 {
    match letter {
        b'a'..=b'z' => 0,
        b'A'..=b'Z' => 1,
        b'0'..=b'9' => 2,
        _ => 3,
    }
}
