//! Columns of every kind except pods and StatefulSets, whose rows are made without documents.
//!
//! A column has the path of its cell in the object, or a function that makes it (upstream `printersinternal`).

use super::labels::Labels;
use super::{Form, TableRow, duration, human_duration};
use apiserver::document::class_of;
use apiserver::kind::Kind;
use apiserver::release::Release;
use apiserver::value::Value;
use apiserver::{clock, list};
use rollout_engine::time::SimTime;

/// A column.
struct Column {
    heading: &'static str,
    cell: Cell,
    /// Whether only `-o wide` shows it.
    wide: bool,
}

/// Source of a cell.
enum Cell {
    /// The scalar at this path, its keys separated by spaces; `<none>` if it is missing.
    At(&'static str),
    /// The same; empty if it is missing.
    Maybe(&'static str),
    /// Age of the timestamp at this path.
    Since(&'static str),
    /// Age of an event, its count, and its duration: `5s (x2 over 26s)`.
    Interval,
    /// A constant.
    Fixed(&'static str),
    Made(fn(&Value, Release) -> String),
}

const fn column(heading: &'static str, cell: Cell) -> Column {
    Column { heading, cell, wide: false }
}

const fn wide(heading: &'static str, cell: Cell) -> Column {
    Column { heading, cell, wide: true }
}

const NAME: Column = column("NAME", Cell::At("metadata name"));
const AGE: Column = column("AGE", Cell::Since("metadata creationTimestamp"));
const UNSET: Column = column("VOLUMEATTRIBUTESCLASS", Cell::Fixed("<unset>"));

static OTHER: [Column; 2] = [NAME, AGE];
static SCALE: [Column; 4] = [
    NAME,
    column("DESIRED", Cell::At("spec replicas")),
    column("AVAILABLE", Cell::At("status replicas")),
    AGE,
];
static SERVICES: [Column; 7] = [
    NAME,
    column("TYPE", Cell::At("spec type")),
    column("CLUSTER-IP", Cell::At("spec clusterIP")),
    column("EXTERNAL-IP", Cell::Made(external_address)),
    column("PORT(S)", Cell::Made(service_ports)),
    AGE,
    wide("SELECTOR", Cell::Made(selector)),
];
static REVISIONS: [Column; 4] = [
    NAME,
    column("CONTROLLER", Cell::Made(controller)),
    column("REVISION", Cell::At("revision")),
    AGE,
];
static CLAIMS: [Column; 9] = [
    NAME,
    column("STATUS", Cell::Made(claim_status)),
    column("VOLUME", Cell::Maybe("spec volumeName")),
    column("CAPACITY", Cell::Made(claim_capacity)),
    column("ACCESS MODES", Cell::Made(claim_access_modes)),
    column("STORAGECLASS", Cell::Made(|claim, _| class_of(claim))),
    UNSET,
    AGE,
    wide("VOLUMEMODE", Cell::At("spec volumeMode")),
];
static VOLUMES: [Column; 11] = [
    NAME,
    column("CAPACITY", Cell::Maybe("spec capacity storage")),
    column("ACCESS MODES", Cell::Made(access_modes)),
    column("RECLAIM POLICY", Cell::At("spec persistentVolumeReclaimPolicy")),
    column("STATUS", Cell::At("status phase")),
    column("CLAIM", Cell::Made(claim_of_volume)),
    column("STORAGECLASS", Cell::Maybe("spec storageClassName")),
    UNSET,
    column("REASON", Cell::Fixed("")),
    AGE,
    wide("VOLUMEMODE", Cell::At("spec volumeMode")),
];
static EVENTS: [Column; 10] = [
    column("LAST SEEN", Cell::Since("lastTimestamp")),
    column("TYPE", Cell::At("type")),
    column("REASON", Cell::At("reason")),
    column("OBJECT", Cell::Made(involved)),
    wide("SUBOBJECT", Cell::Maybe("involvedObject fieldPath")),
    wide("SOURCE", Cell::Made(event_source)),
    column("MESSAGE", Cell::At("message")),
    wide("FIRST SEEN", Cell::Since("firstTimestamp")),
    wide("COUNT", Cell::At("count")),
    wide("NAME", Cell::At("metadata name")),
];
static REPORTS: [Column; 5] = [
    column("LAST SEEN", Cell::Interval),
    column("TYPE", Cell::At("type")),
    column("REASON", Cell::At("reason")),
    column("OBJECT", Cell::Made(involved_kind)),
    column("MESSAGE", Cell::At("message")),
];
static NODES: [Column; 10] = [
    NAME,
    column("STATUS", Cell::Made(node_status)),
    column("ROLES", Cell::Fixed("<none>")),
    AGE,
    column("VERSION", Cell::At("status nodeInfo kubeletVersion")),
    wide("INTERNAL-IP", Cell::Made(internal_address)),
    wide("EXTERNAL-IP", Cell::Fixed("<none>")),
    wide("OS-IMAGE", Cell::At("status nodeInfo osImage")),
    wide("KERNEL-VERSION", Cell::Made(kernel)),
    wide("CONTAINER-RUNTIME", Cell::At("status nodeInfo containerRuntimeVersion")),
];
static NAMESPACES: [Column; 3] = [NAME, column("STATUS", Cell::At("status phase")), AGE];
static ENDPOINTS: [Column; 3] = [NAME, column("ENDPOINTS", Cell::Made(endpoints)), AGE];
static SLICES: [Column; 5] = [
    NAME,
    column("ADDRESSTYPE", Cell::At("addressType")),
    column("PORTS", Cell::Made(slice_ports)),
    column("ENDPOINTS", Cell::Made(slice_addresses)),
    AGE,
];
static CLASSES: [Column; 6] = [
    column("NAME", Cell::Made(class_name)),
    column("PROVISIONER", Cell::At("provisioner")),
    column("RECLAIMPOLICY", Cell::At("reclaimPolicy")),
    column("VOLUMEBINDINGMODE", Cell::At("volumeBindingMode")),
    column("ALLOWVOLUMEEXPANSION", Cell::Fixed("false")),
    AGE,
];
static CONFIG_MAPS: [Column; 3] = [NAME, column("DATA", Cell::Made(keys)), AGE];
static SECRETS: [Column; 4] =
    [NAME, column("TYPE", Cell::Made(secret_type)), column("DATA", Cell::Made(keys)), AGE];
static BUDGETS: [Column; 5] = [
    NAME,
    column("MIN AVAILABLE", Cell::Made(|budget, _| or_not_set(budget, "minAvailable"))),
    column("MAX UNAVAILABLE", Cell::Made(|budget, _| or_not_set(budget, "maxUnavailable"))),
    column("ALLOWED DISRUPTIONS", Cell::At("status disruptionsAllowed")),
    AGE,
];

static QUOTAS: [Column; 4] = [
    NAME,
    column("REQUEST", Cell::Made(|quota, _| quota_cell(quota, false))),
    column("LIMIT", Cell::Made(|quota, _| quota_cell(quota, true))),
    AGE,
];
static QUOTAS_BEFORE_1_33: [Column; 4] = [
    NAME,
    AGE,
    column("REQUEST", Cell::Made(|quota, _| quota_cell(quota, false))),
    column("LIMIT", Cell::Made(|quota, _| quota_cell(quota, true))),
];
static CREATED: [Column; 2] = [NAME, column("CREATED AT", Cell::At("metadata creationTimestamp"))];
static PRIORITIES: [Column; 5] = [
    NAME,
    column("VALUE", Cell::At("value")),
    column("GLOBAL-DEFAULT", Cell::Made(|class, _| scalar_or(class, "globalDefault", "false"))),
    AGE,
    column("PREEMPTIONPOLICY", Cell::Made(|class, _| preemption(class))),
];

static AUTOSCALERS: [Column; 7] = [
    NAME,
    column("REFERENCE", Cell::Made(scale_target)),
    column("TARGETS", Cell::Made(cpu_target)),
    column("MINPODS", Cell::At("spec minReplicas")),
    column("MAXPODS", Cell::At("spec maxReplicas")),
    // Nothing measures load here, so the autoscaler stays as a real one is in its first seconds.
    column("REPLICAS", Cell::Fixed("0")),
    AGE,
];

/// Returns the columns of a kind.
fn columns(kind: &Kind, form: Form, release: Release) -> &'static [Column] {
    match kind.name {
        _ if form == Form::Scale => &SCALE,
        "Event" if form == Form::Events => &REPORTS,
        "Service" => &SERVICES,
        "ControllerRevision" => &REVISIONS,
        "PersistentVolumeClaim" => &CLAIMS,
        "PersistentVolume" => &VOLUMES,
        "Event" => &EVENTS,
        "Node" => &NODES,
        "Namespace" => &NAMESPACES,
        "Endpoints" => &ENDPOINTS,
        "EndpointSlice" => &SLICES,
        "StorageClass" => &CLASSES,
        "ConfigMap" => &CONFIG_MAPS,
        "Secret" => &SECRETS,
        "PodDisruptionBudget" => &BUDGETS,
        "HorizontalPodAutoscaler" => &AUTOSCALERS,
        "LimitRange" => &CREATED,
        "PriorityClass" if release.prints_preemption_policy() => &PRIORITIES,
        "PriorityClass" => &PRIORITIES[..4],
        "ResourceQuota" if release.prints_age_of_quotas_last() => &QUOTAS,
        "ResourceQuota" => &QUOTAS_BEFORE_1_33,
        _ => &OTHER,
    }
}

/// Returns the headings of a kind's table.
pub(super) fn headings(
    kind: &Kind,
    form: Form,
    is_wide: bool,
    release: Release,
) -> Vec<&'static str> {
    let shown = columns(kind, form, release).iter().filter(|column| is_wide || !column.wide);
    shown.map(|column| column.heading).collect()
}

/// Returns the row of an object.
pub(super) fn row(
    kind: &Kind,
    form: Form,
    is_wide: bool,
    document: &Value,
    at: SimTime,
    release: Release,
) -> TableRow {
    let shown = columns(kind, form, release).iter().filter(|column| is_wide || !column.wide);
    let namespace = list::namespace(document).to_owned();
    let name = list::name(document).to_owned();
    let labels = Labels::of(document.get("metadata"));
    let cells = shown.map(|column| cell(&column.cell, document, at, release)).collect();
    TableRow { namespace, name, cells, wide: Vec::new(), labels }
}

fn cell(cell: &Cell, document: &Value, at: SimTime, release: Release) -> String {
    let found = |path: &str| {
        let found = path.split(' ').try_fold(document, |value, key| value.get(key));
        found.map(Value::to_go).unwrap_or_default()
    };
    match cell {
        Cell::At(path) => Some(found(path)).filter(|text| !text.is_empty()).unwrap_or_else(none),
        Cell::Maybe(path) => found(path),
        Cell::Since(path) => duration::age_of(at, &found(path)),
        Cell::Interval => interval(document, at),
        Cell::Fixed(text) => (*text).to_owned(),
        Cell::Made(make) => make(document, release),
    }
}

fn none() -> String {
    "<none>".to_owned()
}

fn joined(parts: impl Iterator<Item = String>) -> String {
    let parts: Vec<_> = parts.collect();
    if parts.is_empty() { none() } else { parts.join(",") }
}

/// Returns the elements of the list at a path.
fn items<'a>(document: &'a Value, path: &[&str]) -> &'a [Value] {
    document.at(path).map(Value::items).unwrap_or_default()
}

fn scalar(value: &Value, key: &str) -> String {
    value.get(key).map(Value::to_go).unwrap_or_default()
}

fn service_ports(service: &Value, _: Release) -> String {
    let port = |port: &Value| {
        let node = port.get("nodePort").map(|node| format!(":{}", node.to_go()));
        format!("{}{}/{}", scalar(port, "port"), node.unwrap_or_default(), scalar(port, "protocol"))
    };
    joined(items(service, &["spec", "ports"]).iter().map(port))
}

/// Returns the external address. That of a load balancer stays pending, because none is provided here (upstream
/// `getServiceExternalIP`).
fn external_address(service: &Value, _: Release) -> String {
    match service.text_at(&["spec", "type"]) {
        "LoadBalancer" => "<pending>".to_owned(),
        "ExternalName" => service.text_at(&["spec", "externalName"]).to_owned(),
        _ => joined(items(service, &["spec", "externalIPs"]).iter().map(Value::to_go)),
    }
}

fn selector(service: &Value, _: Release) -> String {
    let pairs = service.at(&["spec", "selector"]).map(Value::entries).unwrap_or_default();
    joined(pairs.iter().map(|(key, value)| format!("{key}={}", value.to_go())))
}

fn controller(revision: &Value, _: Release) -> String {
    let owner = items(revision, &["metadata", "ownerReferences"]).first();
    owner.map_or_else(none, |owner| format!("statefulset.apps/{}", owner.text_at(&["name"])))
}

fn claim_status(claim: &Value, _: Release) -> String {
    let leaving = claim.at(&["metadata", "deletionTimestamp"]).is_some();
    if leaving { "Terminating".to_owned() } else { claim.text_at(&["status", "phase"]).to_owned() }
}

/// Returns the access modes of a bound claim; empty for others, whatever they request.
fn claim_access_modes(claim: &Value, release: Release) -> String {
    let is_bound = claim.text_at(&["status", "phase"]) == "Bound";
    if is_bound { access_modes(claim, release) } else { String::new() }
}

/// Returns the capacity. A claim with a volume that is not bound yet has 0 (upstream `printPersistentVolumeClaim`).
fn claim_capacity(claim: &Value, _: Release) -> String {
    let capacity = claim.at(&["status", "capacity", "storage"]).map(Value::to_go);
    let has_volume = !claim.text_at(&["spec", "volumeName"]).is_empty();
    capacity.unwrap_or_else(|| if has_volume { "0".to_owned() } else { String::new() })
}

pub(super) fn access_modes(document: &Value, _: Release) -> String {
    let short = |mode: &Value| match mode.as_str().unwrap_or_default() {
        "ReadWriteOnce" => "RWO".to_owned(),
        "ReadOnlyMany" => "ROX".to_owned(),
        "ReadWriteMany" => "RWX".to_owned(),
        "ReadWriteOncePod" => "RWOP".to_owned(),
        other => other.to_owned(),
    };
    items(document, &["spec", "accessModes"]).iter().map(short).collect::<Vec<_>>().join(",")
}

fn claim_of_volume(volume: &Value, _: Release) -> String {
    let of = |key| volume.text_at(&["spec", "claimRef", key]);
    format!("{}/{}", of("namespace"), of("name"))
}

fn involved(event: &Value, _: Release) -> String {
    let involved = |key| event.text_at(&["involvedObject", key]);
    format!("{}/{}", involved("kind").to_lowercase(), involved("name"))
}

fn involved_kind(event: &Value, _: Release) -> String {
    let involved = |key| event.text_at(&["involvedObject", key]);
    format!("{}/{}", involved("kind"), involved("name"))
}

fn interval(event: &Value, at: SimTime) -> String {
    let last = duration::age_of(at, event.text_at(&["lastTimestamp"]));
    let first = clock::parse(event.text_at(&["firstTimestamp"]));
    match (event.get("count").and_then(Value::as_int), first) {
        (Some(count), Some(first)) if count > 1 => {
            format!("{last} (x{count} over {})", human_duration(at.since(first)))
        }
        _ => last,
    }
}

fn event_source(event: &Value, _: Release) -> String {
    let source = |key| event.text_at(&["source", key]);
    match source("host") {
        "" => source("component").to_owned(),
        host => format!("{}, {host}", source("component")),
    }
}

fn node_status(node: &Value, _: Release) -> String {
    let mut conditions = items(node, &["status", "conditions"]).iter();
    let ready = conditions.find(|condition| condition.text_at(&["type"]) == "Ready");
    let ready = ready.is_some_and(|condition| condition.text_at(&["status"]) == "True");
    let cordoned = node.at(&["spec", "unschedulable"]) == Some(&Value::Bool(true));
    let ready = if ready { "Ready" } else { "NotReady" };
    format!("{ready}{}", if cordoned { ",SchedulingDisabled" } else { "" })
}

fn internal_address(node: &Value, _: Release) -> String {
    let first = items(node, &["status", "addresses"]).first();
    first.map_or_else(none, |address| scalar(address, "address"))
}

/// Returns the kernel version, with the architecture since 1.36 (recorded for 1.34 and 1.36).
fn kernel(node: &Value, release: Release) -> String {
    let of = |key| node.text_at(&["status", "nodeInfo", key]);
    if release.prints_architecture() {
        format!("{} ({})", of("kernelVersion"), of("architecture"))
    } else {
        of("kernelVersion").to_owned()
    }
}

fn endpoints(endpoints: &Value, _: Release) -> String {
    let subset = items(endpoints, &["subsets"]).first();
    let of = |list| subset.map(|subset| items(subset, &[list])).unwrap_or_default();
    let all = of("addresses").iter().flat_map(|address| {
        of("ports").iter().map(|port| format!("{}:{}", scalar(address, "ip"), scalar(port, "port")))
    });
    shortened(all.collect())
}

fn slice_ports(slice: &Value, _: Release) -> String {
    joined(items(slice, &["ports"]).iter().map(|port| scalar(port, "port")))
}

fn slice_addresses(slice: &Value, _: Release) -> String {
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

fn class_name(class: &Value, _: Release) -> String {
    format!("{} (default)", list::name(class))
}

fn keys(document: &Value, _: Release) -> String {
    let of = |key| document.get(key).map_or(0, |map| map.entries().len());
    (of("data") + of("binaryData") + of("stringData")).to_string()
}

fn secret_type(secret: &Value, _: Release) -> String {
    match secret.text_at(&["type"]) {
        "" => "Opaque".to_owned(),
        given => given.to_owned(),
    }
}

fn scale_target(autoscaler: &Value, _: Release) -> String {
    let of = |key| autoscaler.text_at(&["spec", "scaleTargetRef", key]);
    format!("{}/{}", of("kind"), of("name"))
}

fn cpu_target(autoscaler: &Value, _: Release) -> String {
    let metric = items(autoscaler, &["spec", "metrics"]).first();
    let target = metric.and_then(|metric| metric.at(&["resource", "target", "averageUtilization"]));
    target.map_or_else(none, |percent| format!("cpu: <unknown>/{}%", percent.to_go()))
}

fn or_not_set(budget: &Value, key: &str) -> String {
    budget.at(&["spec", key]).map_or_else(|| "N/A".to_owned(), Value::to_go)
}

/// Returns the field as text, or what stands for a missing one.
fn scalar_or(document: &Value, key: &str, absent: &str) -> String {
    document.get(key).map_or_else(|| absent.to_owned(), Value::to_go)
}

/// Returns the preemption policy of a PriorityClass, with the API's default.
pub(super) fn preemption(class: &Value) -> String {
    scalar_or(class, "preemptionPolicy", "PreemptLowerPriority")
}

/// Lists the resources of a quota: `pods: 2/3, requests.cpu: 0/1`. Those that start with `limits.` have a column of
/// their own (upstream `printResourceQuota`).
fn quota_cell(quota: &Value, of_limits: bool) -> String {
    let hard = quota.at(&["status", "hard"]).map(Value::entries).unwrap_or_default();
    let shown = hard.iter().filter(|(name, _)| name.starts_with("limits.") == of_limits);
    let cell = |(name, hard): &(String, Value)| {
        let used = quota.at(&["status", "used", name]).map_or_else(|| "0".to_owned(), Value::to_go);
        format!("{name}: {used}/{}", hard.to_go())
    };
    shown.map(cell).collect::<Vec<_>>().join(", ")
}
