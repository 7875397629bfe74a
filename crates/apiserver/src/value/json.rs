//! Reads and writes JSON: stored objects, `last-applied-configuration` and patches.
//!
//! Written by hand instead of serde_json. The writer escapes as Go's `encoding/json` does, because a revision's name is
//! a hash of those bytes. The reader keeps the order of keys and the text of numbers. Why a text is not JSON is said in
//! `problem`; indented JSON is in `yaml`.

use std::collections::BTreeMap;

use super::Value;
use crate::text::split_at;

/// Limit on nesting, in levels. It keeps hostile text from exhausting the stack; no Kubernetes object is that deep.
const DEPTH_MAX: usize = 160;

/// Writes a value as compact JSON.
pub(super) fn write(value: &Value, out: &mut String) {
    match value {
        Value::Null => out.push_str("null"),
        Value::Bool(value) => out.push_str(if *value { "true" } else { "false" }),
        Value::Int(number) => out.push_str(&number.to_string()),
        Value::Number(text) => out.push_str(text),
        Value::String(text) => write_string(text, out),
        Value::List(items) => write_all('[', items, ']', out, write),
        Value::Map(entries) => write_all('{', entries, '}', out, |(key, value), out| {
            write_string(key, out);
            out.push(':');
            write(value, out);
        }),
    }
}

fn write_all<T>(
    open: char,
    items: &[T],
    close: char,
    out: &mut String,
    one: impl Fn(&T, &mut String),
) {
    out.push(open);
    for (index, item) in items.iter().enumerate() {
        if index > 0 {
            out.push(',');
        }
        one(item, out);
    }
    out.push(close);
}

fn write_string(text: &str, out: &mut String) {
    out.push('"');
    for letter in text.chars() {
        match letter {
            '"' | '\\' => out.extend(['\\', letter]),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            '\u{8}' => out.push_str("\\b"),
            '\u{c}' => out.push_str("\\f"),
            '<' | '>' | '&' | '\u{2028}' | '\u{2029}' | '\0'..='\u{1f}' => {
                out.push_str(&format!("\\u{:04x}", u32::from(letter)));
            }
            _ => out.push(letter),
        }
    }
    out.push('"');
}

/// Parses one value that fills the whole text.
pub(super) fn read(text: &str) -> Option<Value> {
    let mut reader = JsonReader { rest: text };
    let value = reader.value(0)?;
    reader.skip_whitespace();
    reader.rest.is_empty().then_some(value)
}

/// Parses the value at the start of a text. Returns it with its length in bytes.
pub(super) fn read_start(text: &str) -> Option<(Value, usize)> {
    let mut reader = JsonReader { rest: text };
    let value = reader.value(0)?;
    Some((value, text.len() - reader.rest.len()))
}

/// Removes duplicate keys. The last value wins and takes the position of the first.
fn unique(entries: Vec<(String, Value)>) -> Vec<(String, Value)> {
    let mut names: Vec<_> = entries.iter().map(|(name, _)| name.as_str()).collect();
    names.sort_unstable();
    if names.windows(2).all(|two| two[0] != two[1]) {
        return entries;
    }
    let mut places = BTreeMap::new();
    let mut kept: Vec<(String, Value)> = Vec::new();
    for (name, value) in entries {
        match places.get(&name).and_then(|place: &usize| kept.get_mut(*place)) {
            Some(known) => known.1 = value,
            None => {
                places.insert(name.clone(), kept.len());
                kept.push((name, value));
            }
        }
    }
    kept
}

struct JsonReader<'a> {
    rest: &'a str,
}

impl<'a> JsonReader<'a> {
    fn skip_whitespace(&mut self) {
        self.rest = self.rest.trim_start_matches([' ', '\t', '\n', '\r']);
    }

    /// Skips whitespace, then consumes `text` if it comes next.
    fn take(&mut self, text: &str) -> Option<()> {
        self.skip_whitespace();
        self.rest = self.rest.strip_prefix(text)?;
        Some(())
    }

    fn value(&mut self, depth: usize) -> Option<Value> {
        self.skip_whitespace();
        if depth > DEPTH_MAX {
            return None;
        }
        match self.rest.chars().next()? {
            '{' => {
                self.all("{", "}", |reader| reader.pair(depth)).map(|all| Value::Map(unique(all)))
            }
            '[' => self.all("[", "]", |reader| reader.value(depth + 1)).map(Value::List),
            '"' => self.string().map(Value::String),
            't' => self.take("true").map(|()| Value::Bool(true)),
            'f' => self.take("false").map(|()| Value::Bool(false)),
            'n' => self.take("null").map(|()| Value::Null),
            _ => self.number(),
        }
    }

    fn all<T>(
        &mut self,
        open: &str,
        close: &str,
        one: impl Fn(&mut Self) -> Option<T>,
    ) -> Option<Vec<T>> {
        self.take(open)?;
        let mut all = Vec::new();
        if self.take(close).is_some() {
            return Some(all);
        }
        loop {
            all.push(one(self)?);
            if self.take(",").is_none() {
                return self.take(close).map(|()| all);
            }
        }
    }

    fn pair(&mut self, depth: usize) -> Option<(String, Value)> {
        self.skip_whitespace();
        let key = self.string()?;
        self.take(":")?;
        Some((key, self.value(depth + 1)?))
    }

    fn number(&mut self) -> Option<Value> {
        let end = self.rest.find(|c: char| !matches!(c, '0'..='9' | '-' | '+' | '.' | 'e' | 'E'));
        let (text, rest) = split_at(self.rest, end.unwrap_or(self.rest.len()));
        self.rest = rest;
        let digits = text.strip_prefix('-').unwrap_or(text);
        let starts_well = digits.starts_with(|c: char| c.is_ascii_digit());
        let ends_well = text.ends_with(|c: char| c.is_ascii_digit());
        match text.parse() {
            Ok(number) if starts_well => Some(Value::Int(number)),
            _ => (starts_well && ends_well).then(|| Value::Number(text.to_owned())),
        }
    }

    fn string(&mut self) -> Option<String> {
        self.rest = self.rest.strip_prefix('"')?;
        let mut text = String::new();
        loop {
            let end = self.rest.find(['"', '\\'])?;
            let (plain, rest) = split_at(self.rest, end);
            text.push_str(plain);
            if let Some(rest) = rest.strip_prefix('"') {
                self.rest = rest;
                return Some(text);
            }
            self.rest = rest.strip_prefix('\\')?;
            text.push(self.escaped()?);
        }
    }

    fn escaped(&mut self) -> Option<char> {
        let mut letters = self.rest.chars();
        let letter = letters.next()?;
        self.rest = letters.as_str();
        Some(match letter {
            'n' => '\n',
            't' => '\t',
            'r' => '\r',
            'b' => '\u{8}',
            'f' => '\u{c}',
            'u' => return self.unicode(),
            '"' | '\\' | '/' => letter,
            _ => return None,
        })
    }

    /// Reads the digits after `\u`: four, or a surrogate pair for a character beyond U+FFFF.
    fn unicode(&mut self) -> Option<char> {
        let high = self.hex()?;
        if !(0xd800..0xdc00).contains(&high) {
            return char::from_u32(high);
        }
        self.rest = self.rest.strip_prefix("\\u")?;
        let low = self.hex()?.checked_sub(0xdc00).filter(|low| *low < 0x400)?;
        char::from_u32(0x10000 + ((high - 0xd800) << 10) + low)
    }

    fn hex(&mut self) -> Option<u32> {
        let digits = self.rest.get(..4)?;
        self.rest = self.rest.get(4..)?;
        u32::from_str_radix(digits, 16).ok()
    }
}
