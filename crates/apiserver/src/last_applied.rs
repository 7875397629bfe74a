//! The annotation `last-applied-configuration`, which `kubectl apply` writes and the next apply compares with.
//!
//! The comparison itself is [`crate::patch::three_way`].

use crate::value::Value;

/// Name of the annotation.
pub const ANNOTATION: &str = "kubectl.kubernetes.io/last-applied-configuration";

/// Path of the annotation.
const PLACE: [&str; 3] = ["metadata", "annotations", ANNOTATION];

/// Returns the configuration that was last applied, as JSON text.
pub fn of(current: &Value) -> Option<&str> {
    current.at(&PLACE).and_then(Value::as_str)
}

/// Returns the object as `apply` sends it, with its own annotation.
pub fn with_annotation(object: &Value) -> Value {
    let mut sent = remembered(object);
    let text = Value::String(sent.to_json() + "\n");
    *sent.entry_at(&PLACE) = text;
    sent
}

/// Writes the annotation of `applied` into `object`.
pub(super) fn remember(object: &mut Value, applied: &Value) {
    *object.entry_at(&PLACE) = Value::String(remembered(applied).to_json() + "\n");
}

fn remembered(object: &Value) -> Value {
    let mut remembered = object.clone();
    let annotations = remembered.entry_at(&["metadata", "annotations"]);
    if !matches!(annotations, Value::Map(_)) {
        *annotations = Value::map();
    }
    annotations.remove(ANNOTATION);
    remembered.sorted()
}
