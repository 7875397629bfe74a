//! The end of a namespace: what is deleted in which order, and when the namespace controller looks again.
//!
//! A deleted namespace terminates. Five seconds later its controller deletes what is in it: the pods first and alone
//! (gate OrderedNamespaceDeletion, on since 1.33) or everything at once (earlier releases). It looks again until nothing
//! is left, and then the namespace goes. Meanwhile nothing can be created in it, which [`Simulation::act`] asks.
//! Models `pkg/controller/namespace`. Deletion of other objects by hand is in `requests` and `ownership`.

use std::rc::Rc;
use std::time::Duration;

use super::Simulation;
use crate::api::{ClaimName, Namespace, NamespaceId, Pod, Remaining};
use crate::cluster::{Change, Owned, SetId};
use crate::command::Cascade;
use crate::trace::{Cause, FrameIndex};

/// From a write of a terminating namespace to the controller's look (upstream `namespaceDeletionGracePeriod`).
const LOOKS_AFTER: Duration = Duration::from_secs(5);
/// How long finalizers are expected to take, in seconds (upstream `finalizerEstimateSeconds`).
const FINALIZER_ESTIMATE_SECONDS: u64 = 15;

impl Simulation {
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

    /// A person deletes a namespace. Does nothing to one that terminates already.
    pub(super) fn delete_namespace(&mut self, name: &str) {
        let namespace = self.cluster.namespace(name);
        let live = namespace.filter(|namespace| namespace.deletion_timestamp.is_none());
        let Some(namespace) = live.cloned() else { return };
        let marked = Namespace { deletion_timestamp: Some(self.now), ..namespace };
        self.write(Change::NamespaceWritten(Rc::new(marked)));
        if let Some(id) = self.cluster.namespace_id(name) {
            self.queue.namespace(self.now + LOOKS_AFTER, id);
        }
    }

    /// One look of the namespace controller (upstream `namespacedResourcesDeleter.Delete`).
    pub(super) fn purge(&mut self, id: NamespaceId) -> Option<FrameIndex> {
        let namespace = self.cluster.namespace_at(id)?.clone();
        namespace.deletion_timestamp?;
        self.rounds.interrupt();
        self.delete_pods_in(&namespace.name);
        let pods_remain = self.remaining(&namespace.name).pods > 0;
        if !(pods_remain && self.rules.orders_namespace_deletion) {
            self.delete_all_in(&namespace.name);
        }
        let remaining = self.remaining(&namespace.name);
        if remaining.is_nothing() {
            self.write(Change::NamespaceDeleted(Rc::new(namespace)));
        } else {
            self.look_again(id, &namespace, remaining);
        }
        self.close_frame(Cause::Namespace(id))
    }

    /// The controller waits for half of the time that it expects, and for no more than five seconds if it changed the
    /// namespace's conditions, because that is a write to the namespace.
    fn look_again(&mut self, id: NamespaceId, namespace: &Namespace, remaining: Remaining) {
        let estimate = match remaining.pods {
            0 => FINALIZER_ESTIMATE_SECONDS,
            _ => self.grace_seconds_in(&namespace.name),
        };
        let mut wait = Duration::from_secs(estimate / 2 + 1);
        if namespace.remaining != Some(remaining) {
            let told = Namespace { remaining: Some(remaining), ..namespace.clone() };
            self.write(Change::NamespaceWritten(Rc::new(told)));
            wait = wait.min(LOOKS_AFTER);
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
        let places: Vec<_> = self.cluster.names_in(namespace).map(|(id, _)| id).collect();
        for id in places {
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

    /// The longest grace period of the pods that are left, in seconds.
    fn grace_seconds_in(&self, namespace: &str) -> u64 {
        let pods = self.cluster.names_in(namespace).flat_map(|(_, owned)| owned.pods.iter());
        pods.map(|pod| u64::from(pod.grace_seconds)).max().unwrap_or_default()
    }

    /// Whether the API server refuses to create objects beside this set.
    pub(super) fn is_in_terminating_namespace(&self, set: SetId) -> bool {
        self.cluster.set(set).is_some_and(|owned| self.cluster.is_terminating(&owned.set.namespace))
    }
}
