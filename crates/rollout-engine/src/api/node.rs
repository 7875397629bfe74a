//! Nodes: their resources, conditions and taints.
//!
//! The images that a node has pulled are in [`crate::cluster`], its pods with their sets. Left out: leases,
//! addresses, versions.

use std::fmt;
use std::rc::Rc;

use super::Uid;
use crate::time::SimTime;

/// Number of a node, from 0; its name counts from 1: number 0 is `node-1`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct NodeId(pub u8);

/// A node as stored.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Node {
    /// The condition Ready: false once its kubelet has been silent for too long.
    pub ready: bool,
    /// The Ready condition's `lastTransitionTime`; `None` while it has not changed since the cluster began.
    pub ready_since: Option<SimTime>,
    /// Whether the object was deleted.
    pub deleted: bool,
    /// `metadata.uid`, of a node that was restored; every other node has none of its own.
    pub uid: Option<Uid>,
    /// `metadata.creationTimestamp`; `None` for a node as old as the cluster.
    pub created_at: Option<SimTime>,
    /// `spec.unschedulable`: it was cordoned.
    pub unschedulable: bool,
    /// `spec.taints`, in the order in which they were added.
    pub taints: Rc<[Taint]>,
    /// Labels that persons wrote, as key and value. They win over the labels that every node has ([`Node::label`]).
    pub labels: Rc<[(Rc<str>, Rc<str>)]>,
    /// `metadata.annotations` as JSON; opaque here.
    pub annotations: Rc<str>,
    /// `status.allocatable`.
    pub allocatable: Room,
}

/// Amounts of resources: what a node has, or what a pod requests.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Room {
    /// `cpu`, in thousandths of a core.
    pub milli_cpu: u64,
    /// `memory`, in bytes.
    pub memory: u64,
    /// Number of pods.
    pub pods: u32,
}

/// `spec.taints[]`.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Taint {
    /// `key`, such as `node.kubernetes.io/unreachable`.
    pub key: Rc<str>,
    /// `value`; empty if it has none.
    pub value: Rc<str>,
    /// `effect`.
    pub effect: TaintEffect,
    /// `timeAdded`; only `NoExecute` has one.
    pub added_at: Option<SimTime>,
}

/// What a taint does to pods that do not tolerate it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub enum TaintEffect {
    /// The scheduler does not place them on the node.
    NoSchedule,
    /// The scheduler prefers other nodes for them.
    PreferNoSchedule,
    /// The scheduler does not place them on the node, and the taint eviction deletes those that run there.
    NoExecute,
}

impl TaintEffect {
    /// Every effect with its name in the API.
    pub const ALL: [(&str, Self); 3] = [
        ("NoSchedule", Self::NoSchedule),
        ("PreferNoSchedule", Self::PreferNoSchedule),
        ("NoExecute", Self::NoExecute),
    ];

    /// The name in the API.
    pub fn name(self) -> &'static str {
        match self {
            Self::NoSchedule => "NoSchedule",
            Self::PreferNoSchedule => "PreferNoSchedule",
            Self::NoExecute => "NoExecute",
        }
    }
}

/// The taint of a cordoned node.
pub const UNSCHEDULABLE: &str = "node.kubernetes.io/unschedulable";
/// The taint of a node whose kubelet is silent.
pub const UNREACHABLE: &str = "node.kubernetes.io/unreachable";
/// The taint of a node that has registered and is not Ready yet.
pub const NOT_READY: &str = "node.kubernetes.io/not-ready";
/// The taint by which a person declares that a node is down for good.
pub const OUT_OF_SERVICE: &str = "node.kubernetes.io/out-of-service";

impl Node {
    /// Number of nodes in a new cluster. Three are enough to show that each node pulls an image once.
    pub const COUNT: u8 = 3;
    /// Maximum number of nodes.
    pub const COUNT_MAX: u8 = 100;

    /// A Ready node without taints: 16 cores, 64 GiB, 10,000 pods. Large enough for usual requests, and for more pods
    /// than a kubelet's default of 110, so that a manifest without requests always finds room.
    pub fn new(created_at: Option<SimTime>) -> Self {
        Self {
            ready: true,
            ready_since: created_at,
            deleted: false,
            uid: None,
            created_at,
            unschedulable: false,
            taints: Rc::new([]),
            labels: Rc::new([]),
            annotations: "".into(),
            allocatable: Room { milli_cpu: 16_000, memory: 64 << 30, pods: 10_000 },
        }
    }

    /// Whether the scheduler may place a pod here that requests nothing and tolerates nothing.
    pub fn takes_pods(&self) -> bool {
        let repels = |taint: &Taint| taint.effect != TaintEffect::PreferNoSchedule;
        self.ready && !self.deleted && !self.unschedulable && !self.taints.iter().any(repels)
    }

    /// Whether it has a taint of this key and effect, with any value.
    pub fn has_taint(&self, key: &str, effect: TaintEffect) -> bool {
        self.taints.iter().any(|taint| &*taint.key == key && taint.effect == effect)
    }

    /// A copy with a further taint, without value.
    pub(crate) fn tainted(&self, key: &str, effect: TaintEffect, now: SimTime) -> Self {
        let added_at = Some(now).filter(|_| effect == TaintEffect::NoExecute);
        let taint = Taint { key: key.into(), value: "".into(), effect, added_at };
        let taints = self.taints.iter().cloned().chain([taint]).collect();
        Self { taints, ..self.clone() }
    }

    /// A copy without taints of this key and effect.
    pub(crate) fn untainted(&self, key: &str, effect: TaintEffect) -> Self {
        let stays = |taint: &&Taint| &*taint.key != key || taint.effect != effect;
        Self { taints: self.taints.iter().filter(stays).cloned().collect(), ..self.clone() }
    }

    /// Value of a label. The key `metadata.name` gives the node's name, for `matchFields`.
    pub fn label<'a>(&'a self, id: NodeId, key: &str) -> Option<std::borrow::Cow<'a, str>> {
        let written = self.labels.iter().find(|(written, _)| &**written == key);
        match key {
            _ if written.is_some() => written.map(|(_, value)| (&**value).into()),
            "kubernetes.io/hostname" | "metadata.name" => Some(id.to_string().into()),
            "kubernetes.io/os" => Some("linux".into()),
            "kubernetes.io/arch" => Some("amd64".into()),
            _ => None,
        }
    }
}

impl NodeId {
    /// The number of a node name (`node-1` to `node-100`), whether the node exists or not. `None` for every other
    /// name.
    pub fn named(name: &str) -> Option<Self> {
        let number = name.strip_prefix("node-").filter(|number| !number.starts_with(['0', '+']))?;
        let number = number.parse::<u8>().ok().filter(|&number| number <= Node::COUNT_MAX)?;
        number.checked_sub(1).map(Self)
    }
}

impl fmt::Display for NodeId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "node-{}", u32::from(self.0) + 1)
    }
}

impl Room {
    /// The sum of both, saturating.
    pub fn plus(self, other: Self) -> Self {
        Self {
            milli_cpu: self.milli_cpu.saturating_add(other.milli_cpu),
            memory: self.memory.saturating_add(other.memory),
            pods: self.pods.saturating_add(other.pods),
        }
    }
}
