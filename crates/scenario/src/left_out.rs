//! Parts of a scenario's files that are not simulated and can be left out of its link.
//!
//! Parts are objects that no rollout depends on, data of ConfigMaps and Secrets, and arguments of containers. A part is
//! offered only if the file without it parses to the same objects apart from that part. Which kinds exist is decided in
//! `apiserver`, the limit on a link in `link`.

use std::ops::Range;

use apiserver::manifest::{self, Document};
use apiserver::text::split_at;
use apiserver::value::Value;

use crate::contents::Part;
use crate::script::Scenario;

/// Kinds that a rollout depends on, or whose objects are left out only in part.
const SIMULATED: [&str; 11] = [
    "StatefulSet",
    "Pod",
    "Namespace",
    "PersistentVolumeClaim",
    "PersistentVolume",
    "StorageClass",
    "PodDisruptionBudget",
    "ControllerRevision",
    "Node",
    "ConfigMap",
    "Secret",
];

/// Fields with the data of ConfigMaps and Secrets.
const DATA: [&str; 3] = ["data", "stringData", "binaryData"];
/// Fields of containers that are only passed on to the program.
const PASSED_ON: [&str; 2] = ["args", "command"];
/// Lists of containers in a pod's spec.
const CONTAINERS: [&str; 2] = ["containers", "initContainers"];

impl Scenario {
    /// Returns the parts that are not simulated, in the order of the script.
    pub fn not_simulated(&self) -> Vec<Part> {
        let lines = self.lines.iter().enumerate();
        let files = lines.filter(|(_, line)| line.text.starts_with(": file "));
        files.flat_map(|(at, line)| parts_of_file(at, &line.text)).collect()
    }
}

fn replaced(text: &str, place: &Range<usize>, instead: &str) -> String {
    let (before, rest) = split_at(text, place.start);
    let (_, behind) = split_at(rest, place.end - place.start);
    format!("{before}{instead}{behind}")
}

fn parts_of_file(line: usize, text: &str) -> Vec<Part> {
    let Some((head, block)) = text.split_once('\n') else { return Vec::new() };
    let block = block.strip_suffix(": end").unwrap_or(block);
    let begins = head.len() + 1;
    let mut parts = Vec::new();
    for document in manifest::read(block) {
        let Ok(value) = &document.value else { continue };
        let offset = begins + document.offset.0;
        for part in parts_of_document(line, &document, value) {
            let place = part.place.start + offset..part.place.end + offset;
            parts.push(Part { place, ..part });
        }
    }
    parts
}

fn parts_of_document(line: usize, document: &Document<'_>, value: &Value) -> Vec<Part> {
    let (kind, name) = (value.text_at(&["kind"]), value.text_at(&["metadata", "name"]));
    if kind.is_empty() || kind.ends_with("List") || name.is_empty() {
        return Vec::new();
    }
    let called = format!("{kind} {name}");
    if !SIMULATED.contains(&kind) {
        let place = 0..document.text.len();
        let instead = if document.text.ends_with('\n') { "\n" } else { "" };
        return vec![Part {
            name: called,
            bytes: place.len(),
            line,
            place,
            instead: instead.into(),
        }];
    }
    let fields: Vec<(String, String)> = match kind {
        "ConfigMap" | "Secret" => {
            let there = DATA.iter().filter(|field| value.get(field).is_some());
            there.map(|field| ((*field).to_owned(), format!("{called}: {field}"))).collect()
        }
        "StatefulSet" => arguments(value, &called),
        _ => Vec::new(),
    };
    let part = |(path, name): (String, String)| field(line, document.text, value, &path, name);
    fields.into_iter().filter_map(part).collect()
}

/// Returns the paths and names of a set's container fields that are only passed on.
fn arguments(value: &Value, called: &str) -> Vec<(String, String)> {
    let mut found = Vec::new();
    for list in CONTAINERS {
        let containers = value.at(&["spec", "template", "spec", list]);
        for (index, container) in
            containers.map(Value::items).unwrap_or_default().iter().enumerate()
        {
            for field in PASSED_ON.iter().filter(|field| container.get(field).is_some()) {
                let path = format!("spec.template.spec.{list}[{index}].{field}");
                let of = container.text_at(&["name"]);
                found.push((path, format!("{called}: {field} of {of}")));
            }
        }
    }
    found
}

/// Returns the part that empties the field at a path. `None` if the file would become no shorter, or would not parse to
/// the same objects otherwise.
fn field(line: usize, text: &str, value: &Value, path: &str, name: String) -> Option<Part> {
    let root = manifest::tree_of(text).ok()?;
    let start = root.find(path).0;
    let (before, rest) = split_at(text, start);
    let indent = before.rsplit('\n').next()?;
    // The key must be the first word of its line, apart from list markers.
    indent.chars().all(|letter| letter == ' ' || letter == '-').then_some(())?;
    let column = indent.len();
    let colon = rest.find(':')? + 1;
    let mut end = rest.find('\n').map_or(rest.len(), |end| end + 1);
    let behind = split_at(rest, end).1;
    end += behind
        .split_inclusive('\n')
        .take_while(|row| belongs(row, column))
        .map(str::len)
        .sum::<usize>();
    let is_list = matches!(value_at(value, path)?, Value::List(_));
    let instead = if is_list { " []\n" } else { " {}\n" };
    let place = start + colon..start + end;
    let same = Value::from_json(&emptied(value, path)?.to_json());
    let read = manifest::parse(&replaced(text, &place, instead)).ok();
    (read == same && place.len() > instead.len()).then(|| Part {
        name,
        bytes: place.len(),
        line,
        place,
        instead: instead.to_owned(),
    })
}

/// Whether a row belongs to the field whose key is at `column`: it is indented further, or is a list item at that
/// column.
fn belongs(row: &str, column: usize) -> bool {
    let bare = row.trim_start_matches(' ');
    let indent = row.len() - bare.len();
    bare.trim().is_empty() || indent > column || indent == column && bare.starts_with("- ")
}

/// Splits a path such as `spec.containers[0].args` into keys and indexes.
fn steps(path: &str) -> impl Iterator<Item = &str> {
    path.split(['.', '[']).map(|step| step.trim_end_matches(']'))
}

fn value_at<'a>(value: &'a Value, path: &str) -> Option<&'a Value> {
    steps(path).try_fold(value, |value, step| match value {
        Value::List(items) => items.get(step.parse::<usize>().ok()?),
        map => map.get(step),
    })
}

/// Returns the object with the field at a path emptied.
fn emptied(value: &Value, path: &str) -> Option<Value> {
    let mut whole = value.clone();
    let mut field = &mut whole;
    for step in steps(path) {
        field = match field {
            Value::List(items) => items.get_mut(step.parse::<usize>().ok()?)?,
            Value::Map(entries) => &mut entries.iter_mut().find(|(key, _)| key == step)?.1,
            _ => return None,
        };
    }
    *field = if matches!(field, Value::List(_)) { Value::List(Vec::new()) } else { Value::map() };
    Some(whole)
}

#[cfg(test)]
mod tests {
    use super::*;

    const FILE: &str = ": file web.yaml
# 说明
apiVersion: v1
kind: ConfigMap
metadata:
  name: web
data:
  a.conf: |
    # für 你好
    key: value

  b: c
---
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: {name: web}
---
apiVersion: apps/v1
kind: StatefulSet
metadata:
  name: web
spec:
  template:
    spec:
      containers:
      - args:
        - --config=/etc/a.conf # 🙂
        - \"\u{200b}\"
        name: web
      - name: side
        command: [\"sh\", \"-c\", \"sleep 1\"]
        image: x
: end
";

    fn scenario() -> Scenario {
        Scenario::parse(FILE).unwrap()
    }

    #[test]
    fn what_is_not_simulated_is_named() {
        let parts = scenario().not_simulated();
        let names: Vec<_> = parts.iter().map(|part| part.name.as_str()).collect();
        let expected = [
            "ConfigMap web: data",
            "Ingress web",
            "StatefulSet web: args of web",
            "StatefulSet web: command of side",
        ];
        assert_eq!(names, expected);
    }

    #[test]
    fn each_part_alone_and_all_together_leave_the_rest_as_it_is() {
        let whole = scenario();
        let parts = whole.not_simulated();
        let names: Vec<String> = parts.iter().map(|part| part.name.clone()).collect();
        let without = |names: &[String]| {
            let left: Vec<_> = parts.iter().filter(|part| names.contains(&part.name)).collect();
            whole.without(&[], &left)
        };
        for name in &names {
            let smaller = without(std::slice::from_ref(name));
            assert_eq!(Scenario::parse(&smaller.to_string()).unwrap(), smaller);
            assert!(smaller.to_string().len() < whole.to_string().len(), "{name}");
        }
        let text = without(&names).to_string();
        for gone in ["a.conf", "Ingress", "sleep", "\u{200b}"] {
            assert!(!text.contains(gone), "{gone} stays:\n{text}");
        }
        for stays in [
            "# 说明",
            "data: {}\n---\n",
            "      - args: []\n        name: web\n",
            "command: []\n        image: x",
        ] {
            assert!(text.contains(stays), "{stays} is gone:\n{text}");
        }
        assert_eq!(without(&[]), whole);
    }

    #[test]
    fn what_a_rollout_depends_on_is_not_offered() {
        for (name, text) in crate::GALLERY {
            let scenario = Scenario::parse(text).unwrap();
            let parts = scenario.not_simulated();
            let names = parts.iter().map(|part| &*part.name);
            let wrong: Vec<_> = names
                .filter(|name| !name.contains(": ") && !name.starts_with("Service "))
                .collect();
            assert!(wrong.is_empty(), "{name}: {wrong:?}");
        }
    }
}
