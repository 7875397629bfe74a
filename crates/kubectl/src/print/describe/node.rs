//! The page of a Node (upstream `describeNode`).
//!
//! There are no leases. The renewal time is the current time, or the time at which the node was last heard from.

use super::page::Page;
use super::{age, annotations, date, items, labels, scalar};
use apiserver::clock;
use apiserver::kind::POD;
use apiserver::list::{self, Scene, Sought};
use apiserver::quantity;
use apiserver::value::Value;

pub(super) fn describe(node: &Value, scene: &Scene<'_>, page: &mut Page) {
    page.field(0, "Roles", "<none>");
    labels(page, 0, "Labels", node.at(&["metadata", "labels"]));
    annotations(page, 0, "Annotations", node.at(&["metadata", "annotations"]));
    page.field(0, "CreationTimestamp", &date(node, &["metadata", "creationTimestamp"]));
    let taint = |taint: &Value| {
        let (key, value) = (taint.text_at(&["key"]), taint.text_at(&["value"]));
        let value = if value.is_empty() { String::new() } else { format!("={value}") };
        format!("{key}{value}:{}", taint.text_at(&["effect"]))
    };
    page.lines(0, "Taints", items(node, &["spec", "taints"]).iter().map(taint).collect());
    let cordoned = node.at(&["spec", "unschedulable"]) == Some(&Value::Bool(true));
    page.field(0, "Unschedulable", &cordoned.to_string());
    lease(node, scene, page);
    conditions(node, scene, page);
    page.line(0, "Addresses:");
    for address in items(node, &["status", "addresses"]) {
        page.field(1, address.text_at(&["type"]), address.text_at(&["address"]));
    }
    for (title, field) in [("Capacity", "capacity"), ("Allocatable", "allocatable")] {
        let room = node.at(&["status", field]).map(Value::entries).unwrap_or_default();
        if !room.is_empty() {
            page.line(0, &format!("{title}:"));
            room.iter().for_each(|(name, value)| page.field(1, name, &value.to_go()));
        }
    }
    system(node, scene, page);
    pods(node, scene, page);
}

fn ready(node: &Value) -> Option<&Value> {
    items(node, &["status", "conditions"]).iter().find(|it| it.text_at(&["type"]) == "Ready")
}

/// Returns the time of the last heartbeat. A lost node last renewed its lease about 48 s before it was given up.
fn last_heard(node: &Value, scene: &Scene<'_>) -> String {
    let ready = ready(node);
    let lost = ready.filter(|ready| ready.text_at(&["status"]) != "True");
    let since = lost.and_then(|ready| clock::parse(ready.text_at(&["lastTransitionTime"])));
    let heard = since.map_or(scene.at, |since| since - std::time::Duration::from_secs(48));
    clock::rfc1123(heard)
}

fn lease(node: &Value, scene: &Scene<'_>, page: &mut Page) {
    page.line(0, "Lease:");
    page.field(1, "HolderIdentity", list::name(node));
    page.field(1, "AcquireTime", "<unset>");
    page.field(1, "RenewTime", &last_heard(node, scene));
}

fn conditions(node: &Value, scene: &Scene<'_>, page: &mut Page) {
    let conditions = items(node, &["status", "conditions"]);
    if conditions.is_empty() {
        return;
    }
    page.line(0, "Conditions:");
    page.line(1, "Type\tStatus\tLastHeartbeatTime\tLastTransitionTime\tReason\tMessage");
    page.line(1, "----\t------\t-----------------\t------------------\t------\t-------");
    let heard = last_heard(node, scene);
    for condition in conditions {
        let of = |key| condition.text_at(&[key]);
        let since = date(condition, &["lastTransitionTime"]);
        page.line(
            1,
            &format!(
                "{} \t{} \t{heard} \t{since} \t{} \t{}",
                of("type"),
                of("status"),
                of("reason"),
                of("message")
            ),
        );
    }
}

fn system(node: &Value, scene: &Scene<'_>, page: &mut Page) {
    page.line(0, "System Info:");
    for (title, field) in [
        ("Machine ID", "machineID"),
        ("System UUID", "systemUUID"),
        ("Boot ID", "bootID"),
        ("Kernel Version", "kernelVersion"),
        ("OS Image", "osImage"),
        ("Operating System", "operatingSystem"),
        ("Architecture", "architecture"),
        ("Container Runtime Version", "containerRuntimeVersion"),
        ("Kubelet Version", "kubeletVersion"),
    ] {
        page.field(1, title, &scalar(node, &["status", "nodeInfo", field]));
    }
    if let Some(version) = scene.release.kube_proxy_version() {
        page.field(1, "Kube-Proxy Version", &version);
    }
}

/// Cpu in thousandths of a core, and memory in bytes.
type Amount = (i128, i128);

/// Adds the pods that have not ended, with their requests and limits, and the sums.
fn pods(node: &Value, scene: &Scene<'_>, page: &mut Page) {
    let all = scene.documents(&POD, &Sought { namespace: None, name: &|_| true });
    let ended = |pod: &Value| ["Succeeded", "Failed"].contains(&pod.text_at(&["status", "phase"]));
    let here = |pod: &&Value| pod.text_at(&["spec", "nodeName"]) == list::name(node) && !ended(pod);
    let here: Vec<_> = all.iter().filter(here).collect();
    page.line(0, &format!("Non-terminated Pods:\t({} in total)", here.len()));
    page.line(
        1,
        "Namespace\tName\t\tCPU Requests\tCPU Limits\tMemory Requests\tMemory Limits\tAge",
    );
    page.line(
        1,
        "---------\t----\t\t------------\t----------\t---------------\t-------------\t---",
    );
    let room = |name: &str| scalar(node, &["status", "allocatable", name]);
    let (cpu, memory) = (room("cpu"), room("memory"));
    let mut sums: [Amount; 2] = [(0, 0), (0, 0)];
    for pod in here {
        let of = [asked(pod, "requests"), asked(pod, "limits")];
        for (sum, one) in sums.iter_mut().zip(of) {
            *sum = (sum.0 + one.0, sum.1 + one.1);
        }
        let [requests, limits] = of;
        let made = clock::parse(pod.text_at(&["metadata", "creationTimestamp"]));
        let age = made.map(|made| age(scene.at, made)).unwrap_or_default();
        page.line(
            1,
            &format!(
                "{}\t{}\t\t{}\t{}\t{}\t{}\t{age}",
                list::namespace(pod),
                list::name(pod),
                share(requests.0, "m", &cpu),
                share(limits.0, "m", &cpu),
                share(requests.1, "", &memory),
                share(limits.1, "", &memory)
            ),
        );
    }
    let [requests, limits] = sums;
    page.line(
        0,
        "Allocated resources:\n  (Total limits may be over 100 percent, i.e., overcommitted.)",
    );
    page.line(1, "Resource\tRequests\tLimits");
    page.line(1, "--------\t--------\t------");
    let row =
        |name: &str, requests: String, limits: String| format!("{name}\t{requests}\t{limits}");
    page.line(1, &row("cpu", share(requests.0, "m", &cpu), share(limits.0, "m", &cpu)));
    page.line(1, &row("memory", share(requests.1, "", &memory), share(limits.1, "", &memory)));
}

/// Returns the sum of the main containers' requests or limits.
fn asked(pod: &Value, of: &str) -> Amount {
    let containers = items(pod, &["spec", "containers"]).iter();
    let amount = |container: &Value, name: &str, unit: &str| {
        let quantity = container.text_at(&["resources", of, name]).to_owned();
        quantity::times(&quantity, unit).filter(|_| !quantity.is_empty()).unwrap_or(0)
    };
    containers.fold((0, 0), |sum: Amount, container| {
        (sum.0 + amount(container, "cpu", "1m"), sum.1 + amount(container, "memory", "1"))
    })
}

/// Formats an amount and its share of the node: `500m (3%)`.
fn share(amount: i128, unit: &str, of: &str) -> String {
    let whole = quantity::times(of, if unit.is_empty() { "1" } else { "1m" }).unwrap_or(0);
    let percent = (amount * 100).checked_div(whole).unwrap_or(0);
    let text = match unit {
        "" if amount > 0 && amount % 1024 == 0 => format!("{}Ki", amount / 1024),
        _ => format!("{amount}{unit}"),
    };
    let text = quantity::canonical(&text).unwrap_or(text);
    format!("{text} ({percent}%)")
}
