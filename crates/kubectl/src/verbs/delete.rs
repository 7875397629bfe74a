//! `kubectl delete`: requests the deletion of objects, prints at once, and waits until exactly those objects are
//! gone.
//!
//! What a deletion causes is decided in the engine. The command for each kind is in [`super::objects`].

use std::time::Duration;

use rollout_engine::api::Namespace;
use rollout_engine::command::Cascade;
use rollout_engine::time::SimTime;

use super::flags::{ALL, DRY_RUN, FILENAME, Invocation, OUTPUT, SELECTOR, Takes, duration, flag};
use super::objects::{LiveObject, Nameless, ObjectId, named};
use super::{Started, Verb, Waiting, report};
use crate::world::{Step, World};
use apiserver::Failure;
use apiserver::value::quoted;

pub(super) const VERB: Verb = Verb {
    words: "delete",
    writes: true,
    about: "Delete resources by file names, stdin, resources and names, or by resources and label selector",
    flags: &[
        ALL,
        flag("cascade", Takes::Optional("background")),
        DRY_RUN,
        FILENAME,
        flag("force", Takes::Switch),
        flag("grace-period", Takes::Number),
        flag("ignore-not-found", Takes::Switch),
        flag("now", Takes::Switch),
        OUTPUT,
        SELECTOR,
        flag("timeout", Takes::Duration),
        flag("wait", Takes::Switch),
    ],
    run,
};

const FORCED: &str = "Warning: Immediate deletion does not wait for confirmation that the running resource has been terminated. The resource may continue to run on the cluster indefinitely.\n";

/// A running `delete` that waits for objects to disappear.
#[derive(Clone, Debug)]
pub(crate) struct Delete {
    objects: Vec<LiveObject>,
    until: Option<SimTime>,
    /// Exit status once they have.
    status: i32,
}

impl Delete {
    pub(super) fn step(&mut self, world: &World<'_>, step: &mut Step) -> Option<i32> {
        self.objects.retain(|object| object.is_there(world));
        if self.objects.is_empty() {
            return Some(self.status);
        }
        if self.until.is_some_and(|until| until <= world.at) {
            for object in &self.objects {
                let what = format!("{}/{}", object.kind.plural, object.name);
                step.err(format!("error: timed out waiting for the condition on {what}\n"));
            }
            return Some(1);
        }
        None
    }

    pub(super) fn wakes_at(&self) -> Option<SimTime> {
        self.until
    }
}

fn run(invocation: &Invocation, world: &World<'_>, step: &mut Step) -> Result<Started, Failure> {
    let cascade = cascade(invocation, step)?;
    let mut found = named(invocation, Nameless::Refused, &invocation.arguments, world)?;
    if invocation.is_on("ignore-not-found") {
        found.failures.clear();
    }
    if !found.by_name && found.objects.is_empty() {
        step.out("No resources found\n");
        return Ok(Started::Exited(0));
    }
    if invocation.is_on("force") {
        step.err(FORCED);
    }
    let dry_run = invocation.dry_run();
    for object in &found.objects {
        if let Some(refusal) = refusal(object) {
            found.failures.push(refusal);
            continue;
        }
        let command = object.delete(cascade, grace_period(invocation));
        match command {
            Some(command) if dry_run.is_none() => step.commands.push(command),
            None => {
                let message = format!("this playground cannot delete {}", object.kind.plural);
                found.failures.push(Failure::Plain(message));
                continue;
            }
            Some(_) => {}
        }
        step.out(said(invocation, object, world));
    }
    let status = report(&found.failures, step);
    let objects: Vec<_> =
        found.objects.into_iter().filter(|object| object.id != ObjectId::Derived).collect();
    let waits = !objects.is_empty() && !invocation.is_off("wait") && dry_run.is_none();
    let timeout = invocation.value("timeout").and_then(duration).filter(|time| !time.is_zero());
    let until = timeout.map(|timeout| world.at + timeout);
    let delete = Delete { objects, until, status };
    Ok(if waits { Waiting::Delete(delete).into() } else { Started::Exited(status) })
}

fn cascade(invocation: &Invocation, step: &mut Step) -> Result<Cascade, Failure> {
    let deprecated = |value: &str, other: &str| {
        format!(
            "warning: --cascade={value} is deprecated (boolean value) and can be replaced with --cascade={other}.\n"
        )
    };
    match invocation.value("cascade").unwrap_or("background") {
        "background" => Ok(Cascade::Background),
        "foreground" => Ok(Cascade::Foreground),
        "orphan" => Ok(Cascade::Orphan),
        value @ "true" => {
            step.err(deprecated(value, "background"));
            Ok(Cascade::Background)
        }
        value @ "false" => {
            step.err(deprecated(value, "orphan"));
            Ok(Cascade::Orphan)
        }
        other => Err(Failure::Plain(format!(
            "invalid cascade value ({other}). Must be \"background\", \"foreground\", or \"orphan\""
        ))),
    }
}

/// Rejects the deletion of three built-in namespaces (admission plug-in NamespaceLifecycle), and of
/// `kube-node-lease`, which the playground keeps too.
fn refusal(object: &LiveObject) -> Option<Failure> {
    let is_built_in = Namespace::BUILT_IN.contains(&object.name.as_str());
    (object.id == ObjectId::Namespace && is_built_in).then(|| {
        let message = format!(
            "namespaces {} is forbidden: this namespace may not be deleted",
            quoted(&object.name)
        );
        Failure::status("Forbidden", message)
    })
}

/// Formats `pod "web-0" deleted from default namespace`.
fn said(invocation: &Invocation, object: &LiveObject, world: &World<'_>) -> String {
    if invocation.value("output") == Some("name") {
        return format!("{}\n", object.slashed());
    }
    let forced = if invocation.is_on("force") { "force " } else { "" };
    let named = object.kind.namespaced && world.release().names_namespace_of_deleted();
    let namespace = &object.namespace;
    let place = if named { format!(" from {namespace} namespace") } else { String::new() };
    let dry_run = invocation.dry_run().unwrap_or_default();
    let (kind, name) = (object.kind.dotted(), quoted(&object.name));
    format!("{kind} {name} {forced}deleted{place}{dry_run}\n")
}

/// Returns the grace period. It is 0 only with `--force`; `--grace-period=0` alone means one second, as does `--now`.
fn grace_period(invocation: &Invocation) -> Option<Duration> {
    let seconds = invocation.number("grace-period").and_then(|seconds| u64::try_from(seconds).ok());
    if invocation.is_on("force") {
        return Some(Duration::from_secs(seconds.unwrap_or(0)));
    }
    let seconds =
        if invocation.is_on("now") { Some(1) } else { seconds.map(|seconds| seconds.max(1)) };
    seconds.map(Duration::from_secs)
}
