//! `kubectl create KIND NAME`: creates an object that kubectl makes of its flags.
//!
//! Which object is made of which flags is in the modules of the verbs.

use super::Started;
use super::flags::Invocation;
use super::manifests::place_for;
use crate::print::Output;
use crate::world::{Step, World};
use apiserver::kind::Kind;
use apiserver::value::Value;
use apiserver::{Failure, UnknownFields, create, last_applied};

/// How kubectl makes objects of a kind.
pub(super) struct Made {
    pub(super) kind: &'static Kind,
    /// The verb's words; errors name these also for an alias.
    pub(super) words: &'static str,
    /// What kubectl calls it in `failed to create …`; empty if it prints the API server's error as it is.
    pub(super) failed: &'static str,
    /// Go's zero values, which a dry run of the client prints.
    pub(super) zero: fn(&mut Value),
}

/// Returns the one argument, the object's name.
///
/// # Errors
///
/// There is none, or more than one.
fn name<'a>(made: &Made, invocation: &'a Invocation) -> Result<&'a str, Failure> {
    let [name] = invocation.arguments.as_slice() else {
        let message = format!(
            "exactly one NAME is required, got {}\nSee 'kubectl {} -h' for help and examples",
            invocation.arguments.len(),
            made.words
        );
        return Err(Failure::Plain(message));
    };
    Ok(name)
}

/// Begins an object: its version, kind and name, and the namespace if the command names one.
pub(super) fn begin(made: &Made, invocation: &Invocation) -> Result<Value, Failure> {
    let mut object = Value::map();
    *object.entry("apiVersion") = Value::String(made.kind.api_version());
    *object.entry("kind") = Value::string(made.kind.name);
    *object.entry_at(&["metadata", "name"]) = Value::string(name(made, invocation)?);
    if let Some(namespace) = invocation.value("namespace").filter(|_| made.kind.namespaced) {
        *object.entry_at(&["metadata", "namespace"]) = Value::string(namespace);
    }
    Ok(object)
}

/// Creates the object and prints it in the format of `-o`.
pub(super) fn write(
    made: &Made,
    invocation: &Invocation,
    mut object: Value,
    world: &World<'_>,
    step: &mut Step,
) -> Result<Started, Failure> {
    if invocation.is_on("save-config") {
        object = last_applied::with_annotation(&object);
    }
    let mut sent = object.clone();
    if made.kind.namespaced {
        *sent.entry_at(&["metadata", "namespace"]) = Value::string(invocation.namespace());
    }
    let is_unsent = invocation.dry_run() == Some(" (dry run)");
    let place = place_for(made.kind, &sent, world);
    let written = match create(made.kind, &sent, UnknownFields::Refuse, place, world.release()) {
        Ok(written) => Some(written),
        Err(_) if is_unsent => None,
        Err(failure) if made.failed.is_empty() => return Err(failure),
        Err(failure) => {
            let message = format!("failed to create {}: {}", made.failed, failure.message());
            return Err(Failure::Plain(message));
        }
    };
    let shown = made.kind.slashed(name(made, invocation)?);
    let output = invocation.output(world.release())?;
    step.out(match &output {
        Output::Table | Output::Wide => format!("{shown} {}\n", invocation.did("created")),
        Output::Name => format!("{shown}\n"),
        _ => {
            let stored = written.as_ref().and_then(|written| written.document());
            let document = stored.filter(|_| !is_unsent).unwrap_or_else(|| {
                (made.zero)(&mut object);
                if world.release().stores_empty_timestamps() {
                    *object.entry_at(&["metadata", "creationTimestamp"]) = Value::Null;
                }
                object
            });
            output.document(&document.sorted()).map_err(Failure::Plain)?
        }
    });
    if invocation.dry_run().is_none() {
        step.commands.extend(written.and_then(|written| written.command));
    }
    Ok(Started::Exited(0))
}
