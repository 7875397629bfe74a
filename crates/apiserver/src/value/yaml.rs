//! Writes YAML, indented JSON and KYAML as kubectl prints them.
//!
//! kubectl writes YAML 1.1 (`sigs.k8s.io/yaml`) and quotes strings that YAML 1.1 would read as another type: `"yes"`,
//! `"1e3"`, `"12:30"`. Written by hand instead of serde_yaml, whose writer follows YAML 1.2 and quotes other strings.
//! Reading YAML is in [`crate::manifest`].

use std::cmp::Ordering;

use crate::value::{Value, quoted};

/// Returns a document as YAML, its keys in the order of kubectl's YAML library.
pub fn yaml(value: &Value) -> String {
    let mut out = String::new();
    match value {
        Value::Map(entries) if !entries.is_empty() => map(entries, 0, &mut out),
        Value::List(items) if !items.is_empty() => list(items, 0, &mut out),
        scalar => {
            write_scalar(scalar, 0, &mut out);
            out.push('\n');
        }
    }
    out
}

fn indent(depth: usize, out: &mut String) {
    out.extend(std::iter::repeat_n(' ', depth));
}

/// Writes a map at `depth` spaces. `out` is already indented for the first line.
fn map(entries: &[(String, Value)], depth: usize, out: &mut String) {
    let mut entries: Vec<_> = entries.iter().collect();
    entries.sort_by(|(a, _), (b, _)| order(a, b));
    for (index, (key, value)) in entries.into_iter().enumerate() {
        if index > 0 {
            indent(depth, out);
        }
        write_text(key, depth, out);
        out.push(':');
        match value {
            Value::Map(entries) if !entries.is_empty() => {
                out.push('\n');
                indent(depth + 2, out);
                map(entries, depth + 2, out);
            }
            Value::List(items) if !items.is_empty() => {
                out.push('\n');
                indent(depth, out);
                list(items, depth, out);
            }
            scalar => {
                out.push(' ');
                write_scalar(scalar, depth, out);
                out.push('\n');
            }
        }
    }
}

/// Key order of go-yaml (`keyList.Less`): letters after other characters, and `k9` before `k10`.
fn order(a: &str, b: &str) -> Ordering {
    let (a, b): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
    let Some(at) = a.iter().zip(&b).position(|(a, b)| a != b) else {
        return a.len().cmp(&b.len());
    };
    let (x, y) = (a[at], b[at]);
    match (x.is_alphabetic(), y.is_alphabetic()) {
        (true, true) => return x.cmp(&y),
        (true, false) => return Ordering::Greater,
        (false, true) => return Ordering::Less,
        (false, false) => {}
    }
    // After a nonzero digit a zero is significant (100 before 101); otherwise leading zeros are ignored.
    let mut before = a[..at].iter().rev().take_while(|letter| letter.is_ascii_digit());
    let counts = (x == '0' || y == '0') && before.any(|letter| *letter != '0');
    let number = |letters: &[char]| {
        let digits: Vec<_> = letters[at..].iter().map_while(|letter| letter.to_digit(10)).collect();
        let add = |number: u64, digit: &u32| number.wrapping_mul(10).wrapping_add((*digit).into());
        (digits.iter().fold(u64::from(counts), add), digits.len())
    };
    number(&a).cmp(&number(&b)).then(x.cmp(&y))
}

fn list(items: &[Value], depth: usize, out: &mut String) {
    for (index, item) in items.iter().enumerate() {
        if index > 0 {
            indent(depth, out);
        }
        out.push_str("- ");
        match item {
            Value::Map(entries) if !entries.is_empty() => map(entries, depth + 2, out),
            Value::List(items) if !items.is_empty() => list(items, depth + 2, out),
            scalar => {
                write_scalar(scalar, depth, out);
                out.push('\n');
            }
        }
    }
}

fn write_scalar(value: &Value, depth: usize, out: &mut String) {
    match value {
        Value::String(text) => write_text(text, depth, out),
        // Empty maps and lists come here too.
        other => out.push_str(&other.to_json()),
    }
}

fn write_text(text: &str, depth: usize, out: &mut String) {
    if text.contains('\n') && is_printable(text) {
        write_block(text, depth, out);
    } else if !is_printable(text) || is_another_type(text) {
        out.push_str(&quoted(text));
    } else if is_plain(text) {
        out.push_str(text);
    } else {
        out.push('\'');
        out.push_str(&text.replace('\'', "''"));
        out.push('\'');
    }
}

/// Writes a string of several lines as a literal block (`|`).
fn write_block(text: &str, depth: usize, out: &mut String) {
    let ends = text.len() - text.trim_end_matches('\n').len();
    out.push('|');
    if text.starts_with([' ', '\n']) {
        out.push('2');
    }
    out.push_str(match ends {
        0 => "-",
        1 => "",
        _ => "+",
    });
    for line in text.strip_suffix('\n').unwrap_or(text).split('\n') {
        out.push('\n');
        if !line.is_empty() {
            indent(depth + 2, out);
            out.push_str(line);
        }
    }
}

fn is_printable(text: &str) -> bool {
    !text.chars().any(|letter| letter.is_control() && letter != '\n')
}

/// Whether YAML syntax allows this string without quotes. Its type is [`is_another_type`]'s question.
fn is_plain(text: &str) -> bool {
    let starts_otherwise = text.starts_with(|letter| "#,[]{}&*!|>'\"%@` ".contains(letter))
        || ["---", "..."].iter().any(|mark| text.starts_with(mark))
        || ["?", ":", "-"].iter().any(|mark| {
            text.strip_prefix(mark).is_some_and(|rest| rest.is_empty() || rest.starts_with(' '))
        });
    let breaks = [": ", " #"].iter().any(|mark| text.contains(mark))
        || text.ends_with(':')
        || text.ends_with(' ');
    !text.is_empty() && !starts_otherwise && !breaks
}

/// Whether YAML 1.1 would resolve this string, unquoted, to another type.
fn is_another_type(text: &str) -> bool {
    const WORDS: [&str; 11] =
        ["y", "n", "yes", "no", "on", "off", "true", "false", "null", ".nan", ".inf"];
    let lower = text.to_ascii_lowercase();
    // Only `yes`, `Yes` and `YES` are booleans; `yEs` is a string.
    let capital = text.get(1..).is_some_and(|rest| rest.chars().all(|c| c.is_ascii_lowercase()));
    let same_case = text == lower || text == text.to_ascii_uppercase() || capital;
    let unsigned = lower.strip_prefix(['+', '-']).unwrap_or(&lower);
    (WORDS.contains(&lower.as_str()) && same_case)
        || ["", "~", "<<", "="].contains(&text)
        || unsigned == ".inf"
        || is_number(unsigned)
        || is_date(text)
}

fn is_number(text: &str) -> bool {
    let digits = |text: &str, radix| !text.is_empty() && text.chars().all(|c| c.is_digit(radix));
    let of_base = |prefix, radix| {
        text.strip_prefix(prefix).is_some_and(|rest| digits(&rest.replace('_', ""), radix))
    };
    let (mantissa, exponent) = text.split_once('e').unwrap_or((text, "0"));
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let exponent = exponent.strip_prefix(['+', '-']).unwrap_or(exponent);
    let mantissa_is_number = digits(&(whole.replace('_', "") + fraction), 10)
        && whole.starts_with(|c: char| c.is_ascii_digit() || c == '.') | whole.is_empty();
    let mut sixties = text.split(':');
    let is_base_60 = text.contains(':')
        && sixties.next().is_some_and(|first| digits(first, 10))
        && sixties.all(|part| part.len() <= 2 && part.parse::<u8>().is_ok_and(|part| part < 60));
    (mantissa_is_number && digits(exponent, 10))
        || of_base("0x", 16)
        || of_base("0o", 8)
        || of_base("0b", 2)
        || is_base_60
}

/// Whether this is a date such as `2026-11-22`, with or without a time.
fn is_date(text: &str) -> bool {
    let (date, time) = text.split_at_checked(10).unwrap_or((text, "x"));
    let digits = |part: &str| part.chars().all(|c| c.is_ascii_digit());
    let parts: Vec<_> = date.split('-').collect();
    let is_day = matches!(parts.as_slice(), [y, m, d] if y.len() == 4 && m.len() == 2 && d.len() == 2)
        && parts.iter().all(|part| digits(part));
    let is_time = time.is_empty()
        || time.strip_prefix(['T', 't', ' ']).is_some_and(|time| {
            time.starts_with(|c: char| c.is_ascii_digit())
                && time.chars().all(|c| c.is_ascii_digit() || ":.Z+-".contains(c))
        });
    is_day && is_time
}

/// Returns JSON indented by four spaces a level.
pub fn json(value: &Value) -> String {
    let mut out = String::new();
    write_json(value, 0, &mut out);
    out.push('\n');
    out
}

fn write_json(value: &Value, depth: usize, out: &mut String) {
    let line = |depth: usize, out: &mut String| {
        out.push('\n');
        indent(depth * 4, out);
    };
    match value {
        Value::Map(entries) if !entries.is_empty() => {
            for (index, (key, value)) in entries.iter().enumerate() {
                out.push(if index == 0 { '{' } else { ',' });
                line(depth + 1, out);
                out.push_str(&Value::string(key).to_json());
                out.push_str(": ");
                write_json(value, depth + 1, out);
            }
            line(depth, out);
            out.push('}');
        }
        Value::List(items) if !items.is_empty() => {
            for (index, item) in items.iter().enumerate() {
                out.push(if index == 0 { '[' } else { ',' });
                line(depth + 1, out);
                write_json(item, depth + 1, out);
            }
            line(depth, out);
            out.push(']');
        }
        scalar => out.push_str(&scalar.to_json()),
    }
}

/// Returns KYAML: YAML with braces and quotes, in which no string can be mistaken for another type.
pub fn kyaml(value: &Value) -> String {
    let mut out = String::from("---\n");
    write_kyaml(value, 0, &mut out);
    out.push('\n');
    out
}

fn write_kyaml(value: &Value, depth: usize, out: &mut String) {
    match value {
        Value::Map(entries) if !entries.is_empty() => {
            out.push_str("{\n");
            for (key, value) in entries {
                indent(depth + 2, out);
                if is_plain(key) && !is_another_type(key) {
                    out.push_str(key);
                } else {
                    out.push_str(&quoted(key));
                }
                out.push_str(": ");
                write_kyaml(value, depth + 2, out);
                out.push_str(",\n");
            }
            indent(depth, out);
            out.push('}');
        }
        Value::List(items) if matches!(items.first(), Some(Value::Map(_))) => {
            out.push('[');
            for (index, item) in items.iter().enumerate() {
                out.push_str(if index > 0 { ", " } else { "" });
                write_kyaml(item, depth, out);
            }
            out.push(']');
        }
        Value::List(items) if !items.is_empty() => {
            out.push_str("[\n");
            for item in items {
                indent(depth + 2, out);
                write_kyaml(item, depth + 2, out);
                out.push_str(",\n");
            }
            indent(depth, out);
            out.push(']');
        }
        Value::String(text) if text.contains('\n') => write_kyaml_lines(text, depth, out),
        Value::String(text) => out.push_str(&quoted(text)),
        other => out.push_str(&other.to_json()),
    }
}

/// Writes a string of several lines. Each line ends in its escaped line break and a `\`; lines are indented by `depth +
/// 3` spaces.
fn write_kyaml_lines(text: &str, depth: usize, out: &mut String) {
    out.push_str("\"\\\n");
    for line in text.split_inclusive('\n') {
        indent(depth + 3, out);
        out.push_str(quoted(line).trim_matches('"'));
        out.push_str("\\\n");
    }
    indent(depth + 2, out);
    out.push('"');
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(value: &str, expected: &str) {
        let value = Value::from_json(value).unwrap_or(Value::Null);
        assert_eq!(yaml(&value), expected);
    }

    #[test]
    fn lists_stand_under_their_key() {
        check(
            r#"{"a":[{"b":1,"c":[]},[2,3]],"d":{"e":{},"f":null}}"#,
            "a:\n- b: 1\n  c: []\n- - 2\n  - 3\nd:\n  e: {}\n  f: null\n",
        );
        check("[]", "[]\n");
    }

    #[test]
    fn strings_that_look_like_something_else_are_quoted() {
        for plain in ["nginx:1.25", "1Gi", "40%", "web-0", "-c", "max=5", "a#b", "www", "sh -c x"] {
            check(&format!("{plain:?}"), &format!("{plain}\n"));
        }
        for text in ["yes", "True", "1000", "0x1f", "1e3", "", "~", "12:30", "2026-11-22T12:00:00Z"]
        {
            check(&format!("{text:?}"), &format!("{text:?}\n"));
        }
        check(r#""a: b""#, "'a: b'\n");
        check(r#""it's: b""#, "'it''s: b'\n");
        check(r#""*""#, "'*'\n");
        check(r#""a\tb""#, "\"a\\tb\"\n");
    }

    #[test]
    fn lines_stand_in_a_block() {
        check(r#"{"a":{"b":"x\ny\n"}}"#, "a:\n  b: |\n    x\n    y\n");
        check(r#"{"a":"x\n\ny"}"#, "a: |-\n  x\n\n  y\n");
    }

    /// Recorded: b02-get.txt.
    #[test]
    fn kyaml_has_braces_and_commas() {
        let value = Value::from_json(r#"{"a":[{"b":80}],"c":["d"],"e":{},"f":"x\"y\n"}"#);
        let expected = "---\n{\n  a: [{\n    b: 80,\n  }],\n  c: [\n    \"d\",\n  ],\n  e: {},\n  f: \"\\\n     x\\\"y\\n\\\n    \",\n}\n";
        assert_eq!(kyaml(&value.unwrap_or(Value::Null)), expected);
    }

    #[test]
    fn json_has_four_blanks_a_level() {
        let value = Value::from_json(r#"{"a":[{"b":{}},[]],"c":"<"}"#).unwrap_or(Value::Null);
        let expected = "{\n    \"a\": [\n        {\n            \"b\": {}\n        },\n        []\n    ],\n    \"c\": \"\\u003c\"\n}\n";
        assert_eq!(json(&value), expected);
    }
}
