//! The labels of pods and sets, for selectors and label columns.
//!
//! A pod has those of its revision's template and three of the controller's. They are read from the template's bytes
//! only where somebody asks for labels.

use std::fmt;

use rollout_engine::api::{Pod, RevisionHash, StatefulSet};
use rollout_engine::cluster::Owned;

use crate::release::Release;
use crate::value::Value;

/// Labels, sorted by key.
#[derive(Clone, Debug, Default)]
pub(super) struct Labels(Vec<(String, String)>);

impl Labels {
    /// Those of an object's metadata.
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

    /// Those of a StatefulSet.
    pub(super) fn of_set(set: &StatefulSet) -> Self {
        Self::of(crate::server::stored(&set.document).get("metadata"))
    }

    /// Those that a revision's template gives to its pods.
    pub(super) fn of_revision(owned: &Owned, revision: RevisionHash) -> Self {
        let template = owned.template(revision).map_or("", |template| &template.data);
        Self::of(crate::server::stored(template).at(&["spec", "template", "metadata"]))
    }

    /// Those of a pod: its template's and the controller's, unless persons wrote others.
    pub(super) fn of_pod(template: &Self, pod: &Pod, owned: &Owned, release: Release) -> Self {
        if let Some(edit) = owned.edit(pod) {
            return Self::of(Some(&crate::server::stored(&edit.document)));
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

    /// The value of a label.
    pub(super) fn get(&self, key: &str) -> Option<&str> {
        self.0.iter().find(|(known, _)| known == key).map(|(_, value)| value.as_str())
    }
}

impl fmt::Display for Labels {
    /// `app=nginx,tier=web`, as `--show-labels` does.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let pairs: Vec<_> = self.0.iter().map(|(key, value)| format!("{key}={value}")).collect();
        f.write_str(if pairs.is_empty() { "<none>" } else { "" })?;
        f.write_str(&pairs.join(","))
    }
}

/// The heading of a label's column: its name without the domain.
pub(super) fn heading(key: &str) -> String {
    key.rsplit('/').next().unwrap_or(key).to_uppercase()
}
