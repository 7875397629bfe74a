//! Rewrites StatefulSets of `apps/v1beta1` and `apps/v1beta2` to `apps/v1`. No cluster has served the old versions
//! since Kubernetes 1.16.
//!
//! Changes only the version and the fields that the old version defaulted differently (`SetDefaults_StatefulSet` in
//! Kubernetes' `pkg/apis/apps/v1beta1/defaults.go` and `v1beta2`). `apps/v1beta1` took the selector and the set's own
//! labels from the template's labels, and its default update strategy was `OnDelete`. `apps/v1beta2` had the defaults
//! of `apps/v1`, but a selector has to be added there as well. Replicas, history limit and pod management had the same
//! defaults in all three.

use super::edit::{Edit, Setting, applied, setting};
use super::tree::{Content, Node, Position};
use super::{Document, read};
use crate::found::{Modernized, Rewrite};
use crate::value::Value;

/// Rewrites the old StatefulSets of a file, also inside lists. Keeps everything else, also comments. Returns `None` if
/// there are none, or if one cannot be edited in place.
pub fn modernize(text: &str) -> Option<Modernized> {
    let (mut edits, mut rewrites) = (Vec::new(), Vec::new());
    for document in read(text) {
        let Some(root) = document.tree() else { continue };
        for set in old_sets(&root, "", "") {
            let changes = changes(&document, &set)?;
            for (edit, field, value) in changes {
                let at = document.offset.0;
                let edit = Edit { start: edit.start + at, end: edit.end + at, ..edit };
                let line = Position::of(text, super::Offset(edit.start)).line;
                rewrites.push(Rewrite {
                    line,
                    field: field.into(),
                    value,
                    version: set.version.clone(),
                });
                edits.push(edit);
            }
        }
    }
    rewrites.sort_by_key(|rewrite| rewrite.line);
    (!edits.is_empty()).then(|| Modernized { text: applied(text, edits), rewrites })
}

/// A StatefulSet of an old version.
struct OldSet<'a> {
    node: &'a Node,
    version: String,
    /// Whether the object itself has the version; otherwise its list has it.
    says: bool,
}

/// Returns the old StatefulSets of a document. Items without a kind take that of their list.
fn old_sets<'a>(node: &'a Node, list_kind: &str, list_version: &str) -> Vec<OldSet<'a>> {
    let text = |field: &str| node.get(field).and_then(Node::as_str);
    let (kind, version) = match (text("kind"), text("apiVersion")) {
        (None, None) => (list_kind, list_version),
        (kind, version) => (kind.unwrap_or_default(), version.unwrap_or_default()),
    };
    let is_old = ["apps/v1beta1", "apps/v1beta2"].contains(&version);
    match (kind.strip_suffix("List"), node.get("items").map(|items| &items.content)) {
        (Some(of), Some(Content::List(items))) => {
            let mut found: Vec<_> =
                items.iter().flat_map(|item| old_sets(item, of, version)).collect();
            if is_old && text("apiVersion").is_some() {
                // The version of the list is changed once; items without one need no edit.
                found.push(OldSet { node, version: version.to_owned(), says: true });
            }
            found
        }
        _ if kind == "StatefulSet" && is_old => {
            let says = text("apiVersion").is_some();
            vec![OldSet { node, version: version.to_owned(), says }]
        }
        _ => Vec::new(),
    }
}

/// Returns the edits of one set, each with its field and new value.
fn changes(document: &Document<'_>, set: &OldSet<'_>) -> Option<Vec<(Edit, &'static str, String)>> {
    let (text, node) = (document.text, set.node);
    let mut changes = Vec::new();
    if set.says {
        let span = node.get("apiVersion").and_then(|version| version.written)?;
        let quote = match span.of(text).chars().next() {
            Some(quote @ ('"' | '\'')) => quote.to_string(),
            _ => String::new(),
        };
        let (start, end) = (span.start.0, span.end.0);
        let edit = Edit { start, end, text: format!("{quote}apps/v1{quote}") };
        changes.push((edit, "apiVersion", "apps/v1".to_owned()));
    }
    let Some(spec) = node.get("spec") else { return Some(changes) };
    let labels = spec.at(&["template", "metadata", "labels"]).map(Node::value);
    let labels = labels.filter(|labels| !labels.entries().is_empty());
    let is_first = set.version == "apps/v1beta1";
    let mut missing = Vec::new();
    if spec.at(&["updateStrategy", "type"]).is_none() && is_first {
        missing.push((vec!["spec", "updateStrategy", "type"], "spec.updateStrategy.type", None));
    }
    if is_missing(spec.get("selector")) {
        let selector = labels.clone();
        missing.extend(
            selector.map(|it| (vec!["spec", "selector", "matchLabels"], "spec.selector", Some(it))),
        );
    }
    if is_missing(node.at(&["metadata", "labels"])) && is_first {
        missing.extend(labels.map(|it| (vec!["metadata", "labels"], "metadata.labels", Some(it))));
    }
    for (path, field, labels) in missing {
        let value = labels.as_ref().map_or(Setting::Word("OnDelete"), Setting::Whole);
        let edit = setting(text, node, &path, value)?;
        changes.push((edit, field, labels.map_or("OnDelete".to_owned(), |it| it.to_json())));
    }
    Some(changes)
}

fn is_missing(node: Option<&Node>) -> bool {
    node.is_none_or(|node| matches!(node.content, Content::Scalar(Value::Null)))
}

#[cfg(test)]
mod tests {
    use super::*;

    const OLD: &str = "# from 2018
apiVersion: v1
kind: Service
metadata: {name: web}
---
apiVersion: apps/v1beta1  # old
kind: StatefulSet
metadata:
  name: web
spec:
  # how many
  replicas: 2
  template:
    metadata:
      labels:
        app: web
    spec:
      containers:
      - {name: web, image: nginx}
";

    fn fields(modern: &Modernized) -> Vec<(usize, &str, &str)> {
        modern.rewrites.iter().map(|it| (it.line, &*it.field, it.value.as_str())).collect()
    }

    #[test]
    fn what_the_first_version_would_have_filled_in_is_written() {
        let modern = modernize(OLD).expect("an old file");
        assert_eq!(
            modern.text,
            OLD.replace("apps/v1beta1", "apps/v1")
                .replace("  name: web\nspec:\n", "  labels:\n    app: web\n  name: web\nspec:\n  updateStrategy:\n    type: OnDelete\n  selector:\n    matchLabels:\n      app: web\n")
        );
        assert_eq!(
            fields(&modern),
            [
                (6, "apiVersion", "apps/v1"),
                (9, "metadata.labels", "{\"app\":\"web\"}"),
                (11, "spec.updateStrategy.type", "OnDelete"),
                (11, "spec.selector", "{\"app\":\"web\"}"),
            ]
        );
        assert_eq!(modernize(&modern.text), None, "it is done");
        assert_eq!(super::super::diagnose(&modern.text), []);
    }

    #[test]
    fn the_second_version_needs_a_selector_only() {
        let modern = modernize(&OLD.replace("v1beta1", "v1beta2")).expect("an old file");
        let fields: Vec<_> = fields(&modern).into_iter().map(|it| it.1).collect();
        assert_eq!(fields, ["apiVersion", "spec.selector"]);
        let whole = OLD
            .replace("v1beta1", "v1beta2")
            .replace("spec:\n  #", "spec:\n  selector: {matchLabels: {app: web}}\n  #");
        assert_eq!(modernize(&whole).map(|modern| modern.rewrites.len()), Some(1));
    }

    #[test]
    fn json_and_lists_are_rewritten_in_place() {
        let json = r#"{"apiVersion": "v1", "kind": "List", "items": [{"apiVersion": "apps/v1beta1", "kind": "StatefulSet", "metadata": {"name": "a"}, "spec": {"template": {"metadata": {"labels": {"x": "y"}}}}}]}"#;
        let modern = modernize(json).expect("an old file");
        let value = super::super::parse(&modern.text).expect("JSON");
        let set = &value.get("items").expect("items").items()[0];
        assert_eq!(set.text_at(&["apiVersion"]), "apps/v1");
        assert_eq!(set.text_at(&["spec", "updateStrategy", "type"]), "OnDelete");
        assert_eq!(set.text_at(&["spec", "selector", "matchLabels", "x"]), "y");
        assert!(Value::from_json(&modern.text).is_some(), "{}", modern.text);
        let typed = "kind: StatefulSetList\napiVersion: apps/v1beta2\nitems:\n- metadata: {name: a}\n  spec:\n    template: {metadata: {labels: {x: z}}}\n";
        let modern = modernize(typed).expect("an old list");
        assert!(modern.text.contains("apiVersion: apps/v1\n"), "{}", modern.text);
        assert!(
            modern.text.contains("    selector:\n      matchLabels:\n        x: z\n"),
            "{}",
            modern.text
        );
    }

    #[test]
    fn other_files_stay() {
        assert_eq!(modernize(&OLD.replace("apps/v1beta1", "apps/v1")), None);
        assert_eq!(modernize(&OLD.replace("StatefulSet", "Deployment")), None);
        assert_eq!(modernize("a: [\n"), None);
    }
}
