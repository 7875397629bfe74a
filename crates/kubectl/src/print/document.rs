//! Whole objects, as the API server gives them: what a person wrote, defaulted, with metadata and status.
//!
//! Each is a [`Value`] with sorted keys. What no control plane decides and a reader should not rely on (uids, addresses,
//! image digests) is invented here, always the same for the same object. Managed fields are left out.

mod budget;
mod claim;
mod event;
mod namespace;
mod pod;
mod revision;
mod service;
mod stateful_set;
mod world;

pub(crate) use budget::budget;
pub(crate) use claim::{claim, class_of, volume};
pub(crate) use event::event;
pub(crate) use namespace::namespaces;
pub(crate) use pod::{address, edit_of, node_name, pod};
pub(crate) use revision::revision;
pub(crate) use service::{endpoint_slice, endpoints, own_service, service};
pub(crate) use stateful_set::set;
pub(crate) use world::{nodes, standard_class};

use rollout_engine::api::{StatefulSet, Uid};
use rollout_engine::cluster::StoredObject;
use rollout_engine::time::SimTime;

use super::clock::rfc3339;
use crate::value::Value;

/// A map of these fields.
fn object(fields: Vec<(&str, Value)>) -> Value {
    Value::Map(fields.into_iter().map(|(name, value)| (name.to_owned(), value)).collect())
}

fn text(text: impl Into<String>) -> Value {
    Value::String(text.into())
}

fn number(number: impl Into<i64>) -> Value {
    Value::Int(number.into())
}

pub(super) fn moment(at: SimTime) -> Value {
    text(rfc3339(at))
}

/// A `metadata.uid` that belongs to this number and no other; made to look like one.
pub(crate) fn uuid(uid: Uid) -> String {
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

/// Fills in what the server knows of an object: when it was made, and as what.
fn identify(document: &mut Value, created_at: SimTime, uid: Uid) {
    let metadata = document.entry("metadata");
    *metadata.entry("creationTimestamp") = moment(created_at);
    *metadata.entry("uid") = text(uuid(uid));
    // The cluster counts no writes; objects made later have a higher number, which is all that one may rely on.
    *metadata.entry("resourceVersion") = text((u64::from(uid.0) + 70).to_string());
}

/// A reference to the set of this name and uid that controls an object.
fn controlled_by(set: &StatefulSet, uid: Uid) -> Value {
    let owner = object(vec![
        ("apiVersion", text("apps/v1")),
        ("blockOwnerDeletion", Value::Bool(true)),
        ("controller", Value::Bool(true)),
        ("kind", text("StatefulSet")),
        ("name", text(&*set.name)),
        ("uid", text(uuid(uid))),
    ]);
    Value::List(vec![owner])
}

/// An object that the engine does not act on, and that no printer knows better.
pub(crate) fn stored(stored: &StoredObject) -> Value {
    let mut document = crate::server::stored(&stored.document);
    identify(&mut document, stored.created_at, uid_of_name(&stored.key.kind, &stored.key.name));
    document.sorted()
}

/// The uid of an object of which the engine does not count one.
fn uid_of_name(kind: &str, name: &str) -> Uid {
    let letters = kind.bytes().chain(name.bytes());
    Uid(letters
        .fold(2_166_136_261, |hash: u32, byte| (hash ^ u32::from(byte)).wrapping_mul(16_777_619))
        >> 16)
}
