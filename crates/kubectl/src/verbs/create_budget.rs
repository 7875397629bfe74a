//! `kubectl create poddisruptionbudget NAME`: creates a PodDisruptionBudget without a manifest.

use super::created::{self, Made};
use super::flags::{DRY_RUN, Invocation, OUTPUT, Takes, flag};
use super::writing::{MANAGER, VALIDATE};
use super::{Started, Verb};
use crate::world::{Step, World};
use apiserver::Failure;
use apiserver::kind::BUDGET;
use apiserver::selector::Selector;
use apiserver::value::Value;

pub(super) const VERB: Verb = Verb {
    words: "create poddisruptionbudget",
    writes: true,
    about: "Create a pod disruption budget with the specified name",
    flags: &[
        DRY_RUN,
        MANAGER,
        flag("max-unavailable", Takes::Text),
        flag("min-available", Takes::Text),
        OUTPUT,
        flag("save-config", Takes::Switch),
        // Without a letter, unlike the selector of other verbs.
        flag("selector", Takes::Text),
        VALIDATE,
    ],
    run,
};

/// kubectl's alias.
pub(super) const SHORT: Verb = Verb { words: "create pdb", ..VERB };

const MADE: Made = Made { kind: &BUDGET, words: VERB.words, failed: "poddisruptionbudgets", zero };

fn run(invocation: &Invocation, world: &World<'_>, step: &mut Step) -> Result<Started, Failure> {
    let mut object = created::begin(&MADE, invocation)?;
    let of = |flag: &str| invocation.value(flag).filter(|value| !value.is_empty());
    let refuse = |message: &str| Err(Failure::Plain(message.to_owned()));
    let (least, most) = (of("min-available"), of("max-unavailable"));
    let Some(selector) = of("selector") else { return refuse("a selector must be specified") };
    let (field, flag, amount) = match (least, most) {
        (None, None) => {
            return refuse("one of min-available or max-unavailable must be specified");
        }
        (Some(_), Some(_)) => {
            return refuse("min-available and max-unavailable cannot be both specified");
        }
        (Some(least), None) => ("minAvailable", "min-available", least),
        (None, Some(most)) => ("maxUnavailable", "max-unavailable", most),
    };
    let digits = amount.strip_suffix('%').unwrap_or(amount);
    if digits.is_empty() || !digits.chars().all(|digit| digit.is_ascii_digit()) {
        return refuse(&format!("invalid format specified for {flag}"));
    }
    let selector = Selector::parse(selector).map_err(|why| {
        let message = format!("couldn't parse the selector string \"{selector}\": {why}");
        Failure::Plain(message)
    })?;
    *object.entry_at(&["spec", field]) = amount.parse().map_or(Value::string(amount), Value::Int);
    *object.entry_at(&["spec", "selector"]) = selector.spec();
    created::write(&MADE, invocation, object, world, step)
}

fn zero(object: &mut Value) {
    for field in ["currentHealthy", "desiredHealthy", "disruptionsAllowed", "expectedPods"] {
        *object.entry_at(&["status", field]) = Value::Int(0);
    }
}
