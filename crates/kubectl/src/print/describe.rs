//! `kubectl describe`: formats an object as a page (upstream `kubectl/pkg/describe`).
//!
//! StatefulSets, pods, services, claims, namespaces, nodes, budgets, quotas, limit ranges and priority classes have pages of
//! their own, as in kubectl. All other kinds have the generic page, also volumes, for which kubectl has a page.

mod budget;
mod claim;
mod containers;
mod generic;
mod namespace;
mod node;
mod page;
mod pod;
mod policy;
mod priority;
mod service;
mod stateful_set;
mod volumes;

use self::page::Page;
use crate::rows::duration::{age, human_duration};
use apiserver::clock;
use apiserver::events::Event;
use apiserver::kind::Kind;
use apiserver::list::{self, Scene};
use apiserver::value::Value;

/// Returns the page of an object.
pub(crate) fn describe(
    kind: &Kind,
    object: &Value,
    scene: &Scene<'_>,
    with_events: bool,
) -> String {
    let mut page = Page::default();
    page.words_of_probes = scene.release.words_of_probes();
    page.field(0, "Name", list::name(object));
    match kind.name {
        "StatefulSet" => stateful_set::describe(object, scene, &mut page),
        "Pod" => pod::describe(object, scene, &mut page),
        "Service" => service::describe(object, scene, &mut page),
        "PersistentVolumeClaim" => claim::describe(object, scene, &mut page),
        "Namespace" => namespace::describe(object, scene, &mut page),
        "Node" => node::describe(object, scene, &mut page),
        "PodDisruptionBudget" => budget::describe(object, &mut page),
        "PriorityClass" => priority::describe(object, &mut page),
        "ResourceQuota" => policy::quota(object, &mut page),
        "LimitRange" => policy::limit_range(object, &mut page),
        _ => generic::describe(object, &mut page),
    }
    let has_events = !["Namespace", "ResourceQuota", "LimitRange"].contains(&kind.name);
    if with_events && has_events {
        events(object, scene, &mut page);
    }
    page.laid_out()
}

/// Adds the events of an object, the latest last.
fn events(object: &Value, scene: &Scene<'_>, page: &mut Page) {
    let mut events = scene.events();
    events.retain(|event| apiserver::document::is_about(event, object, scene.given_uids()));
    events.sort_by_key(|event| event.last);
    if events.is_empty() {
        return page.field(0, "Events", "<none>");
    }
    page.line(0, "Events:");
    page.line(1, "Type\tReason\tAge\tFrom\tMessage");
    page.line(1, "----\t------\t----\t----\t-------");
    for event in &events {
        let (kind, reason, from) = (event.event_type(), event.reason, event.source);
        let (age, message) = (interval(event, scene), message(event, scene));
        page.line(1, &format!("{kind}\t{reason}\t{age}\t{from}\t{message}"));
    }
}

/// Formats `5s`, or `5s (x2 over 26s)`.
fn interval(event: &Event, scene: &Scene<'_>) -> String {
    let last = age(scene.at, event.last);
    if event.count > 1 {
        let over = human_duration(scene.at.since(event.first.floor_to_second()));
        format!("{last} (x{} over {over})", event.count)
    } else {
        last
    }
}

fn message(event: &Event, scene: &Scene<'_>) -> String {
    match event.field.as_str() {
        field if !field.is_empty() && scene.release.describes_fields_of_events() => {
            format!("{field}: {}", event.message)
        }
        _ => event.message.clone(),
    }
}

/// Adds labels, one per line.
fn labels(page: &mut Page, level: usize, title: &str, labels: Option<&Value>) {
    let labels = labels.map(Value::entries).unwrap_or_default();
    let lines = labels.iter().map(|(key, value)| format!("{key}={}", value.to_go()));
    page.lines(level, title, lines.collect());
}

/// Adds annotations, one per line, without the last applied configuration.
fn annotations(page: &mut Page, level: usize, title: &str, annotations: Option<&Value>) {
    const LENGTH_MAX: usize = 140;
    let annotations = annotations.map(Value::entries).unwrap_or_default();
    let shown = annotations
        .iter()
        .filter(|(key, _)| key != "kubectl.kubernetes.io/last-applied-configuration");
    let mut lines = Vec::new();
    for (key, value) in shown {
        let text = value.to_go();
        let text = text.strip_suffix('\n').unwrap_or(&text);
        if text.len() + key.len() + 2 < LENGTH_MAX && !text.contains('\n') {
            lines.push(format!("{key}: {text}"));
        } else {
            lines.push(format!("{key}:"));
            let short = |line: &str| line.chars().take(LENGTH_MAX - 5).collect::<String>() + "...";
            let line = |line: &str| {
                if line.len() > LENGTH_MAX - 2 { short(line) } else { line.to_owned() }
            };
            lines.extend(text.split('\n').map(|text| format!("  {}", line(text))));
        }
    }
    page.lines(level, title, lines);
}

/// Formats a timestamp of a document as [`clock::rfc1123`] does.
fn date(document: &Value, path: &[&str]) -> String {
    clock::parse(document.text_at(path)).map(clock::rfc1123).unwrap_or_default()
}

/// Returns the scalar at a path; empty if there is none.
fn scalar(document: &Value, path: &[&str]) -> String {
    document.at(path).map(Value::to_go).unwrap_or_default()
}

/// Returns the elements of the list at a path.
fn items<'a>(document: &'a Value, path: &[&str]) -> &'a [Value] {
    document.at(path).map(Value::items).unwrap_or_default()
}

/// Formats a selector: `app=rich,tier in (a,b)`.
fn selector(selector: Option<&Value>) -> String {
    let of = |key| selector.and_then(|selector| selector.get(key));
    let equal = of("matchLabels").map(Value::entries).unwrap_or_default();
    let mut parts: Vec<_> =
        equal.iter().map(|(key, value)| format!("{key}={}", value.to_go())).collect();
    for expression in of("matchExpressions").map(Value::items).unwrap_or_default() {
        let key = expression.text_at(&["key"]);
        let mut values: Vec<_> = items(expression, &["values"]).iter().map(Value::to_go).collect();
        values.sort();
        let values = values.join(",");
        parts.push(match expression.text_at(&["operator"]) {
            "In" => format!("{key} in ({values})"),
            "NotIn" => format!("{key} notin ({values})"),
            "DoesNotExist" => format!("!{key}"),
            _ => key.to_owned(),
        });
    }
    parts.sort();
    or_none(parts.join(","))
}

fn or_none(text: String) -> String {
    if text.is_empty() { "<none>".to_owned() } else { text }
}
