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

    /// The objects of a kind whose names are wanted, ordered by name as the storage is: `web-10` before `web-2`.
    pub(crate) fn documents(&self, kind: &Kind, wants: &dyn Fn(&str) -> bool) -> Vec<Value> {
        let mut documents = match (kind.group, kind.name) {
            ("apps", "StatefulSet") => self.sets(wants),
            ("", "Pod") => self.pods(wants),
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
            ("", "Namespace") => document::namespaces(self.began()),
            ("storage.k8s.io", "StorageClass") => vec![document::standard_class(self.began())],
            (_, name) => self.stored(name).map(document::stored).collect(),
        };
        documents.retain(|document| wants(name(document)));
        documents.sort_by(|a, b| name(a).cmp(name(b)));
        documents
    }

    /// Whether there is such an object.
    pub(crate) fn has(&self, kind: &Kind, name: &str) -> bool {
        if kind.is_pod() {
            return self.cluster.find_pod(name).is_some();
        }
        !self.documents(kind, &|other| other == name).is_empty()
    }

    fn sets(&self, wants: &dyn Fn(&str) -> bool) -> Vec<Value> {
        let sets = self.cluster.sets().filter(|(_, owned)| wants(&owned.set.name));
        sets.map(|(_, owned)| document::set(owned, &owned.set, &owned.set.status)).collect()
    }

    fn pods(&self, wants: &dyn Fn(&str) -> bool) -> Vec<Value> {
        let all = self.owned().flat_map(|owned| owned.pods.iter().map(move |pod| (owned, pod)));
        let wanted = all.filter(|(owned, pod)| wants(&owned.pod_name(pod.ordinal)));
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

    fn stored(
        &self,
        kind: &str,
    ) -> impl Iterator<Item = &'a rollout_engine::cluster::StoredObject> {
        self.cluster.objects().filter(move |object| &*object.kind == kind)
    }

    /// What bears the name of a set, whether it is still there or not.
    fn owned(&self) -> impl Iterator<Item = &'a Owned> + use<'a> {
        self.cluster.names().map(|(_, owned)| owned)
    }
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
