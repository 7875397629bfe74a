//! `kubectl describe`: finds objects by name, by the start of a name or by label. The text is made in
//! [`crate::print::describe`].

use super::flags::{FILENAME, Invocation, SELECTOR, Takes, flag, short};
use super::targets::{self, ResourceArgument};
use super::{Started, Verb, get, report};
use crate::print::{Watch, describe};
use crate::world::{Step, World};
use apiserver::Failure;
use apiserver::kind::Kind;
use apiserver::list::Scene;
use apiserver::value::Value;

pub(super) const VERB: Verb = Verb {
    words: "describe",
    writes: false,
    about: "Show details of a specific resource or group of resources",
    flags: &[
        short('A', "all-namespaces", Takes::Switch),
        flag("chunk-size", Takes::Number),
        FILENAME,
        SELECTOR,
        flag("show-events", Takes::Switch),
    ],
    run,
};

const NO_TYPE: &str = "You must specify the type of resource to describe. Use \"kubectl api-resources\" for a complete list of supported resources.";

/// Objects to describe.
#[derive(Default)]
struct Matches {
    objects: Vec<(&'static Kind, Value)>,
    failures: Vec<Failure>,
    /// Whether a given name was only the start of an object's name.
    by_prefix: bool,
    /// Whether a namespaced kind was requested.
    is_namespaced: bool,
}

fn run(invocation: &Invocation, world: &World<'_>, step: &mut Step) -> Result<Started, Failure> {
    if invocation.arguments.is_empty() && invocation.value("filename").is_none() {
        return Err(Failure::Plain(NO_TYPE.to_owned()));
    }
    let scene = world.scene();
    let mut found = Matches::default();
    for target in get::named(invocation, world)? {
        find(invocation, &scene, target, &mut found)?;
    }
    // Newer releases look up no events for several objects.
    let too_many = (found.objects.len() > 1 || found.by_prefix)
        && world.release().describes_fields_of_events();
    let with_events = !invocation.is_off("show-events") && !too_many;
    let pages = found.objects.iter();
    let pages: Vec<_> =
        pages.map(|(kind, object)| describe(kind, object, &scene, with_events)).collect();
    step.out(pages.join("\n\n"));
    if pages.is_empty() && found.failures.is_empty() {
        step.err(get::nothing_found(invocation, found.is_namespaced));
    }
    Ok(Started::Exited(report(&found.failures, step)))
}

fn find(
    invocation: &Invocation,
    scene: &Scene<'_>,
    target: ResourceArgument,
    found: &mut Matches,
) -> Result<(), Failure> {
    let ResourceArgument { kind, name } = target;
    let selector = targets::selector(invocation, kind)?;
    found.is_namespaced |= kind.namespaced;
    let namespace = invocation.scope().map(str::to_owned);
    let all = Watch { selector, namespace, ..Watch::all(kind) }.documents(scene);
    let named = |object: &Value| object.text_at(&["metadata", "name"]).to_owned();
    let Some(name) = name else {
        found.objects.extend(all.into_iter().map(|object| (kind, object)));
        return Ok(());
    };
    let exact = all.iter().any(|object| named(object) == name);
    let fits = |object: &Value| {
        if exact { named(object) == name } else { named(object).starts_with(&name) }
    };
    let fitting: Vec<_> = all.into_iter().filter(fits).collect();
    if fitting.is_empty() {
        found.failures.push(Failure::not_found(kind, &name));
    }
    found.by_prefix |= !exact;
    found.objects.extend(fitting.into_iter().map(|object| (kind, object)));
    Ok(())
}
