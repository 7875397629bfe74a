//! Why the API server refuses a pod or a claim by its policies, as data.
//!
//! Leaves out how that is found out (`limits`, `usage`), and the words (the `apiserver` crate).

use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use crate::api::{Amounts, LimitOf, Quantity, Resources};

/// Why a quota refuses something.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub enum QuotaRefusal {
    /// More is asked for than is left, of each of these resources.
    Exceeded {
        /// What is asked for.
        requested: Amounts,
        /// What is taken already.
        used: Amounts,
        /// The quota.
        hard: Amounts,
    },
    /// The quota counts resources for which containers neither have a request nor a limit: their names, by resource.
    Unspecified(BTreeMap<Rc<str>, BTreeSet<Rc<str>>>),
}

impl QuotaRefusal {
    /// The refusal of what takes so much of a quota; `None` if that much is left of it.
    pub fn exceeded(hard: &Amounts, used: &Amounts, requested: &Amounts) -> Option<Self> {
        let is_over = |name: &Rc<str>, hard: &Quantity| {
            let requested = requested.get(name).filter(|amount| amount.nanos != 0);
            let used = used.get(name).copied().unwrap_or_default();
            requested.is_some_and(|amount| used.plus(*amount).nanos > hard.nanos)
        };
        let over: Amounts = hard
            .iter()
            .filter(|(name, hard)| is_over(name, hard))
            .map(|(name, hard)| (Rc::clone(name), *hard))
            .collect();
        let only = |of: &Amounts| {
            let kept = of.iter().filter(|(name, _)| over.contains_key(*name));
            kept.map(|(name, amount)| (Rc::clone(name), *amount)).collect()
        };
        (!over.is_empty()).then(|| Self::Exceeded {
            requested: only(requested),
            used: only(used),
            hard: over.clone(),
        })
    }
}

/// How a pod or claim differs from a LimitRange.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Breach {
    /// What is limited.
    pub of: LimitOf,
    /// The resource.
    pub resource: Rc<str>,
    /// How.
    pub bound: Bound,
    /// The bound.
    pub enforced: Quantity,
    /// What breaks it.
    pub by: BrokenBy,
}

/// A container's request that is above its limit.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct AboveLimit {
    /// Whether it is an init container.
    pub is_init: bool,
    /// Its place in its list.
    pub index: usize,
    /// The resource.
    pub resource: Rc<str>,
    /// The request.
    pub request: Quantity,
    /// The limit.
    pub limit: Quantity,
}

/// Which bound of a LimitRange is broken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub enum Bound {
    /// `min`.
    Min,
    /// `max`.
    Max,
    /// `maxLimitRequestRatio`.
    Ratio,
}

/// What breaks a bound.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub enum BrokenBy {
    /// There is no request; for a ratio also a request of 0.
    NoRequest,
    /// There is no limit; for a ratio also a limit of 0.
    NoLimit,
    /// The request.
    Request(Quantity),
    /// The limit.
    Limit(Quantity),
    /// The ratio of limit and request, in millionths.
    Ratio(i64),
}

/// What a LimitRange added to a pod when it was made.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct PodDefaults {
    /// Of which ordinal.
    pub ordinal: u32,
    /// Of which pod.
    pub uid: crate::api::Uid,
    /// What each container has that has none of its own.
    pub resources: Resources,
}
