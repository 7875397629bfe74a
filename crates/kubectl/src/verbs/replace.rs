//! `kubectl replace -f`: writes objects as a whole over those that exist.

use super::flags::Invocation;
use super::writing::{COMMON, Options, Target};
use super::{Started, Verb, manifests, writing};
use crate::process::{Step, World};
use crate::server::{Failure, Request, Written, update};
use crate::value::quoted;

pub(super) const VERB: Verb = Verb {
    words: "replace",
    about: "Replace a resource by file name or stdin",
    flags: &COMMON,
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
    let replaced = match manifests::find(kind, name, world) {
        None => Err(Failure::not_found(kind, name)),
        Some((id, current)) => update(
            (kind, id, &current),
            &object.value,
            Request::Merged,
            options.unknown_fields,
            world.release(),
        ),
    };
    replaced.map(|written| (written, "replaced")).map_err(|failure| failure.when(&doing))
}
