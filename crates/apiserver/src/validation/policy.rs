//! Validates ResourceQuotas, LimitRanges and PriorityClasses (upstream `ValidateResourceQuotaSpec`, `ValidateLimitRange`,
//! `ValidatePriorityClass`).

use super::{Errors, NOT_NEGATIVE, items};
use crate::failure::FieldError;
use crate::policy::amounts;
use crate::value::{Value, quoted};

/// Resources that a quota may name without a domain.
const OF_QUOTAS: [&str; 20] = [
    "cpu",
    "memory",
    "ephemeral-storage",
    "requests.cpu",
    "requests.memory",
    "requests.storage",
    "requests.ephemeral-storage",
    "limits.cpu",
    "limits.memory",
    "limits.ephemeral-storage",
    "pods",
    "resourcequotas",
    "services",
    "replicationcontrollers",
    "secrets",
    "persistentvolumeclaims",
    "configmaps",
    "services.nodeports",
    "services.loadbalancers",
    "storage",
];

/// Resources of which there are whole numbers only.
const WHOLE: [&str; 9] = [
    "pods",
    "services",
    "replicationcontrollers",
    "resourcequotas",
    "secrets",
    "configmaps",
    "persistentvolumeclaims",
    "services.nodeports",
    "services.loadbalancers",
];

pub(super) fn quota(spec: &Value, errors: &mut Errors) {
    for (name, value) in spec.get("hard").map(Value::entries).unwrap_or_default() {
        let path = format!("spec.hard[{name}]");
        let is_huge = name.starts_with("hugepages-") || name.starts_with("requests.hugepages-");
        if !name.contains('/')
            && !is_huge
            && (!OF_QUOTAS.contains(&name.as_str()) || name == "storage")
        {
            let name = Value::string(name);
            if name.as_str() != Some("storage") {
                let why = "must be a standard resource type or fully qualified";
                errors.push(FieldError::invalid(&path, &name, why));
            }
            errors.push(FieldError::invalid(&path, &name, "must be a standard resource for quota"));
        }
        let amount = amounts(spec.get("hard")).get(name.as_str()).copied().unwrap_or_default();
        if amount.nanos < 0 {
            errors.push(FieldError::invalid(&path, value, NOT_NEGATIVE));
        }
        if WHOLE.contains(&name.as_str()) && amount.nanos % 1_000_000_000 != 0 {
            errors.push(FieldError::invalid(&path, value, "must be an integer"));
        }
    }
    scopes(spec, errors);
}

const SCOPES: [&str; 7] = [
    "BestEffort",
    "CrossNamespacePodAffinity",
    "NotBestEffort",
    "NotTerminating",
    "PriorityClass",
    "Terminating",
    "VolumeAttributesClass",
];

/// Whether a quota with this scope can count a resource. Pods in the scope BestEffort have no compute resources.
fn is_counted_in(scope: &str, resource: &str) -> bool {
    let is_computed = ["cpu", "memory"].into_iter().any(|name| resource.ends_with(name));
    match scope {
        "BestEffort" => resource == "pods",
        "VolumeAttributesClass" => resource == "persistentvolumeclaims",
        _ => resource == "pods" || is_computed,
    }
}

fn scopes(spec: &Value, errors: &mut Errors) {
    let scopes = items(spec, "scopes");
    let mut refuse = |why: &str| {
        errors.push(FieldError::invalid("spec.scopes", &Value::List(scopes.to_vec()), why));
    };
    let hard = spec.get("hard").map(Value::entries).unwrap_or_default();
    for scope in scopes.iter().map(|scope| scope.as_str().unwrap_or_default()) {
        if !SCOPES.contains(&scope) {
            refuse("unsupported scope");
        }
        let others = hard.iter().filter(|(name, _)| OF_QUOTAS.contains(&name.as_str()));
        for _ in others.filter(|(name, _)| !is_counted_in(scope, name)) {
            refuse("unsupported scope applied to resource");
        }
    }
    let has = |name: &str| scopes.iter().any(|scope| scope.as_str() == Some(name));
    for [one, other] in [["BestEffort", "NotBestEffort"], ["Terminating", "NotTerminating"]] {
        if has(one) && has(other) {
            refuse("conflicting scopes");
        }
    }
}

pub(super) fn limit_range(spec: &Value, errors: &mut Errors) {
    let mut seen = Vec::new();
    for (index, limit) in items(spec, "limits").iter().enumerate() {
        let path = format!("spec.limits[{index}]");
        let of = limit.text_at(&["type"]);
        if seen.contains(&of) {
            let message = format!("Duplicate value: {}", quoted(of));
            errors.push(FieldError::new(format!("{path}.type"), message));
        }
        seen.push(of);
        if !["Container", "Pod", "PersistentVolumeClaim"].contains(&of) && !of.contains('/') {
            let why = "must be a standard limit type or fully qualified";
            let path = format!("{path}.type");
            errors.push(FieldError::invalid(path, &Value::string(of), why));
        }
        bounds(limit, of, &path, errors);
    }
}

fn bounds(limit: &Value, of: &str, path: &str, errors: &mut Errors) {
    let has_storage = |field: &str| limit.at(&[field, "storage"]).is_some();
    if of == "PersistentVolumeClaim" && !has_storage("min") && !has_storage("max") {
        let why = "Required value: either minimum or maximum storage value is required, but neither was provided";
        errors.push(FieldError::new(path, why));
    }
    if of == "Pod" {
        for field in ["default", "defaultRequest"] {
            if limit.get(field).is_some_and(|map| !map.entries().is_empty()) {
                let why = "Forbidden: may not be specified when `type` is 'Pod'";
                errors.push(FieldError::new(format!("{path}.{field}"), why));
            }
        }
    }
    // The field that is wrong, and two fields of which the first must not be greater, with what messages call them.
    for (wrong, [less, more], [of_less, of_more]) in [
        ("min", ["min", "max"], ["min", "max"]),
        ("defaultRequest", ["min", "defaultRequest"], ["min", "default request"]),
        ("defaultRequest", ["defaultRequest", "max"], ["default request", "max"]),
        ("defaultRequest", ["defaultRequest", "default"], ["default request", "default limit"]),
        ("default", ["min", "default"], ["min", "default"]),
        ("default", ["default", "max"], ["default", "max"]),
    ] {
        let greater = amounts(limit.get(more));
        for (name, amount) in amounts(limit.get(less)) {
            if greater.get(&name).is_some_and(|other| amount.nanos > other.nanos) {
                let text = |field: &str| limit.text_at(&[field, &name]);
                let (one, other) = (text(less), text(more));
                let why = format!("{of_less} value {one} is greater than {of_more} value {other}");
                let value = Value::string(text(wrong));
                errors.push(FieldError::invalid(format!("{path}.{wrong}[{name}]"), &value, &why));
            }
        }
    }
}

/// The highest priority that a person may give.
const PRIORITY_MAX: i64 = 1_000_000_000;

pub(super) fn priority_class(class: &Value, errors: &mut Errors) {
    if class.text_at(&["metadata", "name"]).starts_with("system-") {
        let why = "Forbidden: priority class names with 'system-' prefix are reserved for system use only";
        errors.push(FieldError::new("metadata.name", why));
    } else if class.get("value").and_then(Value::as_int) > Some(PRIORITY_MAX) {
        let why = format!(
            "Forbidden: maximum allowed value of a user defined priority is {PRIORITY_MAX}"
        );
        errors.push(FieldError::new("value", why));
    }
    let policy = class.text_at(&["preemptionPolicy"]);
    if !["PreemptLowerPriority", "Never"].contains(&policy) {
        let known = ["PreemptLowerPriority", "Never"];
        errors.push(FieldError::unsupported("preemptionPolicy", policy, &known));
    }
}
