//! `kubectl apply -f`: creates objects that do not exist and patches those that do.
//!
//! The patch is the three-way difference of the file, the live object and the last applied configuration, which is in
//! an annotation ([`apiserver::patch::three_way`]). With `--server-side` the API server merges instead
//! ([`apiserver::server_side_apply`]). Writing several objects is in [`super::writing`].

use super::flags::{Invocation, Takes, flag};
use super::manifests::{find, name_of, place_for, same_version, whereabouts};
use super::writing::{COMMON, Options, Target};
use super::{Started, Verb, writing};
use crate::world::{Step, World};
use apiserver::kind::{Kind, own_metadata};
use apiserver::value::{Value, quoted};
use apiserver::{
    Failure, Request, Written, create, last_applied, patch, server_side_apply, stored, update,
};

pub(super) const VERB: Verb = Verb {
    words: "apply",
    writes: true,
    about: "Apply a configuration to a resource by file name or stdin",
    flags: {
        let [a, b, c, d, e, f, g] = COMMON;
        &[
            a,
            b,
            c,
            d,
            e,
            f,
            g,
            flag("all", Takes::Switch),
            flag("force", Takes::Switch),
            flag("force-conflicts", Takes::Switch),
            flag("overwrite", Takes::Switch),
            flag("prune", Takes::Switch),
            flag("server-side", Takes::Switch),
            flag("wait", Takes::Switch),
            super::flags::SELECTOR,
        ]
    },
    run,
};

fn run(invocation: &Invocation, world: &World<'_>, step: &mut Step) -> Result<Started, Failure> {
    if invocation.is_on("prune") {
        return Err(Failure::Plain(no_prune(invocation)));
    }
    writing::start(invocation, write, world, step)
}

fn no_prune(invocation: &Invocation) -> String {
    if invocation.is_on("all") || invocation.value("selector").is_some() {
        return "this playground does not prune: delete what is to go".to_owned();
    }
    "all resources selected for prune without explicitly passing --all. To prune all resources, pass the --all flag. If you did not mean to prune all resources, specify a label selector".to_owned()
}

fn write(
    options: &Options,
    target: &Target<'_>,
    world: &World<'_>,
    step: &mut Step,
) -> Result<(Written, &'static str), Failure> {
    let Target { object, kind } = target;
    name_of(object, kind)?;
    let current = find(kind, &object.value, world);
    if options.server_side {
        let current = current.as_ref().map(|(id, current)| (*id, current));
        let applied = server_side_apply::apply(
            (kind, current),
            &object.value,
            options.force_conflicts,
            place_for(kind, &object.value, world),
            world.release(),
        );
        return applied.map(|written| (written, "serverside-applied"));
    }
    let mut modified = last_applied::with_annotation(&object.value);
    // Metadata that `get -o yaml` wrote into the file changes nothing: the server keeps its own.
    own_metadata(&mut modified);
    match &current {
        None => new(options, target, &modified, world).map(|written| (written, "created")),
        Some((id, current)) => {
            let doing = format!("patching {}", quoted(&object.source));
            same_version(object, kind, world).map_err(|failure| failure.when(&doing))?;
            warn_of_missing_annotation(kind, current, step);
            change(options, target, &modified, (kind, *id, current), world)
        }
    }
}

fn new(
    options: &Options,
    target: &Target<'_>,
    modified: &Value,
    world: &World<'_>,
) -> Result<Written, Failure> {
    let doing = format!("creating {}", quoted(&target.object.source));
    let place = place_for(target.kind, modified, world);
    create(target.kind, modified, options.unknown_fields, place, world.release())
        .map_err(|failure| failure.when(&doing))
}

fn warn_of_missing_annotation(kind: &Kind, current: &Value, step: &mut Step) {
    if last_applied::of(current).is_none() {
        let name = current.text_at(&["metadata", "name"]);
        step.err(format!(
            "Warning: resource {}/{name} is missing the {} annotation which is required by kubectl apply. kubectl apply should only be used on resources created declaratively by either kubectl create --save-config or kubectl apply. The missing annotation will be patched automatically.\n",
            kind.plural,
            last_applied::ANNOTATION
        ));
    }
}

/// Sends the patch, if there is a difference.
fn change(
    options: &Options,
    target: &Target<'_>,
    modified: &Value,
    (kind, id, current): (&'static Kind, Option<rollout_engine::cluster::SetId>, &Value),
    world: &World<'_>,
) -> Result<(Written, &'static str), Failure> {
    let name = current.text_at(&["metadata", "name"]);
    let original = last_applied::of(current).map_or_else(Value::map, stored);
    let Some(change) = patch::three_way(&original, modified, current, kind.schema) else {
        return Ok((Written::nothing(name), "unchanged"));
    };
    let sent = |failure: Failure| {
        let namespace = current.text_at(&["metadata", "namespace"]);
        let whereabouts = whereabouts(kind, namespace, name);
        let source = quoted(&target.object.source);
        failure.when(&format!(
            "applying patch:\n{}\nto:\n{whereabouts}\nfor: {source}: error when patching {source}",
            change.clone().sorted().to_json()
        ))
    };
    let patched = patch::strategic(current, &change, kind.schema).map_err(sent)?;
    let request = Request::Strategic(&change);
    let written =
        update((kind, id, current), &patched, request, options.unknown_fields, world.release())
            .map_err(sent)?;
    Ok((written, "configured"))
}
