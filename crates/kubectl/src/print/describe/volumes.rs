//! Volumes, tolerations and topology spread of a pod or a pod template, as parts of a page.

use super::page::Page;
use super::{items, scalar};
use apiserver::value::Value;

/// A volume source: its key, its description, and its fields with their default text.
type VolumeSource =
    (&'static str, &'static str, &'static [(&'static str, &'static str, &'static str)]);

const SOURCES: [VolumeSource; 6] = [
    (
        "emptyDir",
        "EmptyDir (a temporary directory that shares a pod's lifetime)",
        &[("Medium", "medium", ""), ("SizeLimit", "sizeLimit", "<unset>")],
    ),
    (
        "persistentVolumeClaim",
        "PersistentVolumeClaim (a reference to a PersistentVolumeClaim in the same namespace)",
        &[("ClaimName", "claimName", ""), ("ReadOnly", "readOnly", "false")],
    ),
    (
        "configMap",
        "ConfigMap (a volume populated by a ConfigMap)",
        &[("Name", "name", ""), ("Optional", "optional", "false")],
    ),
    (
        "secret",
        "Secret (a volume populated by a Secret)",
        &[("SecretName", "secretName", ""), ("Optional", "optional", "false")],
    ),
    (
        "nfs",
        "NFS (an NFS mount that lasts the lifetime of a pod)",
        &[("Server", "server", ""), ("Path", "path", ""), ("ReadOnly", "readOnly", "false")],
    ),
    (
        "hostPath",
        "HostPath (bare host directory volume)",
        &[("Path", "path", ""), ("HostPathType", "type", "")],
    ),
];

/// Adds volumes. In a template their names are indented by one more space.
pub(super) fn describe(volumes: &[Value], level: usize, page: &mut Page) {
    if volumes.is_empty() {
        return page.field(level, "Volumes", "<none>");
    }
    page.line(level, "Volumes:");
    for volume in volumes {
        page.line(1, &format!("{}{}:", " ".repeat(level), volume.text_at(&["name"])));
        let known = SOURCES
            .iter()
            .find_map(|(key, words, fields)| volume.get(key).map(|source| (source, words, fields)));
        let Some((source, words, fields)) = known else {
            of_sources(volume, page);
            continue;
        };
        page.field(2, "Type", words);
        for (title, key, missing) in *fields {
            let value = scalar(source, &[key]);
            page.field(2, title, if value.is_empty() { missing } else { &value });
        }
    }
}

/// Adds a volume with several sources, or with a source unknown here.
fn of_sources(volume: &Value, page: &mut Page) {
    if let Some(projected) = volume.get("projected") {
        let words = "Projected (a volume that contains injected data from multiple sources)";
        page.field(2, "Type", words);
        items(projected, &["sources"]).iter().for_each(|source| projection(source, page));
    } else if let Some(downward) = volume.get("downwardAPI") {
        page.field(2, "Type", "DownwardAPI (a volume populated by information about the pod)");
        page.line(2, "Items:");
        for item in items(downward, &["items"]) {
            let field = item.text_at(&["fieldRef", "fieldPath"]);
            let resource = item.text_at(&["resourceFieldRef", "resource"]);
            let from = if field.is_empty() { resource } else { field };
            page.line(3, &format!("{from} -> {}", item.text_at(&["path"])));
        }
    } else {
        page.line(1, "<unknown>");
    }
}

fn projection(source: &Value, page: &mut Page) {
    let optional = |of: &Value| match of.get("optional") {
        Some(value) => value.to_go(),
        None => "false".to_owned(),
    };
    for (key, title) in [("secret", "SecretName"), ("configMap", "ConfigMapName")] {
        if let Some(of) = source.get(key) {
            page.field(2, title, of.text_at(&["name"]));
            let word = if key == "secret" { "Optional" } else { "ConfigMapOptional" };
            page.field(2, word, &optional(of));
        }
    }
    if source.get("downwardAPI").is_some() {
        page.field(2, "DownwardAPI", "true");
    }
    if let Some(token) = source.get("serviceAccountToken") {
        page.field(2, "TokenExpirationSeconds", &scalar(token, &["expirationSeconds"]));
    }
}

/// Adds topology spread constraints, one per line; nothing if there are none.
pub(super) fn spread(constraints: &[Value], level: usize, page: &mut Page) {
    if constraints.is_empty() {
        return;
    }
    let constraint = |one: &Value| {
        let of = |key: &str| scalar(one, &[key]);
        let selector = match one.get("labelSelector") {
            Some(selector) => format!(" for selector {}", super::selector(Some(selector))),
            None => String::new(),
        };
        let (key, unless, skew) = (of("topologyKey"), of("whenUnsatisfiable"), of("maxSkew"));
        format!("{key}:{unless} when max skew {skew} is exceeded{selector}")
    };
    page.lines(level, "Topology Spread Constraints", constraints.iter().map(constraint).collect());
}

pub(super) fn tolerations(tolerations: &[Value], level: usize, page: &mut Page) {
    let mut tolerations = tolerations.to_vec();
    tolerations.sort_by(|a, b| a.text_at(&["key"]).cmp(b.text_at(&["key"])));
    page.lines(level, "Tolerations", tolerations.iter().map(toleration).collect());
}

/// Formats `node.kubernetes.io/not-ready:NoExecute op=Exists for 300s`.
fn toleration(toleration: &Value) -> String {
    let of = |key: &str| toleration.text_at(&[key]);
    let mut text = of("key").to_owned();
    for (sign, key) in [("=", "value"), (":", "effect")] {
        if !of(key).is_empty() {
            text.push_str(sign);
            text.push_str(of(key));
        }
    }
    if of("operator") == "Exists" && of("value").is_empty() {
        text.push_str(if text.is_empty() { "op=Exists" } else { " op=Exists" });
    }
    if let Some(seconds) = toleration.get("tolerationSeconds") {
        text.push_str(&format!(" for {}s", seconds.to_go()));
    }
    text
}
