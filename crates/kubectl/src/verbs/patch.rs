//! `kubectl patch`: applies strategic merge, JSON merge and JSON patches. The patches themselves are in
//! [`apiserver::patch`] and [`apiserver::json_patch`].

use rollout_engine::command::{Command, PodFault};

use super::flags::{ALL, DRY_RUN, FILENAME, Invocation, OUTPUT, TEMPLATE, Takes, flag, short};
use super::objects::{LiveObject, Nameless, ObjectId, Selection, finish, named};
use super::{Started, Verb, report};
use crate::world::{Step, World};
use apiserver::schema::{STATEFUL_SET, Struct};
use apiserver::value::{Value, quoted};
use apiserver::{Failure, Request, Written, json_patch, patch};

pub(super) const VERB: Verb = Verb {
    words: "patch",
    writes: true,
    about: "Update fields of a resource",
    flags: &[
        ALL,
        DRY_RUN,
        FILENAME,
        OUTPUT,
        short('p', "patch", Takes::Text),
        flag("patch-file", Takes::Text),
        flag("subresource", Takes::Text),
        TEMPLATE,
        flag("type", Takes::Text),
    ],
    run,
};

/// The patch for each object.
struct Patch<'a> {
    kind: &'a str,
    change: Value,
    subresource: &'a str,
}

fn run(invocation: &Invocation, world: &World<'_>, step: &mut Step) -> Result<Started, Failure> {
    let kind = invocation.value("type").unwrap_or("strategic");
    if !["json", "merge", "strategic"].contains(&kind) {
        let message = format!("--type must be one of [json merge strategic], not {}", quoted(kind));
        return Err(Failure::Plain(message));
    }
    let change = read(&text(invocation, world)?, world)?;
    let subresource = invocation.value("subresource").unwrap_or_default();
    if !["", "scale", "status"].contains(&subresource) {
        let message = format!(
            "invalid subresource value: {}. Must be one of [status scale resize]",
            quoted(subresource)
        );
        return Err(Failure::Plain(message));
    }
    let asked = Patch { kind, change, subresource };
    let Selection { objects, mut failures, .. } =
        named(invocation, Nameless::Refused, &invocation.arguments, world)?;
    for object in &objects {
        if let Err(failure) = patch_one(invocation, object, &asked, world, step) {
            failures.push(failure);
        }
    }
    Ok(Started::Exited(report(&failures, step)))
}

fn patch_one(
    invocation: &Invocation,
    object: &LiveObject,
    asked: &Patch<'_>,
    world: &World<'_>,
    step: &mut Step,
) -> Result<(), Failure> {
    let written = match asked.subresource {
        "status" => status(object, &asked.change),
        "scale" => {
            let replicas = asked.change.at(&["spec", "replicas"]).cloned();
            let mut change = Value::map();
            *change.entry_at(&["spec", "replicas"]) = replicas.unwrap_or(Value::Null);
            write(object, &Patch { kind: "merge", change, subresource: "" }, world)?
        }
        _ => write(object, asked, world)?,
    };
    // Upstream's patch does not print that it was a dry run. With `-f` it compares with the file, which always lacks
    // fields that the server has.
    let changes = written.command.is_some() || invocation.value("filename").is_some();
    let did = if changes { "patched" } else { "patched (no change)" };
    if asked.subresource == "scale" && invocation.value("output").is_none() {
        step.out(format!("scale.autoscaling/{} patched\n", object.name));
        step.commands.extend(written.command.filter(|_| invocation.dry_run().is_none()));
        return Ok(());
    }
    finish(invocation, object, written, did, world, step)
}

fn text(invocation: &Invocation, world: &World<'_>) -> Result<String, Failure> {
    let missing = || {
        Failure::Plain(
            "must specify --patch or --patch-file containing the contents of the patch".to_owned(),
        )
    };
    if let Some(name) = invocation.value("patch-file") {
        let text = world.files.get(name).map(|text| text.to_string());
        return text.ok_or_else(|| {
            Failure::Plain(format!(
                "unable to read patch file: open {name}: no such file or directory"
            ))
        });
    }
    invocation.value("patch").filter(|text| !text.is_empty()).map(str::to_owned).ok_or_else(missing)
}

/// Parses a patch. It may be YAML; text that starts with a brace must be JSON.
fn read(text: &str, world: &World<'_>) -> Result<Value, Failure> {
    if !text.trim_start().starts_with('{') {
        let unable = |problem: String| {
            Failure::Plain(format!("unable to parse {}: {problem}", quoted(text)))
        };
        return apiserver::manifest::parse(text).map_err(|broken| {
            unable(broken.message.trim_start_matches("error converting YAML to JSON: ").to_owned())
        });
    }
    let message = if world.release().says_invalid_patch() {
        "invalid JSON patch"
    } else {
        "unexpected end of JSON input"
    };
    Value::from_json(text).ok_or_else(|| Failure::bad_request(message))
}

/// Applies a patch and sends the object to the API server.
fn write(object: &LiveObject, asked: &Patch<'_>, world: &World<'_>) -> Result<Written, Failure> {
    let Patch { kind, change, .. } = asked;
    let current = object.stored(world);
    let patched = match *kind {
        "json" => json_patch::apply(&current, change)?,
        _ if !matches!(change, Value::Map(_)) => {
            let message = format!(
                "json: cannot unmarshal {} into Go value of type map[string]interface {{}}",
                change.json_type()
            );
            return Err(Failure::bad_request(message));
        }
        "merge" => patch::merge(&current, change),
        _ => patch::strategic(&current, change, fields(object))?,
    };
    same_object(object, &patched)?;
    let request = if *kind == "strategic" { Request::Strategic(change) } else { Request::Merged };
    object.update(&patched, request, world)
}

/// Returns the schema by which lists are merged. A pod has that of a pod template.
fn fields(object: &LiveObject) -> Option<&'static Struct> {
    if !object.kind.is_pod() {
        return object.kind.schema;
    }
    let spec = STATEFUL_SET.field("spec")?.of.object()?;
    spec.field("template")?.of.object()
}

/// Writes the Ready condition of a pod. Nothing else of a status can be written: controllers overwrite it at once.
fn status(object: &LiveObject, change: &Value) -> Written {
    let conditions = change.at(&["status", "conditions"]).map(Value::items).unwrap_or_default();
    let ready = conditions.iter().find(|condition| condition.text_at(&["type"]) == "Ready");
    let command = match (&object.id, ready) {
        (&ObjectId::Pod(set, ordinal, _), Some(condition)) => {
            let fault = PodFault::ReadyWritten(condition.text_at(&["status"]) == "True");
            Some(Command::PodFault { set, ordinal, container: None, fault })
        }
        _ => None,
    };
    Written { command, ..Written::nothing(&object.name) }
}

/// Rejects a patch that changes the name, or has a `resourceVersion` other than the stored one.
fn same_object(object: &LiveObject, patched: &Value) -> Result<(), Failure> {
    let (named, name) = (patched.text_at(&["metadata", "name"]), &object.name);
    if named != name {
        let message =
            format!("the name of the object ({named}) does not match the name on the URL ({name})");
        return Err(Failure::bad_request(message));
    }
    let stored = object.document.at(&["metadata", "resourceVersion"]);
    let version = patched.at(&["metadata", "resourceVersion"]);
    if version.is_some_and(|version| !version.is_null() && Some(version) != stored) {
        let message = format!(
            "Operation cannot be fulfilled on {} {}: the object has been modified; please apply your changes to the latest version and try again",
            object.kind.resource(),
            quoted(name)
        );
        return Err(Failure::status("Conflict", message));
    }
    Ok(())
}
