//! Why a pod has no node: the scheduler's answer, as the condition PodScheduled and the event FailedScheduling tell
//! it.
//!
//! Only the facts; the sentence, which differs by release, is the API server's. The answer is found in
//! [`crate::scheduler`].

use std::collections::BTreeMap;
use std::rc::Rc;

use super::Uid;
use crate::time::SimTime;

/// Why the scheduler leaves a node out. A node that lacks several resources counts under each; every other node has
/// one obstacle, that of the first filter which rejects it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub enum Obstacle {
    /// The node is cordoned.
    Unschedulable,
    /// The node has a taint that the pod does not tolerate.
    Taint {
        /// The taint's key.
        key: Rc<str>,
        /// The taint's value; empty if it has none.
        value: Rc<str>,
    },
    /// The node does not match the pod's node selector or required node affinity.
    NodeAffinity,
    /// The node has as many pods as it may have.
    TooManyPods,
    /// The node has less cpu left than the pod requests.
    InsufficientCpu,
    /// The node has less memory left than the pod requests.
    InsufficientMemory,
    /// A pod more would exceed `maxSkew` of a required topology spread constraint.
    Spread,
    /// No pod on the node matches the pod's required pod affinity.
    Affinity,
    /// A pod on the node matches the pod's required anti-affinity.
    AntiAffinity,
    /// The required anti-affinity of a pod on the node matches the pod.
    ExistingAntiAffinity,
    /// A person said that the pod cannot be scheduled, in these words.
    Said(Rc<str>),
}

/// The scheduler found no node for a pod: its condition PodScheduled, and what the event FailedScheduling says.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct SchedulingFailure {
    /// The pod's ordinal.
    pub ordinal: u32,
    /// The pod's uid.
    pub uid: Uid,
    /// When its condition PodScheduled became false.
    pub since: SimTime,
    /// Why no node fits.
    pub unfit: Unfit,
}

/// Why no node fits a pod, counted over the nodes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Unfit {
    /// Number of nodes in the cluster.
    pub nodes: u32,
    /// Number of nodes that each obstacle keeps out.
    pub obstacles: BTreeMap<Obstacle, u32>,
    /// Nodes on which preemption could not help, whichever pods it removed. Upstream: `UnschedulableAndUnresolvable`.
    pub unresolvable: u32,
    /// Further nodes on which preemption could not help: the pod requests more than the whole node has.
    pub too_big: u32,
}
