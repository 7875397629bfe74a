//! From the YAML reader's events to a [`Value`].
//!
//! One visitor, no derived structs. It counts nodes, because a few aliases can stand for millions of them.

use std::cell::Cell;
use std::collections::btree_map::{BTreeMap, Entry};
use std::fmt;

use serde::de::{DeserializeSeed, EnumAccess, Error, MapAccess, SeqAccess, VariantAccess, Visitor};

use super::{Broken, not_yaml};
use crate::value::Value;

/// More than a text of 64 kB can hold without aliases.
const NODES_MAX: usize = 100_000;

/// Upstream's words for a document that its aliases blow up.
const TOO_MANY: &str = "document contains excessive aliasing";

/// Reads one YAML document.
pub(super) fn read(text: &str) -> Result<Value, Broken> {
    let nodes = Cell::new(0);
    let Some(document) = serde_yaml::Deserializer::from_str(text).next() else {
        return Ok(Value::Null);
    };
    Tree { nodes: &nodes }.deserialize(document).map_err(|error| broken(&error))
}

/// The reader's error in the words of Go's, which is a port of the same library.
fn broken(error: &serde_yaml::Error) -> Broken {
    let text = error.to_string();
    if text.contains(TOO_MANY) {
        return Broken { line: 1, message: not_yaml(TOO_MANY) };
    }
    let problem = text.split(" at line ").next().unwrap_or_default();
    let problem = problem.split(", while").next().unwrap_or_default();
    let place = error.location().map_or(0, |place| place.line());
    // Go counts the lines of what its parser finds from 0 and those of its scanner from 1, and leaves out 0.
    let line = if is_from_parser(problem) { place.saturating_sub(1) } else { place };
    let number = if line == 0 { String::new() } else { format!("line {line}: ") };
    Broken { line: place.max(1), message: not_yaml(&format!("{number}{problem}")) }
}

/// Whether the parser says so, and not the scanner below it.
fn is_from_parser(problem: &str) -> bool {
    let expected = problem.strip_prefix("did not find expected ");
    expected
        .is_some_and(|what| ["key", "'", "node", "<"].iter().any(|start| what.starts_with(start)))
}

#[derive(Clone, Copy)]
struct Tree<'a> {
    nodes: &'a Cell<usize>,
}

impl Tree<'_> {
    fn count<E: Error>(self) -> Result<(), E> {
        self.nodes.set(self.nodes.get() + 1);
        if self.nodes.get() > NODES_MAX { Err(E::custom(TOO_MANY)) } else { Ok(()) }
    }
}

impl<'de> DeserializeSeed<'de> for Tree<'_> {
    type Value = Value;

    fn deserialize<D: serde::Deserializer<'de>>(self, deserializer: D) -> Result<Value, D::Error> {
        self.count()?;
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Tree<'_> {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("any value")
    }

    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_none<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_bool<E>(self, value: bool) -> Result<Value, E> {
        Ok(Value::Bool(value))
    }

    fn visit_i64<E>(self, number: i64) -> Result<Value, E> {
        Ok(Value::Int(number))
    }

    fn visit_u64<E>(self, number: u64) -> Result<Value, E> {
        Ok(i64::try_from(number).map_or_else(|_| Value::Number(number.to_string()), Value::Int))
    }

    fn visit_i128<E>(self, number: i128) -> Result<Value, E> {
        Ok(Value::Number(number.to_string()))
    }

    fn visit_u128<E>(self, number: u128) -> Result<Value, E> {
        Ok(Value::Number(number.to_string()))
    }

    fn visit_f64<E>(self, number: f64) -> Result<Value, E> {
        Ok(decimal(number))
    }

    fn visit_str<E>(self, text: &str) -> Result<Value, E> {
        Ok(Value::string(text))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Value, A::Error> {
        let mut list = Vec::new();
        while let Some(item) = items.next_element_seed(self)? {
            list.push(item);
        }
        Ok(Value::List(list))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<Value, A::Error> {
        let mut map = Entries::default();
        let mut merged = Vec::new();
        while let Some(key) = entries.next_key_seed(self)? {
            let key = match key {
                Value::String(text) | Value::Number(text) => text,
                Value::Int(_) | Value::Bool(_) | Value::Null => key.to_json(),
                _ => return Err(A::Error::custom("invalid map key")),
            };
            let value = entries.next_value_seed(self)?;
            if key == "<<" { merged.push(value) } else { map.write(key, value) }
        }
        merged.into_iter().for_each(|value| map.merge(value));
        Ok(Value::Map(map.entries))
    }

    /// A tag of YAML (`!x value`) says nothing here.
    fn visit_enum<A: EnumAccess<'de>>(self, tagged: A) -> Result<Value, A::Error> {
        let (_, value) = tagged.variant_seed(self)?;
        value.newtype_variant_seed(self)
    }
}

/// The entries of a map in their order, each key once.
#[derive(Default)]
struct Entries {
    entries: Vec<(String, Value)>,
    places: BTreeMap<String, usize>,
}

impl Entries {
    /// The last of two equal keys wins, at the place of the first.
    fn write(&mut self, key: String, value: Value) {
        let place = *self.places.entry(key.clone()).or_insert(self.entries.len());
        match self.entries.get_mut(place) {
            Some(entry) => entry.1 = value,
            None => self.entries.push((key, value)),
        }
    }

    /// What stands behind `<<` fills in the keys that are not written.
    fn merge(&mut self, value: Value) {
        match value {
            Value::List(maps) => maps.into_iter().for_each(|map| self.merge(map)),
            Value::Map(entries) => {
                for (key, value) in entries {
                    if let Entry::Vacant(place) = self.places.entry(key.clone()) {
                        place.insert(self.entries.len());
                        self.entries.push((key, value));
                    }
                }
            }
            _ => {}
        }
    }
}

/// A number as its decimal text, to nine places: enough for a quantity, and without the code that prints floats.
fn decimal(number: f64) -> Value {
    const PLACES: i128 = 1_000_000_000;
    // Also what is no number at all; an overflow of the cast below saturates.
    if number.is_nan() || number.abs() >= 1e18 {
        return Value::Number("1e+18".to_owned());
    }
    let scaled = (number * 1e9).round() as i128;
    let (whole, places) = ((scaled / PLACES).unsigned_abs(), (scaled % PLACES).unsigned_abs());
    let sign = if scaled < 0 { "-" } else { "" };
    let places = format!("{places:09}");
    let places = places.trim_end_matches('0');
    let point = if places.is_empty() { "" } else { "." };
    Value::Number(format!("{sign}{whole}{point}{places}"))
}
