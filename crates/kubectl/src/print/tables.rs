//! Columns of every kind except pods and StatefulSets, whose rows are made without documents.
//!
//! A column has the path of its cell in the object, or a function that makes it (upstream `printersinternal`).

mod cells;

pub(super) use cells::{access_modes, preemption};
use cells::{
    age_of, claim_access_modes, claim_capacity, claim_of_volume, claim_status, class_name,
    controller, cpu_target, endpoints, event_source, external_address, internal_address, interval,
    involved, involved_kind, kernel, keys, node_status, none, or_not_set, quota_cell, scalar_or,
    scale_target, secret_type, selector, service_ports, slice_addresses, slice_ports,
};

use super::labels::Labels;
use super::{Form, TableRow};
use apiserver::document::class_of;
use apiserver::kind::Kind;
use apiserver::list;
use apiserver::release::Release;
use apiserver::value::Value;
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
        Cell::Since(path) => age_of(at, &found(path)),
        Cell::Interval => interval(document, at),
        Cell::Fixed(text) => (*text).to_owned(),
        Cell::Made(make) => make(document, release),
    }
}
