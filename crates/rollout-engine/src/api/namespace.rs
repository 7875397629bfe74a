//! Namespaces: what the names of pods, sets and most other objects belong to.
//!
//! Four exist in every cluster ([`Namespace::BUILT_IN`]) and are stored only once somebody wrote to them. A deleted
//! namespace is `Terminating` until nothing is left in it. The order of its deletion is in
//! [`crate::simulation`]; the document that kubectl prints is made by the `kubectl` crate.

use std::rc::Rc;

use crate::time::SimTime;

/// The place of a namespace in the cluster, numbered as they came.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct NamespaceId(pub u16);

/// A namespace as stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Namespace {
    /// `metadata.name`.
    pub name: Rc<str>,
    /// `metadata.creationTimestamp`.
    pub created_at: SimTime,
    /// `metadata.deletionTimestamp`. While it is set nothing can be created in the namespace.
    pub deletion_timestamp: Option<SimTime>,
    /// What the namespace controller found left in the namespace when it last looked; `None` before its first look.
    pub remaining: Option<Remaining>,
    /// The whole object as the API server stores it, without status; opaque here.
    pub document: Rc<str>,
}

/// Objects that are left in a terminating namespace.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
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
