//! What a StatefulSet says and the page does not simulate: fields that are kept, printed, and part of the revision.
//!
//! Named by their keys, each once. Leaves out fields that Kubernetes does not know: those are problems.

use kubectl::value::Value;

/// Fields of the spec, of a pod and of a container on which something in the figure depends.
const OF_SET: [&str; 11] = [
    "minReadySeconds",
    "ordinals",
    "persistentVolumeClaimRetentionPolicy",
    "podManagementPolicy",
    "replicas",
    "revisionHistoryLimit",
    "selector",
    "serviceName",
    "template",
    "updateStrategy",
    "volumeClaimTemplates",
];
const OF_POD: [&str; 4] =
    ["containers", "initContainers", "restartPolicy", "terminationGracePeriodSeconds"];
const OF_CONTAINER: [&str; 6] =
    ["image", "livenessProbe", "name", "readinessProbe", "restartPolicy", "startupProbe"];

/// The keys that a set says and that change nothing here, in their order, each once.
pub fn not_simulated<'a>(sets: impl Iterator<Item = &'a Value>) -> Vec<String> {
    let mut keys = Vec::new();
    for set in sets {
        collect(set.get("spec"), &OF_SET, &mut keys);
        let pod = set.at(&["spec", "template", "spec"]);
        collect(pod, &OF_POD, &mut keys);
        for list in ["initContainers", "containers"] {
            let containers =
                pod.and_then(|pod| pod.get(list)).map(Value::items).unwrap_or_default();
            containers.iter().for_each(|it| collect(Some(it), &OF_CONTAINER, &mut keys));
        }
    }
    keys
}

fn collect(object: Option<&Value>, simulated: &[&str], into: &mut Vec<String>) {
    let entries = object.map(Value::entries).unwrap_or_default();
    for (key, value) in entries {
        let is_empty = value.is_null() || ["{}", "[]"].contains(&&*value.to_json());
        if !is_empty && !simulated.contains(&&**key) && !into.contains(key) {
            into.push(key.clone());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_field_that_changes_nothing_is_named_once() {
        let text = "spec:
  replicas: 1
  template:
    spec:
      affinity: {nodeAffinity: {}}
      tolerations: []
      initContainers: [{name: a, image: b, env: [{name: c}]}]
      containers: [{name: a, image: b, env: [{name: c}], resources: {limits: {cpu: 1}}}]
";
        let set = kubectl::manifest::parse(text).expect("YAML");
        assert_eq!(not_simulated([&set].into_iter()), ["affinity", "env", "resources"]);
    }
}
