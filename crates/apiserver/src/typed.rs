//! The engine's typed spec, deserialized from a stored document. Decoding, defaulting and validation come before.

use std::rc::Rc;
use std::time::Duration;

use rollout_engine::api::{
    self, ClaimTemplate, ContainerKind, PodManagementPolicy, PodTemplate, Probes, Retention,
    RetentionPolicy, StatefulSetSpec, UpdateStrategy,
};
use serde::Deserialize;

use super::words::percent;
use crate::policy;
use crate::value::Value;

/// The fields of `apps/v1 StatefulSetSpec` that the engine acts on. Numbers are 64 bits wide, as in JSON; validation
/// has rejected those that do not fit.
#[derive(Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
struct Spec {
    min_ready_seconds: i64,
    ordinals: Ordinals,
    persistent_volume_claim_retention_policy: Retentions,
    pod_management_policy: String,
    replicas: i64,
    revision_history_limit: Option<i64>,
    template: Template,
    update_strategy: Strategy,
    volume_claim_templates: Vec<Value>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Ordinals {
    start: i64,
}

#[derive(Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
struct Retentions {
    when_deleted: String,
    when_scaled: String,
}

#[derive(Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
struct Strategy {
    rolling_update: Option<RollingUpdate>,
    #[serde(rename = "type")]
    kind: String,
}

#[derive(Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
struct RollingUpdate {
    max_unavailable: Option<IntOrString>,
    partition: i64,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum IntOrString {
    Int(i64),
    String(String),
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Template {
    spec: PodSpec,
}

#[derive(Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
struct PodSpec {
    containers: Vec<Container>,
    init_containers: Vec<Container>,
    termination_grace_period_seconds: Option<i64>,
}

#[derive(Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
struct Container {
    image: String,
    liveness_probe: Option<Probe>,
    name: String,
    readiness_probe: Option<Probe>,
    resources: Option<Value>,
    restart_policy: String,
    startup_probe: Option<Probe>,
}

#[derive(Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
struct Probe {
    failure_threshold: Option<i64>,
    initial_delay_seconds: Option<i64>,
    period_seconds: Option<i64>,
    success_threshold: Option<i64>,
}

/// Returns the spec of a stored StatefulSet. `exact`: whether the template's bytes are certain to be Kubernetes'.
pub(super) fn spec(document: &Value, exact: bool) -> StatefulSetSpec {
    let absent = Value::map();
    let written = document.get("spec").unwrap_or(&absent);
    let spec: Spec = written.typed().unwrap_or_default();
    StatefulSetSpec {
        replicas: count(spec.replicas),
        start: count(spec.ordinals.start),
        pod_management_policy: match &*spec.pod_management_policy {
            "Parallel" => PodManagementPolicy::Parallel,
            _ => PodManagementPolicy::OrderedReady,
        },
        update_strategy: update_strategy(spec.update_strategy),
        min_ready_seconds: count(spec.min_ready_seconds),
        revision_history_limit: spec
            .revision_history_limit
            .and_then(|limit| i32::try_from(limit).ok())
            .unwrap_or(10),
        template: Rc::new(template(
            &spec.template.spec,
            written.get("template").unwrap_or(&absent),
            exact,
        )),
        claim_templates: spec.volume_claim_templates.iter().map(claim_template).collect(),
        retention: RetentionPolicy {
            when_deleted: retention(&spec.persistent_volume_claim_retention_policy.when_deleted),
            when_scaled: retention(&spec.persistent_volume_claim_retention_policy.when_scaled),
        },
    }
}

/// Converts a number that validation has found not to be negative.
fn count(number: i64) -> u32 {
    u32::try_from(number).unwrap_or_default()
}

fn update_strategy(strategy: Strategy) -> UpdateStrategy {
    match &*strategy.kind {
        "OnDelete" => UpdateStrategy::OnDelete,
        "Recreate" => UpdateStrategy::Recreate,
        _ => UpdateStrategy::RollingUpdate(strategy.rolling_update.map(rolling_update)),
    }
}

fn rolling_update(stanza: RollingUpdate) -> api::RollingUpdate {
    let max_unavailable = stanza.max_unavailable.and_then(|most| match most {
        IntOrString::Int(number) => Some(api::IntOrPercent::Int(count(number))),
        IntOrString::String(text) => percent(&text).map(api::IntOrPercent::Percent),
    });
    api::RollingUpdate { partition: count(stanza.partition), max_unavailable }
}

fn retention(policy: &str) -> Retention {
    match policy {
        "Delete" => Retention::Delete,
        _ => Retention::Retain,
    }
}

fn template(spec: &PodSpec, written: &Value, exact: bool) -> PodTemplate {
    let seconds = spec.termination_grace_period_seconds.unwrap_or(30);
    let kind_of_init = |container: &Container| match &*container.restart_policy {
        "Always" => ContainerKind::Sidecar,
        _ => ContainerKind::Init,
    };
    let (init, main) = (&spec.init_containers, &spec.containers);
    PodTemplate {
        data: revision_data(written).into(),
        exact,
        // The API server treats a negative grace period as 1 second.
        grace_period: Duration::from_secs(u64::try_from(seconds).unwrap_or(1)),
        init_containers: init.iter().map(|it| container(it, kind_of_init(it))).collect(),
        containers: main.iter().map(|it| container(it, ContainerKind::Main)).collect(),
        placement: Rc::new(crate::placement::placement(written)),
    }
}

fn container(container: &Container, kind: ContainerKind) -> api::Container {
    api::Container {
        name: (*container.name).into(),
        image: (*container.image).into(),
        probes: Probes {
            startup: container.startup_probe.as_ref().map(probe),
            readiness: container.readiness_probe.as_ref().map(probe),
            liveness: container.liveness_probe.as_ref().map(probe),
        },
        kind,
        resources: resources(container.resources.as_ref()),
    }
}

/// Converts requests and limits. A limit without a request is the request, as the API server sets it in a pod.
pub(crate) fn resources(written: Option<&Value>) -> api::Resources {
    let of = |field: &str| policy::amounts(written.and_then(|written| written.get(field)));
    let (requests, limits) = (of("requests"), of("limits"));
    api::Resources { requests: limits.clone().into_iter().chain(requests).collect(), limits }
}

/// Converts a probe. A missing number, or one that does not fit, becomes the API's default, because templates may come
/// here before defaulting.
fn probe(probe: &Probe) -> api::Probe {
    let number = |number: Option<i64>| number.and_then(|number| u32::try_from(number).ok());
    let seconds = |seconds| number(seconds).map(|n| Duration::from_secs(n.into()));
    let default = api::Probe::default();
    api::Probe {
        initial_delay: seconds(probe.initial_delay_seconds).unwrap_or(default.initial_delay),
        period: seconds(probe.period_seconds).unwrap_or(default.period),
        success_threshold: number(probe.success_threshold).unwrap_or(default.success_threshold),
        failure_threshold: number(probe.failure_threshold).unwrap_or(default.failure_threshold),
    }
}

/// Converts a template that stands alone, as in a ControllerRevision. Its bytes are certain: they are what was hashed.
pub(crate) fn template_of(written: &Value) -> PodTemplate {
    let mut written = written.clone();
    written.remove("$patch");
    let spec = written.get("spec").and_then(Value::typed).unwrap_or_default();
    template(&spec, &written, true)
}

/// Returns the data that a ControllerRevision stores of a template: a patch that replaces it (semantics 1.3.1).
fn revision_data(template: &Value) -> String {
    let mut data = Value::map();
    let place = data.entry_at(&["spec", "template"]);
    *place = template.clone();
    *place.entry("$patch") = Value::string("replace");
    data.sorted().to_json()
}

fn claim_template(claim: &Value) -> ClaimTemplate {
    ClaimTemplate {
        name: claim.text_at(&["metadata", "name"]).into(),
        document: claim.to_json().into(),
        class: crate::document::admitted_class(claim).into(),
        storage: policy::amounts(claim.at(&["spec", "resources", "requests"]))
            .get("storage")
            .copied(),
    }
}
