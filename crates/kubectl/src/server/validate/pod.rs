//! The checks of a StatefulSet's pod template.

use super::{Errors, FieldError, label_problem, labels};
use crate::selector::matches_spec;
use crate::value::Value;

/// A name that must be a DNS label, and must be there.
fn name(value: Option<&Value>, path: String, errors: &mut Errors) {
    match value.filter(|name| name.as_str() != Some("")) {
        None => errors.push(FieldError::required(path)),
        Some(name) => {
            let problem = label_problem(name.as_str().unwrap_or_default());
            errors.extend(problem.map(|problem| FieldError::invalid(path, name, problem)));
        }
    }
}

fn items<'a>(value: &'a Value, key: &str) -> &'a [Value] {
    value.get(key).map(Value::items).unwrap_or_default()
}

/// The template of a StatefulSet's spec, with the volumes that its claim templates make.
pub(super) fn template(spec: &Value, errors: &mut Errors) {
    let absent = Value::map();
    let template = spec.get("template").unwrap_or(&absent);
    let metadata = template.get("metadata").unwrap_or(&absent);
    let readable =
        !errors.iter().any(|error| error.path.starts_with("spec.selector.matchExpressions"));
    let is_empty = spec.get("selector").is_some_and(|selector| selector.entries().is_empty());
    if readable && !is_empty && !matches_spec(spec.get("selector"), metadata.get("labels")) {
        let labels = metadata.get("labels").unwrap_or(&Value::Null);
        let why = "`selector` does not match template `labels`";
        errors.push(FieldError::invalid("spec.template.metadata.labels", labels, why));
    }
    labels(metadata, "spec.template.labels", errors);
    pod(spec, template.get("spec").unwrap_or(&absent), errors);
}

fn pod(set: &Value, spec: &Value, errors: &mut Errors) {
    const PATH: &str = "spec.template.spec";
    volumes(set, spec, errors);
    if items(spec, "containers").is_empty() {
        errors.push(FieldError::required(format!("{PATH}.containers")));
    }
    for list in ["containers", "initContainers"] {
        let mut names = Vec::new();
        for (index, one) in items(spec, list).iter().enumerate() {
            let path = format!("{PATH}.{list}[{index}]");
            container(one, &path, errors);
            mounts(set, spec, one, &path, errors);
            duplicate(one.text_at(&["name"]), &mut names, format!("{path}.name"), errors);
        }
    }
    let restart_policy = spec.text_at(&["restartPolicy"]);
    if restart_policy != "Always" {
        errors.push(FieldError::unsupported(
            format!("{PATH}.restartPolicy"),
            restart_policy,
            &["Always"],
        ));
    }
    if spec.get("activeDeadlineSeconds").is_some() {
        let message = "Forbidden: activeDeadlineSeconds in StatefulSet is not Supported";
        errors.push(FieldError::new(format!("{PATH}.activeDeadlineSeconds"), message));
    }
}

fn duplicate<'a>(name: &'a str, names: &mut Vec<&'a str>, path: String, errors: &mut Errors) {
    if !name.is_empty() && names.contains(&name) {
        errors.push(FieldError::new(
            path,
            format!("Duplicate value: {}", crate::value::quoted(name)),
        ));
    }
    names.push(name);
}

fn volumes(set: &Value, spec: &Value, errors: &mut Errors) {
    let own = items(spec, "volumes");
    for (index, volume) in own.iter().enumerate() {
        name(volume.get("name"), format!("spec.template.spec.volumes[{index}].name"), errors);
    }
    for (index, claim) in items(set, "volumeClaimTemplates").iter().enumerate() {
        let path = format!("spec.template.spec.volumes[{}]", own.len() + index);
        let claim_name = claim.at(&["metadata", "name"]);
        if claim_name.is_none() {
            errors.push(FieldError::required(format!("{path}.persistentVolumeClaim.claimName")));
        }
        name(claim_name, format!("{path}.name"), errors);
    }
}

fn container(container: &Value, path: &str, errors: &mut Errors) {
    name(container.get("name"), format!("{path}.name"), errors);
    if container.text_at(&["image"]).is_empty() {
        errors.push(FieldError::required(format!("{path}.image")));
    }
    for probe in ["livenessProbe", "readinessProbe", "startupProbe"] {
        if let Some(value) = container.get(probe) {
            one_handler(value, &format!("{path}.{probe}"), errors);
        }
    }
    ports(container, path, errors);
    for (index, env) in items(container, "env").iter().enumerate() {
        env_name(env.text_at(&["name"]), format!("{path}.env[{index}].name"), errors);
    }
    let policy = container.text_at(&["imagePullPolicy"]);
    const POLICIES: [&str; 3] = ["Always", "IfNotPresent", "Never"];
    if !POLICIES.contains(&policy) {
        errors.push(FieldError::unsupported(format!("{path}.imagePullPolicy"), policy, &POLICIES));
    }
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

/// A probe has exactly one handler.
fn one_handler(probe: &Value, path: &str, errors: &mut Errors) {
    let handlers = ["exec", "httpGet", "tcpSocket", "grpc"]
        .into_iter()
        .filter(|name| probe.get(name).is_some());
    let mut handlers = handlers.peekable();
    if handlers.peek().is_none() {
        errors.push(FieldError::new(path, "Required value: must specify a handler type"));
    }
    for more in handlers.skip(1) {
        errors.push(FieldError::new(
            format!("{path}.{more}"),
            "Forbidden: may not specify more than 1 handler type",
        ));
    }
}

fn mounts(set: &Value, spec: &Value, container: &Value, path: &str, errors: &mut Errors) {
    let volumes = items(spec, "volumes").iter().map(|volume| volume.text_at(&["name"]));
    let claims =
        items(set, "volumeClaimTemplates").iter().map(|claim| claim.text_at(&["metadata", "name"]));
    let known: Vec<_> = volumes.chain(claims).collect();
    for (index, mount) in items(container, "volumeMounts").iter().enumerate() {
        let path = format!("{path}.volumeMounts[{index}]");
        let name = mount.text_at(&["name"]);
        if name.is_empty() {
            errors.push(FieldError::required(format!("{path}.name")));
        } else if !known.contains(&name) {
            errors.push(FieldError::new(
                format!("{path}.name"),
                format!("Not found: {}", crate::value::quoted(name)),
            ));
        }
        if mount.text_at(&["mountPath"]).is_empty() {
            errors.push(FieldError::required(format!("{path}.mountPath")));
        }
    }
}
