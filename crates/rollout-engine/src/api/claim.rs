//! PersistentVolumeClaims: what stays when a pod goes.
//!
//! A claim belongs to an ordinal, not to a pod. Who owns it (`metadata.ownerReferences`) decides what is
//! collected when the set or the pod goes; binding to a volume is not modelled beyond its being done at once.

use std::collections::BTreeMap;
use std::rc::Rc;

use super::Uid;
use crate::time::SimTime;

/// `TEMPLATE-SET-ORDINAL`, as its parts; the set is known from where the claim is kept.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ClaimName {
    /// The pod's ordinal. First, so that the claims of one pod stand together.
    pub ordinal: u32,
    /// The name of the claim template.
    pub template: Rc<str>,
}

/// A PersistentVolumeClaim as stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Claim {
    /// Its name.
    pub name: ClaimName,
    /// `metadata.uid`.
    pub uid: Uid,
    /// `metadata.creationTimestamp`.
    pub created_at: SimTime,
    /// `metadata.deletionTimestamp`.
    pub deletion_timestamp: Option<SimTime>,
    /// `metadata.ownerReferences`.
    pub owners: Vec<ClaimOwner>,
}

/// An owner of a claim: when it goes, the claim is collected.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ClaimOwner {
    /// The StatefulSet.
    Set,
    /// The pod of this uid.
    Pod(Uid),
}

/// The claims of one set, by ordinal and template.
pub type Claims = BTreeMap<ClaimName, Claim>;
