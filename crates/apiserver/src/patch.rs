//! Patches: strategic merge, JSON merge, and the three-way patch that `kubectl apply` computes.
//!
//! A strategic merge patch merges the elements of a list by its merge key, which the schema knows. It obeys the
//! directives `$patch: delete`, `$patch: replace`, `$retainKeys`, `$deleteFromPrimitiveList/…` and
//! `$setElementOrder/…`. Upstream: `strategicpatch`. JSON patches (RFC 6902) are in [`crate::json_patch`].

use super::failure::Failure;
use crate::schema::Struct;
use crate::value::Value;

type Fields = Option<&'static Struct>;

const PATCH: &str = "$patch";
const ELEMENT_ORDER: &str = "$setElementOrder/";
const RETAIN_KEYS: &str = "$retainKeys";
const DELETE_FROM: &str = "$deleteFromPrimitiveList/";

/// Applies a JSON merge patch (RFC 7386).
pub fn merge(current: &Value, patch: &Value) -> Value {
    let Value::Map(changes) = patch else { return patch.clone() };
    let mut merged = if let Value::Map(_) = current { current.clone() } else { Value::map() };
    for (key, change) in changes {
        if change.is_null() {
            merged.remove(key);
        } else {
            let place = merged.entry(key);
            *place = merge(place, change);
        }
    }
    merged
}

/// Applies a strategic merge patch. Without `fields`, every list is replaced.
///
/// # Errors
///
/// An element of a list with a merge key does not have that key.
pub fn strategic(current: &Value, patch: &Value, fields: Fields) -> Result<Value, Failure> {
    let mut merged = match patch.text_at(&[PATCH]) {
        "replace" | "delete" => Value::map(),
        _ => current.clone(),
    };
    obey(patch, &mut merged);
    for (key, change) in patch.entries().iter().filter(|(key, _)| !key.starts_with('$')) {
        let field = fields.and_then(|of| of.field(key));
        let inner = field.and_then(|field| field.of.object());
        let merge_key = field.map_or("", |field| field.merge_key);
        match (merged.get(key), change) {
            (_, Value::Null) => {
                merged.remove(key);
            }
            (before, Value::Map(_)) => {
                let value = strategic(
                    before.filter(|value| value.json_type() == "object").unwrap_or(&Value::map()),
                    change,
                    inner,
                )?;
                *merged.entry(key) = value;
            }
            (before, Value::List(changes)) if !merge_key.is_empty() => {
                let before = before.map(Value::items).unwrap_or_default();
                let order = patch
                    .get(&format!("{ELEMENT_ORDER}{key}"))
                    .map_or(changes.as_slice(), Value::items);
                *merged.entry(key) =
                    Value::List(merge_list(before, changes, order, (merge_key, inner))?);
            }
            _ => *merged.entry(key) = change.clone(),
        }
    }
    Ok(merged)
}

/// Obeys the directives that remove something.
fn obey(patch: &Value, merged: &mut Value) {
    if let (Some(Value::List(retained)), Value::Map(entries)) =
        (patch.get(RETAIN_KEYS), &mut *merged)
    {
        entries.retain(|(key, _)| retained.iter().any(|name| name.as_str() == Some(key)));
    }
    for (directive, gone) in patch.entries() {
        let Some(key) = directive.strip_prefix(DELETE_FROM) else { continue };
        if let Some(Value::List(items)) = merged.get(key).cloned() {
            let kept = items.into_iter().filter(|item| !gone.items().contains(item));
            *merged.entry(key) = Value::List(kept.collect());
        }
    }
}

fn merge_list(
    current: &[Value],
    changes: &[Value],
    order: &[Value],
    (key, inner): (&str, Fields),
) -> Result<Vec<Value>, Failure> {
    let replaces = changes.iter().any(|change| change.text_at(&[PATCH]) == "replace");
    let mut merged = if replaces { Vec::new() } else { current.to_vec() };
    for change in changes {
        let Some(name) = change.get(key) else {
            if change.text_at(&[PATCH]) == "replace" {
                continue;
            }
            let message =
                format!("map: {} does not contain declared merge key: {key}", change.to_go());
            return Err(Failure::status("", message));
        };
        let place = merged.iter().position(|element| element.get(key) == Some(name));
        match (change.text_at(&[PATCH]), place) {
            ("delete", Some(place)) => drop(merged.remove(place)),
            ("delete", None) => {}
            (_, Some(place)) => {
                if let Some(element) = merged.get_mut(place) {
                    *element = strategic(element, change, inner)?;
                }
            }
            (_, None) => merged.push(strategic(&Value::map(), change, inner)?),
        }
    }
    Ok(in_order(merged, order, current, key))
}

/// Sorts a merged list. Elements that the patch names have its order; the others stay before those that they preceded
/// in the live list (upstream `mergeSortedSlice`).
fn in_order(merged: Vec<Value>, order: &[Value], current: &[Value], key: &str) -> Vec<Value> {
    let place = |list: &[Value], element: &Value| {
        list.iter().position(|one| one.get(key) == element.get(key))
    };
    let (mut named, others): (Vec<_>, Vec<_>) =
        merged.into_iter().partition(|element| place(order, element).is_some());
    named.sort_by_key(|element| place(order, element));
    let mut others = others.into_iter().peekable();
    let mut sorted = Vec::new();
    for element in named {
        let before = |other: &Value| matches!((place(current, other), place(current, &element)), (Some(a), Some(b)) if a < b);
        while let Some(other) = others.next_if(before) {
            sorted.push(other);
        }
        sorted.push(element);
    }
    sorted.extend(others);
    sorted
}

/// Computes the patch that `kubectl apply` sends: the fields in which the file (`modified`) differs from the live
/// object (`current`), and deletions of fields that the last applied file (`original`) had and this one has not. `None`
/// if nothing changes.
pub fn three_way(
    original: &Value,
    modified: &Value,
    current: &Value,
    fields: Fields,
) -> Option<Value> {
    let mut patch = Value::map();
    for (key, wanted) in modified.entries() {
        let (before, now) = (original.get(key).unwrap_or(&Value::Null), current.get(key));
        let field = fields.and_then(|of| of.field(key));
        let inner = field.and_then(|field| field.of.object());
        match (wanted, now, field.map_or("", |field| field.merge_key)) {
            (Value::Null, None, _) => {}
            (wanted, Some(now), _) if wanted == now => {}
            (Value::Map(_), Some(now @ Value::Map(_)), _) => {
                if let Some(change) = three_way(before, wanted, now, inner) {
                    *patch.entry(key) = change;
                }
            }
            (Value::List(wanted), Some(Value::List(now)), merge_key) if !merge_key.is_empty() => {
                let changes = list_changes(before.items(), wanted, now, (merge_key, inner));
                if !changes.is_empty() {
                    *patch.entry(&format!("{ELEMENT_ORDER}{key}")) =
                        element_order(wanted, merge_key);
                    *patch.entry(key) = Value::List(changes);
                }
            }
            _ => *patch.entry(key) = wanted.clone(),
        }
    }
    for (key, _) in original.entries() {
        if modified.get(key).is_none() && current.get(key).is_some() {
            *patch.entry(key) = Value::Null;
        }
    }
    (!patch.entries().is_empty()).then_some(patch)
}

fn list_changes(
    original: &[Value],
    wanted: &[Value],
    current: &[Value],
    (key, inner): (&str, Fields),
) -> Vec<Value> {
    let find =
        |list: &'_ [Value], name: Option<&Value>| list.iter().position(|one| one.get(key) == name);
    let mut changes = Vec::new();
    for element in wanted {
        let name = element.get(key);
        let now = find(current, name).and_then(|place| current.get(place));
        let before =
            find(original, name).and_then(|place| original.get(place)).unwrap_or(&Value::Null);
        match now {
            None => changes.push(element.clone()),
            Some(now) => {
                changes.extend(three_way(before, element, now, inner).map(|mut change| {
                    *change.entry(key) = name.cloned().unwrap_or(Value::Null);
                    change
                }))
            }
        }
    }
    for element in original {
        let name = element.get(key);
        if find(wanted, name).is_none() && find(current, name).is_some() {
            let mut change = Value::map();
            *change.entry(PATCH) = Value::string("delete");
            *change.entry(key) = name.cloned().unwrap_or(Value::Null);
            changes.push(change);
        }
    }
    changes
}

fn element_order(wanted: &[Value], key: &str) -> Value {
    let named = |element: &Value| {
        let mut named = Value::map();
        *named.entry(key) = element.get(key).cloned().unwrap_or(Value::Null);
        named
    };
    Value::List(wanted.iter().map(named).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::schema::STATEFUL_SET;

    fn json(text: &str) -> Value {
        Value::from_json(text).expect("the test's own JSON")
    }

    fn containers(list: &str) -> Value {
        json(&format!(r#"{{"spec":{{"template":{{"spec":{{"containers":{list}}}}}}}}}"#))
    }

    fn check_containers(current: &str, patch: &str, expected: &str) {
        let merged = strategic(&containers(current), &containers(patch), Some(&STATEFUL_SET));
        assert_eq!(merged.map(|value| value.to_json()), Ok(containers(expected).to_json()));
    }

    #[test]
    fn containers_are_merged_by_name() {
        check_containers(
            r#"[{"name":"nginx","image":"a","args":["x"]}]"#,
            r#"[{"name":"nginx","image":"b"}]"#,
            r#"[{"name":"nginx","image":"b","args":["x"]}]"#,
        );
    }

    /// Recorded: b06-patch-set.txt, `side nginx`.
    #[test]
    fn a_new_container_of_a_patch_comes_first() {
        check_containers(
            r#"[{"name":"nginx"}]"#,
            r#"[{"name":"side"}]"#,
            r#"[{"name":"side"},{"name":"nginx"}]"#,
        );
    }

    #[test]
    fn a_directive_deletes_a_container() {
        check_containers(
            r#"[{"name":"a"},{"name":"b"}]"#,
            r#"[{"$patch":"delete","name":"a"}]"#,
            r#"[{"name":"b"}]"#,
        );
    }

    #[test]
    fn an_element_without_its_key_is_refused() {
        let patch = containers(r#"[{"image":"nginx:1.26"}]"#);
        let refused = strategic(&containers("[]"), &patch, Some(&STATEFUL_SET))
            .map_err(|failure| failure.alone());
        let expected = "Error from server: map: map[image:nginx:1.26] does not contain declared merge key: name\n";
        assert_eq!(refused, Err(expected.to_owned()));
    }

    #[test]
    fn directives_take_away() {
        let current = json(r#"{"metadata":{"finalizers":["a","b"]},"spec":{"serviceName":"x"}}"#);
        let patch = json(
            r#"{"metadata":{"$deleteFromPrimitiveList/finalizers":["a"]},"spec":{"$retainKeys":["replicas"],"replicas":1}}"#,
        );
        let merged = strategic(&current, &patch, Some(&STATEFUL_SET)).map(|value| value.to_json());
        let expected = r#"{"metadata":{"finalizers":["b"]},"spec":{"replicas":1}}"#;
        assert_eq!(merged, Ok(expected.to_owned()));
    }

    /// Files in which each of a few fields is present or absent, applied to any live object.
    #[test]
    fn apply_makes_what_the_file_says_and_keeps_the_rest() {
        let fields = [r#""minReadySeconds":"#, r#""replicas":"#, r#""podManagementPolicy":"#];
        let file = |mask: u32, value: u32| {
            let chosen = fields.iter().enumerate().filter(|(bit, _)| mask >> bit & 1 == 1);
            let containers: Vec<_> = (0..3)
                .filter(|name| mask >> (3 + name) & 1 == 1)
                .map(|name| format!(r#"{{"name":"c{name}","image":"{value}"}}"#))
                .collect();
            let mut parts: Vec<_> = chosen.map(|(_, field)| format!("{field}{value}")).collect();
            parts.push(format!(
                r#""template":{{"spec":{{"containers":[{}]}}}}"#,
                containers.join(",")
            ));
            json(&format!(r#"{{"spec":{{{}}}}}"#, parts.join(",")))
        };
        for case in (0..1 << 12).step_by(7) {
            let (before, after) = (file(case & 63, 1), file(case >> 6, 2));
            // Another client has added fields that no file names.
            let extra = json(
                r#"{"spec":{"paused":true,"template":{"spec":{"containers":[{"name":"side","image":"s"}]}}}}"#,
            );
            let live = strategic(&before, &extra, Some(&STATEFUL_SET)).expect("names");
            let patch =
                three_way(&before, &after, &live, Some(&STATEFUL_SET)).unwrap_or(Value::map());
            let merged = strategic(&live, &patch, Some(&STATEFUL_SET)).expect("names");
            let spec = |value: &Value, key: &str| value.at(&["spec", key]).cloned();
            for key in ["minReadySeconds", "replicas", "podManagementPolicy"] {
                assert_eq!(spec(&merged, key), spec(&after, key), "{case}: {key}");
            }
            assert_eq!(spec(&merged, "paused"), Some(Value::Bool(true)));
            let list = |value: &Value| {
                let list = value.at(&["spec", "template", "spec", "containers"]);
                let mut list = list.map(Value::items).unwrap_or_default().to_vec();
                list.sort_by_key(Value::to_json);
                list
            };
            let mut expected = list(&after);
            expected.push(json(r#"{"name":"side","image":"s"}"#));
            expected.sort_by_key(Value::to_json);
            assert_eq!(list(&merged), expected, "{case}");
            let again = three_way(&after, &after, &merged, Some(&STATEFUL_SET));
            assert_eq!(again.map(|patch| patch.to_json()), None, "{case}: applied twice");
        }
    }

    #[test]
    fn null_removes_a_field() {
        let current = json(
            r#"{"spec":{"updateStrategy":{"rollingUpdate":{"partition":1},"type":"RollingUpdate"}}}"#,
        );
        let patch = json(r#"{"spec":{"updateStrategy":{"rollingUpdate":null}}}"#);
        let expected = r#"{"spec":{"updateStrategy":{"type":"RollingUpdate"}}}"#;
        assert_eq!(merge(&current, &patch).to_json(), expected);
        assert_eq!(
            strategic(&current, &patch, Some(&STATEFUL_SET)).map(|value| value.to_json()),
            Ok(expected.to_owned())
        );
    }

    #[test]
    fn apply_keeps_what_others_wrote_and_removes_what_it_no_longer_names() {
        let original = json(r#"{"spec":{"replicas":3,"minReadySeconds":5}}"#);
        let modified = json(r#"{"spec":{"serviceName":"x"}}"#);
        let current =
            json(r#"{"spec":{"replicas":4,"minReadySeconds":5,"podManagementPolicy":"Parallel"}}"#);
        let patch = three_way(&original, &modified, &current, Some(&STATEFUL_SET))
            .map(|patch| patch.to_json());
        let expected = r#"{"spec":{"serviceName":"x","replicas":null,"minReadySeconds":null}}"#;
        assert_eq!(patch.as_deref(), Some(expected));
        assert_eq!(three_way(&original, &original, &original, None), None);
    }

    #[test]
    fn apply_sends_only_what_changes_in_a_list() {
        let before = containers(r#"[{"name":"a","image":"1"},{"name":"b","image":"1"}]"#);
        let after = containers(r#"[{"name":"b","image":"2"}]"#);
        let patch = three_way(&before, &after, &before, Some(&STATEFUL_SET)).expect("a patch");
        let merged = strategic(&before, &patch, Some(&STATEFUL_SET)).map(|value| value.to_json());
        assert_eq!(merged, Ok(containers(r#"[{"name":"b","image":"2"}]"#).to_json()));
    }
}
