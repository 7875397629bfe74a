//! `kubectl set env`: sets, removes and lists environment variables of containers.

use super::{SetEdit, containers, edit, split};
use crate::verbs::flags::{
    ALL, DRY_RUN, FILENAME, Invocation, LOCAL, OUTPUT, SELECTOR, Takes, flag, short,
};
use crate::verbs::objects::{LiveObject, Nameless, named};
use crate::verbs::{Started, Verb, report};
use crate::world::{Step, World};
use apiserver::Failure;
use apiserver::value::Value;

pub(in crate::verbs) const VERB: Verb = Verb {
    words: "set env",
    writes: true,
    about: "Update environment variables on a pod template",
    flags: &[
        ALL,
        short('c', "containers", Takes::Text),
        DRY_RUN,
        short('e', "env", Takes::Text),
        FILENAME,
        flag("list", Takes::Switch),
        LOCAL,
        OUTPUT,
        flag("overwrite", Takes::Switch),
        SELECTOR,
    ],
    run,
};

/// A variable and its value; `None` removes the variable.
type VariableChange<'a> = (&'a str, Option<&'a str>);

fn run(invocation: &Invocation, world: &World<'_>, step: &mut Step) -> Result<Started, Failure> {
    let is_pair =
        |argument: &str| argument.contains('=') || argument.len() > 1 && argument.ends_with('-');
    let (resources, pairs) = split(invocation, is_pair);
    let pair = |argument: &'_ str| -> Option<(String, Option<String>)> {
        match argument.split_once('=') {
            Some((name, value)) => Some((name.to_owned(), Some(value.to_owned()))),
            None => argument.strip_suffix('-').map(|name| (name.to_owned(), None)),
        }
    };
    let given = pairs.iter().map(String::as_str).chain(invocation.all("env"));
    let pairs: Vec<_> = given.filter_map(pair).collect();
    if invocation.is_on("list") {
        return list(invocation, resources, world, step);
    }
    let wanted = invocation.value("containers").unwrap_or("*");
    let mut unmatched = Vec::new();
    for object in named(invocation, Nameless::Refused, resources, world)?.objects {
        let mut template = object.document.at(&["spec", "template", "spec"]).cloned();
        let any = template
            .as_mut()
            .is_some_and(|spec| containers(spec, &["containers"], wanted).next().is_some());
        if !any {
            unmatched.push(format!("{}/{}", object.kind.name, object.name));
        }
    }
    for what in unmatched {
        step.err(format!("Warning: {what} does not have any containers matching \"{wanted}\"\n"));
    }
    let change = |spec: &mut Value| {
        for container in containers(spec, &["containers"], wanted) {
            for (name, value) in &pairs {
                write(container, (name, value.as_deref()));
            }
        }
        Vec::new()
    };
    let doing =
        SetEdit { did: "env updated", refused: "env update to pod template:", change: &change };
    edit(invocation, resources, &doing, world, step)
}

fn write(container: &mut Value, (name, value): VariableChange<'_>) {
    let mut variables = container.get("env").map(Value::items).unwrap_or_default().to_vec();
    let place = variables.iter().position(|one| one.text_at(&["name"]) == name);
    match (place, value) {
        (Some(place), None) => drop(variables.remove(place)),
        (None, None) => {}
        (place, Some(value)) => {
            let mut variable = Value::map();
            *variable.entry("name") = Value::string(name);
            *variable.entry("value") = Value::string(value);
            match place.and_then(|place| variables.get_mut(place)) {
                Some(known) => *known = variable,
                None => variables.push(variable),
            }
        }
    }
    if variables.is_empty() {
        container.remove("env");
    } else {
        *container.entry("env") = Value::List(variables);
    }
}

fn list(
    invocation: &Invocation,
    resources: &[String],
    world: &World<'_>,
    step: &mut Step,
) -> Result<Started, Failure> {
    let found = named(invocation, Nameless::Refused, resources, world)?;
    for object in &found.objects {
        step.out(listed(object));
    }
    Ok(Started::Exited(report(&found.failures, step)))
}

fn listed(object: &LiveObject) -> String {
    let path: &[&str] = if object.kind.is_pod() {
        &["spec", "containers"]
    } else {
        &["spec", "template", "spec", "containers"]
    };
    let mut text = String::new();
    for container in object.document.at(path).map(Value::items).unwrap_or_default() {
        let (kind, name) = (object.kind.name, &object.name);
        text.push_str(&format!("# {kind} {name}, container {}\n", container.text_at(&["name"])));
        for variable in container.get("env").map(Value::items).unwrap_or_default() {
            let (name, value) = (variable.text_at(&["name"]), variable.text_at(&["value"]));
            text.push_str(&format!("{name}={value}\n"));
        }
    }
    text
}
