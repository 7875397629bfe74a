//! Builds whole objects as the API server returns them: the stored document with defaults, metadata and status.
//!
//! Each is a [`Value`] with sorted keys. Values that no control plane decides (uids, addresses, image digests) are
//! invented here, always the same for the same object; readers must not rely on them. There are no managed fields.

mod budget;
mod claim;
mod event;
mod facts;
mod namespace;
mod node;
mod pod;
mod quota;
mod revision;
mod service;
mod stateful_set;
mod wire;
mod world;

pub use budget::{BudgetStatus, budget, budget_status, budgets_of};
pub(crate) use claim::admitted_class;
pub use claim::{claim, class_of, volume};
pub use event::event;
pub use facts::{address, is_started, node_name, reason};
pub use namespace::namespaces;
pub use node::{node, node_of, node_uid, nodes};
pub use pod::{edit_of, pod};
pub use quota::quota;
pub use revision::revision;
pub use service::{endpoint_slice, endpoints, own_service, service};
pub use stateful_set::set;
pub use world::{standard_class, system_classes};

use rollout_engine::api::{StatefulSet, Uid};
use rollout_engine::cluster::StoredObject;
use rollout_engine::time::SimTime;

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

/// Returns a `metadata.uid` for this number. It is unique and only looks random.
pub fn uuid(uid: Uid) -> String {
    let spread = |salt: u64| {
        let mut bits = (u64::from(uid.0) ^ salt).wrapping_mul(0x9e37_79b9_7f4a_7c15);
        bits = (bits ^ bits >> 29).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        bits ^ bits >> 32
    };
    let (high, low) = (spread(1), spread(2));
    format!(
        "{:08x}-{:04x}-4{:03x}-a{:03x}-{:012x}",
        high >> 32,
        high >> 16 & 0xffff,
        high & 0xfff,
        low >> 48 & 0xfff,
        low & 0xffff_ffff_ffff
    )
}

/// Sets the metadata that the server adds: creation time, uid, resource version.
fn identify(document: &mut Value, created_at: SimTime, uid: Uid) {
    let metadata = document.entry("metadata");
    *metadata.entry("creationTimestamp") = moment(created_at);
    *metadata.entry("uid") = text(uuid(uid));
    // The cluster does not count writes. Objects created later have a higher number, and nothing more may be relied on.
    *metadata.entry("resourceVersion") = text((u64::from(uid.0) + 70).to_string());
}

/// Returns the owner reference of an object that this set controls.
fn controlled_by(set: &StatefulSet, uid: Uid) -> OwnerReference {
    OwnerReference {
        api_version: "apps/v1",
        block_owner_deletion: true,
        controller: true,
        kind: "StatefulSet",
        name: set.name.to_string(),
        uid: uuid(uid),
    }
}

/// Returns a stored object that neither the engine nor a module here treats specially.
pub fn stored(stored: &StoredObject) -> Value {
    let mut document = crate::stored(&stored.document);
    identify(&mut document, stored.created_at, uid_of_name(&stored.key.kind, &stored.key.name));
    document.sorted()
}

/// Returns a uid for an object that the engine does not number.
fn uid_of_name(kind: &str, name: &str) -> Uid {
    let letters = kind.bytes().chain(name.bytes());
    Uid(letters
        .fold(2_166_136_261, |hash: u32, byte| (hash ^ u32::from(byte)).wrapping_mul(16_777_619))
        >> 16)
}
