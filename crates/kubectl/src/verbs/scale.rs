//! `kubectl scale`: sets `spec.replicas`. Prints `scaled` even if nothing changes, because upstream uses the scale
//! subresource.

use std::time::Duration;

use rollout_engine::time::SimTime;

use super::flags::{ALL, DRY_RUN, FILENAME, Invocation, OUTPUT, SELECTOR, Takes, duration, flag};
use super::objects::{LiveObject, Nameless, finish, named};
use super::{Started, Verb, Waiting, report};
use crate::world::{Step, World};
use apiserver::value::{Value, quoted};
use apiserver::{Failure, Request};

pub(super) const VERB: Verb = Verb {
    words: "scale",
    writes: true,
    about: "Set a new size for a deployment, replica set, or replication controller",
    flags: &[
        ALL,
        flag("current-replicas", Takes::Number),
        DRY_RUN,
        FILENAME,
        OUTPUT,
        flag("replicas", Takes::Number),
        flag("resource-version", Takes::Text),
        SELECTOR,
        flag("timeout", Takes::Duration),
    ],
    run,
};

/// Interval at which kubectl checks the size (upstream `scale.NewRetryParams`).
const LOOKS_EVERY: Duration = Duration::from_secs(1);

/// A running `scale --timeout`: waits until sets have their new size, one after the other.
#[derive(Clone, Debug)]
pub(crate) struct Scale {
    /// Sets that have not been seen with that size.
    sets: Vec<LiveObject>,
    replicas: i64,
    looks_at: SimTime,
    until: SimTime,
    timeout: Duration,
    status: i32,
}

fn run(invocation: &Invocation, world: &World<'_>, step: &mut Step) -> Result<Started, Failure> {
    let Some(replicas) = invocation.number("replicas") else {
        return Err(Failure::Plain("required flag(s) \"replicas\" not set".to_owned()));
    };
    if replicas < 0 {
        let message =
            "The --replicas=COUNT flag is required, and COUNT must be greater than or equal to 0";
        return Err(Failure::Plain(message.to_owned()));
    }
    let found = named(invocation, Nameless::Refused, &invocation.arguments, world)?;
    if found.objects.is_empty() {
        return Err(nothing(found.failures, world));
    }
    let mut failures = found.failures;
    let timeout = invocation.value("timeout").and_then(duration).filter(|time| !time.is_zero());
    let mut sets = Vec::new();
    for object in &found.objects {
        let mut said = Step::default();
        match scale(invocation, world, object, replicas, &mut said) {
            Ok(()) => sets.push(object.clone()),
            Err(failure) => failures.push(failure),
        }
        step.commands.append(&mut said.commands);
        if timeout.is_none() {
            step.printed.append(&mut said.printed);
        }
    }
    let status = report(&failures, step);
    let Some(timeout) = timeout.filter(|_| !sets.is_empty()) else {
        return Ok(Started::Exited(status));
    };
    let until = world.at + timeout;
    let waiting = Scale { sets, replicas, looks_at: world.at, until, timeout, status };
    Ok(Waiting::Scale(waiting).into())
}

fn nothing(failures: Vec<Failure>, world: &World<'_>) -> Failure {
    let nothing = "no objects passed to scale";
    match failures.into_iter().next() {
        None => Failure::Plain(nothing.to_owned()),
        Some(failure) if world.release().scale_names_what_is_missing() => failure,
        Some(failure) => Failure::Plain(format!("{nothing} {}", failure.message())),
    }
}

fn scale(
    invocation: &Invocation,
    world: &World<'_>,
    object: &LiveObject,
    replicas: i64,
    step: &mut Step,
) -> Result<(), Failure> {
    if !object.kind.is_stateful_set() {
        return Err(Failure::status(
            "NotFound",
            "the server could not find the requested resource",
        ));
    }
    let stored = object.stored(world);
    let current = stored.at(&["spec", "replicas"]).and_then(Value::as_int).unwrap_or_default();
    let expected = invocation.number("current-replicas").filter(|&number| number >= 0);
    if let Some(expected) = expected.filter(|&expected| expected != current) {
        return Err(Failure::Plain(format!("Expected replicas to be {expected}, was {current}")));
    }
    let version = object.document.text_at(&["metadata", "resourceVersion"]);
    if let Some(expected) = invocation.value("resource-version").filter(|asked| *asked != version) {
        let message = format!("Expected resource version to be {expected}, was {version}");
        return Err(Failure::Plain(message));
    }
    let mut wanted = stored;
    *wanted.entry_at(&["spec", "replicas"]) = Value::Int(replicas);
    let written = object.update(&wanted, Request::Merged, world)?;
    finish(invocation, object, written, &invocation.did("scaled"), world, step)
}

impl Scale {
    pub(super) fn wakes_at(&self) -> Option<SimTime> {
        Some(self.looks_at.min(self.until))
    }

    pub(super) fn step(&mut self, world: &World<'_>, step: &mut Step) -> Option<i32> {
        while let Some(object) = self.sets.first() {
            if world.at < self.looks_at.min(self.until) {
                return None;
            }
            if self.has_size(object, world) {
                step.out(format!("{} scaled\n", object.slashed()));
                self.sets.remove(0);
                self.until = world.at + self.timeout;
            } else if world.at >= self.until {
                step.err(format!(
                    "error: timed out waiting for {} to be synced\n",
                    quoted(&object.name)
                ));
                return Some(1);
            } else {
                self.looks_at = world.at + LOOKS_EVERY;
            }
        }
        Some(self.status)
    }

    /// Whether spec and status of the set have this number of replicas.
    fn has_size(&self, object: &LiveObject, world: &World<'_>) -> bool {
        world.cluster.find_set(&object.namespace, &object.name).is_some_and(|(_, owned)| {
            i64::from(owned.set.status.replicas) == self.replicas
                && i64::from(owned.set.spec.replicas) == self.replicas
        })
    }
}
