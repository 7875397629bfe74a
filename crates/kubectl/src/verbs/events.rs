//! `kubectl events`: lists events, the latest last, or watches them. Events are derived in [`apiserver::events`].

use super::flags::{Invocation, OUTPUT, Takes, flag, short};
use super::targets::{self, ResourceArgument};
use super::{Started, Verb, Waiting};
use crate::print::{FieldSelector, Form, JsonPath, Output, Watch, list};
use crate::world::{Step, World};
use apiserver::Failure;
use apiserver::kind::EVENT;
use apiserver::list::list as list_of;
use apiserver::value::quoted;

pub(super) const VERB: Verb = Verb {
    words: "events",
    writes: false,
    about: "List events",
    flags: &[
        short('A', "all-namespaces", Takes::Switch),
        flag("for", Takes::Text),
        flag("no-headers", Takes::Switch),
        OUTPUT,
        flag("template", Takes::Text),
        flag("types", Takes::Text),
        short('w', "watch", Takes::Switch),
    ],
    run,
};

fn run(invocation: &Invocation, world: &World<'_>, step: &mut Step) -> Result<Started, Failure> {
    let output = invocation.value("output").unwrap_or_default();
    let output = Output::parse(output, invocation.value("template"), world.release());
    let timeout = invocation.value("request-timeout").and_then(super::flags::duration);
    let watch = Watch {
        fields: fields(invocation)?,
        sort_by: JsonPath::parse_field(".lastTimestamp").ok(),
        output: output.map_err(Failure::Plain)?,
        no_headers: invocation.is_on("no-headers"),
        namespace: invocation.scope().map(str::to_owned),
        namespaces: invocation.is_on("all-namespaces"),
        form: Form::Events,
        ends_at: timeout.filter(|timeout| !timeout.is_zero()).map(|timeout| world.at + timeout),
        ..Watch::all(&EVENT)
    };
    if invocation.is_on("watch") {
        return Ok(Waiting::Watch(Box::new(watch)).into());
    }
    let scene = world.scene();
    if !watch.output.is_table() {
        step.out(watch.output.document(&list_of(watch.documents(&scene))).map_err(Failure::Plain)?);
        return Ok(Started::Exited(0));
    }
    let printed = list(&watch, &scene);
    if printed.is_empty() {
        step.err(nothing(invocation));
    }
    step.out(printed);
    Ok(Started::Exited(0))
}

/// Returns the field selector for `--for` and `--types`.
fn fields(invocation: &Invocation) -> Result<FieldSelector, Failure> {
    let mut wanted = Vec::new();
    if let [only] = types(invocation)?.as_slice() {
        wanted.push(format!("type={only}"));
    }
    if let Some(ResourceArgument { kind, name }) = involved(invocation)? {
        wanted.push(format!("involvedObject.kind={}", kind.name));
        wanted.push(format!("involvedObject.name={}", name.unwrap_or_default()));
    }
    FieldSelector::parse(&wanted.join(","), &EVENT).map_err(Failure::Plain)
}

/// Returns the types of `--types`, spelled as in the API.
fn types(invocation: &Invocation) -> Result<Vec<&'static str>, Failure> {
    let wanted = invocation.all("types").flat_map(|types| types.split(','));
    let known = |wanted: &str| {
        let known = ["Normal", "Warning"].into_iter().find(|one| one.eq_ignore_ascii_case(wanted));
        known.ok_or_else(|| Failure::Plain("valid --types are Normal or Warning".to_owned()))
    };
    let mut types: Vec<_> = wanted.map(known).collect::<Result<_, _>>()?;
    types.dedup();
    Ok(types)
}

/// Returns the object of `--for sts/web`.
fn involved(invocation: &Invocation) -> Result<Option<ResourceArgument>, Failure> {
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
