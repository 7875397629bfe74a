//! Rejects changes of the immutable fields of a StatefulSet's spec (upstream `ValidateStatefulSetUpdate`).

use super::failure::FieldError;
use crate::release::Release;
use crate::value::Value;

/// Immutable fields, in the order in which the API server names them.
const FIELDS: [&str; 4] =
    ["selector", "volumeClaimTemplates", "serviceName", "podManagementPolicy"];

/// Returns an error for each immutable field that changed, or one for all, depending on the release.
pub(super) fn check(current: &Value, document: &Value, release: Release) -> Vec<FieldError> {
    let changed = |field: &&str| current.at(&["spec", field]) != document.at(&["spec", field]);
    let mut changed: Vec<_> = FIELDS.into_iter().filter(changed).collect();
    if release.names_immutable_fields() {
        return changed.into_iter().map(|field| immutable(document, field)).collect();
    }
    let limit = "revisionHistoryLimit";
    if !release.history_limit_is_mutable()
        && current.at(&["spec", limit]) != document.at(&["spec", limit])
    {
        changed.push(limit);
    }
    if changed.is_empty() { Vec::new() } else { vec![FieldError::new("spec", forbidden(release))] }
}

fn forbidden(release: Release) -> String {
    let limit = if release.history_limit_is_mutable() { "'revisionHistoryLimit', " } else { "" };
    format!(
        "Forbidden: updates to statefulset spec for fields other than 'replicas', 'ordinals', 'template', 'updateStrategy', {limit}'persistentVolumeClaimRetentionPolicy' and 'minReadySeconds' are forbidden"
    )
}

fn immutable(document: &Value, field: &str) -> FieldError {
    let path = format!("spec.{field}");
    let value = document.at(&["spec", field]);
    if let ("volumeClaimTemplates", Some(claims)) = (field, value) {
        let claims: Vec<_> = claims.items().iter().map(internal_claim).collect();
        return FieldError::new(
            path,
            format!("Invalid value: [{}]: field is immutable", claims.join(",")),
        );
    }
    FieldError::invalid(path, value.unwrap_or(&Value::Null), "field is immutable")
}

/// Formats a claim as the API server's internal type prints: capitalised names, no field left out.
fn internal_claim(claim: &Value) -> String {
    let part = |path: &[&str]| claim.at(path).map_or_else(|| "null".to_owned(), Value::to_json);
    let text = |path: &[&str]| claim.at(path).map_or_else(|| "\"\"".to_owned(), Value::to_json);
    format!(
        concat!(
            r#"{{"name":{},"Spec":{{"AccessModes":{},"Selector":{},"Resources":{{"Limits":{},"Requests":{}}},"#,
            r#""VolumeName":{},"StorageClassName":{},"VolumeMode":{},"DataSource":null,"DataSourceRef":null,"#,
            r#""VolumeAttributesClassName":{}}},"Status":{{"Phase":"Pending","AccessModes":null,"Capacity":null,"#,
            r#""Conditions":null,"AllocatedResources":null,"AllocatedResourceStatuses":null,"#,
            r#""CurrentVolumeAttributesClassName":null,"ModifyVolumeStatus":null,"HealthStatus":null}}}}"#
        ),
        text(&["metadata", "name"]),
        part(&["spec", "accessModes"]),
        part(&["spec", "selector"]),
        part(&["spec", "resources", "limits"]),
        part(&["spec", "resources", "requests"]),
        text(&["spec", "volumeName"]),
        part(&["spec", "storageClassName"]),
        part(&["spec", "volumeMode"]),
        part(&["spec", "volumeAttributesClassName"]),
    )
}
