//! The kinds of objects that this world knows, and how a person may call them.

mod catalog;

use rollout_engine::cluster::ObjectKey;

use super::failure::{Failure, FieldError};
use crate::schema::{CONFIG_MAP, SECRET, SERVICE, STATEFUL_SET as STATEFUL_SET_FIELDS, Struct};
use crate::value::Value;

/// A kind of object.
#[derive(Clone, Copy)]
pub(crate) struct Kind {
    /// `StatefulSet`.
    pub(crate) name: &'static str,
    /// `statefulset`.
    pub(crate) singular: &'static str,
    /// `statefulsets`.
    pub(crate) plural: &'static str,
    /// `sts`, or several with a comma between them; may be empty.
    pub(crate) short: &'static str,
    /// `apps`; empty for the core group.
    pub(crate) group: &'static str,
    /// `v1`.
    pub(crate) version: &'static str,
    /// Whether its objects belong to a namespace.
    pub(crate) namespaced: bool,
    /// Its fields, where they are checked; others are kept as written.
    pub(crate) schema: Option<&'static Struct>,
}

const fn core(
    name: &'static str,
    singular: &'static str,
    plural: &'static str,
    short: &'static str,
) -> Kind {
    Kind { name, singular, plural, short, group: "", version: "v1", namespaced: true, schema: None }
}

pub(crate) static STATEFUL_SET: Kind = Kind {
    group: "apps",
    schema: Some(&STATEFUL_SET_FIELDS),
    ..core("StatefulSet", "statefulset", "statefulsets", "sts")
};
pub(crate) static POD: Kind = core("Pod", "pod", "pods", "po");
pub(crate) static SERVICE_KIND: Kind =
    Kind { schema: Some(&SERVICE), ..core("Service", "service", "services", "svc") };

/// Kinds whose objects are stored and otherwise left alone.
static STORED: [Kind; 4] = [
    Kind { schema: Some(&CONFIG_MAP), ..core("ConfigMap", "configmap", "configmaps", "cm") },
    Kind { schema: Some(&SECRET), ..core("Secret", "secret", "secrets", "") },
    core("ServiceAccount", "serviceaccount", "serviceaccounts", "sa"),
    Kind {
        group: "policy",
        ..core("PodDisruptionBudget", "poddisruptionbudget", "poddisruptionbudgets", "pdb")
    },
];

pub(crate) use catalog::{CLAIM, EVENT, NAMESPACE, REVISION};

impl Kind {
    pub(crate) fn is_stateful_set(&self) -> bool {
        self.name == STATEFUL_SET.name
    }

    /// Whether a cluster would run pods for such an object, and this one does not.
    pub(crate) fn runs_pods(&self) -> bool {
        let kinds =
            ["Deployment", "DaemonSet", "ReplicaSet", "ReplicationController", "Job", "CronJob"];
        kinds.contains(&self.name)
    }

    pub(crate) fn is_namespace(&self) -> bool {
        self.name == NAMESPACE.name
    }

    /// What tells an object of this kind from others in the engine; `namespace` counts only where the kind has them.
    pub(crate) fn key(&self, namespace: &str, name: &str) -> ObjectKey {
        let namespace = if self.namespaced { namespace } else { "" };
        ObjectKey { kind: self.name.into(), namespace: namespace.into(), name: name.into() }
    }

    pub(crate) fn is_pod(&self) -> bool {
        self.name == POD.name
    }

    /// The kind of a manifest's object; autoscalers are served in two versions.
    pub(crate) fn of_object(object: &Value) -> Option<&'static Self> {
        let (version, kind) = (object.text_at(&["apiVersion"]), object.text_at(&["kind"]));
        let version = if version == "autoscaling/v1" { "autoscaling/v2" } else { version };
        Self::all().find(|known| known.name == kind && known.api_version() == version)
    }

    /// The kind that a person means by `sts`, `StatefulSet`, `statefulsets.apps` or `statefulsets.v1.apps`.
    pub(crate) fn of_argument(argument: &str) -> Option<&'static Self> {
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

    /// Every kind of the cluster; where two have one name, the one that kubectl means first.
    pub(crate) fn all() -> impl Iterator<Item = &'static Self> {
        let named = [&STATEFUL_SET, &POD, &SERVICE_KIND, &CLAIM, &REVISION, &EVENT];
        named.into_iter().chain(&STORED).chain(&catalog::OTHERS)
    }

    /// Its short names.
    pub(crate) fn short_names(&self) -> impl Iterator<Item = &'static str> {
        self.short.split(',').filter(|short| !short.is_empty())
    }

    /// `statefulset.apps`, `pod`.
    pub(crate) fn dotted(&self) -> String {
        join(self.singular, self.group)
    }

    /// `statefulsets.apps`, `pods`.
    pub(crate) fn resource(&self) -> String {
        join(self.plural, self.group)
    }

    /// `StatefulSet.apps`.
    pub(crate) fn qualified(&self) -> String {
        join(self.name, self.group)
    }

    /// `apps/v1`, `v1`.
    pub(crate) fn api_version(&self) -> String {
        if self.group.is_empty() {
            self.version.to_owned()
        } else {
            format!("{}/{}", self.group, self.version)
        }
    }

    /// `statefulset.apps/web`.
    pub(crate) fn slashed(&self, name: &str) -> String {
        format!("{}/{name}", self.dotted())
    }

    /// `StatefulSet in version "v1" cannot be handled as a StatefulSet: …`.
    pub(crate) fn cannot_be_handled(&self, error: FieldError) -> Failure {
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

/// Leaves in `metadata` what a person owns and takes away `status`; the rest is the server's, or the engine's.
///
/// The namespace stays as it is: whoever sends an object of a namespaced kind gives it one.
pub(crate) fn own_metadata(document: &mut Value) {
    document.remove("status");
    let metadata = document.entry("metadata");
    for name in
        ["creationTimestamp", "generation", "managedFields", "resourceVersion", "selfLink", "uid"]
    {
        metadata.remove(name);
    }
    document.sort();
}

/// Adds what the API server gives to every namespace: its name as a label, and its finalizer.
pub(crate) fn complete_namespace(document: &mut Value) {
    let name = document.text_at(&["metadata", "name"]).to_owned();
    *document.entry_at(&["metadata", "labels", "kubernetes.io/metadata.name"]) =
        Value::String(name);
    *document.entry_at(&["spec", "finalizers"]) = Value::List(vec![Value::string("kubernetes")]);
    document.sort();
}

/// A kind is known by its name and group.
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
