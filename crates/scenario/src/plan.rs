//! A plan: every way to roll out one change of a StatefulSet, to be measured by seed, and what the numbers rest on.
//!
//! [`Request::Plan`](crate::protocol::Request::Plan) asks the service for the ways of a scenario (`plan::build`, which runs it). Each
//! way that can be had is a [`Variant`], so the page sweeps it; its samples become a [`Distribution`]. Everything here is
//! plain data that the page holds. Leaves out how a run is measured (`run::measure`) and how a plan is drawn (`web`).

#[cfg(feature = "run")]
mod build;
mod distribution;
#[cfg(feature = "run")]
mod edit;
#[cfg(feature = "run")]
mod rests;

use std::rc::Rc;
use std::time::Duration;

use rollout_engine::time::SimTime;
use serde::{Deserialize, Serialize};

#[cfg(feature = "run")]
pub(crate) use build::plan;
pub use distribution::{Distribution, Percentiles, StandingStill};

use crate::script::Scenario;
use crate::sweep::Variant;

/// What is asked: a scenario, and the change that is rolled out.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PlanAsked {
    /// The scenario on the page.
    pub scenario: Scenario,
    /// The moment at which the change is typed if the scenario has none of its own, and of a change that a person gave.
    pub at: SimTime,
    /// Namespace and name of the set on the page. Of a change of the scenario's own it is the one that was changed.
    pub set: Option<(Rc<str>, Rc<str>)>,
    /// A change that a person gave: one shell line, such as `kubectl set image sts/db db=postgres:17.6`. `None` for the
    /// scenario's own, the last line that began a rollout; and if it has none, `kubectl rollout restart`.
    pub change: Option<Rc<str>>,
    /// One new pod in so many fails, if a person said so.
    pub fails_one_in: Option<u32>,
}

/// The ways to roll out a change.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Plan {
    /// Namespace of the StatefulSet.
    pub namespace: Rc<str>,
    /// Name of the StatefulSet.
    pub name: Rc<str>,
    /// `spec.replicas` when the change is typed.
    pub replicas: u32,
    /// Ready pods when the change is typed: no way can have more at its lowest.
    pub ready: u32,
    /// The change, as typed.
    pub change: Rc<str>,
    /// Whose change it is.
    pub source: ChangeSource,
    /// Images that differ in the new template: container, before, after. Empty for a restart.
    pub images: Vec<(Rc<str>, Rc<str>, Rc<str>)>,
    /// Every way, in the order of a list: the set's own first.
    pub ways: Vec<Way>,
    /// What the times rest on.
    pub times: Vec<StatedTimes>,
    /// One new pod in so many fails, as the scenario or the person says.
    pub fails_one_in: Option<u32>,
    /// Whether anything is drawn. If not, one run of each way says all.
    pub has_spread: bool,
    /// Names of PodDisruptionBudgets that cover the set's pods: they bind evictions, never a rollout.
    pub budgets: Vec<Rc<str>>,
}

/// Where the change comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum ChangeSource {
    /// A line of the scenario.
    Scenario,
    /// The person.
    Given,
    /// There was none: a restart.
    Restart,
}

/// One way to roll out.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Way {
    /// Which one.
    pub kind: WayKind,
    /// Whether the set is set up like this when the change is typed.
    pub is_own: bool,
    /// What is measured; or why this way cannot be had.
    pub run: Result<Variant, NotHad>,
    /// The shell lines to type in a cluster, the change among them.
    pub lines: Vec<Rc<str>>,
    /// Whether `podManagementPolicy` is another than the set's. It is immutable, so the lines delete the set with
    /// `--cascade=orphan` and apply it again; what is measured is a set that has had it all along.
    pub needs_policy: bool,
}

/// Ways to roll out. Equal kinds act alike.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum WayKind {
    /// RollingUpdate of so many pods at a time.
    Rolling {
        /// `podManagementPolicy: Parallel`, otherwise OrderedReady.
        parallel: bool,
        /// `maxUnavailable`, 1 to the number of replicas.
        at_a_time: u32,
        /// The highest ordinal first, by a partition of one less than the replicas; once it is available, the rest.
        canary: bool,
    },
    /// Recreate: all pods are deleted, then all are created.
    Recreate,
    /// OnDelete, the pods deleted by hand, one after the other from the highest ordinal.
    OnDelete,
}

/// Why a way cannot be had.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum NotHad {
    /// The release drops `maxUnavailable`, or its gate is off: one at a time, whatever it says.
    MaxUnavailableOff {
        /// The release as [`crate::name_of`] writes it.
        release: Rc<str>,
    },
    /// The release has no strategy Recreate, or its gate is off.
    RecreateOff {
        /// The release.
        release: Rc<str>,
    },
    /// The scenario has no manifest of the set whose policy could be changed.
    NoManifest,
    /// A canary needs two pods or more.
    OnePod,
}

/// Times of one container of the new template, and who says so.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StatedTimes {
    /// Image of the container.
    pub of: Rc<str>,
    /// Each step with its shortest, usual and longest duration.
    pub steps: Vec<(Rc<str>, [Duration; 3])>,
    /// Who says so.
    pub source: TimesSource,
}

/// Who says how long something takes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum TimesSource {
    /// A line of the scenario, which a person wrote or changed.
    Stated,
    /// Measured from so many pasted pods.
    Measured(u32),
    /// Nobody: the times of another image are taken for it.
    Like(Rc<str>),
    /// Nobody: the playground's own.
    Assumed,
}

/// Why there is no plan.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum NoPlan {
    /// There is no StatefulSet at that moment.
    NoSet,
    /// The set has no replicas.
    NoPods,
    /// The given change was refused, or changes no template: what kubectl printed.
    NoChange {
        /// The change.
        change: Rc<str>,
        /// What it printed; may be empty.
        printed: Rc<str>,
    },
}
