//! The rules of each Kubernetes release, as a table of data.
//!
//! A row is a minor release with its feature gates: every setting that a person can have from 1.28 on. Nothing else
//! in this crate compares versions. Rows that were recorded from real controllers are replayed by the conformance
//! test, whose table lists them (`tests/conformance.rs`); the others follow from Kubernetes' source. Texts and checks
//! that differ by release are in the crate `apiserver` (`release`). How a release is added: `docs/new-release.md`.

#[cfg(feature = "serde")]
mod wire;

/// The rules of one setting: a release and its feature gates.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rules {
    /// Name of the row, gates included: `1.37`, `1.36 MaxUnavailableStatefulSet=true`.
    pub release: &'static str,
    /// The patch release, if a person named one: 4 in `1.35.4`. Which row and which rules follow from it is decided
    /// where the name is read, in the crate `scenario`.
    pub patch: Option<u16>,
    /// Which outdated pods a rolling update may delete in one sync.
    pub update: UpdateRule,
    /// Which pods `maxUnavailable` is about.
    pub budget: BudgetOf,
    /// Which pods count as broken. Broken pods hold up a scale-down and an update of one pod at a time, and use up
    /// `maxUnavailable`.
    pub broken: Broken,
    /// Whether Parallel deletes condemned pods before it creates missing ones.
    pub condemned_first: bool,
    /// Whether a rollout completes under every strategy, and not only under RollingUpdate.
    pub completes_with_every_strategy: bool,
    /// When the controller syncs a set whose pods are Ready and not available yet.
    pub wake_up: WakeUp,
    /// Whether the strategy Recreate exists (gate StatefulSetRecreateStrategy).
    pub recreate: bool,
    /// Whether a template that means the same as the newest revision's, but is stored in other bytes, is that
    /// revision (gate StatefulSetSemanticRevisionComparison, since 1.34.2). Matters only after an upgrade.
    pub compares_meaning: bool,
    /// Whether the pods of a deleted namespace are removed before anything else in it (gate OrderedNamespaceDeletion,
    /// on since 1.33).
    pub orders_namespace_deletion: bool,
    /// The stand-in for scheduler and kubelet, if no real ones run the pods.
    pub stand_in: Option<StandIn>,
}

/// The stand-in for scheduler and kubelet that the recorders of whole sessions used. Unlike a real kubelet it takes
/// the time of a stop for a terminating pod that never ran; and it has one node, with names and versions of its own
/// (crates `apiserver`, `kubectl`).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct StandIn {
    /// The namespace in which the session was recorded. Only the scheduler's messages name it; everything else says
    /// `default`.
    pub namespace: &'static str,
}

/// How a rolling update picks the pods to delete.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum UpdateRule {
    /// Gate MaxUnavailableStatefulSet off: one pod, unless a higher one is broken.
    OneAtATime,
    /// Gate on, up to 1.36: up to `maxUnavailable` minus the pods that are broken already.
    Budget,
    /// Gate on, since 1.37: as [`Self::Budget`], but Parallel deletes broken outdated pods first and without limit.
    BudgetBrokenFirst,
}

/// Which pods `maxUnavailable` counts, and is a percentage of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum BudgetOf {
    /// Up to 1.37: every pod of the range. A broken pod below the partition uses up the budget.
    AllPods,
    /// Since 1.38: the pods from the partition on.
    PodsFromPartition,
}

/// When the controller syncs because of `minReadySeconds`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum WakeUp {
    /// Up to 1.34: `minReadySeconds` after a sync that found fewer pods available than `replicas`, and
    /// `minReadySeconds` plus one second after a pod became Ready. Of several such times the earliest counts. So a
    /// sync is often too early, and the next one comes `minReadySeconds` later.
    Chain,
    /// Since 1.35: when the next pod becomes available.
    Exact,
}

/// Which pods count as broken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Broken {
    /// Up to 1.33: pods that are not Running and Ready, whatever `minReadySeconds` says.
    NotReady,
    /// Since 1.34: pods that are not available.
    NotAvailable,
}

impl Rules {
    /// Every setting, by ascending release, each release's defaults before its other gates.
    pub const ALL: [Self; 26] = [
        Self::BEFORE_1_33.named_as("1.28"),
        Self::BEFORE_1_33.with_max_unavailable("1.28 MaxUnavailableStatefulSet=true"),
        Self::BEFORE_1_33.named_as("1.29"),
        Self::BEFORE_1_33.with_max_unavailable("1.29 MaxUnavailableStatefulSet=true"),
        Self::BEFORE_1_33.named_as("1.30"),
        Self::BEFORE_1_33.with_max_unavailable("1.30 MaxUnavailableStatefulSet=true"),
        Self::BEFORE_1_33.named_as("1.31"),
        Self::BEFORE_1_33.with_max_unavailable("1.31 MaxUnavailableStatefulSet=true"),
        Self::BEFORE_1_33.named_as("1.32"),
        Self::BEFORE_1_33.with_max_unavailable("1.32 MaxUnavailableStatefulSet=true"),
        Self::V1_33,
        Self::V1_33.with_max_unavailable("1.33 MaxUnavailableStatefulSet=true"),
        Self::V1_34,
        Self::V1_34.with_max_unavailable("1.34 MaxUnavailableStatefulSet=true"),
        // The gate is on by default up to 1.35.3 (k/k#137409) and off from 1.35.4 on, which has the rules of 1.36.
        Self::V1_36.with_max_unavailable("1.35"),
        Self::V1_36.named_as("1.35 MaxUnavailableStatefulSet=false"),
        Self::V1_36,
        Self::V1_36.with_max_unavailable("1.36 MaxUnavailableStatefulSet=true"),
        Self::V1_37,
        Self::V1_37.one_at_a_time("1.37 MaxUnavailableStatefulSet=false"),
        Self::V1_37.with_recreate(true, "1.37 StatefulSetRecreateStrategy=true"),
        Self::V1_37
            .with_recreate(true, "")
            .one_at_a_time("1.37 MaxUnavailableStatefulSet=false StatefulSetRecreateStrategy=true"),
        Self::V1_38,
        Self::V1_38.one_at_a_time("1.38 MaxUnavailableStatefulSet=false"),
        Self::V1_38.with_recreate(false, "1.38 StatefulSetRecreateStrategy=false"),
        Self::V1_38.with_recreate(false, "").one_at_a_time(
            "1.38 MaxUnavailableStatefulSet=false StatefulSetRecreateStrategy=false",
        ),
    ];

    /// The newest published release, with its default gates.
    pub const LATEST: Self = Self::V1_37;

    /// 1.28 to 1.32, with default gates.
    const BEFORE_1_33: Self = Self {
        release: "1.32",
        patch: None,
        update: UpdateRule::OneAtATime,
        budget: BudgetOf::AllPods,
        broken: Broken::NotReady,
        condemned_first: false,
        completes_with_every_strategy: false,
        wake_up: WakeUp::Chain,
        recreate: false,
        compares_meaning: false,
        orders_namespace_deletion: false,
        stand_in: None,
    };

    const V1_33: Self =
        Self { release: "1.33", orders_namespace_deletion: true, ..Self::BEFORE_1_33 };

    const V1_34: Self = Self {
        release: "1.34",
        broken: Broken::NotAvailable,
        compares_meaning: true,
        ..Self::V1_33
    };

    const V1_36: Self = Self { release: "1.36", wake_up: WakeUp::Exact, ..Self::V1_34 };

    const V1_37: Self = Self {
        release: "1.37",
        update: UpdateRule::BudgetBrokenFirst,
        completes_with_every_strategy: true,
        ..Self::V1_36
    };

    /// As recorded from its first beta.
    const V1_38: Self = Self {
        release: "1.38",
        budget: BudgetOf::PodsFromPartition,
        condemned_first: true,
        recreate: true,
        ..Self::V1_37
    };

    const fn named_as(self, release: &'static str) -> Self {
        Self { release, ..self }
    }

    /// The gate MaxUnavailableStatefulSet on, in a release before 1.37.
    const fn with_max_unavailable(self, release: &'static str) -> Self {
        Self { release, update: UpdateRule::Budget, ..self }
    }

    /// The gate MaxUnavailableStatefulSet off.
    const fn one_at_a_time(self, release: &'static str) -> Self {
        Self { release, update: UpdateRule::OneAtATime, ..self }
    }

    const fn with_recreate(self, recreate: bool, release: &'static str) -> Self {
        Self { release, recreate, ..self }
    }

    /// The row of this name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|rules| rules.release == name)
    }

    /// The minor version: 37 in `1.37 StatefulSetRecreateStrategy=true`.
    pub fn minor(&self) -> u16 {
        let digits = self.release.strip_prefix("1.").unwrap_or_default();
        let end = digits.find(' ').unwrap_or(digits.len());
        digits[..end].parse().unwrap_or(u16::MAX)
    }

    /// Whether both treat a set alike: ignores their names and the order in which a namespace is emptied.
    pub fn act_as(&self, other: &Self) -> bool {
        let orders_namespace_deletion = other.orders_namespace_deletion;
        let (release, patch) = (other.release, other.patch);
        Self { release, patch, orders_namespace_deletion, ..*self } == *other
    }

    /// The rows that act differently from every earlier row.
    pub fn distinct() -> impl Iterator<Item = Self> {
        let is_first = |(index, rules): &(usize, Self)| {
            Self::ALL[..*index].iter().all(|earlier| !earlier.act_as(rules))
        };
        Self::ALL.into_iter().enumerate().filter(is_first).map(|(_, rules)| rules)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_row_has_its_own_name_and_comes_after_the_defaults_of_its_release() {
        for (index, rules) in Rules::ALL.iter().enumerate() {
            let first = Rules::ALL.iter().position(|row| row.release == rules.release);
            assert_eq!(first, Some(index), "{}", rules.release);
            let defaults = Rules::ALL.iter().position(|row| row.minor() == rules.minor());
            let defaults = defaults.map(|index| Rules::ALL[index].release);
            assert_eq!(defaults, Some(&*format!("1.{}", rules.minor())));
        }
        assert!(Rules::ALL.is_sorted_by_key(Rules::minor));
    }

    #[test]
    fn rows_that_act_alike_are_listed_once() {
        let tried: Vec<_> = Rules::distinct().map(|rules| rules.release).collect();
        assert!(tried.contains(&"1.28") && !tried.contains(&"1.33"), "{tried:?}");
        assert!(tried.contains(&"1.38") && !tried.contains(&"1.36 MaxUnavailableStatefulSet=true"));
    }
}
