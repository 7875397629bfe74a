//! `kubectl edit`: asks the page to open its manifest editor with one object.
//!
//! Ends at once. Saving in the editor applies the object by a line of its own.

use super::flags::{FILENAME, Invocation, OUTPUT, Takes, flag};
use super::objects::{Nameless, named};
use super::{Started, Verb, report};
use crate::world::{Step, World};
use apiserver::Failure;

pub(super) const VERB: Verb = Verb {
    words: "edit",
    writes: true,
    about: "Edit a resource on the server",
    flags: &[FILENAME, OUTPUT, flag("save-config", Takes::Switch)],
    run,
};

fn run(invocation: &Invocation, world: &World<'_>, step: &mut Step) -> Result<Started, Failure> {
    let found = named(invocation, Nameless::All, &invocation.arguments, world)?;
    step.edits = found.objects.first().map(super::objects::LiveObject::as_arguments);
    Ok(Started::Exited(report(&found.failures, step)))
}
