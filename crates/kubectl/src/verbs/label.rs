//! `kubectl label` and `kubectl annotate`: sets and removes labels or annotations.

use super::flags::{
    ALL, DRY_RUN, FILENAME, Flag, Invocation, OUTPUT, SELECTOR, TEMPLATE, Takes, flag,
};
use super::objects::{LiveObject, Nameless, Selection, finish, named};
use super::{Started, Verb, report};
use crate::world::{Step, World};
use apiserver::value::Value;
use apiserver::{Failure, Request};

const FLAGS: &[Flag] = &[
    ALL,
    DRY_RUN,
    FILENAME,
    flag("list", Takes::Switch),
    OUTPUT,
    flag("overwrite", Takes::Switch),
    flag("resource-version", Takes::Text),
    SELECTOR,
    TEMPLATE,
];

pub(super) const LABEL: Verb = Verb {
    words: "label",
    writes: true,
    about: "Update the labels on a resource",
    flags: FLAGS,
    run: |invocation, world, step| run(&LABELS, invocation, world, step),
};

pub(super) const ANNOTATE: Verb = Verb {
    words: "annotate",
    writes: true,
    about: "Update the annotations on a resource",
    flags: FLAGS,
    run: |invocation, world, step| run(&ANNOTATIONS, invocation, world, step),
};

/// kubectl's words for labels or annotations.
struct Words {
    field: &'static str,
    one: &'static str,
    /// Results: something was set, something was only removed, nothing changed.
    did: [&'static str; 3],
}

static LABELS: Words =
    Words { field: "labels", one: "label", did: ["labeled", "unlabeled", "not labeled"] };
static ANNOTATIONS: Words =
    Words { field: "annotations", one: "annotation", did: ["annotated", "annotated", "annotated"] };

/// A key and its new value; `None` removes the key.
type KeyChange<'a> = (&'a str, Option<&'a str>);

fn run(
    words: &Words,
    invocation: &Invocation,
    world: &World<'_>,
    step: &mut Step,
) -> Result<Started, Failure> {
    let is_pair =
        |argument: &String| argument.contains('=') || argument.len() > 1 && argument.ends_with('-');
    let place = invocation.arguments.iter().position(is_pair);
    let (resources, pairs) =
        invocation.arguments.split_at(place.unwrap_or(invocation.arguments.len()));
    let mut changes = Vec::new();
    for argument in pairs {
        changes.push(pair(words, argument)?);
    }
    if changes.is_empty() && !invocation.is_on("list") {
        if !resources.is_empty() {
            super::targets::read(resources)?;
        }
        return Err(Failure::Plain(format!("at least one {} update is required", words.one)));
    }
    let Selection { objects, mut failures, .. } =
        named(invocation, Nameless::Refused, resources, world)?;
    for object in &objects {
        if invocation.is_on("list") {
            step.out(listed(words, object));
            continue;
        }
        if let Err(failure) = write(words, invocation, object, &changes, world, step) {
            failures.push(failure);
        }
    }
    Ok(Started::Exited(report(&failures, step)))
}

fn pair<'a>(words: &Words, argument: &'a str) -> Result<KeyChange<'a>, Failure> {
    let invalid = || Failure::Plain(format!("invalid {} spec: {argument}", words.one));
    match argument.split_once('=') {
        Some((key, value)) if words.one == "annotation" || !value.contains('=') => {
            Ok((key, Some(value)))
        }
        None => Ok((argument.strip_suffix('-').ok_or_else(invalid)?, None)),
        Some(_) => Err(invalid()),
    }
}

fn write(
    words: &Words,
    invocation: &Invocation,
    object: &LiveObject,
    changes: &[KeyChange<'_>],
    world: &World<'_>,
    step: &mut Step,
) -> Result<(), Failure> {
    let path = ["metadata", words.field];
    let mut wanted = object.stored(world);
    let mut did = words.did[2];
    for (key, value) in changes {
        let current = wanted.at(&path).and_then(|all| all.get(key)).and_then(Value::as_str);
        match (current, value) {
            (Some(current), Some(value))
                if current != *value && !may_overwrite(invocation, key) =>
            {
                return Err(taken(key, current));
            }
            (None, None) => {
                let message = format!("{} {key:?} not found.\n", words.one);
                if words.one == "label" && world.release().labels_on_standard_error() {
                    step.err(message);
                } else {
                    step.out(message);
                }
                if !world.release().says_that_nothing_was_unlabeled() {
                    did = words.did[0];
                }
            }
            (current, Some(value)) => {
                if current != Some(*value) {
                    did = words.did[0];
                }
                let all = wanted.entry_at(&path);
                *all.entry(key) = Value::string(*value);
            }
            (Some(_), None) => {
                if did == words.did[2] {
                    did = words.did[1];
                }
                wanted.entry_at(&path).remove(key);
            }
        }
    }
    if wanted.at(&path).is_some_and(|all| all.entries().is_empty()) {
        wanted.entry("metadata").remove(words.field);
    }
    let written = object.update(&wanted, Request::Merged, world)?;
    finish(invocation, object, written, &invocation.did(did), world, step)
}

/// Upstream allows overwriting the change cause without `--overwrite`.
fn may_overwrite(invocation: &Invocation, key: &str) -> bool {
    invocation.is_on("overwrite") || key == "kubernetes.io/change-cause"
}

fn taken(key: &str, current: &str) -> Failure {
    Failure::Plain(format!("'{key}' already has a value ({current}), and --overwrite is false"))
}

fn listed(words: &Words, object: &LiveObject) -> String {
    let all = object.document.at(&["metadata", words.field]).map(Value::entries);
    let line =
        |(key, value): &(String, Value)| format!("{key}={}\n", value.as_str().unwrap_or_default());
    all.unwrap_or_default().iter().map(line).collect()
}
