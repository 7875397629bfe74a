//! The texts of uids that objects had before they were restored.
//!
//! The engine compares uids as numbers. This table stands beside them, once for a whole trace, for whoever prints them.
//! Not here: the text of every other uid, which is made from its number (crate `apiserver`).

use std::collections::BTreeMap;
use std::rc::Rc;

use super::Uid;

/// Texts of uids, by number.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct GivenUids(BTreeMap<Uid, Rc<str>>);

impl GivenUids {
    /// The text of a uid; `None` if its object was not restored, or came without one.
    pub fn get(&self, uid: Uid) -> Option<&Rc<str>> {
        self.0.get(&uid)
    }

    /// Whether an object came with this uid. It may be gone: a uid is never given again.
    pub fn has(&self, text: &str) -> bool {
        self.0.values().any(|given| **given == *text)
    }

    /// Whether no object came with a uid.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Notes the text of a uid.
    pub fn insert(&mut self, uid: Uid, text: Rc<str>) {
        self.0.insert(uid, text);
    }

    /// The uids and their texts, by number.
    pub fn iter(&self) -> impl Iterator<Item = (Uid, &Rc<str>)> {
        self.0.iter().map(|(uid, text)| (*uid, text))
    }

    /// Adds the texts of another table.
    pub fn extend(&mut self, more: &Self) {
        self.0.extend(more.iter().map(|(uid, text)| (uid, Rc::clone(text))));
    }
}
