//! JSON-like values: what a manifest, a stored object and a patch are made of.
//!
//! Kubernetes' objects stay trees here; no Rust struct copies one. A map keeps the order in which a person
//! wrote its keys; what the API server stores is sorted ([`Value::sort`]). Reading YAML is in
//! [`crate::manifest`], reading JSON in [`Value::from_json`].

mod json;
mod problem;

/// A value of JSON.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Value {
    /// `null`.
    #[default]
    Null,
    /// `true` or `false`.
    Bool(bool),
    /// A whole number.
    Int(i64),
    /// Any other number, as its text: nothing here calculates with one.
    Number(String),
    /// A string.
    String(String),
    /// An array.
    List(Vec<Value>),
    /// An object; no key twice.
    Map(Vec<(String, Value)>),
}

impl Value {
    /// `{}`.
    pub fn map() -> Self {
        Self::Map(Vec::new())
    }

    /// A string.
    pub fn string(text: impl Into<String>) -> Self {
        Self::String(text.into())
    }

    /// The value of a key; `None` if this is no map or has no such key.
    pub fn get(&self, key: &str) -> Option<&Self> {
        self.entries().iter().find(|(name, _)| name == key).map(|(_, value)| value)
    }

    /// The value at the end of a path of keys.
    pub fn at(&self, path: &[&str]) -> Option<&Self> {
        path.iter().try_fold(self, |value, key| value.get(key))
    }

    /// The value at the end of a path of keys, to be changed, if it is there.
    pub(crate) fn at_mut(&mut self, path: &[&str]) -> Option<&mut Self> {
        path.iter().try_fold(self, |value, key| match value {
            Self::Map(entries) => {
                entries.iter_mut().find(|(name, _)| name == key).map(|(_, value)| value)
            }
            _ => None,
        })
    }

    /// The string at the end of a path of keys; empty if there is none.
    pub fn text_at(&self, path: &[&str]) -> &str {
        self.at(path).and_then(Self::as_str).unwrap_or_default()
    }

    /// The value of a key, to be written; makes the map and the key where they are missing.
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

    /// The value at the end of a path of keys, to be written; makes what is missing.
    pub fn entry_at(&mut self, path: &[&str]) -> &mut Self {
        path.iter().fold(self, |value, key| value.entry(key))
    }

    /// Takes a key out of a map.
    pub fn remove(&mut self, key: &str) -> Option<Self> {
        let Self::Map(entries) = self else { return None };
        let index = entries.iter().position(|(name, _)| name == key)?;
        Some(entries.remove(index).1)
    }

    /// The string, if this is one.
    pub fn as_str(&self) -> Option<&str> {
        match self {
            Self::String(text) => Some(text),
            _ => None,
        }
    }

    /// The whole number, if this is one.
    pub fn as_int(&self) -> Option<i64> {
        match self {
            Self::Int(number) => Some(*number),
            _ => None,
        }
    }

    /// The elements of a list; none if this is no list.
    pub fn items(&self) -> &[Self] {
        match self {
            Self::List(items) => items,
            _ => &[],
        }
    }

    /// The entries of a map; none if this is no map.
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

    /// Sorts the keys of every map, as Go writes them.
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

    /// The same, with sorted keys.
    #[must_use]
    pub fn sorted(mut self) -> Self {
        self.sort();
        self
    }

    /// What JSON calls this, in the words of Go's decoder.
    pub(crate) fn json_type(&self) -> &'static str {
        match self {
            Self::Null => "null",
            Self::Bool(_) => "bool",
            Self::Int(_) | Self::Number(_) => "number",
            Self::String(_) => "string",
            Self::List(_) => "array",
            Self::Map(_) => "object",
        }
    }

    /// The Go type that JSON becomes.
    pub(crate) fn go_type(&self) -> &'static str {
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

    /// Compact JSON, escaped as Go does: also `<`, `>` and `&`.
    pub fn to_json(&self) -> String {
        let mut text = String::new();
        json::write(self, &mut text);
        text
    }

    /// Reads JSON; `None` if it is none, or nested too deeply.
    pub fn from_json(text: &str) -> Option<Self> {
        json::read(text)
    }

    /// Reads the JSON with which a text begins; also how many bytes it has.
    pub(crate) fn from_json_at_start(text: &str) -> Option<(Self, usize)> {
        json::read_start(text)
    }

    /// Why a text does not begin with JSON; `None` if it does.
    pub(crate) fn json_problem(text: &str) -> Option<problem::Problem> {
        problem::of(text)
    }

    /// As Go's `%v` prints it: `map[spec:map[replicas:3]]`.
    pub(crate) fn to_go(&self) -> String {
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

/// A string as Go's `%q` prints it, for what can stand in a manifest.
pub(crate) fn quoted(text: &str) -> String {
    let mut quoted = String::from("\"");
    for letter in text.chars() {
        match letter {
            '"' | '\\' => quoted.extend(['\\', letter]),
            '\n' => quoted.push_str("\\n"),
            '\r' => quoted.push_str("\\r"),
            '\t' => quoted.push_str("\\t"),
            _ => quoted.push(letter),
        }
    }
    quoted.push('"');
    quoted
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
