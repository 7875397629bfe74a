//! Every way in which a person can touch the cluster, one closed enum.
//!
//! A command is what the API server accepted: defaulted, validated, complete. Refusals happen before, in the
//! `kubectl` crate; a command that names something that is gone does nothing.

use std::rc::Rc;
use std::time::Duration;

use crate::api::{ClaimName, NodeId, StatefulSetSpec, Uid};
use crate::behavior::{ImageFault, Scope, Subject, Timing};
use crate::cluster::{ObjectKey, SetId};
use crate::jitter::Jitter;
use crate::version::Rules;

/// One accepted request, or one statement about how containers act.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Command {
    /// A new StatefulSet.
    CreateStatefulSet {
        /// `metadata.namespace`; it exists.
        namespace: Rc<str>,
        /// `metadata.name`; no set of this name exists in the namespace.
        name: Rc<str>,
        /// Its spec, defaulted.
        spec: Rc<StatefulSetSpec>,
        /// The whole object as stored.
        document: Rc<str>,
    },
    /// A StatefulSet as it is to be from now on. The generation goes up if the document's spec differs.
    UpdateStatefulSet {
        /// Which.
        set: SetId,
        /// Its spec, defaulted.
        spec: Rc<StatefulSetSpec>,
        /// The whole object as stored.
        document: Rc<str>,
        /// Whether the document's `spec` differs from what was stored, in whatever field.
        spec_changed: bool,
    },
    /// Deletes a StatefulSet. A set that is being deleted already goes on as it was.
    DeleteStatefulSet {
        /// Which.
        set: SetId,
        /// What becomes of what it owns.
        cascade: Cascade,
    },
    /// Deletes a claim: at once, or when the pod of its ordinal is gone.
    DeleteClaim {
        /// Of which set.
        set: SetId,
        /// Which claim.
        name: ClaimName,
    },
    /// Deletes a pod: it terminates, and is gone when its containers have ended.
    DeletePod {
        /// Of which set.
        set: SetId,
        /// Which pod.
        ordinal: u32,
        /// Only if it is still this pod.
        uid: Uid,
        /// In the place of the pod's own grace period; zero removes the object at once.
        grace_period: Option<Duration>,
    },
    /// Writes labels, annotations or images of a pod. Its containers stay as they are.
    WritePod {
        /// Of which set.
        set: SetId,
        /// Which pod.
        ordinal: u32,
        /// Only if it is still this pod.
        uid: Uid,
        /// Whether its labels are what the set selects: if not, the controller lets it go.
        is_selected: bool,
        /// All that was ever written into it by hand.
        document: Rc<str>,
    },
    /// Writes an object that the engine does not act on, such as a Service.
    WriteObject {
        /// Its kind, namespace and name.
        key: ObjectKey,
        /// The whole object as stored.
        document: Rc<str>,
    },
    /// Deletes such an object.
    DeleteObject {
        /// Its kind, namespace and name.
        key: ObjectKey,
    },
    /// Creates a namespace, or writes its labels and annotations.
    WriteNamespace {
        /// `metadata.name`.
        name: Rc<str>,
        /// The whole object as stored.
        document: Rc<str>,
    },
    /// Deletes a namespace: it terminates, and is gone when nothing is left in it.
    DeleteNamespace {
        /// `metadata.name`.
        name: Rc<str>,
    },
    /// States how long steps take, from now on.
    SetTiming {
        /// For which pods.
        scope: Scope,
        /// Which steps.
        timing: Timing,
    },
    /// States what goes wrong with an image or with containers of a name, from now on.
    SetFault {
        /// Of which.
        of: Subject,
        /// What.
        fault: ImageFault,
    },
    /// States that containers start so many times slower, from now on; 1 takes it back.
    SetSlower {
        /// Which.
        of: Subject,
        /// How many times.
        times: u32,
    },
    /// States how much every duration varies, from now on.
    SetJitter(Jitter),
    /// States with which words the API server refuses every new pod, from now on; `None` takes it back. No controller is
    /// told: it finds out when it tries again.
    SetRefusal(Option<Rc<str>>),
    /// The control plane is of another release from now on. The specs and documents are the sets' as its API server reads what
    /// is stored.
    Upgrade {
        /// The release.
        rules: Rules,
        /// Every set with its spec and its document.
        sets: Vec<(SetId, Rc<StatefulSetSpec>, Rc<str>)>,
    },
    /// Something happens to a node.
    NodeFault {
        /// Which.
        node: NodeId,
        /// What.
        fault: NodeFault,
    },
    /// Something happens to a pod, now and once. Does nothing to a pod for which it makes no sense.
    PodFault {
        /// Of which set.
        set: SetId,
        /// Which pod.
        ordinal: u32,
        /// Only this one of its containers, by name; does nothing if it has none of this name. Not for what befalls a
        /// pod as a whole.
        container: Option<Rc<str>>,
        /// What.
        fault: PodFault,
    },
    /// Everything so far is gone: an empty cluster, the same release and behaviour.
    NewCluster,
}

/// What becomes of what a deleted object owns (`--cascade`).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Cascade {
    /// It goes after the object, which is gone at once.
    #[default]
    Background,
    /// It goes before the object.
    Foreground,
    /// It stays, without an owner.
    Orphan,
}

/// What may happen to a node.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum NodeFault {
    /// Its kubelet falls silent; its containers go on, and nobody can tell.
    IsLost,
    /// Its kubelet speaks again.
    Returns,
    /// Its object is deleted, and its kubelet is silent.
    IsDeleted,
}

/// What may happen to a pod, once.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum PodFault {
    /// Its containers that run end with an error and are started again.
    Crashes,
    /// Its readiness probe fails.
    IsNotReady,
    /// Its readiness probe succeeds.
    IsReady,
    /// Its condition Ready is written by hand (`kubectl patch --subresource=status`); its containers stay as they are.
    ReadyWritten(bool),
    /// The kubelet evicts it: phase Failed.
    IsEvicted,
    /// Its containers end well and are not started again: phase Succeeded.
    Succeeds,
}
