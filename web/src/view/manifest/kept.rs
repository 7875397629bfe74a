//! Kept fields: fields of a StatefulSet that are stored, printed and part of the revision, but not simulated.
//!
//! Leaves out fields that Kubernetes does not know: [`super::problems`] reports those.

use apiserver::found::SIMULATED_SPEC;
use apiserver::value::Value;

/// Fields of the StatefulSet's spec that are simulated part by part. Below: those of a pod and of a container.
const OF_SET: [&str; 2] = ["template", "volumeClaimTemplates"];
const OF_POD: [&str; 4] =
    ["containers", "initContainers", "restartPolicy", "terminationGracePeriodSeconds"];
const OF_CONTAINER: [&str; 6] =
    ["image", "livenessProbe", "name", "readinessProbe", "restartPolicy", "startupProbe"];

/// Returns the keys of the sets' fields that are not simulated, in order of occurrence, each once.
pub fn not_simulated<'a>(sets: impl Iterator<Item = &'a Value>) -> Vec<String> {
    let mut keys = Vec::new();
    for set in sets {
        collect(set.get("spec"), &[&SIMULATED_SPEC[..], &OF_SET].concat(), &mut keys);
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
        let set = apiserver::manifest::parse(text).expect("YAML");
        assert_eq!(not_simulated([&set].into_iter()), ["affinity", "env", "resources"]);
    }
}
