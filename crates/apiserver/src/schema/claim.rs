//! Fields of a PersistentVolumeClaim, with the defaults of a claim template in a StatefulSet.

use super::{
    LABEL_SELECTOR, OBJECT_META, QUANTITIES, STRINGS, Struct, Type, always, any, object, pointer,
    value,
};

/// Fields of a v1 PersistentVolumeClaim.
pub static CLAIM: Struct = object(
    "PersistentVolumeClaim",
    &[
        value("apiVersion", Type::String).or("v1"),
        value("kind", Type::String).or("PersistentVolumeClaim"),
        always("metadata", Type::Object(&OBJECT_META)),
        always("spec", Type::Object(&CLAIM_SPEC)),
        always("status", Type::Object(&CLAIM_STATUS)),
    ],
);

pub(super) static CLAIM_SPEC: Struct = object(
    "PersistentVolumeClaimSpec",
    &[
        value("accessModes", STRINGS),
        pointer("dataSource", Type::Object(&DATA_SOURCE)),
        pointer("dataSourceRef", Type::Object(&DATA_SOURCE_REFERENCE)),
        always("resources", Type::Object(&CLAIM_RESOURCES)),
        pointer("selector", Type::Object(&LABEL_SELECTOR)),
        pointer("storageClassName", Type::String),
        pointer("volumeAttributesClassName", Type::String),
        pointer("volumeMode", Type::String).or("Filesystem"),
        value("volumeName", Type::String),
    ],
);

static DATA_SOURCE: Struct = object(
    "TypedLocalObjectReference",
    &[
        pointer("apiGroup", Type::String),
        always("kind", Type::String),
        always("name", Type::String),
    ],
);
static DATA_SOURCE_REFERENCE: Struct = object(
    "TypedObjectReference",
    &[
        pointer("apiGroup", Type::String),
        always("kind", Type::String),
        always("name", Type::String),
        pointer("namespace", Type::String),
    ],
);

static CLAIM_RESOURCES: Struct = object(
    "VolumeResourceRequirements",
    &[value("limits", QUANTITIES), value("requests", QUANTITIES)],
);

static CLAIM_STATUS: Struct = object(
    "PersistentVolumeClaimStatus",
    &[
        any("accessModes"),
        any("allocatedResourceStatuses"),
        any("allocatedResources"),
        any("capacity"),
        any("conditions"),
        any("currentVolumeAttributesClassName"),
        any("modifyVolumeStatus"),
        value("phase", Type::String).or("Pending"),
    ],
);
