//! Validation of a StatefulSet's pod template: labels, volumes, probes. Containers are in [`super::container`].

use super::container::container;
use super::{Errors, FieldError, items, label_problem, labels};
use crate::selector::matches_spec;
use crate::value::Value;

/// Checks a required name that must be a DNS label.
pub(super) fn name(value: Option<&Value>, path: String, errors: &mut Errors) {
    match value.filter(|name| name.as_str() != Some("")) {
        None => errors.push(FieldError::required(path)),
        Some(name) => {
            let problem = label_problem(name.as_str().unwrap_or_default());
            errors.extend(problem.map(|problem| FieldError::invalid(path, name, problem)));
        }
    }
}

/// Validates the pod template of a StatefulSet's spec. Its containers may also mount the volumes of the claim
/// templates.
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
    let known = volume_names(set, spec);
    if items(spec, "containers").is_empty() {
        errors.push(FieldError::required(format!("{PATH}.containers")));
    }
    for list in ["containers", "initContainers"] {
        let mut names = Vec::new();
        for (index, one) in items(spec, list).iter().enumerate() {
            let path = format!("{PATH}.{list}[{index}]");
            container(one, &known, &path, errors);
            duplicate(one.text_at(&["name"]), &mut names, format!("{path}.name"), errors);
            probes(one, &path, errors);
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

/// Reports a name that an earlier one in the list equals. Adds it to `names`.
pub(super) fn duplicate<'a>(
    name: &'a str,
    names: &mut Vec<&'a str>,
    path: String,
    errors: &mut Errors,
) {
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
    let mut names = Vec::new();
    for (index, volume) in own.iter().enumerate() {
        let path = format!("spec.template.spec.volumes[{index}]");
        // A claim template replaces a volume of the same name before any pod is created. That volume's source is
        // not checked.
        let claims = items(set, "volumeClaimTemplates").iter();
        let is_replaced = |claim: &Value| claim.at(&["metadata", "name"]) == volume.get("name");
        if !claims.clone().any(is_replaced) {
            source(volume, &path, errors);
        }
        name(volume.get("name"), format!("{path}.name"), errors);
        duplicate(volume.text_at(&["name"]), &mut names, format!("{path}.name"), errors);
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

/// Checks that a volume has one source with its required field. Upstream: `validateVolumeSource`. Not recorded.
fn source(volume: &Value, path: &str, errors: &mut Errors) {
    let mut sources = volume.entries().iter().map(|(name, _)| name).filter(|name| *name != "name");
    let first = sources.next().map_or("", String::as_str);
    for more in sources {
        let message = "Forbidden: may not specify more than 1 volume type";
        errors.push(FieldError::new(format!("{path}.{more}"), message));
    }
    let needed = match first {
        "configMap" => "name",
        "secret" => "secretName",
        "hostPath" => "path",
        "persistentVolumeClaim" => "claimName",
        "csi" => "driver",
        _ => return,
    };
    if volume.text_at(&[first, needed]).is_empty() {
        errors.push(FieldError::required(format!("{path}.{first}.{needed}")));
    }
}

/// Returns the names of the volumes that a container may mount: the template's own and those of the claim templates.
fn volume_names<'a>(set: &'a Value, spec: &'a Value) -> Vec<&'a str> {
    let volumes = items(spec, "volumes").iter().map(|volume| volume.text_at(&["name"]));
    let claims = items(set, "volumeClaimTemplates").iter();
    volumes.chain(claims.map(|claim| claim.text_at(&["metadata", "name"]))).collect()
}

fn probes(container: &Value, path: &str, errors: &mut Errors) {
    for probe in ["livenessProbe", "readinessProbe", "startupProbe"] {
        if let Some(value) = container.get(probe) {
            let path = format!("{path}.{probe}");
            exactly_one_handler(value, &path, errors);
            numbers(value, probe, &path, errors);
        }
    }
}

/// Checks that a probe's numbers are in range. Upstream: `validateProbe`. Not recorded.
fn numbers(probe: &Value, name: &str, path: &str, errors: &mut Errors) {
    for field in [
        "initialDelaySeconds",
        "timeoutSeconds",
        "periodSeconds",
        "successThreshold",
        "failureThreshold",
    ] {
        let number = probe.get(field).filter(|number| number.as_int() < Some(0));
        errors.extend(number.map(|number| {
            FieldError::invalid(format!("{path}.{field}"), number, super::NOT_NEGATIVE)
        }));
    }
    let successes = probe.get("successThreshold").filter(|number| number.as_int() != Some(1));
    if let Some(number) = successes.filter(|_| name != "readinessProbe") {
        errors.push(FieldError::invalid(format!("{path}.successThreshold"), number, "must be 1"));
    }
}

/// Checks that a probe has exactly one handler.
fn exactly_one_handler(probe: &Value, path: &str, errors: &mut Errors) {
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
