//! `kubectl create namespace NAME`: creates a namespace without a manifest.
//!
//! A manifest's namespace is created by `create -f` or `apply`; deleting one is in [`super::delete`].

use super::created::{self, Made};
use super::flags::{DRY_RUN, Invocation, OUTPUT, Takes, flag};
use super::writing::{MANAGER, VALIDATE};
use super::{Started, Verb};
use crate::world::{Step, World};
use apiserver::Failure;
use apiserver::kind::NAMESPACE;
use apiserver::value::Value;

pub(super) const VERB: Verb = Verb {
    words: "create namespace",
    writes: true,
    about: "Create a namespace with the specified name",
    flags: &[DRY_RUN, MANAGER, OUTPUT, flag("save-config", Takes::Switch), VALIDATE],
    run,
};

/// kubectl's alias.
pub(super) const SHORT: Verb = Verb { words: "create ns", ..VERB };

const MADE: Made = Made { kind: &NAMESPACE, words: VERB.words, failed: "", zero };

fn run(invocation: &Invocation, world: &World<'_>, step: &mut Step) -> Result<Started, Failure> {
    let object = created::begin(&MADE, invocation)?;
    created::write(&MADE, invocation, object, world, step)
}

fn zero(object: &mut Value) {
    *object.entry("spec") = Value::map();
    *object.entry("status") = Value::map();
}
