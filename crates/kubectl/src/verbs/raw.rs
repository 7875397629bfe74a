//! `kubectl get --raw`: the one path that the recorded sessions ask for, a StatefulSet's scale.
//!
//! Other paths of the API would show what only a real server has, such as managed fields; they are refused.

use crate::print::Scene;
use crate::server::Failure;
use crate::server::kind::STATEFUL_SET;
use crate::value::Value;

const PREFIX: &str = "/apis/apps/v1/namespaces/default/statefulsets/";

/// What the API server answers to a GET of this path.
pub(super) fn answer(path: &str, scene: &Scene<'_>) -> Result<String, Failure> {
    let name = path.strip_prefix(PREFIX).and_then(|rest| rest.strip_suffix("/scale"));
    let name = name.filter(|name| !name.contains('/')).ok_or_else(|| {
        Failure::Plain(format!("of --raw this playground knows only {PREFIX}NAME/scale"))
    })?;
    let found = scene.documents(&STATEFUL_SET, &|other| other == name);
    found.first().map(scale).ok_or_else(|| Failure::not_found(&STATEFUL_SET, name))
}

/// The subresource, in the order in which the server writes its fields.
fn scale(set: &Value) -> String {
    let mut scale = Value::map();
    *scale.entry("kind") = Value::string("Scale");
    *scale.entry("apiVersion") = Value::string("autoscaling/v1");
    for name in ["name", "namespace", "uid", "resourceVersion", "creationTimestamp"] {
        *scale.entry_at(&["metadata", name]) = Value::string(set.text_at(&["metadata", name]));
    }
    for part in ["spec", "status"] {
        let replicas = set.at(&[part, "replicas"]).cloned().unwrap_or(Value::Int(0));
        *scale.entry_at(&[part, "replicas"]) = replicas;
    }
    let labels = set.at(&["spec", "selector", "matchLabels"]).map(Value::entries);
    let labels = labels.unwrap_or_default().iter();
    let labels: Vec<_> = labels.map(|(key, value)| format!("{key}={}", value.to_go())).collect();
    *scale.entry_at(&["status", "selector"]) = Value::string(labels.join(","));
    scale.to_json()
}
