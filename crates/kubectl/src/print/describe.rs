//! `kubectl describe`: an object in words (upstream `kubectl/pkg/describe`).
//!
//! StatefulSets, pods, services and claims have a page of their own, as kubectl has for them; every other kind gets the generic
//! one, also nodes and volumes, for which kubectl has more words than this world.

mod claim;
mod containers;
mod generic;
mod namespace;
mod page;
mod pod;
mod service;
mod stateful_set;
mod volumes;

use self::page::Page;
use super::history::Event;
use super::objects::{self, Scene};
use super::{age, human_duration};
use crate::server::kind::Kind;
use crate::value::Value;

/// What `describe` prints of an object.
pub(crate) fn describe(
    kind: &Kind,
    object: &Value,
    scene: &Scene<'_>,
    with_events: bool,
) -> String {
    let mut page = Page::default();
    page.words_of_probes = scene.release.words_of_probes();
    page.field(0, "Name", objects::name(object));
    match kind.name {
        "StatefulSet" => stateful_set::describe(object, scene, &mut page),
        "Pod" => pod::describe(object, scene, &mut page),
        "Service" => service::describe(object, scene, &mut page),
        "PersistentVolumeClaim" => claim::describe(object, scene, &mut page),
        "Namespace" => namespace::describe(object, &mut page),
        _ => generic::describe(object, &mut page),
    }
    if with_events && !kind.is_namespace() {
        events(object, scene, &mut page);
    }
    page.laid_out()
}

/// The events of an object, the oldest last look first.
fn events(object: &Value, scene: &Scene<'_>, page: &mut Page) {
    let uid = object.text_at(&["metadata", "uid"]);
    let mut events = scene.events();
    events.retain(|event| super::document::uuid(event.uid) == uid);
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

/// `5s`, or `5s (x2 over 26s)`.
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

/// `Labels` with one of them a line.
fn labels(page: &mut Page, level: usize, title: &str, labels: Option<&Value>) {
    let labels = labels.map(Value::entries).unwrap_or_default();
    let lines = labels.iter().map(|(key, value)| format!("{key}={}", value.to_go()));
    page.lines(level, title, lines.collect());
}

/// `Annotations` with one of them a line; what was last applied is not shown.
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

/// A moment of a document as [`super::clock::rfc1123`] writes it.
fn date(document: &Value, path: &[&str]) -> String {
    super::clock::parse(document.text_at(path)).map(super::clock::rfc1123).unwrap_or_default()
}

/// The scalar at the end of a path; empty if there is none.
fn scalar(document: &Value, path: &[&str]) -> String {
    document.at(path).map(Value::to_go).unwrap_or_default()
}

/// The elements of the list at the end of a path.
fn items<'a>(document: &'a Value, path: &[&str]) -> &'a [Value] {
    document.at(path).map(Value::items).unwrap_or_default()
}

/// `app=rich,tier in (a,b)`.
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
