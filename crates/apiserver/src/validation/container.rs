//! Validation of one container, in the order of upstream's `validateContainerCommon`. Probes are in [`super::pod`].

use super::pod::{duplicate, name};
use super::{Errors, FieldError, NOT_NEGATIVE, items};
use crate::quantity;
use crate::value::Value;

/// Validates a container. `volumes` are the names that it may mount.
pub(super) fn container(container: &Value, volumes: &[&str], path: &str, errors: &mut Errors) {
    name(container.get("name"), format!("{path}.name"), errors);
    if container.text_at(&["image"]).is_empty() {
        errors.push(FieldError::required(format!("{path}.image")));
    }
    ports(container, path, errors);
    for (index, env) in items(container, "env").iter().enumerate() {
        env_name(env.text_at(&["name"]), format!("{path}.env[{index}].name"), errors);
    }
    mounts(container, volumes, path, errors);
    let policy = container.text_at(&["imagePullPolicy"]);
    const POLICIES: [&str; 3] = ["Always", "IfNotPresent", "Never"];
    if !POLICIES.contains(&policy) {
        errors.push(FieldError::unsupported(format!("{path}.imagePullPolicy"), policy, &POLICIES));
    }
    resources(container, &format!("{path}.resources"), errors);
}

fn env_name(name: &str, path: String, errors: &mut Errors) {
    if name.is_empty() {
        errors.push(FieldError::required(path));
    } else if !name.chars().all(|c| (' '..='~').contains(&c) && c != '=') {
        let why = "a valid environment variable name must consist only of printable ASCII characters other than '='";
        errors.push(FieldError::invalid(path, &Value::string(name), why));
    }
}

fn ports(container: &Value, path: &str, errors: &mut Errors) {
    let mut names = Vec::new();
    for (index, port) in items(container, "ports").iter().enumerate() {
        let path = format!("{path}.ports[{index}]");
        let name = port.text_at(&["name"]);
        if name.len() > 15 {
            let why = "must be no more than 15 characters";
            errors.push(FieldError::invalid(format!("{path}.name"), &Value::string(name), why));
        }
        duplicate(name, &mut names, format!("{path}.name"), errors);
        let number = port.get("containerPort").unwrap_or(&Value::Int(0));
        match number.as_int().unwrap_or_default() {
            0 => errors.push(FieldError::required(format!("{path}.containerPort"))),
            1..=65535 => {}
            _ => {
                let why = "must be between 1 and 65535, inclusive";
                errors.push(FieldError::invalid(format!("{path}.containerPort"), number, why));
            }
        }
        let protocol = port.text_at(&["protocol"]);
        const PROTOCOLS: [&str; 3] = ["SCTP", "TCP", "UDP"];
        if !PROTOCOLS.contains(&protocol) {
            errors.push(FieldError::unsupported(format!("{path}.protocol"), protocol, &PROTOCOLS));
        }
    }
}

fn mounts(container: &Value, volumes: &[&str], path: &str, errors: &mut Errors) {
    let mut places = Vec::new();
    for (index, mount) in items(container, "volumeMounts").iter().enumerate() {
        let path = format!("{path}.volumeMounts[{index}]");
        let name = mount.text_at(&["name"]);
        if name.is_empty() {
            errors.push(FieldError::required(format!("{path}.name")));
        } else if !volumes.contains(&name) {
            let message = format!("Not found: {}", crate::value::quoted(name));
            errors.push(FieldError::new(format!("{path}.name"), message));
        }
        let place = mount.text_at(&["mountPath"]);
        if place.is_empty() {
            errors.push(FieldError::required(format!("{path}.mountPath")));
        } else if places.contains(&place) {
            let place = Value::string(place);
            errors.push(FieldError::invalid(format!("{path}.mountPath"), &place, "must be unique"));
        }
        places.push(place);
    }
}

/// Upstream: `ValidateContainerResourceRequirements`. Not recorded.
fn resources(container: &Value, path: &str, errors: &mut Errors) {
    for part in ["limits", "requests"] {
        for (resource, amount) in
            container.at(&["resources", part]).map(Value::entries).unwrap_or_default()
        {
            let key = format!("{path}.{part}[{resource}]");
            resource_name(resource, &key, errors);
            if amount.as_str().is_some_and(|text| text.starts_with('-')) {
                errors.push(FieldError::invalid(key, amount, NOT_NEGATIVE));
            }
            let limit =
                container.at(&["resources", "limits", resource]).filter(|_| part == "requests");
            if let Some(limit) = limit.and_then(Value::as_str) {
                not_above(resource, amount, limit, &format!("{path}.requests"), errors);
            }
        }
    }
}

fn resource_name(name: &str, path: &str, errors: &mut Errors) {
    let standard = ["cpu", "memory", "ephemeral-storage"].contains(&name);
    if standard || name.starts_with("hugepages-") || name.contains('/') {
        return;
    }
    for why in [
        "must be a standard resource type or fully qualified",
        "must be a standard resource for containers",
    ] {
        errors.push(FieldError::invalid(path, &Value::string(name), why));
    }
}

fn not_above(resource: &str, amount: &Value, limit: &str, path: &str, errors: &mut Errors) {
    let asked = amount.as_str().unwrap_or_default();
    if quantity::is_greater(asked, limit) {
        let why = format!("must be less than or equal to {resource} limit of {limit}");
        errors.push(FieldError::invalid(path, amount, &why));
    }
}
