//! `kubectl replace -f`: replaces whole objects. With `--force` it deletes and recreates them; the deletion is in
//! [`super::writing`].

use super::flags::{Invocation, Takes, flag};
use super::writing::{COMMON, Options, Target};
use super::{Started, Verb, manifests, writing};
use crate::world::{Step, World};
use apiserver::value::quoted;
use apiserver::{Failure, Request, Written, create, last_applied, update};

pub(super) const VERB: Verb = Verb {
    words: "replace",
    writes: true,
    about: "Replace a resource by file name or stdin",
    flags: {
        let [a, b, c, d, e, f, g] = COMMON;
        &[a, b, c, d, e, f, g, flag("force", Takes::Switch), flag("save-config", Takes::Switch)]
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
    let Target { object, kind } = target;
    let doing = format!("replacing {}", quoted(&object.source));
    let name = manifests::name_of(object, kind)?;
    let mut value = object.value.clone();
    if options.save_config {
        value = last_applied::with_annotation(&value);
    }
    let replaced = match manifests::find(kind, &value, world) {
        None if options.force => {
            let place = manifests::place_for(kind, &value, world);
            create(kind, &value, options.unknown_fields, place, world.release())
        }
        None => Err(Failure::not_found(kind, name)),
        Some((id, current)) => manifests::same_version(object, kind, world).and_then(|()| {
            let place = (*kind, id, &current);
            update(place, &value, Request::Merged, options.unknown_fields, world.release())
        }),
    };
    replaced.map(|written| (written, "replaced")).map_err(|failure| failure.when(&doing))
}
