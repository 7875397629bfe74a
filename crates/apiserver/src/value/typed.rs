//! Conversion between [`Value`] and Rust structs, by serde's two traits.
//!
//! Structs with `derive` describe data of a fixed shape: statuses, conditions, a spec. The conversion goes through
//! `serde_yaml::Value`, so the crate needs no serializer of its own. Reading and writing text is in `json`, `yaml` and
//! [`crate::manifest`].

use std::fmt;

use serde::de::{DeserializeOwned, MapAccess, SeqAccess, Visitor};
use serde::ser::{SerializeMap, SerializeSeq};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::Value;

impl Value {
    /// Serializes a struct to a value. Returns `null` if serde_yaml cannot (a map whose keys are not strings).
    pub fn of<T: Serialize>(typed: &T) -> Self {
        serde_yaml::to_value(typed).and_then(serde_yaml::from_value).unwrap_or_default()
    }

    /// Deserializes a struct from this value. `None` if a required field is missing or has another type.
    pub fn typed<T: DeserializeOwned>(&self) -> Option<T> {
        serde_yaml::to_value(self).and_then(serde_yaml::from_value).ok()
    }
}

impl Serialize for Value {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Null => serializer.serialize_unit(),
            Self::Bool(value) => serializer.serialize_bool(*value),
            Self::Int(number) => serializer.serialize_i64(*number),
            Self::Number(text) => match text.parse::<f64>() {
                Ok(number) => serializer.serialize_f64(number),
                Err(_) => serializer.serialize_str(text),
            },
            Self::String(text) => serializer.serialize_str(text),
            Self::List(items) => {
                let mut list = serializer.serialize_seq(Some(items.len()))?;
                items.iter().try_for_each(|item| list.serialize_element(item))?;
                list.end()
            }
            Self::Map(entries) => {
                let mut map = serializer.serialize_map(Some(entries.len()))?;
                entries.iter().try_for_each(|(key, value)| map.serialize_entry(key, value))?;
                map.end()
            }
        }
    }
}

impl<'de> Deserialize<'de> for Value {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(AnyValue)
    }
}

struct AnyValue;

impl<'de> Visitor<'de> for AnyValue {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value of JSON")
    }

    fn visit_unit<E>(self) -> Result<Value, E> {
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

    fn visit_f64<E>(self, number: f64) -> Result<Value, E> {
        Ok(Value::Number(number.to_string()))
    }

    fn visit_str<E>(self, text: &str) -> Result<Value, E> {
        Ok(Value::string(text))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Value, A::Error> {
        let mut items = Vec::new();
        while let Some(item) = list.next_element()? {
            items.push(item);
        }
        Ok(Value::List(items))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Value, A::Error> {
        let mut entries = Vec::new();
        while let Some(entry) = map.next_entry()? {
            entries.push(entry);
        }
        Ok(Value::Map(entries))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_survives_both_ways() {
        for json in [
            r#"{"a":[1,-2.5,true,null,"é🙂"],"b":{"c":"010","d":"yes"},"e":[]}"#,
            "null",
            "\"不\"",
            "9223372036854775807",
        ] {
            let value = Value::from_json(json).expect(json);
            assert_eq!(Value::of(&value), value, "{json}");
            assert_eq!(value.typed::<Value>(), Some(value), "{json}");
        }
    }

    #[test]
    fn a_struct_is_read_and_written() {
        #[derive(Debug, PartialEq, Serialize, Deserialize)]
        #[serde(rename_all = "camelCase")]
        struct Counts {
            ready_replicas: u32,
            #[serde(skip_serializing_if = "Option::is_none")]
            message: Option<String>,
        }
        let value = Value::from_json(r#"{"readyReplicas":3}"#).expect("JSON");
        let counts: Counts = value.typed().expect("counts");
        assert_eq!(counts, Counts { ready_replicas: 3, message: None });
        assert_eq!(Value::of(&counts), value);
        assert_eq!(
            Value::from_json(r#"{"readyReplicas":"3"}"#).and_then(|it| it.typed::<Counts>()),
            None
        );
    }
}
