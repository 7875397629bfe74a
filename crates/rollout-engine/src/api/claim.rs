//! PersistentVolumeClaims: what remains when a pod is deleted.
//!
//! A claim belongs to an ordinal, not to a pod. Its owners (`metadata.ownerReferences`) decide whether the garbage
//! collector removes it with the set or with the pod. Left out: volumes. A claim counts as bound from the start.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Deref;
use std::rc::Rc;

use super::{ClaimTemplate, Range, Retention, RetentionPolicy, StatefulSetSpec, Uid};
use crate::time::SimTime;

/// Name of a claim, `TEMPLATE-SET-ORDINAL`, without the set: a claim is stored with its set.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct ClaimName {
    /// The pod's ordinal. The first field, so that claims are sorted by pod.
    pub ordinal: u32,
    /// The name of the claim template.
    pub template: Rc<str>,
}

/// A PersistentVolumeClaim as stored.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Claim {
    /// `metadata.name`.
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

/// An owner of a claim. The garbage collector removes a claim whose owners are all gone.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub enum ClaimOwner {
    /// The StatefulSet.
    Set,
    /// The pod of this uid.
    Pod(Uid),
}

/// The claims of one set, by ordinal and template. Reads as a map.
///
/// Keeps an index of the ordinals at which the controller may have to act, so that a sync does not read every claim.
/// Only the cluster writes. Debug builds compare the index with a recount after each write.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Claims {
    claims: BTreeMap<ClaimName, Claim>,
    templates: Rc<[ClaimTemplate]>,
    retention: RetentionPolicy,
    range: Range,
    unsettled: BTreeSet<u32>,
}

impl Deref for Claims {
    type Target = BTreeMap<ClaimName, Claim>;

    fn deref(&self) -> &Self::Target {
        &self.claims
    }
}

/// Reading, for the controller.
impl Claims {
    /// Ordinals of the range, ascending, at which a claim is missing, being deleted, or has owners that the retention
    /// policy does not give it.
    pub fn unsettled(&self) -> impl Iterator<Item = u32> {
        self.unsettled.range(self.range.ordinals()).copied()
    }

    /// Whether the claims of a condemned pod may have owners that the retention policy does not give them.
    pub fn may_differ_condemned(&self, ordinal: u32) -> bool {
        self.retention.when_scaled == Retention::Delete || self.unsettled.contains(&ordinal)
    }
}

/// Writing, for the cluster.
impl Claims {
    /// No claims, for a set of this spec.
    pub fn of(spec: &StatefulSetSpec) -> Self {
        let mut claims = Self::default();
        claims.follow(spec);
        claims
    }

    /// Updates the index after a change of the set's spec.
    pub fn follow(&mut self, spec: &StatefulSetSpec) {
        let is_same = self.templates == spec.claim_templates
            && (self.retention, self.range) == (spec.retention, spec.range());
        if !is_same {
            self.templates = Rc::clone(&spec.claim_templates);
            (self.retention, self.range) = (spec.retention, spec.range());
            self.unsettled = self.recount();
        }
    }

    /// Writes a claim. Replaces the claim of the same name.
    pub fn insert(&mut self, claim: Claim) {
        let ordinal = claim.name.ordinal;
        self.claims.insert(claim.name.clone(), claim);
        self.index_ordinal(ordinal);
    }

    /// Removes a claim.
    pub fn remove(&mut self, name: &ClaimName) {
        self.claims.remove(name);
        self.index_ordinal(name.ordinal);
    }

    fn index_ordinal(&mut self, ordinal: u32) {
        if self.is_settled(ordinal) {
            self.unsettled.remove(&ordinal);
        } else {
            self.unsettled.insert(ordinal);
        }
        self.check();
    }

    fn is_settled(&self, ordinal: u32) -> bool {
        let by_set = self.retention.when_deleted == Retention::Delete;
        let owners = if by_set { &[ClaimOwner::Set][..] } else { &[] };
        self.templates.iter().all(|template| {
            let claim =
                self.claims.get(&ClaimName { ordinal, template: Rc::clone(&template.name) });
            claim.is_some_and(|it| it.deletion_timestamp.is_none() && it.owners == owners)
        })
    }

    /// The index computed from the claims alone: every ordinal of the range, and every other that has a claim or had
    /// one.
    fn recount(&self) -> BTreeSet<u32> {
        let kept = self.claims.keys().map(|name| name.ordinal);
        let known = self.range.ordinals().chain(kept).chain(self.unsettled.iter().copied());
        known.filter(|&ordinal| !self.is_settled(ordinal)).collect()
    }

    fn check(&self) {
        // A recount costs the number of claims. Past this limit it would make debug builds too slow to use.
        const CLAIMS_RECOUNTED: usize = 64;
        debug_assert!(
            self.claims.len() > CLAIMS_RECOUNTED || self.unsettled == self.recount(),
            "the index of unsettled ordinals differs from a recount"
        );
    }
}
