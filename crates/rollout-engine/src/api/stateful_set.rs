//! The StatefulSet: what a person asked for (`spec`) and what the controller last reported (`status`).
//!
//! Defaults are already filled in: that is the API server's work and stands in the `kubectl` crate.

use std::rc::Rc;
use std::time::Duration;

use super::{Probes, RevisionHash, Uid};
use crate::time::SimTime;

/// A StatefulSet as stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StatefulSet {
    /// `metadata.namespace`.
    pub namespace: Rc<str>,
    /// `metadata.name`; another set may have it in another namespace.
    pub name: Rc<str>,
    /// `metadata.uid`; a set deleted and made again has another one.
    pub uid: Uid,
    /// `metadata.generation`: 1 at creation, one more with every change of the spec.
    pub generation: u32,
    /// `metadata.creationTimestamp`.
    pub created_at: SimTime,
    /// `metadata.deletionTimestamp`: set while the object waits for its pods to go.
    pub deletion_timestamp: Option<SimTime>,
    /// `metadata.finalizers`: what is to be done before the object goes.
    pub finalizer: Option<Finalizer>,
    /// What is asked for.
    pub spec: Rc<StatefulSetSpec>,
    /// What the controller last wrote.
    pub status: StatefulSetStatus,
    /// The whole object as the API server stores it, without status; opaque here.
    pub document: Rc<str>,
}

/// What the garbage collector does before a deleted set goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Finalizer {
    /// `orphan`: what it owns is let go.
    Orphan,
    /// `foregroundDeletion`: what it owns goes first.
    ForegroundDeletion,
}

/// `spec`, as far as the controller acts on it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StatefulSetSpec {
    /// How many pods there should be.
    pub replicas: u32,
    /// `ordinals.start`: the ordinal of the first pod.
    pub start: u32,
    /// Whether pods are made one after the other or all at once.
    pub pod_management_policy: PodManagementPolicy,
    /// How pods are replaced when the template changes.
    pub update_strategy: UpdateStrategy,
    /// Seconds that a pod must have been Ready to count as available.
    pub min_ready_seconds: u32,
    /// How many revisions that nobody uses are kept; negative keeps all.
    pub revision_history_limit: i32,
    /// What each pod is made from.
    pub template: Rc<PodTemplate>,
    /// The claims that each pod gets, in their order.
    pub claim_templates: Rc<[ClaimTemplate]>,
    /// What becomes of the claims.
    pub retention: RetentionPolicy,
}

/// `spec.podManagementPolicy`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum PodManagementPolicy {
    /// One pod at a time, each Ready and available before the next.
    OrderedReady,
    /// All at once. Upstream calls this "burst".
    Parallel,
}

/// `spec.updateStrategy`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum UpdateStrategy {
    /// Pods are replaced from the highest ordinal down. `None` where the stanza `rollingUpdate` is absent,
    /// which differs from an empty one: see [`crate::controller`].
    RollingUpdate(Option<RollingUpdate>),
    /// A pod is replaced when a person deletes it.
    OnDelete,
    /// All pods go, then all come (alpha in 1.37).
    Recreate,
}

/// `spec.updateStrategy.rollingUpdate`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct RollingUpdate {
    /// How many pods, from the first on, keep their revision. An index relative to `ordinals.start`.
    pub partition: u32,
    /// How many pods may be unavailable; `None` where the field is not stored.
    pub max_unavailable: Option<IntOrPercent>,
}

/// A number or a percentage of `replicas`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum IntOrPercent {
    /// So many pods.
    Int(u32),
    /// So many percent of `replicas`.
    Percent(u32),
}

/// `spec.persistentVolumeClaimRetentionPolicy`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct RetentionPolicy {
    /// What happens to the claims when the set is deleted.
    pub when_deleted: Retention,
    /// What happens to a claim when its pod is scaled away.
    pub when_scaled: Retention,
}

/// Whether claims are kept.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Retention {
    /// They stay.
    #[default]
    Retain,
    /// They are deleted.
    Delete,
}

/// `spec.volumeClaimTemplates[]`, as far as the controller acts on it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct ClaimTemplate {
    /// `metadata.name`: the claim of web-0 from `www` is `www-web-0`.
    pub name: Rc<str>,
    /// The claim as the API server would store it; opaque here.
    pub document: Rc<str>,
}

/// `spec.template`: the JSON that the API server would store, and beside it the few fields acted on.
///
/// Two templates are the same revision exactly if their bytes are equal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PodTemplate {
    /// The ControllerRevision's data: JSON with sorted keys, escaped as Go does, with the `$patch` marker.
    pub data: Rc<str>,
    /// Whether `data` is certain to be what the API server would store; false if the template has fields
    /// outside of our table, whose defaults are not known. The revision's name is then approximate.
    pub exact: bool,
    /// `terminationGracePeriodSeconds`.
    pub grace_period: Duration,
    /// `initContainers`: run one after the other before the main ones. Those that are sidecars go on.
    pub init_containers: Vec<Container>,
    /// `containers`, the main ones: run side by side, at least one.
    pub containers: Vec<Container>,
}

impl PodTemplate {
    /// Whether the two mean the same although their bytes differ. All that releases store in different bytes is an empty
    /// `creationTimestamp`: up to 1.33 it is there, since 1.34 it is not. A quote inside a JSON string has a backslash before it, so
    /// no text of a person's looks like that.
    pub fn means_as(&self, other: &Self) -> bool {
        let bare = |data: &str| data.replace("\"creationTimestamp\":null,", "");
        bare(&self.data) == bare(&other.data)
    }
}

/// A container of a pod template.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Container {
    /// Its name in the pod.
    pub name: Rc<str>,
    /// The image that it runs.
    pub image: Rc<str>,
    /// What the kubelet asks it.
    pub probes: Probes,
    /// Which part it has in the pod's life.
    pub kind: ContainerKind,
}

/// Which part a container has in the pod's life.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ContainerKind {
    /// Of `containers`: runs for as long as the pod.
    #[default]
    Main,
    /// Of `initContainers`: has to end well before the next one begins.
    Init,
    /// Of `initContainers`, with `restartPolicy: Always`: has to be started before the next one begins, and goes on.
    Sidecar,
}

impl Container {
    /// A main container without a probe.
    pub fn main(name: &str, image: &str) -> Self {
        Self {
            name: name.into(),
            image: image.into(),
            probes: Probes::default(),
            kind: ContainerKind::Main,
        }
    }
}

/// `status`, as the controller writes it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct StatefulSetStatus {
    /// The generation that the controller has seen; 0 before its first look.
    pub observed_generation: u32,
    /// Pods that exist, terminating and condemned ones included.
    pub replicas: u32,
    /// Pods that are Running and Ready, terminating ones included.
    pub ready_replicas: u32,
    /// Of these, the pods that have been Ready for `minReadySeconds`.
    pub available_replicas: u32,
    /// Pods of the current revision that are not terminating. Kubernetes lowers it by one for every pod that an
    /// update deletes, also for pods of a third revision: it can be below zero for a moment.
    pub current_replicas: i32,
    /// Pods of the update revision that are not terminating.
    pub updated_replicas: u32,
    /// The revision of the last completed rollout.
    pub current_revision: Option<RevisionHash>,
    /// The revision of the present template.
    pub update_revision: Option<RevisionHash>,
    /// How often a revision's name was taken by another one's data.
    pub collision_count: u32,
    /// The condition Progressing, which only strategy Recreate sets.
    pub recreate: Option<Recreate>,
}

/// The condition Progressing of a set with strategy Recreate, by its message.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Recreate {
    /// `Deleting old revision pods`.
    DeletingOldPods,
    /// `Waiting for new-revision pods to be created`.
    WaitingForNewPods,
    /// `All pods recreated successfully`.
    Completed,
}

impl StatefulSetSpec {
    /// So many pods of one container without a probe, and Kubernetes' defaults for all else.
    pub fn new(replicas: u32, image: &str) -> Self {
        Self {
            replicas,
            start: 0,
            pod_management_policy: PodManagementPolicy::OrderedReady,
            update_strategy: UpdateStrategy::RollingUpdate(Some(RollingUpdate::default())),
            min_ready_seconds: 0,
            revision_history_limit: 10,
            template: PodTemplate::new(image).into(),
            claim_templates: Rc::new([]),
            retention: RetentionPolicy::default(),
        }
    }

    /// The ordinals that should exist.
    pub fn range(&self) -> super::Range {
        super::Range { start: self.start, replicas: self.replicas }
    }

    /// The partition, 0 where there is none.
    pub fn partition(&self) -> u32 {
        match self.update_strategy {
            UpdateStrategy::RollingUpdate(Some(rolling)) => rolling.partition,
            _ => 0,
        }
    }
}

impl PodTemplate {
    /// One container without a probe; its bytes are the image's name, so that another image is another revision.
    pub fn new(image: &str) -> Self {
        Self {
            data: image.into(),
            exact: false,
            grace_period: Duration::from_secs(30),
            init_containers: Vec::new(),
            containers: vec![Container::main("nginx", image)],
        }
    }

    /// All containers: the main ones, then the init containers. A [`super::PodContainers`] has the same order.
    pub fn all_containers(&self) -> impl Iterator<Item = &Container> {
        self.containers.iter().chain(&self.init_containers)
    }

    /// The sidecars among the init containers.
    pub fn sidecars(&self) -> impl Iterator<Item = &Container> {
        self.init_containers.iter().filter(|container| container.kind == ContainerKind::Sidecar)
    }

    /// Whether what its pods' containers do is kept beside the pods: all but those of one container alone.
    pub fn has_several(&self) -> bool {
        self.containers.len() + self.init_containers.len() > 1
    }
}
