//! `kubectl get`: tables of pods and StatefulSets, once or as they change.

use super::flags::{Invocation, OUTPUT, SELECTOR, Takes, flag, short};
use super::targets::{self, Target};
use super::{Running, Started, Verb, report};
use crate::print::{Shown, Watch, list};
use crate::process::{Step, World};
use crate::server::Failure;
use crate::server::kind::Kind;

pub(super) const VERB: Verb = Verb {
    words: "get",
    about: "Display one or many resources",
    flags: &[
        short('A', "all-namespaces", Takes::Switch),
        short('L', "label-columns", Takes::Text),
        flag("no-headers", Takes::Switch),
        OUTPUT,
        flag("output-watch-events", Takes::Switch),
        SELECTOR,
        flag("show-labels", Takes::Switch),
        short('w', "watch", Takes::Switch),
    ],
    run,
};

#[cfg(test)]
pub(super) static VERB_FOR_TESTS: Verb = VERB;

const NO_TYPE: &str = "You must specify the type of resource to get. Use \"kubectl api-resources\" for a complete list of supported resources.

error: Required resource not specified.
Use \"kubectl explain <resource>\" for a detailed description of that resource (e.g. kubectl explain pods).
See 'kubectl get -h' for help and examples
";

fn run(invocation: &Invocation, world: &World<'_>, step: &mut Step) -> Result<Started, Failure> {
    if invocation.arguments.is_empty() {
        step.err(NO_TYPE);
        return Ok(Started::Exited(1));
    }
    let tables = tables(invocation)?;
    if invocation.is_on("watch") {
        return watch(invocation, world, tables);
    }
    Ok(Started::Exited(print(invocation, world, &tables, step)))
}

/// One table for each kind, in the order in which they are named.
fn tables(invocation: &Invocation) -> Result<Vec<(&'static Kind, Watch)>, Failure> {
    let mut tables: Vec<(&'static Kind, Watch)> = Vec::new();
    for Target { kind, name } in targets::read(&invocation.arguments)? {
        if !tables.iter().any(|(known, _)| known.name == kind.name) {
            tables.push((kind, table(invocation, kind)?));
        }
        if let Some((_, table)) = tables.iter_mut().find(|(known, _)| known.name == kind.name) {
            table.names.extend(name);
        }
    }
    let by_name = tables.iter().any(|(_, table)| !table.names.is_empty());
    if by_name && invocation.value("selector").is_some() {
        return Err(Failure::Plain(
            "name cannot be provided when a selector is specified".to_owned(),
        ));
    }
    let several = tables.len() > 1;
    tables.iter_mut().for_each(|(_, table)| table.with_kind = several);
    Ok(tables)
}

fn table(invocation: &Invocation, kind: &'static Kind) -> Result<Watch, Failure> {
    if !kind.is_stateful_set() && !kind.is_pod() {
        return Err(Failure::Plain(format!("this playground does not show {} yet", kind.plural)));
    }
    let output = invocation.value("output").unwrap_or_default();
    if !["", "wide", "name"].contains(&output) {
        return Err(Failure::Plain(format!("this playground prints no -o {output} yet")));
    }
    let columns = invocation.all("label-columns").flat_map(|columns| columns.split(','));
    Ok(Watch {
        selector: targets::selector(invocation, kind)?,
        no_headers: invocation.is_on("no-headers"),
        namespaces: invocation.is_on("all-namespaces"),
        wide: output == "wide",
        names_only: output == "name",
        events: invocation.is_on("output-watch-events") && invocation.is_on("watch"),
        label_columns: columns.map(str::to_owned).collect(),
        show_labels: invocation.is_on("show-labels"),
        ..Watch::all(if kind.is_pod() { Shown::Pods } else { Shown::StatefulSets })
    })
}

fn watch(
    invocation: &Invocation,
    world: &World<'_>,
    tables: Vec<(&'static Kind, Watch)>,
) -> Result<Started, Failure> {
    let mut tables = tables.into_iter();
    let (Some((kind, watch)), None) = (tables.next(), tables.next()) else {
        return Err(Failure::Plain("you may only specify a single resource type".to_owned()));
    };
    if watch.names.len() > 1 {
        let message = "watch is only supported on individual resources and resource collections - more than 1 resource was found";
        return Err(Failure::Plain(message.to_owned()));
    }
    if let Some(name) = watch.names.first().filter(|name| !exists(invocation, world, kind, name)) {
        return Err(Failure::not_found(kind, name));
    }
    Ok(Started::Running(Running::Watch(Box::new(watch))))
}

fn exists(invocation: &Invocation, world: &World<'_>, kind: &Kind, name: &str) -> bool {
    let found = if kind.is_pod() {
        world.cluster.find_pod(name).is_some()
    } else {
        world.cluster.find_set(name).is_some()
    };
    found && invocation.namespace() == "default"
}

/// Prints the tables and what is missing; the exit status.
fn print(
    invocation: &Invocation,
    world: &World<'_>,
    tables: &[(&'static Kind, Watch)],
    step: &mut Step,
) -> i32 {
    let mut failures = Vec::new();
    let mut printed = Vec::new();
    for (kind, table) in tables {
        let missing = table.names.iter().filter(|name| !exists(invocation, world, kind, name));
        failures.extend(missing.map(|name| Failure::not_found(kind, name)));
        if invocation.namespace() == "default" {
            printed.push(list(table, world.cluster, world.at, world.release()));
        }
    }
    printed.retain(|table| !table.is_empty());
    let separator = if invocation.value("output") == Some("name") { "" } else { "\n" };
    step.out(printed.join(separator));
    if printed.is_empty() && failures.is_empty() && invocation.value("output") != Some("name") {
        step.err(format!("No resources found in {} namespace.\n", invocation.namespace()));
    }
    report(&failures, step)
}
