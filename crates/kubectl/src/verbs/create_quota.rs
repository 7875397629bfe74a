//! `kubectl create quota NAME --hard=pods=3`: creates a ResourceQuota without a manifest.

use super::created::{self, Made};
use super::flags::{DRY_RUN, Invocation, OUTPUT, Takes, flag};
use super::writing::{MANAGER, VALIDATE};
use super::{Started, Verb};
use crate::world::{Step, World};
use apiserver::Failure;
use apiserver::kind::RESOURCE_QUOTA;
use apiserver::quantity;
use apiserver::value::Value;

pub(super) const VERB: Verb = Verb {
    words: "create quota",
    writes: true,
    about: "Create a quota with the specified name",
    flags: &[
        DRY_RUN,
        MANAGER,
        flag("hard", Takes::Text),
        OUTPUT,
        flag("save-config", Takes::Switch),
        flag("scopes", Takes::Text),
        VALIDATE,
    ],
    run,
};

/// kubectl's alias.
pub(super) const LONG: Verb = Verb { words: "create resourcequota", ..VERB };

const MADE: Made = Made { kind: &RESOURCE_QUOTA, words: VERB.words, failed: "quota", zero };

fn run(invocation: &Invocation, world: &World<'_>, step: &mut Step) -> Result<Started, Failure> {
    let mut object = created::begin(&MADE, invocation)?;
    *object.entry("spec") = Value::map();
    for part in split(invocation.value("hard")) {
        let pair: Vec<_> = part.split('=').collect();
        let [resource, amount] = pair.as_slice() else {
            let message = format!("Invalid argument syntax {part}, expected <resource>=<value>");
            return Err(Failure::Plain(message));
        };
        let amount = quantity::canonical(amount).map_err(|why| Failure::Plain(why.to_owned()))?;
        *object.entry_at(&["spec", "hard", resource]) = Value::String(amount);
    }
    let scopes: Vec<_> = split(invocation.value("scopes")).collect();
    if scopes.contains(&"") {
        return Err(Failure::Plain("invalid resource quota scope \"\"".to_owned()));
    }
    if !scopes.is_empty() {
        let scopes = scopes.into_iter().map(Value::string).collect();
        *object.entry_at(&["spec", "scopes"]) = Value::List(scopes);
    }
    created::write(&MADE, invocation, object, world, step)
}

/// Splits a list at its commas. An empty text is an empty list.
fn split(list: Option<&str>) -> impl Iterator<Item = &str> {
    list.filter(|list| !list.is_empty()).into_iter().flat_map(|list| list.split(','))
}

fn zero(object: &mut Value) {
    *object.entry("status") = Value::map();
}
