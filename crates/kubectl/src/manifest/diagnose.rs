//! What is wrong with a manifest, line by line, for an editor.
//!
//! Broken YAML at the line where the reader stopped, and what the API server of the newest release would refuse in a new
//! object at the line of its field. Whether an object exists already, and may be changed so, is not asked.

use rollout_engine::version::Rules;

use super::locate::place_of;
use super::read;
use crate::release::Release;
use crate::server::kind::Kind;
use crate::server::problems;
use crate::value::{Value, quoted};

/// Something wrong at a line of a manifest.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diagnostic {
    /// The line, counted from 1.
    pub line: usize,
    /// The column, counted from 1 in letters: of the field's key, of a list's item, or where the reader stopped.
    pub column: usize,
    /// What, in Kubernetes' words.
    pub message: String,
}

/// More problems are not told: nobody reads them, and each place is looked for from the beginning.
const PROBLEMS_MAX: usize = 50;

/// What is wrong with a manifest, in the order of its lines.
pub fn diagnose(text: &str) -> Vec<Diagnostic> {
    let mut diagnostics = Vec::new();
    for document in read(text) {
        if diagnostics.len() >= PROBLEMS_MAX {
            break;
        }
        match &document.value {
            Ok(value) => {
                let at = |(path, message): (String, String)| {
                    let place = place_of(document.text, &path);
                    Diagnostic { line: document.line + place.line, column: place.column, message }
                };
                let problems = object_problems(value).into_iter().take(PROBLEMS_MAX);
                diagnostics.extend(problems.map(at));
            }
            Err(broken) => {
                diagnostics.push(Diagnostic {
                    line: document.line + broken.line,
                    column: broken.column,
                    message: broken.message.clone(),
                });
            }
        }
    }
    diagnostics.sort_by_key(|diagnostic| (diagnostic.line, diagnostic.column));
    diagnostics
}

/// Fields and what is wrong with them.
fn object_problems(object: &Value) -> Vec<(String, String)> {
    let one = |path: &str, message: String| vec![(path.to_owned(), message)];
    if !matches!(object, Value::Map(_)) {
        return one("", "error validating data: invalid object to validate".to_owned());
    }
    let is_list = object.text_at(&["kind"]).ends_with("List");
    if let Some(items) = object.get("items").filter(|_| is_list) {
        let inside = |(index, item): (usize, &Value)| {
            let at = move |(path, message): (String, String)| {
                let dot = if path.is_empty() { "" } else { "." };
                (format!("items[{index}]{dot}{path}"), message)
            };
            object_problems(item).into_iter().map(at).collect::<Vec<_>>()
        };
        return items.items().iter().enumerate().flat_map(inside).collect();
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
    let problems = problems(kind, object, Release::of(&Rules::LATEST));
    problems.into_iter().map(|error| in_words(error.path, error.message)).collect()
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
