//! A cluster as `kubectl get … -o yaml` printed it, read into a [`Snapshot`] for the engine.
//!
//! Objects are taken as they are: statuses, revisions, owners, times. The latest time that is printed becomes the time of the
//! snapshot. What a set cannot be restored without is made up from what is there, and said in `notes`. [`paste`] finds the objects in a
//! text, [`kept`] takes from them what a rollout needs, [`plain`] the names, [`measured`] reads how long pods took to start, `pods` reads pods, `sets` sets
//! and revisions, `nodes` nodes; `uids` numbers the objects, `presumed` makes up the pods of a set that was printed alone. Not here: what was found, as data
//! ([`crate::found`]), and what the engine makes of it ([`rollout_engine::snapshot`]).

pub mod kept;
pub mod measured;
pub mod paste;
pub mod plain;

mod nodes;
mod pods;
mod presumed;
mod sets;
mod times;
mod uids;

use std::collections::BTreeMap;
use std::rc::Rc;

use rollout_engine::api::{Claim, ClaimName, Node, Uid};
use rollout_engine::cluster::StoredObject;
use rollout_engine::snapshot::{Owner, SetSnapshot, Snapshot};
use rollout_engine::time::SimTime;
use rollout_engine::version::Rules;

use crate::clock;
use crate::found::{Note, Tally};
use crate::kind::Kind;
use crate::release::Release;
use crate::value::Value;
use times::{Times, latest_in};
use uids::Numbers;

/// What was read.
#[derive(Clone, Debug, Default)]
pub struct Restored {
    /// The objects, their times counted from the time at which they are restored.
    pub snapshot: Snapshot,
    /// What was made up, left out or could not be read.
    pub notes: Vec<Note>,
}

/// Reads what `kubectl get` printed: a List, several documents, JSON or single objects. `at` is the time at which the cluster is restored;
/// `rules` are those of the release that it is restored in. `printed_at` is the time at which it was printed, as the API writes times:
/// without it, or if it is earlier, the latest time in the text.
///
/// # Errors
///
/// A sentence, if there is no StatefulSet in it.
pub fn read(
    text: &str,
    rules: &Rules,
    at: SimTime,
    printed_at: Option<&str>,
) -> Result<Restored, String> {
    let none = || "there is no StatefulSet in this file".to_owned();
    let pasted = paste::objects(text).map_err(|_| none())?;
    let mut found = Objects::default();
    let kept = kept::keep(&pasted.objects, &mut Tally::new());
    kept.iter().for_each(|object| found.add(object));
    pasted.objects.iter().for_each(|object| found.count_other(object));
    if pasted.unread > 0 {
        found.notes.push(Note::Unread(pasted.unread));
    }
    if found.sets.is_empty() {
        Err(none())
    } else {
        Ok(found.restored(rules, at, printed_at.and_then(clock::parse)))
    }
}

/// The latest time that the objects name, as they write it: the time at which they are restored. `None` if they name none.
pub fn printed_at(objects: &[Value]) -> Option<String> {
    let mut latest = None;
    objects.iter().for_each(|object| latest_in(object, &mut latest));
    latest.map(clock::rfc3339)
}

/// The objects that belong to a set among them, the budgets and the nodes.
pub fn of_sets(objects: &[Value]) -> Vec<Value> {
    let sets: Vec<&Value> =
        objects.iter().filter(|it| it.text_at(&["kind"]) == "StatefulSet").collect();
    let is_of_all =
        |object: &Value| ["PodDisruptionBudget", "Node"].contains(&object.text_at(&["kind"]));
    let is_used =
        |object: &&Value| is_of_all(object) || sets.iter().any(|set| plain::belongs(object, set));
    objects.iter().filter(is_used).cloned().collect()
}

/// Pods for which the scheduler finds no node: namespace, name, and what it says of the nodes (empty if that is not known).
pub fn unscheduled(objects: &[Value]) -> impl Iterator<Item = (&str, &str, &str)> {
    objects.iter().filter(|it| it.text_at(&["kind"]) == "Pod").filter_map(|pod| {
        let conditions = pod.at(&["status", "conditions"]).map(Value::items).unwrap_or_default();
        let held = conditions.iter().find(|it| it.text_at(&["reason"]) == "Unschedulable")?;
        Some((namespace(pod), name(pod), held.text_at(&["message"])))
    })
}

/// Kinds of the objects that are read.
pub const KINDS: [&str; 6] = [
    "StatefulSet",
    "Pod",
    "PersistentVolumeClaim",
    "ControllerRevision",
    "PodDisruptionBudget",
    "Node",
];

/// The objects of a text by kind, in their order.
#[derive(Default)]
struct Objects {
    sets: Vec<Value>,
    pods: Vec<Value>,
    claims: Vec<Value>,
    revisions: Vec<Value>,
    budgets: Vec<Value>,
    nodes: Vec<Value>,
    /// How many objects of other kinds there are.
    others: BTreeMap<String, usize>,
    notes: Vec<Note>,
}

impl Objects {
    fn add(&mut self, object: &Value) {
        let list = match object.text_at(&["kind"]) {
            "StatefulSet" => &mut self.sets,
            "Pod" => &mut self.pods,
            "PersistentVolumeClaim" => &mut self.claims,
            "ControllerRevision" => &mut self.revisions,
            "PodDisruptionBudget" => &mut self.budgets,
            "Node" => &mut self.nodes,
            _ => return,
        };
        list.push(object.clone());
    }

    fn count_other(&mut self, object: &Value) {
        let kind = object.text_at(&["kind"]);
        if !KINDS.contains(&kind) {
            *self.others.entry(kind.to_owned()).or_default() += 1;
        }
    }

    fn all(&self) -> impl Iterator<Item = &Value> + Clone {
        [&self.sets, &self.pods, &self.claims, &self.revisions, &self.nodes].into_iter().flatten()
    }

    fn restored(mut self, rules: &Rules, at: SimTime, printed_at: Option<SimTime>) -> Restored {
        let times = Times::of(self.all(), at, printed_at);
        let release = Release::of(rules);
        let mut notes = std::mem::take(&mut self.notes);
        let all = self.all().chain(&self.budgets);
        notes.extend(uids::shared(all.clone()));
        notes.extend(uids::of_others(all));
        let mut numbers = Numbers::default();
        let mut set = |set| self.set(set, (release, &times), &mut numbers, &mut notes);
        let sets: Vec<SetSnapshot> = self.sets.iter().map(&mut set).collect();
        let is_nobodys = |pod: &&Value| self.sets.iter().all(|set| !owns(set, pod));
        let mut nobodys = self.pods.iter().filter(is_nobodys);
        let first = nobodys.next().map(|pod| name(pod).to_owned());
        notes.extend(first.map(|first| Note::Nobodys(first, nobodys.count())));
        let others = self.others.iter().map(|(kind, count)| Note::LeftOut(kind.clone(), *count));
        notes.extend(others);
        let stored = |it| Some(StoredObject { uid: numbers.given(it), ..stored(it, &times)? });
        let objects = self.budgets.iter().filter_map(stored).collect();
        let node = |it| {
            let (id, node) = nodes::read(it, &times)?;
            Some((id, Rc::new(Node { uid: numbers.given(it), ..node })))
        };
        let nodes = self.nodes.iter().filter_map(node).collect();
        Restored { snapshot: Snapshot { sets, objects, nodes, uids: numbers.texts() }, notes }
    }

    fn set(
        &self,
        set: &Value,
        (release, times): (Release, &Times),
        numbers: &mut Numbers,
        notes: &mut Vec<Note>,
    ) -> SetSnapshot {
        let pods: Vec<&Value> = self.pods.iter().filter(|pod| owns(set, pod)).collect();
        let revisions = self.revisions.iter().filter(|revision| is_of(set, revision));
        let revisions: Vec<&Value> = revisions.collect();
        let claims: Vec<&Value> = self.claims.iter().collect();
        let mut read = sets::read(set, &revisions, &pods, release, times, notes);
        let uid = uids::of_set(set, pods.iter().chain(&revisions).chain(&claims).copied());
        read.set.uid = numbers.next(uid);
        for revision in &mut read.revisions {
            let called = format!("{}-{}", name(set), revision.hash);
            let object = revisions.iter().find(|it| name(it) == called);
            revision.uid = numbers.next(object.and_then(|it| uids::given(it.get("metadata"))));
        }
        let template = |hash| {
            let of = read.revisions.iter().find(|revision| revision.hash == hash);
            of.map_or_else(|| Rc::clone(&read.set.spec.template), |it| Rc::clone(&it.template))
        };
        let pod = |object: &&Value| {
            let mut found = pods::read(object, set, &template, times)?;
            found.pod.uid = numbers.of(object);
            Some(found)
        };
        read.pods = pods.iter().filter_map(pod).collect();
        let mut unread = pods.iter().filter(|pod| !pods::has_revision(pod, set));
        if let Some(first) = unread.next() {
            notes.push(Note::NoRevisionOf(name(first).to_owned(), unread.count()));
        }
        let owners =
            |pod: &Value| pod.at(&["metadata", "ownerReferences"]).map_or(0, |it| it.items().len());
        let mut shared = pods.iter().filter(|pod| owners(pod) > 1);
        if let Some(first) = shared.next() {
            notes.push(Note::TwoOwners(name(first).to_owned(), shared.count()));
        }
        if pods.is_empty() {
            read.pods = presumed::pods(&read.set, times.now);
            read.pods.iter_mut().for_each(|it| it.pod.uid = numbers.next(None));
        }
        if pods.is_empty() && !read.pods.is_empty() {
            let count = u32::try_from(read.pods.len()).unwrap_or(u32::MAX);
            notes.push(Note::NoPods(name(set).to_owned(), count));
        }
        let claim = |claim| {
            let (found, owners) = self::claim(claim, &read, times)?;
            Some((Claim { uid: numbers.of(claim), ..found }, owners))
        };
        let claims = claims.into_iter().filter_map(claim).collect();
        SetSnapshot { claims, ..read }
    }
}

fn name(object: &Value) -> &str {
    object.text_at(&["metadata", "name"])
}

fn namespace(object: &Value) -> &str {
    match object.text_at(&["metadata", "namespace"]) {
        "" => "default",
        namespace => namespace,
    }
}

/// Whether an object names the set as its owner.
fn is_of(set: &Value, object: &Value) -> bool {
    let owners = object.at(&["metadata", "ownerReferences"]).map(Value::items).unwrap_or_default();
    let is_it = |owner: &Value| {
        owner.text_at(&["kind"]) == "StatefulSet" && owner.text_at(&["name"]) == name(set)
    };
    namespace(set) == namespace(object) && owners.iter().any(is_it)
}

/// Whether a pod is the set's, or an orphan that bears its name.
fn owns(set: &Value, pod: &Value) -> bool {
    let has_owner =
        pod.at(&["metadata", "ownerReferences"]).is_some_and(|it| !it.items().is_empty());
    let bears_its_name =
        ordinal(name(pod), name(set)).is_some() && namespace(set) == namespace(pod);
    bears_its_name && (!has_owner || is_of(set, pod))
}

/// `web-3` of `web` is 3.
fn ordinal(pod: &str, set: &str) -> Option<u32> {
    let digits = pod.strip_prefix(set)?.strip_prefix('-')?;
    digits.bytes().all(|byte| byte.is_ascii_digit()).then(|| digits.parse().ok()).flatten()
}

fn claim(object: &Value, set: &SetSnapshot, times: &Times) -> Option<(Claim, Vec<Owner>)> {
    if namespace(object) != &*set.set.namespace {
        return None;
    }
    let template = |it: &&rollout_engine::api::ClaimTemplate| {
        let pod = name(object).strip_prefix(&*it.name).and_then(|rest| rest.strip_prefix('-'));
        pod.is_some_and(|pod| ordinal(pod, &set.set.name).is_some())
    };
    let template = set.set.spec.claim_templates.iter().find(template)?;
    let pod = name(object).strip_prefix(&*template.name)?.strip_prefix('-')?;
    let owners = object.at(&["metadata", "ownerReferences"]).map(Value::items).unwrap_or_default();
    let owner = |owner: &Value| match owner.text_at(&["kind"]) {
        "StatefulSet" => Some(Owner::Set),
        "Pod" => Some(Owner::Pod),
        _ => None,
    };
    let claim = Claim {
        name: ClaimName { ordinal: ordinal(pod, &set.set.name)?, template: template.name.clone() },
        uid: Uid(0),
        created_at: times.at(object, &["metadata", "creationTimestamp"])?,
        deletion_timestamp: times.at(object, &["metadata", "deletionTimestamp"]),
        owners: Vec::new(),
    };
    Some((claim, owners.iter().filter_map(owner).collect()))
}

/// An object that the engine keeps: without status and what the server has set.
fn stored(object: &Value, times: &Times) -> Option<StoredObject> {
    let kind = Kind::of_object(object)?;
    let mut document = object.clone();
    document.remove("status");
    let metadata = document.entry("metadata");
    for key in ["managedFields", "uid", "resourceVersion", "generation", "creationTimestamp"] {
        metadata.remove(key);
    }
    let document = document.sorted();
    Some(StoredObject {
        uid: None,
        policy: crate::policy::of(kind, &document),
        key: kind.key(namespace(object), name(object)),
        created_at: times.at(object, &["metadata", "creationTimestamp"]).unwrap_or_default(),
        document: document.to_json().into(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_made_up_or_left_out_is_said() {
        let set = "apiVersion: apps/v1\nkind: StatefulSet\nmetadata:\n  name: web\nspec: {}\nstatus:\n  currentRevision: web-5ddbd9db46\n";
        let secret = "apiVersion: v1\nkind: Secret\nmetadata:\n  name: s\n";
        let pod = "apiVersion: v1\nkind: Pod\nmetadata:\n  name: db-0\n";
        let text = format!("{set}---\n{secret}---\n{pod}");
        let restored = read(&text, &Rules::LATEST, SimTime::ZERO, None).expect("a set");
        let notes: Vec<String> = restored.notes.iter().map(Note::to_string).collect();
        assert_eq!(
            notes,
            [
                "web: ControllerRevisions are missing: older templates are known by their images alone",
                "db-0 belongs to no StatefulSet here: left out",
                "Secret (1): left out",
            ]
        );
        assert!(read(secret, &Rules::LATEST, SimTime::ZERO, None).is_err());
    }
}
