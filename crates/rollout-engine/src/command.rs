//! Everything that a person can do to the cluster, as one closed enum.
//!
//! A command is a request that the API server has accepted: defaulted, validated, complete. Refusals happen before,
//! in the crate `apiserver`. A command that names an object which no longer exists does nothing. Carrying out is
//! `crate::simulation`.

use std::rc::Rc;
use std::time::Duration;

use crate::api::{ClaimName, Node, NodeId, Policy, RevisionHash, StatefulSetSpec, Uid};
use crate::behavior::{ImageFault, Scope, Subject, Timing};
use crate::cluster::{ObjectKey, SchedulingHold, SetId};
use crate::jitter::Jitter;
use crate::snapshot::Snapshot;
use crate::version::Rules;

/// One accepted request, or one statement about the world: how containers act, what fails, what the control plane is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Command {
    /// Creates a StatefulSet.
    CreateStatefulSet {
        /// `metadata.namespace`; the namespace exists.
        namespace: Rc<str>,
        /// `metadata.name`; no set of this name exists in the namespace.
        name: Rc<str>,
        /// `spec`, defaulted.
        spec: Rc<StatefulSetSpec>,
        /// The whole object as stored JSON.
        document: Rc<str>,
    },
    /// Writes a StatefulSet. Its generation rises if `spec_changed`.
    UpdateStatefulSet {
        /// The set to write.
        set: SetId,
        /// `spec`, defaulted.
        spec: Rc<StatefulSetSpec>,
        /// The whole object as stored JSON.
        document: Rc<str>,
        /// Whether any field of the document's `spec` differs from what was stored, also fields that the engine does
        /// not know.
        spec_changed: bool,
    },
    /// Deletes a StatefulSet. Does nothing to a set that is being deleted already.
    DeleteStatefulSet {
        /// The set to delete.
        set: SetId,
        /// What happens to its dependents.
        cascade: Cascade,
    },
    /// Deletes a claim: at once, or after the pod that uses it is gone.
    DeleteClaim {
        /// The claim's set.
        set: SetId,
        /// The claim to delete.
        name: ClaimName,
    },
    /// Deletes a pod: it terminates, and is removed once its containers have ended.
    DeletePod {
        /// The pod's set.
        set: SetId,
        /// The pod's ordinal.
        ordinal: u32,
        /// Does nothing unless the pod has this uid.
        uid: Uid,
        /// Replaces the pod's own grace period; zero removes the object at once.
        grace_period: Option<Duration>,
    },
    /// Evicts a pod after the API server has checked the disruption budgets. Otherwise as [`Command::DeletePod`].
    EvictPod {
        /// The pod's set.
        set: SetId,
        /// The pod's ordinal.
        ordinal: u32,
        /// Does nothing unless the pod has this uid.
        uid: Uid,
        /// Replaces the pod's own grace period.
        grace_period: Option<Duration>,
    },
    /// Writes labels, annotations or images of a pod. Does not restart its containers.
    WritePod {
        /// The pod's set.
        set: SetId,
        /// The pod's ordinal.
        ordinal: u32,
        /// Does nothing unless the pod has this uid.
        uid: Uid,
        /// Whether the set's selector matches the new labels. If not, the controller orphans the pod.
        is_selected: bool,
        /// The revision that its label `controller-revision-hash` names.
        revision: RevisionHash,
        /// `document` as the controller would repair it; `None` if the identity labels need no repair.
        repaired: Option<Rc<str>>,
        /// Labels, annotations and images after this write, as JSON.
        document: Rc<str>,
    },
    /// Creates or writes an object that the engine does not act on, such as a Service.
    WriteObject {
        /// Kind, namespace and name.
        key: ObjectKey,
        /// The whole object as stored JSON.
        document: Rc<str>,
        /// What it says about new pods and claims.
        policy: Option<Policy>,
    },
    /// Deletes an object that the engine does not act on.
    DeleteObject {
        /// Kind, namespace and name.
        key: ObjectKey,
    },
    /// Creates a namespace, or writes its labels and annotations.
    WriteNamespace {
        /// `metadata.name`.
        name: Rc<str>,
        /// The whole object as stored JSON.
        document: Rc<str>,
    },
    /// Deletes a namespace: it terminates, and is removed once nothing is left in it.
    DeleteNamespace {
        /// `metadata.name`.
        name: Rc<str>,
    },
    /// States how long steps of a pod's life take, from now on.
    SetTiming {
        /// The pods or containers that it applies to.
        scope: Scope,
        /// Duration of each step that is stated.
        timing: Timing,
    },
    /// States what goes wrong with an image or with containers of a name, from now on.
    SetFault {
        /// The image or the containers.
        of: Subject,
        /// The fault; `None` ends it.
        fault: ImageFault,
    },
    /// Multiplies the start-up time of containers, from now on.
    SetSlower {
        /// The image or the containers.
        of: Subject,
        /// The factor; 1 ends it.
        times: u32,
    },
    /// States how much every duration varies, from now on.
    SetJitter(Jitter),
    /// Has the API server refuse every new pod with these words, from now on; `None` ends that. Wakes no controller:
    /// each finds out at its next attempt.
    SetRefusal(Option<Rc<str>>),
    /// Upgrades or downgrades the control plane.
    Upgrade {
        /// The rules from now on.
        rules: Rules,
        /// Spec and document of every set, as the new API server reads what is stored.
        sets: Vec<(SetId, Rc<StatefulSetSpec>, Rc<str>)>,
    },
    /// Creates a node, or writes the fields that a person may write and its allocatable resources.
    WriteNode {
        /// The node's number.
        id: NodeId,
        /// The node after the write. Taints that controllers add, and what the kubelet reports, follow by themselves.
        node: Rc<Node>,
    },
    /// Keeps the scheduler from binding pods of one name, from now on, or ends that.
    HoldPod(Rc<SchedulingHold>),
    /// Something happens to a node.
    NodeFault {
        /// The node.
        node: NodeId,
        /// What happens.
        fault: NodeFault,
    },
    /// Something happens to a pod, once. Does nothing to a pod to which it cannot happen.
    PodFault {
        /// The pod's set.
        set: SetId,
        /// The pod's ordinal.
        ordinal: u32,
        /// The only container that it happens to; does nothing if the pod has none of this name. Ignored by faults of
        /// the whole pod.
        container: Option<Rc<str>>,
        /// What happens.
        fault: PodFault,
    },
    /// Adds the objects of a snapshot, each in the middle of its work.
    Restore(Rc<Snapshot>),
    /// Replaces the cluster with an empty one. Rules and behavior stay.
    NewCluster,
}

/// What happens to the dependents of a deleted object (`--cascade`).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Cascade {
    /// The object is removed at once, its dependents after it.
    #[default]
    Background,
    /// The dependents are removed first.
    Foreground,
    /// The dependents stay, without an owner.
    Orphan,
}

/// What can happen to a node.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum NodeFault {
    /// The kubelet falls silent. Its containers keep running, and the control plane cannot know.
    IsLost,
    /// The kubelet reports again, and registers the node if its object was deleted.
    Returns,
    /// The object is deleted and the kubelet is silent. It may register again.
    IsDeleted,
}

/// What can happen to a pod, once.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum PodFault {
    /// Running containers end with an error and are restarted.
    Crashes,
    /// The readiness probe fails, until [`PodFault::IsReady`].
    IsNotReady,
    /// The readiness probe succeeds.
    IsReady,
    /// A person writes the condition Ready (`kubectl patch --subresource=status`). The containers stay as they are.
    ReadyWritten(bool),
    /// The kubelet evicts the pod: phase Failed.
    IsEvicted,
    /// Running containers end with exit code 0 and are not restarted: phase Succeeded.
    Succeeds,
}
