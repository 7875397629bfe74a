//! `kubectl rollout history`: lists the revisions of a set, or shows one of them.

use rollout_engine::api::ControllerRevision;

use super::objects;
use super::template::pod_template;
use crate::print::Output;
use crate::verbs::flags::{FILENAME, Invocation, OUTPUT, SELECTOR, TEMPLATE, Takes, flag};
use crate::verbs::objects::{LiveObject, Selection};
use crate::verbs::{Started, Verb, report};
use crate::world::{Step, World};
use apiserver::kind::REVISION;
use apiserver::list::Sought;
use apiserver::value::Value;
use apiserver::{Failure, patch, stored};

pub(in crate::verbs) const VERB: Verb = Verb {
    words: "rollout history",
    writes: false,
    about: "View rollout history",
    flags: &[FILENAME, OUTPUT, flag("revision", Takes::Number), SELECTOR, TEMPLATE],
    run,
};

fn run(invocation: &Invocation, world: &World<'_>, step: &mut Step) -> Result<Started, Failure> {
    let Selection { objects, mut failures, .. } = objects(invocation, world)?;
    let output = invocation.output(world.release())?;
    for object in &objects {
        match history(invocation, object, &output, world) {
            Ok(text) => step.out(text),
            Err(failure) => failures.push(failure),
        }
    }
    Ok(Started::Exited(report(&failures, step)))
}

fn history(
    invocation: &Invocation,
    object: &LiveObject,
    output: &Output,
    world: &World<'_>,
) -> Result<String, Failure> {
    let Some((_, owned)) = world
        .cluster
        .find_set(&object.namespace, &object.name)
        .filter(|_| object.kind.is_stateful_set())
    else {
        let message =
            format!("no history viewer has been implemented for {:?}", object.kind.qualified());
        return Err(Failure::Plain(message));
    };
    let number = invocation.number("revision").unwrap_or(0);
    let chosen =
        |revision: &&ControllerRevision| number == 0 || i64::from(revision.number) == number;
    let revisions: Vec<_> =
        owned.revisions.iter().map(|revision| &**revision).filter(chosen).collect();
    let Some(first) = revisions.first().filter(|_| number != 0 || !revisions.is_empty()) else {
        return Err(Failure::Plain("unable to find the specified revision".to_owned()));
    };
    if !output.is_table() {
        return documents(object, &revisions, output);
    }
    if number == 0 {
        return Ok(format!(
            "{} \n{}\n",
            object.slashed(),
            table(&revisions, &object.namespace, world)
        ));
    }
    let data = stored(&first.template.data);
    let template = pod_template(data.at(&["spec", "template"]).unwrap_or(&Value::Null));
    Ok(format!("{} with revision #{number}\n{template}\n", object.slashed()))
}

/// Formats the set with the template of each revision.
fn documents(
    object: &LiveObject,
    revisions: &[&ControllerRevision],
    output: &Output,
) -> Result<String, Failure> {
    let mut texts = Vec::new();
    for revision in revisions {
        let data = stored(&revision.template.data);
        let then = patch::strategic(&object.document, &data, object.kind.schema)?;
        texts.push(output.document(&then.sorted()).map_err(Failure::Plain)?);
    }
    let separator = if *output == Output::Yaml { "---\n" } else { "" };
    Ok(texts.join(separator))
}

/// Formats the table of revisions, with two spaces between its columns.
fn table(revisions: &[&ControllerRevision], namespace: &str, world: &World<'_>) -> String {
    let sought = Sought { namespace: Some(namespace), name: &|_| true };
    let documents = world.scene().documents(&REVISION, &sought);
    let cause = |revision: &ControllerRevision| {
        let is_it = |document: &&Value| {
            document.text_at(&["metadata", "labels", "controller.kubernetes.io/hash"])
                == revision.hash.to_string()
        };
        let document = documents.iter().find(is_it)?;
        document.at(&["metadata", "annotations", "kubernetes.io/change-cause"])?.as_str()
    };
    let row = |revision: &&ControllerRevision| {
        let number = revision.number.to_string();
        format!(
            "{number:<10}{}\n",
            cause(revision).filter(|cause| !cause.is_empty()).unwrap_or("<none>")
        )
    };
    let rows: String = revisions.iter().map(row).collect();
    format!("REVISION  CHANGE-CAUSE\n{rows}")
}
