//! Metadata of pasted objects: names, times, labels and uids are kept, annotations and managed fields are not.

use super::template::LEFT_OUT;
use super::{Dropped, Filter, copy_list, picked};
use crate::snapshot::{nodes, uids};
use crate::value::Value;

const METADATA: [&str; 8] = [
    "creationTimestamp",
    "deletionGracePeriodSeconds",
    "deletionTimestamp",
    "finalizers",
    "generation",
    "labels",
    "name",
    "namespace",
];

impl Filter<'_> {
    /// Keeps of the metadata of an object what the white list names.
    pub(super) fn metadata(&mut self, metadata: &Value) -> Value {
        let mut kept = picked(metadata, &METADATA);
        let owner = ["controller", "kind", "name"];
        copy_list(metadata, &mut kept, &["ownerReferences"], &owner);
        let owners = metadata.get("ownerReferences").map(Value::items).unwrap_or_default();
        if let Some(Value::List(kept)) = kept.at_mut(&["ownerReferences"]) {
            kept.iter_mut().zip(owners).for_each(|(kept, owner)| self.uid(owner, kept));
        }
        self.uid(metadata, &mut kept);
        self.unused(metadata);
        kept
    }

    /// Keeps the uid in a map.
    fn uid(&mut self, of: &Value, kept: &mut Value) {
        match (uids::given(Some(of)), of.get("uid")) {
            (Some(uid), _) => *kept.entry("uid") = Value::string(uid),
            (None, Some(other)) => self.drop(Dropped::Uid, other),
            (None, None) => {}
        }
    }

    /// Drops what no metadata keeps.
    fn unused(&mut self, metadata: &Value) {
        self.annotations(metadata);
        if let Some(value) = metadata.get("managedFields") {
            self.drop(Dropped::ManagedFields, value);
        }
    }

    /// Drops all annotations but the number of a template that was kept before, which is returned.
    pub(super) fn annotations(&mut self, metadata: &Value) -> Option<Value> {
        let mut left_out = None;
        for (key, value) in metadata.get("annotations").map(Value::entries).unwrap_or_default() {
            match key.as_str() {
                LEFT_OUT => left_out = Some(value.clone()),
                crate::last_applied::ANNOTATION => self.drop(Dropped::LastApplied, value),
                _ => self.drop(
                    Dropped::Annotation,
                    &Value::List(vec![Value::string(key), value.clone()]),
                ),
            }
        }
        left_out
    }

    /// Of a node's metadata its age is kept, and its number in place of its name.
    pub(super) fn node_metadata(&mut self, metadata: &Value, names: &[String]) -> Value {
        let mut kept = picked(metadata, &["creationTimestamp"]);
        let name = nodes::renamed(metadata.text_at(&["name"]), names);
        *kept.entry("name") = Value::string(name);
        self.uid(metadata, &mut kept);
        self.unused(metadata);
        kept
    }
}
