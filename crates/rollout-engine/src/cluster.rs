//! Every object at one instant, and the only code that changes one.
//!
//! All writes are [`Change`]s, so the same code that simulates also replays: a cluster plus the changes after
//! it is a later cluster. There is no API server latency; a write is visible at once. Real clusters lag, but
//! nothing in the *order* of a rollout depends on it.

use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use crate::api::{
    Claim, Claims, ContainerStatus, ControllerRevision, Event, Namespace, NamespaceId, Node,
    NodeId, Pod, PodContainers, PodEdit, PodTemplate, Pods, RevisionHash, StatefulSet,
    StatefulSetStatus, Uid,
};
use crate::time::SimTime;
use crate::version::Rules;

/// The place of a StatefulSet's name in the cluster, numbered as they came. A set deleted and made again has the same
/// one, because what it left behind bears its name: pods, claims, revisions.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SetId(pub u16);

/// One object write: one row of a watch.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Change {
    /// A StatefulSet was made, or its metadata or spec written.
    SetWritten(SetId, Rc<StatefulSet>),
    /// A StatefulSet's status was written.
    StatusWritten(SetId, StatefulSetStatus),
    /// A StatefulSet is gone; this was its last state. What it owned may still be there.
    SetDeleted(SetId, Rc<StatefulSet>),
    /// A pod was made.
    PodCreated(SetId, Pod),
    /// A pod was written.
    PodUpdated(SetId, Pod),
    /// A person wrote into a pod; the pod's own write follows.
    PodEdited(SetId, Rc<PodEdit>),
    /// What the containers of a pod do, which has several; the pod's own write follows if the API server hears of it.
    ContainersWritten(SetId, Rc<PodContainers>),
    /// A kubelet remembers something about a pod's one container. Nothing is written at the API server: no row of a watch.
    KubeletNoted(SetId, Pod),
    /// A pod is gone; this was its last state.
    PodDeleted(SetId, Pod),
    /// A revision was made or got another number.
    RevisionWritten(SetId, Rc<ControllerRevision>),
    /// A revision was pruned or collected; this was its last state.
    RevisionDeleted(SetId, Rc<ControllerRevision>),
    /// A claim was made or written.
    ClaimWritten(SetId, Rc<Claim>),
    /// A claim is gone; this was its last state.
    ClaimDeleted(SetId, Rc<Claim>),
    /// Another object was written.
    ObjectWritten(Rc<StoredObject>),
    /// Another object is gone; this was its last state.
    ObjectDeleted(Rc<StoredObject>),
    /// A namespace was made or written.
    NamespaceWritten(Rc<Namespace>),
    /// A namespace is gone, and nothing was left in it; this was its last state.
    NamespaceDeleted(Rc<Namespace>),
    /// A node was written.
    NodeWritten(NodeId, Node),
    /// An image has come to a node.
    ImagePulled(NodeId, Rc<str>),
    /// An event was reported.
    EventRecorded(SetId, Event),
    /// The API server refuses every new pod with these words, or takes them again.
    CreationRefused(Option<Rc<str>>),
    /// The control plane is of another release.
    Upgraded(Rules),
    /// Everything is gone at once: another cluster takes the place of this one.
    ClusterReplaced,
}

/// What tells an object that the engine does not act on from all others.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct ObjectKey {
    /// Its kind, as in the manifest.
    pub kind: Rc<str>,
    /// Its namespace; empty where its kind has none.
    pub namespace: Rc<str>,
    /// Its name.
    pub name: Rc<str>,
}

/// An object that the engine keeps and does not act on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredObject {
    /// Its kind, namespace and name.
    pub key: ObjectKey,
    /// When it was made.
    pub created_at: SimTime,
    /// The whole object as stored.
    pub document: Rc<str>,
}

/// A StatefulSet and all that bears its name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Owned {
    /// The set itself; its last state once it is gone.
    pub set: StatefulSet,
    /// Whether the set is there.
    pub exists: bool,
    /// Its revisions, the oldest number first.
    pub revisions: Vec<Rc<ControllerRevision>>,
    /// Its pods.
    pub pods: Pods,
    /// Its claims.
    pub claims: Claims,
    /// What the containers of its pods do, of those with several, by ordinal.
    containers: BTreeMap<u32, Rc<PodContainers>>,
    /// What persons wrote into its pods, by ordinal.
    edits: BTreeMap<u32, Rc<PodEdit>>,
    /// How many pods there have been of each name.
    incarnations: BTreeMap<u32, u32>,
    /// Every template that there has been: a pod may outlive its revision's object.
    templates: BTreeMap<RevisionHash, Rc<PodTemplate>>,
}

/// Every object at one instant.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Cluster {
    sets: BTreeMap<SetId, Owned>,
    objects: BTreeMap<ObjectKey, Rc<StoredObject>>,
    /// The namespaces that somebody made or wrote to.
    namespaces: BTreeMap<NamespaceId, Rc<Namespace>>,
    images: BTreeMap<NodeId, BTreeSet<Rc<str>>>,
    /// The nodes that are not as they were made.
    nodes: BTreeMap<NodeId, Node>,
    /// Why no pod can be created.
    refusal: Option<Rc<str>>,
    /// The release of the control plane, once it was upgraded.
    upgraded: Option<Rules>,
    uids: u32,
}

impl Cluster {
    /// The StatefulSets, in the order in which their names came.
    pub fn sets(&self) -> impl Iterator<Item = (SetId, &Owned)> {
        self.names().filter(|(_, owned)| owned.exists)
    }

    /// The same, and the places of those that are gone: pods and claims may have stayed.
    pub fn names(&self) -> impl Iterator<Item = (SetId, &Owned)> {
        self.sets.iter().map(|(&id, owned)| (id, owned))
    }

    /// A StatefulSet with what bears its name, also when the set itself is gone.
    pub fn set(&self, id: SetId) -> Option<&Owned> {
        self.sets.get(&id)
    }

    /// The same in one namespace.
    pub fn names_in(&self, namespace: &str) -> impl Iterator<Item = (SetId, &Owned)> {
        self.names().filter(move |(_, owned)| &*owned.set.namespace == namespace)
    }

    /// The StatefulSet of this name.
    pub fn find_set(&self, namespace: &str, name: &str) -> Option<(SetId, &Owned)> {
        self.sets().find(|(_, owned)| owned.is_called(namespace, name))
    }

    /// The pod of this name, with its set.
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

    /// All such objects, by kind, namespace and name.
    pub fn objects(&self) -> impl Iterator<Item = &StoredObject> {
        self.objects.values().map(|object| &**object)
    }

    /// The namespaces that somebody made or wrote to; those of [`Namespace::BUILT_IN`] exist beside them.
    pub fn namespaces(&self) -> impl Iterator<Item = &Namespace> {
        self.namespaces.values().map(|namespace| &**namespace)
    }

    /// A namespace that somebody made or wrote to.
    pub fn namespace(&self, name: &str) -> Option<&Namespace> {
        self.namespaces().find(|namespace| &*namespace.name == name)
    }

    /// Whether there is a namespace of this name.
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

    /// The place that a StatefulSet of this name has, or will have.
    pub fn place_of(&self, namespace: &str, name: &str) -> SetId {
        let is_it = |(_, owned): &(SetId, &Owned)| owned.is_called(namespace, name);
        let known = self.names().find(is_it).map(|(id, _)| id);
        known.unwrap_or_else(|| SetId(self.sets.last_key_value().map_or(0, |(id, _)| id.0 + 1)))
    }

    /// The uid that the next object gets.
    pub(crate) fn next_uid(&self) -> Uid {
        Uid(self.uids + 1)
    }

    /// The nodes, by number.
    pub fn nodes(&self) -> impl Iterator<Item = (NodeId, Node)> {
        let as_made = Node { ready: true, deleted: false };
        let ids = (0..Node::COUNT).map(NodeId);
        ids.map(move |id| (id, self.nodes.get(&id).copied().unwrap_or(as_made)))
    }

    /// A node.
    pub fn node(&self, id: NodeId) -> Option<Node> {
        self.nodes().find(|&(other, _)| other == id).map(|(_, node)| node)
    }

    /// With which words the API server refuses every new pod, if it does: a quota, a webhook, a missing PriorityClass.
    pub fn refusal(&self) -> Option<&Rc<str>> {
        self.refusal.as_ref()
    }

    /// The release of the control plane since its last upgrade; `None` if there was none.
    pub fn upgraded(&self) -> Option<&Rules> {
        self.upgraded.as_ref()
    }

    /// Where the scheduler puts a pod: neighbours go to different nodes, as a real one spreads them.
    pub(crate) fn node_for(&self, ordinal: u32) -> Option<NodeId> {
        let open = || self.nodes().filter(|(_, node)| node.takes_pods()).map(|(id, _)| id);
        let index = (ordinal as usize).checked_rem(open().count())?;
        open().nth(index)
    }

    /// Whether the node has the image already.
    pub(crate) fn has_image(&self, node: NodeId, image: &str) -> bool {
        self.images.get(&node).is_some_and(|images| images.contains(image))
    }

    /// Lets pods that have been Ready for long enough become available.
    pub(crate) fn pass_time(&mut self, now: SimTime) {
        for owned in self.sets.values_mut() {
            owned.pods.pass_time(now);
        }
    }

    /// Writes one object.
    pub(crate) fn apply(&mut self, change: &Change) {
        match change {
            Change::SetWritten(id, set) => self.write_set(*id, set),
            Change::SetDeleted(id, _) => self.owned(*id, |owned| owned.exists = false),
            Change::PodCreated(id, pod) => {
                self.count_uid(pod.uid);
                self.owned(*id, |owned| {
                    owned.incarnations.insert(pod.ordinal, pod.incarnation);
                    owned.pods.insert(*pod);
                });
            }
            Change::PodUpdated(id, pod) | Change::KubeletNoted(id, pod) => {
                self.owned(*id, |owned| owned.pods.insert(*pod));
            }
            Change::ContainersWritten(id, containers) => self.owned(*id, |owned| {
                owned.containers.insert(containers.ordinal, Rc::clone(containers));
            }),
            Change::PodEdited(id, edit) => self.owned(*id, |owned| {
                owned.edits.insert(edit.ordinal, Rc::clone(edit));
            }),
            Change::PodDeleted(id, pod) => self.owned(*id, |owned| {
                owned.pods.remove(pod.ordinal);
            }),
            Change::StatusWritten(id, status) => {
                self.owned(*id, |owned| owned.set.status = *status)
            }
            Change::RevisionWritten(id, revision) => {
                self.count_uid(revision.uid);
                self.owned(*id, |owned| owned.write_revision(revision));
            }
            Change::RevisionDeleted(id, gone) => self.owned(*id, |owned| {
                owned.revisions.retain(|revision| revision.hash != gone.hash);
            }),
            Change::ClaimWritten(id, claim) => {
                self.count_uid(claim.uid);
                self.owned(*id, |owned| {
                    owned.claims.insert(Claim::clone(claim));
                });
            }
            Change::ClaimDeleted(id, claim) => self.owned(*id, |owned| {
                owned.claims.remove(&claim.name);
            }),
            Change::ObjectWritten(object) => {
                self.objects.insert(object.key.clone(), Rc::clone(object));
            }
            Change::ObjectDeleted(object) => {
                self.objects.remove(&object.key);
            }
            Change::NamespaceWritten(namespace) => self.write_namespace(namespace),
            Change::NamespaceDeleted(gone) => {
                self.namespaces.retain(|_, namespace| namespace.name != gone.name);
            }
            Change::NodeWritten(id, node) => {
                self.nodes.insert(*id, *node);
            }
            Change::ImagePulled(node, image) => {
                self.images.entry(*node).or_default().insert(Rc::clone(image));
            }
            Change::EventRecorded(..) => {}
            Change::CreationRefused(refusal) => self.refusal.clone_from(refusal),
            Change::Upgraded(rules) => self.upgraded = Some(*rules),
            Change::ClusterReplaced => {
                *self = Self { uids: self.uids, upgraded: self.upgraded, ..Self::default() };
            }
        }
    }

    fn write_namespace(&mut self, namespace: &Rc<Namespace>) {
        let next = || NamespaceId(self.namespaces.last_key_value().map_or(0, |(id, _)| id.0 + 1));
        let id = self.namespace_id(&namespace.name).unwrap_or_else(next);
        self.namespaces.insert(id, Rc::clone(namespace));
    }

    fn write_set(&mut self, id: SetId, set: &Rc<StatefulSet>) {
        self.count_uid(set.uid);
        let (range, min_ready_seconds) = (set.spec.range(), set.spec.min_ready_seconds);
        let owned = self.sets.entry(id).or_insert_with(|| Owned {
            set: StatefulSet::clone(set),
            exists: true,
            revisions: Vec::new(),
            pods: Pods::new(set.uid, range, min_ready_seconds, set.created_at),
            claims: Claims::of(&set.spec),
            containers: BTreeMap::new(),
            edits: BTreeMap::new(),
            incarnations: BTreeMap::new(),
            templates: BTreeMap::new(),
        });
        (owned.set, owned.exists) = (StatefulSet::clone(set), true);
        owned.pods.resize(set.uid, range, min_ready_seconds);
        owned.claims.follow(&set.spec);
    }

    fn owned(&mut self, id: SetId, write: impl FnOnce(&mut Owned)) {
        if let Some(owned) = self.sets.get_mut(&id) {
            write(owned);
        }
    }

    fn count_uid(&mut self, uid: Uid) {
        self.uids = self.uids.max(uid.0);
    }
}

impl Owned {
    /// Whether the set has this namespace and name.
    pub fn is_called(&self, namespace: &str, name: &str) -> bool {
        &*self.set.name == name && &*self.set.namespace == namespace
    }

    /// `web-3`.
    pub fn pod_name(&self, ordinal: u32) -> String {
        format!("{}-{ordinal}", self.set.name)
    }

    /// `web-5ddbd9db46`, as the pod's label and the revision's object have it.
    pub fn revision_name(&self, hash: RevisionHash) -> String {
        format!("{}-{hash}", self.set.name)
    }

    /// The revision of this hash.
    pub fn revision(&self, hash: RevisionHash) -> Option<&ControllerRevision> {
        self.revisions.iter().find(|revision| revision.hash == hash).map(|revision| &**revision)
    }

    /// The template of a pod of this revision, also when the revision's object is gone.
    pub fn template(&self, hash: RevisionHash) -> Option<&PodTemplate> {
        self.templates.get(&hash).map(|template| &**template)
    }

    /// What each container of this pod does, once its kubelet has said so; the main ones first. `None` for a pod of one
    /// container, which says so itself.
    pub fn containers(&self, pod: &Pod) -> Option<&[ContainerStatus]> {
        let found = self.containers.get(&pod.ordinal).filter(|it| it.uid == pod.uid);
        found.map(|containers| &*containers.statuses)
    }

    /// Which of a pod's containers bears this name: its index among [`PodTemplate::all_containers`].
    pub fn container_index(&self, pod: &Pod, name: &str) -> Option<usize> {
        let mut all = self.template(pod.revision)?.all_containers();
        all.position(|container| &*container.name == name)
    }

    /// What persons wrote into this pod.
    pub fn edit(&self, pod: &Pod) -> Option<&PodEdit> {
        self.edits.get(&pod.ordinal).filter(|edit| edit.uid == pod.uid).map(|edit| &**edit)
    }

    /// Whether anybody ever wrote into one of its pods.
    pub(crate) fn has_edits(&self) -> bool {
        !self.edits.is_empty()
    }

    /// Whether the set's selector finds this pod: all that bear its name, unless somebody changed their labels.
    pub(crate) fn selects(&self, pod: &Pod) -> bool {
        self.edit(pod).is_none_or(|edit| edit.is_selected)
    }

    /// The how-manieth of its name the next pod of this ordinal is.
    pub(crate) fn next_incarnation(&self, ordinal: u32) -> u32 {
        self.incarnations.get(&ordinal).map_or(1, |last| last + 1)
    }

    fn write_revision(&mut self, revision: &Rc<ControllerRevision>) {
        self.templates.insert(revision.hash, Rc::clone(&revision.template));
        self.revisions.retain(|other| other.hash != revision.hash);
        self.revisions.push(Rc::clone(revision));
        self.revisions.sort_by_key(|revision| revision.number);
    }
}
