//! Lists the objects of a kind as documents, at one point in time.
//!
//! Reads the engine's cluster and trace, and adds the objects that every cluster has. How a document is made is in
//! [`crate::document`].

use std::cell::OnceCell;

use rollout_engine::api::GivenUids;
use rollout_engine::cluster::{Cluster, Owned};
use rollout_engine::time::SimTime;
use rollout_engine::trace::{FrameIndex, Trace};

use crate::document;
use crate::events::{Event, History};
use crate::kind::Kind;
use crate::release::Release;
use crate::value::Value;

/// A cluster at one point in time. Lists its objects as documents.
pub struct Scene<'a> {
    /// The engine's objects at that time.
    pub cluster: &'a Cluster,
    /// Source of events. `None` in a watch, where rows arrive one by one.
    trace: Option<&'a Trace>,
    /// Last frame from which events are derived.
    frame: FrameIndex,
    /// The time.
    pub at: SimTime,
    /// Kubernetes version of the API.
    pub release: Release,
    history: OnceCell<History>,
}

impl<'a> Scene<'a> {
    /// Adds a trace, so that `events` returns everything up to `frame`.
    pub fn with_past(self, trace: &'a Trace, frame: FrameIndex) -> Self {
        Self { trace: Some(trace), frame, ..self }
    }

    /// A scene without a trace. `events` returns nothing.
    pub fn without_past(cluster: &'a Cluster, at: SimTime, release: Release) -> Self {
        Self { cluster, trace: None, frame: FrameIndex(0), at, release, history: OnceCell::new() }
    }

    fn history(&self) -> &History {
        self.history.get_or_init(|| {
            self.trace.map(|trace| History::of(trace, self.frame, self.release)).unwrap_or_default()
        })
    }

    /// Returns the stored events, ordered by name.
    pub fn events(&self) -> Vec<Event> {
        self.history().events(self.at)
    }

    /// Returns the uids that restored objects came with.
    pub fn given_uids(&self) -> &'a GivenUids {
        self.cluster.given_uids()
    }

    /// Returns the time at which the cluster was created.
    fn began(&self) -> SimTime {
        self.trace.map_or(self.at, |trace| trace.at(FrameIndex(0)))
    }

    /// Returns the selected objects of a kind, ordered by namespace and name as in storage: `web-10` before `web-2`.
    pub fn documents(&self, kind: &Kind, sought: &Sought<'_>) -> Vec<Value> {
        let sought = &Sought { namespace: sought.namespace.filter(|_| kind.namespaced), ..*sought };
        let mut documents = match (kind.group, kind.name) {
            ("apps", "StatefulSet") => self.sets(sought),
            ("", "Pod") => self.pods(sought),
            ("apps", "ControllerRevision") => self.revisions(),
            ("", "PersistentVolumeClaim") => self.claims(|claim, owned| {
                document::claim(claim, owned, self.release, self.given_uids())
            }),
            ("", "PersistentVolume") => self.claims(|claim, owned| {
                document::volume(claim, owned, self.release, self.given_uids())
            }),
            ("", "Service") => self.services(),
            ("", "Endpoints") => self.of_services(document::endpoints),
            ("discovery.k8s.io", "EndpointSlice") => self.of_services(document::endpoint_slice),
            ("", "Event") => {
                let event = |event| document::event(event, self.given_uids());
                self.events().iter().map(event).collect()
            }
            ("", "Node") => document::nodes(self.cluster, self.began(), self.release),
            ("", "Namespace") => document::namespaces(self.cluster, self.began()),
            ("storage.k8s.io", "StorageClass") => vec![document::standard_class(self.began())],
            ("policy", "PodDisruptionBudget") => self.budgets(),
            ("scheduling.k8s.io", "PriorityClass") => {
                let own = document::system_classes(self.began()).into_iter();
                own.chain(self.stored_documents("PriorityClass")).collect()
            }
            ("", "ResourceQuota") => {
                let quota = |stored| document::quota(stored, self.cluster, self.at);
                self.stored("ResourceQuota").map(quota).collect()
            }
            (_, name) => self.stored_documents(name).collect(),
        };
        documents.retain(|document| sought.is_met(namespace(document), name(document)));
        documents.sort_by(|a, b| (namespace(a), name(a)).cmp(&(namespace(b), name(b))));
        documents
    }

    /// Whether this object exists.
    pub fn has(&self, kind: &Kind, namespace: &str, name: &str) -> bool {
        if kind.is_pod() {
            return self.cluster.find_pod(namespace, name).is_some();
        }
        let sought = Sought { namespace: Some(namespace), name: &|other| other == name };
        !self.documents(kind, &sought).is_empty()
    }

    fn sets(&self, sought: &Sought<'_>) -> Vec<Value> {
        let is_met = |owned: &Owned| sought.is_met(&owned.set.namespace, &owned.set.name);
        let sets = self.cluster.sets().filter(|(_, owned)| is_met(owned));
        let set =
            |owned: &Owned| document::set(owned, &owned.set, &owned.set.status, self.given_uids());
        sets.map(|(_, owned)| set(owned)).collect()
    }

    fn pods(&self, sought: &Sought<'_>) -> Vec<Value> {
        let all = self.owned().flat_map(|owned| owned.pods.iter().map(move |pod| (owned, pod)));
        let is_met = |owned: &Owned, name: &str| sought.is_met(&owned.set.namespace, name);
        let wanted = all.filter(|(owned, pod)| is_met(owned, &owned.pod_name(pod.ordinal)));
        let pod = |(owned, pod)| document::pod(pod, owned, self.release, self.given_uids());
        wanted.map(pod).collect()
    }

    fn revisions(&self) -> Vec<Value> {
        let of = |owned: &'a Owned| {
            let given = self.given_uids();
            owned.revisions.iter().map(move |revision| document::revision(revision, owned, given))
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

    fn stored_documents(&self, kind: &str) -> impl Iterator<Item = Value> {
        self.stored(kind).map(|stored| document::stored(stored, self.given_uids()))
    }

    /// Returns the objects under the name of every set, including deleted sets.
    fn owned(&self) -> impl Iterator<Item = &'a Owned> + use<'a> {
        self.cluster.names().map(|(_, owned)| owned)
    }
}

/// Selects objects of a kind.
pub struct Sought<'a> {
    /// Namespace; `None` selects all. Ignored for cluster-scoped kinds.
    pub namespace: Option<&'a str>,
    /// Predicate on the name.
    pub name: &'a dyn Fn(&str) -> bool,
}

impl Sought<'_> {
    fn is_met(&self, namespace: &str, name: &str) -> bool {
        self.namespace.is_none_or(|sought| sought == namespace) && (self.name)(name)
    }
}

/// Returns `metadata.namespace`; empty if the object has none.
pub fn namespace(document: &Value) -> &str {
    document.text_at(&["metadata", "namespace"])
}

/// Returns `metadata.name`.
pub fn name(document: &Value) -> &str {
    document.text_at(&["metadata", "name"])
}

/// Makes a List of several objects, as kubectl does.
pub fn list(items: Vec<Value>) -> Value {
    let mut list = Value::map();
    *list.entry("apiVersion") = Value::string("v1");
    *list.entry("items") = Value::List(items);
    *list.entry("kind") = Value::string("List");
    *list.entry_at(&["metadata", "resourceVersion"]) = Value::string("");
    list
}
