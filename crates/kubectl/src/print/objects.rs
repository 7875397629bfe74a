//! The objects of a kind, as documents.
//!
//! What the engine does not act on is stored as written; a few things that every cluster has are made here.

use std::cell::OnceCell;

use rollout_engine::cluster::{Cluster, Owned};
use rollout_engine::time::SimTime;
use rollout_engine::trace::{FrameIndex, Trace};

use super::document;
use super::history::{Event, History};
use crate::process::World;
use crate::release::Release;
use crate::server::kind::Kind;
use crate::value::Value;

/// A cluster at a moment, as printers see it.
pub(crate) struct Scene<'a> {
    pub(crate) cluster: &'a Cluster,
    /// `None` in a watch, whose rows come one by one.
    trace: Option<&'a Trace>,
    /// Up to here the past is told.
    frame: FrameIndex,
    pub(crate) at: SimTime,
    pub(crate) release: Release,
    history: OnceCell<History>,
}

impl<'a> Scene<'a> {
    /// What a process sees.
    pub(crate) fn of(world: &World<'a>) -> Self {
        let scene = Self::without_past(world.cluster, world.at, world.release());
        scene.with_past(world.trace, world.trace.frame_at(world.at))
    }

    /// The same, with the past up to a frame.
    pub(crate) fn with_past(self, trace: &'a Trace, frame: FrameIndex) -> Self {
        Self { trace: Some(trace), frame, ..self }
    }

    /// A moment of which the past is not known: no events.
    pub(crate) fn without_past(cluster: &'a Cluster, at: SimTime, release: Release) -> Self {
        Self { cluster, trace: None, frame: FrameIndex(0), at, release, history: OnceCell::new() }
    }

    fn history(&self) -> &History {
        self.history.get_or_init(|| {
            self.trace.map(|trace| History::of(trace, self.frame, self.release)).unwrap_or_default()
        })
    }

    /// Every event that is kept, in the order of their names.
    pub(crate) fn events(&self) -> Vec<Event> {
        self.history().events(self.at)
    }

    /// When the cluster was made.
    fn began(&self) -> SimTime {
        self.trace.map_or(self.at, |trace| trace.at(FrameIndex(0)))
    }

    /// The objects of a kind that are sought, ordered by namespace and name as the storage is: `web-10` before `web-2`.
    pub(crate) fn documents(&self, kind: &Kind, sought: &Sought<'_>) -> Vec<Value> {
        let sought = &Sought { namespace: sought.namespace.filter(|_| kind.namespaced), ..*sought };
        let mut documents = match (kind.group, kind.name) {
            ("apps", "StatefulSet") => self.sets(sought),
            ("", "Pod") => self.pods(sought),
            ("apps", "ControllerRevision") => self.revisions(),
            ("", "PersistentVolumeClaim") => {
                self.claims(|claim, owned| document::claim(claim, owned, self.release))
            }
            ("", "PersistentVolume") => {
                self.claims(|claim, owned| document::volume(claim, owned, self.release))
            }
            ("", "Service") => self.services(),
            ("", "Endpoints") => self.of_services(document::endpoints),
            ("discovery.k8s.io", "EndpointSlice") => self.of_services(document::endpoint_slice),
            ("", "Event") => self.events().iter().map(document::event).collect(),
            ("", "Node") => document::nodes(self.cluster, self.began()),
            ("", "Namespace") => document::namespaces(self.cluster, self.began()),
            ("storage.k8s.io", "StorageClass") => vec![document::standard_class(self.began())],
            ("policy", "PodDisruptionBudget") => self.budgets(),
            (_, name) => self.stored(name).map(document::stored).collect(),
        };
        documents.retain(|document| sought.is_met(namespace(document), name(document)));
        documents.sort_by(|a, b| (namespace(a), name(a)).cmp(&(namespace(b), name(b))));
        documents
    }

    /// Whether there is such an object.
    pub(crate) fn has(&self, kind: &Kind, namespace: &str, name: &str) -> bool {
        if kind.is_pod() {
            return self.cluster.find_pod(namespace, name).is_some();
        }
        let sought = Sought { namespace: Some(namespace), name: &|other| other == name };
        !self.documents(kind, &sought).is_empty()
    }

    fn sets(&self, sought: &Sought<'_>) -> Vec<Value> {
        let is_met = |owned: &Owned| sought.is_met(&owned.set.namespace, &owned.set.name);
        let sets = self.cluster.sets().filter(|(_, owned)| is_met(owned));
        sets.map(|(_, owned)| document::set(owned, &owned.set, &owned.set.status)).collect()
    }

    fn pods(&self, sought: &Sought<'_>) -> Vec<Value> {
        let all = self.owned().flat_map(|owned| owned.pods.iter().map(move |pod| (owned, pod)));
        let is_met = |owned: &Owned, name: &str| sought.is_met(&owned.set.namespace, name);
        let wanted = all.filter(|(owned, pod)| is_met(owned, &owned.pod_name(pod.ordinal)));
        wanted.map(|(owned, pod)| document::pod(pod, owned, self.release)).collect()
    }

    fn revisions(&self) -> Vec<Value> {
        let of = |owned: &'a Owned| {
            owned.revisions.iter().map(|revision| document::revision(revision, owned))
        };
        self.owned().flat_map(of).collect()
    }

    fn claims(
        &self,
        document: impl Fn(&rollout_engine::api::Claim, &Owned) -> Value,
    ) -> Vec<Value> {
        let all =
            self.owned().flat_map(|owned| owned.claims.values().map(move |claim| (claim, owned)));
        all.map(|(claim, owned)| document(claim, owned)).collect()
    }

    fn services(&self) -> Vec<Value> {
        let own = document::own_service(self.began());
        std::iter::once(own).chain(self.stored("Service").map(document::service)).collect()
    }

    fn of_services(&self, twin: fn(&Value, &Cluster) -> Value) -> Vec<Value> {
        self.services().iter().map(|service| twin(service, self.cluster)).collect()
    }

    fn budgets(&self) -> Vec<Value> {
        let budget = |stored| document::budget(stored, self.cluster, self.release);
        self.stored("PodDisruptionBudget").map(budget).collect()
    }

    fn stored(
        &self,
        kind: &str,
    ) -> impl Iterator<Item = &'a rollout_engine::cluster::StoredObject> {
        self.cluster.objects().filter(move |object| &*object.key.kind == kind)
    }

    /// What bears the name of a set, whether it is still there or not.
    fn owned(&self) -> impl Iterator<Item = &'a Owned> + use<'a> {
        self.cluster.names().map(|(_, owned)| owned)
    }
}

/// Which objects of a kind are sought.
pub(crate) struct Sought<'a> {
    /// Those of this namespace; of every one if `None`. Does not count where the kind has no namespaces.
    pub(crate) namespace: Option<&'a str>,
    /// Those with such names.
    pub(crate) name: &'a dyn Fn(&str) -> bool,
}

impl Sought<'_> {
    fn is_met(&self, namespace: &str, name: &str) -> bool {
        self.namespace.is_none_or(|sought| sought == namespace) && (self.name)(name)
    }
}

/// `metadata.namespace`; empty if the object belongs to none.
pub(crate) fn namespace(document: &Value) -> &str {
    document.text_at(&["metadata", "namespace"])
}

/// `metadata.name`.
pub(crate) fn name(document: &Value) -> &str {
    document.text_at(&["metadata", "name"])
}

/// A List, as kubectl makes one of several objects.
pub(crate) fn list(items: Vec<Value>) -> Value {
    let mut list = Value::map();
    *list.entry("apiVersion") = Value::string("v1");
    *list.entry("items") = Value::List(items);
    *list.entry("kind") = Value::string("List");
    *list.entry_at(&["metadata", "resourceVersion"]) = Value::string("");
    list
}
