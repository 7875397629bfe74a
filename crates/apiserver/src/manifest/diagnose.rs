//! Diagnostics of a manifest, by line and column, for an editor.
//!
//! Reports broken YAML where the reader stopped, and errors of the API server at the field. Treats every object as new:
//! does not check whether it exists, or whether an existing one may be changed like this.

use rollout_engine::version::Rules;

use super::tree::{Node, Position};
use super::{Broken, Document, items, placeholder, read};
use crate::found::Diagnostic;
use crate::kind::Kind;
use crate::problems;
use crate::release::Release;
use crate::unmodelled;
use crate::value::{Value, quoted};

/// Limit on problems of a document. No further document is checked once the file has as many. Nobody reads more, and
/// each position is counted from the start of its document.
const PROBLEMS_MAX: usize = 50;

/// Checks a manifest against the newest release. Returns problems in the order of their positions.
pub fn diagnose(text: &str) -> Vec<Diagnostic> {
    diagnose_for(text, &Rules::LATEST)
}

/// Checks a manifest against one release. Returns problems in the order of their positions.
pub fn diagnose_for(text: &str, rules: &Rules) -> Vec<Diagnostic> {
    let release = Release::of(rules);
    let mut diagnostics = Vec::new();
    for document in read(text) {
        if diagnostics.len() >= PROBLEMS_MAX {
            break;
        }
        match &document.value {
            Ok(value) => diagnostics.extend(placed(&document, object_problems(value, release))),
            Err(broken) => diagnostics.push(unreadable(&document, broken)),
        }
    }
    diagnostics.sort_by_key(|diagnostic| (diagnostic.line, diagnostic.column));
    diagnostics
}

/// Returns the kinds and fields of a manifest that nothing here acts on, each by name at its position.
pub fn not_simulated(text: &str) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    for document in read(text) {
        let Ok(value) = &document.value else { continue };
        let Some(kind) = Kind::of_object(value) else { continue };
        let of_kind = unmodelled::of_kind(kind).map(|_| ("kind".to_owned(), kind.name.to_owned()));
        let named = |path: String| {
            let name = path.rsplit('.').next().unwrap_or_default().to_owned();
            (path, name)
        };
        let fields = unmodelled::fields(kind, value).into_iter().map(named);
        found.extend(placed(&document, of_kind.into_iter().chain(fields).collect()));
    }
    found.sort_by_key(|diagnostic| (diagnostic.line, diagnostic.column));
    found
}

/// Adds positions to the problems of a document.
fn placed(document: &Document<'_>, problems: Vec<(String, String)>) -> Vec<Diagnostic> {
    let (Ok(value), false) = (&document.value, problems.is_empty()) else { return Vec::new() };
    let root = document.tree();
    let at = |(path, message): (String, String)| {
        let (offset, node) = root.as_ref().map(|root| root.look_up(&written(&path, value))).unzip();
        let place = Position::of(document.text, offset.unwrap_or_default());
        let text = node.and_then(Node::as_str).unwrap_or_default();
        let placeholder = placeholder::in_value(text).map(str::to_owned);
        diagnostic(document.line + place.line, place.column, message, placeholder)
    };
    problems.into_iter().take(PROBLEMS_MAX).map(at).collect()
}

/// Makes the diagnostic of a document that cannot be parsed. Points to a placeholder if one caused it, otherwise to
/// where the reader stopped.
fn unreadable(document: &Document<'_>, broken: &Broken) -> Diagnostic {
    let message = broken.message.clone();
    match placeholder::before(document.text, broken.line) {
        Some((place, found)) => {
            diagnostic(document.line + place.line, place.column, message, Some(found.to_owned()))
        }
        None => diagnostic(document.line + broken.line, broken.column, message, None),
    }
}

fn diagnostic(
    line: usize,
    column: usize,
    message: String,
    placeholder: Option<String>,
) -> Diagnostic {
    let message = match &placeholder {
        Some(found) => format!("{found} is a placeholder that is not filled in; {message}"),
        None => message,
    };
    Diagnostic { line, column, message, placeholder }
}

/// Returns the problems of an object, as pairs of field path and message.
fn object_problems(object: &Value, release: Release) -> Vec<(String, String)> {
    let one = |path: &str, message: String| vec![(path.to_owned(), message)];
    if !matches!(object, Value::Map(_)) {
        return one("", "error validating data: invalid object to validate".to_owned());
    }
    if let Some(items) = items(object) {
        let inside = |(index, item): (usize, &Value)| {
            let at = move |(path, message): (String, String)| {
                let dot = if path.is_empty() { "" } else { "." };
                (format!("items[{index}]{dot}{path}"), message)
            };
            object_problems(item, release).into_iter().map(at).collect::<Vec<_>>()
        };
        return items.iter().enumerate().flat_map(inside).collect();
    }
    for field in ["apiVersion", "kind"] {
        if object.text_at(&[field]).is_empty() {
            return one(field, format!("error validating data: {field} not set"));
        }
    }
    let Some(kind) = Kind::of_object(object) else {
        let (version, kind) = (object.text_at(&["apiVersion"]), object.text_at(&["kind"]));
        return one(
            "kind",
            format!("no matches for kind {} in version {}", quoted(kind), quoted(version)),
        );
    };
    let problems = problems(kind, object, release);
    problems.into_iter().map(|error| in_words(error.path, error.message)).collect()
}

/// Translates a field path of the API server to the path in the manifest. The API server shortens the path of the
/// template's labels, and counts the volumes of claim templates after the template's own.
fn written(path: &str, object: &Value) -> String {
    const VOLUMES: &str = "spec.template.spec.volumes[";
    if path.starts_with("spec.template.labels") {
        return path.replacen("spec.template.", "spec.template.metadata.", 1);
    }
    let own =
        object.at(&["spec", "template", "spec", "volumes"]).map_or(0, |own| own.items().len());
    let index = path.strip_prefix(VOLUMES).and_then(|rest| rest.split_once(']'));
    match index.and_then(|(index, _)| index.parse::<usize>().ok()) {
        Some(index) if index >= own => {
            format!("spec.volumeClaimTemplates[{}].metadata.name", index - own)
        }
        _ => path.to_owned(),
    }
}

fn in_words(path: String, message: String) -> (String, String) {
    let names_it = path.is_empty()
        || message.starts_with("unknown field")
        || message.contains("cannot be handled");
    let message = if names_it { message } else { format!("{path}: {message}") };
    (path, message)
}

#[cfg(test)]
mod tests {
    use super::*;

    const WEB: &str = "apiVersion: apps/v1
kind: StatefulSet
metadata:
  name: web
spec:
  replicas: 1
  selector:
    matchLabels:
      app: nginx
  template:
    metadata:
      labels:
        app: nginx
    spec:
      containers:
      - name: nginx
        image: nginx:1.25
";

    fn check(text: &str, expected: &[(usize, &str)]) {
        let found: Vec<_> =
            diagnose(text).into_iter().map(|found| (found.line, found.message)).collect();
        let expected: Vec<_> =
            expected.iter().map(|(line, message)| (*line, (*message).to_owned())).collect();
        assert_eq!(found, expected, "{text}");
    }

    #[test]
    fn a_good_manifest_has_no_problems() {
        check(WEB, &[]);
        check("", &[]);
    }

    #[test]
    fn problems_stand_at_their_lines() {
        check(&WEB.replace("replicas: 1", "replica: 1"), &[(6, "unknown field \"spec.replica\"")]);
        check(
            &format!(
                "{WEB}---\n{}",
                WEB.replace("replicas: 1", "replicas: -1").replace("nginx:1.25", "''")
            ),
            &[
                (24, "spec.replicas: Invalid value: -1: must be greater than or equal to 0"),
                (35, "spec.template.spec.containers[0].image: Required value"),
            ],
        );
        check(
            &WEB.replace("replicas: 1", "replicas: three"),
            &[(
                6,
                "StatefulSet in version \"v1\" cannot be handled as a StatefulSet: json: cannot unmarshal string into Go struct field StatefulSetSpec.spec.replicas of type int32",
            )],
        );
    }

    #[test]
    fn a_column_is_that_of_the_key() {
        let found = diagnose(&WEB.replace("replicas: 1", "replicas: -1"));
        assert_eq!(found.first().map(|found| (found.line, found.column)), Some((6, 3)));
        let found = diagnose("a: [b\nc: d");
        assert_eq!(found.first().map(|found| (found.line, found.column)), Some((2, 2)));
    }

    #[test]
    fn labels_and_claims_are_found_under_other_names() {
        check(
            &WEB.replace(
                "        app: nginx\n    spec",
                "        app: nginx\n        x: a b\n    spec",
            ),
            &[(
                12,
                "spec.template.labels: Invalid value: \"a b\": a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyValue',  or 'my_value',  or '12345', regex used for validation is '(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?')",
            )],
        );
        let claims = format!(
            "{WEB}  volumeClaimTemplates:\n  - spec: {{accessModes: [ReadWriteOnce], resources: {{requests: {{storage: 1Gi}}}}}}\n"
        );
        let lines: Vec<_> = diagnose(&claims).into_iter().map(|found| found.line).collect();
        assert_eq!(lines, [19, 19]);
    }

    #[test]
    fn a_release_has_its_own_words() {
        let rules = Rules::named("1.36").expect("a release");
        let text =
            WEB.replace("replicas: 1", "updateStrategy: {rollingUpdate: {maxUnavailable: 0}}");
        assert_eq!(diagnose_for(&text, &rules), []);
        assert_eq!(diagnose(&text).len(), 1);
    }

    #[test]
    fn items_of_a_list_are_found() {
        let items = "kind: List\napiVersion: v1\nitems:\n- {kind: Service, apiVersion: v1, metadata: {name: a}}\n- kind: Nope\n  apiVersion: v1\n";
        check(items, &[(5, "no matches for kind \"Nope\" in version \"v1\"")]);
    }

    #[test]
    fn broken_yaml_stands_where_the_reader_stopped() {
        check(
            &format!("{WEB}---\na: 1\n b: 2\n"),
            &[(
                20,
                "error converting YAML to JSON: yaml: line 2: mapping values are not allowed in this context",
            )],
        );
    }

    /// Every syntax of placeholders that people leave in a template.
    #[test]
    fn a_placeholder_is_named_at_its_line() {
        let named = |replace: &str, with: &str, expected: (usize, &str)| {
            let found =
                diagnose(&WEB.replace(replace, with)).into_iter().next().expect("a problem");
            let placeholder = found.placeholder.as_deref().unwrap_or_default();
            assert_eq!((found.line, placeholder), expected, "{with}: {}", found.message);
            assert!(found.message.starts_with(expected.1), "{}", found.message);
        };
        named("replicas: 1", "replicas: {{ .Values.replicas }}", (6, "{{ .Values.replicas }}"));
        named(
            "name: web",
            "name: {{ include \"web.name\" . | quote }}",
            (4, "{{ include \"web.name\" . | quote }}"),
        );
        named(
            "  replicas: 1\n",
            "  {{- if .Values.on }}\n  replicas: 1\n",
            (6, "{{- if .Values.on }}"),
        );
        named("replicas: 1", "replicas: ${REPLICAS}", (6, "${REPLICAS}"));
        named("replicas: 1", "replicas: ${REPLICAS:-3}", (6, "${REPLICAS:-3}"));
        named("replicas: 1", "replicas: $REPLICAS", (6, "$REPLICAS"));
        named("replicas: 1", "replicas: @REPLICAS@", (6, "@REPLICAS@"));
        named("name: web", "name: ${NAME}-db", (4, "${NAME}"));
        let alert = "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: a\ndata:\n  x: |\n    {{ $labels.pod }}\n  y: \"b\n";
        let found = diagnose(alert);
        assert_eq!(found.first().and_then(|found| found.placeholder.clone()), None, "{found:?}");
    }

    #[test]
    fn items_of_a_typed_list_need_no_kind() {
        let indented = WEB.split_once("metadata:").expect("a manifest").1.replace('\n', "\n  ");
        let list =
            format!("apiVersion: apps/v1\nkind: StatefulSetList\nitems:\n- metadata:{indented}");
        check(&list, &[]);
        check(&list.replace("replicas: 1", "replica: 1"), &[(7, "unknown field \"spec.replica\"")]);
    }

    #[test]
    fn objects_of_other_worlds_are_named() {
        check("- a\n", &[(1, "error validating data: invalid object to validate")]);
        check("kind: StatefulSet\n", &[(1, "error validating data: apiVersion not set")]);
        check(
            "apiVersion: v1\nkind: Statefulset\n",
            &[(2, "no matches for kind \"Statefulset\" in version \"v1\"")],
        );
    }
}
