//! Lists the kinds and fields that are stored and printed but have no effect here, so that the user can be told.
//!
//! Only those that may affect a rollout are listed. Fields without a visible effect, such as arguments and mounts, are
//! not.

use crate::kind::Kind;
use crate::value::Value;

const HOST: &str = "kubernetes.io/hostname";
const TEMPLATE: &str = "spec.template.spec";

/// Kinds that are stored and have no effect, and the effect that they lack.
const KINDS: [(&str, &str); 5] = [
    ("HorizontalPodAutoscaler", "scales nothing"),
    ("MutatingWebhookConfiguration", "calls no webhook"),
    ("ValidatingWebhookConfiguration", "calls no webhook"),
    ("ValidatingAdmissionPolicyBinding", "does not enforce it"),
    ("PodTemplate", "makes no pods of it"),
];

/// Returns the effect that objects of this kind lack: `scales nothing`. `None` if the kind has its effect, or none on
/// pods.
pub fn of_kind(kind: &Kind) -> Option<&'static str> {
    if kind.runs_pods() {
        return Some("runs no pods for it");
    }
    KINDS.into_iter().find(|(name, _)| *name == kind.name).map(|(_, says)| says)
}

/// Returns the paths of a StatefulSet's fields that have no effect here, in document order.
pub fn fields(kind: &Kind, object: &Value) -> Vec<String> {
    if !kind.is_stateful_set() {
        return Vec::new();
    }
    let absent = Value::map();
    let spec = object.at(&["spec", "template", "spec"]).unwrap_or(&absent);
    let mut found = Vec::new();
    rules_by_other_topologies(spec, &mut found);
    for field in ["schedulingGates", "readinessGates", "resourceClaims", "overhead"] {
        if spec
            .get(field)
            .is_some_and(|value| !value.items().is_empty() || !value.entries().is_empty())
        {
            found.push(format!("{TEMPLATE}.{field}"));
        }
    }
    for field in ["activeDeadlineSeconds", "runtimeClassName"] {
        if spec.get(field).is_some_and(|value| !value.is_null()) {
            found.push(format!("{TEMPLATE}.{field}"));
        }
    }
    let scheduler = spec.text_at(&["schedulerName"]);
    if !["", "default-scheduler"].contains(&scheduler) {
        found.push(format!("{TEMPLATE}.schedulerName"));
    }
    if spec.get("hostNetwork") == Some(&Value::Bool(true)) {
        found.push(format!("{TEMPLATE}.hostNetwork"));
    }
    for list in ["initContainers", "containers"] {
        let containers = spec.get(list).map(Value::items).unwrap_or_default();
        for (index, one) in containers.iter().enumerate() {
            container(one, &format!("{TEMPLATE}.{list}[{index}]"), &mut found);
        }
    }
    found
}

/// Adds required rules about other pods with a topology other than the host. Preferred rules decide nothing.
fn rules_by_other_topologies(spec: &Value, found: &mut Vec<String>) {
    let required = "requiredDuringSchedulingIgnoredDuringExecution";
    for kind in ["podAffinity", "podAntiAffinity"] {
        let terms = spec.at(&["affinity", kind, required]).map(Value::items).unwrap_or_default();
        for (index, term) in terms.iter().enumerate() {
            if term.text_at(&["topologyKey"]) != HOST {
                found.push(format!("{TEMPLATE}.affinity.{kind}.{required}[{index}].topologyKey"));
            }
        }
    }
    let spread = spec.get("topologySpreadConstraints").map(Value::items).unwrap_or_default();
    for (index, rule) in spread.iter().enumerate() {
        let is_required = rule.text_at(&["whenUnsatisfiable"]) != "ScheduleAnyway";
        if is_required && rule.text_at(&["topologyKey"]) != HOST {
            found.push(format!("{TEMPLATE}.topologySpreadConstraints[{index}].topologyKey"));
        }
    }
}

fn container(container: &Value, path: &str, found: &mut Vec<String>) {
    for hook in ["postStart", "preStop"] {
        if container.at(&["lifecycle", hook]).is_some_and(|hook| !hook.is_null()) {
            found.push(format!("{path}.lifecycle.{hook}"));
        }
    }
    let ports = container.get("ports").map(Value::items).unwrap_or_default();
    for (index, port) in ports.iter().enumerate() {
        if port.get("hostPort").and_then(Value::as_int).is_some_and(|port| port > 0) {
            found.push(format!("{path}.ports[{index}].hostPort"));
        }
    }
    let requests = container.at(&["resources", "requests"]).map(Value::entries);
    let limits = container.at(&["resources", "limits"]).map(Value::entries);
    let known = ["cpu", "memory", "ephemeral-storage"];
    for (of, entries) in [("limits", limits), ("requests", requests)] {
        for (name, _) in entries.unwrap_or_default() {
            if !known.contains(&name.as_str()) && !name.starts_with("hugepages-") {
                found.push(format!("{path}.resources.{of}.{name}"));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kind::STATEFUL_SET;

    fn check(spec: &str, expected: &[&str]) {
        let text = format!(r#"{{"spec":{{"template":{{"spec":{spec}}}}}}}"#);
        let object = Value::from_json(&text).expect("JSON");
        assert_eq!(fields(&STATEFUL_SET, &object), expected, "{spec}");
    }

    #[test]
    fn what_may_change_a_rollout_and_is_not_acted_on_is_listed() {
        check(r#"{"containers":[{"name":"a","resources":{"limits":{"cpu":"1"}}}]}"#, &[]);
        check(r#"{"readinessGates":[]}"#, &[]);
        check(
            r#"{"readinessGates":[{"conditionType":"a"}],"schedulerName":"mine","containers":[{"lifecycle":{"preStop":{}}},{"ports":[{"hostPort":80}]}]}"#,
            &[
                "spec.template.spec.readinessGates",
                "spec.template.spec.schedulerName",
                "spec.template.spec.containers[0].lifecycle.preStop",
                "spec.template.spec.containers[1].ports[0].hostPort",
            ],
        );
        check(
            r#"{"topologySpreadConstraints":[{"topologyKey":"kubernetes.io/hostname"},{"topologyKey":"zone"},{"topologyKey":"zone","whenUnsatisfiable":"ScheduleAnyway"}]}"#,
            &["spec.template.spec.topologySpreadConstraints[1].topologyKey"],
        );
        check(
            r#"{"containers":[{"resources":{"limits":{"nvidia.com/gpu":"1"}}}]}"#,
            &["spec.template.spec.containers[0].resources.limits.nvidia.com/gpu"],
        );
    }
}
