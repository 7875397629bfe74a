//! What terminals, wikis, mails and editors put into a text that is copied from them, taken away again.
//!
//! Colours, HTML, quotation marks of mails, typographic quotes, byte-order marks. Not here: where the objects are ([`super`]).

use std::borrow::Cow;

/// The text alone.
pub(super) fn without(text: &str) -> String {
    let plain = without_escapes(text);
    without_quoting(without_markup(&plain).into_owned())
}

/// Without the sequences that colour a terminal (`ESC [ … letter`) or name its window (`ESC ] … BEL`), and other letters that are not seen.
fn without_escapes(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    let mut letters = text.chars().peekable();
    while let Some(letter) = letters.next() {
        match letter {
            '\u{1b}' if letters.peek() == Some(&'[') => {
                letters.find(char::is_ascii_alphabetic);
            }
            '\u{1b}' if letters.peek() == Some(&']') => {
                letters.find(|letter| matches!(letter, '\u{7}' | '\\' | '\n'));
            }
            // A file of UTF-16 that was read as bytes has a NUL at every second place.
            '\0' | '\u{7}' | '\u{1b}' | '\r' | '\u{feff}' | '\u{fffd}' | '\u{200b}' => {}
            '\u{a0}' => plain.push(' '),
            letter => plain.push(letter),
        }
    }
    plain
}

/// Tags by which HTML is known.
const TAGS: [&str; 6] = ["<pre", "<code", "<div", "<span", "<br", "<p>"];

/// Without the HTML of a wiki, if there is any: tags go, entities become characters. A `<` that begins no tag stays.
fn without_markup(text: &str) -> Cow<'_, str> {
    let lower = text.to_ascii_lowercase();
    if !TAGS.iter().any(|tag| lower.contains(tag)) {
        return text.into();
    }
    let mut plain = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(open) = rest.find('<') {
        plain.push_str(rest.get(..open).unwrap_or_default());
        rest = rest.get(open..).unwrap_or_default();
        let tag = tag_at(rest);
        let Some(tag) = tag else {
            plain.push('<');
            rest = rest.get(1..).unwrap_or_default();
            continue;
        };
        let name = tag.to_ascii_lowercase();
        if ["<br", "</p", "</div", "</li"].iter().any(|end| name.starts_with(end)) {
            plain.push('\n');
        }
        rest = rest.get(tag.len()..).unwrap_or_default();
    }
    plain.push_str(rest);
    let entities = [
        ("&lt;", "<"),
        ("&gt;", ">"),
        ("&quot;", "\""),
        ("&#34;", "\""),
        ("&#39;", "'"),
        ("&nbsp;", " "),
        ("&amp;", "&"),
    ];
    entities.iter().fold(plain, |text, (entity, letter)| text.replace(entity, letter)).into()
}

/// The tag that a text begins with: it ends in its line.
fn tag_at(text: &str) -> Option<&str> {
    let begins =
        text.get(1..)?.starts_with(|it: char| it.is_ascii_alphabetic() || "/!".contains(it));
    let line = text.lines().next().filter(|_| begins)?;
    line.get(..=line.find('>')?)
}

/// Without the `> ` of a quoted mail, and with straight quotation marks if a writer's program has made them curly.
fn without_quoting(text: String) -> String {
    let is_quoted = |line: &str| line.is_empty() || line.starts_with('>');
    let text = match text.starts_with('>') && text.lines().all(is_quoted) {
        true => text.lines().fold(String::with_capacity(text.len()), |mut plain, line| {
            let line = line.strip_prefix('>').unwrap_or(line);
            plain.push_str(line.strip_prefix(' ').unwrap_or(line));
            plain.push('\n');
            plain
        }),
        false => text,
    };
    let is_curly = |letter: char| ['“', '”'].contains(&letter);
    match text.contains(is_curly) && !text.contains('"') {
        true => text.replace(is_curly, "\""),
        false => text,
    }
}
