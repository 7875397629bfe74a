//! `kubectl delete pod`: asks for the end of pods, says so at once, and waits until those very objects are gone.

use std::time::Duration;

use rollout_engine::api::Uid;
use rollout_engine::command::Command;

use super::flags::{ALL, DRY_RUN, Invocation, OUTPUT, SELECTOR, Takes, flag};
use super::{Running, Started, Verb, report, targets};
use crate::print::{Scene, Watch};
use crate::process::{Step, World};
use crate::server::Failure;
use crate::server::kind::POD;
use crate::value::Value;
use crate::value::quoted;

pub(super) const VERB: Verb = Verb {
    words: "delete",
    about: "Delete resources by file names, stdin, resources and names, or by resources and label selector",
    flags: &[
        ALL,
        DRY_RUN,
        flag("force", Takes::Switch),
        flag("grace-period", Takes::Number),
        flag("ignore-not-found", Takes::Switch),
        flag("now", Takes::Switch),
        OUTPUT,
        SELECTOR,
        flag("wait", Takes::Switch),
    ],
    run,
};

/// Waits for pods to be gone.
#[derive(Clone, Debug)]
pub(crate) struct Delete {
    pods: Vec<(String, Uid)>,
    /// How it will exit.
    status: i32,
}

impl Delete {
    pub(super) fn step(&mut self, world: &World<'_>) -> Option<i32> {
        self.pods.retain(|(name, uid)| {
            world.cluster.find_pod(name).is_some_and(|(_, pod)| pod.uid == *uid)
        });
        self.pods.is_empty().then_some(self.status)
    }
}

fn run(invocation: &Invocation, world: &World<'_>, step: &mut Step) -> Result<Started, Failure> {
    let names = names(invocation, world)?;
    if names.is_empty() {
        step.out("No resources found\n");
        return Ok(Started::Exited(0));
    }
    if invocation.is_on("force") {
        step.err("Warning: Immediate deletion does not wait for confirmation that the running resource has been terminated. The resource may continue to run on the cluster indefinitely.\n");
    }
    let (mut pods, mut failures) = (Vec::new(), Vec::new());
    for name in names {
        match delete(invocation, world, &name, step) {
            Ok(uid) => pods.push((name, uid)),
            Err(_) if invocation.is_on("ignore-not-found") => {}
            Err(failure) => failures.push(failure),
        }
    }
    let status = report(&failures, step);
    let waits = !pods.is_empty() && !invocation.is_off("wait") && invocation.dry_run().is_none();
    Ok(if waits {
        Started::Running(Running::Delete(Delete { pods, status }))
    } else {
        Started::Exited(status)
    })
}

/// The names of the pods that are meant.
fn names(invocation: &Invocation, world: &World<'_>) -> Result<Vec<String>, Failure> {
    let targets = targets::read(&invocation.arguments)?;
    if let Some(other) = targets.iter().find(|target| !target.kind.is_pod()) {
        return Err(Failure::Plain(format!(
            "this playground deletes pods only so far, not {}",
            other.kind.plural
        )));
    }
    let by_name = targets.iter().all(|target| target.name.is_some());
    let selects = invocation.is_on("all") || invocation.value("selector").is_some();
    match (by_name, selects) {
        (true, true) => {
            Err(Failure::Plain("name cannot be provided when a selector is specified".to_owned()))
        }
        (true, false) => Ok(targets.into_iter().filter_map(|target| target.name).collect()),
        (false, false) => {
            Err(Failure::Plain("resource(s) were provided, but no name was specified".to_owned()))
        }
        (false, true) => {
            let selector = targets::selector(invocation, &POD)?;
            let pods = Watch { selector, ..Watch::all(&POD) }.documents(&Scene::of(world));
            let name = |pod: &Value| pod.text_at(&["metadata", "name"]).to_owned();
            Ok(pods.iter().map(name).collect())
        }
    }
}

fn delete(
    invocation: &Invocation,
    world: &World<'_>,
    name: &str,
    step: &mut Step,
) -> Result<Uid, Failure> {
    let found = world.cluster.find_pod(name).filter(|_| invocation.namespace() == "default");
    let (set, pod) = found.ok_or_else(|| Failure::not_found(&POD, name))?;
    let (ordinal, uid) = (pod.ordinal, pod.uid);
    if invocation.dry_run().is_none() {
        step.commands.push(Command::DeletePod {
            set,
            ordinal,
            uid,
            grace_period: grace_period(invocation),
        });
    }
    step.out(match invocation.value("output") {
        Some("name") => format!("{}\n", POD.slashed(name)),
        _ => deleted(invocation, world, name),
    });
    Ok(uid)
}

/// `pod "web-0" deleted from default namespace`.
fn deleted(invocation: &Invocation, world: &World<'_>, name: &str) -> String {
    let forced = if invocation.is_on("force") { "force " } else { "" };
    let place =
        if world.release().names_namespace_of_deleted() { " from default namespace" } else { "" };
    format!(
        "{} {} {forced}deleted{place}{}\n",
        POD.singular,
        quoted(name),
        invocation.dry_run().unwrap_or_default()
    )
}

/// Zero only with `--force`; `--grace-period=0` alone is one second, as is `--now`.
fn grace_period(invocation: &Invocation) -> Option<Duration> {
    let seconds = invocation.number("grace-period").and_then(|seconds| u64::try_from(seconds).ok());
    if invocation.is_on("force") {
        return Some(Duration::from_secs(seconds.unwrap_or(0)));
    }
    let seconds =
        if invocation.is_on("now") { Some(1) } else { seconds.map(|seconds| seconds.max(1)) };
    seconds.map(Duration::from_secs)
}
