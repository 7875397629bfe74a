//! Containers of a pod or a pod template, as a part of a page.

use super::page::Page;
use super::{date, items, or_none, scalar};
use apiserver::quantity;
use apiserver::value::Value;

/// Adds containers under a heading. `pod` has their statuses; a template has none.
pub(super) fn describe(
    title: &str,
    containers: &[Value],
    pod: Option<&Value>,
    level: usize,
    page: &mut Page,
) {
    page.line(level, &format!("{title}:"));
    for container in containers {
        let name = container.text_at(&["name"]);
        // In a template the names are indented by one more space.
        page.line(1, &format!("{}{name}:", " ".repeat(level)));
        let status = pod.and_then(|pod| status(pod, name));
        basics(container, status, page);
        texts("Command", items(container, &["command"]), page);
        texts("Args", items(container, &["args"]), page);
        if let Some(status) = status {
            state(status, page);
        }
        resources(container, page);
        for (kind, title) in [
            ("livenessProbe", "Liveness"),
            ("readinessProbe", "Readiness"),
            ("startupProbe", "Startup"),
        ] {
            if let Some(probe) = container.get(kind) {
                page.field(2, title, &described_probe(probe, page.words_of_probes));
            }
        }
        environment(container, pod, page);
        mounts(container, page);
    }
}

fn status<'a>(pod: &'a Value, name: &str) -> Option<&'a Value> {
    let lists = ["containerStatuses", "initContainerStatuses"];
    let mut all = lists.into_iter().flat_map(|list| items(pod, &["status", list]));
    all.find(|status| status.text_at(&["name"]) == name)
}

fn basics(container: &Value, status: Option<&Value>, page: &mut Page) {
    if let Some(status) = status {
        page.field(2, "Container ID", status.text_at(&["containerID"]));
    }
    page.field(2, "Image", container.text_at(&["image"]));
    if let Some(status) = status {
        page.field(2, "Image ID", status.text_at(&["imageID"]));
    }
    for (title, key) in [("Port", "containerPort"), ("Host Port", "hostPort")] {
        let ports = items(container, &["ports"]).iter();
        let ports: Vec<_> = ports.map(|port| described_port(port, key)).collect();
        let title = if ports.len() > 1 { format!("{title}s") } else { title.to_owned() };
        page.field(2, &title, &or_none(ports.join(", ")));
    }
    let profile = |key| scalar(container, &["securityContext", "seccompProfile", key]);
    page.field_if(2, "SeccompProfile", &profile("type"));
    page.field_if(2, "LocalhostProfile", &profile("localhostProfile"));
}

/// Formats `80/TCP (web)`.
fn described_port(port: &Value, key: &str) -> String {
    let number = port.get(key).map_or_else(|| "0".to_owned(), Value::to_go);
    let name = port.text_at(&["name"]);
    let name = if name.is_empty() { String::new() } else { format!(" ({name})") };
    format!("{number}/{}{name}", port.text_at(&["protocol"]))
}

fn texts(title: &str, texts: &[Value], page: &mut Page) {
    if !texts.is_empty() {
        page.line(2, &format!("{title}:"));
    }
    for text in texts {
        text.to_go().split('\n').for_each(|line| page.line(3, line));
    }
}

fn state(status: &Value, page: &mut Page) {
    one_state("State", status.get("state"), page);
    if status.at(&["lastState", "terminated"]).is_some() {
        one_state("Last State", status.get("lastState"), page);
    }
    let ready = status.get("ready") == Some(&Value::Bool(true));
    page.field(2, "Ready", if ready { "True" } else { "False" });
    page.field(2, "Restart Count", &scalar(status, &["restartCount"]));
}

fn one_state(title: &str, state: Option<&Value>, page: &mut Page) {
    let Some((kind, about)) = state.and_then(|state| state.entries().first()) else { return };
    let (word, fields): (_, &[(&str, &str)]) = match kind.as_str() {
        "running" => ("Running", &[("Started", "startedAt")]),
        "waiting" => ("Waiting", &[("Reason", "reason")]),
        _ => (
            "Terminated",
            &[
                ("Reason", "reason"),
                ("Exit Code", "exitCode"),
                ("Started", "startedAt"),
                ("Finished", "finishedAt"),
            ],
        ),
    };
    page.field(2, title, word);
    for (name, key) in fields {
        let value = if key.ends_with("At") { date(about, &[key]) } else { scalar(about, &[key]) };
        page.field_if(3, name, &value);
    }
}

fn resources(container: &Value, page: &mut Page) {
    for (title, key) in [("Limits", "limits"), ("Requests", "requests")] {
        let amounts = container.at(&["resources", key]).map(Value::entries).unwrap_or_default();
        if !amounts.is_empty() {
            page.line(2, &format!("{title}:"));
        }
        amounts.iter().for_each(|(name, amount)| page.field(3, name, &amount.to_go()));
    }
}

/// Formats `http-get http://:8080/h delay=0s timeout=1s period=10s successThreshold=1 failureThreshold=3`.
fn described_probe(probe: &Value, (success, failure): (&str, &str)) -> String {
    let of = |path: &[&str]| scalar(probe, path);
    let number = |key: &str| or_zero(of(&[key]));
    let action = if let Some(get) = probe.get("httpGet") {
        let (scheme, host) = (get.text_at(&["scheme"]).to_lowercase(), get.text_at(&["host"]));
        format!("http-get {scheme}://{host}:{}{}", scalar(get, &["port"]), get.text_at(&["path"]))
    } else if probe.get("tcpSocket").is_some() {
        format!("tcp-socket {}:{}", of(&["tcpSocket", "host"]), of(&["tcpSocket", "port"]))
    } else if probe.get("grpc").is_some() {
        format!("grpc <pod>:{} {}", of(&["grpc", "port"]), of(&["grpc", "service"]))
    } else {
        format!("exec {}", of(&["exec", "command"]))
    };
    format!(
        "{action} delay={}s timeout={}s period={}s {success}={} {failure}={}",
        number("initialDelaySeconds"),
        number("timeoutSeconds"),
        number("periodSeconds"),
        number("successThreshold"),
        number("failureThreshold")
    )
}

fn or_zero(text: String) -> String {
    if text.is_empty() { "0".to_owned() } else { text }
}

fn environment(container: &Value, pod: Option<&Value>, page: &mut Page) {
    let sources = items(container, &["envFrom"]);
    if !sources.is_empty() {
        page.line(2, "Environment Variables from:");
    }
    for source in sources {
        let (kind, of) = match source.get("configMapRef") {
            Some(of) => ("ConfigMap", Some(of)),
            None => ("Secret", source.get("secretRef")),
        };
        let name = of.map_or("", |of| of.text_at(&["name"]));
        let prefix = source.text_at(&["prefix"]);
        let prefix =
            if prefix.is_empty() { String::new() } else { format!(" with prefix '{prefix}'") };
        page.line(3, &format!("{name}\t{kind}{prefix}\tOptional: {}", is_optional(of)));
    }
    let variables = items(container, &["env"]);
    if variables.is_empty() {
        return page.field(2, "Environment", "<none>");
    }
    page.line(2, "Environment:");
    for variable in variables {
        let name = variable.text_at(&["name"]);
        let value = match variable.get("valueFrom") {
            Some(from) => value_from(from, container, pod),
            None => variable.text_at(&["value"]).to_owned(),
        };
        page.field(3, name, &value.replace('\n', &format!("\n{}\t", "  ".repeat(3))));
    }
}

fn is_optional(reference: Option<&Value>) -> bool {
    reference.and_then(|of| of.get("optional")) == Some(&Value::Bool(true))
}

/// Formats a resource of the container (upstream `ExtractContainerResourceValue`). A limit that is not set is that of
/// the node.
fn resource(path: &str, divisor: &str, container: &Value) -> String {
    let (kind, name) = path.split_once('.').unwrap_or((path, ""));
    let amount = scalar(container, &["resources", kind, name]);
    let times = quantity::times(if amount.is_empty() { "0" } else { &amount }, divisor);
    let value = times.map(|times| times.to_string()).unwrap_or_default();
    let is_unlimited = value == "0" && ["limits.cpu", "limits.memory"].contains(&path);
    format!("{} ({path})", if is_unlimited { "node allocatable" } else { &value })
}

fn value_from(from: &Value, container: &Value, pod: Option<&Value>) -> String {
    let of = |path: &[&str]| scalar(from, path);
    if from.get("fieldRef").is_some() {
        let path = of(&["fieldRef", "fieldPath"]);
        let keys: Vec<_> = path.split('.').collect();
        let known = pod.map(|pod| scalar(pod, &keys)).unwrap_or_default();
        return format!("{known} ({}:{path})", of(&["fieldRef", "apiVersion"]));
    }
    if from.get("resourceFieldRef").is_some() {
        let divisor = of(&["resourceFieldRef", "divisor"]);
        return resource(&of(&["resourceFieldRef", "resource"]), &divisor, container);
    }
    let (key, preposition, kind) = match from.get("secretKeyRef") {
        Some(_) => ("secretKeyRef", "in", "secret"),
        None => ("configMapKeyRef", "of", "config map"),
    };
    let optional = is_optional(from.get(key));
    format!(
        "<set to the key '{}' {preposition} {kind} '{}'>\tOptional: {optional}",
        of(&[key, "key"]),
        of(&[key, "name"])
    )
}

fn mounts(container: &Value, page: &mut Page) {
    let mut mounts = items(container, &["volumeMounts"]).to_vec();
    if mounts.is_empty() {
        return page.field(2, "Mounts", "<none>");
    }
    page.line(2, "Mounts:");
    mounts.sort_by(|a, b| a.text_at(&["mountPath"]).cmp(b.text_at(&["mountPath"])));
    for mount in &mounts {
        let mut flags = match mount.get("readOnly") {
            Some(Value::Bool(true)) => "ro".to_owned(),
            _ => "rw".to_owned(),
        };
        let sub_path = mount.text_at(&["subPath"]);
        if !sub_path.is_empty() {
            flags.push_str(&format!(",path={}", apiserver::value::quoted(sub_path)));
        }
        let (path, name) = (mount.text_at(&["mountPath"]), mount.text_at(&["name"]));
        page.line(3, &format!("{path} from {name} ({flags})"));
    }
}
