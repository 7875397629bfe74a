//! Default of `imagePullPolicy`, for containers and image volumes.

use crate::value::Value;

/// Sets the pull policy if it is absent: `Always` for the tag `latest` or no tag, otherwise `IfNotPresent`. An image
/// with a digest gets `IfNotPresent`.
pub(super) fn default_pull_policy(object: &mut Value, image: &str, policy: &str) {
    if object.get(policy).is_some() {
        return;
    }
    let image = object.text_at(&[image]);
    let name = image.rsplit('/').next().unwrap_or_default();
    let tag = name.split_once(':').map(|(_, tag)| tag);
    let latest = !image.contains('@') && matches!(tag, None | Some("latest"));
    *object.entry(policy) = Value::string(if latest { "Always" } else { "IfNotPresent" });
}
