//! What `kubectl apply` remembers of a file: the annotation that the next apply compares with.

use crate::value::Value;

/// The annotation's name.
pub(crate) const ANNOTATION: &str = "kubectl.kubernetes.io/last-applied-configuration";

/// The annotation's place.
const PLACE: [&str; 3] = ["metadata", "annotations", ANNOTATION];

/// What was last applied, as text, if anything was.
pub(crate) fn of(current: &Value) -> Option<&str> {
    current.at(&PLACE).and_then(Value::as_str)
}

/// An object as `apply` sends it, with what it will remember.
pub(crate) fn with_annotation(object: &Value) -> Value {
    let mut sent = remembered(object);
    let text = Value::String(sent.to_json() + "\n");
    *sent.entry_at(&PLACE) = text;
    sent
}

/// Lets an object remember another one.
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
