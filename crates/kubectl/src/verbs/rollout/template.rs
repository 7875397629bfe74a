//! Formats a pod template in the style of `describe`, for `rollout history --revision` and dry runs of undo.
//!
//! Upstream prints it without its tab writer, so the tabs stay. [`crate::print::describe`] aligns columns instead.

use apiserver::value::Value;

/// Returns `Pod Template:` and its fields.
pub(super) fn pod_template(template: &Value) -> String {
    let labels = template.at(&["metadata", "labels"]);
    let spec = template.get("spec").unwrap_or(&Value::Null);
    let mut text = format!("Pod Template:\n{}", pairs("Labels", labels, "\t"));
    let annotations = template.at(&["metadata", "annotations"]);
    if annotations.is_some_and(|all| !all.entries().is_empty()) {
        text.push_str(&pairs("Annotations", annotations, "\t"));
    }
    if !spec.text_at(&["serviceAccountName"]).is_empty() {
        text.push_str(&format!("  Service Account:\t{}\n", spec.text_at(&["serviceAccountName"])));
    }
    for (heading, list) in [("Init Containers", "initContainers"), ("Containers", "containers")] {
        let containers = items(spec, list);
        if !containers.is_empty() {
            text.push_str(&format!("  {heading}:\n"));
            text.extend(containers.iter().map(container));
        }
    }
    text.push_str("  Volumes:\t<none>\n");
    text.push_str(&pairs("Node-Selectors", spec.get("nodeSelector"), "\t"));
    text.push_str("  Tolerations:\t<none>\n");
    text
}

fn items<'a>(value: &'a Value, list: &str) -> &'a [Value] {
    value.get(list).map(Value::items).unwrap_or_default()
}

/// Formats `Labels:` and one `key=value` per line.
fn pairs(heading: &str, map: Option<&Value>, indent: &str) -> String {
    let entries = map.map(Value::entries).unwrap_or_default();
    if entries.is_empty() {
        return format!("  {heading}:{indent}<none>\n");
    }
    let mut lines = String::new();
    for (index, (key, value)) in entries.iter().enumerate() {
        let begin = if index == 0 { format!("  {heading}:") } else { "  ".to_owned() };
        let sign = if heading == "Annotations" { ": " } else { "=" };
        lines.push_str(&format!(
            "{begin}{indent}{key}{sign}{}\n",
            value.as_str().unwrap_or_default()
        ));
    }
    lines
}

fn container(container: &Value) -> String {
    let name = container.text_at(&["name"]);
    let mut text = format!("   {name}:\n    Image:\t{}\n", container.text_at(&["image"]));
    let ports = items(container, "ports");
    let (port, host) =
        if ports.len() > 1 { ("Ports", "Host Ports") } else { ("Port", "Host Port") };
    text.push_str(&format!("    {port}:\t{}\n", numbers(ports, "containerPort")));
    text.push_str(&format!("    {host}:\t{}\n", numbers(ports, "hostPort")));
    for (heading, list) in [("Command", "command"), ("Args", "args")] {
        let words = items(container, list);
        if !words.is_empty() {
            text.push_str(&format!("    {heading}:\n"));
            text.extend(
                words.iter().map(|word| format!("      {}\n", word.as_str().unwrap_or_default())),
            );
        }
    }
    for (heading, list) in [("Limits", "limits"), ("Requests", "requests")] {
        let amounts = container.at(&["resources", list]).map(Value::entries).unwrap_or_default();
        if !amounts.is_empty() {
            text.push_str(&format!("    {heading}:\n"));
            let line = |(name, amount): &(String, Value)| {
                format!("      {name}:\t{}\n", amount.as_str().unwrap_or_default())
            };
            text.extend(amounts.iter().map(line));
        }
    }
    text.push_str(&named(container, "Environment", "env", |one| {
        format!("      {}:\t{}\n", one.text_at(&["name"]), one.text_at(&["value"]))
    }));
    text.push_str(&named(container, "Mounts", "volumeMounts", |one| {
        let mode = if one.get("readOnly") == Some(&Value::Bool(true)) { "ro" } else { "rw" };
        let (path, name) = (one.text_at(&["mountPath"]), one.text_at(&["name"]));
        format!("      {path} from {name} ({mode})\n")
    }));
    text
}

fn numbers(ports: &[Value], number: &str) -> String {
    if ports.is_empty() {
        return "<none>".to_owned();
    }
    let port = |port: &Value| {
        let (number, protocol) =
            (port.get(number).and_then(Value::as_int), port.text_at(&["protocol"]));
        let name = match port.text_at(&["name"]) {
            "" => String::new(),
            name => format!(" ({name})"),
        };
        format!("{}/{protocol}{name}", number.unwrap_or_default())
    };
    ports.iter().map(port).collect::<Vec<_>>().join(", ")
}

fn named(container: &Value, heading: &str, list: &str, line: impl Fn(&Value) -> String) -> String {
    match items(container, list) {
        [] => format!("    {heading}:\t<none>\n"),
        all => format!("    {heading}:\n{}", all.iter().map(line).collect::<String>()),
    }
}
