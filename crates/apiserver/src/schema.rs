//! The schema: every field of the API's objects, with its type, default, merge key and first Kubernetes version.
//!
//! Decoding, defaulting, unknown-field errors, type errors, strategic merge patches and `kubectl explain` read it. It
//! has every field of a StatefulSet, its pod template and a Service. A field that no rollout depends on is
//! [`Type::Any`]: kept verbatim and never checked. A template that uses one is marked inexact. Written by hand instead
//! of serde structs: the default and the existence of a field depend on the version, and errors have Go's words. Checks
//! of values are in `validation`.

mod claim;
mod container;
mod image;
mod kept;
mod pod;
mod policy;
mod security;
mod service;
mod stateful_set;
mod volume;

pub use claim::CLAIM;
pub use kept::{CONFIG_MAP, DEPLOYMENT, SECRET};
pub use policy::{LIMIT_RANGE, PRIORITY_CLASS, RESOURCE_QUOTA};
pub use service::SERVICE;
pub use stateful_set::STATEFUL_SET;

use crate::release::Release;
use crate::value::Value;

/// A struct of Kubernetes' Go types.
pub struct Struct {
    /// Its Go name, without package. Error messages show it.
    pub name: &'static str,
    /// Its fields.
    pub fields: &'static [Field],
    /// Defaulting that depends on more than one field.
    pub rule: fn(&mut Value, Release),
}

/// A field of a [`Struct`].
pub struct Field {
    /// Its JSON name.
    pub name: &'static str,
    /// Its type.
    pub of: Type,
    /// Whether it is stored when it is empty or absent.
    pub stored: Stored,
    /// Its default, as text: `""` no default, `"{}"` an empty object, `"''"` an empty string, digits an integer,
    /// anything else a string.
    pub default: &'static str,
    /// In a strategic merge patch, the field that identifies an element of this list; `""` replaces the whole list.
    pub merge_key: &'static str,
    /// First minor version with this field (35 for 1.35); 0 if every supported version has it. From Kubernetes' API
    /// reference.
    pub since: u16,
}

/// The type of a field.
#[derive(Clone, Copy)]
pub enum Type {
    /// A string.
    String,
    /// `true` or `false`.
    Bool,
    /// An integer of 32 bits, signed.
    Int32,
    /// An integer of 64 bits, signed.
    Int64,
    /// An integer or a string (`intstr.IntOrString`).
    IntOrString,
    /// A quantity (`resource.Quantity`).
    Quantity,
    /// Bytes; base64 in JSON.
    Bytes,
    /// Any value. Kept verbatim and never checked.
    Any,
    /// An object with these fields.
    Object(&'static Struct),
    /// An array of one type.
    List(&'static Type),
    /// A map from strings to one type.
    Map(&'static Type),
}

/// Whether a field is stored when it is zero or absent.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Stored {
    /// Stored unless it is zero (`omitempty`).
    UnlessZero,
    /// Stored if the manifest has it, even if zero (a pointer in Go).
    IfWritten,
    /// Always stored.
    Always,
}

impl Struct {
    /// Returns the field with this name.
    pub fn field(&self, name: &str) -> Option<&'static Field> {
        self.fields.iter().find(|field| field.name == name)
    }
}

impl Type {
    /// Returns the Go name: `[]v1.Container`.
    pub fn go_name(self) -> String {
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

    /// Returns the struct of the value, or of a list's elements.
    pub fn object(self) -> Option<&'static Struct> {
        match self {
            Self::Object(of) => Some(of),
            Self::List(of) => of.object(),
            _ => None,
        }
    }

    /// Returns the zero value, which is stored for a [`Stored::Always`] field that the manifest leaves out.
    pub fn zero(self) -> Value {
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
    /// Returns the default.
    pub fn default_value(&self) -> Option<Value> {
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

/// Makes a field that is not stored when it is zero.
const fn value(name: &'static str, of: Type) -> Field {
    field(name, of, Stored::UnlessZero)
}

/// Makes a field that is stored whenever the manifest has it.
const fn pointer(name: &'static str, of: Type) -> Field {
    field(name, of, Stored::IfWritten)
}

/// Makes a field that is always stored.
const fn always(name: &'static str, of: Type) -> Field {
    field(name, of, Stored::Always)
}

/// Makes a field that is kept verbatim and never checked.
const fn any(name: &'static str) -> Field {
    field(name, Type::Any, Stored::IfWritten)
}

/// Makes a struct without a rule of its own.
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

/// Stores a missing creation time as `null`, where the release does. Go did so up to 1.33, also in pod templates, so
/// the `null` is part of a revision's hash. It is the only difference between the revision names that the recorded
/// controllers of 1.24 and 1.33 give and those since 1.34.
fn keep_empty_timestamp(metadata: &mut Value, release: Release) {
    if release.stores_empty_timestamps() {
        // Adds the key with the value null.
        metadata.entry("creationTimestamp");
    }
}

static LOCAL_REFERENCE: Struct = object("LocalObjectReference", &[value("name", Type::String)]);
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
