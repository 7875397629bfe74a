//! What makes a frame: the cause that a trace keeps beside its changes.
//!
//! Not here: when a cause comes (`crate::simulation`), and a pod's own steps ([`PodStep`], the kubelet's).

use crate::api::{NamespaceId, NodeId};
use crate::cluster::SetId;
use crate::kubelet::PodStep;

/// What made a frame.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub enum Cause {
    /// The simulation began, with an empty cluster.
    Start,
    /// A person's command.
    Command,
    /// A sync of the StatefulSet controller.
    Sync(SetId),
    /// The garbage collector handled a set that is being deleted, or claims whose pod is gone.
    Collector(SetId),
    /// The namespace controller handled a namespace that is being deleted.
    Namespace(NamespaceId),
    /// A node controller, the taint eviction or the pod garbage collector acted on a node.
    Node(NodeId, NodeStep),
    /// The scheduler, a kubelet or the pod garbage collector moved a pod along.
    Pod {
        /// The pod's set.
        set: SetId,
        /// The pod's ordinal.
        ordinal: u32,
        /// The step that it took.
        step: PodStep,
    },
}

/// What a control plane does to a node by itself, without a person's command.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub enum NodeStep {
    /// The node controller sets the Ready condition to Unknown: the kubelet has not renewed its lease.
    BecameNotReady,
    /// The node controller adds the taint `NoExecute`.
    Tainted,
    /// The taint eviction deletes the pods whose toleration has run out.
    PodsEvicted,
    /// The kubelet has reported again.
    CameBack,
    /// The node controller removes the taint `NoExecute`.
    Untainted,
    /// The pod garbage collector removes the pods of a node that is gone or out of service.
    PodsCollected,
    /// The taint of a cordoned node is added, or removed after `uncordon`.
    CordonTainted,
}
