//! Values as Go prints them in error messages (`%q`, `%#v`).

use super::Value;

/// Quotes a string as Go's `%q`, for the characters that a manifest can contain.
pub fn quoted(text: &str) -> String {
    let mut quoted = String::from("\"");
    for character in text.chars() {
        match character {
            '"' | '\\' => quoted.extend(['\\', character]),
            '\n' => quoted.push_str("\\n"),
            '\r' => quoted.push_str("\\r"),
            '\t' => quoted.push_str("\\t"),
            _ => quoted.push(character),
        }
    }
    quoted.push('"');
    quoted
}

/// Formats a value as Go's `%#v` prints a decoded document. `key` is the Go type of the keys of its maps: `string`
/// for JSON, `interface {}` for the result of a YAML reader.
pub fn go_syntax(value: &Value, key: &str) -> String {
    let all = |kind: &str, parts: Vec<String>| format!("{kind}{{{}}}", parts.join(", "));
    match value {
        Value::Null => "interface {}(nil)".to_owned(),
        Value::String(text) => quoted(text),
        Value::List(items) => {
            all("[]interface {}", items.iter().map(|item| go_syntax(item, key)).collect())
        }
        Value::Map(entries) => {
            let pair = |(name, value): &(String, Value)| {
                format!("{}:{}", quoted(name), go_syntax(value, key))
            };
            all(&format!("map[{key}]interface {{}}"), entries.iter().map(pair).collect())
        }
        scalar => scalar.to_json(),
    }
}
