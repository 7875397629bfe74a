//! Cells that a function makes of an object, each named after what it shows.
//!
//! Leaves out which column of which kind has it ([`super`]).

use crate::rows::duration::{age, human_duration};
use apiserver::clock;
use apiserver::list;
use apiserver::release::Release;
use apiserver::value::Value;
use rollout_engine::time::SimTime;

pub(super) fn none() -> String {
    "<none>".to_owned()
}

fn joined(parts: impl Iterator<Item = String>) -> String {
    let parts: Vec<_> = parts.collect();
    if parts.is_empty() { none() } else { parts.join(",") }
}

/// Returns the age since a timestamp of a document; `<unknown>` if that is not a timestamp.
pub(super) fn age_of(at: SimTime, since: &str) -> String {
    clock::parse(since).map_or_else(|| "<unknown>".to_owned(), |since| age(at, since))
}

/// Returns the elements of the list at a path.
fn items<'a>(document: &'a Value, path: &[&str]) -> &'a [Value] {
    document.at(path).map(Value::items).unwrap_or_default()
}

fn scalar(value: &Value, key: &str) -> String {
    value.get(key).map(Value::to_go).unwrap_or_default()
}

pub(super) fn service_ports(service: &Value, _: Release) -> String {
    let port = |port: &Value| {
        let node = port.get("nodePort").map(|node| format!(":{}", node.to_go()));
        format!("{}{}/{}", scalar(port, "port"), node.unwrap_or_default(), scalar(port, "protocol"))
    };
    joined(items(service, &["spec", "ports"]).iter().map(port))
}

/// Returns the external address. That of a load balancer stays pending, because none is provided here (upstream
/// `getServiceExternalIP`).
pub(super) fn external_address(service: &Value, _: Release) -> String {
    match service.text_at(&["spec", "type"]) {
        "LoadBalancer" => "<pending>".to_owned(),
        "ExternalName" => service.text_at(&["spec", "externalName"]).to_owned(),
        _ => joined(items(service, &["spec", "externalIPs"]).iter().map(Value::to_go)),
    }
}

pub(super) fn selector(service: &Value, _: Release) -> String {
    let pairs = service.at(&["spec", "selector"]).map(Value::entries).unwrap_or_default();
    joined(pairs.iter().map(|(key, value)| format!("{key}={}", value.to_go())))
}

pub(super) fn controller(revision: &Value, _: Release) -> String {
    let owner = items(revision, &["metadata", "ownerReferences"]).first();
    owner.map_or_else(none, |owner| format!("statefulset.apps/{}", owner.text_at(&["name"])))
}

pub(super) fn claim_status(claim: &Value, _: Release) -> String {
    let leaving = claim.at(&["metadata", "deletionTimestamp"]).is_some();
    if leaving { "Terminating".to_owned() } else { claim.text_at(&["status", "phase"]).to_owned() }
}

/// Returns the access modes of a bound claim; empty for others, whatever they request.
pub(super) fn claim_access_modes(claim: &Value, release: Release) -> String {
    let is_bound = claim.text_at(&["status", "phase"]) == "Bound";
    if is_bound { access_modes(claim, release) } else { String::new() }
}

/// Returns the capacity. A claim with a volume that is not bound yet has 0 (upstream `printPersistentVolumeClaim`).
pub(super) fn claim_capacity(claim: &Value, _: Release) -> String {
    let capacity = claim.at(&["status", "capacity", "storage"]).map(Value::to_go);
    let has_volume = !claim.text_at(&["spec", "volumeName"]).is_empty();
    capacity.unwrap_or_else(|| if has_volume { "0".to_owned() } else { String::new() })
}

pub(in crate::print) fn access_modes(document: &Value, _: Release) -> String {
    let short = |mode: &Value| match mode.as_str().unwrap_or_default() {
        "ReadWriteOnce" => "RWO".to_owned(),
        "ReadOnlyMany" => "ROX".to_owned(),
        "ReadWriteMany" => "RWX".to_owned(),
        "ReadWriteOncePod" => "RWOP".to_owned(),
        other => other.to_owned(),
    };
    items(document, &["spec", "accessModes"]).iter().map(short).collect::<Vec<_>>().join(",")
}

pub(super) fn claim_of_volume(volume: &Value, _: Release) -> String {
    let of = |key| volume.text_at(&["spec", "claimRef", key]);
    format!("{}/{}", of("namespace"), of("name"))
}

pub(super) fn involved(event: &Value, _: Release) -> String {
    let involved = |key| event.text_at(&["involvedObject", key]);
    format!("{}/{}", involved("kind").to_lowercase(), involved("name"))
}

pub(super) fn involved_kind(event: &Value, _: Release) -> String {
    let involved = |key| event.text_at(&["involvedObject", key]);
    format!("{}/{}", involved("kind"), involved("name"))
}

pub(super) fn interval(event: &Value, at: SimTime) -> String {
    let last = age_of(at, event.text_at(&["lastTimestamp"]));
    let first = clock::parse(event.text_at(&["firstTimestamp"]));
    match (event.get("count").and_then(Value::as_int), first) {
        (Some(count), Some(first)) if count > 1 => {
            format!("{last} (x{count} over {})", human_duration(at.since(first)))
        }
        _ => last,
    }
}

pub(super) fn event_source(event: &Value, _: Release) -> String {
    let source = |key| event.text_at(&["source", key]);
    match source("host") {
        "" => source("component").to_owned(),
        host => format!("{}, {host}", source("component")),
    }
}

pub(super) fn node_status(node: &Value, _: Release) -> String {
    let mut conditions = items(node, &["status", "conditions"]).iter();
    let ready = conditions.find(|condition| condition.text_at(&["type"]) == "Ready");
    let ready = ready.is_some_and(|condition| condition.text_at(&["status"]) == "True");
    let cordoned = node.at(&["spec", "unschedulable"]) == Some(&Value::Bool(true));
    let ready = if ready { "Ready" } else { "NotReady" };
    format!("{ready}{}", if cordoned { ",SchedulingDisabled" } else { "" })
}

pub(super) fn internal_address(node: &Value, _: Release) -> String {
    let first = items(node, &["status", "addresses"]).first();
    first.map_or_else(none, |address| scalar(address, "address"))
}

/// Returns the kernel version, with the architecture since 1.36 (recorded for 1.34 and 1.36).
pub(super) fn kernel(node: &Value, release: Release) -> String {
    let of = |key| node.text_at(&["status", "nodeInfo", key]);
    if release.prints_architecture() {
        format!("{} ({})", of("kernelVersion"), of("architecture"))
    } else {
        of("kernelVersion").to_owned()
    }
}

pub(super) fn endpoints(endpoints: &Value, _: Release) -> String {
    let subset = items(endpoints, &["subsets"]).first();
    let of = |list| subset.map(|subset| items(subset, &[list])).unwrap_or_default();
    let all = of("addresses").iter().flat_map(|address| {
        of("ports").iter().map(|port| format!("{}:{}", scalar(address, "ip"), scalar(port, "port")))
    });
    shortened(all.collect())
}

pub(super) fn slice_ports(slice: &Value, _: Release) -> String {
    joined(items(slice, &["ports"]).iter().map(|port| scalar(port, "port")))
}

pub(super) fn slice_addresses(slice: &Value, _: Release) -> String {
    let addresses = items(slice, &["endpoints"]).iter();
    shortened(addresses.flat_map(|one| items(one, &["addresses"])).map(Value::to_go).collect())
}

/// Returns at most three addresses (upstream `formatEndpoints`).
fn shortened(all: Vec<String>) -> String {
    match all.get(..3) {
        _ if all.is_empty() => none(),
        Some(first) if all.len() > 3 => format!("{} + {} more...", first.join(","), all.len() - 3),
        _ => all.join(","),
    }
}

pub(super) fn class_name(class: &Value, _: Release) -> String {
    format!("{} (default)", list::name(class))
}

pub(super) fn keys(document: &Value, _: Release) -> String {
    let of = |key| document.get(key).map_or(0, |map| map.entries().len());
    (of("data") + of("binaryData") + of("stringData")).to_string()
}

pub(super) fn secret_type(secret: &Value, _: Release) -> String {
    match secret.text_at(&["type"]) {
        "" => "Opaque".to_owned(),
        given => given.to_owned(),
    }
}

pub(super) fn scale_target(autoscaler: &Value, _: Release) -> String {
    let of = |key| autoscaler.text_at(&["spec", "scaleTargetRef", key]);
    format!("{}/{}", of("kind"), of("name"))
}

pub(super) fn cpu_target(autoscaler: &Value, _: Release) -> String {
    let metric = items(autoscaler, &["spec", "metrics"]).first();
    let target = metric.and_then(|metric| metric.at(&["resource", "target", "averageUtilization"]));
    target.map_or_else(none, |percent| format!("cpu: <unknown>/{}%", percent.to_go()))
}

pub(super) fn or_not_set(budget: &Value, key: &str) -> String {
    budget.at(&["spec", key]).map_or_else(|| "N/A".to_owned(), Value::to_go)
}

/// Returns the field as text, or what stands for a missing one.
pub(super) fn scalar_or(document: &Value, key: &str, absent: &str) -> String {
    document.get(key).map_or_else(|| absent.to_owned(), Value::to_go)
}

/// Returns the preemption policy of a PriorityClass, with the API's default.
pub(in crate::print) fn preemption(class: &Value) -> String {
    scalar_or(class, "preemptionPolicy", "PreemptLowerPriority")
}

/// Lists the resources of a quota: `pods: 2/3, requests.cpu: 0/1`. Those that start with `limits.` have a column of
/// their own (upstream `printResourceQuota`).
pub(super) fn quota_cell(quota: &Value, of_limits: bool) -> String {
    let hard = quota.at(&["status", "hard"]).map(Value::entries).unwrap_or_default();
    let shown = hard.iter().filter(|(name, _)| name.starts_with("limits.") == of_limits);
    let cell = |(name, hard): &(String, Value)| {
        let used = quota.at(&["status", "used", name]).map_or_else(|| "0".to_owned(), Value::to_go);
        format!("{name}: {used}/{}", hard.to_go())
    };
    shown.map(cell).collect::<Vec<_>>().join(", ")
}
