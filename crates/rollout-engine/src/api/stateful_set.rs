//! The StatefulSet: `spec`, as far as the controller acts on it, and `status`.
//!
//! Defaults are filled in already, by the crate `apiserver`. The whole object travels beside these fields as opaque
//! JSON.

use std::rc::Rc;
use std::time::Duration;

use super::{Placement, Probes, Quantity, Resources, RevisionHash, Uid};
use crate::time::SimTime;

/// A StatefulSet as stored.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct StatefulSet {
    /// `metadata.namespace`.
    pub namespace: Rc<str>,
    /// `metadata.name`. Unique in its namespace.
    pub name: Rc<str>,
    /// `metadata.uid`. A set that is deleted and created again has another one.
    pub uid: Uid,
    /// `metadata.generation`: 1 at creation, plus 1 with every change of the spec and with a deletion that has a
    /// finalizer.
    pub generation: u32,
    /// `metadata.creationTimestamp`.
    pub created_at: SimTime,
    /// `metadata.deletionTimestamp`: set while a finalizer keeps the object.
    pub deletion_timestamp: Option<SimTime>,
    /// `metadata.finalizers`: what the garbage collector does before it removes the object.
    pub finalizer: Option<Finalizer>,
    /// `spec`.
    pub spec: Rc<StatefulSetSpec>,
    /// `status`, as the controller last wrote it.
    pub status: StatefulSetStatus,
    /// The whole object as stored JSON, without status; opaque here.
    pub document: Rc<str>,
}

impl StatefulSet {
    /// Whether the pod of an ordinal is created at the current revision and not at the update revision, the first time
    /// and every other. Upstream: `newVersionedStatefulSetPod`.
    pub fn creates_at_current(&self, ordinal: u32) -> bool {
        let index = ordinal.saturating_sub(self.spec.start);
        match self.spec.update_strategy {
            UpdateStrategy::RollingUpdate(None) => {
                i64::from(index) < self.status.current_replicas.into()
            }
            UpdateStrategy::RollingUpdate(Some(rolling)) => index < rolling.partition,
            UpdateStrategy::OnDelete | UpdateStrategy::Recreate => false,
        }
    }
}

/// What the garbage collector does before it removes a deleted set.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub enum Finalizer {
    /// `orphan`: takes the owner from its dependents.
    Orphan,
    /// `foregroundDeletion`: removes its dependents first.
    ForegroundDeletion,
}

/// `spec`, as far as the controller acts on it.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct StatefulSetSpec {
    /// `replicas`: the number of pods.
    pub replicas: u32,
    /// `ordinals.start`: the ordinal of the first pod.
    pub start: u32,
    /// `podManagementPolicy`: whether pods are created one after the other or all at once.
    pub pod_management_policy: PodManagementPolicy,
    /// `updateStrategy`: how pods are replaced when the template changes.
    pub update_strategy: UpdateStrategy,
    /// `minReadySeconds`: how long a pod must have been Ready to be available, in seconds.
    pub min_ready_seconds: u32,
    /// `revisionHistoryLimit`: how many unused revisions are kept; a negative limit keeps all.
    pub revision_history_limit: i32,
    /// `template`: what pods are created from.
    pub template: Rc<PodTemplate>,
    /// `volumeClaimTemplates`: the claims of each pod.
    pub claim_templates: Rc<[ClaimTemplate]>,
    /// `persistentVolumeClaimRetentionPolicy`.
    pub retention: RetentionPolicy,
}

/// `spec.podManagementPolicy`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub enum PodManagementPolicy {
    /// One pod at a time, each Ready and available before the next.
    OrderedReady,
    /// All at once. Upstream calls this "burst".
    Parallel,
}

/// `spec.updateStrategy`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub enum UpdateStrategy {
    /// Pods are replaced from the highest ordinal down. `None` where the stanza `rollingUpdate` is absent,
    /// which differs from an empty one: see [`crate::controller`].
    RollingUpdate(Option<RollingUpdate>),
    /// A pod is replaced only when a person deletes it.
    OnDelete,
    /// All pods are deleted, then all are created. Alpha in 1.37, on by default since 1.38.
    Recreate,
}

/// `spec.updateStrategy.rollingUpdate`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct RollingUpdate {
    /// `partition`: the number of pods, counted from the lowest ordinal, that keep their revision. An index relative
    /// to `ordinals.start`, not an ordinal.
    pub partition: u32,
    /// `maxUnavailable`; `None` where the field is not stored, which counts as 1.
    pub max_unavailable: Option<IntOrPercent>,
}

/// A number of pods, or a percentage. [`crate::version::BudgetOf`] says of what.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub enum IntOrPercent {
    /// A number of pods.
    Int(u32),
    /// A percentage: 30 is `30%`. Rounded down, to at least 1.
    Percent(u32),
}

/// `spec.persistentVolumeClaimRetentionPolicy`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct RetentionPolicy {
    /// `whenDeleted`: what happens to the claims when the set is deleted.
    pub when_deleted: Retention,
    /// `whenScaled`: what happens to a pod's claims when the set is scaled down below its ordinal.
    pub when_scaled: Retention,
}

/// Whether claims are kept.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub enum Retention {
    /// Claims are kept.
    #[default]
    Retain,
    /// Claims are deleted.
    Delete,
}

/// `spec.volumeClaimTemplates[]`, as far as the controller acts on it.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct ClaimTemplate {
    /// `metadata.name`: the claim of web-0 from `www` is `www-web-0`.
    pub name: Rc<str>,
    /// The claim as the API server would store it, as JSON; opaque here.
    pub document: Rc<str>,
    /// The class that its claims have; empty for none.
    pub class: Rc<str>,
    /// `spec.resources.requests.storage`.
    pub storage: Option<Quantity>,
}

/// `spec.template`: the JSON that the API server would store, and beside it the fields on which the engine acts.
///
/// Two templates of equal bytes are the same revision. Since 1.34.2 two of the same meaning can be too
/// ([`Self::means_as`]).
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct PodTemplate {
    /// `data` of its ControllerRevision: JSON with sorted keys, escaped as Go does, with the `$patch` marker.
    pub data: Rc<str>,
    /// Whether `data` is certain to be what the API server would store. False if the template has fields that the
    /// schema does not know, whose defaults may be missing; the hash in the revision's name is then approximate.
    pub exact: bool,
    /// `terminationGracePeriodSeconds`.
    pub grace_period: Duration,
    /// `initContainers`: run one after the other before the main containers. Sidecars among them keep running.
    pub init_containers: Vec<Container>,
    /// `containers`: the main containers, at least one. Run side by side.
    pub containers: Vec<Container>,
    /// What it demands of the nodes on which its pods run.
    pub placement: Rc<Placement>,
}

impl PodTemplate {
    /// Whether both mean the same, even if their bytes differ.
    ///
    /// The only difference in how releases store a template is an empty `creationTimestamp`, which they write up to
    /// 1.33 and leave out since 1.34. Searching the text for it is safe: inside a JSON string a backslash stands
    /// before each quote.
    pub fn means_as(&self, other: &Self) -> bool {
        let bare = |data: &str| data.replace("\"creationTimestamp\":null,", "");
        bare(&self.data) == bare(&other.data)
    }
}

/// A container of a pod template.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Container {
    /// `name`. Unique in the pod.
    pub name: Rc<str>,
    /// `image`.
    pub image: Rc<str>,
    /// Its probes.
    pub probes: Probes,
    /// When it runs.
    pub kind: ContainerKind,
    /// What it requests, and its limits.
    pub resources: Resources,
}

/// When a container runs during its pod's life.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub enum ContainerKind {
    /// In `containers`: runs as long as the pod.
    #[default]
    Main,
    /// In `initContainers`: has to end with exit code 0 before the next one starts.
    Init,
    /// In `initContainers`, with `restartPolicy: Always`: has to have started before the next one starts, and keeps
    /// running.
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
            resources: Resources::default(),
        }
    }
}

/// `status`, as the controller writes it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct StatefulSetStatus {
    /// `observedGeneration`: the generation that the controller has synced; 0 before its first sync.
    pub observed_generation: u32,
    /// `replicas`: pods that exist, terminating and condemned ones included.
    pub replicas: u32,
    /// `readyReplicas`: pods that are Running and Ready, terminating ones included.
    pub ready_replicas: u32,
    /// `availableReplicas`: Running and Ready pods that have been Ready for `minReadySeconds`.
    pub available_replicas: u32,
    /// `currentReplicas`: live pods of the current revision. A sync lowers it by one for every pod that its update
    /// deletes, also for pods of a third revision, so what it computes can be below zero. The API server refuses such
    /// a status.
    pub current_replicas: i32,
    /// `updatedReplicas`: live pods of the update revision.
    pub updated_replicas: u32,
    /// `currentRevision`: the revision of the last completed rollout.
    pub current_revision: Option<RevisionHash>,
    /// `updateRevision`: the revision of the template now.
    pub update_revision: Option<RevisionHash>,
    /// `collisionCount`: how often the hash of a new revision belonged to another template already.
    pub collision_count: u32,
    /// The condition Progressing, which only strategy Recreate sets.
    pub recreate: Option<Recreate>,
}

/// The condition Progressing of a set with strategy Recreate, by its message.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub enum Recreate {
    /// `Deleting old revision pods`.
    DeletingOldPods,
    /// `Waiting for new-revision pods to be created`.
    WaitingForNewPods,
    /// `All pods recreated successfully`.
    Completed,
}

impl StatefulSetSpec {
    /// A set of pods with one container and no probe, and Kubernetes' defaults for everything else.
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

    /// The ordinals that the set should have.
    pub fn range(&self) -> super::Range {
        super::Range { start: self.start, replicas: self.replicas }
    }

    /// The partition of a rolling update; 0 where there is none.
    pub fn partition(&self) -> u32 {
        match self.update_strategy {
            UpdateStrategy::RollingUpdate(Some(rolling)) => rolling.partition,
            _ => 0,
        }
    }

    /// `maxUnavailable` as a number of pods, at least 1. A percentage is of so many pods, those that the budget counts, and
    /// rounded down.
    pub fn max_unavailable_of(&self, counted: u32) -> u32 {
        let stated = match self.update_strategy {
            UpdateStrategy::RollingUpdate(Some(rolling)) => rolling.max_unavailable,
            _ => None,
        };
        let pods = match stated {
            None => 1,
            Some(IntOrPercent::Int(pods)) => pods,
            Some(IntOrPercent::Percent(percent)) => {
                let pods = u64::from(percent) * u64::from(counted) / 100;
                u32::try_from(pods).unwrap_or(u32::MAX)
            }
        };
        pods.max(1)
    }
}

impl PodTemplate {
    /// A template of one container without a probe. Its bytes are the image's name, so another image is another
    /// revision.
    pub fn new(image: &str) -> Self {
        Self {
            data: image.into(),
            exact: false,
            grace_period: Duration::from_secs(30),
            init_containers: Vec::new(),
            containers: vec![Container::main("nginx", image)],
            placement: Rc::default(),
        }
    }

    /// Every container: main containers, then init containers. A [`super::PodContainers`] has the same order.
    pub fn all_containers(&self) -> impl Iterator<Item = &Container> {
        self.containers.iter().chain(&self.init_containers)
    }

    /// The sidecars among the init containers.
    pub fn sidecars(&self) -> impl Iterator<Item = &Container> {
        self.init_containers.iter().filter(|container| container.kind == ContainerKind::Sidecar)
    }

    /// Whether it has several containers, so that their statuses are kept beside the pod ([`super::PodContainers`]).
    pub fn has_several(&self) -> bool {
        self.containers.len() + self.init_containers.len() > 1
    }
}
