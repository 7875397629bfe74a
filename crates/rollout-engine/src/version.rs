//! Which rules a Kubernetes release follows, as a table of data.
//!
//! A row is a minor release with its feature gates: every setting that a person can have from 1.28 on. Nothing else in this
//! crate compares versions. Most rows are recorded from the real controllers, and the conformance test replays them; the
//! others follow from Kubernetes' source, and the comment above each says from what. How a release is added:
//! `docs/new-release.md`.

/// The rules of one setting: a release and its feature gates.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rules {
    /// The row's name, gates included: `1.37`, `1.36 MaxUnavailableStatefulSet=true`.
    pub release: &'static str,
    /// The patch release, where a person named one: 4 in `1.35.4`. Which rules depend on it says whoever reads the name.
    pub patch: Option<u16>,
    /// How many outdated pods a rolling update may delete at once.
    pub update: UpdateRule,
    /// Which pods a rolling update's budget is about.
    pub budget: BudgetOf,
    /// Which pods count as broken: they hold up a scale-down, an update one at a time, and use up a budget.
    pub broken: Broken,
    /// Under Parallel, whether condemned pods are deleted before missing ones are made.
    pub condemned_first: bool,
    /// Whether a rollout completes under OnDelete as well, and not only under RollingUpdate.
    pub completes_with_every_strategy: bool,
    /// When the controller looks again at a set whose pods are Ready and not yet available.
    pub wake_up: WakeUp,
    /// Whether strategy Recreate exists (gate StatefulSetRecreateStrategy).
    pub recreate: bool,
    /// Whether a template that means the same as the newest revision's, but is stored in other bytes, is that revision
    /// (gate StatefulSetSemanticRevisionComparison, since 1.34.2). It shows after an upgrade only.
    pub compares_meaning: bool,
    /// Whether the pods of a deleted namespace go before anything else in it (gate OrderedNamespaceDeletion, on since 1.33).
    pub orders_namespace_deletion: bool,
    /// Who schedules and runs the pods, if no real scheduler and kubelet do.
    pub stand_in: Option<StandIn>,
}

/// The stand-in for scheduler and kubelet that the recorders of whole sessions used. It ends a pod that never ran
/// as ContainerStatusUnknown, where a real kubelet has it Terminating until it is gone; and there is one node.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct StandIn {
    /// In which namespace the session was recorded: its scheduler's messages name it. All else says `default`.
    pub namespace: &'static str,
}

/// How a rolling update picks the pods to delete.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum UpdateRule {
    /// Gate MaxUnavailableStatefulSet off: one, unless a higher pod is broken.
    OneAtATime,
    /// Gate on, up to 1.36: up to `maxUnavailable` less the pods that are unavailable already.
    Budget,
    /// Gate on, since 1.37: the same, but under Parallel broken outdated pods go first and without limit.
    BudgetBrokenFirst,
}

/// Which pods `maxUnavailable` counts, and is a percentage of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum BudgetOf {
    /// Up to 1.37: all pods of the range. A broken pod below the partition uses up the budget.
    AllPods,
    /// Since 1.38: those from the partition on.
    PodsFromPartition,
}

/// When the controller looks again because of minReadySeconds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum WakeUp {
    /// Up to 1.34: `minReadySeconds` after a sync that found fewer pods available than wanted, and one second
    /// more after a pod became Ready; of several such times the earliest counts. So a look often comes too
    /// early, and the next one only `minReadySeconds` later.
    Chain,
    /// Since 1.35: at the very moment at which the next pod becomes available.
    Exact,
}

/// Which pods count as broken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Broken {
    /// Up to 1.33: those that are not Running and Ready; minReadySeconds is not asked.
    NotReady,
    /// Since 1.34: those that are not available.
    NotAvailable,
}

impl Rules {
    /// Every setting, the oldest release first and its defaults before its gates.
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
        // On by default up to 1.35.3 (k/k#137409), off from 1.35.4 on, which has the rules of 1.36.
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

    /// The newest release that is out, with its defaults.
    pub const LATEST: Self = Self::V1_37;

    /// 1.28 to 1.32, gate off.
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

    /// Its first beta, until the release has been recorded.
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

    /// The gate on, in a release before 1.37.
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

    /// The setting of this name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|rules| rules.release == name)
    }

    /// The number behind `1.`.
    pub fn minor(&self) -> u16 {
        let digits = self.release.strip_prefix("1.").unwrap_or_default();
        let end = digits.find(' ').unwrap_or(digits.len());
        digits[..end].parse().unwrap_or(u16::MAX)
    }

    /// Whether the two do the same to the same set, whatever their names and the order in which a namespace is emptied.
    pub fn act_as(&self, other: &Self) -> bool {
        let orders_namespace_deletion = other.orders_namespace_deletion;
        let (release, patch) = (other.release, other.patch);
        Self { release, patch, orders_namespace_deletion, ..*self } == *other
    }

    /// The settings of which no earlier one does the same.
    pub fn distinct() -> impl Iterator<Item = Self> {
        let is_first = |(place, rules): &(usize, Self)| {
            Self::ALL[..*place].iter().all(|earlier| !earlier.act_as(rules))
        };
        Self::ALL.into_iter().enumerate().filter(is_first).map(|(_, rules)| rules)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_setting_has_a_name_of_its_own_and_comes_after_its_releases_defaults() {
        for (place, rules) in Rules::ALL.iter().enumerate() {
            let first = Rules::ALL.iter().position(|row| row.release == rules.release);
            assert_eq!(first, Some(place), "{}", rules.release);
            let defaults = Rules::ALL.iter().position(|row| row.minor() == rules.minor());
            let defaults = defaults.map(|place| Rules::ALL[place].release);
            assert_eq!(defaults, Some(&*format!("1.{}", rules.minor())));
        }
        assert!(Rules::ALL.is_sorted_by_key(Rules::minor));
    }

    #[test]
    fn settings_that_act_alike_are_tried_once() {
        let tried: Vec<_> = Rules::distinct().map(|rules| rules.release).collect();
        assert!(tried.contains(&"1.28") && !tried.contains(&"1.33"), "{tried:?}");
        assert!(tried.contains(&"1.38") && !tried.contains(&"1.36 MaxUnavailableStatefulSet=true"));
    }
}
