//! `kubectl rollout`: subcommands `restart`, `pause` and `resume`. The others have modules of their own.

pub(super) mod history;
pub(super) mod status;
mod template;
pub(super) mod undo;

use super::flags::{FILENAME, Flag, Invocation, OUTPUT, SELECTOR};
use super::objects::{LiveObject, Nameless, Selection, finish, named};
use super::{Started, Verb, report};
use crate::world::{Step, World};
use apiserver::clock;
use apiserver::value::{Value, quoted};
use apiserver::{Failure, Request};

const FLAGS: &[Flag] = &[FILENAME, OUTPUT, SELECTOR];

/// `rollout restart`: writes the time into an annotation of the template, so that every pod is replaced.
pub(super) const RESTART: Verb = Verb {
    words: "rollout restart",
    writes: true,
    about: "Restart a resource",
    flags: FLAGS,
    run: restart,
};

/// `rollout pause`: not supported for StatefulSets.
pub(super) const PAUSE: Verb = Verb {
    words: "rollout pause",
    writes: true,
    about: "Mark the provided resource as paused",
    flags: FLAGS,
    run: |invocation, world, step| unsupported(invocation, "pausing", world, step),
};

/// `rollout resume`: not supported for StatefulSets.
pub(super) const RESUME: Verb = Verb {
    words: "rollout resume",
    writes: true,
    about: "Resume a paused resource",
    flags: FLAGS,
    run: |invocation, world, step| unsupported(invocation, "resuming", world, step),
};

/// Returns the objects of a subcommand. A kind without names stands for all its objects.
fn objects(invocation: &Invocation, world: &World<'_>) -> Result<Selection, Failure> {
    if invocation.arguments.is_empty() && invocation.value("filename").is_none() {
        return Err(Failure::Plain("required resource not specified".to_owned()));
    }
    named(invocation, Nameless::All, &invocation.arguments, world)
}

fn restart(
    invocation: &Invocation,
    world: &World<'_>,
    step: &mut Step,
) -> Result<Started, Failure> {
    let Selection { objects, mut failures, by_name } = objects(invocation, world)?;
    if objects.is_empty() && !by_name {
        step.err(format!("No resources found in {} namespace.\n", invocation.namespace()));
    }
    for object in &objects {
        if let Err(failure) = restart_one(invocation, object, world, step) {
            failures.push(failure);
        }
    }
    Ok(Started::Exited(report(&failures, step)))
}

fn restart_one(
    invocation: &Invocation,
    object: &LiveObject,
    world: &World<'_>,
    step: &mut Step,
) -> Result<(), Failure> {
    if !object.kind.is_stateful_set() {
        return Err(not_supported(object, "restarting"));
    }
    let mut wanted = object.stored(world);
    let path = ["spec", "template", "metadata", "annotations", "kubectl.kubernetes.io/restartedAt"];
    *wanted.entry_at(&path) = Value::string(clock::rfc3339(world.at));
    let written = object.update(&wanted, Request::Merged, world)?;
    if written.command.is_none() {
        let name = &object.name;
        let message = format!(
            "failed to create patch for {name}: if restart has already been triggered within the past second, please wait before attempting to trigger another"
        );
        return Err(Failure::Plain(message));
    }
    finish(invocation, object, written, &invocation.did("restarted"), world, step)
}

fn unsupported(
    invocation: &Invocation,
    doing: &str,
    world: &World<'_>,
    step: &mut Step,
) -> Result<Started, Failure> {
    let Selection { objects, mut failures, .. } = objects(invocation, world)?;
    failures.extend(objects.iter().map(|object| not_supported(object, doing)));
    Ok(Started::Exited(report(&failures, step)))
}

/// Makes the error `statefulsets.apps "web" pausing is not supported`.
fn not_supported(object: &LiveObject, doing: &str) -> Failure {
    let (resource, name) = (object.kind.resource(), quoted(&object.name));
    Failure::Plain(format!("{resource} {name} {doing} is not supported"))
}
