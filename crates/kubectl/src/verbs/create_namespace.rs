//! `kubectl create namespace NAME`: makes a namespace without a manifest.
//!
//! One from a manifest is made by `create -f` or `apply`; its end is in [`super::delete`].

use super::flags::{DRY_RUN, Invocation, OUTPUT, Takes, flag};
use super::manifests::place_for;
use super::writing::MANAGER;
use super::{Started, Verb};
use crate::print::Output;
use crate::process::{Step, World};
use crate::server::kind::NAMESPACE;
use crate::server::{Failure, UnknownFields, create, last_applied};
use crate::value::Value;

pub(super) const VERB: Verb = Verb {
    words: "create namespace",
    about: "Create a namespace with the specified name",
    flags: &[DRY_RUN, MANAGER, OUTPUT, flag("save-config", Takes::Switch)],
    run,
};

/// kubectl's alias.
pub(super) const SHORT: Verb = Verb { words: "create ns", ..VERB };

fn run(invocation: &Invocation, world: &World<'_>, step: &mut Step) -> Result<Started, Failure> {
    let [name] = invocation.arguments.as_slice() else {
        let message = format!(
            "exactly one NAME is required, got {}\nSee 'kubectl create namespace -h' for help and examples",
            invocation.arguments.len()
        );
        return Err(Failure::Plain(message));
    };
    let mut object = Value::map();
    *object.entry("apiVersion") = Value::string("v1");
    *object.entry("kind") = Value::string(NAMESPACE.name);
    *object.entry_at(&["metadata", "name"]) = Value::string(name.as_str());
    if invocation.is_on("save-config") {
        object = last_applied::with_annotation(&object);
    }
    let place = place_for(&NAMESPACE, &object, world);
    let written = create(&NAMESPACE, &object, UnknownFields::Refuse, place, world.release())?;
    let output = invocation.output(world.release())?;
    step.out(match &output {
        Output::Table | Output::Wide => {
            format!("{} {}\n", NAMESPACE.slashed(name), invocation.did("created"))
        }
        Output::Name => format!("{}\n", NAMESPACE.slashed(name)),
        _ => {
            let stored = written.document().filter(|_| invocation.dry_run().is_none());
            let shown = stored.unwrap_or_else(|| unsent(object));
            output.document(&shown.sorted()).map_err(Failure::Plain)?
        }
    });
    if invocation.dry_run().is_none() {
        step.commands.extend(written.command);
    }
    Ok(Started::Exited(0))
}

/// A namespace as kubectl itself would send it: Go writes its empty structs.
fn unsent(mut object: Value) -> Value {
    *object.entry("spec") = Value::map();
    *object.entry("status") = Value::map();
    object
}
