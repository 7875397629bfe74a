//! `kubectl create priorityclass NAME --value=1000`: creates a PriorityClass without a manifest.

use super::created::{self, Made};
use super::flags::{DRY_RUN, Invocation, OUTPUT, Takes, flag};
use super::writing::{MANAGER, VALIDATE};
use super::{Started, Verb};
use crate::world::{Step, World};
use apiserver::Failure;
use apiserver::kind::PRIORITY_CLASS;
use apiserver::value::Value;

pub(super) const VERB: Verb = Verb {
    words: "create priorityclass",
    writes: true,
    about: "Create a priority class with the specified name",
    flags: &[
        flag("description", Takes::Text),
        DRY_RUN,
        MANAGER,
        flag("global-default", Takes::Switch),
        OUTPUT,
        flag("preemption-policy", Takes::Text),
        flag("save-config", Takes::Switch),
        VALIDATE,
        flag("value", Takes::Number32),
    ],
    run,
};

/// kubectl's alias.
pub(super) const SHORT: Verb = Verb { words: "create pc", ..VERB };

const MADE: Made =
    Made { kind: &PRIORITY_CLASS, words: VERB.words, failed: "priorityclass", zero: |_| {} };

fn run(invocation: &Invocation, world: &World<'_>, step: &mut Step) -> Result<Started, Failure> {
    let mut object = created::begin(&MADE, invocation)?;
    *object.entry("value") = Value::Int(invocation.number("value").unwrap_or(0));
    if invocation.is_on("global-default") {
        *object.entry("globalDefault") = Value::Bool(true);
    }
    if let Some(text) = invocation.value("description").filter(|text| !text.is_empty()) {
        *object.entry("description") = Value::string(text);
    }
    let policy = invocation.value("preemption-policy").unwrap_or("PreemptLowerPriority");
    *object.entry("preemptionPolicy") = Value::string(policy);
    created::write(&MADE, invocation, object, world, step)
}
