//! The kinds of the API: names, group and version, scope, schema. Looks them up by manifest and by command-line
//! argument.
//!
//! The kinds that no rollout needs are listed in `catalog`.

mod catalog;

use rollout_engine::cluster::ObjectKey;

use super::failure::{Failure, FieldError};
use crate::schema::{CONFIG_MAP, SECRET, SERVICE, STATEFUL_SET as STATEFUL_SET_FIELDS, Struct};
use crate::value::Value;

/// A kind of the API.
#[derive(Clone, Copy)]
pub struct Kind {
    /// `StatefulSet`.
    pub name: &'static str,
    /// `statefulset`.
    pub singular: &'static str,
    /// `statefulsets`.
    pub plural: &'static str,
    /// `sts`, or several names separated by commas; may be empty.
    pub short: &'static str,
    /// `apps`; empty for the core group.
    pub group: &'static str,
    /// `v1`.
    pub version: &'static str,
    /// Whether it is namespaced; otherwise cluster-scoped.
    pub namespaced: bool,
    /// Its schema. Objects of a kind without one are kept as written.
    pub schema: Option<&'static Struct>,
}

const fn core(
    name: &'static str,
    singular: &'static str,
    plural: &'static str,
    short: &'static str,
) -> Kind {
    Kind { name, singular, plural, short, group: "", version: "v1", namespaced: true, schema: None }
}

/// apps/v1 StatefulSet.
pub static STATEFUL_SET: Kind = Kind {
    group: "apps",
    schema: Some(&STATEFUL_SET_FIELDS),
    ..core("StatefulSet", "statefulset", "statefulsets", "sts")
};
/// v1 Pod.
pub static POD: Kind = core("Pod", "pod", "pods", "po");
/// v1 Service.
pub static SERVICE_KIND: Kind =
    Kind { schema: Some(&SERVICE), ..core("Service", "service", "services", "svc") };

/// Kinds that are stored and that no controller here acts on.
static STORED: [Kind; 4] = [
    Kind { schema: Some(&CONFIG_MAP), ..core("ConfigMap", "configmap", "configmaps", "cm") },
    Kind { schema: Some(&SECRET), ..core("Secret", "secret", "secrets", "") },
    core("ServiceAccount", "serviceaccount", "serviceaccounts", "sa"),
    BUDGET,
];

/// policy/v1 PodDisruptionBudget.
pub static BUDGET: Kind = Kind {
    group: "policy",
    ..core("PodDisruptionBudget", "poddisruptionbudget", "poddisruptionbudgets", "pdb")
};

pub use catalog::{CLAIM, EVENT, NAMESPACE, PRIORITY_CLASS, RESOURCE_QUOTA, REVISION};

impl Kind {
    /// Whether this is StatefulSet.
    pub fn is_stateful_set(&self) -> bool {
        self.name == STATEFUL_SET.name
    }

    /// Whether a real cluster runs pods for this kind and this one does not.
    pub fn runs_pods(&self) -> bool {
        let kinds =
            ["Deployment", "DaemonSet", "ReplicaSet", "ReplicationController", "Job", "CronJob"];
        kinds.contains(&self.name)
    }

    /// Whether this is Namespace.
    pub fn is_namespace(&self) -> bool {
        self.name == NAMESPACE.name
    }

    /// Returns the engine's key of an object. Ignores `namespace` for a cluster-scoped kind.
    pub fn key(&self, namespace: &str, name: &str) -> ObjectKey {
        let namespace = if self.namespaced { namespace } else { "" };
        ObjectKey { kind: self.name.into(), namespace: namespace.into(), name: name.into() }
    }

    /// Whether this is Pod.
    pub fn is_pod(&self) -> bool {
        self.name == POD.name
    }

    /// Returns the kind of a manifest. `autoscaling/v1` counts as `autoscaling/v2`; clusters serve both.
    pub fn of_object(object: &Value) -> Option<&'static Self> {
        let (version, kind) = (object.text_at(&["apiVersion"]), object.text_at(&["kind"]));
        let version = if version == "autoscaling/v1" { "autoscaling/v2" } else { version };
        Self::all().find(|known| known.name == kind && known.api_version() == version)
    }

    /// Returns the kind for an argument such as `sts`, `StatefulSet`, `statefulsets.apps` or `statefulsets.v1.apps`.
    pub fn of_argument(argument: &str) -> Option<&'static Self> {
        let (resource, group) = argument.split_once('.').unwrap_or((argument, ""));
        let group = match group.split_once('.') {
            Some((version, group)) if version.starts_with('v') => group,
            _ => group,
        };
        let lower = resource.to_ascii_lowercase();
        let is = |kind: &&Self| {
            let called = lower == kind.singular
                || lower == kind.plural
                || kind.short_names().any(|short| short == resource);
            called && kind.group.starts_with(group)
        };
        Self::all().find(is)
    }

    /// Returns every kind. Of two kinds with one name, the one that kubectl prefers comes first.
    pub fn all() -> impl Iterator<Item = &'static Self> {
        let named = [&STATEFUL_SET, &POD, &SERVICE_KIND, &CLAIM, &REVISION, &EVENT];
        named.into_iter().chain(&STORED).chain(&catalog::OTHERS)
    }

    /// Returns its short names.
    pub fn short_names(&self) -> impl Iterator<Item = &'static str> {
        self.short.split(',').filter(|short| !short.is_empty())
    }

    /// `statefulset.apps`, `pod`.
    pub fn dotted(&self) -> String {
        join(self.singular, self.group)
    }

    /// `statefulsets.apps`, `pods`.
    pub fn resource(&self) -> String {
        join(self.plural, self.group)
    }

    /// `StatefulSet.apps`.
    pub fn qualified(&self) -> String {
        join(self.name, self.group)
    }

    /// `apps/v1`, `v1`.
    pub fn api_version(&self) -> String {
        if self.group.is_empty() {
            self.version.to_owned()
        } else {
            format!("{}/{}", self.group, self.version)
        }
    }

    /// `statefulset.apps/web`.
    pub fn slashed(&self, name: &str) -> String {
        format!("{}/{name}", self.dotted())
    }

    /// `StatefulSet in version "v1" cannot be handled as a StatefulSet: …`.
    pub fn cannot_be_handled(&self, error: FieldError) -> Failure {
        let (kind, version) = (self.name, self.version);
        let message = format!(
            "{kind} in version \"{version}\" cannot be handled as a {kind}: {}",
            error.message
        );
        Failure::Status { reason: "BadRequest", message, path: error.path }
    }
}

fn join(name: &str, group: &str) -> String {
    if group.is_empty() { name.to_owned() } else { format!("{name}.{group}") }
}

/// Strips `status` and server-set metadata from a document, and sorts its keys.
///
/// Keeps the namespace, which the caller sets for namespaced kinds.
pub fn own_metadata(document: &mut Value) {
    document.remove("status");
    let metadata = document.entry("metadata");
    for name in
        ["creationTimestamp", "generation", "managedFields", "resourceVersion", "selfLink", "uid"]
    {
        metadata.remove(name);
    }
    document.sort();
}

/// Adds the label and the finalizer that the API server gives to every namespace.
pub fn complete_namespace(document: &mut Value) {
    let name = document.text_at(&["metadata", "name"]).to_owned();
    *document.entry_at(&["metadata", "labels", "kubernetes.io/metadata.name"]) =
        Value::String(name);
    *document.entry_at(&["spec", "finalizers"]) = Value::List(vec![Value::string("kubernetes")]);
    document.sort();
}

/// Kinds are equal if name and group are.
impl PartialEq for Kind {
    fn eq(&self, other: &Self) -> bool {
        (self.name, self.group) == (other.name, other.group)
    }
}

impl Eq for Kind {}

impl std::fmt::Debug for Kind {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.name)
    }
}
