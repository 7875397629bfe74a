//! `kubectl create -f`: makes objects that do not exist.

use super::flags::{Invocation, Takes, flag};
use super::writing::{COMMON, Options, Target};
use super::{Started, Verb, manifests, writing};
use crate::process::{Step, World};
use crate::server::{Failure, Written, create, last_applied};
use crate::value::{Value, quoted};

pub(super) const VERB: Verb = Verb {
    words: "create",
    about: "Create a resource from a file or from stdin",
    flags: {
        let [a, b, c, d, e, f, g] = COMMON;
        &[a, b, c, d, e, f, g, flag("save-config", Takes::Switch)]
    },
    run,
};

fn run(invocation: &Invocation, world: &World<'_>, step: &mut Step) -> Result<Started, Failure> {
    writing::start(invocation, write, world, step)
}

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

/// An object without a name gets `generateName` and five letters, of those that make no words (upstream `SimpleNameGenerator`).
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
