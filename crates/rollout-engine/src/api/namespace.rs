//! Namespaces: what the names of pods, sets and most other objects belong to.
//!
//! Four exist in every cluster ([`Namespace::BUILT_IN`]) and are stored only after somebody has written to them. A
//! deleted namespace is `Terminating` until nothing is left in it. The order in which it is emptied is in
//! [`crate::simulation`], and the document that kubectl prints in the crate `apiserver`.

use std::rc::Rc;

use crate::time::SimTime;

/// Number of a stored namespace, from 0 by order of creation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct NamespaceId(pub u16);

/// A namespace as stored.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Namespace {
    /// `metadata.name`.
    pub name: Rc<str>,
    /// `metadata.creationTimestamp`.
    pub created_at: SimTime,
    /// `metadata.deletionTimestamp`. While it is set, nothing can be created in the namespace.
    pub deletion_timestamp: Option<SimTime>,
    /// What the namespace controller last found left in the namespace; `None` before its first turn.
    pub remaining: Option<Remaining>,
    /// The whole object as the API server stores it, without status; opaque here.
    pub document: Rc<str>,
}

/// Number of objects left in a terminating namespace.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Remaining {
    /// Pods.
    pub pods: u32,
    /// PersistentVolumeClaims.
    pub claims: u32,
}

impl Namespace {
    /// The namespaces of every cluster, by name. None of them can be deleted: the API server refuses
    /// `default`, `kube-public` and `kube-system`, and the playground keeps `kube-node-lease` too.
    pub const BUILT_IN: [&'static str; 4] =
        ["default", "kube-node-lease", "kube-public", "kube-system"];
}

impl Remaining {
    /// Whether nothing is left.
    pub fn is_nothing(self) -> bool {
        self == Self::default()
    }
}
