//! The fields of this world's objects, as one table: type, default, merge key.
//!
//! Decoding, defaulting, unknown-field and type errors and strategic merge patches all read it. It holds every
//! field name of a StatefulSet, its pod template and a Service; parts that no rollout depends on are
//! [`Type::Any`], kept as written, and a template that uses one is marked inexact. Checks of values are in
//! [`crate::server`].

mod claim;
mod container;
mod kept;
mod pod;
mod service;
mod stateful_set;
mod volume;

pub(crate) use claim::CLAIM;
pub(crate) use kept::{CONFIG_MAP, DEPLOYMENT, SECRET};
pub(crate) use service::SERVICE;
pub(crate) use stateful_set::STATEFUL_SET;

use crate::release::Release;
use crate::value::Value;

/// A type of Kubernetes' Go code.
pub(crate) struct Struct {
    /// Its name there, which error messages show.
    pub(crate) name: &'static str,
    /// Its fields.
    pub(crate) fields: &'static [Field],
    /// Defaults that depend on more than the field.
    pub(crate) rule: fn(&mut Value, Release),
}

/// A field.
pub(crate) struct Field {
    /// Its name in JSON.
    pub(crate) name: &'static str,
    /// What it holds.
    pub(crate) of: Type,
    /// When it is stored.
    pub(crate) stored: Stored,
    /// What the API server fills in: `""` nothing, `"{}"` an empty object, `"''"` an empty string,
    /// digits a number, anything else a string.
    pub(crate) default: &'static str,
    /// In a strategic merge patch, the field that tells the elements of this list apart; `""` replaces the list.
    pub(crate) merge_key: &'static str,
    /// The minor release since which the API has it; 0 for what every release here has. From Kubernetes' API reference.
    pub(crate) since: u16,
}

/// What a field holds.
#[derive(Clone, Copy)]
pub(crate) enum Type {
    String,
    Bool,
    Int32,
    Int64,
    IntOrString,
    Quantity,
    /// Bytes, in JSON as base64.
    Bytes,
    /// Kept as written.
    Any,
    Object(&'static Struct),
    List(&'static Type),
    Map(&'static Type),
}

/// When a field is stored.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Stored {
    /// Unless it is zero (`omitempty`).
    UnlessZero,
    /// If it is written, zero or not (a pointer).
    IfWritten,
    /// Always.
    Always,
}

impl Struct {
    /// The field of this name.
    pub(crate) fn field(&self, name: &str) -> Option<&'static Field> {
        self.fields.iter().find(|field| field.name == name)
    }
}

impl Type {
    /// As Go names it: `[]v1.Container`.
    pub(crate) fn go_name(self) -> String {
        match self {
            Self::String => "string".to_owned(),
            Self::Bool => "bool".to_owned(),
            Self::Int32 | Self::IntOrString => "int32".to_owned(),
            Self::Int64 => "int64".to_owned(),
            Self::Quantity => "resource.Quantity".to_owned(),
            Self::Bytes => "[]uint8".to_owned(),
            Self::Any => "interface {}".to_owned(),
            Self::Object(of) => format!("v1.{}", of.name),
            Self::List(of) => format!("[]{}", of.go_name()),
            Self::Map(of) => format!("map[string]{}", of.go_name()),
        }
    }

    /// The struct of a field's value, or of its elements.
    pub(crate) fn object(self) -> Option<&'static Struct> {
        match self {
            Self::Object(of) => Some(of),
            Self::List(of) => of.object(),
            _ => None,
        }
    }

    /// The zero value that is stored for a field that is always stored.
    pub(crate) fn zero(self) -> Value {
        match self {
            Self::String | Self::Quantity | Self::Bytes => Value::string(""),
            Self::Bool => Value::Bool(false),
            Self::Int32 | Self::Int64 | Self::IntOrString => Value::Int(0),
            Self::Object(_) => Value::map(),
            Self::Any | Self::List(_) | Self::Map(_) => Value::Null,
        }
    }
}

impl Field {
    /// Its default, if it has one.
    pub(crate) fn default_value(&self) -> Option<Value> {
        match self.default {
            "" => None,
            "{}" => Some(Value::map()),
            "''" => Some(Value::string("")),
            text => Some(text.parse().map_or_else(|_| Value::string(text), Value::Int)),
        }
    }

    const fn or(self, default: &'static str) -> Self {
        Self { default, ..self }
    }

    const fn by(self, merge_key: &'static str) -> Self {
        Self { merge_key, ..self }
    }

    const fn since(self, since: u16) -> Self {
        Self { since, ..self }
    }
}

const fn field(name: &'static str, of: Type, stored: Stored) -> Field {
    Field { name, of, stored, default: "", merge_key: "", since: 0 }
}

/// A field that is left out where it is zero.
const fn value(name: &'static str, of: Type) -> Field {
    field(name, of, Stored::UnlessZero)
}

/// A field that is kept as written.
const fn pointer(name: &'static str, of: Type) -> Field {
    field(name, of, Stored::IfWritten)
}

/// A field that is always there.
const fn always(name: &'static str, of: Type) -> Field {
    field(name, of, Stored::Always)
}

/// A field of whose inside nothing is known here.
const fn any(name: &'static str) -> Field {
    field(name, Type::Any, Stored::IfWritten)
}

/// A type without defaults of its own.
const fn object(name: &'static str, fields: &'static [Field]) -> Struct {
    Struct { name, fields, rule: no_rule }
}

fn no_rule(_: &mut Value, _: Release) {}

const STRINGS: Type = Type::List(&Type::String);
const STRING_MAP: Type = Type::Map(&Type::String);
const QUANTITIES: Type = Type::Map(&Type::Quantity);

static OBJECT_META: Struct = Struct {
    name: "ObjectMeta",
    fields: &[
        value("annotations", STRING_MAP),
        pointer("creationTimestamp", Type::String),
        any("deletionGracePeriodSeconds"),
        any("deletionTimestamp"),
        value("finalizers", STRINGS),
        value("generateName", Type::String),
        value("generation", Type::Int64),
        value("labels", STRING_MAP),
        any("managedFields"),
        value("name", Type::String),
        value("namespace", Type::String),
        any("ownerReferences"),
        value("resourceVersion", Type::String),
        value("selfLink", Type::String),
        value("uid", Type::String),
    ],
    rule: keep_empty_timestamp,
};

/// Up to 1.33 Go wrote a missing creation time as `null`, also into templates, and so into the hashes of their revisions: the recorded
/// controllers of 1.24 and 1.33 give other names than those since 1.34, and `null` is the whole difference.
fn keep_empty_timestamp(metadata: &mut Value, release: Release) {
    if release.stores_empty_timestamps() {
        // Makes the key, with the value null.
        metadata.entry("creationTimestamp");
    }
}

static LABEL_SELECTOR: Struct = object(
    "LabelSelector",
    &[
        value("matchExpressions", Type::List(&Type::Object(&LABEL_SELECTOR_REQUIREMENT))),
        value("matchLabels", STRING_MAP),
    ],
);

static LABEL_SELECTOR_REQUIREMENT: Struct = object(
    "LabelSelectorRequirement",
    &[always("key", Type::String), always("operator", Type::String), value("values", STRINGS)],
);
