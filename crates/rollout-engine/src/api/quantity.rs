//! Quantities: amounts of cpu, memory and whatever else can be counted, as `resource.Quantity` adds and compares them.
//!
//! How one is written (`500m`, `1Gi`) is the API server's; here is only with which suffixes.

use std::collections::BTreeMap;
use std::rc::Rc;

use super::Container;

/// An amount, in billionths of its unit, and with which suffixes it is written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Quantity {
    /// In billionths.
    pub nanos: i128,
    /// `Ki`, `Mi` and so on; otherwise `m`, `k`, `M` and so on.
    pub is_binary: bool,
}

/// Amounts by the name of a resource (`v1.ResourceList`).
pub type Amounts = BTreeMap<Rc<str>, Quantity>;

/// What a container requests, and its limits.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Resources {
    /// `requests`. Where only a limit is given, the limit is the request.
    pub requests: Amounts,
    /// `limits`.
    pub limits: Amounts,
}

impl Quantity {
    /// One of something that is counted.
    pub const ONE: Self = Self::count(1);

    /// So many of something that is counted.
    pub const fn count(number: u32) -> Self {
        Self { nanos: number as i128 * 1_000_000_000, is_binary: false }
    }

    /// The sum, in the suffixes of the first that is not zero.
    #[must_use]
    pub fn plus(self, other: Self) -> Self {
        let is_binary = if self.nanos == 0 { other.is_binary } else { self.is_binary };
        Self { nanos: self.nanos.saturating_add(other.nanos), is_binary }
    }

    /// The amount, rounded up to whole units.
    #[must_use]
    pub fn rounded_up(self) -> Self {
        let over = self.nanos.rem_euclid(1_000_000_000);
        let nanos = if over == 0 { self.nanos } else { self.nanos + 1_000_000_000 - over };
        Self { nanos, ..self }
    }
}

/// Adds amounts to others.
pub(crate) fn add(to: &mut Amounts, more: &Amounts) {
    for (name, amount) in more {
        let sum = to.entry(Rc::clone(name)).or_default();
        *sum = sum.plus(*amount);
    }
}

/// Raises amounts to others where those are more.
pub(crate) fn raise(amounts: &mut Amounts, to: &Amounts) {
    for (name, amount) in to {
        let before = amounts.entry(Rc::clone(name)).or_insert(*amount);
        if before.nanos < amount.nanos {
            *before = *amount;
        }
    }
}

impl Resources {
    /// Whether nothing is asked for.
    pub fn is_empty(&self) -> bool {
        self.requests.is_empty() && self.limits.is_empty()
    }

    /// The same with what others have and it lacks.
    #[must_use]
    pub fn or(&self, others: &Self) -> Self {
        let mut all = others.clone();
        all.requests.extend(self.requests.iter().map(|(name, amount)| (Rc::clone(name), *amount)));
        all.limits.extend(self.limits.iter().map(|(name, amount)| (Rc::clone(name), *amount)));
        all
    }
}

impl Container {
    /// Its resources, with what a LimitRange gave it.
    pub fn resources_with(&self, defaults: Option<&Resources>) -> Resources {
        defaults.map_or_else(|| self.resources.clone(), |defaults| self.resources.or(defaults))
    }
}
