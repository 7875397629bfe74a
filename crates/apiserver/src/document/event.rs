//! An Event as an object. Events are derived in [`crate::events`].

use rollout_engine::api::GivenUids;
use serde::Serialize;

use super::uid_text;
use super::uids::uid_of_event;
use super::wire::{Never, ObjectReference, Time};
use crate::clock;
use crate::events::Event;
use crate::value::Value;

/// `v1 Event`.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct EventDocument<'a> {
    api_version: &'static str,
    count: u32,
    event_time: Never,
    first_timestamp: Time,
    involved_object: ObjectReference,
    kind: &'static str,
    last_timestamp: Time,
    message: &'a str,
    metadata: Metadata<'a>,
    reason: &'a str,
    reporting_component: &'a str,
    reporting_instance: &'a str,
    source: EventSource<'a>,
    #[serde(rename = "type")]
    event_type: &'static str,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Metadata<'a> {
    creation_timestamp: Time,
    name: String,
    namespace: &'a str,
    resource_version: String,
    uid: String,
}

/// `v1 EventSource`.
#[derive(Serialize)]
struct EventSource<'a> {
    component: &'a str,
    #[serde(skip_serializing_if = "str::is_empty")]
    host: &'a str,
}

/// Returns the event as an object.
pub fn event(event: &Event, given: &GivenUids) -> Value {
    let unique = clock::nanoseconds(event.first) + u64::from(event.number);
    let document = EventDocument {
        api_version: "v1",
        count: event.count,
        event_time: Never,
        first_timestamp: Time(event.first),
        involved_object: ObjectReference {
            api_version: if event.kind == "StatefulSet" { "apps/v1" } else { "v1" },
            field_path: event.field.clone(),
            kind: event.kind,
            name: event.name.clone(),
            namespace: event.namespace.clone(),
            // Events of the taint eviction have no uid of their pod.
            uid: if event.uid.0 == 0 { String::new() } else { uid_text(event.uid, given) },
        },
        kind: "Event",
        last_timestamp: Time(event.last),
        message: &event.message,
        metadata: Metadata {
            creation_timestamp: Time(event.first),
            name: format!("{}.{unique:016x}", event.name),
            namespace: &event.namespace,
            resource_version: (event.number + 100).to_string(),
            uid: uid_text(uid_of_event(event.number), given),
        },
        reason: event.reason,
        reporting_component: event.source,
        reporting_instance: &event.host,
        source: EventSource { component: event.source, host: &event.host },
        event_type: event.event_type(),
    };
    Value::of(&document).sorted()
}

/// Whether an event is about this object.
pub fn is_about(event: &Event, object: &Value, given: &GivenUids) -> bool {
    let of = |key: &str| object.text_at(&["metadata", key]);
    event.kind == object.text_at(&["kind"])
        && event.name == of("name")
        && uid_text(event.uid, given) == of("uid")
}
