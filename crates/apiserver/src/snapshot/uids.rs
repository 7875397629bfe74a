//! Uids of a paste: the number that each object gets in the snapshot, and the text that it came with.
//!
//! A set whose own uid was not printed has the one that its objects name as their owner's. What two objects share, and what an owner's uid
//! says otherwise than the owner, is found here and said in notes. Not here: what is printed in place of a uid that was
//! not given (`crate::document`).

use std::collections::BTreeMap;

use rollout_engine::api::{GivenUids, Uid};

use super::{Note, is_of, name, namespace};
use crate::value::Value;

/// Limit on the characters of a uid. The API's have 36.
const LENGTH_MAX: usize = 64;

/// Returns the uid in a map at `uid`; `None` if there is none or it is not like one.
pub(super) fn given(map: Option<&Value>) -> Option<&str> {
    let is_inside = |letter: u8| letter.is_ascii_alphanumeric() || letter == b'-';
    let text = map?.get("uid")?.as_str()?;
    (!text.is_empty() && text.len() <= LENGTH_MAX && text.bytes().all(is_inside)).then_some(text)
}

/// Returns the owners of an object.
fn owners(object: &Value) -> &[Value] {
    object.at(&["metadata", "ownerReferences"]).map(Value::items).unwrap_or_default()
}

/// Takes away the uids of owners that are among the objects and have that uid themselves.
pub(super) fn without_known_owners(objects: &mut [Value]) {
    let identity = |object: &Value, kind: &str, name: &str| {
        (kind.to_owned(), namespace(object).to_owned(), name.to_owned())
    };
    let of = |object: &Value| {
        let uid = given(object.get("metadata"))?.to_owned();
        Some((identity(object, object.text_at(&["kind"]), name(object)), uid))
    };
    let known: BTreeMap<_, String> = objects.iter().filter_map(of).collect();
    for object in objects {
        let called =
            |owner: &Value| identity(object, owner.text_at(&["kind"]), owner.text_at(&["name"]));
        let is_known: Vec<bool> = owners(object)
            .iter()
            .map(|owner| given(Some(owner)) == known.get(&called(owner)).map(String::as_str))
            .collect();
        let Some(Value::List(owners)) = object.at_mut(&["metadata", "ownerReferences"]) else {
            continue;
        };
        for (owner, _) in owners.iter_mut().zip(is_known).filter(|(_, is_known)| *is_known) {
            owner.remove("uid");
        }
    }
}

/// Returns the uid of a set: its own, or the one that the first of these objects names as its owner's.
pub(super) fn of_set<'a>(
    set: &'a Value,
    objects: impl Iterator<Item = &'a Value>,
) -> Option<&'a str> {
    let of_owner = |object: &'a Value| {
        let mut all = owners(object).iter().filter(|owner| owner.text_at(&["name"]) == name(set));
        is_of(set, object).then(|| all.find_map(|owner| given(Some(owner)))).flatten()
    };
    given(set.get("metadata")).or_else(|| objects.filter_map(of_owner).next())
}

/// Whether an object names the set as its owner with another uid than this one.
pub(super) fn names_another(object: &Value, set: &Value, uid: Option<&str>) -> bool {
    let is_it = |owner: &&Value| {
        owner.text_at(&["kind"]) == "StatefulSet" && owner.text_at(&["name"]) == name(set)
    };
    let mut all = owners(object).iter().filter(is_it);
    is_of(set, object) && all.any(|owner| given(Some(owner)).is_some_and(|it| Some(it) != uid))
}

/// Returns what is said of objects that have the uid of another one; `None` if there are none.
pub(super) fn shared<'a>(objects: impl Iterator<Item = &'a Value>) -> Option<Note> {
    let mut first: BTreeMap<&str, &Value> = BTreeMap::new();
    let mut pairs = Vec::new();
    let identity = |it: &'a Value| (it.text_at(&["kind"]), namespace(it), name(it));
    for object in objects {
        let Some(uid) = given(object.get("metadata")) else { continue };
        let known = *first.entry(uid).or_insert(object);
        // One that was printed twice is one.
        if identity(known) != identity(object) {
            pairs.push((object, known));
        }
    }
    let called = |it: &Value| format!("{} {}", it.text_at(&["kind"]), name(it));
    let (object, of) = *pairs.first()?;
    Some(Note::SameUid(called(object), called(of), pairs.len() - 1))
}

/// Numbers the objects of a snapshot, from 1.
#[derive(Default)]
pub(super) struct Numbers {
    last: u32,
    texts: GivenUids,
}

impl Numbers {
    /// Returns the next number, for an object with this uid.
    pub(super) fn next(&mut self, uid: Option<&str>) -> Uid {
        self.last += 1;
        if let Some(uid) = uid {
            self.texts.insert(Uid(self.last), uid.into());
        }
        Uid(self.last)
    }

    /// Returns the next number, for this object.
    pub(super) fn of(&mut self, object: &Value) -> Uid {
        self.next(given(object.get("metadata")))
    }

    /// Returns the next number, for this object; `None` if it has no uid.
    pub(super) fn given(&mut self, object: &Value) -> Option<Uid> {
        given(object.get("metadata")).map(|uid| self.next(Some(uid)))
    }

    /// Returns the texts by number.
    pub(super) fn texts(self) -> GivenUids {
        self.texts
    }
}
