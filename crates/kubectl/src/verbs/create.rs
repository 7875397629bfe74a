//! `kubectl create -f`: creates objects that do not exist. Writing several objects is in [`super::writing`].

use super::flags::{Invocation, Takes, flag};
use super::writing::{COMMON, Options, Target};
use super::{Started, Verb, manifests, writing};
use crate::world::{Step, World};
use apiserver::eviction::eviction;
use apiserver::kind::POD;
use apiserver::value::{Value, quoted};
use apiserver::{Failure, Written, create, last_applied};

pub(super) const VERB: Verb = Verb {
    words: "create",
    writes: true,
    about: "Create a resource from a file or from stdin",
    flags: {
        let [a, b, c, d, e, f, g] = COMMON;
        &[a, b, c, d, e, f, g, flag("raw", Takes::Text), flag("save-config", Takes::Switch)]
    },
    run,
};

fn run(invocation: &Invocation, world: &World<'_>, step: &mut Step) -> Result<Started, Failure> {
    if let Some(path) = invocation.value("raw") {
        return evict(path, world, step);
    }
    writing::start(invocation, write, world, step)
}

/// `--raw`: posts an eviction of a pod, the only path that is supported.
fn evict(path: &str, world: &World<'_>, step: &mut Step) -> Result<Started, Failure> {
    let rest = path.strip_prefix("/api/v1/namespaces/");
    let asked = rest.and_then(|rest| rest.strip_suffix("/eviction")?.split_once("/pods/"));
    let (namespace, name) = asked.ok_or_else(|| {
        let known = "/api/v1/namespaces/NAMESPACE/pods/NAME/eviction";
        Failure::Plain(format!("of --raw this playground knows only {known}"))
    })?;
    let found = world.cluster.find_pod(namespace, name);
    let found = found.and_then(|(set, pod)| Some((set, world.cluster.set(set)?, pod)));
    let found = found.ok_or_else(|| Failure::not_found(&POD, name))?;
    step.commands.push(eviction(world.cluster, found, None, world.release())?);
    step.out(EVICTED);
    Ok(Started::Exited(0))
}

/// The API server's response to an eviction.
const EVICTED: &str = "{\"kind\":\"Status\",\"apiVersion\":\"v1\",\"metadata\":{},\"status\":\"Success\",\"code\":201}\n";

fn write(
    options: &Options,
    target: &Target<'_>,
    world: &World<'_>,
    _: &mut Step,
) -> Result<(Written, &'static str), Failure> {
    let mut object = target.object.value.clone();
    generate_name(&mut object, world);
    if options.save_config {
        object = last_applied::with_annotation(&object);
    }
    let place = manifests::place_for(target.kind, &object, world);
    let doing = format!("creating {}", quoted(&target.object.source));
    create(target.kind, &object, options.unknown_fields, place, world.release())
        .map(|written| (written, "created"))
        .map_err(|failure| failure.when(&doing))
}

/// Names an object without a name: `generateName` and five characters that make no words (upstream
/// `SimpleNameGenerator`). The characters depend on the number of objects, not on chance.
fn generate_name(object: &mut Value, world: &World<'_>) {
    const LETTERS: &[u8] = b"bcdfghjklmnpqrstvwxz2456789";
    let prefix = object.text_at(&["metadata", "generateName"]).to_owned();
    if prefix.is_empty() || !object.text_at(&["metadata", "name"]).is_empty() {
        return;
    }
    let others = world.cluster.objects().count() + world.cluster.sets().count();
    let mut number = (others as u64 + 1).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    let mut name = prefix;
    for _ in 0..5 {
        let index = usize::try_from(number % LETTERS.len() as u64).unwrap_or_default();
        name.extend(LETTERS.get(index).map(|letter| char::from(*letter)));
        number /= LETTERS.len() as u64;
    }
    *object.entry_at(&["metadata", "name"]) = Value::String(name);
}
