//! The objects that a command is about: by name, by label, all of a kind; how they are changed, and what is said of it.

use std::time::Duration;

use rollout_engine::api::{Claim, ClaimName, Uid};
use rollout_engine::cluster::SetId;
use rollout_engine::command::{Cascade, Command};

use super::flags::Invocation;
use super::{manifests, targets};
use crate::print::{Output, Scene, Sought, edit_of};
use crate::process::{Step, World};
use crate::selector::{Selector, matches_spec};
use crate::server::kind::{Kind, own_metadata};
use crate::server::{Failure, FieldError, Request, UnknownFields, Written, update};
use crate::value::{Value, quoted};

/// An object, and where the engine has it.
#[derive(Clone, Debug)]
pub(super) struct Object {
    pub(super) kind: &'static Kind,
    /// Empty where the kind has none.
    pub(super) namespace: String,
    pub(super) name: String,
    /// As the API server gives it.
    pub(super) document: Value,
    pub(super) place: Place,
}

/// Where the engine has an object.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Place {
    Set(SetId, Uid),
    Pod(SetId, u32, Uid),
    Claim(SetId, ClaimName, Uid),
    Namespace,
    /// Kept and not acted upon.
    Stored,
    /// Made up from something else, so that nobody can change it here.
    Derived,
}

/// Behind this kubectl prints where the two objects differ in Go's own words, which this playground does not have.
const POD_IS_FIXED: &str = "Forbidden: pod updates may not change fields other than `spec.containers[*].image`,`spec.initContainers[*].image`,`spec.activeDeadlineSeconds`,`spec.tolerations` (only additions to existing tolerations),`spec.terminationGracePeriodSeconds` (allow it to be set to 1 if it was previously negative)";

/// What a command found.
pub(super) struct Found {
    pub(super) objects: Vec<Object>,
    pub(super) failures: Vec<Failure>,
    /// Whether it asked by name, and not for all that there are.
    pub(super) by_name: bool,
}

/// What a kind without a name stands for.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Nameless {
    /// All of its objects.
    All,
    /// Nothing: `--all` or `-l` must say so.
    Refused,
}

/// The objects that the arguments, `-l`, `--all` and `-f` name.
///
/// # Errors
///
/// The arguments are wrong. Objects that are missing are failures beside those that were found.
pub(super) fn named(
    invocation: &Invocation,
    nameless: Nameless,
    arguments: &[String],
    world: &World<'_>,
) -> Result<Found, Failure> {
    let mut found = Found { objects: Vec::new(), failures: Vec::new(), by_name: true };
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

/// The objects that manifests name.
fn from_files(
    invocation: &Invocation,
    found: &mut Found,
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

/// The object of this name.
///
/// # Errors
///
/// There is none.
pub(super) fn find(
    invocation: &Invocation,
    kind: &'static Kind,
    name: &str,
    world: &World<'_>,
) -> Result<Object, Failure> {
    existing(kind, invocation.namespace(), name, world)
        .ok_or_else(|| Failure::not_found(kind, name))
}

/// The object of this name, if there is one; `namespace` counts only where the kind has them.
pub(super) fn existing(
    kind: &'static Kind,
    namespace: &str,
    name: &str,
    world: &World<'_>,
) -> Option<Object> {
    let sought = Sought { namespace: Some(namespace), name: &|known| known == name };
    let found = documents(kind, world, &sought).into_iter().next();
    found.map(|document| object(kind, document, world))
}

/// The objects of a kind with such labels, ordered as the storage is.
fn all(
    kind: &'static Kind,
    namespace: Option<&str>,
    selector: &Selector,
    world: &World<'_>,
) -> Vec<Object> {
    let has = |document: &Value| {
        let labels = document.at(&["metadata", "labels"]);
        selector.matches(|key| labels?.get(key)?.as_str())
    };
    let documents = documents(kind, world, &Sought { namespace, name: &|_| true });
    documents.into_iter().filter(has).map(|document| object(kind, document, world)).collect()
}

/// The objects of a kind that are sought, as the API server gives them.
pub(super) fn documents(kind: &Kind, world: &World<'_>, sought: &Sought<'_>) -> Vec<Value> {
    Scene::of(world).documents(kind, sought)
}

/// An object that the engine does not act on, or a namespace, as it is stored.
pub(super) fn stored(kind: &Kind, namespace: &str, name: &str, world: &World<'_>) -> Option<Value> {
    if !kind.is_namespace() {
        let object = world.cluster.object(&kind.key(namespace, name))?;
        return Some(crate::server::stored(&object.document));
    }
    if let Some(namespace) = world.cluster.namespace(name) {
        return Some(crate::server::stored(&namespace.document));
    }
    // A built-in namespace that nobody wrote to is stored as it is shown, without what the server adds to it.
    let sought = Sought { namespace: None, name: &|known| known == name };
    let mut shown = documents(kind, world, &sought).into_iter().next()?;
    own_metadata(&mut shown);
    Some(shown)
}

fn object(kind: &'static Kind, document: Value, world: &World<'_>) -> Object {
    let of = |key| document.text_at(&["metadata", key]).to_owned();
    let (namespace, name) = (of("namespace"), of("name"));
    let place = place(kind, &namespace, &name, world);
    Object { kind, namespace, name, document, place }
}

fn place(kind: &Kind, namespace: &str, name: &str, world: &World<'_>) -> Place {
    let place = match kind.name {
        "StatefulSet" => {
            world.cluster.find_set(namespace, name).map(|(id, owned)| Place::Set(id, owned.set.uid))
        }
        "Pod" => world
            .cluster
            .find_pod(namespace, name)
            .map(|(id, pod)| Place::Pod(id, pod.ordinal, pod.uid)),
        "PersistentVolumeClaim" => world.cluster.names_in(namespace).find_map(|(id, owned)| {
            let called = |(claim, _): &(&ClaimName, &Claim)| {
                name == format!("{}-{}-{}", claim.template, owned.set.name, claim.ordinal)
            };
            let (claim, found) = owned.claims.iter().find(called)?;
            Some(Place::Claim(id, claim.clone(), found.uid))
        }),
        "Namespace" => Some(Place::Namespace),
        _ => world.cluster.object(&kind.key(namespace, name)).map(|_| Place::Stored),
    };
    place.unwrap_or(Place::Derived)
}

impl Object {
    /// `statefulset.apps/web`.
    pub(super) fn slashed(&self) -> String {
        self.kind.slashed(&self.name)
    }

    /// What names it to kubectl: `statefulset.apps/web`, and its namespace where that is not `default`.
    pub(super) fn as_arguments(&self) -> String {
        match self.namespace.as_str() {
            "" | "default" => self.slashed(),
            namespace => format!("{} -n {namespace}", self.slashed()),
        }
    }

    /// The object as it is stored, without what the server and the engine add.
    pub(super) fn stored(&self, world: &World<'_>) -> Value {
        let document = match &self.place {
            Place::Set(id, _) => {
                world.cluster.set(*id).map(|owned| crate::server::stored(&owned.set.document))
            }
            Place::Stored | Place::Namespace => {
                stored(self.kind, &self.namespace, &self.name, world)
            }
            _ => None,
        };
        document.unwrap_or_else(|| self.document.clone())
    }

    /// What the engine is to do so that the object is like this.
    ///
    /// # Errors
    ///
    /// The API server refuses it, or it is an object that nobody can change here.
    pub(super) fn update(
        &self,
        document: &Value,
        request: Request<'_>,
        world: &World<'_>,
    ) -> Result<Written, Failure> {
        let id = match self.place {
            Place::Set(id, _) => Some(id),
            Place::Stored | Place::Namespace => None,
            Place::Pod(..) => return self.update_pod(document, world),
            _ => {
                let message = format!("this playground cannot change {}", self.kind.plural);
                return Err(Failure::Plain(message));
            }
        };
        let current = self.stored(world);
        let place = (self.kind, id, &current);
        update(place, document, request, UnknownFields::Warn, world.release())
    }

    /// Of a pod, labels, annotations and images can be written, and little else.
    fn update_pod(&self, document: &Value, world: &World<'_>) -> Result<Written, Failure> {
        let nothing = Written::nothing(&self.name);
        let Place::Pod(set, ordinal, uid) = self.place else { return Ok(nothing) };
        let edit = edit_of(document);
        let mut same = document.clone();
        for list in ["containers", "initContainers"] {
            let before = self.document.at(&["spec", list]).map(Value::items).unwrap_or_default();
            if let Some(Value::List(containers)) = same.at_mut(&["spec", list]) {
                for (container, before) in containers.iter_mut().zip(before) {
                    *container.entry("image") = before.get("image").cloned().unwrap_or_default();
                }
            }
        }
        if same.get("spec").map(|spec| spec.clone().sorted()) != self.document.get("spec").cloned()
        {
            let causes = vec![FieldError::new("spec", POD_IS_FIXED)];
            return Err(Failure::invalid(self.kind, &self.document, causes));
        }
        if edit == edit_of(&self.document) {
            return Ok(nothing);
        }
        let is_selected = world.cluster.set(set).filter(|owned| owned.exists).is_none_or(|owned| {
            let set = crate::server::stored(&owned.set.document);
            matches_spec(set.at(&["spec", "selector"]), edit.get("labels"))
        });
        let document = edit.to_json().into();
        let command = Command::WritePod { set, ordinal, uid, is_selected, document };
        Ok(Written { command: Some(command), ..nothing })
    }

    /// What the engine is to do so that it goes.
    pub(super) fn delete(
        &self,
        cascade: Cascade,
        grace_period: Option<Duration>,
    ) -> Option<Command> {
        match &self.place {
            Place::Set(set, _) => Some(Command::DeleteStatefulSet { set: *set, cascade }),
            Place::Pod(set, ordinal, uid) => {
                Some(Command::DeletePod { set: *set, ordinal: *ordinal, uid: *uid, grace_period })
            }
            Place::Claim(set, name, _) => {
                Some(Command::DeleteClaim { set: *set, name: name.clone() })
            }
            Place::Namespace => Some(Command::DeleteNamespace { name: self.name.as_str().into() }),
            Place::Stored => {
                Some(Command::DeleteObject { key: self.kind.key(&self.namespace, &self.name) })
            }
            Place::Derived => None,
        }
    }

    /// Whether this very object is still there.
    pub(super) fn is_there(&self, world: &World<'_>) -> bool {
        let of = |id: &SetId| world.cluster.set(*id);
        match &self.place {
            Place::Set(id, uid) => {
                of(id).is_some_and(|owned| owned.exists && owned.set.uid == *uid)
            }
            Place::Pod(id, ordinal, uid) => {
                of(id).and_then(|owned| owned.pods.get(*ordinal)).is_some_and(|pod| pod.uid == *uid)
            }
            Place::Claim(id, name, uid) => of(id)
                .and_then(|owned| owned.claims.get(name))
                .is_some_and(|claim| claim.uid == *uid),
            Place::Namespace => world.cluster.has_namespace(&self.name),
            Place::Stored => {
                let key = self.kind.key(&self.namespace, &self.name);
                world.cluster.object(&key).is_some()
            }
            Place::Derived => true,
        }
    }
}

/// Says what was done to an object and asks the engine for it: `statefulset.apps/web scaled`, its name, or the object. `did` is said as
/// it is: see [`Invocation::did`].
pub(super) fn finish(
    invocation: &Invocation,
    object: &Object,
    written: Written,
    did: &str,
    world: &World<'_>,
    step: &mut Step,
) -> Result<(), Failure> {
    written.warnings.iter().for_each(|warning| step.err(format!("Warning: {warning}\n")));
    let shown = match &written.command {
        Some(command) => after(&object.document, command),
        None => object.document.clone(),
    };
    tell(invocation, object, &shown, did, world, step)?;
    if invocation.dry_run().is_none() {
        step.commands.extend(written.command);
    }
    Ok(())
}

/// Prints what `-o` asks for.
pub(super) fn tell(
    invocation: &Invocation,
    object: &Object,
    shown: &Value,
    did: &str,
    world: &World<'_>,
    step: &mut Step,
) -> Result<(), Failure> {
    let output = invocation.output(world.release())?;
    step.out(match output {
        Output::Table | Output::Wide => format!("{} {did}\n", object.slashed()),
        Output::Name => format!("{}\n", object.slashed()),
        output => output.document(shown).map_err(Failure::Plain)?,
    });
    Ok(())
}

/// An object as the server answers once it is written; `before` is `null` if there was none.
pub(super) fn after(before: &Value, command: &Command) -> Value {
    let document = match command {
        Command::CreateStatefulSet { document, .. }
        | Command::UpdateStatefulSet { document, .. }
        | Command::WriteObject { document, .. }
        | Command::WriteNamespace { document, .. } => document,
        _ => return before.clone(),
    };
    let written = crate::server::stored(document);
    let metadata = before.get("metadata").cloned();
    let mut shown = written.clone();
    if let Some(status) = before.get("status") {
        *shown.entry("status") = status.clone();
    }
    let Some(mut metadata) = metadata else { return shown };
    for key in ["labels", "annotations"] {
        match written.at(&["metadata", key]) {
            Some(value) => *metadata.entry(key) = value.clone(),
            None => drop(metadata.remove(key)),
        }
    }
    let generation = metadata.get("generation").and_then(Value::as_int);
    if let (Command::UpdateStatefulSet { spec_changed: true, .. }, Some(generation)) =
        (command, generation)
    {
        *metadata.entry("generation") = Value::Int(generation + 1);
    }
    *shown.entry("metadata") = metadata;
    shown.sorted()
}
