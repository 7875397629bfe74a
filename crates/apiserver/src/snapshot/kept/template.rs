//! What is kept of a pod template: its images, its probes' times, its labels; and a number for what it lost.
//!
//! If two templates differ only in what was dropped, they must still be two revisions, so each gets in an annotation the number of what it
//! lost: not a digest, from which a short value could be guessed. What was kept once is kept again as it is. Not here: all other objects
//! ([`super`]).

use super::{Dropped, FNV_OFFSET, Filter, copy, picked};
use crate::value::Value;

/// Annotation of a template: which of the different things were dropped that templates of this paste have, from 1.
pub(super) const LEFT_OUT: &str = "playground/left-out";

pub(super) const LISTS: [&str; 2] = ["containers", "initContainers"];

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

impl Filter<'_> {
    /// The number of what the template lost, from 1: the same for the same.
    fn number(&mut self) -> usize {
        let place = self.seen.iter().position(|digest| *digest == self.digest);
        place.unwrap_or_else(|| {
            self.seen.push(self.digest);
            self.seen.len() - 1
        }) + 1
    }

    /// A pod template, with the digest of what it lost.
    pub(super) fn template(&mut self, template: &Value) -> Value {
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
    use super::super::{Tally, keep};
    use crate::manifest;

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
