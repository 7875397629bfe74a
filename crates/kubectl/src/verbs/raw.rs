//! `kubectl get --raw`: the scale of a StatefulSet, the only path in the recorded sessions.
//!
//! Other paths are refused. Their responses contain data that only a real server has, such as managed fields.

use apiserver::Failure;
use apiserver::kind::STATEFUL_SET;
use apiserver::list::Scene;
use apiserver::list::Sought;
use apiserver::value::Value;

const PREFIX: &str = "/apis/apps/v1/namespaces/";

/// Returns the API server's response to a GET of this path.
pub(super) fn answer(path: &str, scene: &Scene<'_>) -> Result<String, Failure> {
    let rest = path.strip_prefix(PREFIX).and_then(|rest| rest.strip_suffix("/scale"));
    let asked = rest.and_then(|rest| rest.split_once("/statefulsets/"));
    let is_plain =
        |(namespace, name): &(&str, &str)| !namespace.contains('/') && !name.contains('/');
    let (namespace, name) = asked.filter(is_plain).ok_or_else(|| {
        let known = format!("{PREFIX}NAMESPACE/statefulsets/NAME/scale");
        Failure::Plain(format!("of --raw this playground knows only {known}"))
    })?;
    let sought = Sought { namespace: Some(namespace), name: &|other| other == name };
    let found = scene.documents(&STATEFUL_SET, &sought);
    found.first().map(scale).ok_or_else(|| Failure::not_found(&STATEFUL_SET, name))
}

/// Returns the scale subresource, its fields in the server's order.
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
