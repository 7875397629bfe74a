//! Field selectors (`--field-selector status.phase=Running`), for the fields that the API server can select by.
//!
//! Label selectors are in [`apiserver::selector`].

use apiserver::kind::Kind;
use apiserver::value::Value;

/// A field selector: path, value, and whether they must be equal. An object matches if it meets every requirement.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct FieldSelector(Vec<(String, String, bool)>);

const PODS: [&str; 9] = [
    "spec.nodeName",
    "spec.restartPolicy",
    "spec.schedulerName",
    "spec.serviceAccountName",
    "spec.hostNetwork",
    "status.phase",
    "status.podIP",
    "status.podIPs",
    "status.nominatedNodeName",
];
const EVENTS: [&str; 11] = [
    "involvedObject.kind",
    "involvedObject.namespace",
    "involvedObject.name",
    "involvedObject.uid",
    "involvedObject.apiVersion",
    "involvedObject.resourceVersion",
    "involvedObject.fieldPath",
    "reason",
    "reportingComponent",
    "source",
    "type",
];

impl FieldSelector {
    /// Parses a selector for this kind.
    ///
    /// # Errors
    ///
    /// The text is not a selector, or the API server cannot select this kind by the field.
    pub(crate) fn parse(text: &str, kind: &Kind) -> Result<Self, String> {
        let mut requirements = Vec::new();
        for part in text.split(',').filter(|part| !part.is_empty()) {
            let signs = [("!=", false), ("==", true), ("=", true)];
            let divided = signs.into_iter().find_map(|(sign, equal)| {
                part.split_once(sign).map(|(path, value)| (path, value, equal))
            });
            let (path, value, equal) = divided
                .ok_or_else(|| format!("invalid selector: '{text}'; can't understand '{part}'"))?;
            known(path, kind)?;
            requirements.push((path.to_owned(), value.to_owned(), equal));
        }
        Ok(Self(requirements))
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Whether an object's fields meet every requirement.
    pub(crate) fn matches(&self, document: &Value) -> bool {
        self.0.iter().all(|(path, value, equal)| {
            let path: Vec<_> = match path.as_str() {
                "source" => vec!["source", "component"],
                path => path.split('.').collect(),
            };
            (document.at(&path).map(Value::to_go).unwrap_or_default() == *value) == *equal
        })
    }
}

fn known(path: &str, kind: &Kind) -> Result<(), String> {
    let own: &[&str] = match kind.name {
        "Pod" => &PODS,
        "Event" => &EVENTS,
        _ => &[],
    };
    if ["metadata.name", "metadata.namespace"].contains(&path) || own.contains(&path) {
        return Ok(());
    }
    Err(match kind.name {
        "Pod" | "Event" => format!("field label not supported: {path}"),
        _ => format!(
            "\"{path}\" is not a known field selector: only \"metadata.name\", \"metadata.namespace\""
        ),
    })
}
