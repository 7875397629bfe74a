//! A snapshot: the objects of a real cluster as they were found, for [`crate::command::Command::Restore`].
//!
//! Statuses, revisions, owners and times are those that the API server gave; times are before 0:00. Uids are numbers
//! of the snapshot with their texts beside them; owners are stated by position: what stands in a [`SetSnapshot`] can
//! belong to its set. Not here: reading a snapshot from text (crate `apiserver`), and carrying on from it
//! (`crate::simulation`).

use std::rc::Rc;

use crate::api::{
    Claim, ContainerStatus, ControllerRevision, GivenUids, Node, NodeId, Pod, StatefulSet, Uid,
};
use crate::cluster::StoredObject;
use crate::time::SimTime;

/// The objects of a cluster at one instant.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Snapshot {
    /// The sets, each with the pods, revisions and claims of its name.
    pub sets: Vec<SetSnapshot>,
    /// Objects that the engine does not act on: PodDisruptionBudgets, Services.
    pub objects: Vec<StoredObject>,
    /// All nodes; empty if nothing is known of them. The cluster then has those it began with, and those that pods name.
    pub nodes: Vec<(NodeId, Rc<Node>)>,
    /// Texts of the uids that objects have here. Restoring moves the numbers behind those that the cluster has given.
    pub uids: GivenUids,
}

impl Snapshot {
    /// The uid of every object that can have one.
    pub(crate) fn numbers(&self) -> impl Iterator<Item = Uid> {
        let of_set = |it: &SetSnapshot| {
            let revisions = it.revisions.iter().map(|revision| revision.uid);
            let pods = it.pods.iter().map(|pod| pod.pod.uid);
            let claims = it.claims.iter().map(|(claim, _)| claim.uid);
            revisions.chain(pods).chain(claims).chain([it.set.uid]).collect::<Vec<_>>()
        };
        let objects = self.objects.iter().filter_map(|object| object.uid);
        let nodes = self.nodes.iter().filter_map(|(_, node)| node.uid);
        self.sets.iter().flat_map(of_set).chain(objects).chain(nodes)
    }
}

/// A StatefulSet with the pods, revisions and claims of its name. Uids count from 1, a set's below those of its pods;
/// an object with uid 0 gets a new one. Uids of owners are ignored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SetSnapshot {
    /// The set, with its status.
    pub set: StatefulSet,
    /// Its revisions.
    pub revisions: Vec<ControllerRevision>,
    /// Its pods.
    pub pods: Vec<PodSnapshot>,
    /// Its claims, with their owners.
    pub claims: Vec<(Claim, Vec<Owner>)>,
}

/// A pod at some stage of its life.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PodSnapshot {
    /// The pod.
    pub pod: Pod,
    /// Whether the set owns it; an orphan has no owner.
    pub is_owned: bool,
    /// Container statuses in the order of [`crate::api::PodTemplate::all_containers`]; `None` for a template of one
    /// container.
    pub containers: Option<Vec<ContainerStatus>>,
    /// When it took the last step of its life, from which the next step is timed.
    pub since: SimTime,
}

/// An owner of a claim in a snapshot.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Owner {
    /// The StatefulSet.
    Set,
    /// The pod of the claim's ordinal.
    Pod,
}
