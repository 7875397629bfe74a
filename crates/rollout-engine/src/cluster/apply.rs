//! The only code that changes an object: a [`Change`] applied to a [`Cluster`].
//!
//! Simulating and replaying both come through [`Cluster::apply`], so a cluster plus the changes after it is a later
//! cluster. What a change does to one set's slot is in `owned`. Not here: which changes happen (`crate::simulation`).

use std::rc::Rc;

use super::{Change, Cluster, Owned, SchedulingHold, SetId};
use crate::api::{Namespace, NamespaceId, Node, NodeId, StatefulSet, Uid};
use crate::time::SimTime;

impl Cluster {
    /// Moves the clock to `now`: pods that have been Ready for `minReadySeconds` become available.
    pub fn pass_time(&mut self, now: SimTime) {
        for owned in self.sets.values_mut() {
            owned.pods.pass_time(now);
        }
    }

    /// Writes one object. A change of a set that the cluster does not have writes nothing.
    pub fn apply(&mut self, change: &Change) {
        match change {
            Change::SetWritten(id, set) => self.write_set(*id, set),
            Change::PodCreated(id, pod) => self.create_in(*id, pod.uid, change),
            Change::RevisionWritten(id, revision) => self.create_in(*id, revision.uid, change),
            Change::ClaimWritten(id, claim) => self.create_in(*id, claim.uid, change),
            Change::SetDeleted(id, _)
            | Change::StatusWritten(id, _)
            | Change::PodUpdated(id, _)
            | Change::PodDefaulted(id, _)
            | Change::PodEdited(id, _)
            | Change::PodDeleted(id, _)
            | Change::KubeletNoted(id, _)
            | Change::ContainersWritten(id, _)
            | Change::SchedulingFailed(id, _)
            | Change::CreationFailed(id, _)
            | Change::RevisionDeleted(id, _)
            | Change::ClaimDeleted(id, _) => self.apply_to(*id, change),
            Change::ObjectWritten(object) => {
                object.uid.into_iter().for_each(|uid| self.count_uid(uid));
                self.objects.insert(object.key.clone(), Rc::clone(object));
            }
            Change::ObjectDeleted(object) => drop(self.objects.remove(&object.key)),
            Change::NamespaceWritten(namespace) => self.write_namespace(namespace),
            Change::NamespaceDeleted(gone) => {
                self.namespaces.retain(|_, namespace| namespace.name != gone.name);
            }
            Change::NodeWritten(id, node) => self.write_node(*id, node),
            Change::PodHeld(hold) => self.hold(hold),
            Change::ImagePulled(node, image) => {
                self.images.entry(*node).or_default().insert(Rc::clone(image));
            }
            Change::EventRecorded(..) => {}
            Change::UidsGiven(more) => Rc::make_mut(&mut self.given_uids).extend(more),
            Change::CreationRefused(refusal) => self.refusal.clone_from(refusal),
            Change::Upgraded(rules) => self.upgraded = Some(*rules),
            Change::ClusterReplaced => {
                // Uids are never given again, and Events of the objects that are gone remain.
                let given_uids = Rc::clone(&self.given_uids);
                let (uids, upgraded) = (self.uids, self.upgraded);
                *self = Self { uids, upgraded, given_uids, ..Self::default() };
            }
        }
    }

    fn apply_to(&mut self, id: SetId, change: &Change) {
        if let Some(owned) = self.sets.get_mut(&id) {
            owned.apply(change);
        }
    }

    /// Applies a change that may bring a new object, and counts its uid.
    fn create_in(&mut self, id: SetId, uid: Uid, change: &Change) {
        self.count_uid(uid);
        self.apply_to(id, change);
    }

    fn write_set(&mut self, id: SetId, set: &StatefulSet) {
        self.count_uid(set.uid);
        self.sets.entry(id).or_insert_with(|| Owned::new(set)).write_set(set);
    }

    fn write_namespace(&mut self, namespace: &Rc<Namespace>) {
        let next = || NamespaceId(self.namespaces.last_key_value().map_or(0, |(id, _)| id.0 + 1));
        let id = self.namespace_id(&namespace.name).unwrap_or_else(next);
        self.namespaces.insert(id, Rc::clone(namespace));
    }

    /// Writes a node. Numbers between the last node and a new one become nodes that are deleted already.
    fn write_node(&mut self, id: NodeId, node: &Rc<Node>) {
        node.uid.into_iter().for_each(|uid| self.count_uid(uid));
        let index = usize::from(id.0);
        while self.nodes.len() <= index {
            self.nodes.push(Rc::new(Node { deleted: true, ..Node::new(None) }));
        }
        if let Some(slot) = self.nodes.get_mut(index) {
            *slot = Rc::clone(node);
        }
    }

    fn hold(&mut self, hold: &SchedulingHold) {
        let pod = (Rc::clone(&hold.namespace), Rc::clone(&hold.name));
        match &hold.words {
            Some(words) => drop(self.held.insert(pod, Rc::clone(words))),
            None => drop(self.held.remove(&pod)),
        }
    }

    fn count_uid(&mut self, uid: Uid) {
        self.uids = self.uids.max(uid.0);
    }
}
