//! The namespace controller: how a deleted namespace is emptied, and in which order.
//!
//! A deleted namespace terminates. Five seconds later its controller deletes what is in it: pods first and alone
//! (gate OrderedNamespaceDeletion, on since 1.33), or everything at once (earlier releases). It runs again until
//! nothing is left, and then removes the namespace. Meanwhile nothing can be created in it
//! ([`Simulation::is_in_terminating_namespace`]). Models `pkg/controller/namespace`. Deletion of other objects by
//! hand is in `requests` and `ownership`.

use std::rc::Rc;
use std::time::Duration;

use super::Simulation;
use crate::api::{ClaimName, Namespace, NamespaceId, Pod, Remaining};
use crate::cluster::{Change, Owned, SetId};
use crate::command::Cascade;
use crate::trace::{Cause, FrameIndex};

/// Delay from a write of a terminating namespace to the controller's turn. Upstream: `namespaceDeletionGracePeriod`.
const NAMESPACE_SYNC_DELAY: Duration = Duration::from_secs(5);
/// How long the controller expects finalizers to take, in seconds. Upstream: `finalizerEstimateSeconds`.
const FINALIZER_ESTIMATE_SECONDS: u64 = 15;

impl Simulation {
    /// Creates a namespace, or writes its labels and annotations.
    pub(super) fn write_namespace(&mut self, name: Rc<str>, document: Rc<str>) {
        let before = self.cluster.namespace(&name);
        let namespace = match before {
            Some(before) => Namespace { document, ..before.clone() },
            None => Namespace {
                name,
                created_at: self.now,
                deletion_timestamp: None,
                remaining: None,
                document,
            },
        };
        self.write(Change::NamespaceWritten(Rc::new(namespace)));
    }

    /// Deletes a namespace for a person. Does nothing to one that terminates already.
    pub(super) fn delete_namespace(&mut self, name: &str) {
        let namespace = self.cluster.namespace(name);
        let live = namespace.filter(|namespace| namespace.deletion_timestamp.is_none());
        let Some(namespace) = live.cloned() else { return };
        let marked = Namespace { deletion_timestamp: Some(self.now), ..namespace };
        self.write(Change::NamespaceWritten(Rc::new(marked)));
        if let Some(id) = self.cluster.namespace_id(name) {
            self.queue.namespace(self.now + NAMESPACE_SYNC_DELAY, id);
        }
    }

    /// Runs one turn of the namespace controller. Upstream: `namespacedResourcesDeleter.Delete`.
    pub(super) fn sync_namespace(&mut self, id: NamespaceId) -> Option<FrameIndex> {
        let namespace = self.cluster.namespace_at(id)?.clone();
        namespace.deletion_timestamp?;
        self.loops.interrupt();
        self.delete_pods_in(&namespace.name);
        let pods_remain = self.remaining(&namespace.name).pods > 0;
        if !(pods_remain && self.rules.orders_namespace_deletion) {
            self.delete_all_in(&namespace.name);
        }
        let remaining = self.remaining(&namespace.name);
        if remaining.is_nothing() {
            self.write(Change::NamespaceDeleted(Rc::new(namespace)));
        } else {
            self.requeue_namespace(id, &namespace, remaining);
        }
        self.close_frame(Cause::Namespace(id))
    }

    /// Queues the controller's next turn: after half of the time that it expects, or after [`NAMESPACE_SYNC_DELAY`]
    /// if it changed the namespace's conditions, because that is a write of the namespace.
    fn requeue_namespace(&mut self, id: NamespaceId, namespace: &Namespace, remaining: Remaining) {
        let estimate = match remaining.pods {
            0 => FINALIZER_ESTIMATE_SECONDS,
            _ => self.grace_seconds_in(&namespace.name),
        };
        let mut wait = Duration::from_secs(estimate / 2 + 1);
        if namespace.remaining != Some(remaining) {
            let reported = Namespace { remaining: Some(remaining), ..namespace.clone() };
            self.write(Change::NamespaceWritten(Rc::new(reported)));
            wait = wait.min(NAMESPACE_SYNC_DELAY);
        }
        self.queue.namespace(self.now + wait, id);
    }

    fn delete_pods_in(&mut self, namespace: &str) {
        let pods = |(id, owned): (SetId, &Owned)| {
            let live = owned.pods.iter().filter(|pod| !pod.is_terminating());
            live.map(|pod| (id, *pod)).collect::<Vec<_>>()
        };
        let pods: Vec<(SetId, Pod)> = self.cluster.names_in(namespace).flat_map(pods).collect();
        for (id, pod) in pods {
            self.delete_pod(id, &pod, None);
        }
    }

    fn delete_all_in(&mut self, namespace: &str) {
        let slots: Vec<_> = self.cluster.names_in(namespace).map(|(id, _)| id).collect();
        for id in slots {
            self.delete_set(id, Cascade::Background);
            let Some(owned) = self.cluster.set(id) else { continue };
            let claims: Vec<ClaimName> = owned.claims.keys().cloned().collect();
            let revisions = owned.revisions.clone();
            for name in claims {
                self.delete_claim(id, &name);
            }
            for revision in revisions {
                self.write(Change::RevisionDeleted(id, revision));
            }
        }
        let objects = self.cluster.objects().filter(|object| &*object.key.namespace == namespace);
        for object in objects.cloned().collect::<Vec<_>>() {
            self.write(Change::ObjectDeleted(Rc::new(object)));
        }
    }

    fn remaining(&self, namespace: &str) -> Remaining {
        let count = |count: fn(&Owned) -> usize| {
            let all =
                self.cluster.names_in(namespace).map(|(_, owned)| count(owned)).sum::<usize>();
            u32::try_from(all).unwrap_or(u32::MAX)
        };
        Remaining {
            pods: count(|owned| owned.pods.iter().count()),
            claims: count(|owned| owned.claims.iter().count()),
        }
    }

    /// Longest grace period among the remaining pods, in seconds.
    fn grace_seconds_in(&self, namespace: &str) -> u64 {
        let pods = self.cluster.names_in(namespace).flat_map(|(_, owned)| owned.pods.iter());
        pods.map(|pod| u64::from(pod.grace_seconds)).max().unwrap_or_default()
    }

    /// Whether the set's namespace terminates, so that the API server refuses to create objects in it.
    pub(super) fn is_in_terminating_namespace(&self, set: SetId) -> bool {
        self.cluster.set(set).is_some_and(|owned| self.cluster.is_terminating(&owned.set.namespace))
    }
}
