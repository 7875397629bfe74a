//! An Event as an object.

use super::super::clock;
use super::super::history::Event;
use super::{moment, number, object, text, uuid};
use crate::value::Value;

/// The event as the API server gives it.
pub(crate) fn event(event: &Event) -> Value {
    let group = if event.kind == "Pod" { "v1" } else { "apps/v1" };
    let mut involved = object(vec![
        ("apiVersion", text(group)),
        ("kind", text(event.kind)),
        ("name", text(&*event.name)),
        ("namespace", text(&*event.namespace)),
        ("uid", text(uuid(event.uid))),
    ]);
    if !event.field.is_empty() {
        *involved.entry("fieldPath") = text(&*event.field);
    }
    let mut source = object(vec![("component", text(event.source))]);
    if !event.host.is_empty() {
        *source.entry("host") = text(&*event.host);
    }
    let name = format!(
        "{}.{:016x}",
        event.name,
        clock::nanoseconds(event.first) + u64::from(event.number)
    );
    let metadata = object(vec![
        ("creationTimestamp", moment(event.first)),
        ("name", text(name)),
        ("namespace", text(&*event.namespace)),
        ("resourceVersion", text((event.number + 100).to_string())),
        ("uid", text(uuid(rollout_engine::api::Uid(event.number | 1 << 31)))),
    ]);
    let document = object(vec![
        ("apiVersion", text("v1")),
        ("count", number(event.count)),
        ("eventTime", Value::Null),
        ("firstTimestamp", moment(event.first)),
        ("involvedObject", involved),
        ("kind", text("Event")),
        ("lastTimestamp", moment(event.last)),
        ("message", text(&*event.message)),
        ("metadata", metadata),
        ("reason", text(event.reason)),
        ("reportingComponent", text(event.source)),
        ("reportingInstance", text(&*event.host)),
        ("source", source),
        ("type", text(event.event_type())),
    ]);
    document.sorted()
}
