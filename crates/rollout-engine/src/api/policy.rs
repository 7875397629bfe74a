//! ResourceQuotas and LimitRanges: what a namespace may hold, and how large its pods and claims may be.
//!
//! Only what they say stands here; who is refused because of it is in [`crate::cluster::admission`]. Quotas on other objects, such as
//! Services, are the API server's, to whom persons send those.

use std::rc::Rc;

use super::{Amounts, Operator, Requirement};

/// An object that the API server acts on when others are made.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub enum Policy {
    /// A ResourceQuota.
    Quota(Rc<Quota>),
    /// A LimitRange.
    Limits(Rc<[Limit]>),
}

/// `v1 ResourceQuotaSpec`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Quota {
    /// `hard`.
    pub hard: Amounts,
    /// `scopes` and `scopeSelector`: all have to hold for an object to be counted.
    pub scopes: Vec<Scope>,
}

/// Which pods a quota counts. Claims and other objects have none of these scopes.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub enum Scope {
    /// `Terminating`: those with a deadline. No pod of a StatefulSet has one.
    Terminating,
    /// `NotTerminating`.
    NotTerminating,
    /// `BestEffort`: no container asks for cpu or memory.
    BestEffort,
    /// `NotBestEffort`.
    NotBestEffort,
    /// `PriorityClass`: by the name of their class.
    PriorityClass(Requirement),
    /// `CrossNamespacePodAffinity`: with a rule about pods of other namespaces.
    CrossNamespacePodAffinity,
    /// A scope that no pod is in.
    OfNoPod,
}

impl Scope {
    /// The scope PriorityClass: pods with any class.
    pub fn any_priority_class() -> Self {
        let operator = Operator::Exists;
        Self::PriorityClass(Requirement {
            key: "PriorityClass".into(),
            operator,
            values: Vec::new(),
        })
    }
}

/// What a [`Limit`] is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub enum LimitOf {
    /// Each container.
    Container,
    /// A pod's containers together.
    Pod,
    /// A claim.
    PersistentVolumeClaim,
}

impl LimitOf {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Container, Self::Pod, Self::PersistentVolumeClaim];

    /// `type`, as the manifest has it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Container => "Container",
            Self::Pod => "Pod",
            Self::PersistentVolumeClaim => "PersistentVolumeClaim",
        }
    }
}

/// `v1 LimitRangeItem`, with its own defaults filled in.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Limit {
    /// `type`.
    pub of: LimitOf,
    /// `min`.
    pub min: Amounts,
    /// `max`.
    pub max: Amounts,
    /// `default`: the limits of containers that have none.
    pub default: Amounts,
    /// `defaultRequest`: the requests of containers that have none.
    pub default_request: Amounts,
    /// `maxLimitRequestRatio`.
    pub ratio: Amounts,
}
