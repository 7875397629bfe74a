//! The engine's typed spec, read from a document that was decoded, defaulted and validated.

use std::rc::Rc;
use std::time::Duration;

use rollout_engine::api::{
    ClaimTemplate, Container, ContainerKind, IntOrPercent, PodManagementPolicy, PodTemplate, Probe,
    Probes, Retention, RetentionPolicy, RollingUpdate, StatefulSetSpec, UpdateStrategy,
};

use super::words::percent;
use crate::value::Value;

/// The spec of a stored StatefulSet. `exact` says whether its template's bytes are certain.
pub(super) fn spec(document: &Value, exact: bool) -> StatefulSetSpec {
    let absent = Value::map();
    let spec = document.get("spec").unwrap_or(&absent);
    StatefulSetSpec {
        replicas: count(spec, &["replicas"]),
        start: count(spec, &["ordinals", "start"]),
        pod_management_policy: match spec.text_at(&["podManagementPolicy"]) {
            "Parallel" => PodManagementPolicy::Parallel,
            _ => PodManagementPolicy::OrderedReady,
        },
        update_strategy: update_strategy(spec),
        min_ready_seconds: count(spec, &["minReadySeconds"]),
        revision_history_limit: integer(spec, &["revisionHistoryLimit"])
            .and_then(|limit| i32::try_from(limit).ok())
            .unwrap_or(10),
        template: Rc::new(template(spec.get("template").unwrap_or(&absent), exact)),
        claim_templates: claim_templates(spec),
        retention: RetentionPolicy {
            when_deleted: retention(spec, "whenDeleted"),
            when_scaled: retention(spec, "whenScaled"),
        },
    }
}

fn integer(value: &Value, path: &[&str]) -> Option<i64> {
    value.at(path).and_then(Value::as_int)
}

/// A number that validation has found not to be negative.
fn count(value: &Value, path: &[&str]) -> u32 {
    integer(value, path).and_then(|number| u32::try_from(number).ok()).unwrap_or_default()
}

fn update_strategy(spec: &Value) -> UpdateStrategy {
    match spec.text_at(&["updateStrategy", "type"]) {
        "OnDelete" => UpdateStrategy::OnDelete,
        "Recreate" => UpdateStrategy::Recreate,
        _ => UpdateStrategy::RollingUpdate(
            spec.at(&["updateStrategy", "rollingUpdate"]).map(rolling_update),
        ),
    }
}

fn rolling_update(stanza: &Value) -> RollingUpdate {
    let max_unavailable = match stanza.get("maxUnavailable") {
        Some(Value::String(text)) => percent(text).map(IntOrPercent::Percent),
        Some(_) => Some(IntOrPercent::Int(count(stanza, &["maxUnavailable"]))),
        None => None,
    };
    RollingUpdate { partition: count(stanza, &["partition"]), max_unavailable }
}

fn retention(spec: &Value, when: &str) -> Retention {
    match spec.text_at(&["persistentVolumeClaimRetentionPolicy", when]) {
        "Delete" => Retention::Delete,
        _ => Retention::Retain,
    }
}

fn template(template: &Value, exact: bool) -> PodTemplate {
    let seconds = integer(template, &["spec", "terminationGracePeriodSeconds"]).unwrap_or(30);
    let containers = template.at(&["spec", "containers"]).map(Value::items).unwrap_or_default();
    let init = template.at(&["spec", "initContainers"]).map(Value::items).unwrap_or_default();
    let kind_of_init = |container: &Value| match container.text_at(&["restartPolicy"]) {
        "Always" => ContainerKind::Sidecar,
        _ => ContainerKind::Init,
    };
    PodTemplate {
        data: revision_data(template).into(),
        exact,
        // The API server treats a negative period as 1.
        grace_period: Duration::from_secs(u64::try_from(seconds).unwrap_or(1)),
        init_containers: init.iter().map(|it| container(it, kind_of_init(it))).collect(),
        containers: containers.iter().map(|it| container(it, ContainerKind::Main)).collect(),
    }
}

fn container(container: &Value, kind: ContainerKind) -> Container {
    Container {
        name: container.text_at(&["name"]).into(),
        image: container.text_at(&["image"]).into(),
        probes: Probes {
            startup: container.get("startupProbe").map(probe),
            readiness: container.get("readinessProbe").map(probe),
            liveness: container.get("livenessProbe").map(probe),
        },
        kind,
    }
}

/// Defaulted already, except where it is read before that.
fn probe(probe: &Value) -> Probe {
    let number = |key: &str| integer(probe, &[key]).and_then(|n| u32::try_from(n).ok());
    let seconds = |key: &str| number(key).map(|n| Duration::from_secs(n.into()));
    let default = Probe::default();
    Probe {
        initial_delay: seconds("initialDelaySeconds").unwrap_or(default.initial_delay),
        period: seconds("periodSeconds").unwrap_or(default.period),
        success_threshold: number("successThreshold").unwrap_or(default.success_threshold),
        failure_threshold: number("failureThreshold").unwrap_or(default.failure_threshold),
    }
}

/// What a ControllerRevision stores of a template: a patch that replaces it (semantics 1.3.1).
fn revision_data(template: &Value) -> String {
    let mut data = Value::map();
    let place = data.entry_at(&["spec", "template"]);
    *place = template.clone();
    *place.entry("$patch") = Value::string("replace");
    data.sorted().to_json()
}

fn claim_templates(spec: &Value) -> Rc<[ClaimTemplate]> {
    let claims = spec.get("volumeClaimTemplates").map(Value::items).unwrap_or_default();
    let claim = |claim: &Value| ClaimTemplate {
        name: claim.text_at(&["metadata", "name"]).into(),
        document: claim.to_json().into(),
    };
    claims.iter().map(claim).collect()
}
