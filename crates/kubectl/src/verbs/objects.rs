//! Finds the objects of a command, by name, label or kind.
//!
//! Arguments are parsed in [`super::targets`], files are read in [`super::manifests`], and objects are updated and
//! deleted in `change`.

mod change;

use rollout_engine::api::{Claim, ClaimName, NodeId, Uid};
use rollout_engine::cluster::SetId;

use super::flags::Invocation;
use super::{manifests, targets};
use crate::world::World;
use apiserver::Failure;
use apiserver::kind::{Kind, own_metadata};
use apiserver::list::Sought;
use apiserver::selector::Selector;
use apiserver::value::{Value, quoted};

pub(super) use change::{after, finish};

/// An object of the cluster, with what identifies it in the engine.
#[derive(Clone, Debug)]
pub(super) struct LiveObject {
    pub(super) kind: &'static Kind,
    /// Empty for a cluster-scoped kind.
    pub(super) namespace: String,
    pub(super) name: String,
    /// The object as the API server returns it.
    pub(super) document: Value,
    pub(super) id: ObjectId,
}

/// ObjectId of an object in the engine.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum ObjectId {
    Set(SetId, Uid),
    Pod(SetId, u32, Uid),
    Claim(SetId, ClaimName, Uid),
    Namespace,
    Node(NodeId),
    /// Stored; no controller acts on it.
    Stored,
    /// Derived from other objects, so it cannot be changed here.
    Derived,
}

/// The objects that a command selects.
pub(super) struct Selection {
    pub(super) objects: Vec<LiveObject>,
    pub(super) failures: Vec<Failure>,
    /// Whether objects were named; otherwise all of a kind were requested.
    pub(super) by_name: bool,
}

/// Meaning of a kind without a name.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Nameless {
    /// All of its objects.
    All,
    /// An error, unless `--all` or `-l` is set.
    Refused,
}

/// Returns the objects that the arguments, `-l`, `--all` and `-f` select.
///
/// # Errors
///
/// The arguments are wrong. Missing objects are [`Selection::failures`].
pub(super) fn named(
    invocation: &Invocation,
    nameless: Nameless,
    arguments: &[String],
    world: &World<'_>,
) -> Result<Selection, Failure> {
    let mut found = Selection { objects: Vec::new(), failures: Vec::new(), by_name: true };
    if invocation.value("filename").is_some() {
        from_files(invocation, &mut found, world)?;
        if arguments.is_empty() {
            return Ok(found);
        }
    }
    let selects = invocation.is_on("all") || invocation.value("selector").is_some();
    for target in targets::read(arguments)? {
        match target.name {
            Some(_) if selects => {
                let message = "name cannot be provided when a selector is specified";
                return Err(Failure::Plain(message.to_owned()));
            }
            Some(name) => match find(invocation, target.kind, &name, world) {
                Ok(object) => found.objects.push(object),
                Err(failure) => found.failures.push(failure),
            },
            None if selects || nameless == Nameless::All => {
                let selector = targets::selector(invocation, target.kind)?;
                found.by_name = false;
                let namespace = invocation.scope();
                found.objects.extend(all(target.kind, namespace, &selector, world));
            }
            None => {
                let message = "resource(s) were provided, but no name was specified";
                return Err(Failure::Plain(message.to_owned()));
            }
        }
    }
    Ok(found)
}

/// Adds the objects that manifests name.
fn from_files(
    invocation: &Invocation,
    found: &mut Selection,
    world: &World<'_>,
) -> Result<(), Failure> {
    let read = manifests::read(invocation, world)?;
    found.failures.extend(read.failures);
    for manifest in &read.objects {
        let kind = manifests::kind_of(manifest)?;
        let [namespace, name] =
            ["namespace", "name"].map(|key| manifest.value.text_at(&["metadata", key]));
        let live = existing(kind, namespace, name, world);
        match live.ok_or_else(|| Failure::not_found(kind, name)) {
            Ok(object) => found.objects.push(object),
            Err(failure) if invocation.verb.words == "delete" => {
                found
                    .failures
                    .push(failure.when(&format!("deleting {}", quoted(&manifest.source))));
            }
            Err(failure) => found.failures.push(failure),
        }
    }
    Ok(())
}

/// Returns the object with this name.
///
/// # Errors
///
/// It does not exist.
pub(super) fn find(
    invocation: &Invocation,
    kind: &'static Kind,
    name: &str,
    world: &World<'_>,
) -> Result<LiveObject, Failure> {
    existing(kind, invocation.namespace(), name, world)
        .ok_or_else(|| Failure::not_found(kind, name))
}

/// Returns the object with this name. Ignores `namespace` for a cluster-scoped kind.
pub(super) fn existing(
    kind: &'static Kind,
    namespace: &str,
    name: &str,
    world: &World<'_>,
) -> Option<LiveObject> {
    let sought = Sought { namespace: Some(namespace), name: &|known| known == name };
    let found = documents(kind, world, &sought).into_iter().next();
    found.map(|document| object(kind, document, world))
}

/// Returns the objects of a kind with matching labels, in the order of storage.
fn all(
    kind: &'static Kind,
    namespace: Option<&str>,
    selector: &Selector,
    world: &World<'_>,
) -> Vec<LiveObject> {
    let has = |document: &Value| {
        let labels = document.at(&["metadata", "labels"]);
        selector.matches(|key| labels?.get(key)?.as_str())
    };
    let documents = documents(kind, world, &Sought { namespace, name: &|_| true });
    documents.into_iter().filter(has).map(|document| object(kind, document, world)).collect()
}

/// Returns the selected objects of a kind, as the API server returns them.
pub(super) fn documents(kind: &Kind, world: &World<'_>, sought: &Sought<'_>) -> Vec<Value> {
    world.scene().documents(kind, sought)
}

/// Returns the stored document of a namespace, or of an object that no controller acts on.
pub(super) fn stored(kind: &Kind, namespace: &str, name: &str, world: &World<'_>) -> Option<Value> {
    if !kind.is_namespace() {
        let object = world.cluster.object(&kind.key(namespace, name))?;
        return Some(apiserver::stored(&object.document));
    }
    if let Some(namespace) = world.cluster.namespace(name) {
        return Some(apiserver::stored(&namespace.document));
    }
    // A built-in namespace that nobody changed has no stored document: it is as printed, without server-set metadata.
    let sought = Sought { namespace: None, name: &|known| known == name };
    let mut shown = documents(kind, world, &sought).into_iter().next()?;
    own_metadata(&mut shown);
    Some(shown)
}

fn object(kind: &'static Kind, document: Value, world: &World<'_>) -> LiveObject {
    let of = |key| document.text_at(&["metadata", key]).to_owned();
    let (namespace, name) = (of("namespace"), of("name"));
    let id = id_of(kind, &namespace, &name, world);
    LiveObject { kind, namespace, name, document, id }
}

fn id_of(kind: &Kind, namespace: &str, name: &str, world: &World<'_>) -> ObjectId {
    let id = match kind.name {
        "StatefulSet" => world
            .cluster
            .find_set(namespace, name)
            .map(|(id, owned)| ObjectId::Set(id, owned.set.uid)),
        "Pod" => world
            .cluster
            .find_pod(namespace, name)
            .map(|(id, pod)| ObjectId::Pod(id, pod.ordinal, pod.uid)),
        "PersistentVolumeClaim" => world.cluster.names_in(namespace).find_map(|(id, owned)| {
            let called = |(claim, _): &(&ClaimName, &Claim)| {
                name == format!("{}-{}-{}", claim.template, owned.set.name, claim.ordinal)
            };
            let (claim, found) = owned.claims.iter().find(called)?;
            Some(ObjectId::Claim(id, claim.clone(), found.uid))
        }),
        "Namespace" => Some(ObjectId::Namespace),
        "Node" => NodeId::named(name).map(ObjectId::Node),
        _ => world.cluster.object(&kind.key(namespace, name)).map(|_| ObjectId::Stored),
    };
    id.unwrap_or(ObjectId::Derived)
}

impl LiveObject {
    /// `statefulset.apps/web`.
    pub(super) fn slashed(&self) -> String {
        self.kind.slashed(&self.name)
    }

    /// Returns the arguments that name it: `statefulset.apps/web`, with `-n` unless the namespace is `default`.
    pub(super) fn as_arguments(&self) -> String {
        match self.namespace.as_str() {
            "" | "default" => self.slashed(),
            namespace => format!("{} -n {namespace}", self.slashed()),
        }
    }

    /// Returns the stored document, without what server and engine add.
    pub(super) fn stored(&self, world: &World<'_>) -> Value {
        let document = match &self.id {
            ObjectId::Set(id, _) => {
                world.cluster.set(*id).map(|owned| apiserver::stored(&owned.set.document))
            }
            ObjectId::Stored | ObjectId::Namespace => {
                stored(self.kind, &self.namespace, &self.name, world)
            }
            _ => None,
        };
        document.unwrap_or_else(|| self.document.clone())
    }

    /// Whether exactly this object still exists.
    pub(super) fn is_there(&self, world: &World<'_>) -> bool {
        let of = |id: &SetId| world.cluster.set(*id);
        match &self.id {
            ObjectId::Set(id, uid) => {
                of(id).is_some_and(|owned| owned.exists && owned.set.uid == *uid)
            }
            ObjectId::Pod(id, ordinal, uid) => {
                of(id).and_then(|owned| owned.pods.get(*ordinal)).is_some_and(|pod| pod.uid == *uid)
            }
            ObjectId::Claim(id, name, uid) => of(id)
                .and_then(|owned| owned.claims.get(name))
                .is_some_and(|claim| claim.uid == *uid),
            ObjectId::Namespace => world.cluster.has_namespace(&self.name),
            ObjectId::Stored => {
                let key = self.kind.key(&self.namespace, &self.name);
                world.cluster.object(&key).is_some()
            }
            ObjectId::Node(id) => world.cluster.node(*id).is_some_and(|node| !node.deleted),
            ObjectId::Derived => true,
        }
    }
}
