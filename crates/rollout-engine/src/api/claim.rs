//! PersistentVolumeClaims: what stays when a pod goes.
//!
//! A claim belongs to an ordinal, not to a pod. Who owns it (`metadata.ownerReferences`) decides what is
//! collected when the set or the pod goes; binding to a volume is not modelled beyond its being done at once.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Deref;
use std::rc::Rc;

use super::{ClaimTemplate, Range, Retention, RetentionPolicy, StatefulSetSpec, Uid};
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

/// The claims of one set, by ordinal and template; they are read as the map that they are.
///
/// A sync must not look at every claim, so beside them stands at which ordinals something may have to be done. Only the
/// cluster writes; a plain recount is the oracle in debug builds.
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

/// What the controller asks.
impl Claims {
    /// Ordinals of the range, ascending, at which a claim is missing, is being deleted, or has other owners than the policy
    /// gives to a pod of the range.
    pub fn unsettled(&self) -> impl Iterator<Item = u32> {
        self.unsettled.range(self.range.ordinals()).copied()
    }

    /// Whether the owners of a condemned pod's claims may be others than the policy wants.
    pub fn may_differ_condemned(&self, ordinal: u32) -> bool {
        self.retention.when_scaled == Retention::Delete || self.unsettled.contains(&ordinal)
    }
}

/// What the cluster writes.
impl Claims {
    /// No claims yet, for a set of this spec.
    pub fn of(spec: &StatefulSetSpec) -> Self {
        let mut claims = Self::default();
        claims.follow(spec);
        claims
    }

    /// Follows a change of the set's spec.
    pub fn follow(&mut self, spec: &StatefulSetSpec) {
        let is_same = self.templates == spec.claim_templates
            && (self.retention, self.range) == (spec.retention, spec.range());
        if !is_same {
            self.templates = Rc::clone(&spec.claim_templates);
            (self.retention, self.range) = (spec.retention, spec.range());
            self.unsettled = self.recount();
        }
    }

    /// Writes a claim, in the place of the one of its name.
    pub fn insert(&mut self, claim: Claim) {
        let ordinal = claim.name.ordinal;
        self.claims.insert(claim.name.clone(), claim);
        self.look_at(ordinal);
    }

    /// Takes a claim away.
    pub fn remove(&mut self, name: &ClaimName) {
        self.claims.remove(name);
        self.look_at(name.ordinal);
    }

    fn look_at(&mut self, ordinal: u32) {
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

    /// The oracle: every ordinal of the range, and every other that has a claim or had one, looked at anew.
    fn recount(&self) -> BTreeSet<u32> {
        let kept = self.claims.keys().map(|name| name.ordinal);
        let known = self.range.ordinals().chain(kept).chain(self.unsettled.iter().copied());
        known.filter(|&ordinal| !self.is_settled(ordinal)).collect()
    }

    fn check(&self) {
        // As for pods, a recount past a screenful would make debug builds useless.
        const CLAIMS_RECOUNTED: usize = 64;
        debug_assert!(
            self.claims.len() > CLAIMS_RECOUNTED || self.unsettled == self.recount(),
            "what is unsettled differs from a recount"
        );
    }
}
