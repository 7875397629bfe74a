//! Type resolution of YAML scalars: `yes` is true, `010` is eight and `1e3` a thousand.
//!
//! Follows YAML 1.1 as Go's reader does (`resolve` of sigs.k8s.io/yaml, `goyaml.v2`). That reader knows no base-60
//! numbers. Dates stay strings.

use crate::text::{before, between};
use crate::value::Value;

/// Largest exponent that is written out in digits. Go's JSON encoder keeps the exponent from 1e21 on.
const EXPONENT_MAX: i32 = 20;

/// The core tag of a scalar.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Tag {
    Bool,
    Int,
    Float,
    Null,
    /// `!!str`, and every tag that Kubernetes ignores.
    Text,
}

/// Limit on the length of a tag, in bytes. Keeps the search backwards from a scalar short.
const TAG_BYTES_MAX: usize = 64;

impl Tag {
    /// Returns the tag at the end of the text before a scalar. An anchor may follow the tag.
    pub(super) fn before(text: &str) -> Option<Self> {
        let mut rest = text;
        loop {
            let end = rest.trim_end().len();
            if end == rest.len() {
                return None;
            }
            let from = text.floor_char_boundary(end.saturating_sub(TAG_BYTES_MAX));
            let is_between = |c: char| c.is_whitespace() || "[{".contains(c);
            let word = between(rest, from..end).rsplit(is_between).next().unwrap_or_default();
            match word.chars().next() {
                Some('&') => rest = before(rest, end - word.len()),
                Some('!') if !is_in_comment(before(rest, end)) => return Some(Self::named(word)),
                _ => return None,
            }
        }
    }

    fn named(tag: &str) -> Self {
        match tag
            .trim_start_matches("!<tag:yaml.org,2002:")
            .trim_start_matches("!!")
            .trim_end_matches('>')
        {
            "bool" => Self::Bool,
            "int" => Self::Int,
            "float" => Self::Float,
            "null" => Self::Null,
            _ => Self::Text,
        }
    }

    fn name(self) -> &'static str {
        match self {
            Self::Bool => "!!bool",
            Self::Int => "!!int",
            Self::Float => "!!float",
            Self::Null => "!!null",
            Self::Text => "!!str",
        }
    }

    fn of(value: &Value) -> Self {
        match value {
            Value::Bool(_) => Self::Bool,
            Value::Int(_) => Self::Int,
            Value::Number(_) => Self::Float,
            Value::Null => Self::Null,
            _ => Self::Text,
        }
    }
}

fn is_in_comment(before: &str) -> bool {
    before.rsplit('\n').next().is_some_and(|line| line.contains('#'))
}

/// Resolves a scalar with a tag, quoted or not.
///
/// # Errors
///
/// The scalar does not have the type of its tag (`!!int null`). The message is that of Go's reader.
pub(super) fn tagged(tag: Tag, word: &str) -> Result<Value, String> {
    if tag == Tag::Text {
        return Ok(Value::string(word));
    }
    let value = resolve(word);
    let own = Tag::of(&value);
    if own == tag || (own, tag) == (Tag::Int, Tag::Float) {
        return Ok(value);
    }
    Err(format!("cannot decode {} `{word}` as a {}", own.name(), tag.name()))
}

/// Resolves a plain scalar.
pub(super) fn resolve(word: &str) -> Value {
    match word {
        "" | "~" | "null" | "Null" | "NULL" => return Value::Null,
        "y" | "Y" | "yes" | "Yes" | "YES" | "true" | "True" | "TRUE" | "on" | "On" | "ON" => {
            return Value::Bool(true);
        }
        "n" | "N" | "no" | "No" | "NO" | "false" | "False" | "FALSE" | "off" | "Off" | "OFF" => {
            return Value::Bool(false);
        }
        _ => {}
    }
    number(word).unwrap_or_else(|| Value::string(word))
}

fn number(word: &str) -> Option<Value> {
    if !word.starts_with(|c: char| c.is_ascii_digit() || matches!(c, '+' | '-' | '.')) {
        return None;
    }
    let plain = if word.starts_with('.') { word.to_owned() } else { word.replace('_', "") };
    whole(&plain).or_else(|| decimal(&plain))
}

/// Parses an integer as Go's `ParseInt` with base 0.
fn whole(text: &str) -> Option<Value> {
    let (sign, digits) = sign_of(text);
    let lower = digits.to_ascii_lowercase();
    let (base, digits) = [("0x", 16), ("0b", 2), ("0o", 8)]
        .into_iter()
        .find_map(|(prefix, base)| lower.strip_prefix(prefix).map(|digits| (base, digits)))
        .or_else(|| lower.strip_prefix('0').filter(|rest| !rest.is_empty()).map(|rest| (8, rest)))
        .unwrap_or((10, &lower));
    if !digits.chars().all(|c| c.is_digit(base)) {
        return None;
    }
    let number = i128::from_str_radix(digits, base).ok()? * sign;
    Some(i64::try_from(number).map_or_else(|_| Value::Number(number.to_string()), Value::Int))
}

fn sign_of(text: &str) -> (i128, &str) {
    match text.strip_prefix('-') {
        Some(rest) => (-1, rest),
        None => (1, text.strip_prefix('+').unwrap_or(text)),
    }
}

/// Parses a number with a point or an exponent. Writes it without the exponent, as Go's JSON encoder does.
fn decimal(text: &str) -> Option<Value> {
    let (sign, rest) = sign_of(text);
    let (mantissa, exponent) = match rest.split_once(['e', 'E']) {
        Some((mantissa, exponent)) => (mantissa, Some(exponent)),
        None => (rest, None),
    };
    let (before, behind) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let are_digits = |text: &str| text.chars().all(|c| c.is_ascii_digit());
    if !are_digits(before) || !are_digits(behind) || before.is_empty() && behind.is_empty() {
        return None;
    }
    let exponent = match exponent {
        Some(text) if !are_digits(sign_of(text).1) || sign_of(text).1.is_empty() => return None,
        Some(text) => text.parse().unwrap_or(i32::MAX),
        None => 0,
    };
    Some(written_out(sign < 0, before, behind, exponent))
}

/// Writes a number in digits, unless its exponent exceeds [`EXPONENT_MAX`].
fn written_out(negative: bool, before: &str, behind: &str, exponent: i32) -> Value {
    if exponent.abs() > EXPONENT_MAX {
        let sign = if negative { "-" } else { "" };
        return Value::Number(format!("{sign}{before}.{behind}0e{exponent:+}"));
    }
    let digits = format!("{before}{behind}");
    let point = i32::try_from(before.len()).unwrap_or(i32::MAX).saturating_add(exponent);
    let zeros = |count: i32| "0".repeat(usize::try_from(count).unwrap_or_default());
    let length = i32::try_from(digits.len()).unwrap_or(i32::MAX);
    let (whole, places) = if point <= 0 {
        (String::new(), format!("{}{digits}", zeros(-point)))
    } else if point >= length {
        (format!("{digits}{}", zeros(point - length)), String::new())
    } else {
        let (whole, places) =
            crate::text::split_at(&digits, usize::try_from(point).unwrap_or_default());
        (whole.to_owned(), places.to_owned())
    };
    let (whole, places) = (whole.trim_start_matches('0'), places.trim_end_matches('0'));
    let whole = if whole.is_empty() { "0" } else { whole };
    let sign = if negative && (whole != "0" || !places.is_empty()) { "-" } else { "" };
    if places.is_empty() {
        let text = format!("{sign}{whole}");
        return text.parse().map_or_else(|_| Value::Number(text.clone()), Value::Int);
    }
    Value::Number(format!("{sign}{whole}.{places}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(words: &[&str], json: &str) {
        for word in words {
            assert_eq!(resolve(word).to_json(), json, "{word}");
        }
    }

    /// Recorded for `010`: c2-bad-yaml.txt.
    #[test]
    fn words_mean_what_yaml_1_1_says() {
        check(&["yes", "On", "y", "TRUE"], "true");
        check(&["no", "OFF", "n", "false"], "false");
        check(&["", "~", "Null"], "null");
        check(&["8", "010", "0x8", "0o10", "0b1000", "+8", "8.0", "08", "0_8"], "8");
        check(&["1000", "1_000", "1e3", "1E+3", "1.0e3", "10000e-1"], "1000");
        check(&["1.5", "+1.50", "15e-1", "01.5"], "1.5");
        check(&["-.25", "-0.250"], "-0.25");
        check(&["-0", "0.0", "-0.0"], "0");
        check(&["18446744073709551615"], "18446744073709551615");
        check(&["1e300"], "1.0e+300");
    }

    #[test]
    fn a_tag_says_what_a_word_must_be() {
        let check = |before: &str, word: &str, expected: &str| {
            let value = match Tag::before(before) {
                Some(tag) => tagged(tag, word).map(|value| value.to_json()),
                None => Ok(resolve(word).to_json()),
            };
            assert_eq!(value.unwrap_or_else(|problem| problem), expected, "{before}{word}");
        };
        check("a: !!str ", "5", "\"5\"");
        check("a: !!int &x ", "0x10", "16");
        check("a: &x !!float\n  ", "5", "5");
        check("[!!bool ", "yes", "true");
        check("a: !!int ", "null", "cannot decode !!null `null` as a !!int");
        check("a: !!null ", "x", "cannot decode !!str `x` as a !!null");
        check("a: !<tag:yaml.org,2002:str> ", "5", "\"5\"");
        check("- !x\n- ", "5", "5");
        check("[!x , ", "5", "5");
        check("a: # !!str\n  ", "5", "5");
        check("", "5", "5");
    }

    #[test]
    fn other_words_are_text() {
        for word in [
            "nginx",
            "1.2.3",
            "1.25-alpine",
            "5s",
            "-",
            "+",
            ".",
            "e3",
            "1e",
            "0xg",
            "2001-12-14",
            "yEs",
            "--1",
            "1:30",
            "0x",
            "- 1",
        ] {
            assert_eq!(resolve(word), Value::string(word), "{word}");
        }
    }
}
