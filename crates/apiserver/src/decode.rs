//! Decoding and defaulting: from a manifest to the document that the API server stores.
//!
//! One walk over the [`crate::schema`] does the work of Go's decoder and types: it reports the first field of a wrong
//! type, collects unknown fields, drops zero values of optional fields, and sets defaults. Written by hand instead of
//! serde, because errors have the words of Go's decoder. Whether the values are valid is checked in `validation`.

use super::failure::FieldError;
use super::quantity;
use crate::release::Release;
use crate::schema::{Field, Stored, Struct, Type};
use crate::value::Value;

/// A field of a wrong type.
pub(super) struct WrongType {
    path: String,
    /// The message of Go's JSON decoder.
    pub(super) decoding: String,
    /// The message of the converter that strategic merge patches go through.
    pub(super) converting: String,
}

impl From<WrongType> for FieldError {
    fn from(error: WrongType) -> Self {
        Self::new(error.path, error.decoding)
    }
}

/// Result of [`decode`].
pub(super) struct Decoded {
    /// The object with its defaults and sorted keys.
    pub(super) document: Value,
    /// The first field of a wrong type.
    pub(super) error: Option<WrongType>,
    /// Paths of the fields that the schema does not have.
    pub(super) unknown: Vec<String>,
    /// Whether the pod template uses no [`Type::Any`] field. If it does, its stored bytes may differ from Kubernetes'.
    pub(super) exact: bool,
}

/// Decodes and defaults an object. Keeps an object without a schema as written.
pub(super) fn decode(object: &Value, schema: Option<&'static Struct>, release: Release) -> Decoded {
    let object = object.clone().sorted();
    let mut decoder = Decoder {
        path: String::new(),
        error: None,
        ended: false,
        unknown: Vec::new(),
        exact: true,
        release,
    };
    let document = match schema {
        Some(of) => decoder.object(&object, of).sorted(),
        None => {
            decoder.certificates(&object);
            object
        }
    };
    Decoded { document, error: decoder.error, unknown: decoder.unknown, exact: decoder.exact }
}

struct Decoder {
    path: String,
    error: Option<WrongType>,
    /// Whether `error` comes from a Go type that decodes itself. Such an error ends decoding.
    ended: bool,
    unknown: Vec<String>,
    exact: bool,
    release: Release,
}

impl Decoder {
    fn object(&mut self, value: &Value, of: &'static Struct) -> Value {
        let mut fields = Vec::new();
        for (name, value) in value.entries() {
            let length = self.path.len();
            self.enter(name);
            match of.field(name).filter(|field| self.release.has(field.since)) {
                None => self.unknown.push(self.path.clone()),
                Some(_) if value.is_null() => {}
                Some(field) => {
                    fields.extend(self.field(value, field, of).map(|value| (name.clone(), value)))
                }
            }
            crate::text::cut(&mut self.path, length);
        }
        let mut object = Value::Map(fields);
        self.default(&mut object, of);
        object
    }

    fn enter(&mut self, name: &str) {
        if !self.path.is_empty() {
            self.path.push('.');
        }
        self.path.push_str(name);
    }

    /// Decodes a field. `None` if it is not stored because it is zero.
    fn field(&mut self, value: &Value, field: &Field, of: &Struct) -> Option<Value> {
        let value = self.value(value, field.of, of.name);
        let stored = field.stored != Stored::UnlessZero || !is_zero(&value);
        stored.then_some(value)
    }

    fn value(&mut self, value: &Value, of: Type, owner: &str) -> Value {
        match (of, value) {
            (Type::Any, value) => {
                self.exact &= !self.path.starts_with("spec.template.");
                value.clone()
            }
            (Type::Object(of), Value::Map(_) | Value::Null) => self.object(value, of),
            (Type::List(of), Value::List(items)) => Value::List(self.items(items, *of, owner)),
            (Type::Map(of), Value::Map(entries)) => {
                let entry =
                    |(key, value): &(String, Value)| (key.clone(), self.value(value, *of, owner));
                Value::Map(entries.iter().map(entry).collect())
            }
            (of, Value::Null) => of.zero(),
            (Type::Quantity, Value::String(_) | Value::Int(_) | Value::Number(_)) => {
                self.quantity(value)
            }
            (Type::Bytes, Value::String(text)) => {
                self.bytes(text);
                value.clone()
            }
            (of, value) if is_scalar(of, value) => value.clone(),
            (of, value) => self.mismatch(value, of, owner),
        }
    }

    fn items(&mut self, items: &[Value], of: Type, owner: &str) -> Vec<Value> {
        let mut decoded = Vec::new();
        for (index, item) in items.iter().enumerate() {
            let length = self.path.len();
            self.path.push_str(&format!("[{index}]"));
            decoded.push(self.value(item, of, owner));
            crate::text::cut(&mut self.path, length);
        }
        decoded
    }

    fn quantity(&mut self, value: &Value) -> Value {
        let text = value.as_str().map_or_else(|| value.to_go(), str::to_owned);
        match quantity::canonical(&text) {
            Ok(text) => Value::String(text),
            Err(message) => {
                self.end(message);
                value.clone()
            }
        }
    }

    fn bytes(&mut self, text: &str) {
        if let Some(at) = base64_problem(text) {
            let message = format!("illegal base64 data at input byte {at}");
            self.report(message.clone(), message);
        }
    }

    /// Checks the certificates in kinds without a schema: `caBundle` of webhooks and API services.
    fn certificates(&mut self, value: &Value) {
        for (key, value) in value.entries() {
            let length = self.path.len();
            self.enter(key);
            match value {
                Value::String(text) if key == "caBundle" => self.bytes(text),
                Value::List(items) => items.iter().for_each(|item| self.certificates(item)),
                value => self.certificates(value),
            }
            crate::text::cut(&mut self.path, length);
        }
    }

    fn mismatch(&mut self, value: &Value, of: Type, owner: &str) -> Value {
        let number = matches!(of, Type::Int32 | Type::Int64 | Type::IntOrString)
            && value.json_type() == "number";
        let what =
            if number { format!("number {}", value.to_go()) } else { value.json_type().to_owned() };
        let path = without_indexes(&self.path);
        let name = of.go_name();
        let decoding = format!(
            "json: cannot unmarshal {what} into Go struct field {owner}.{path} of type {name}"
        );
        let converting = match (of, value) {
            (Type::List(_), _) => format!("cannot restore slice from {}", go_kind(value)),
            (Type::Map(_), _) => format!("cannot restore map from {}", go_kind(value)),
            (Type::Object(_), _) => format!("cannot restore struct from: {}", go_kind(value)),
            _ if value.json_type() == "number" => {
                format!("cannot convert {} to {name}", go_kind(value))
            }
            _ => format!("unrecognized type: {name}"),
        };
        self.report(decoding, converting);
        value.clone()
    }

    fn report(&mut self, decoding: String, converting: String) {
        let path = &self.path;
        self.error.get_or_insert_with(|| WrongType { path: path.clone(), decoding, converting });
    }

    /// Reports an error of a Go type that decodes itself. It ends decoding and replaces earlier errors; the converter
    /// still reports the first one.
    fn end(&mut self, message: &str) {
        if !std::mem::replace(&mut self.ended, true) {
            let known = self.error.take().map(|error| error.converting);
            let (path, decoding) = (self.path.clone(), message.to_owned());
            let converting = known.unwrap_or_else(|| message.to_owned());
            self.error = Some(WrongType { path, decoding, converting });
        }
    }

    fn default(&mut self, object: &mut Value, of: &'static Struct) {
        for field in of.fields {
            if object.get(field.name).is_some() || !self.release.has(field.since) {
                continue;
            }
            let default = field.default_value();
            let always = field.stored == Stored::Always;
            if let Some(value) = default.or_else(|| always.then(|| field.of.zero())) {
                *object.entry(field.name) = match field.of {
                    Type::Object(of) => self.object(&value, of),
                    _ => value,
                };
            }
        }
        (of.rule)(object, self.release);
    }
}

/// Name of the Go kind that a JSON value is decoded to.
fn go_kind(value: &Value) -> &'static str {
    match value {
        Value::Null => "interface",
        Value::Bool(_) => "bool",
        Value::Int(_) => "int64",
        Value::Number(_) => "float64",
        Value::String(_) => "string",
        Value::List(_) => "slice",
        Value::Map(_) => "map",
    }
}

fn is_scalar(of: Type, value: &Value) -> bool {
    match (of, value) {
        (Type::String | Type::IntOrString, Value::String(_))
        | (Type::Bool, Value::Bool(_))
        | (Type::Int64, Value::Int(_)) => true,
        (Type::Int32 | Type::IntOrString, Value::Int(number)) => i32::try_from(*number).is_ok(),
        _ => false,
    }
}

fn is_zero(value: &Value) -> bool {
    match value {
        Value::Null | Value::Bool(false) | Value::Int(0) => true,
        Value::String(text) => text.is_empty(),
        Value::List(items) => items.is_empty(),
        Value::Map(entries) => entries.is_empty(),
        _ => false,
    }
}

/// Returns the offset in bytes at which Go's `base64.StdEncoding` fails. Line breaks are skipped.
fn base64_problem(text: &str) -> Option<usize> {
    let is_letter = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/');
    let bytes: Vec<_> =
        text.bytes().enumerate().filter(|(_, byte)| !matches!(byte, b'\r' | b'\n')).collect();
    for (index, &(at, byte)) in bytes.iter().enumerate() {
        let (place, next) = (index % 4, bytes.get(index + 1));
        match (byte, place, next) {
            _ if is_letter(byte) => {}
            (b'=', 2, None) => return Some(text.len()),
            (b'=', 2, Some((_, b'='))) => return bytes.get(index + 2).map(|(behind, _)| *behind),
            (b'=', 3, next) => return next.map(|(behind, _)| *behind),
            _ => return Some(at),
        }
    }
    (bytes.len() % 4 > 0).then(|| text.len() - bytes.len() % 4)
}

/// Removes indexes from a path. Go's decoder calls `containers[0].image` `containers.image`.
fn without_indexes(path: &str) -> String {
    path.split('[').map(|part| part.split_once(']').map_or(part, |(_, rest)| rest)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn base64_is_checked_as_go_does() {
        for (text, at) in [
            ("", None),
            ("aHVudGVyMg==", None),
            ("aHVu\ndGVy\n", None),
            ("YQ==", None),
            ("YWI=", None),
            ("<secret>", Some(0)),
            ("aHVu dGVy", Some(4)),
            ("aHVudGVyMg", Some(8)),
            ("a===", Some(1)),
            ("YQ=a", Some(2)),
            ("YQ=", Some(3)),
            ("YQ==YQ==", Some(4)),
            ("YWI=x", Some(4)),
            ("ü", Some(0)),
        ] {
            assert_eq!(base64_problem(text), at, "{text}");
        }
    }
}
