//! `kubectl cordon`, `uncordon` and `taint`: set whether, and which, pods are scheduled to a node.
//!
//! `drain` is in [`super::drain`]. Models `kubectl/pkg/cmd/drain` and `kubectl/pkg/cmd/taint`.

use super::flags::{ALL, DRY_RUN, Flag, Invocation, OUTPUT, SELECTOR, Takes, flag};
use super::objects::{LiveObject, Nameless, Selection, finish, named};
use super::{Started, Verb, report};
use crate::world::{Step, World};
use apiserver::value::{Value, quoted};
use apiserver::{Failure, Request};

pub(super) const CORDON: Verb = Verb {
    words: "cordon",
    writes: true,
    about: "Mark node as unschedulable",
    flags: &[DRY_RUN, SELECTOR],
    run: |invocation, world, step| cordon(invocation, true, world, step),
};

pub(super) const UNCORDON: Verb = Verb {
    words: "uncordon",
    writes: true,
    about: "Mark node as schedulable",
    flags: &[DRY_RUN, SELECTOR],
    run: |invocation, world, step| cordon(invocation, false, world, step),
};

const TAINT_FLAGS: &[Flag] = &[ALL, DRY_RUN, OUTPUT, flag("overwrite", Takes::Switch), SELECTOR];

pub(super) const TAINT: Verb = Verb {
    words: "taint",
    writes: true,
    about: "Update the taints on one or more nodes",
    flags: TAINT_FLAGS,
    run: taint,
};

/// Returns the nodes that the arguments and `-l` select.
pub(super) fn nodes(invocation: &Invocation, world: &World<'_>) -> Result<Selection, Failure> {
    let selects = invocation.value("selector").is_some();
    if invocation.arguments.is_empty() && !selects {
        let verb = invocation.verb.words;
        return Err(Failure::Bare(format!(
            "error: USAGE: {verb} NODE [flags]\nSee 'kubectl {verb} -h' for help and examples"
        )));
    }
    let of = |name: &String| match name.contains('/') {
        true => name.clone(),
        false => format!("node/{name}"),
    };
    let arguments: Vec<String> = match selects {
        true => vec!["nodes".to_owned()],
        false => invocation.arguments.iter().map(of).collect(),
    };
    named(invocation, Nameless::Refused, &arguments, world)
}

fn cordon(
    invocation: &Invocation,
    wanted: bool,
    world: &World<'_>,
    step: &mut Step,
) -> Result<Started, Failure> {
    let Selection { objects, mut failures, .. } = nodes(invocation, world)?;
    for object in &objects {
        failures.extend(mark(invocation, object, wanted, world, step).err());
    }
    Ok(Started::Exited(report(&failures, step)))
}

/// Cordons or uncordons a node, and prints `node/node-2 cordoned`.
pub(super) fn mark(
    invocation: &Invocation,
    node: &LiveObject,
    wanted: bool,
    world: &World<'_>,
    step: &mut Step,
) -> Result<(), Failure> {
    let done = if wanted { "cordoned" } else { "uncordoned" };
    let is = node.document.at(&["spec", "unschedulable"]) == Some(&Value::Bool(true));
    if is == wanted {
        step.out(format!("{} already {done}\n", node.slashed()));
        return Ok(());
    }
    let mut document = node.stored(world);
    *document.entry_at(&["spec", "unschedulable"]) = Value::Bool(wanted);
    let written = node.update(&document, Request::Merged, world)?;
    step.out(format!("{} {}\n", node.slashed(), invocation.did(done)));
    if invocation.dry_run().is_none() {
        step.commands.extend(written.command);
    }
    Ok(())
}

/// A taint as typed. The effect is empty to remove all taints with a key.
struct Typed<'a> {
    key: &'a str,
    value: &'a str,
    effect: &'a str,
    is_removed: bool,
}

const EFFECTS: [&str; 3] = ["NoSchedule", "PreferNoSchedule", "NoExecute"];

fn read(text: &str) -> Result<Typed<'_>, Failure> {
    let invalid = |why: &str| Failure::Plain(format!("invalid taint spec: {text}{why}"));
    let (spec, is_removed) = match text.strip_suffix('-') {
        Some(spec) => (spec, true),
        None => (text, false),
    };
    let (pair, effect) = spec.split_once(':').unwrap_or((spec, ""));
    let (key, value) = pair.split_once('=').unwrap_or((pair, ""));
    let unknown =
        || invalid(&format!(", invalid taint effect: {effect}, unsupported taint effect"));
    if key.is_empty() || effect.contains(':') {
        return Err(invalid(""));
    }
    if (!is_removed || !effect.is_empty()) && !EFFECTS.contains(&effect) {
        return Err(if effect.is_empty() { invalid("") } else { unknown() });
    }
    Ok(Typed { key, value, effect, is_removed })
}

fn taint(invocation: &Invocation, world: &World<'_>, step: &mut Step) -> Result<Started, Failure> {
    let is_taint = |argument: &String| {
        argument.contains([':', '=']) || argument.ends_with('-') && argument.len() > 1
    };
    let place = invocation.arguments.iter().position(is_taint);
    let place = place.unwrap_or(invocation.arguments.len());
    let (resources, typed) = invocation.arguments.split_at(place);
    if resources.is_empty() {
        return Err(Failure::Plain(
            "one or more resources must be specified as <resource> <name>".to_owned(),
        ));
    }
    if typed.is_empty() {
        return Err(Failure::Plain("at least one taint update is required".to_owned()));
    }
    let mut taints = Vec::new();
    for text in typed {
        taints.push(read(text)?);
    }
    let Selection { objects, mut failures, .. } =
        named(invocation, Nameless::Refused, resources, world)?;
    for object in &objects {
        if object.kind.name != "Node" {
            let kind = object.kind.plural;
            let message =
                format!("invalid resource type {}, only node types are supported", quoted(kind));
            return Err(Failure::Plain(message));
        }
        failures.extend(write(invocation, object, &taints, world, step).err());
    }
    Ok(Started::Exited(report(&failures, step)))
}

fn write(
    invocation: &Invocation,
    node: &LiveObject,
    typed: &[Typed<'_>],
    world: &World<'_>,
    step: &mut Step,
) -> Result<(), Failure> {
    let mut document = node.stored(world);
    let stored = document.at(&["spec", "taints"]).map(Value::items).unwrap_or_default().to_vec();
    let is_it = |taint: &Value, of: &Typed<'_>| {
        taint.text_at(&["key"]) == of.key
            && (of.effect.is_empty() || taint.text_at(&["effect"]) == of.effect)
    };
    let added = || typed.iter().filter(|taint| !taint.is_removed);
    let removed = || typed.iter().filter(|taint| taint.is_removed);
    if !invocation.is_on("overwrite") {
        let taken = added().find(|of| stored.iter().any(|taint| is_it(taint, of)));
        if let Some(of) = taken {
            let (name, key) = (&node.name, of.key);
            return Err(Failure::Plain(format!(
                "node {name} already has {key} taint(s) with same effect(s) and --overwrite is false"
            )));
        }
    }
    if let Some(of) = removed().find(|of| !stored.iter().any(|taint| is_it(taint, of))) {
        let effect = if of.effect.is_empty() { String::new() } else { format!(":{}", of.effect) };
        let name = quoted(&format!("{}{effect}", of.key));
        return Err(Failure::Plain(format!("taint {name} not found")));
    }
    let mut taints: Vec<Value> =
        stored.into_iter().filter(|taint| !typed.iter().any(|of| is_it(taint, of))).collect();
    taints.extend(added().map(as_document));
    *document.entry_at(&["spec", "taints"]) = Value::List(taints);
    let did = match (added().next(), removed().next()) {
        (Some(_), Some(_)) => "modified",
        (None, Some(_)) => "untainted",
        _ => "tainted",
    };
    let written = node.update(&document, Request::Merged, world)?;
    finish(invocation, node, written, &invocation.did(did), world, step)
}

fn as_document(taint: &Typed<'_>) -> Value {
    let mut document = Value::map();
    *document.entry("effect") = Value::string(taint.effect);
    *document.entry("key") = Value::string(taint.key);
    if !taint.value.is_empty() {
        *document.entry("value") = Value::string(taint.value);
    }
    document
}
