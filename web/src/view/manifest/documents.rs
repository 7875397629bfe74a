//! The documents of a file: its StatefulSets and which of them is drawn, and the objects and fields that are not
//! simulated.

use std::fmt::Write as _;

use apiserver::value::Value;
use scenario::ManifestDocument;

use super::kept;
use crate::state::{AppState, Reading};
use crate::text::{Key, Text};
use crate::view::{drawn, text};

/// Limit on named objects of one kind. More of them are counted.
const NAMES_MAX: usize = 3;
/// Limit on named fields that are not simulated. The rest is counted.
const FIELDS_MAX: usize = 8;

/// The documents of a file with several documents, or with something that is not simulated.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Documents {
    /// `7 documents. One StatefulSet is drawn.` Empty for a single object.
    pub says: String,
    /// The StatefulSets. Empty for a single object.
    pub sets: Vec<SetRow>,
    /// Other objects that are kept.
    pub kept: String,
    /// Objects that run pods in a cluster and not here, and fields of the set that change nothing here.
    pub ignored: String,
}

/// A StatefulSet of the file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SetRow {
    /// Its name.
    pub name: String,
    /// Its namespace and name: `argocd/redis`.
    pub qualified: String,
    /// `3 replicas, line 41`.
    pub says: String,
    /// Whether it is drawn.
    pub drawn: bool,
}

/// Kinds that run pods in a cluster and not here.
const RUN_PODS: [&str; 7] =
    ["Deployment", "DaemonSet", "ReplicaSet", "ReplicationController", "Job", "CronJob", "Pod"];

/// Returns the documents of a text. `None` if it has one object and all of it is simulated.
pub fn documents(state: &AppState, reading: &Reading) -> Option<Documents> {
    let text = text(state);
    // A text from elsewhere is not in the cluster: nothing of it is drawn, even if a name is the same.
    let (says, drawn) = match state.drafts.brought {
        true => (Key::DocumentsBrought, None),
        false => (Key::DocumentsSay, drawn(state)),
    };
    let drawn = drawn.map(|it| qualified(&it.history.namespace, &it.history.name));
    let count = reading.found.objects().count();
    let mut documents = Documents::default();
    if count > 1 {
        documents.says = text.say(says, &[("documents", &count)]);
        documents.sets = sets(state, drawn.as_deref(), reading);
    }
    let (mut others, mut ignored) = (NamesByKind::default(), NamesByKind::default());
    for (_, object) in reading.found.objects() {
        let (kind, name) = (object.text_at(&["kind"]), object.text_at(&["metadata", "name"]));
        match kind {
            "StatefulSet" => {}
            _ if RUN_PODS.contains(&kind) => ignored.add(kind, name),
            _ => others.add(kind, name),
        }
    }
    documents.kept = others.say();
    let fields = fields(text, reading);
    let parts = [ignored.say(), fields].into_iter().filter(|part| !part.is_empty());
    documents.ignored = parts.collect::<Vec<_>>().join(", ");
    (documents != Documents::default()).then_some(documents)
}

/// Returns the name by which a set is chosen: `argocd/redis`.
fn qualified(namespace: &str, name: &str) -> String {
    format!("{namespace}/{name}")
}

fn sets(state: &AppState, drawn: Option<&str>, reading: &Reading) -> Vec<SetRow> {
    let context = state.run.trace.namespace_at(state.place.at);
    let row = |(document, set): (&ManifestDocument, &Value)| {
        let replicas = set.at(&["spec", "replicas"]).and_then(|value| value.as_int());
        let counts: [(&str, &dyn std::fmt::Display); 2] =
            [("replicas", &replicas.unwrap_or(1)), ("line", &document.line)];
        let name = set.text_at(&["metadata", "name"]);
        let namespace = match set.text_at(&["metadata", "namespace"]) {
            "" => context,
            namespace => namespace,
        };
        let qualified = qualified(namespace, name);
        SetRow {
            says: text(state).say(Key::SetRow, &counts),
            drawn: drawn == Some(&*qualified),
            qualified,
            name: name.to_owned(),
        }
    };
    reading.found.sets().map(row).collect()
}

/// Returns the names of the fields that change nothing here.
fn fields(text: &Text, reading: &Reading) -> String {
    let mut keys = kept::not_simulated(reading.found.sets().map(|(_, set)| set));
    let more = keys.len().saturating_sub(FIELDS_MAX);
    keys.truncate(FIELDS_MAX);
    let mut says = keys.join(", ");
    if more > 0 {
        let _ = write!(says, " {}", text.say(Key::AndMore, &[("more", &more)]));
    }
    says
}

/// Names of objects by kind, in the order in which the kinds first occur.
#[derive(Default)]
struct NamesByKind<'a>(Vec<(&'a str, Vec<&'a str>)>);

impl<'a> NamesByKind<'a> {
    fn add(&mut self, kind: &'a str, name: &'a str) {
        match self.0.iter_mut().find(|(known, _)| *known == kind) {
            Some((_, names)) => names.push(name),
            None => self.0.push((kind, vec![name])),
        }
    }

    /// Returns the objects in words: `Service/db, Service/cache, 9 × ConfigMap`.
    fn say(&self) -> String {
        let says = |(kind, names): &(&str, Vec<&str>)| match names.len() {
            count if count > NAMES_MAX => format!("{count} × {kind}"),
            _ => names.iter().map(|name| format!("{kind}/{name}")).collect::<Vec<_>>().join(", "),
        };
        self.0.iter().map(says).collect::<Vec<_>>().join(", ")
    }
}
