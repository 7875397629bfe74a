//! `kubectl get`: prints objects as tables, documents or names, once or with every change. Formats are in
//! [`crate::print`].

use super::flags::{FILENAME, Invocation, OUTPUT, SELECTOR, Takes, flag, short};
use super::targets::{self, ResourceArgument};
use super::{Started, Verb, Waiting, manifests, raw, report};
use crate::print::{FieldSelector, Form, JsonPath, Output, Watch, custom, list};
use crate::world::{Step, World};
use apiserver::kind::{EVENT, Kind};
use apiserver::list::Scene;
use apiserver::list::list as list_of;
use apiserver::value::Value;
use apiserver::{ENDPOINTS_ARE_DEPRECATED, Failure};

pub(super) const VERB: Verb = Verb {
    words: "get",
    writes: false,
    about: "Display one or many resources",
    flags: &[
        short('A', "all-namespaces", Takes::Switch),
        flag("allow-missing-template-keys", Takes::Switch),
        flag("chunk-size", Takes::Number),
        flag("field-selector", Takes::Text),
        FILENAME,
        flag("ignore-not-found", Takes::Switch),
        short('L', "label-columns", Takes::Text),
        flag("no-headers", Takes::Switch),
        OUTPUT,
        flag("output-watch-events", Takes::Switch),
        flag("raw", Takes::Text),
        SELECTOR,
        flag("server-print", Takes::Switch),
        flag("show-kind", Takes::Switch),
        flag("show-labels", Takes::Switch),
        flag("show-managed-fields", Takes::Switch),
        flag("sort-by", Takes::Text),
        flag("subresource", Takes::Text),
        flag("template", Takes::Text),
        short('w', "watch", Takes::Switch),
        flag("watch-only", Takes::Switch),
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

/// The kinds of the API server's category `all`.
const ALL: &str = "pods,replicationcontrollers,services,daemonsets,deployments,replicasets,statefulsets,horizontalpodautoscalers,cronjobs,jobs";

fn run(invocation: &Invocation, world: &World<'_>, step: &mut Step) -> Result<Started, Failure> {
    if let Some(path) = invocation.value("raw") {
        step.out(raw::answer(path, &world.scene())?);
        return Ok(Started::Exited(0));
    }
    if invocation.arguments.is_empty() && invocation.value("filename").is_none() {
        step.err(NO_TYPE);
        return Ok(Started::Exited(1));
    }
    let tables = tables(invocation, world)?;
    warn(invocation, &tables, world, step);
    if invocation.is_on("watch") || invocation.is_on("watch-only") {
        return watch(invocation, world, tables);
    }
    let scene = world.scene();
    let (found, failures) = divide(invocation, &scene, tables);
    let printed = print(invocation, &scene, &found, failures.is_empty(), step);
    let mut failures = failures;
    failures.extend(printed.err().map(Failure::Plain));
    Ok(Started::Exited(report(&failures, step)))
}

/// Returns one table for each kind, in the order in which the kinds are named.
fn tables(invocation: &Invocation, world: &World<'_>) -> Result<Vec<Watch>, Failure> {
    let mut tables: Vec<Watch> = Vec::new();
    for ResourceArgument { kind, name } in named(invocation, world)? {
        let place = match tables.iter().position(|table| table.kind == kind) {
            Some(place) => place,
            None => {
                tables.push(table(invocation, world, kind)?);
                tables.len() - 1
            }
        };
        if let Some(table) = tables.get_mut(place) {
            table.names.extend(name);
        }
    }
    let by_name = tables.iter().any(|table| !table.names.is_empty());
    if by_name && invocation.value("selector").is_some() {
        let message = "name cannot be provided when a selector is specified";
        return Err(Failure::Plain(message.to_owned()));
    }
    if by_name && invocation.is_on("all-namespaces") {
        let message = "a resource cannot be retrieved by name across all namespaces";
        return Err(Failure::Plain(message.to_owned()));
    }
    let with_kind = tables.len() > 1 || invocation.is_on("show-kind");
    tables.iter_mut().for_each(|table| table.with_kind = with_kind);
    Ok(tables)
}

/// Returns the kinds and names in the arguments or files.
pub(super) fn named(
    invocation: &Invocation,
    world: &World<'_>,
) -> Result<Vec<ResourceArgument>, Failure> {
    if invocation.value("filename").is_none() {
        return targets::read(&spelled_out(&invocation.arguments));
    }
    let read = manifests::read(invocation, world)?;
    if let Some(failure) = read.failures.into_iter().next() {
        return Err(failure);
    }
    let target = |object: &manifests::Object| {
        let kind = manifests::kind_of(object)?;
        Ok(ResourceArgument { kind, name: Some(manifests::name_of(object, kind)?.to_owned()) })
    };
    read.objects.iter().map(target).collect()
}

/// Replaces `all` by its kinds.
fn spelled_out(arguments: &[String]) -> Vec<String> {
    let mut arguments = arguments.to_vec();
    if let Some(kinds) = arguments.first_mut() {
        let all: Vec<_> =
            kinds.split(',').map(|kind| if kind == "all" { ALL } else { kind }).collect();
        *kinds = all.join(",");
    }
    arguments
}

fn table(
    invocation: &Invocation,
    world: &World<'_>,
    kind: &'static Kind,
) -> Result<Watch, Failure> {
    let output = invocation.value("output").unwrap_or_default();
    let output = Output::parse(output, invocation.value("template"), world.release());
    let sort_by = invocation.value("sort-by").map(JsonPath::parse_field).transpose();
    let columns = invocation.all("label-columns").flat_map(|columns| columns.split(','));
    let timeout = invocation.value("request-timeout").and_then(super::flags::duration);
    Ok(Watch {
        selector: targets::selector(invocation, kind)?,
        fields: fields(invocation, kind)?,
        sort_by: sort_by.map_err(Failure::Plain)?,
        output: output.map_err(Failure::Plain)?,
        no_headers: invocation.is_on("no-headers"),
        namespace: invocation.scope().map(str::to_owned),
        namespaces: invocation.is_on("all-namespaces") && kind.namespaced,
        events: invocation.is_on("output-watch-events")
            && (invocation.is_on("watch") || invocation.is_on("watch-only")),
        label_columns: columns.map(str::to_owned).collect(),
        show_labels: invocation.is_on("show-labels"),
        form: match invocation.value("subresource") {
            Some("scale") => Form::Scale,
            _ => Form::Usual,
        },
        only_changes: invocation.is_on("watch-only"),
        ends_at: timeout.filter(|timeout| !timeout.is_zero()).map(|timeout| world.at + timeout),
        ..Watch::all(kind)
    })
}

fn fields(invocation: &Invocation, kind: &Kind) -> Result<FieldSelector, Failure> {
    let text = invocation.value("field-selector").unwrap_or_default();
    FieldSelector::parse(text, kind).map_err(|problem| {
        let labels = invocation.value("selector").unwrap_or_default();
        let (group, version, plural) = (kind.group, kind.version, kind.plural);
        Failure::bad_request(format!(
            "Unable to find \"{group}/{version}, Resource={plural}\" that match label selector \"{labels}\", field selector \"{text}\": {problem}"
        ))
    })
}

/// Prints the warnings of the API server and kubectl, which do not depend on the objects found.
fn warn(invocation: &Invocation, tables: &[Watch], world: &World<'_>, step: &mut Step) {
    let kinds = invocation.arguments.first().map_or("", String::as_str);
    if kinds.split(',').any(|kind| kind == "ev") && tables.iter().any(|table| *table.kind == EVENT)
    {
        step.err("Warning: short name \"ev\" could also match lower priority resource events.events.k8s.io\n");
    }
    let endpoints = tables.iter().any(|table| table.kind.name == "Endpoints");
    if endpoints && world.release().warns_of_endpoints() {
        step.err(format!("Warning: {ENDPOINTS_ARE_DEPRECATED}\n"));
    }
}

fn watch(
    invocation: &Invocation,
    world: &World<'_>,
    tables: Vec<Watch>,
) -> Result<Started, Failure> {
    let mut tables = tables.into_iter();
    let (Some(watch), None) = (tables.next(), tables.next()) else {
        return Err(Failure::Plain("you may only specify a single resource type".to_owned()));
    };
    if watch.names.len() > 1 {
        let message = "watch is only supported on individual resources and resource collections - more than 1 resource was found";
        return Err(Failure::Plain(message.to_owned()));
    }
    let scene = world.scene();
    let missing = |name: &&String| !exists(invocation, &scene, watch.kind, name);
    if let Some(name) = watch.names.iter().find(missing) {
        return Err(Failure::not_found(watch.kind, name));
    }
    Ok(Waiting::Watch(Box::new(watch)).into())
}

fn exists(invocation: &Invocation, scene: &Scene<'_>, kind: &Kind, name: &str) -> bool {
    scene.has(kind, invocation.namespace(), name)
}

/// Separates the requested objects that exist from those that do not.
fn divide(
    invocation: &Invocation,
    scene: &Scene<'_>,
    tables: Vec<Watch>,
) -> (Vec<Watch>, Vec<Failure>) {
    let mut failures = Vec::new();
    let mut found = Vec::new();
    for mut table in tables {
        let (kind, was_named) = (table.kind, !table.names.is_empty());
        let missing = |name: &String| !exists(invocation, scene, kind, name);
        if !invocation.is_on("ignore-not-found") {
            let missing = table.names.iter().filter(|name| missing(name));
            failures.extend(missing.map(|name| Failure::not_found(kind, name)));
        }
        table.names.retain(|name| !missing(name));
        if !(was_named && table.names.is_empty()) {
            found.push(table);
        }
    }
    (found, failures)
}

/// Prints the objects found. `is_whole`: whether no requested object is missing.
fn print(
    invocation: &Invocation,
    scene: &Scene<'_>,
    tables: &[Watch],
    is_whole: bool,
    step: &mut Step,
) -> Result<(), String> {
    match tables.first().map(|table| &table.output) {
        Some(output) if !output.is_table() => {
            print_documents(output, invocation, scene, tables, step)
        }
        _ => {
            let mut printed: Vec<_> = tables.iter().map(|table| list(table, scene)).collect();
            printed.retain(|table| !table.is_empty());
            step.out(printed.join("\n"));
            if printed.is_empty() && is_whole && !invocation.is_on("ignore-not-found") {
                let is_namespaced = tables.iter().any(|table| table.kind.namespaced);
                step.err(nothing_found(invocation, is_namespaced));
            }
            Ok(())
        }
    }
}

/// Returns kubectl's message for an empty result.
pub(super) fn nothing_found(invocation: &Invocation, is_namespaced: bool) -> String {
    if invocation.is_on("all-namespaces") || !is_namespaced {
        return "No resources found\n".to_owned();
    }
    format!("No resources found in {} namespace.\n", invocation.namespace())
}

fn print_documents(
    output: &Output,
    invocation: &Invocation,
    scene: &Scene<'_>,
    tables: &[Watch],
    step: &mut Step,
) -> Result<(), String> {
    let found: Vec<_> = tables.iter().map(|table| (table, table.documents(scene))).collect();
    match output {
        Output::Name => {
            for (table, documents) in &found {
                let name =
                    |one: &Value| table.kind.slashed(one.text_at(&["metadata", "name"])) + "\n";
                step.out(documents.iter().map(name).collect::<String>());
            }
        }
        Output::Columns(_) => {
            for (table, documents) in &found {
                step.out(custom(table, documents, scene.release)?);
            }
        }
        _ => {
            let mut documents: Vec<_> = found.into_iter().flat_map(|(_, all)| all).collect();
            if names_one(invocation, tables) {
                documents.truncate(1);
                let only = documents.pop().map(|only| output.document(&only)).transpose()?;
                step.out(only.unwrap_or_default());
            } else {
                step.out(output.document(&list_of(documents))?);
            }
        }
    }
    Ok(())
}

/// Whether a single object is named, which is printed without a list around it.
fn names_one(invocation: &Invocation, tables: &[Watch]) -> bool {
    if invocation.value("filename").is_some() {
        return matches!(tables, [table] if table.names.len() == 1);
    }
    match invocation.arguments.as_slice() {
        [one] => one.contains('/'),
        [kinds, name] => !kinds.contains(['/', ',']) && !name.contains('/'),
        _ => false,
    }
}
