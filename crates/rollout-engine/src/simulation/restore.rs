//! Restoring a cluster from a snapshot: writes its objects as they are, and plans what each does next.
//!
//! A pod in the middle of a step takes the rest of it, because the step is timed from the one before. A step that is
//! overdue by [`STALLED_FOR`] does not come: something outside the objects holds it up. The controller syncs every set
//! at once, as a controller does that has just started. Not here: reading a snapshot (crate `apiserver`).

use std::rc::Rc;
use std::time::Duration;

use super::Simulation;
use crate::api::{
    Claim, ClaimOwner, ContainerState, ControllerRevision, GivenUids, Node, NodeId, Pod,
    PodContainers, StatefulSet, Uid,
};
use crate::cluster::{Change, SetId, StoredObject};
use crate::kubelet::{self, PodStep};
use crate::snapshot::{Owner, PodSnapshot, SetSnapshot, Snapshot};
use crate::time::SimTime;

/// A container that should have become Ready this long ago and has not is taken to have a failing readiness probe.
const UNREADY_FOR: Duration = Duration::from_secs(30);

/// A step that should have come this long ago is taken not to come: a volume that does not attach, a finalizer, a
/// silent node.
const STALLED_FOR: Duration = Duration::from_secs(120);

/// Whether something outside the objects can hold a step up for ever.
fn may_stall(step: PodStep) -> bool {
    matches!(
        step,
        PodStep::ContainersCreating
            | PodStep::GotAddress
            | PodStep::InitStarted
            | PodStep::Initialized
            | PodStep::Started
            | PodStep::Stopped
            | PodStep::Removed
    )
}

/// Uids of the objects that are restored, as numbers of the cluster.
struct Uids {
    /// What is added to a number of the snapshot.
    base: u32,
    /// The last number that was given.
    last: u32,
    /// Texts, by numbers of the cluster.
    given: GivenUids,
}

impl Uids {
    /// Numbers the objects of a snapshot from `next` on.
    fn of(snapshot: &Snapshot, next: Uid) -> Self {
        let base = next.0.saturating_sub(1);
        let moved = |uid: Uid| Uid(base.saturating_add(uid.0));
        let mut given = GivenUids::default();
        let texts = snapshot.uids.iter();
        texts.for_each(|(uid, text)| given.insert(moved(uid), Rc::clone(text)));
        Self { base, last: snapshot.numbers().map(|uid| moved(uid).0).max().unwrap_or(base), given }
    }

    /// The uid of an object with this one in the snapshot. One without a number there gets the next.
    fn restored(&mut self, found: Uid) -> Uid {
        if found.0 > 0 {
            return Uid(self.base.saturating_add(found.0));
        }
        self.last += 1;
        Uid(self.last)
    }
}

impl Simulation {
    /// Writes every object of the snapshot, then plans what each pod does next.
    pub(super) fn restore(&mut self, snapshot: &Snapshot) {
        let mut uids = Uids::of(snapshot, self.cluster.next_uid());
        if !uids.given.is_empty() {
            self.write(Change::UidsGiven(Rc::new(uids.given.clone())));
        }
        for object in &snapshot.objects {
            let uid = object.uid.map(|uid| uids.restored(uid));
            self.write(Change::ObjectWritten(Rc::new(StoredObject { uid, ..object.clone() })));
        }
        for set in &snapshot.sets {
            self.restore_set(set, &mut uids);
        }
        self.restore_nodes(&snapshot.nodes, &mut uids);
    }

    /// Has the cluster these nodes and no others, unless there are none. A node that is not Ready has a silent kubelet.
    fn restore_nodes(&mut self, nodes: &[(NodeId, Rc<Node>)], uids: &mut Uids) {
        if nodes.is_empty() {
            return;
        }
        let has_pods = |id: NodeId| !self.pods_of(id).is_empty();
        let is_given = |id: NodeId| nodes.iter().any(|(given, _)| *given == id);
        let extra = self.cluster.nodes().filter(|&(id, _)| !is_given(id) && !has_pods(id));
        let extra: Vec<_> = extra.map(|(id, node)| (id, node.clone())).collect();
        for (id, node) in extra {
            self.write(Change::NodeWritten(id, Rc::new(Node { deleted: true, ..node })));
        }
        for (id, node) in nodes {
            let uid = node.uid.map(|uid| uids.restored(uid));
            self.write(Change::NodeWritten(*id, Rc::new(Node { uid, ..Node::clone(node) })));
            if !node.ready {
                self.silence(*id);
            }
            self.follow_taints(*id);
        }
    }

    fn restore_set(&mut self, found: &SetSnapshot, uids: &mut Uids) {
        let id = self.cluster.slot_of(&found.set.namespace, &found.set.name);
        let uid = uids.restored(found.set.uid);
        self.write(Change::SetWritten(id, Rc::new(StatefulSet { uid, ..found.set.clone() })));
        for revision in &found.revisions {
            let owner = revision.owner.map(|_| uid);
            let uid = uids.restored(revision.uid);
            let revision = ControllerRevision { uid, owner, ..revision.clone() };
            self.write(Change::RevisionWritten(id, Rc::new(revision)));
        }
        for pod in &found.pods {
            let pod_uid = uids.restored(pod.pod.uid);
            self.restore_pod(id, (pod_uid, uid), pod);
        }
        for (claim, owners) in &found.claims {
            self.restore_claim(id, uids.restored(claim.uid), claim, owners);
        }
        if found.set.finalizer.is_some() {
            self.queue.collect(self.now, id);
        }
    }

    fn restore_pod(&mut self, id: SetId, (uid, owner): (Uid, Uid), found: &PodSnapshot) {
        self.restore_node(found.pod.node);
        let pod = Pod { uid, owner: found.is_owned.then_some(owner), ..found.pod };
        if let Some(statuses) = &found.containers {
            let all = PodContainers { ordinal: pod.ordinal, uid, statuses: statuses.clone() };
            self.write(Change::PodCreated(id, pod));
            self.write(Change::ContainersWritten(id, Rc::new(all)));
            self.write(Change::PodUpdated(id, pod));
        } else {
            self.write(Change::PodCreated(id, pod));
        }
        self.restore_images(id, &pod);
        let next = self.rest_of_step(id, &pod, found.since);
        let is_overdue = |at: SimTime, by: Duration| at + by < self.now;
        let answers = |step| matches!(step, PodStep::BecameReady | PodStep::ProbeNoted);
        let is_unready = pod.container == ContainerState::Running && !pod.ready;
        if is_unready && next.is_some_and(|(step, at)| answers(step) && is_overdue(at, UNREADY_FOR))
        {
            self.fail_readiness(id, &pod);
            return;
        }
        let next = next.filter(|&(step, at)| !may_stall(step) || !is_overdue(at, STALLED_FOR));
        let at = next.map(|(step, at)| (at.max(self.now), step));
        self.queue.plan(id, pod.ordinal, at);
    }

    /// Creates the node of a restored pod, unless the cluster has it.
    fn restore_node(&mut self, node: Option<NodeId>) {
        let missing = node.filter(|&id| self.cluster.node(id).is_none_or(|node| node.deleted));
        if let Some(id) = missing {
            self.write(Change::NodeWritten(id, Rc::new(Node::new(Some(self.now)))));
        }
    }

    /// The next step, with its due time, of a pod that took its last step at `since`. The due time may be in the
    /// past.
    fn rest_of_step(&self, id: SetId, pod: &Pod, since: SimTime) -> Option<(PodStep, SimTime)> {
        let several = self.cluster.set(id).and_then(|owned| owned.containers(pod));
        self.with_pod_context(id, pod, |context| kubelet::next_step(pod, several, context, since))
            .flatten()
    }

    /// Has the pod's readiness probe fail until a person ends that.
    fn fail_readiness(&mut self, id: SetId, pod: &Pod) {
        let after = Pod { readiness_fails: true, ..*pod };
        self.write(Change::KubeletNoted(id, after));
        self.plan(id, &after);
    }

    /// Notes the images that the pod's node must have pulled, because the pod is past pulling.
    fn restore_images(&mut self, id: SetId, pod: &Pod) {
        let has_pulled = !matches!(
            pod.container,
            ContainerState::Unknown
                | ContainerState::Creating
                | ContainerState::ErrImagePull
                | ContainerState::ImagePullBackOff
        );
        if has_pulled {
            self.record_pulled_images(id, pod);
        }
    }

    fn restore_claim(&mut self, id: SetId, uid: Uid, claim: &Claim, owners: &[Owner]) {
        let ordinal = claim.name.ordinal;
        let pod = self.cluster.set(id).and_then(|owned| owned.pods.get(ordinal)).map(|pod| pod.uid);
        let owner = |owner: &Owner| match owner {
            Owner::Set => Some(ClaimOwner::Set),
            Owner::Pod => pod.map(ClaimOwner::Pod),
        };
        let mut owners: Vec<_> = owners.iter().filter_map(owner).collect();
        owners.sort_unstable();
        let claim = Claim { uid, owners, ..claim.clone() };
        self.write(Change::ClaimWritten(id, Rc::new(claim)));
    }
}
