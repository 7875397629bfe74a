//! What is kept of a pasted cluster: a white list of fields. All else is counted, and its values are dropped.
//!
//! Values of environment variables, arguments, commands, annotations, addresses and names of nodes never pass, nor what decides where a
//! new pod can go: the nodes are not in the paste. If two templates differ only in what was dropped, they must still be two revisions, so
//! each gets in an annotation the number of what it lost: not a digest, from which a short value could be guessed. What was kept once is kept again as it is. Not here: finding objects in a paste
//! ([`super::paste`]), and what they mean.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use crate::value::Value;

/// Annotation of a template: which of the different things were dropped that templates of this paste have, from 1.
const LEFT_OUT: &str = "playground/left-out";

/// What was dropped.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Dropped {
    /// Values of environment variables.
    EnvValue,
    /// Arguments and commands of containers and probes, one by one.
    Command,
    /// Annotations, apart from the next.
    Annotation,
    /// `kubectl.kubernetes.io/last-applied-configuration`.
    LastApplied,
    /// `metadata.managedFields`, one for each object that has it.
    ManagedFields,
    /// Addresses of pods.
    Address,
    /// Names of nodes, which are numbered instead.
    NodeName,
    /// What decides where a new pod can go: selectors, affinity, tolerations, requests, priority.
    Placement,
    /// Other fields of a template, on which no rollout depends: volumes, ports' names, security contexts.
    Field,
    /// Objects of a kind that is not read.
    Object,
}

/// How many of each were dropped.
pub type Tally = BTreeMap<Dropped, usize>;

/// Keeps of each object what the white list names. Objects of other kinds are left out.
pub fn keep(objects: &[Value], tally: &mut Tally) -> Vec<Value> {
    let nodes = foreign_nodes(objects);
    if !nodes.is_empty() {
        tally.insert(Dropped::NodeName, nodes.len());
    }
    let (mut kept, mut seen) = (Vec::new(), Vec::new());
    for object in objects {
        match keep_one(object, &nodes, tally, &mut seen) {
            Some(object) => kept.push(object),
            None => *tally.entry(Dropped::Object).or_default() += 1,
        }
    }
    kept
}

/// The names of all nodes, sorted, if one of them is not as this world names its nodes.
fn foreign_nodes(objects: &[Value]) -> Vec<String> {
    let pods = objects.iter().filter(|object| object.text_at(&["kind"]) == "Pod");
    let names: BTreeSet<&str> = pods
        .map(|pod| pod.text_at(&["spec", "nodeName"]))
        .filter(|name| !name.is_empty())
        .collect();
    let is_ours = names.iter().all(|name| super::pods::numbered(name).is_some());
    if is_ours { Vec::new() } else { names.into_iter().map(str::to_owned).collect() }
}

/// Keeps the parts of one object; `None` if its kind is not read.
fn keep_one(
    object: &Value,
    nodes: &[String],
    tally: &mut Tally,
    seen: &mut Vec<u64>,
) -> Option<Value> {
    let mut filter = Filter { tally, digest: FNV_OFFSET, seen };
    let mut kept = Value::map();
    for key in ["apiVersion", "kind"] {
        *kept.entry(key) = object.get(key)?.clone();
    }
    match object.text_at(&["kind"]) {
        "StatefulSet" => filter.set(object, &mut kept),
        "ControllerRevision" => {
            copy(object, &mut kept, &[], &["revision"]);
            let template = object.at(&["data", "spec", "template"]);
            if let Some(template) = template.map(|it| filter.template(it)) {
                *kept.entry_at(&["data", "spec", "template"]) = template;
            }
        }
        "Pod" => filter.pod(object, &mut kept, nodes),
        "PersistentVolumeClaim" => {
            copy(object, &mut kept, &["spec"], &CLAIM_SPEC);
            copy(object, &mut kept, &["status"], &["phase"]);
        }
        "PodDisruptionBudget" => copy(object, &mut kept, &["spec"], &BUDGET_SPEC),
        _ => return None, // Its kind is none of `super::KINDS`.
    }
    *kept.entry("metadata") = filter.metadata(object.get("metadata")?);
    Some(kept)
}

const LISTS: [&str; 2] = ["containers", "initContainers"];

const METADATA: [&str; 9] = [
    "creationTimestamp",
    "deletionGracePeriodSeconds",
    "deletionTimestamp",
    "finalizers",
    "generation",
    "labels",
    "name",
    "namespace",
    "uid",
];

/// Fields of a StatefulSet's spec that are simulated, apart from its template and its claim templates.
pub const SIMULATED_SPEC: [&str; 9] = [
    "minReadySeconds",
    "ordinals",
    "persistentVolumeClaimRetentionPolicy",
    "podManagementPolicy",
    "replicas",
    "revisionHistoryLimit",
    "selector",
    "serviceName",
    "updateStrategy",
];

const SET_STATUS: [&str; 10] = [
    "availableReplicas",
    "collisionCount",
    "conditions",
    "currentReplicas",
    "currentRevision",
    "observedGeneration",
    "readyReplicas",
    "replicas",
    "updateRevision",
    "updatedReplicas",
];

const POD_SPEC: [&str; 2] = ["restartPolicy", "terminationGracePeriodSeconds"];

/// Fields of a pod's spec that decide where it can go.
const PLACEMENT: [&str; 8] = [
    "affinity",
    "nodeName",
    "nodeSelector",
    "overhead",
    "priorityClassName",
    "schedulerName",
    "tolerations",
    "topologySpreadConstraints",
];

const CLAIM_SPEC: [&str; 4] = ["accessModes", "resources", "storageClassName", "volumeMode"];

const BUDGET_SPEC: [&str; 4] =
    ["maxUnavailable", "minAvailable", "selector", "unhealthyPodEvictionPolicy"];

const CONTAINER: [&str; 4] = ["image", "imagePullPolicy", "name", "restartPolicy"];

const PROBES: [&str; 3] = ["livenessProbe", "readinessProbe", "startupProbe"];

const PROBE: [&str; 8] = [
    "failureThreshold",
    "grpc",
    "initialDelaySeconds",
    "periodSeconds",
    "successThreshold",
    "tcpSocket",
    "terminationGracePeriodSeconds",
    "timeoutSeconds",
];

const CONTAINER_STATUS: [&str; 4] = ["name", "ready", "restartCount", "started"];

const STATE: [&str; 4] = ["exitCode", "finishedAt", "reason", "startedAt"];

const CONDITION: [&str; 4] = ["lastTransitionTime", "reason", "status", "type"];

const FNV_OFFSET: u64 = 0xcbf2_9ce4_8422_2325;

struct Filter<'a> {
    tally: &'a mut Tally,
    /// Digest of what the template of the object lost so far (FNV-1a).
    digest: u64,
    /// The digests of the templates so far.
    seen: &'a mut Vec<u64>,
}

/// Copies the listed keys of the map at a path.
fn copy(from: &Value, to: &mut Value, path: &[&str], keys: &[&str]) {
    for key in keys {
        if let Some(value) = from.at(path).and_then(|map| map.get(key)) {
            *to.entry_at(path).entry(key) = value.clone();
        }
    }
}

/// Copies the listed keys of each element of the list at a path.
fn copy_list(from: &Value, to: &mut Value, path: &[&str], keys: &[&str]) {
    let items = from.at(path).map(Value::items).unwrap_or_default();
    if !items.is_empty() {
        let kept = items.iter().map(|item| picked(item, keys)).collect();
        *to.entry_at(path) = Value::List(kept);
    }
}

fn picked(from: &Value, keys: &[&str]) -> Value {
    let mut kept = Value::map();
    copy(from, &mut kept, &[], keys);
    kept
}

impl Filter<'_> {
    fn drop(&mut self, what: Dropped, value: &Value) {
        self.drop_many(what, 1, value);
    }

    fn drop_many(&mut self, what: Dropped, count: usize, value: &Value) {
        if count > 0 {
            *self.tally.entry(what).or_default() += count;
            let fold =
                |digest: u64, byte: u8| (digest ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
            self.digest = value.to_json().bytes().fold(self.digest, fold);
        }
    }

    fn metadata(&mut self, metadata: &Value) -> Value {
        let mut kept = picked(metadata, &METADATA);
        let owner = ["controller", "kind", "name", "uid"];
        copy_list(metadata, &mut kept, &["ownerReferences"], &owner);
        self.annotations(metadata);
        if let Some(fields) = metadata.get("managedFields") {
            self.drop(Dropped::ManagedFields, fields);
        }
        kept
    }

    /// The number of what the template lost, from 1: the same for the same.
    fn number(&mut self) -> usize {
        let place = self.seen.iter().position(|digest| *digest == self.digest);
        place.unwrap_or_else(|| {
            self.seen.push(self.digest);
            self.seen.len() - 1
        }) + 1
    }

    /// Drops all annotations but the number of a template that was kept before, which is returned.
    fn annotations(&mut self, metadata: &Value) -> Option<Value> {
        let mut left_out = None;
        for (key, value) in metadata.get("annotations").map(Value::entries).unwrap_or_default() {
            match key.as_str() {
                LEFT_OUT => left_out = Some(value.clone()),
                crate::last_applied::ANNOTATION => self.drop(Dropped::LastApplied, value),
                _ => self.drop(
                    Dropped::Annotation,
                    &Value::List(vec![Value::string(key), value.clone()]),
                ),
            }
        }
        left_out
    }

    fn set(&mut self, object: &Value, kept: &mut Value) {
        copy(object, kept, &["spec"], &SIMULATED_SPEC);
        copy(object, kept, &["status"], &SET_STATUS);
        if let Some(template) = object.at(&["spec", "template"]) {
            *kept.entry_at(&["spec", "template"]) = self.template(template);
        }
        let path = ["spec", "volumeClaimTemplates"];
        let claims = object.at(&path).map(Value::items).unwrap_or_default();
        if !claims.is_empty() {
            *kept.entry_at(&path) = Value::List(claims.iter().map(claim_template).collect());
        }
    }

    /// A pod template, with the digest of what it lost.
    fn template(&mut self, template: &Value) -> Value {
        self.digest = FNV_OFFSET;
        let mut kept = Value::map();
        copy(template, &mut kept, &["metadata"], &["labels"]);
        let mut left_out = template.get("metadata").and_then(|it| self.annotations(it));
        copy(template, &mut kept, &["spec"], &POD_SPEC);
        for list in LISTS {
            let containers = template.at(&["spec", list]).map(Value::items).unwrap_or_default();
            if !containers.is_empty() {
                let containers = containers.iter().map(|it| self.container(it)).collect();
                *kept.entry_at(&["spec", list]) = Value::List(containers);
            }
        }
        for (key, value) in template.get("spec").map(Value::entries).unwrap_or_default() {
            match key.as_str() {
                key if POD_SPEC.contains(&key) || LISTS.contains(&key) => {}
                key if is_default(key, value) => *kept.entry_at(&["spec", key]) = value.clone(),
                key if PLACEMENT.contains(&key) => self.drop(Dropped::Placement, value),
                _ => self.drop(Dropped::Field, value),
            }
        }
        if self.digest != FNV_OFFSET {
            left_out = Some(Value::string(self.number().to_string()));
        }
        if let Some(left_out) = left_out {
            *kept.entry_at(&["metadata", "annotations"]).entry(LEFT_OUT) = left_out;
        }
        kept
    }

    fn container(&mut self, container: &Value) -> Value {
        let mut kept = Value::map();
        for (key, value) in container.entries() {
            match key.as_str() {
                key if CONTAINER.contains(&key) || is_default(key, value) => {
                    *kept.entry(key) = value.clone();
                }
                key if PROBES.contains(&key) => *kept.entry(key) = self.probe(value),
                "args" | "command" => self.drop_many(Dropped::Command, value.items().len(), value),
                "env" => self.drop_many(Dropped::EnvValue, value.items().len(), value),
                "resources" => self.drop_many(Dropped::Placement, value.entries().len(), value),
                _ => self.drop(Dropped::Field, value),
            }
        }
        kept
    }

    /// Keeps a probe's times, and that it has an action, not which.
    fn probe(&mut self, probe: &Value) -> Value {
        let mut kept = Value::map();
        for (key, value) in probe.entries() {
            match key.as_str() {
                key if PROBE.contains(&key) => *kept.entry(key) = value.clone(),
                "exec" => {
                    let hidden = Value::List(vec![Value::string("left-out")]);
                    let command = value.get("command").cloned().unwrap_or_default();
                    if command != hidden {
                        self.drop_many(Dropped::Command, command.items().len().max(1), &command);
                    }
                    *kept.entry_at(&["exec", "command"]) = hidden;
                }
                "httpGet" => *kept.entry(key) = self.http_get(value),
                _ => self.drop(Dropped::Field, value),
            }
        }
        kept
    }

    fn http_get(&mut self, action: &Value) -> Value {
        for (key, value) in action.entries() {
            if !["port", "scheme"].contains(&key.as_str()) {
                self.drop(Dropped::Field, value);
            }
        }
        picked(action, &["port", "scheme"])
    }

    fn pod(&mut self, pod: &Value, kept: &mut Value, nodes: &[String]) {
        let node = pod.text_at(&["spec", "nodeName"]);
        if !node.is_empty() {
            let number = nodes.iter().position(|it| it == node);
            let name = number.map_or_else(|| node.to_owned(), |at| format!("node-{}", at + 1));
            *kept.entry_at(&["spec", "nodeName"]) = Value::string(name);
        }
        for list in LISTS {
            copy_list(pod, kept, &["spec", list], &["image", "name"]);
        }
        copy(pod, kept, &["status"], &["phase", "startTime"]);
        copy_list(pod, kept, &["status", "conditions"], &CONDITION);
        for list in ["containerStatuses", "initContainerStatuses"] {
            let statuses = pod.at(&["status", list]).map(Value::items).unwrap_or_default();
            if !statuses.is_empty() {
                let statuses = statuses.iter().map(container_status).collect();
                *kept.entry_at(&["status", list]) = Value::List(statuses);
            }
        }
        let address = pod.text_at(&["status", "podIP"]);
        if !address.is_empty() {
            // That it has one says that the pod's sandbox is there.
            *kept.entry_at(&["status", "podIP"]) = Value::string(NO_ADDRESS);
            if address != NO_ADDRESS {
                self.drop(Dropped::Address, &Value::Null);
            }
        }
    }
}

/// Stands for a pod's address.
const NO_ADDRESS: &str = "0.0.0.0";

fn claim_template(claim: &Value) -> Value {
    let mut kept = picked(claim, &["apiVersion", "kind"]);
    copy(claim, &mut kept, &["metadata"], &["labels", "name"]);
    copy(claim, &mut kept, &["spec"], &CLAIM_SPEC);
    kept
}

fn container_status(status: &Value) -> Value {
    let mut kept = picked(status, &CONTAINER_STATUS);
    for key in ["lastState", "state"] {
        for (state, of_it) in status.get(key).map(Value::entries).unwrap_or_default() {
            *kept.entry_at(&[key, state]) = picked(of_it, &STATE);
        }
    }
    kept
}

/// Whether a field of a pod's or a container's spec has the value that the API server gives it where none is written. It stays, because
/// the API server gives it again at the next write.
fn is_default(key: &str, value: &Value) -> bool {
    match (key, value) {
        ("dnsPolicy", value) => value.as_str() == Some("ClusterFirst"),
        ("schedulerName", value) => value.as_str() == Some("default-scheduler"),
        ("terminationMessagePath", value) => value.as_str() == Some("/dev/termination-log"),
        ("terminationMessagePolicy", value) => value.as_str() == Some("File"),
        (_, value) => {
            value.is_null()
                || (value.entries().is_empty()
                    && value.items().is_empty()
                    && matches!(value, Value::Map(_) | Value::List(_)))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::manifest;

    const PASTED: &str = include_str!("../../tests/snapshots/secrets.yaml");

    fn pasted() -> Vec<Value> {
        super::super::paste::objects(PASTED).expect("objects").objects
    }

    #[test]
    fn no_value_that_may_be_secret_passes() {
        let kept = keep(&pasted(), &mut Tally::new());
        let text = Value::List(kept).to_json();
        assert!(PASTED.matches("geheim").count() > 20);
        assert!(!text.contains("geheim"), "{text}");
    }

    #[test]
    fn what_was_dropped_is_counted_by_kind() {
        let mut tally = Tally::new();
        keep(&pasted(), &mut tally);
        let all = [
            Dropped::EnvValue,
            Dropped::Command,
            Dropped::Annotation,
            Dropped::LastApplied,
            Dropped::ManagedFields,
            Dropped::Address,
            Dropped::NodeName,
            Dropped::Placement,
            Dropped::Field,
            Dropped::Object,
        ];
        assert!(all.iter().all(|what| tally.contains_key(what)), "{tally:?}");
        assert_eq!(tally.get(&Dropped::EnvValue), Some(&4), "two of the set, two of its revision");
    }

    #[test]
    fn what_was_kept_once_is_kept_again_as_it_is() {
        let once = keep(&pasted(), &mut Tally::new());
        let mut tally = Tally::new();
        assert_eq!(keep(&once, &mut tally), once);
        assert!(tally.is_empty(), "{tally:?}");
    }

    #[test]
    fn templates_that_differ_only_in_what_was_dropped_still_differ() {
        let with = |value: &str| {
            let text = format!(
                "apiVersion: apps/v1\nkind: StatefulSet\nmetadata:\n  name: web\nspec:\n  template:\n    spec:\n      containers:\n      - name: a\n        env:\n        - name: A\n          value: {value}\n"
            );
            manifest::parse(&text).expect("YAML")
        };
        let kept = keep(&["one", "two", "one"].map(with), &mut Tally::new());
        let [one, two, again] = &kept[..] else { panic!("{kept:?}") };
        assert_ne!(one, two);
        assert_eq!(one, again);
        let alone = keep(&[with("three")], &mut Tally::new());
        assert_eq!(alone.first(), Some(one), "nothing can be learnt of the value itself");
    }
}
