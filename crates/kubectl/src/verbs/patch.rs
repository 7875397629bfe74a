//! `kubectl patch`: strategic merge, JSON merge and JSON patches.

use super::flags::{DRY_RUN, Invocation, OUTPUT, Takes, flag, short};
use super::{Started, Verb, report, targets};
use crate::process::{Step, World};
use crate::server::{
    Failure, Request, UnknownFields, Written, json_patch, patch, stored, update_set_by,
};
use crate::value::{Value, quoted};

pub(super) const VERB: Verb = Verb {
    words: "patch",
    about: "Update fields of a resource",
    flags: &[
        DRY_RUN,
        OUTPUT,
        short('p', "patch", Takes::Text),
        flag("patch-file", Takes::Text),
        flag("type", Takes::Text),
    ],
    run,
};

fn run(invocation: &Invocation, world: &World<'_>, step: &mut Step) -> Result<Started, Failure> {
    let kind = invocation.value("type").unwrap_or("strategic");
    if !["json", "merge", "strategic"].contains(&kind) {
        return Err(Failure::Plain(format!(
            "--type must be one of [json merge strategic], not {}",
            quoted(kind)
        )));
    }
    let text = text(invocation, world)?;
    let change = read(&text, world)?;
    let mut failures = Vec::new();
    for target in targets::named(invocation, world)? {
        let name = target.name.clone().unwrap_or_default();
        match write(invocation, world, &target, kind, &change) {
            Ok(written) => {
                written
                    .warnings
                    .iter()
                    .for_each(|warning| step.err(format!("Warning: {warning}\n")));
                let change = if written.command.is_some() { "" } else { " (no change)" };
                step.out(match invocation.value("output") {
                    Some("name") => format!("{}\n", target.kind.slashed(&name)),
                    _ => format!("{} patched{change}\n", target.kind.slashed(&name)),
                });
                if invocation.dry_run().is_none() {
                    step.commands.extend(written.command);
                }
            }
            Err(failure) => failures.push(failure),
        }
    }
    Ok(Started::Exited(report(&failures, step)))
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

/// A patch may be YAML; what begins with a brace must be JSON.
fn read(text: &str, world: &World<'_>) -> Result<Value, Failure> {
    if !text.trim_start().starts_with('{') {
        let unable = |problem: String| {
            Failure::Plain(format!("unable to parse {}: {problem}", quoted(text)))
        };
        return crate::manifest::parse(text).map_err(|broken| {
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

fn write(
    invocation: &Invocation,
    world: &World<'_>,
    target: &targets::Target,
    kind: &str,
    change: &Value,
) -> Result<Written, Failure> {
    if !target.kind.is_stateful_set() {
        let message =
            format!("this playground patches StatefulSets only, not {}", target.kind.plural);
        return Err(Failure::Plain(message));
    }
    let (id, owned) = targets::find_set(invocation, world, target)?;
    let current = stored(&owned.set.document);
    let patched = match kind {
        "json" => json_patch::apply(&current, change)?,
        _ if !matches!(change, Value::Map(_)) => {
            let message = format!(
                "json: cannot unmarshal {} into Go value of type map[string]interface {{}}",
                change.json_type()
            );
            return Err(Failure::bad_request(message));
        }
        "merge" => patch::merge(&current, change),
        _ => patch::strategic(&current, change, target.kind.schema)?,
    };
    same_object(target, &patched)?;
    let request = if kind == "strategic" { Request::Strategic(change) } else { Request::Merged };
    update_set_by((id, owned), &patched, request, UnknownFields::Warn, world.release())
}

/// A patch may not rename an object, nor name a version of it that is not the stored one.
fn same_object(target: &targets::Target, patched: &Value) -> Result<(), Failure> {
    let (named, name) =
        (patched.text_at(&["metadata", "name"]), target.name.as_deref().unwrap_or_default());
    if named != name {
        let message =
            format!("the name of the object ({named}) does not match the name on the URL ({name})");
        return Err(Failure::bad_request(message));
    }
    if patched.at(&["metadata", "resourceVersion"]).is_some_and(|version| !version.is_null()) {
        let message = format!(
            "Operation cannot be fulfilled on {} {}: the object has been modified; please apply your changes to the latest version and try again",
            target.kind.resource(),
            quoted(name)
        );
        return Err(Failure::status("Conflict", message));
    }
    Ok(())
}
