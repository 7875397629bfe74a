//! JSON patches (RFC 6902): a list of operations on paths. Merge patches are in [`crate::patch`].

use super::failure::Failure;
use crate::value::Value;

/// Applies all operations in order.
///
/// # Errors
///
/// The patch is not a list, or an operation fails. As with the API server, the message does not say which one.
pub fn apply(current: &Value, patch: &Value) -> Result<Value, Failure> {
    if !matches!(patch, Value::List(_)) {
        let what = patch.json_type();
        let message = format!(
            "error decoding patch: json: cannot unmarshal {what} into Go value of type []handlers.jsonPatchOp"
        );
        return Err(Failure::bad_request(message));
    }
    let refused = || {
        Failure::InvalidRequest(
            "the server rejected our request due to an error in our request".to_owned(),
        )
    };
    let mut object = current.clone();
    for operation in patch.items() {
        perform(&mut object, operation).ok_or_else(refused)?;
    }
    Ok(object)
}

fn perform(object: &mut Value, operation: &Value) -> Option<()> {
    let path = segments(operation.get("path")?.as_str()?)?;
    let value = || operation.get("value").cloned();
    let from = || segments(operation.get("from")?.as_str()?);
    match operation.text_at(&["op"]) {
        "add" => add(object, &path, value()?),
        "replace" => replace(object, &path, value()?),
        "remove" => remove(object, &path).map(drop),
        "test" => (*find(object, &path)? == value()?).then_some(()),
        "copy" => {
            let copied = find(object, &from()?)?.clone();
            add(object, &path, copied)
        }
        "move" => {
            let moved = remove(object, &from()?)?;
            add(object, &path, moved)
        }
        _ => None,
    }
}

/// Splits a path such as `/spec/template/metadata/annotations/a~1b`. `~1` is a slash and `~0` a tilde.
fn segments(path: &str) -> Option<Vec<String>> {
    if path.is_empty() {
        return Some(Vec::new());
    }
    let segments = path.strip_prefix('/')?.split('/');
    Some(segments.map(|segment| segment.replace("~1", "/").replace("~0", "~")).collect())
}

fn find<'a>(object: &'a Value, path: &[String]) -> Option<&'a Value> {
    path.iter().try_fold(object, |value, segment| match value {
        Value::List(items) => items.get(segment.parse::<usize>().ok()?),
        _ => value.get(segment),
    })
}

fn find_mut<'a>(object: &'a mut Value, path: &[String]) -> Option<&'a mut Value> {
    path.iter().try_fold(object, |value, segment| match value {
        Value::List(items) => items.get_mut(segment.parse::<usize>().ok()?),
        Value::Map(entries) => {
            entries.iter_mut().find(|(key, _)| key == segment).map(|(_, value)| value)
        }
        _ => None,
    })
}

fn add(object: &mut Value, path: &[String], value: Value) -> Option<()> {
    let Some((last, parent)) = path.split_last() else {
        *object = value;
        return Some(());
    };
    match find_mut(object, parent)? {
        Value::List(items) => {
            let index = if last == "-" { items.len() } else { last.parse().ok()? };
            (index <= items.len()).then(|| items.insert(index, value))
        }
        parent @ Value::Map(_) => {
            *parent.entry(last) = value;
            Some(())
        }
        _ => None,
    }
}

/// Replaces a value. Like upstream, accepts a key that its map does not have.
fn replace(object: &mut Value, path: &[String], value: Value) -> Option<()> {
    if let Some(place) = find_mut(object, path) {
        *place = value;
        return Some(());
    }
    let (last, parent) = path.split_last()?;
    let parent = find_mut(object, parent).filter(|parent| matches!(parent, Value::Map(_)))?;
    *parent.entry(last) = value;
    Some(())
}

fn remove(object: &mut Value, path: &[String]) -> Option<Value> {
    let (last, parent) = path.split_last()?;
    match find_mut(object, parent)? {
        Value::List(items) => {
            let index = last.parse::<usize>().ok().filter(|index| *index < items.len())?;
            Some(items.remove(index))
        }
        parent => parent.remove(last),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(patch: &str, expected: Option<&str>) {
        let object = Value::from_json(r#"{"a":{"b":[1,2],"c/d":3}}"#).expect("the test's own JSON");
        let patched = apply(&object, &Value::from_json(patch).expect("the test's own JSON"));
        assert_eq!(patched.ok().map(|value| value.to_json()).as_deref(), expected, "{patch}");
    }

    #[test]
    fn operations_change_the_object_in_order() {
        check(
            r#"[{"op":"replace","path":"/a/b/0","value":9},{"op":"add","path":"/a/b/-","value":3}]"#,
            Some(r#"{"a":{"b":[9,2,3],"c/d":3}}"#),
        );
        check(r#"[{"op":"remove","path":"/a/c~1d"}]"#, Some(r#"{"a":{"b":[1,2]}}"#));
        check(
            r#"[{"op":"move","from":"/a/b/1","path":"/x"}]"#,
            Some(r#"{"a":{"b":[1],"c/d":3},"x":2}"#),
        );
        check(
            r#"[{"op":"copy","from":"/a/b","path":"/b"}]"#,
            Some(r#"{"a":{"b":[1,2],"c/d":3},"b":[1,2]}"#),
        );
        check(
            r#"[{"op":"replace","path":"/a/new","value":1}]"#,
            Some(r#"{"a":{"b":[1,2],"c/d":3,"new":1}}"#),
        );
        check("[]", Some(r#"{"a":{"b":[1,2],"c/d":3}}"#));
    }

    #[test]
    fn operations_that_fail_refuse_the_patch() {
        for operation in [
            r#"{"op":"remove","path":"/a/x"}"#,
            r#"{"op":"replace","path":"/a/b/5","value":1}"#,
            r#"{"op":"test","path":"/a/b/0","value":99}"#,
            r#"{"op":"bogus","path":"/a","value":99}"#,
            r#"{"op":"add","path":"/x/y/z","value":1}"#,
            r#"{"op":"add","path":"a","value":1}"#,
            r#"{"path":"/a"}"#,
            "1",
        ] {
            check(&format!("[{operation}]"), None);
        }
    }
}
