//! Every object of a cluster at one instant, and the changes that lead to the next.
//!
//! Owns what the API server stores, and beside it what kubelets and scheduler remember. A [`Change`] is one object
//! write; only [`Cluster::apply`] carries one out, so simulating and replaying are the same code. A write is visible
//! at once: the latency of a real API server is left out, because the *order* of a rollout does not depend on it.

pub mod admission;
mod apply;
mod owned;

use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use crate::api::{
    Claim, ControllerRevision, Event, GivenUids, Namespace, NamespaceId, Node, NodeId, Pod,
    PodContainers, PodEdit, Policy, RevisionHash, SchedulingFailure, StatefulSet,
    StatefulSetStatus, Uid,
};
use crate::time::SimTime;
use crate::version::Rules;

use admission::{AboveLimit, Admission, Breach, PodDefaults, QuotaRefusal};

pub use owned::Owned;

/// The slot of a namespace and set name, numbered from 0 by first appearance. A set that is deleted and created again
/// keeps its slot, because the pods, claims and revisions that it left behind bear its name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct SetId(pub u16);

/// One object write: one row of a watch.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub enum Change {
    /// A StatefulSet was created, or its metadata or spec written.
    SetWritten(SetId, Rc<StatefulSet>),
    /// A StatefulSet's status was written.
    StatusWritten(SetId, StatefulSetStatus),
    /// A StatefulSet was removed; this was its last state. Its pods and claims may still exist.
    SetDeleted(SetId, Rc<StatefulSet>),
    /// A pod was created.
    PodCreated(SetId, Pod),
    /// A pod was written.
    PodUpdated(SetId, Pod),
    /// LimitRanges add resources to a pod that is about to be created.
    PodDefaulted(SetId, Rc<PodDefaults>),
    /// A person wrote into a pod. The pod's own write follows.
    PodEdited(SetId, Rc<PodEdit>),
    /// Statuses of a pod's containers, for a pod of several. The pod's own write follows if the kubelet reports it.
    ContainersWritten(SetId, Rc<PodContainers>),
    /// A kubelet remembers something about a pod of one container. Writes nothing at the API server: no row of a
    /// watch.
    KubeletNoted(SetId, Pod),
    /// A pod was removed; this was its last state.
    PodDeleted(SetId, Pod),
    /// A revision was created, renumbered, adopted or orphaned.
    RevisionWritten(SetId, Rc<ControllerRevision>),
    /// A revision was pruned or garbage collected; this was its last state.
    RevisionDeleted(SetId, Rc<ControllerRevision>),
    /// A claim was created or written.
    ClaimWritten(SetId, Rc<Claim>),
    /// A claim was removed; this was its last state.
    ClaimDeleted(SetId, Rc<Claim>),
    /// An object that the engine does not act on was created or written.
    ObjectWritten(Rc<StoredObject>),
    /// An object that the engine does not act on was removed; this was its last state.
    ObjectDeleted(Rc<StoredObject>),
    /// A namespace was created or written.
    NamespaceWritten(Rc<Namespace>),
    /// A namespace was removed, empty; this was its last state.
    NamespaceDeleted(Rc<Namespace>),
    /// A node was created, written or deleted ([`Node::deleted`]).
    NodeWritten(NodeId, Rc<Node>),
    /// The scheduler found no node for a pod. The pod's own write follows if its condition PodScheduled changes.
    SchedulingFailed(SetId, Rc<SchedulingFailure>),
    /// A person said that the pods of a name cannot be scheduled, or took it back.
    PodHeld(Rc<SchedulingHold>),
    /// A node has pulled an image.
    ImagePulled(NodeId, Rc<str>),
    /// An Event was recorded.
    EventRecorded(SetId, Event),
    /// The API server refused a pod that the controller tried to create. The Event follows.
    CreationFailed(SetId, Rc<CreationFailure>),
    /// From now on the API server refuses every new pod with these words; `None` ends that.
    CreationRefused(Option<Rc<str>>),
    /// The control plane was upgraded, or downgraded, to these rules.
    Upgraded(Rules),
    /// Restored objects came with these uids. Their own writes follow. Writes nothing at the API server: no row of a
    /// watch.
    UidsGiven(Rc<GivenUids>),
    /// An empty cluster takes the place of this one.
    ClusterReplaced,
}

/// Identifies an object that the engine does not act on.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct ObjectKey {
    /// `kind`, as in the manifest.
    pub kind: Rc<str>,
    /// `metadata.namespace`; empty for a cluster-scoped kind.
    pub namespace: Rc<str>,
    /// `metadata.name`.
    pub name: Rc<str>,
}

/// An object that the engine stores and does not act on: a Service, a PodDisruptionBudget.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct StoredObject {
    /// Kind, namespace and name.
    pub key: ObjectKey,
    /// `metadata.creationTimestamp`.
    pub created_at: SimTime,
    /// `metadata.uid`, of an object that was restored; every other one has none of its own.
    pub uid: Option<Uid>,
    /// The whole object as stored JSON; opaque here.
    pub document: Rc<str>,
    /// What it says about new pods and claims, if it is a ResourceQuota or a LimitRange.
    pub policy: Option<Policy>,
}

/// A pod that the API server refused to create.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct CreationFailure {
    /// The pod's ordinal.
    pub ordinal: u32,
    /// The revision that the pod would have had.
    pub revision: RevisionHash,
    /// Why the API server refused.
    pub why: Refusal,
}

/// Why the API server refuses a pod.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub enum Refusal {
    /// A person said so, in these words.
    Said(Rc<str>),
    /// The pod's name or its revision's name, both label values, has more than 63 bytes.
    LabelIsTooLong,
    /// There is no PriorityClass of this name.
    PriorityClassIsMissing(Rc<str>),
    /// A ResourceQuota does not allow it.
    Quota {
        /// The quota's name.
        quota: Rc<str>,
        /// Why not.
        why: Rc<QuotaRefusal>,
    },
    /// A container requests more than the limit that a LimitRange gave it.
    RequestsAboveLimits(Rc<[AboveLimit]>),
    /// LimitRanges do not allow it.
    Limits(Rc<[Breach]>),
    /// Some of the pod's claims were refused, by the names of their templates.
    Claims(Vec<(Rc<str>, Refusal)>),
}

/// A person's statement that pods of one name cannot be scheduled.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct SchedulingHold {
    /// `metadata.namespace` of the pod.
    pub namespace: Rc<str>,
    /// `metadata.name` of the pod.
    pub name: Rc<str>,
    /// Obstacle that the scheduler reports for every node; `None` ends the hold.
    pub words: Option<Rc<str>>,
}

/// Every object at one instant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cluster {
    sets: BTreeMap<SetId, Owned>,
    objects: BTreeMap<ObjectKey, Rc<StoredObject>>,
    /// The namespaces that somebody created or wrote to.
    namespaces: BTreeMap<NamespaceId, Rc<Namespace>>,
    /// Images that each node has pulled.
    images: BTreeMap<NodeId, BTreeSet<Rc<str>>>,
    /// The nodes, by number; a deleted node keeps its index.
    nodes: Vec<Rc<Node>>,
    /// Words of each scheduling hold, by namespace and name of the pod.
    held: BTreeMap<(Rc<str>, Rc<str>), Rc<str>>,
    /// Words with which the API server refuses every new pod.
    refusal: Option<Rc<str>>,
    /// Rules of the control plane since its last upgrade.
    upgraded: Option<Rules>,
    /// The highest uid given so far.
    uids: u32,
    /// Texts of the uids of restored objects, also of those that are gone.
    given_uids: Rc<GivenUids>,
}

impl Default for Cluster {
    /// A new cluster: [`Node::COUNT`] nodes, nothing else.
    fn default() -> Self {
        let nodes = (0..Node::COUNT).map(|_| Rc::new(Node::new(None))).collect();
        Self {
            sets: BTreeMap::new(),
            objects: BTreeMap::new(),
            namespaces: BTreeMap::new(),
            images: BTreeMap::new(),
            nodes,
            held: BTreeMap::new(),
            refusal: None,
            upgraded: None,
            uids: 0,
            given_uids: Rc::default(),
        }
    }
}

impl Cluster {
    /// The StatefulSets that exist, by slot.
    pub fn sets(&self) -> impl Iterator<Item = (SetId, &Owned)> {
        self.names().filter(|(_, owned)| owned.exists)
    }

    /// Every slot, including those whose set is deleted: pods and claims of it may remain.
    pub fn names(&self) -> impl Iterator<Item = (SetId, &Owned)> {
        self.sets.iter().map(|(&id, owned)| (id, owned))
    }

    /// A slot, even when its set is deleted.
    pub fn set(&self, id: SetId) -> Option<&Owned> {
        self.sets.get(&id)
    }

    /// The same in one namespace.
    pub fn names_in(&self, namespace: &str) -> impl Iterator<Item = (SetId, &Owned)> {
        self.names().filter(move |(_, owned)| &*owned.set.namespace == namespace)
    }

    /// The StatefulSet of this name, if it exists.
    pub fn find_set(&self, namespace: &str, name: &str) -> Option<(SetId, &Owned)> {
        self.sets().find(|(_, owned)| owned.is_called(namespace, name))
    }

    /// The pod of this name, with its slot. Its set may be deleted.
    pub fn find_pod(&self, namespace: &str, name: &str) -> Option<(SetId, &Pod)> {
        let (set, ordinal) = name.rsplit_once('-')?;
        let ordinal: u32 = ordinal.parse().ok()?;
        let (id, owned) = self.names().find(|(_, owned)| owned.is_called(namespace, set))?;
        owned.pods.get(ordinal).filter(|_| name == owned.pod_name(ordinal)).map(|pod| (id, pod))
    }

    /// An object that the engine does not act on.
    pub fn object(&self, key: &ObjectKey) -> Option<&StoredObject> {
        self.objects.get(key).map(|object| &**object)
    }

    /// The objects that the engine does not act on, by kind, namespace and name.
    pub fn objects(&self) -> impl Iterator<Item = &StoredObject> {
        self.objects.values().map(|object| &**object)
    }

    /// The same from this key on.
    pub(crate) fn objects_from<'a>(
        &'a self,
        first: &ObjectKey,
    ) -> impl Iterator<Item = &'a StoredObject> + use<'a> {
        self.objects.range(first..).map(|(_, object)| &**object)
    }

    /// The namespaces that somebody created or wrote to. Those of [`Namespace::BUILT_IN`] exist without being listed
    /// here.
    pub fn namespaces(&self) -> impl Iterator<Item = &Namespace> {
        self.namespaces.values().map(|namespace| &**namespace)
    }

    /// A namespace that somebody created or wrote to.
    pub fn namespace(&self, name: &str) -> Option<&Namespace> {
        self.namespaces().find(|namespace| &*namespace.name == name)
    }

    /// Whether a namespace of this name exists, built in or not.
    pub fn has_namespace(&self, name: &str) -> bool {
        Namespace::BUILT_IN.contains(&name) || self.namespace(name).is_some()
    }

    /// Whether a namespace is being deleted, so that nothing can be created in it.
    pub fn is_terminating(&self, namespace: &str) -> bool {
        self.namespace(namespace).is_some_and(|it| it.deletion_timestamp.is_some())
    }

    pub(crate) fn namespace_id(&self, name: &str) -> Option<NamespaceId> {
        self.namespaces.iter().find(|(_, namespace)| &*namespace.name == name).map(|(&id, _)| id)
    }

    pub(crate) fn namespace_at(&self, id: NamespaceId) -> Option<&Namespace> {
        self.namespaces.get(&id).map(|namespace| &**namespace)
    }

    /// The slot of this namespace and name: the one that it has, or the next free one.
    pub fn slot_of(&self, namespace: &str, name: &str) -> SetId {
        let is_it = |(_, owned): &(SetId, &Owned)| owned.is_called(namespace, name);
        let known = self.names().find(is_it).map(|(id, _)| id);
        known.unwrap_or_else(|| SetId(self.sets.last_key_value().map_or(0, |(id, _)| id.0 + 1)))
    }

    /// Texts of the uids of restored objects, also of those that are gone.
    pub fn given_uids(&self) -> &GivenUids {
        &self.given_uids
    }

    /// The uid of the next object.
    pub(crate) fn next_uid(&self) -> Uid {
        Uid(self.uids + 1)
    }

    /// Every node by number, deleted ones included.
    pub fn nodes(&self) -> impl Iterator<Item = (NodeId, &Node)> {
        (0..).map(NodeId).zip(&self.nodes).map(|(id, node)| (id, &**node))
    }

    /// A node, even when it is deleted.
    pub fn node(&self, id: NodeId) -> Option<&Node> {
        self.nodes.get(usize::from(id.0)).map(|node| &**node)
    }

    /// Words of the scheduling hold on pods of this name, if a person set one.
    pub fn unschedulable(&self, namespace: &str, pod: &str) -> Option<&Rc<str>> {
        if self.held.is_empty() {
            return None;
        }
        self.held.get(&(namespace.into(), pod.into()))
    }

    /// Number of pods in the cluster.
    pub(crate) fn pod_count(&self) -> usize {
        self.sets.values().map(|owned| owned.pods.len()).sum()
    }

    /// Words with which the API server refuses every new pod, if a person said that it does.
    pub fn refusal(&self) -> Option<&Rc<str>> {
        self.refusal.as_ref()
    }

    /// Which pods and claims of a set the API server would refuse.
    pub fn admission(&self, set: SetId, now: SimTime) -> Admission<'_> {
        Admission { cluster: self, set, now }
    }

    /// Rules of the control plane since its last upgrade; `None` if it was never upgraded.
    pub fn upgraded(&self) -> Option<&Rules> {
        self.upgraded.as_ref()
    }

    /// The node that a pod of this ordinal gets where nothing else decides: consecutive ordinals go to consecutive
    /// nodes, as the default spreading of a real scheduler has it. `None` if no node takes pods.
    pub(crate) fn preferred_node(&self, ordinal: u32) -> Option<NodeId> {
        let open = || self.nodes().filter(|(_, node)| node.takes_pods()).map(|(id, _)| id);
        let index = (ordinal as usize).checked_rem(open().count())?;
        open().nth(index)
    }

    /// Whether the node has pulled the image.
    pub(crate) fn has_image(&self, node: NodeId, image: &str) -> bool {
        self.images.get(&node).is_some_and(|images| images.contains(image))
    }
}
