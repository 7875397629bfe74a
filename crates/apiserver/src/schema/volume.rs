//! Fields of a volume. Sources that StatefulSet manifests rarely use are kept verbatim.

use super::claim::CLAIM_SPEC;
use super::image::default_pull_policy;
use super::{
    LOCAL_REFERENCE, OBJECT_META, STRING_MAP, STRINGS, Struct, Type, always, any, object, pointer,
    value,
};
use crate::release::Release;
use crate::value::Value;

/// Default mode of files in a volume: 0644, in decimal.
const FILE_MODE: &str = "420";

pub(super) static VOLUME: Struct = Struct {
    name: "Volume",
    fields: &[
        any("awsElasticBlockStore"),
        any("azureDisk"),
        any("azureFile"),
        any("cephfs"),
        any("cinder"),
        pointer("configMap", Type::Object(&CONFIG_MAP)),
        pointer("csi", Type::Object(&CSI)),
        pointer("downwardAPI", Type::Object(&DOWNWARD_API)),
        pointer("emptyDir", Type::Object(&EMPTY_DIR)),
        pointer("ephemeral", Type::Object(&EPHEMERAL)),
        any("fc"),
        any("flexVolume"),
        any("flocker"),
        any("gcePersistentDisk"),
        any("gitRepo"),
        any("glusterfs"),
        pointer("hostPath", Type::Object(&HOST_PATH)),
        pointer("image", Type::Object(&IMAGE)),
        pointer("iscsi", Type::Object(&ISCSI)),
        always("name", Type::String),
        pointer("nfs", Type::Object(&NFS)),
        pointer("persistentVolumeClaim", Type::Object(&CLAIM)),
        any("photonPersistentDisk"),
        any("portworxVolume"),
        pointer("projected", Type::Object(&PROJECTED)),
        any("quobyte"),
        any("rbd"),
        any("scaleIO"),
        pointer("secret", Type::Object(&SECRET)),
        any("storageos"),
        any("vsphereVolume"),
    ],
    rule: default_source,
};

/// Makes a volume without a source an `emptyDir`.
fn default_source(volume: &mut Value, _: Release) {
    if volume.entries().iter().all(|(name, _)| name == "name") {
        *volume.entry("emptyDir") = Value::map();
    }
}

static EMPTY_DIR: Struct = object(
    "EmptyDirVolumeSource",
    &[value("medium", Type::String), pointer("sizeLimit", Type::Quantity)],
);
static CSI: Struct = object(
    "CSIVolumeSource",
    &[
        always("driver", Type::String),
        pointer("fsType", Type::String),
        pointer("nodePublishSecretRef", Type::Object(&LOCAL_REFERENCE)),
        pointer("readOnly", Type::Bool),
        value("volumeAttributes", STRING_MAP),
    ],
);
static EPHEMERAL: Struct = object(
    "EphemeralVolumeSource",
    &[pointer("volumeClaimTemplate", Type::Object(&CLAIM_TEMPLATE))],
);
static CLAIM_TEMPLATE: Struct = object(
    "PersistentVolumeClaimTemplate",
    &[always("metadata", Type::Object(&OBJECT_META)), always("spec", Type::Object(&CLAIM_SPEC))],
);
static IMAGE: Struct = Struct {
    name: "ImageVolumeSource",
    fields: &[value("pullPolicy", Type::String), value("reference", Type::String)],
    rule: |image, _| default_pull_policy(image, "reference", "pullPolicy"),
};
static ISCSI: Struct = object(
    "ISCSIVolumeSource",
    &[
        value("chapAuthDiscovery", Type::Bool),
        value("chapAuthSession", Type::Bool),
        value("fsType", Type::String),
        pointer("initiatorName", Type::String),
        always("iqn", Type::String),
        value("iscsiInterface", Type::String).or("default"),
        always("lun", Type::Int32),
        value("portals", STRINGS),
        value("readOnly", Type::Bool),
        pointer("secretRef", Type::Object(&LOCAL_REFERENCE)),
        always("targetPortal", Type::String),
    ],
);
static HOST_PATH: Struct = object(
    "HostPathVolumeSource",
    &[always("path", Type::String), pointer("type", Type::String).or("''")],
);
static NFS: Struct = object(
    "NFSVolumeSource",
    &[always("path", Type::String), value("readOnly", Type::Bool), always("server", Type::String)],
);
static CLAIM: Struct = object(
    "PersistentVolumeClaimVolumeSource",
    &[always("claimName", Type::String), value("readOnly", Type::Bool)],
);
static CONFIG_MAP: Struct = object(
    "ConfigMapVolumeSource",
    &[
        pointer("defaultMode", Type::Int32).or(FILE_MODE),
        value("items", Type::List(&Type::Object(&KEY_TO_PATH))),
        value("name", Type::String),
        pointer("optional", Type::Bool),
    ],
);
static SECRET: Struct = object(
    "SecretVolumeSource",
    &[
        pointer("defaultMode", Type::Int32).or(FILE_MODE),
        value("items", Type::List(&Type::Object(&KEY_TO_PATH))),
        pointer("optional", Type::Bool),
        value("secretName", Type::String),
    ],
);
static KEY_TO_PATH: Struct = object(
    "KeyToPath",
    &[always("key", Type::String), pointer("mode", Type::Int32), always("path", Type::String)],
);

static DOWNWARD_API: Struct = object(
    "DownwardAPIVolumeSource",
    &[
        pointer("defaultMode", Type::Int32).or(FILE_MODE),
        value("items", Type::List(&Type::Object(&DOWNWARD_API_FILE))),
    ],
);
static DOWNWARD_API_FILE: Struct = object(
    "DownwardAPIVolumeFile",
    &[
        pointer("fieldRef", Type::Object(&FIELD_REFERENCE)),
        pointer("mode", Type::Int32),
        always("path", Type::String),
        pointer("resourceFieldRef", Type::Object(&RESOURCE_FIELD_REFERENCE)),
    ],
);
pub(super) static FIELD_REFERENCE: Struct = object(
    "ObjectFieldSelector",
    &[value("apiVersion", Type::String).or("v1"), always("fieldPath", Type::String)],
);
pub(super) static RESOURCE_FIELD_REFERENCE: Struct = Struct {
    name: "ResourceFieldSelector",
    fields: &[
        value("containerName", Type::String),
        value("divisor", Type::Quantity),
        always("resource", Type::String),
    ],
    rule: default_divisor,
};

fn default_divisor(reference: &mut Value, _: Release) {
    if reference.get("divisor").is_none() {
        *reference.entry("divisor") = Value::string("0");
    }
}

static PROJECTED: Struct = object(
    "ProjectedVolumeSource",
    &[
        pointer("defaultMode", Type::Int32).or(FILE_MODE),
        always("sources", Type::List(&Type::Object(&PROJECTION))),
    ],
);
static PROJECTION: Struct = object(
    "VolumeProjection",
    &[
        any("clusterTrustBundle"),
        pointer("configMap", Type::Object(&PROJECTED_KEYS)),
        pointer("downwardAPI", Type::Object(&PROJECTED_FIELDS)),
        any("podCertificate").since(34),
        pointer("secret", Type::Object(&PROJECTED_KEYS)),
        pointer("serviceAccountToken", Type::Object(&TOKEN)),
    ],
);
static PROJECTED_KEYS: Struct = object(
    "ConfigMapProjection",
    &[
        value("items", Type::List(&Type::Object(&KEY_TO_PATH))),
        value("name", Type::String),
        pointer("optional", Type::Bool),
    ],
);
static PROJECTED_FIELDS: Struct = object(
    "DownwardAPIProjection",
    &[value("items", Type::List(&Type::Object(&DOWNWARD_API_FILE)))],
);
static TOKEN: Struct = object(
    "ServiceAccountTokenProjection",
    &[
        value("audience", Type::String),
        pointer("expirationSeconds", Type::Int64).or("3600"),
        always("path", Type::String),
    ],
);
