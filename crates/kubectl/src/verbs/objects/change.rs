//! Changes objects: the commands that update or delete one, and what kubectl prints of the result.
//!
//! Finding the objects is in [`super`]; checks and defaults are the API server's (crate `apiserver`).

use std::time::Duration;

use rollout_engine::api::{NodeId, Pod, RevisionHash};
use rollout_engine::cluster::Owned;
use rollout_engine::command::{Cascade, Command, NodeFault};

use super::{LiveObject, ObjectId};
use crate::print::Output;
use crate::verbs::flags::Invocation;
use crate::world::{Step, World};
use apiserver::document::edit_of;
use apiserver::selector::matches_spec;
use apiserver::value::Value;
use apiserver::{Failure, FieldError, Request, UnknownFields, Written, update};

impl LiveObject {
    /// Returns the command that makes the object equal to `document`.
    ///
    /// # Errors
    ///
    /// The API server rejects it, or the object cannot be changed here.
    pub(in crate::verbs) fn update(
        &self,
        document: &Value,
        request: Request<'_>,
        world: &World<'_>,
    ) -> Result<Written, Failure> {
        let id = match self.id {
            ObjectId::Set(id, _) => Some(id),
            ObjectId::Stored | ObjectId::Namespace => None,
            ObjectId::Pod(..) => return self.update_pod(document, world),
            ObjectId::Node(id) => return Ok(self.update_node(id, document, world)),
            _ => {
                let message = format!("this playground cannot change {}", self.kind.plural);
                return Err(Failure::Plain(message));
            }
        };
        let current = self.stored(world);
        let target = (self.kind, id, &current);
        update(target, document, request, UnknownFields::Warn, world.release())
    }

    /// Updates a node. Only its labels, annotations, taints and `unschedulable` can be changed.
    fn update_node(&self, id: NodeId, document: &Value, world: &World<'_>) -> Written {
        let nothing = Written::nothing(&self.name);
        let Some(before) = world.cluster.node(id) else { return nothing };
        let node = apiserver::document::node_of(id, document, before, world.release());
        let command = (node != *before).then(|| Command::WriteNode { id, node: node.into() });
        Written { command, ..nothing }
    }

    /// Updates a pod. Only its labels, annotations and images can be changed.
    fn update_pod(&self, document: &Value, world: &World<'_>) -> Result<Written, Failure> {
        let nothing = Written::nothing(&self.name);
        let ObjectId::Pod(set, ordinal, uid) = self.id else { return Ok(nothing) };
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
            let causes = vec![FieldError::new("spec", apiserver::POD_IS_FIXED)];
            return Err(Failure::invalid(self.kind, &self.document, causes));
        }
        if edit == edit_of(&self.document) {
            return Ok(nothing);
        }
        let is_selected = world.cluster.set(set).filter(|owned| owned.exists).is_none_or(|owned| {
            let set = apiserver::stored(&owned.set.document);
            matches_spec(set.at(&["spec", "selector"]), edit.get("labels"))
        });
        let owned = world.cluster.set(set);
        let pod = owned.and_then(|owned| Some((owned, owned.pods.get(ordinal)?)));
        let Some((owned, pod)) = pod else { return Ok(nothing) };
        let command = Command::WritePod {
            set,
            ordinal,
            uid,
            is_selected,
            revision: revision_in(&edit, owned, pod),
            repaired: repaired(&edit, owned, pod, world).map(|edit| edit.to_json().into()),
            document: edit.to_json().into(),
        };
        Ok(Written { command: Some(command), ..nothing })
    }

    /// Returns the command that deletes it; `None` if it cannot be deleted here.
    pub(in crate::verbs) fn delete(
        &self,
        cascade: Cascade,
        grace_period: Option<Duration>,
    ) -> Option<Command> {
        match &self.id {
            ObjectId::Set(set, _) => Some(Command::DeleteStatefulSet { set: *set, cascade }),
            ObjectId::Pod(set, ordinal, uid) => {
                Some(Command::DeletePod { set: *set, ordinal: *ordinal, uid: *uid, grace_period })
            }
            ObjectId::Claim(set, name, _) => {
                Some(Command::DeleteClaim { set: *set, name: name.clone() })
            }
            ObjectId::Namespace => {
                Some(Command::DeleteNamespace { name: self.name.as_str().into() })
            }
            ObjectId::Stored => {
                Some(Command::DeleteObject { key: self.kind.key(&self.namespace, &self.name) })
            }
            ObjectId::Node(node) => {
                Some(Command::NodeFault { node: *node, fault: NodeFault::IsDeleted })
            }
            ObjectId::Derived => None,
        }
    }
}

/// Returns the revision in a pod's label. A name that the set never had gives a hash that is none of the set's.
fn revision_in(edit: &Value, owned: &Owned, pod: &Pod) -> RevisionHash {
    let label = edit.text_at(&["labels", REVISION_LABEL]);
    let made_from = owned.made_from(pod);
    let known = owned.revisions.iter().map(|revision| revision.hash).chain([made_from]);
    let is_named = |hash: &RevisionHash| owned.revision_name(*hash) == label;
    known.into_iter().find(is_named).unwrap_or_else(|| RevisionHash::of(label, u32::MAX))
}

/// Returns an edit with the labels of the pod's identity, as the controller writes them (upstream `updateIdentity`).
/// `None` if they are correct.
fn repaired(edit: &Value, owned: &Owned, pod: &Pod, world: &World<'_>) -> Option<Value> {
    let mut wanted = vec![(NAME_LABEL, owned.pod_name(pod.ordinal))];
    if world.release().labels_pods_with_index() {
        wanted.push((INDEX_LABEL, pod.ordinal.to_string()));
    }
    let differs = |(label, value): &&(&str, String)| edit.text_at(&["labels", label]) != value;
    wanted.iter().find(differs)?;
    let mut repaired = edit.clone();
    for (label, value) in wanted {
        *repaired.entry_at(&["labels", label]) = Value::String(value);
    }
    Some(repaired.sorted())
}

const REVISION_LABEL: &str = "controller-revision-hash";
const NAME_LABEL: &str = "statefulset.kubernetes.io/pod-name";
const INDEX_LABEL: &str = "apps.kubernetes.io/pod-index";

/// Prints the result and adds the command: `statefulset.apps/web scaled`, the name, or the object. `did` is printed
/// unchanged; see [`Invocation::did`].
pub(in crate::verbs) fn finish(
    invocation: &Invocation,
    object: &LiveObject,
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

/// Prints the result in the format of `-o`.
fn tell(
    invocation: &Invocation,
    object: &LiveObject,
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

/// Returns an object as the server returns it after a write. `before` is `null` if it did not exist.
pub(in crate::verbs) fn after(before: &Value, command: &Command) -> Value {
    let document = match command {
        Command::CreateStatefulSet { document, .. }
        | Command::UpdateStatefulSet { document, .. }
        | Command::WriteObject { document, .. }
        | Command::WriteNamespace { document, .. } => document,
        _ => return before.clone(),
    };
    let written = apiserver::stored(document);
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
