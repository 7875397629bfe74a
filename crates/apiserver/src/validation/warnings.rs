//! Warnings about objects that the API server accepts (upstream `pkg/api/pod/warnings.go` and the StatefulSet's
//! strategy).
//!
//! The two about negative numbers are recorded (c1); the others are from upstream's source. Warnings about removed
//! annotations and volume types are left out, because nobody writes those any more.

use super::items;
use crate::kind::Kind;
use crate::quantity;
use crate::value::{Value, quoted};

/// Returns the warnings for an object after decoding and defaulting.
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
    let ports: Vec<_> = ports.collect();
    same_ports(&ports, warnings);
    same_port_names(&ports, warnings);
    null_selectors(spec, PATH, warnings);
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

/// Warns of a quantity with a fraction of a byte: `128m` is 0.128 bytes.
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

/// Warns of a variable that is defined twice, unless the second value extends the first (`$(NAME)…`).
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

/// Warns of a port with the name of an earlier port in another container. Within one container that is an error of
/// [`super::container`].
fn same_port_names(ports: &[(String, &Value)], warnings: &mut Vec<String>) {
    let container =
        |path: &str| path.rsplit_once(".ports").map(|(container, _)| container.to_owned());
    for (index, (path, port)) in ports.iter().enumerate() {
        let name = port.text_at(&["name"]);
        let before = ports.get(..index).unwrap_or_default();
        let first = before.iter().find(|(_, other)| other.text_at(&["name"]) == name);
        if let Some((other, _)) = first.filter(|_| !name.is_empty())
            && container(other) != container(path)
        {
            warnings.push(format!("{path}: duplicate port name {} with {other}, services and probes that select ports by name will use {other}", quoted(name)));
        }
    }
}

/// Warns of affinity terms without a selector, which match no pod.
fn null_selectors(spec: &Value, root: &str, warnings: &mut Vec<String>) {
    const REQUIRED: &str = "requiredDuringSchedulingIgnoredDuringExecution";
    const PREFERRED: &str = "preferredDuringSchedulingIgnoredDuringExecution";
    let mut warn = |path: String, term: &Value| {
        if term.get("labelSelector").is_none_or(Value::is_null) {
            warnings.push(format!(
                "{path}.labelSelector: a null labelSelector results in matching no pod"
            ));
        }
    };
    for kind in ["podAffinity", "podAntiAffinity"] {
        let Some(affinity) = spec.at(&["affinity", kind]) else { continue };
        for (index, term) in items(affinity, REQUIRED).iter().enumerate() {
            warn(format!("{root}.affinity.{kind}.{REQUIRED}[{index}]"), term);
        }
        for (index, weighted) in items(affinity, PREFERRED).iter().enumerate() {
            let path = format!("{root}.affinity.{kind}.{PREFERRED}[{index}].podAffinityTerm");
            warn(path, weighted.get("podAffinityTerm").unwrap_or(&Value::Null));
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
