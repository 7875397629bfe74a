//! Validation: rejects objects that can be decoded but are not valid.
//!
//! Runs the checks of a StatefulSet in upstream's order (`ValidateStatefulSetSpec`), because kubectl prints them in
//! that order. The pod template is checked in [`pod`] and [`container`], quotas and LimitRanges in [`policy`], warnings are in [`warnings`]. Fields that may
//! not change are in [`crate::immutable`].

mod container;
mod pod;
mod policy;
mod warnings;

use crate::failure::FieldError;
use crate::kind::Kind;
use crate::release::Release;
use crate::value::Value;
use crate::words::{
    NOT_A_PERCENTAGE, label_key_problem, label_problem, label_value_problem, path_segment_problem,
    percent, subdomain_problem,
};

/// Limit on `spec.replicas`. The rollout is simulated pod by pod.
pub(crate) const REPLICAS_MAX: i64 = 10_000;

const NOT_NEGATIVE: &str = "must be greater than or equal to 0";

type Errors = Vec<FieldError>;

pub(super) use warnings::warnings;

/// Returns the elements of a list; empty if there is no list.
fn items<'a>(value: &'a Value, key: &str) -> &'a [Value] {
    value.get(key).map(Value::items).unwrap_or_default()
}

/// Validates an object after decoding and defaulting.
pub(super) fn object(kind: &Kind, document: &Value, release: Release) -> Errors {
    let mut errors = Errors::new();
    metadata(kind, document, &mut errors);
    if kind.is_stateful_set() {
        stateful_set(document.get("spec").unwrap_or(&Value::Null), release, &mut errors);
    }
    let spec = document.get("spec").unwrap_or(&Value::Null);
    match (kind.group, kind.name) {
        ("", "ResourceQuota") => policy::quota(spec, &mut errors),
        ("scheduling.k8s.io", "PriorityClass") => policy::priority_class(document, &mut errors),
        ("", "LimitRange") => policy::limit_range(spec, &mut errors),
        _ => {}
    }
    errors
}

fn metadata(kind: &Kind, document: &Value, errors: &mut Errors) {
    let Some(metadata) = document.get("metadata") else { return };
    match metadata.get("name") {
        None => errors.push(FieldError::new(
            "metadata.name",
            "Required value: name or generateName is required",
        )),
        Some(name) => {
            let problem = name_problem(kind, name.as_str().unwrap_or_default());
            errors
                .extend(problem.map(|problem| FieldError::invalid("metadata.name", name, problem)));
        }
    }
    labels(metadata, "metadata.labels", errors);
}

/// Checks a name by the rule of its kind. Most names are DNS subdomains.
fn name_problem(kind: &Kind, name: &str) -> Option<&'static str> {
    match (kind.group, kind.name) {
        ("apps", "StatefulSet") | ("", "Namespace" | "Service") => label_problem(name),
        ("rbac.authorization.k8s.io", _) => path_segment_problem(name),
        _ => subdomain_problem(name),
    }
}

/// Checks the keys and values of an object's labels.
fn labels(metadata: &Value, path: &str, errors: &mut Errors) {
    for (key, value) in metadata.get("labels").map(Value::entries).unwrap_or_default() {
        let key_problem = label_key_problem(key);
        errors.extend(
            key_problem.map(|problem| FieldError::invalid(path, &Value::string(key), problem)),
        );
        let value_problem = label_value_problem(value.as_str().unwrap_or_default());
        errors.extend(value_problem.map(|problem| FieldError::invalid(path, value, problem)));
    }
}

fn stateful_set(spec: &Value, release: Release, errors: &mut Errors) {
    let policy = spec.text_at(&["podManagementPolicy"]);
    if !["OrderedReady", "Parallel"].contains(&policy) {
        let why = "must be 'OrderedReady' or 'Parallel'";
        errors.push(FieldError::invalid("spec.podManagementPolicy", &Value::string(policy), why));
    }
    strategy(spec.get("updateStrategy").unwrap_or(&Value::Null), release, errors);
    for when in ["whenDeleted", "whenScaled"] {
        let policy = spec.text_at(&["persistentVolumeClaimRetentionPolicy", when]);
        if !["Retain", "Delete"].contains(&policy) {
            let path = format!("spec.persistentVolumeClaimRetentionPolicy.{when}");
            errors.push(FieldError::unsupported(path, policy, &["Retain", "Delete"]));
        }
    }
    not_negative(spec, &["replicas"], errors);
    if let Some(replicas) =
        spec.get("replicas").filter(|replicas| replicas.as_int() > Some(REPLICAS_MAX))
    {
        let why = format!("this playground runs at most {REPLICAS_MAX} pods of a set");
        errors.push(FieldError::invalid("spec.replicas", replicas, &why));
    }
    not_negative(spec, &["minReadySeconds"], errors);
    not_negative(spec, &["ordinals", "start"], errors);
    selector(spec, errors);
    service_name(spec, release, errors);
    pod::template(spec, errors);
    claims(spec, errors);
}

fn not_negative(spec: &Value, path: &[&str], errors: &mut Errors) {
    let Some(number) = spec.at(path) else { return };
    if number.as_int() < Some(0) {
        errors.push(FieldError::invalid(format!("spec.{}", path.join(".")), number, NOT_NEGATIVE));
    }
}

fn service_name(spec: &Value, release: Release, errors: &mut Errors) {
    let name = spec.text_at(&["serviceName"]);
    if name.is_empty() || !release.checks_service_name() {
        return;
    }
    let problem = label_problem(name);
    errors.extend(
        problem
            .map(|problem| FieldError::invalid("spec.serviceName", &Value::string(name), problem)),
    );
}

fn strategy(strategy: &Value, release: Release, errors: &mut Errors) {
    let stanza = strategy.get("rollingUpdate");
    match (strategy.text_at(&["type"]), stanza) {
        ("RollingUpdate", Some(stanza)) => rolling_update(stanza, release, errors),
        ("OnDelete", Some(stanza)) => not_allowed(stanza, errors),
        ("Recreate", Some(stanza)) if release.has_recreate() => not_allowed(stanza, errors),
        ("Recreate", None) if release.has_recreate() => {}
        ("RollingUpdate" | "OnDelete", None) => {}
        (other, stanza) => {
            let stanza = stanza.map_or_else(|| "null".to_owned(), internal_stanza);
            let shown = format!(
                "{{\"Type\":{},\"RollingUpdate\":{stanza}}}",
                Value::string(other).to_json()
            );
            let message = format!("Invalid value: {shown}: must be 'RollingUpdate' or 'OnDelete'");
            errors.push(FieldError::new("spec.updateStrategy", message));
        }
    }
}

fn not_allowed(stanza: &Value, errors: &mut Errors) {
    let why = "only allowed for updateStrategy 'RollingUpdate'";
    let message = format!("Invalid value: {}: {why}", internal_stanza(stanza));
    errors.push(FieldError::new("spec.updateStrategy.rollingUpdate", message));
}

/// Formats `rollingUpdate` as the API server's internal type prints: capitalised names, no field left out.
fn internal_stanza(stanza: &Value) -> String {
    let part =
        |name, absent: &str| stanza.get(name).map_or_else(|| absent.to_owned(), Value::to_json);
    format!(
        "{{\"Partition\":{},\"MaxUnavailable\":{}}}",
        part("partition", "0"),
        part("maxUnavailable", "null")
    )
}

fn rolling_update(stanza: &Value, release: Release, errors: &mut Errors) {
    const PATH: &str = "spec.updateStrategy.rollingUpdate";
    if let Some(partition) =
        stanza.get("partition").filter(|partition| partition.as_int() < Some(0))
    {
        errors.push(FieldError::invalid(format!("{PATH}.partition"), partition, NOT_NEGATIVE));
    }
    let Some(max_unavailable) = stanza.get("maxUnavailable") else { return };
    if release.has_max_unavailable() {
        let problems = max_unavailable_problems(max_unavailable);
        let path = format!("{PATH}.maxUnavailable");
        errors.extend(
            problems.into_iter().map(|why| FieldError::invalid(path.clone(), max_unavailable, why)),
        );
    }
}

fn max_unavailable_problems(value: &Value) -> Vec<&'static str> {
    let (percentage, number) = match value {
        Value::String(text) => (percent(text), text.parse().unwrap_or_default()),
        other => (None, other.as_int().unwrap_or_default()),
    };
    let amount = percentage.map_or(number, i64::from);
    let mut problems = Vec::new();
    if value.as_str().is_some() && percentage.is_none() {
        problems.push(NOT_A_PERCENTAGE);
    } else if amount < 0 {
        problems.push(NOT_NEGATIVE);
    }
    if amount == 0 {
        problems.push("cannot be 0");
    }
    if percentage > Some(100) {
        problems.push("must not be greater than 100%");
    }
    problems
}

fn selector(spec: &Value, errors: &mut Errors) {
    const PATH: &str = "spec.selector";
    let Some(selector) = spec.get("selector") else {
        return errors.push(FieldError::required(PATH));
    };
    if selector.entries().is_empty() {
        return errors.push(FieldError::invalid(
            PATH,
            selector,
            "empty selector is invalid for statefulset",
        ));
    }
    let requirements = selector.get("matchExpressions").map(Value::items).unwrap_or_default();
    let mut unreadable = false;
    for (index, requirement) in requirements.iter().enumerate() {
        let operator = requirement.get("operator").unwrap_or(&Value::Null);
        if !["In", "NotIn", "Exists", "DoesNotExist"]
            .contains(&operator.as_str().unwrap_or_default())
        {
            unreadable = true;
            let path = format!("{PATH}.matchExpressions[{index}].operator");
            errors.push(FieldError::invalid(path, operator, "not a valid selector operator"));
        }
    }
    if unreadable {
        errors.push(FieldError::invalid(PATH, selector, ""));
    }
}

fn claims(spec: &Value, errors: &mut Errors) {
    const MODES: [&str; 4] = ["ReadOnlyMany", "ReadWriteMany", "ReadWriteOnce", "ReadWriteOncePod"];
    for (index, claim) in
        spec.get("volumeClaimTemplates").map(Value::items).unwrap_or_default().iter().enumerate()
    {
        let path = format!("spec.volumeClaimTemplates[{index}].spec");
        let modes = claim.at(&["spec", "accessModes"]).map(Value::items).unwrap_or_default();
        if modes.is_empty() {
            let message = "Required value: at least 1 access mode is required";
            errors.push(FieldError::new(format!("{path}.accessModes"), message));
        }
        for mode in modes.iter().filter_map(Value::as_str).filter(|mode| !MODES.contains(mode)) {
            errors.push(FieldError::unsupported(format!("{path}.accessModes"), mode, &MODES));
        }
        if claim.at(&["spec", "resources", "requests", "storage"]).is_none() {
            errors.push(FieldError::required(format!("{path}.resources[storage]")));
        }
    }
}
