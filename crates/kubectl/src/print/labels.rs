//! Labels of pods and sets, for selectors and label columns.
//!
//! A pod has the labels of its revision's template and three of the controller. Templates are parsed only when labels
//! are needed.

use std::fmt;

use rollout_engine::api::{Pod, RevisionHash, StatefulSet};
use rollout_engine::cluster::Owned;

use apiserver::release::Release;
use apiserver::value::Value;

/// Labels, sorted by key.
#[derive(Clone, Debug, Default)]
pub(super) struct Labels(Vec<(String, String)>);

impl Labels {
    /// Returns the labels in an object's metadata.
    pub(super) fn of(metadata: Option<&Value>) -> Self {
        let labels = metadata
            .and_then(|metadata| metadata.get("labels"))
            .map(Value::entries)
            .unwrap_or_default();
        let text = |(key, value): &(String, Value)| {
            (key.clone(), value.as_str().unwrap_or_default().to_owned())
        };
        Self(labels.iter().map(text).collect())
    }

    /// Returns the labels of a StatefulSet.
    pub(super) fn of_set(set: &StatefulSet) -> Self {
        Self::of(apiserver::stored(&set.document).get("metadata"))
    }

    /// Returns the labels in the template of a revision.
    pub(super) fn of_revision(owned: &Owned, revision: RevisionHash) -> Self {
        let template = owned.template(revision).map_or("", |template| &template.data);
        Self::of(apiserver::stored(template).at(&["spec", "template", "metadata"]))
    }

    /// Returns the labels of a pod: those of its template and of the controller. If they were edited, returns the
    /// edited ones instead.
    pub(super) fn of_pod(template: &Self, pod: &Pod, owned: &Owned, release: Release) -> Self {
        if let Some(edit) = owned.edit(pod) {
            return Self::of(Some(&apiserver::stored(&edit.document)));
        }
        let mut labels = template.clone();
        labels.write("controller-revision-hash", owned.revision_name(pod.revision));
        labels.write("statefulset.kubernetes.io/pod-name", owned.pod_name(pod.ordinal));
        if release.labels_pods_with_index() {
            labels.write("apps.kubernetes.io/pod-index", pod.ordinal.to_string());
        }
        labels
    }

    fn write(&mut self, key: &str, value: String) {
        self.0.retain(|(known, _)| known != key);
        self.0.push((key.to_owned(), value));
        self.0.sort();
    }

    /// Returns the value of a label.
    pub(super) fn get(&self, key: &str) -> Option<&str> {
        self.0.iter().find(|(known, _)| known == key).map(|(_, value)| value.as_str())
    }
}

impl fmt::Display for Labels {
    /// Formats as `--show-labels`: `app=nginx,tier=web`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let pairs: Vec<_> = self.0.iter().map(|(key, value)| format!("{key}={value}")).collect();
        f.write_str(if pairs.is_empty() { "<none>" } else { "" })?;
        f.write_str(&pairs.join(","))
    }
}

/// Returns the heading of a label's column: its name without the domain.
pub(super) fn heading(key: &str) -> String {
    key.rsplit('/').next().unwrap_or(key).to_uppercase()
}
