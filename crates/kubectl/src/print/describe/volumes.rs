//! Volumes and tolerations of a pod or of a pod template.

use super::page::Page;
use super::scalar;
use crate::value::Value;

/// A kind of volume: its key, its words, its fields with what stands for a missing one.
type Source = (&'static str, &'static str, &'static [(&'static str, &'static str, &'static str)]);

const SOURCES: [Source; 5] = [
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
        "hostPath",
        "HostPath (bare host directory volume)",
        &[("Path", "path", ""), ("HostPathType", "type", "")],
    ),
];

/// Volumes under their heading; a template's names stand one blank further in.
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
            page.line(1, "<unknown>");
            continue;
        };
        page.field(2, "Type", words);
        for (title, key, missing) in *fields {
            let value = scalar(source, &[key]);
            page.field(2, title, if value.is_empty() { missing } else { &value });
        }
    }
}

pub(super) fn tolerations(tolerations: &[Value], level: usize, page: &mut Page) {
    let mut tolerations = tolerations.to_vec();
    tolerations.sort_by(|a, b| a.text_at(&["key"]).cmp(b.text_at(&["key"])));
    page.lines(level, "Tolerations", tolerations.iter().map(toleration).collect());
}

/// `node.kubernetes.io/not-ready:NoExecute op=Exists for 300s`.
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
