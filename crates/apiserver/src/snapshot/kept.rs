//! What is kept of a pasted cluster: a white list of fields. All else is counted, and its values are dropped.
//!
//! Values of environment variables, arguments, commands, annotations, addresses and names of nodes never pass, nor what decides where a
//! new pod can go. What was kept once is kept again as it is. `metadata` keeps metadata, `template` pod templates. Not here:
//! finding objects in a paste ([`super::paste`]), the kinds of dropped values as data ([`Dropped`]), and what the objects mean.

mod metadata;
mod template;

use super::uids;
use crate::found::{Dropped, SIMULATED_SPEC, Tally};
use crate::value::Value;
use template::LISTS;

/// Keeps of each object what the white list names. Objects of other kinds are left out.
pub fn keep(objects: &[Value], tally: &mut Tally) -> Vec<Value> {
    let nodes = super::nodes::foreign(objects);
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
    uids::without_known_owners(&mut kept);
    kept
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
        "Node" => filter.node(object, &mut kept),
        _ => return None, // Its kind is none of `super::KINDS`.
    }
    *kept.entry("metadata") = match object.text_at(&["kind"]) {
        "Node" => filter.node_metadata(object.get("metadata")?, nodes),
        _ => filter.metadata(object.get("metadata")?),
    };
    Some(kept)
}

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

const CLAIM_SPEC: [&str; 4] = ["accessModes", "resources", "storageClassName", "volumeMode"];

const BUDGET_SPEC: [&str; 4] =
    ["maxUnavailable", "minAvailable", "selector", "unhealthyPodEvictionPolicy"];

const CONTAINER_STATUS: [&str; 4] = ["name", "ready", "restartCount", "started"];

const STATE: [&str; 4] = ["exitCode", "finishedAt", "reason", "startedAt"];

const CONDITION: [&str; 4] = ["lastTransitionTime", "reason", "status", "type"];

/// What the scheduler says of nodes, the most telling first: a taint keeps most pods from the control plane's node.
const OBSTACLES: [&str; 13] = [
    "Insufficient cpu",
    "Insufficient memory",
    "Insufficient ephemeral-storage",
    "Too many pods",
    "pod has unbound immediate PersistentVolumeClaims",
    "node(s) had volume node affinity conflict",
    "node(s) exceed max volume count",
    "node(s) didn't match pod anti-affinity rules",
    "node(s) didn't match pod affinity rules",
    "node(s) didn't match pod topology spread constraints",
    "node(s) didn't match Pod's node affinity/selector",
    "node(s) were unschedulable",
    "node(s) had untolerated taint",
];

/// The heartbeat tells when the node was printed, to five minutes.
const NODE_CONDITION: [&str; 4] = ["lastHeartbeatTime", "lastTransitionTime", "status", "type"];

const TAINT: [&str; 3] = ["effect", "key", "timeAdded"];

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

    fn node(&mut self, node: &Value, kept: &mut Value) {
        copy(node, kept, &["spec"], &["unschedulable"]);
        let taints = node.at(&["spec", "taints"]).map(Value::items).unwrap_or_default();
        let (own, others): (Vec<_>, Vec<_>) =
            taints.iter().partition(|taint| super::nodes::is_own(taint));
        others.into_iter().for_each(|taint| self.drop(Dropped::Placement, taint));
        if !own.is_empty() {
            let own = own.into_iter().map(|taint| picked(taint, &TAINT)).collect();
            *kept.entry_at(&["spec", "taints"]) = Value::List(own);
        }
        let conditions = node.at(&["status", "conditions"]).map(Value::items).unwrap_or_default();
        let ready = conditions.iter().filter(|it| it.text_at(&["type"]) == "Ready");
        let ready = ready.map(|it| picked(it, &NODE_CONDITION)).collect();
        *kept.entry_at(&["status", "conditions"]) = Value::List(ready);
    }

    fn pod(&mut self, pod: &Value, kept: &mut Value, nodes: &[String]) {
        let node = pod.text_at(&["spec", "nodeName"]);
        if !node.is_empty() {
            *kept.entry_at(&["spec", "nodeName"]) =
                Value::string(super::nodes::renamed(node, nodes));
        }
        for list in LISTS {
            copy_list(pod, kept, &["spec", list], &["image", "name"]);
        }
        copy(pod, kept, &["status"], &["phase", "startTime"]);
        let conditions = pod.at(&["status", "conditions"]).map(Value::items).unwrap_or_default();
        if !conditions.is_empty() {
            let conditions = conditions.iter().map(pod_condition).collect();
            *kept.entry_at(&["status", "conditions"]) = Value::List(conditions);
        }
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

/// Of the scheduler's message, which may name labels and taints, only the obstacle is kept.
fn pod_condition(condition: &Value) -> Value {
    let mut kept = picked(condition, &CONDITION);
    let message = condition.text_at(&["message"]);
    let is_unscheduled = condition.text_at(&["reason"]) == "Unschedulable";
    let obstacle = OBSTACLES.iter().find(|words| is_unscheduled && message.contains(**words));
    if let Some(obstacle) = obstacle {
        *kept.entry("message") = Value::string(*obstacle);
    }
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

#[cfg(test)]
mod tests {
    use super::*;

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
            Dropped::Uid,
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
}
