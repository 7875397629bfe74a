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
    /// When the controller looks again at a set whose pods are Ready and not yet available.
    pub wake_up: WakeUp,
    /// Whether strategy Recreate exists (gate StatefulSetRecreateStrategy).
    pub recreate: bool,
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
    /// Every setting of which recordings exist, the oldest first.
    pub const ALL: [Self; 8] = {
        use Broken::{NotAvailable, NotReady};
        use UpdateRule::{Budget, BudgetBrokenFirst, OneAtATime};
        use WakeUp::{Chain, Exact};
        [
            Self::row("1.33", OneAtATime, NotReady, Chain),
            Self::row("1.34", OneAtATime, NotAvailable, Chain),
            Self::row("1.35", Budget, NotAvailable, Exact),
            Self::row("1.36", OneAtATime, NotAvailable, Exact),
            Self::row("1.36 MaxUnavailableStatefulSet=true", Budget, NotAvailable, Exact),
            Self::row("1.37", BudgetBrokenFirst, NotAvailable, Exact).completing(),
            Self::row("1.37 MaxUnavailableStatefulSet=false", OneAtATime, NotAvailable, Exact)
                .completing(),
            Self {
                recreate: true,
                ..Self::row(
                    "1.37 StatefulSetRecreateStrategy=true",
                    BudgetBrokenFirst,
                    NotAvailable,
                    Exact,
                )
                .completing()
            },
        ]
    };

    /// The newest release with its defaults.
    pub const LATEST: Self = Self::ALL[5];

    const fn row(
        release: &'static str,
        update: UpdateRule,
        broken: Broken,
        wake_up: WakeUp,
    ) -> Self {
        Self {
            release,
            update,
            broken,
            wake_up,
            completes_with_every_strategy: false,
            recreate: false,
            stand_in: None,
        }
    }

    const fn completing(self) -> Self {
        Self { completes_with_every_strategy: true, ..self }
    }

    /// The setting that a person names.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|rules| rules.release == name)
    }
}
