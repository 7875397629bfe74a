//! `kubectl set … --local -f FILE`: changes and prints the manifest and sends nothing.
//!
//! kubectl's output passes through its typed objects, so their empty fields are printed (b06-patch-set.txt).

use super::{SetEdit, containers, pod_spec};
use crate::print::Output;
use crate::verbs::flags::Invocation;
use crate::verbs::manifests::{self, Manifests};
use crate::verbs::{Started, report};
use crate::world::{Step, World};
use apiserver::Failure;
use apiserver::value::Value;

/// Changes the templates of all objects in `-f`.
pub(super) fn edit(
    invocation: &Invocation,
    edit: &SetEdit<'_>,
    world: &World<'_>,
    step: &mut Step,
) -> Result<Started, Failure> {
    let output = invocation.output(world.release())?;
    let Manifests { objects, mut failures } = manifests::read(invocation, world)?;
    for mut object in objects {
        let kind = manifests::kind_of(&object)?;
        let name = object.value.text_at(&["metadata", "name"]).to_owned();
        let spec = pod_spec(&mut object.value, kind, &name)?;
        failures.extend((edit.change)(spec));
        let shown = kind.slashed(&name);
        step.out(match &output {
            Output::Table | Output::Wide => format!("{shown} {}\n", edit.did),
            Output::Name => format!("{shown}\n"),
            output => {
                add_empty_fields(spec);
                if kind.is_stateful_set() {
                    add_empty_status(&mut object.value);
                }
                output.document(&object.value.sorted()).map_err(Failure::Plain)?
            }
        });
    }
    Ok(Started::Exited(report(&failures, step)))
}

fn add_empty_fields(spec: &mut Value) {
    for container in containers(spec, &["initContainers", "containers"], "*") {
        add(container, &["resources"], Value::map());
    }
}

fn add_empty_status(set: &mut Value) {
    add(set, &["spec", "updateStrategy"], Value::map());
    add(set, &["status", "availableReplicas"], Value::Int(0));
    add(set, &["status", "replicas"], Value::Int(0));
}

/// Sets a field that is absent.
fn add(object: &mut Value, path: &[&str], empty: Value) {
    if object.at(path).is_none() {
        *object.entry_at(path) = empty;
    }
}
