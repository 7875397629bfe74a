//! Server-side apply: the API server merges a file into the live object.
//!
//! Messages are those of upstream's `structured-merge-diff` and field manager, recorded in c3 and c5. There are no
//! managed fields. The only other manager known is client-side `kubectl apply`, whose fields are in its annotation. So
//! fields that a file no longer names stay, and a field that another verb wrote is taken without a conflict.

use rollout_engine::cluster::SetId;

use super::decode;
use super::kind::Kind;
use super::{Failure, Request, UnknownFields, Written, create, last_applied, patch, update};
use crate::release::Release;
use crate::schema::{Struct, Type};
use crate::value::{Value, quoted};

/// kubectl prints this after a conflict.
const WAYS_OUT: &str = "Please review the fields above--they currently have other managers. Here
are the ways you can resolve this warning:
* If you intend to manage all of these fields, please re-run the apply
  command with the `--force-conflicts` flag.
* If you do not intend to manage all of the fields, please edit your
  manifest to remove references to the fields that should keep their
  current managers.
* You may co-own fields by updating your manifest to match the existing
  value; in this case, you'll become the manager if the other manager(s)
  stop managing the field (remove it from their configuration).
See https://kubernetes.io/docs/reference/using-api/server-side-apply/#conflicts";

/// Merges an object into the live one, or creates it.
///
/// # Errors
///
/// A field is unknown or has the wrong type, another manager owns a field that would change and `force` is false, or
/// the write itself fails ([`create`], [`update`]).
pub fn apply(
    (kind, current): (&'static Kind, Option<(Option<SetId>, &Value)>),
    object: &Value,
    force: bool,
    place: super::Place,
    release: Release,
) -> Result<Written, Failure> {
    let applied = without_nulls(object);
    if let Some(problem) = type_problems(kind, &applied) {
        return Err(Failure::status("", problem));
    }
    let Some((id, current)) = current else {
        return create(kind, &applied, UnknownFields::Refuse, place, release);
    };
    if !force {
        conflicts(kind, current, &applied, release)?;
    }
    let mut merged = patch::strategic(current, &applied, kind.schema)?;
    // kubectl keeps the annotation up to date if the object has one.
    if last_applied::of(current).is_some() {
        last_applied::remember(&mut merged, &applied);
    }
    update((kind, id, current), &merged, Request::Merged, UnknownFields::Refuse, release)
}

fn without_nulls(value: &Value) -> Value {
    match value {
        Value::Map(entries) => {
            let written = entries.iter().filter(|(_, value)| !value.is_null());
            Value::Map(written.map(|(key, value)| (key.clone(), without_nulls(value))).collect())
        }
        Value::List(items) => Value::List(items.iter().map(without_nulls).collect()),
        other => other.clone(),
    }
}

fn type_problems(kind: &Kind, applied: &Value) -> Option<String> {
    let mut problems = Vec::new();
    check_fields(applied, kind.schema?, "", &mut problems);
    let problems = match problems.as_slice() {
        [] => return None,
        [only] => only.clone(),
        all => format!("errors:\n  {}", all.join("\n  ")),
    };
    let namespace = match applied.text_at(&["metadata", "namespace"]) {
        "" => String::new(),
        namespace => format!("{namespace}/"),
    };
    Some(format!(
        "failed to create typed patch object ({namespace}{}; {}, Kind={}): {problems}",
        applied.text_at(&["metadata", "name"]),
        kind.api_version(),
        kind.name
    ))
}

fn check_fields(object: &Value, of: &'static Struct, path: &str, problems: &mut Vec<String>) {
    for (name, value) in object.entries() {
        let path = format!("{path}.{name}");
        match of.field(name) {
            None => problems.push(format!("{path}: field not declared in schema")),
            Some(field) => check_value(value, field.of, field.merge_key, &path, problems),
        }
    }
}

fn check_value(value: &Value, of: Type, key: &str, path: &str, problems: &mut Vec<String>) {
    match (of, value) {
        (Type::Object(of), Value::Map(_)) => check_fields(value, of, path, problems),
        (Type::List(of), Value::List(items)) => {
            for (index, item) in items.iter().enumerate() {
                let segment = match item.get(key) {
                    Some(name) => format!("[{key}={}]", name.to_json()),
                    None if key.is_empty() => format!("[{index}]"),
                    None => {
                        let why = "associative list with keys has an element that omits key field";
                        problems.push(format!(
                            "{path}: element {index}: {why} {} (and doesn't have default value)",
                            quoted(key)
                        ));
                        continue;
                    }
                };
                check_value(item, *of, "", &format!("{path}{segment}"), problems);
            }
        }
        (Type::Map(of), Value::Map(entries)) => {
            for (key, value) in entries {
                check_value(value, *of, "", &format!("{path}.{key}"), problems);
            }
        }
        _ => problems.extend(mismatch(value, of).map(|problem| format!("{path}: {problem}"))),
    }
}

fn mismatch(value: &Value, of: Type) -> Option<String> {
    let go = value.to_go();
    match (of, value) {
        (Type::Object(_) | Type::Map(_), _) => Some(format!("expected map, got &{{{go}}}")),
        (Type::List(_), _) => Some(format!("expected list, got &{{{go}}}")),
        (Type::String | Type::Bytes, Value::String(_))
        | (Type::Bool, Value::Bool(_))
        | (Type::Any, _) => None,
        (Type::Int32 | Type::Int64, Value::Int(_) | Value::Number(_)) => None,
        (Type::String | Type::Bytes, _) => Some(format!("expected string, got {go}")),
        (Type::Bool, _) => Some(format!("expected boolean, got {go}")),
        (Type::Int32 | Type::Int64, other) => {
            Some(format!("expected numeric (int or float), got {}", other.go_type()))
        }
        (Type::IntOrString | Type::Quantity, Value::Map(_) | Value::List(_)) => {
            Some(format!("expected any scalar, got {go}"))
        }
        (Type::IntOrString | Type::Quantity, _) => None,
    }
}

/// Reports a conflict if a field of client-side apply would change. There is no conflict over fields where the
/// annotation says exactly what is stored: the API server hands those over (upstream `lastAppliedManager`). Defaults
/// inside a list prevent that.
fn conflicts(
    kind: &'static Kind,
    current: &Value,
    applied: &Value,
    release: Release,
) -> Result<(), Failure> {
    let Some(text) = last_applied::of(current) else { return Ok(()) };
    let last = super::stored(text);
    let defaulted = decode::decode(&last, kind.schema, release).document;
    let mut fields = Vec::new();
    for (path, value) in leaves(applied, kind.schema) {
        let path: Vec<_> = path.iter().map(String::as_str).collect();
        let stored = current.at(&path);
        let owned = stored.is_some() && defaulted.at(&path) == stored;
        if owned && Some(value) != stored && last.at(&path) != stored {
            fields.push(format!(".{}", path.join(".")));
        }
    }
    if fields.is_empty() {
        return Ok(());
    }
    let manager = format!("\"kubectl-client-side-apply\" using {}", kind.api_version());
    let found = match fields.as_slice() {
        [only] => format!("1 conflict: conflict with {manager}: {only}"),
        all => {
            format!("{} conflicts: conflicts with {manager}:\n- {}", all.len(), all.join("\n- "))
        }
    };
    Err(Failure::Plain(format!("Apply failed with {found}\n{WAYS_OUT}")))
}

/// Returns the fields that are compared as a whole, by path. Lists with a merge key are left out.
fn leaves<'a>(object: &'a Value, of: Option<&'static Struct>) -> Vec<(Vec<String>, &'a Value)> {
    let mut found = Vec::new();
    for (name, value) in object.entries() {
        let field = of.and_then(|of| of.field(name));
        let inner = match field.map(|field| (field.of, field.merge_key)) {
            Some((Type::Object(of), _)) => leaves(value, Some(of)),
            Some((Type::Map(_), _)) => leaves(value, None),
            Some((Type::List(_), key)) if !key.is_empty() => Vec::new(),
            _ => vec![(Vec::new(), value)],
        };
        let below =
            |(path, value): (Vec<String>, &'a Value)| ([vec![name.clone()], path].concat(), value);
        found.extend(inner.into_iter().map(below));
    }
    found
}
