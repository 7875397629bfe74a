//! Uids of a paste: the number that each object gets in the snapshot, and the text that it came with.
//!
//! A set whose own uid was not printed has the one that its objects name as their owner's. What two objects share, and what an owner's uid
//! says otherwise than the owner, is found here and said in notes. Not here: what is printed in place of a uid that was
//! not given (`crate::document`).

use std::collections::BTreeMap;

use rollout_engine::api::{GivenUids, Uid};

use super::{is_of, name, namespace};
use crate::found::Note;
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

/// Kind, namespace and name of an object.
type Identity<'a> = (&'a str, &'a str, &'a str);

fn identity(object: &Value) -> Identity<'_> {
    (object.text_at(&["kind"]), namespace(object), name(object))
}

/// The identity of an object's owner, which is in its namespace.
fn identity_of_owner<'a>(object: &'a Value, owner: &'a Value) -> Identity<'a> {
    (owner.text_at(&["kind"]), namespace(object), owner.text_at(&["name"]))
}

/// Returns the uids that objects have themselves.
fn own<'a>(objects: impl Iterator<Item = &'a Value>) -> BTreeMap<Identity<'a>, &'a str> {
    let of = |object: &'a Value| Some((identity(object), given(object.get("metadata"))?));
    objects.filter_map(of).collect()
}

/// Takes away the uids of owners that are among the objects and have that uid themselves.
pub(super) fn without_known_owners(objects: &mut [Value]) {
    let known = own(objects.iter());
    let is_known = |object: &Value| -> Vec<bool> {
        let own = |owner: &Value| known.get(&identity_of_owner(object, owner)).copied();
        owners(object).iter().map(|owner| given(Some(owner)) == own(owner)).collect()
    };
    let known: Vec<_> = objects.iter().map(is_known).collect();
    for (object, known) in objects.iter_mut().zip(known) {
        let Some(Value::List(owners)) = object.at_mut(&["metadata", "ownerReferences"]) else {
            continue;
        };
        for (owner, _) in owners.iter_mut().zip(known).filter(|(_, is_known)| *is_known) {
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

/// Returns what is said of objects that name an owner with another uid than that has, or than objects before them name;
/// `None` if there are none.
pub(super) fn of_others<'a>(objects: impl Iterator<Item = &'a Value> + Clone) -> Option<Note> {
    let mut known = own(objects.clone());
    let mut names_another = |object: &&'a Value| {
        owners(object).iter().any(|owner| {
            let uid = given(Some(owner));
            let known =
                uid.map(|uid| *known.entry(identity_of_owner(object, owner)).or_insert(uid));
            known != uid
        })
    };
    let strangers: Vec<&Value> = objects.filter(&mut names_another).collect();
    Some(Note::OtherOwner(called(strangers.first()?), strangers.len() - 1))
}

fn called(object: &Value) -> String {
    format!("{} {}", object.text_at(&["kind"]), name(object))
}

/// Returns what is said of objects that have the uid of another one; `None` if there are none.
pub(super) fn shared<'a>(objects: impl Iterator<Item = &'a Value>) -> Option<Note> {
    let mut first: BTreeMap<&str, &Value> = BTreeMap::new();
    let mut pairs = Vec::new();
    for object in objects {
        let Some(uid) = given(object.get("metadata")) else { continue };
        let known = *first.entry(uid).or_insert(object);
        // One that was printed twice is one.
        if identity(known) != identity(object) {
            pairs.push((object, known));
        }
    }
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
