//! A ControllerRevision: a former or current template of a set.

use rollout_engine::api::{ControllerRevision, GivenUids};
use rollout_engine::cluster::Owned;

use super::{controlled_by, identify, number, object, text};
use crate::value::Value;

/// Returns the revision, with the annotations that its set had when it was created.
pub fn revision(revision: &ControllerRevision, owned: &Owned, given: &GivenUids) -> Value {
    let data = crate::stored(&revision.template.data);
    let template = data.at(&["spec", "template", "metadata", "labels"]).cloned();
    let mut metadata = object(vec![
        ("labels", template.unwrap_or_else(Value::map)),
        ("name", text(owned.revision_name(revision.hash))),
        ("namespace", text(&*owned.set.namespace)),
    ]);
    if let Some(owner) = revision.owner {
        *metadata.entry("ownerReferences") = Value::of(&[controlled_by(&owned.set, owner, given)]);
    }
    let hash = metadata.entry_at(&["labels", "controller.kubernetes.io/hash"]);
    *hash = text(revision.hash.to_string());
    let made_from = crate::stored(&revision.set_document);
    let annotations = made_from.at(&["metadata", "annotations"]).cloned();
    if let Some(annotations) = annotations {
        *metadata.entry("annotations") = annotations;
    }
    let mut document = object(vec![
        ("apiVersion", text("apps/v1")),
        ("data", data),
        ("kind", text("ControllerRevision")),
        ("metadata", metadata),
        ("revision", number(revision.number)),
    ]);
    identify(&mut document, revision.created_at, (revision.uid, given));
    document.sorted()
}
