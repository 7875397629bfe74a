//! JSON-like values: the tree behind every manifest, stored object and patch.
//!
//! Kubernetes objects stay trees in this crate; no Rust struct copies a whole one. A map keeps the key order of its
//! text. Stored objects have sorted keys ([`Value::sort`]). Reading YAML is in [`crate::manifest`].

mod go;
mod json;
mod problem;
#[cfg(feature = "read")]
mod typed;
pub mod yaml;

pub use go::{go_syntax, quoted};

/// A JSON value.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Value {
    /// `null`.
    #[default]
    Null,
    /// `true` or `false`.
    Bool(bool),
    /// An integer from −2⁶³ to 2⁶³ − 1.
    Int(i64),
    /// Any other number, kept as its text. This crate never calculates with one.
    Number(String),
    /// A string.
    String(String),
    /// An array.
    List(Vec<Value>),
    /// An object. No key occurs twice.
    Map(Vec<(String, Value)>),
}

impl Value {
    /// Returns an empty map, `{}`.
    pub fn map() -> Self {
        Self::Map(Vec::new())
    }

    /// Makes a string value.
    pub fn string(text: impl Into<String>) -> Self {
        Self::String(text.into())
    }

    /// Returns the value of a key. `None` if this is not a map or has no such key.
    pub fn get(&self, key: &str) -> Option<&Self> {
        self.entries().iter().find(|(name, _)| name == key).map(|(_, value)| value)
    }

    /// Returns the value at the end of a path of keys.
    pub fn at(&self, path: &[&str]) -> Option<&Self> {
        path.iter().try_fold(self, |value, key| value.get(key))
    }

    /// Returns the value at the end of a path of keys for changing. Creates nothing.
    pub fn at_mut(&mut self, path: &[&str]) -> Option<&mut Self> {
        path.iter().try_fold(self, |value, key| match value {
            Self::Map(entries) => {
                entries.iter_mut().find(|(name, _)| name == key).map(|(_, value)| value)
            }
            _ => None,
        })
    }

    /// Returns the string at the end of a path of keys; empty if there is no string.
    pub fn text_at(&self, path: &[&str]) -> &str {
        self.at(path).and_then(Self::as_str).unwrap_or_default()
    }

    /// Returns the value of a key for writing. Turns any other value into a map, and adds a missing key as `null`.
    pub fn entry(&mut self, key: &str) -> &mut Self {
        if !matches!(self, Self::Map(_)) {
            *self = Self::map();
        }
        let Self::Map(entries) = self else { unreachable!("just made a map") };
        let index = entries.iter().position(|(name, _)| name == key).unwrap_or_else(|| {
            entries.push((key.to_owned(), Self::Null));
            entries.len() - 1
        });
        &mut entries[index].1
    }

    /// Returns the value at the end of a path of keys for writing. Creates missing maps and keys.
    pub fn entry_at(&mut self, path: &[&str]) -> &mut Self {
        path.iter().fold(self, |value, key| value.entry(key))
    }

    /// Removes a key from a map and returns its value.
    pub fn remove(&mut self, key: &str) -> Option<Self> {
        let Self::Map(entries) = self else { return None };
        let index = entries.iter().position(|(name, _)| name == key)?;
        Some(entries.remove(index).1)
    }

    /// Returns the string if this is one.
    pub fn as_str(&self) -> Option<&str> {
        match self {
            Self::String(text) => Some(text),
            _ => None,
        }
    }

    /// Returns the integer if this is an [`Int`](Self::Int).
    pub fn as_int(&self) -> Option<i64> {
        match self {
            Self::Int(number) => Some(*number),
            _ => None,
        }
    }

    /// Returns the elements of a list; empty if this is not a list.
    pub fn items(&self) -> &[Self] {
        match self {
            Self::List(items) => items,
            _ => &[],
        }
    }

    /// Returns the entries of a map; empty if this is not a map.
    pub fn entries(&self) -> &[(String, Self)] {
        match self {
            Self::Map(entries) => entries,
            _ => &[],
        }
    }

    /// Whether this is `null`.
    pub fn is_null(&self) -> bool {
        *self == Self::Null
    }

    /// Sorts the keys of every map by bytes, as Go's `encoding/json` writes them.
    pub fn sort(&mut self) {
        match self {
            Self::Map(entries) => {
                entries.sort_by(|(a, _), (b, _)| a.cmp(b));
                entries.iter_mut().for_each(|(_, value)| value.sort());
            }
            Self::List(items) => items.iter_mut().for_each(Self::sort),
            _ => {}
        }
    }

    /// Returns the value with sorted keys.
    #[must_use]
    pub fn sorted(mut self) -> Self {
        self.sort();
        self
    }

    /// Name of the JSON type, as Go's decoder says it in its errors.
    pub fn json_type(&self) -> &'static str {
        match self {
            Self::Null => "null",
            Self::Bool(_) => "bool",
            Self::Int(_) | Self::Number(_) => "number",
            Self::String(_) => "string",
            Self::List(_) => "array",
            Self::Map(_) => "object",
        }
    }

    /// Name of the Go type into which `encoding/json` decodes this value.
    pub fn go_type(&self) -> &'static str {
        match self {
            Self::Null => "<nil>",
            Self::Bool(_) => "bool",
            Self::Int(_) => "int64",
            Self::Number(_) => "float64",
            Self::String(_) => "string",
            Self::List(_) => "[]interface {}",
            Self::Map(_) => "map[string]interface {}",
        }
    }

    /// Returns compact JSON, escaped as Go's `encoding/json` does: also `<`, `>` and `&`.
    pub fn to_json(&self) -> String {
        let mut text = String::new();
        json::write(self, &mut text);
        text
    }

    /// Parses JSON that fills the whole text. `None` if it is not JSON or nested more than 160 levels deep.
    pub fn from_json(text: &str) -> Option<Self> {
        json::read(text)
    }

    /// Parses the JSON value at the start of a text. Returns it with its length in bytes.
    pub fn from_json_at_start(text: &str) -> Option<(Self, usize)> {
        json::read_start(text)
    }

    /// Says why a text does not start with a JSON value. `None` if it does.
    pub fn json_problem(text: &str) -> Option<problem::Problem> {
        problem::of(text)
    }

    /// Formats the value as Go's `%v`: `map[spec:map[replicas:3]]`.
    pub fn to_go(&self) -> String {
        let list = |parts: Vec<String>| format!("[{}]", parts.join(" "));
        match self {
            Self::Null => "<nil>".to_owned(),
            Self::Bool(value) => value.to_string(),
            Self::Int(number) => number.to_string(),
            Self::Number(text) | Self::String(text) => text.clone(),
            Self::List(items) => list(items.iter().map(Self::to_go).collect()),
            Self::Map(entries) => {
                let mut entries: Vec<_> = entries.iter().collect();
                entries.sort_by(|(a, _), (b, _)| a.cmp(b));
                let pairs = entries.iter().map(|(key, value)| format!("{key}:{}", value.to_go()));
                format!("map{}", list(pairs.collect()))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(json: &str, expected: &str) {
        let written = Value::from_json(json).map(|value| value.to_json());
        assert_eq!(written.as_deref(), Some(expected), "{json}");
    }

    #[test]
    fn json_is_written_compactly_with_gos_escapes() {
        check(
            r#" { "b" : [ 1 , -2.50, true , null ] , "a" : "x" } "#,
            r#"{"b":[1,-2.50,true,null],"a":"x"}"#,
        );
        check(
            r#""<a href=\"x\">&\u2028\u0001\/é""#,
            "\"\\u003ca href=\\\"x\\\"\\u003e\\u0026\\u2028\\u0001/é\"",
        );
        check(r#""\ud83d\ude00""#, "\"😀\"");
    }

    #[test]
    fn the_last_of_two_equal_keys_wins() {
        check(r#"{"b":1,"a":{"c":1,"c":2},"b":3}"#, r#"{"b":3,"a":{"c":2}}"#);
    }

    #[test]
    fn broken_json_is_refused() {
        for text in
            ["", "{", "{\"a\":}", "[1,]", "nul", "\"\\x\"", "1 2", "{\"a\" 1}", "\"\\ud800\"", "-"]
        {
            assert_eq!(Value::from_json(text), None, "{text}");
        }
        assert_eq!(Value::from_json(&"[".repeat(100_000)), None);
    }

    #[test]
    fn go_prints_maps_sorted() {
        let value = Value::from_json(r#"{"spec":{"replicas":"3","a":[1,null]}}"#);
        assert_eq!(
            value.map(|value| value.to_go()).as_deref(),
            Some("map[spec:map[a:[1 <nil>] replicas:3]]")
        );
    }
}
