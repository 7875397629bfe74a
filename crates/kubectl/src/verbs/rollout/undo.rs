//! `kubectl rollout undo`: writes the template of an earlier revision back into the set.

use rollout_engine::api::ControllerRevision;

use super::objects;
use super::template::pod_template;
use crate::verbs::flags::{DRY_RUN, FILENAME, Invocation, OUTPUT, SELECTOR, Takes, flag};
use crate::verbs::objects::{LiveObject, Selection, finish};
use crate::verbs::{Started, Verb, report};
use crate::world::{Step, World};
use apiserver::value::Value;
use apiserver::{Failure, Request, last_applied, patch, stored};

pub(in crate::verbs) const VERB: Verb = Verb {
    words: "rollout undo",
    writes: true,
    about: "Undo a previous rollout",
    flags: &[DRY_RUN, FILENAME, OUTPUT, SELECTOR, flag("to-revision", Takes::Number)],
    run,
};

fn run(invocation: &Invocation, world: &World<'_>, step: &mut Step) -> Result<Started, Failure> {
    let Selection { objects, mut failures, .. } = objects(invocation, world)?;
    for object in &objects {
        if let Err(failure) = undo(invocation, object, world, step) {
            failures.push(failure);
        }
    }
    Ok(Started::Exited(report(&failures, step)))
}

fn undo(
    invocation: &Invocation,
    object: &LiveObject,
    world: &World<'_>,
    step: &mut Step,
) -> Result<(), Failure> {
    if !object.kind.is_stateful_set() {
        let message =
            format!("no rollbacker has been implemented for {:?}", object.kind.qualified());
        return Err(Failure::Plain(message));
    }
    let current = object.stored(world);
    if world.release().warns_of_undo_after_apply()
        && current.at(&["metadata", "annotations", last_applied::ANNOTATION]).is_some()
    {
        step.err(format!(
            "Warning: resource {}/{} was previously managed with 'kubectl apply'. Rolling back will not update the kubectl.kubernetes.io/last-applied-configuration annotation, which may cause unexpected behavior on future 'kubectl apply' operations. Consider using 'kubectl apply' with your previous configuration file instead.\n",
            object.kind.plural, object.name
        ));
    }
    let number = invocation.number("to-revision").unwrap_or(0);
    let revision = revision(object, number, world)?;
    let data = stored(&revision.template.data);
    let wanted = patch::strategic(&current, &data, object.kind.schema)?;
    if invocation.dry_run() == Some(" (dry run)") {
        let template = data.at(&["spec", "template"]).unwrap_or(&Value::Null);
        let shown = pod_template(template);
        step.out(format!("{} will roll back to {shown} (dry run)\n", object.slashed()));
        return Ok(());
    }
    let written = object.update(&wanted, Request::Merged, world)?;
    let did = if written.command.is_some() {
        "rolled back".to_owned()
    } else {
        format!("skipped rollback (current template already matches revision {number})")
    };
    finish(invocation, object, written, &invocation.did(&did), world, step)
}

/// Returns the revision with this number; for 0 the one before the newest.
fn revision<'a>(
    object: &LiveObject,
    number: i64,
    world: &World<'a>,
) -> Result<&'a ControllerRevision, Failure> {
    let found = world.cluster.find_set(&object.namespace, &object.name);
    let revisions = found.map(|(_, owned)| owned.revisions.as_slice()).unwrap_or_default();
    let sought = if number == 0 {
        revisions.iter().rev().nth(1)
    } else {
        revisions.iter().find(|revision| i64::from(revision.number) == number)
    };
    sought.map(|revision| &**revision).ok_or_else(|| {
        Failure::Plain(if number == 0 {
            "no last revision to roll back to".to_owned()
        } else {
            format!("unable to find specified revision {number} in history")
        })
    })
}
