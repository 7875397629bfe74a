//! `kubectl scale`: writes `spec.replicas` through the scale subresource, and says so even where nothing changes.

use super::flags::{ALL, DRY_RUN, Invocation, OUTPUT, Takes, flag};
use super::{Started, Verb, report, targets};
use crate::process::{Step, World};
use crate::server::{Failure, UnknownFields, stored, update_set};
use crate::value::Value;

pub(super) const VERB: Verb = Verb {
    words: "scale",
    about: "Set a new size for a deployment, replica set, or replication controller",
    flags: &[
        ALL,
        flag("current-replicas", Takes::Number),
        DRY_RUN,
        OUTPUT,
        flag("replicas", Takes::Number),
    ],
    run,
};

fn run(invocation: &Invocation, world: &World<'_>, step: &mut Step) -> Result<Started, Failure> {
    let Some(replicas) = invocation.number("replicas") else {
        return Err(Failure::Plain("required flag(s) \"replicas\" not set".to_owned()));
    };
    if replicas < 0 {
        let message =
            "The --replicas=COUNT flag is required, and COUNT must be greater than or equal to 0";
        return Err(Failure::Plain(message.to_owned()));
    }
    let mut failures = Vec::new();
    for target in targets::named(invocation, world)? {
        let scaled = scale(invocation, world, &target, replicas, step);
        failures.extend(scaled.err());
    }
    Ok(Started::Exited(report(&failures, step)))
}

fn scale(
    invocation: &Invocation,
    world: &World<'_>,
    target: &targets::Target,
    replicas: i64,
    step: &mut Step,
) -> Result<(), Failure> {
    if !target.kind.is_stateful_set() {
        return Err(Failure::status(
            "NotFound",
            "the server could not find the requested resource",
        ));
    }
    let name = target.name.as_deref().unwrap_or_default();
    let (id, owned) =
        targets::find_set(invocation, world, target).map_err(|failure| missing(failure, world))?;
    let current = owned.set.spec.replicas;
    if let Some(expected) = invocation
        .number("current-replicas")
        .filter(|number| *number >= 0 && *number != i64::from(current))
    {
        return Err(Failure::Plain(format!("Expected replicas to be {expected}, was {current}")));
    }
    let mut object = stored(&owned.set.document);
    *object.entry_at(&["spec", "replicas"]) = Value::Int(replicas);
    let written = update_set((id, owned), &object, UnknownFields::Warn, world.release())?;
    let dry_run = invocation.dry_run();
    if dry_run.is_none() {
        step.commands.extend(written.command);
    }
    step.out(match invocation.value("output") {
        Some("name") => format!("{}\n", target.kind.slashed(name)),
        _ => format!("{} scaled{}\n", target.kind.slashed(name), dry_run.unwrap_or_default()),
    });
    Ok(())
}

/// Older releases put their own words before what is missing.
fn missing(failure: Failure, world: &World<'_>) -> Failure {
    if world.release().scale_names_what_is_missing() {
        return failure;
    }
    Failure::Plain(format!("no objects passed to scale {}", failure.message()))
}
