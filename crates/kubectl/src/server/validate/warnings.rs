//! What the API server takes, and warns of (upstream `pkg/api/pod/warnings.go` and the StatefulSet's strategy).
//!
//! The two about negative numbers are recorded (c1); the others are from upstream's source. Warnings of what nobody writes any more
//! (annotations and volumes that were taken away) are left out.

use super::items;
use crate::server::kind::Kind;
use crate::server::quantity;
use crate::value::{Value, quoted};

/// The warnings for an object that was decoded and defaulted.
pub(crate) fn warnings(kind: &Kind, document: &Value) -> Vec<String> {
    let mut warnings = Vec::new();
    if !kind.is_stateful_set() {
        return warnings;
    }
    let is_negative =
        |path: &[&str]| document.at(path).and_then(Value::as_int).is_some_and(|number| number < 0);
    let absent = Value::map();
    pod(document.at(&["spec", "template", "spec"]).unwrap_or(&absent), &mut warnings);
    if is_negative(&["spec", "template", "spec", "terminationGracePeriodSeconds"]) {
        warnings.push("spec.template.spec.terminationGracePeriodSeconds: must be >= 0; negative values are invalid and will be treated as 1".to_owned());
    }
    for (index, claim) in
        items(document.get("spec").unwrap_or(&absent), "volumeClaimTemplates").iter().enumerate()
    {
        let path = format!("spec.volumeClaimTemplates[{index}].spec.resources");
        fractional(claim.at(&["spec", "resources"]), "storage", &path, &mut warnings);
    }
    if is_negative(&["spec", "revisionHistoryLimit"]) {
        warnings.push("spec.revisionHistoryLimit: a negative value retains all historical revisions; a value >= 0 is recommended".to_owned());
    }
    warnings
}

fn pod(spec: &Value, warnings: &mut Vec<String>) {
    const PATH: &str = "spec.template.spec";
    for (index, spread) in items(spec, "topologySpreadConstraints").iter().enumerate() {
        if spread.get("labelSelector").is_none() {
            warnings.push(format!("{PATH}.topologySpreadConstraints[{index}].labelSelector: a null labelSelector results in matching no pod"));
        }
    }
    twice(items(spec, "hostAliases"), "ip", &format!("{PATH}.hostAliases"), warnings);
    twice(items(spec, "imagePullSecrets"), "name", &format!("{PATH}.imagePullSecrets"), warnings);
    let containers = ["initContainers", "containers"].into_iter().flat_map(|list| {
        let named = move |(index, one)| (format!("{PATH}.{list}[{index}]"), one);
        items(spec, list).iter().enumerate().map(named)
    });
    for (path, container) in containers.clone() {
        for resource in ["memory", "ephemeral-storage"] {
            let path = format!("{path}.resources");
            fractional(container.get("resources"), resource, &path, warnings);
        }
        hidden(items(container, "env"), &path, warnings);
    }
    let ports = containers.flat_map(|(path, container)| {
        let named = move |(index, port)| (format!("{path}.ports[{index}]"), port);
        items(container, "ports").iter().enumerate().map(named)
    });
    same_ports(&ports.collect::<Vec<_>>(), warnings);
}

fn twice(list: &[Value], key: &str, path: &str, warnings: &mut Vec<String>) {
    for (index, one) in list.iter().enumerate() {
        let before = list.get(..index).unwrap_or_default();
        if before.iter().any(|other| other.get(key) == one.get(key)) {
            let name = quoted(one.text_at(&[key]));
            warnings.push(format!("{path}[{index}].{key}: duplicate {key} {name}"));
        }
    }
}

/// Half a byte is asked for: `128m` means thousandths.
fn fractional(resources: Option<&Value>, resource: &str, path: &str, warnings: &mut Vec<String>) {
    for part in ["limits", "requests"] {
        let amount = resources.and_then(|resources| resources.at(&[part, resource]));
        if let Some(text) =
            amount.and_then(Value::as_str).filter(|text| quantity::is_fractional(text))
        {
            let text = quoted(text);
            warnings.push(format!("{path}.{part}[{resource}]: fractional byte value {text} is invalid, must be an integer"));
        }
    }
}

/// A variable that is set again, and not from its own old value.
fn hidden(env: &[Value], path: &str, warnings: &mut Vec<String>) {
    for (index, variable) in env.iter().enumerate() {
        let (name, value) = (variable.text_at(&["name"]), variable.text_at(&["value"]));
        let before = env.get(..index).unwrap_or_default();
        let again = before.iter().any(|other| other.text_at(&["name"]) == name);
        let reference = format!("$({name})");
        let extends = value.contains(&reference) && value != reference;
        if again && (variable.get("valueFrom").is_some() || !extends) {
            warnings.push(format!("{path}.env[{index}]: hides previous definition of {}, which may be dropped when using apply", quoted(name)));
        }
    }
}

fn same_ports(ports: &[(String, &Value)], warnings: &mut Vec<String>) {
    let is_same = |a: &Value, b: &Value| {
        ["containerPort", "protocol", "hostIP", "hostPort"]
            .iter()
            .all(|key| a.get(key) == b.get(key))
    };
    for (index, (path, port)) in ports.iter().enumerate() {
        let before = ports.get(..index).unwrap_or_default();
        for (other, _) in before.iter().filter(|(_, other)| is_same(port, other)) {
            warnings.push(format!("{path}: duplicate port definition with {other}"));
        }
    }
}
