//! `kubectl events`: what happened, the latest last.

use super::flags::{Invocation, OUTPUT, Takes, flag, short};
use super::targets::{self, Target};
use super::{Started, Verb};
use crate::print::{Event, Output, Scene, event_document, interval, list_of, table};
use crate::process::{Step, World};
use crate::server::Failure;
use crate::value::quoted;

pub(super) const VERB: Verb = Verb {
    words: "events",
    about: "List events",
    flags: &[
        short('A', "all-namespaces", Takes::Switch),
        flag("for", Takes::Text),
        flag("no-headers", Takes::Switch),
        OUTPUT,
        flag("template", Takes::Text),
        flag("types", Takes::Text),
    ],
    run,
};

fn run(invocation: &Invocation, world: &World<'_>, step: &mut Step) -> Result<Started, Failure> {
    let output = invocation.value("output").unwrap_or_default();
    let output = Output::parse(output, invocation.value("template"), world.release());
    let output = output.map_err(Failure::Plain)?;
    let scene = Scene::of(world);
    let mut events = scene.events();
    events.sort_by_key(|event| event.last);
    let types = types(invocation)?;
    events.retain(|event| types.is_empty() || types.contains(&event.event_type()));
    if let Some(target) = involved(invocation)? {
        let name = target.name.unwrap_or_default();
        events.retain(|event| event.kind == target.kind.name && event.name == name);
    }
    if invocation.namespace() != "default" && !invocation.is_on("all-namespaces") {
        events.clear();
    }
    if !output.is_table() {
        let documents = events.iter().map(event_document).collect();
        step.out(output.document(&list_of(documents)).map_err(Failure::Plain)?);
    } else if events.is_empty() {
        step.err(nothing(invocation));
    } else {
        step.out(rows(invocation, &events, &scene));
    }
    Ok(Started::Exited(0))
}

/// The types of `--types`, as the API spells them.
fn types(invocation: &Invocation) -> Result<Vec<&'static str>, Failure> {
    let wanted = invocation.all("types").flat_map(|types| types.split(','));
    let known = |wanted: &str| {
        let known = ["Normal", "Warning"].into_iter().find(|one| one.eq_ignore_ascii_case(wanted));
        known.ok_or_else(|| Failure::Plain("valid --types are Normal or Warning".to_owned()))
    };
    wanted.map(known).collect()
}

/// The object of `--for sts/web`.
fn involved(invocation: &Invocation) -> Result<Option<Target>, Failure> {
    let Some(wanted) = invocation.value("for") else { return Ok(None) };
    if !wanted.contains('/') {
        let message = format!("--for must be in resource/name form, not {}", quoted(wanted));
        return Err(Failure::Plain(message));
    }
    Ok(targets::read(&[wanted.to_owned()])?.into_iter().next())
}

fn nothing(invocation: &Invocation) -> String {
    if invocation.is_on("all-namespaces") {
        return "No events found.\n".to_owned();
    }
    format!("No events found in {} namespace.\n", invocation.namespace())
}

fn rows(invocation: &Invocation, events: &[Event], scene: &Scene<'_>) -> String {
    let everywhere = invocation.is_on("all-namespaces");
    let with_namespace = |first: &str, rest: Vec<String>| {
        let first = everywhere.then(|| first.to_owned());
        first.into_iter().chain(rest).collect::<Vec<_>>()
    };
    let headings = ["LAST SEEN", "TYPE", "REASON", "OBJECT", "MESSAGE"].map(str::to_owned).to_vec();
    let headings = (!invocation.is_on("no-headers")).then(|| with_namespace("NAMESPACE", headings));
    let row = |event: &Event| {
        let cells = vec![
            interval(event, scene),
            event.event_type().to_owned(),
            event.reason.to_owned(),
            format!("{}/{}", event.kind, event.name),
            event.message.clone(),
        ];
        with_namespace("default", cells)
    };
    table(headings.into_iter().chain(events.iter().map(row)).collect())
}
