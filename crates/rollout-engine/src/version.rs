//! Which rules a Kubernetes release follows, as a table of data.
//!
//! A row is a release with its feature gates; nothing else in this crate compares versions. The sources are
//! Kubernetes' release notes and recordings of the real controllers, which the conformance test replays.

/// The rules of one setting: a release and its feature gates.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rules {
    /// As a person names it: `1.37`.
    pub release: &'static str,
    /// How many outdated pods a rolling update may delete at once.
    pub update: UpdateRule,
    /// Which pods hold up a scale-down or, one at a time, an update.
    pub broken: Broken,
    /// Whether a rollout completes under OnDelete as well, and not only under RollingUpdate.
    pub completes_with_every_strategy: bool,
    /// Whether strategy Recreate exists (gate StatefulSetRecreateStrategy).
    pub recreate: bool,
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

/// Which pods count as broken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Broken {
    /// Up to 1.33: those that are not Running and Ready; minReadySeconds is not asked.
    NotReady,
    /// Since 1.34: those that are not available.
    NotAvailable,
}

impl Rules {
    /// Every setting of which recordings exist, the oldest first.
    pub const ALL: [Self; 8] = {
        use Broken::{NotAvailable, NotReady};
        use UpdateRule::{Budget, BudgetBrokenFirst, OneAtATime};
        [
            Self::row("1.33", OneAtATime, NotReady, false),
            Self::row("1.34", OneAtATime, NotAvailable, false),
            Self::row("1.35", Budget, NotAvailable, false),
            Self::row("1.36", OneAtATime, NotAvailable, false),
            Self::row("1.36 MaxUnavailableStatefulSet=true", Budget, NotAvailable, false),
            Self::row("1.37", BudgetBrokenFirst, NotAvailable, true),
            Self::row("1.37 MaxUnavailableStatefulSet=false", OneAtATime, NotAvailable, true),
            Self {
                recreate: true,
                ..Self::row(
                    "1.37 StatefulSetRecreateStrategy=true",
                    BudgetBrokenFirst,
                    NotAvailable,
                    true,
                )
            },
        ]
    };

    /// The newest release with its defaults.
    pub const LATEST: Self = Self::ALL[5];

    const fn row(
        release: &'static str,
        update: UpdateRule,
        broken: Broken,
        completes: bool,
    ) -> Self {
        Self { release, update, broken, completes_with_every_strategy: completes, recreate: false }
    }

    /// The setting that a person names.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|rules| rules.release == name)
    }
}
