//! Builds whole objects as the API server returns them: the stored document with defaults, metadata and status.
//!
//! Each is a [`Value`] with sorted keys. Values that no control plane decides (addresses, image digests, and
//! uids of objects that did not come with one) are invented here, always the same for the same object; readers must not
//! rely on them. There are no managed fields.

mod budget;
mod claim;
mod event;
mod namespace;
mod node;
mod pod;
mod quota;
mod revision;
mod service;
mod stateful_set;
mod uids;
mod wire;
mod world;

pub use budget::{BudgetStatus, budget, budget_status, budgets_of};
pub(crate) use claim::admitted_class;
pub use claim::{claim, class_of, volume};
pub use event::{event, is_about};
pub use namespace::namespaces;
pub use node::{node, node_of, node_uid, nodes};
pub use pod::{address, edit_of, pod};
pub use quota::quota;
pub use revision::revision;
pub use service::{endpoint_slice, endpoints, own_service, service};
pub use stateful_set::set;
pub use uids::uid_text;
pub use world::{standard_class, system_classes};

use rollout_engine::api::{GivenUids, StatefulSet, Uid};
use rollout_engine::cluster::StoredObject;
use rollout_engine::time::SimTime;

use self::uids::{resource_version, uid_of_name};
use self::wire::OwnerReference;
use crate::clock::rfc3339;
use crate::value::Value;

/// Makes a map of these fields.
fn object(fields: Vec<(&str, Value)>) -> Value {
    Value::Map(fields.into_iter().map(|(name, value)| (name.to_owned(), value)).collect())
}

fn text(text: impl Into<String>) -> Value {
    Value::String(text.into())
}

fn number(number: impl Into<i64>) -> Value {
    Value::Int(number.into())
}

/// Returns a time as the API writes it.
pub fn moment(at: SimTime) -> Value {
    text(rfc3339(at))
}

/// Sets the metadata that the server adds: creation time, uid, resource version.
fn identify(document: &mut Value, created_at: SimTime, (uid, given): (Uid, &GivenUids)) {
    let metadata = document.entry("metadata");
    *metadata.entry("creationTimestamp") = moment(created_at);
    *metadata.entry("uid") = text(uid_text(uid, given));
    *metadata.entry("resourceVersion") = text(resource_version(uid));
}

/// Returns the owner reference of an object that this set controls.
fn controlled_by(set: &StatefulSet, uid: Uid, given: &GivenUids) -> OwnerReference {
    OwnerReference {
        api_version: "apps/v1",
        block_owner_deletion: true,
        controller: true,
        kind: "StatefulSet",
        name: set.name.to_string(),
        uid: uid_text(uid, given),
    }
}

/// Returns a stored object that neither the engine nor a module here treats specially.
pub fn stored(stored: &StoredObject, given: &GivenUids) -> Value {
    let mut document = crate::stored(&stored.document);
    let uid = stored.uid.unwrap_or_else(|| uid_of_name(&stored.key.kind, &stored.key.name));
    identify(&mut document, stored.created_at, (uid, given));
    document.sorted()
}
