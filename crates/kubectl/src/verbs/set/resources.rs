//! `kubectl set resources`: sets requests and limits of containers.

use super::{SetEdit, containers, edit};
use crate::verbs::flags::{
    ALL, DRY_RUN, FILENAME, Invocation, LOCAL, OUTPUT, SELECTOR, Takes, flag, short,
};
use crate::verbs::{Started, Verb};
use crate::world::{Step, World};
use apiserver::Failure;
use apiserver::quantity;
use apiserver::value::Value;

pub(in crate::verbs) const VERB: Verb = Verb {
    words: "set resources",
    writes: true,
    about: "Update resource requests/limits on objects with pod templates",
    flags: &[
        ALL,
        short('c', "containers", Takes::Text),
        DRY_RUN,
        FILENAME,
        flag("limits", Takes::Text),
        LOCAL,
        OUTPUT,
        flag("requests", Takes::Text),
        SELECTOR,
    ],
    run,
};

fn run(invocation: &Invocation, world: &World<'_>, step: &mut Step) -> Result<Started, Failure> {
    let lists = ["limits", "requests"].map(|list| (list, invocation.value(list)));
    if lists.iter().all(|(_, given)| given.is_none()) {
        let message =
            "you must specify an update to requests or limits (in the form of --requests/--limits)";
        return Err(Failure::Plain(message.to_owned()));
    }
    let mut amounts = Vec::new();
    for (list, given) in lists {
        for amount in given.into_iter().flat_map(|given| given.split(',')) {
            amounts.push((list, self::amount(amount)?));
        }
    }
    let wanted = invocation.value("containers").unwrap_or("*");
    let change = |spec: &mut Value| {
        let mut found = false;
        for container in containers(spec, &["containers"], wanted) {
            found = true;
            for (list, (name, quantity)) in &amounts {
                *container.entry_at(&["resources", list, name]) = Value::string(*quantity);
            }
        }
        let unable = || Failure::Plain(format!("unable to find container named {wanted}"));
        if found { Vec::new() } else { vec![unable()] }
    };
    let doing = SetEdit {
        did: "resource requirements updated",
        refused: "resources update to pod template",
        change: &change,
    };
    edit(invocation, &invocation.arguments, &doing, world, step)
}

/// Parses `cpu=200m`.
fn amount(text: &str) -> Result<(&str, &str), Failure> {
    let invalid =
        || Failure::Plain(format!("invalid argument syntax {text}, expected <resource>=<value>"));
    let (name, quantity) = text.split_once('=').ok_or_else(invalid)?;
    if quantity::canonical(quantity).is_err() {
        let message = "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'";
        return Err(Failure::Plain(message.to_owned()));
    }
    Ok((name, quantity))
}
