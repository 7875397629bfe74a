//! `kubectl edit`: opens the manifest editor with one object.
//!
//! The editor is the page's; what is saved there is applied by a line of its own. So this ends at once.

use super::flags::{FILENAME, Invocation, OUTPUT, Takes, flag};
use super::objects::{Nameless, named};
use super::{Started, Verb, report};
use crate::process::{Step, World};
use crate::server::Failure;

pub(super) const VERB: Verb = Verb {
    words: "edit",
    about: "Edit a resource on the server",
    flags: &[FILENAME, OUTPUT, flag("save-config", Takes::Switch)],
    run,
};

fn run(invocation: &Invocation, world: &World<'_>, step: &mut Step) -> Result<Started, Failure> {
    let found = named(invocation, Nameless::All, &invocation.arguments, world)?;
    step.edits = found.objects.first().map(super::objects::Object::as_arguments);
    Ok(Started::Exited(report(&found.failures, step)))
}
