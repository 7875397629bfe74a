//! `kubectl set image`: gives containers of the pod template another image.

use rollout_engine::cluster::{Owned, SetId};

use super::flags::{ALL, DRY_RUN, Invocation, OUTPUT};
use super::{Started, Verb, report, targets};
use crate::process::{Step, World};
use crate::server::{Failure, UnknownFields, stored, update_set};
use crate::value::{Value, quoted};

pub(super) const VERB: Verb = Verb {
    words: "set image",
    about: "Update the image of a pod template",
    flags: &[ALL, DRY_RUN, OUTPUT],
    run,
};

/// A container (`*` for all) and its image.
type Pair<'a> = (&'a str, &'a str);

fn run(invocation: &Invocation, world: &World<'_>, step: &mut Step) -> Result<Started, Failure> {
    let first_pair = invocation.arguments.iter().position(|argument| argument.contains('='));
    let (resources, pairs) =
        invocation.arguments.split_at(first_pair.unwrap_or(invocation.arguments.len()));
    let targets = targets::read(resources)?;
    let mut images = Vec::new();
    for argument in pairs {
        let all_before = || {
            Failure::Plain(format!(
                "all resources must be specified before image changes: {argument}"
            ))
        };
        images.push(argument.split_once('=').ok_or_else(all_before)?);
    }
    if images.is_empty() {
        return Err(Failure::Plain("at least one image update is required".to_owned()));
    }
    let mut failures = Vec::new();
    for target in targets::with_all_sets(targets, world) {
        set(invocation, world, &target, &images, step, &mut failures);
    }
    Ok(Started::Exited(report(&failures, step)))
}

fn set(
    invocation: &Invocation,
    world: &World<'_>,
    target: &targets::Target,
    images: &[Pair<'_>],
    step: &mut Step,
    failures: &mut Vec<Failure>,
) {
    let name = target.name.as_deref().unwrap_or_default();
    if !target.kind.is_stateful_set() {
        return failures.push(cannot(target, name));
    }
    let found = match targets::find_set(invocation, world, target) {
        Ok(found) => found,
        Err(failure) => return failures.push(failure),
    };
    let (object, missing) = with_images(found, images);
    let written = match update_set(found, &object, UnknownFields::Warn, world.release()) {
        Ok(written) => written,
        Err(failure) => {
            let message =
                format!("failed to patch image update to pod template: {}", failure.message());
            return failures.push(Failure::Plain(message));
        }
    };
    let dry_run = invocation.dry_run();
    if written.command.is_some() {
        step.out(match invocation.value("output") {
            Some("name") => format!("{}\n", target.kind.slashed(name)),
            _ => format!(
                "{} image updated{}\n",
                target.kind.slashed(name),
                dry_run.unwrap_or_default()
            ),
        });
    }
    if dry_run.is_none() {
        step.commands.extend(written.command);
    }
    let unable = |container: &str| {
        Failure::Plain(format!("unable to find container named {}", quoted(container)))
    };
    failures.extend(missing.into_iter().map(unable));
}

fn cannot(target: &targets::Target, name: &str) -> Failure {
    let kind = target.kind;
    if kind.is_pod() {
        return Failure::Plain(
            "this playground changes images of a StatefulSet's template only, not of a pod"
                .to_owned(),
        );
    }
    let message = format!(
        "{}/{name} the object is not a pod or does not have a pod template: *v1.{}",
        kind.plural, kind.name
    );
    Failure::Plain(message)
}

/// The object with its new images, and the containers that it does not have.
fn with_images<'a>((_, owned): (SetId, &Owned), images: &[Pair<'a>]) -> (Value, Vec<&'a str>) {
    let mut object = stored(&owned.set.document);
    let mut missing = Vec::new();
    for (container, image) in images {
        let mut found = false;
        for list in ["initContainers", "containers"] {
            if object.at(&["spec", "template", "spec", list]).is_none() {
                continue;
            }
            let Value::List(containers) = object.entry_at(&["spec", "template", "spec", list])
            else {
                continue;
            };
            for one in containers
                .iter_mut()
                .filter(|one| *container == "*" || one.text_at(&["name"]) == *container)
            {
                *one.entry("image") = Value::string(*image);
                found = true;
            }
        }
        if !found {
            missing.push(*container);
        }
    }
    (object, missing)
}
