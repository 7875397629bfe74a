//! `kubectl set`: what its subcommands share, and the small ones. Each changes one part of a pod template.

pub(super) mod env;
pub(super) mod image;
mod local;
pub(super) mod resources;

use super::Verb;
use super::flags::Invocation;
use super::objects::{LiveObject, Nameless, Selection, finish, named};
use crate::world::{Step, World};
use apiserver::kind::Kind;
use apiserver::value::Value;
use apiserver::{Failure, Request};

use super::flags::{DRY_RUN, OUTPUT};
use super::{Started, report};

/// `set serviceaccount sts/web NAME`.
pub(super) const SERVICE_ACCOUNT: Verb = Verb {
    words: "set serviceaccount",
    writes: true,
    about: "Update the service account of a resource",
    flags: &[DRY_RUN, OUTPUT],
    run: service_account,
};

/// `set selector`: refused, because a StatefulSet's selector is immutable.
pub(super) const SELECTOR: Verb = Verb {
    words: "set selector",
    writes: true,
    about: "Set the selector on a resource",
    flags: &[DRY_RUN, OUTPUT],
    run: |_, _, _| {
        let message = "setting a selector is only supported for Services";
        Err(Failure::Plain(message.to_owned()))
    },
};

const CHANGE_CAUSE: &str = "kubernetes.io/change-cause";

/// The change to each object's template.
struct SetEdit<'a> {
    /// Word for success: `image updated`.
    did: &'static str,
    /// Text before the API server's message if it rejects the change.
    refused: &'static str,
    /// Changes a pod spec and returns the problems found.
    change: &'a dyn Fn(&mut Value) -> Vec<Failure>,
}

/// Splits the arguments at the first one that fits, into resources and values.
fn split(invocation: &Invocation, begins: impl Fn(&str) -> bool) -> (&[String], &[String]) {
    let place = invocation.arguments.iter().position(|argument| begins(argument));
    invocation.arguments.split_at(place.unwrap_or(invocation.arguments.len()))
}

/// Changes the templates of all named objects.
fn edit(
    invocation: &Invocation,
    resources: &[String],
    edit: &SetEdit<'_>,
    world: &World<'_>,
    step: &mut Step,
) -> Result<Started, Failure> {
    if invocation.is_on("local") {
        return local::edit(invocation, edit, world, step);
    }
    let Selection { objects, mut failures, .. } =
        named(invocation, Nameless::Refused, resources, world)?;
    for object in &objects {
        if let Err(failure) = edit_one(invocation, object, edit, &mut failures, world, step) {
            failures.push(failure);
        }
    }
    Ok(Started::Exited(report(&failures, step)))
}

fn edit_one(
    invocation: &Invocation,
    object: &LiveObject,
    edit: &SetEdit<'_>,
    failures: &mut Vec<Failure>,
    world: &World<'_>,
    step: &mut Step,
) -> Result<(), Failure> {
    let mut wanted = object.stored(world);
    let problems = (edit.change)(pod_spec(&mut wanted, object.kind, &object.name)?);
    if invocation.is_on("record") {
        let (verb, arguments) = (invocation.verb.words, invocation.arguments.join(" "));
        let line = format!("kubectl {verb} {arguments} --record=true");
        *wanted.entry_at(&["metadata", "annotations", CHANGE_CAUSE]) = Value::String(line);
    }
    let written = object.update(&wanted, Request::Merged, world).map_err(|failure| {
        Failure::Plain(format!("failed to patch {} {}", edit.refused, failure.message()))
    })?;
    failures.extend(problems);
    if written.command.is_some() {
        finish(invocation, object, written, &invocation.did(edit.did), world, step)?;
    }
    Ok(())
}

/// Returns the pod spec of an object.
fn pod_spec<'a>(object: &'a mut Value, kind: &Kind, name: &str) -> Result<&'a mut Value, Failure> {
    let path: &[&str] = if kind.is_pod() { &["spec"] } else { &["spec", "template", "spec"] };
    if object.at(path).and_then(|spec| spec.get("containers")).is_none() {
        let message = format!(
            "{}/{name} the object is not a pod or does not have a pod template: *{}.{}",
            kind.plural, kind.version, kind.name
        );
        return Err(Failure::Plain(message));
    }
    Ok(object.entry_at(path))
}

/// Returns the containers with this name in these lists of a pod spec; `*` selects all.
fn containers<'a>(
    spec: &'a mut Value,
    lists: &[&str],
    name: &'a str,
) -> impl Iterator<Item = &'a mut Value> {
    let lists: Vec<String> = lists.iter().map(|list| (*list).to_owned()).collect();
    let all = match spec {
        Value::Map(fields) => fields.as_mut_slice(),
        _ => &mut [],
    };
    all.iter_mut()
        .filter(move |(key, _)| lists.contains(key))
        .flat_map(|(_, list)| match list {
            Value::List(containers) => containers.as_mut_slice(),
            _ => &mut [],
        })
        .filter(move |one| name == "*" || one.text_at(&["name"]) == name)
}

fn service_account(
    invocation: &Invocation,
    world: &World<'_>,
    step: &mut Step,
) -> Result<Started, Failure> {
    let Some((name, resources)) = invocation.arguments.split_last() else {
        return Err(Failure::Plain("serviceaccount is required".to_owned()));
    };
    let change = |spec: &mut Value| {
        *spec.entry("serviceAccountName") = Value::string(name.as_str());
        *spec.entry("serviceAccount") = Value::string(name.as_str());
        Vec::new()
    };
    let doing =
        SetEdit { did: "serviceaccount updated", refused: "ServiceAccountName", change: &change };
    edit(invocation, resources, &doing, world, step)
}
