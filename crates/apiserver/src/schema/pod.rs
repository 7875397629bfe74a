//! Fields of a pod template and a pod spec. Containers are in `container`, volumes in `volume`.

use super::container::{CONTAINER, RESOURCES};
use super::security::{APP_ARMOR_PROFILE, SE_LINUX_OPTIONS, SECCOMP_PROFILE, WINDOWS_OPTIONS};
use super::volume::VOLUME;
use super::{
    LABEL_SELECTOR, LOCAL_REFERENCE, OBJECT_META, QUANTITIES, STRING_MAP, STRINGS, Struct, Type,
    always, any, object, pointer, value,
};
use crate::release::Release;
use crate::value::Value;

pub(super) static POD_TEMPLATE_SPEC: Struct = object(
    "PodTemplateSpec",
    &[always("metadata", Type::Object(&OBJECT_META)), always("spec", Type::Object(&POD_SPEC))],
);

static POD_SPEC: Struct = Struct {
    name: "PodSpec",
    fields: &[
        pointer("activeDeadlineSeconds", Type::Int64),
        pointer("affinity", Type::Object(&AFFINITY)),
        pointer("automountServiceAccountToken", Type::Bool),
        always("containers", Type::List(&Type::Object(&CONTAINER))).by("name"),
        pointer("dnsConfig", Type::Object(&DNS_CONFIG)),
        value("dnsPolicy", Type::String).or("ClusterFirst"),
        pointer("enableServiceLinks", Type::Bool),
        any("ephemeralContainers"),
        value("hostAliases", Type::List(&Type::Object(&HOST_ALIAS))).by("ip"),
        value("hostIPC", Type::Bool),
        value("hostNetwork", Type::Bool),
        value("hostPID", Type::Bool),
        pointer("hostUsers", Type::Bool),
        value("hostname", Type::String),
        pointer("hostnameOverride", Type::String).since(34),
        value("imagePullSecrets", Type::List(&Type::Object(&LOCAL_REFERENCE))).by("name"),
        value("initContainers", Type::List(&Type::Object(&CONTAINER))).by("name"),
        value("nodeName", Type::String),
        value("nodeSelector", STRING_MAP),
        pointer("os", Type::Object(&OS)),
        value("overhead", QUANTITIES),
        pointer("preemptionPolicy", Type::String),
        pointer("priority", Type::Int32),
        value("priorityClassName", Type::String),
        value("readinessGates", Type::List(&Type::Object(&READINESS_GATE))),
        value("resourceClaims", Type::List(&Type::Object(&RESOURCE_CLAIM))).by("name"),
        pointer("resources", Type::Object(&RESOURCES)),
        value("restartPolicy", Type::String).or("Always"),
        pointer("runtimeClassName", Type::String),
        value("schedulerName", Type::String).or("default-scheduler"),
        value("schedulingGates", Type::List(&Type::Object(&SCHEDULING_GATE))).by("name"),
        any("schedulingGroup").since(36),
        pointer("securityContext", Type::Object(&SECURITY_CONTEXT)).or("{}"),
        value("serviceAccount", Type::String),
        value("serviceAccountName", Type::String),
        pointer("setHostnameAsFQDN", Type::Bool),
        pointer("shareProcessNamespace", Type::Bool),
        value("subdomain", Type::String),
        pointer("terminationGracePeriodSeconds", Type::Int64).or("30"),
        value("tolerations", Type::List(&Type::Object(&TOLERATION))),
        value("topologySpreadConstraints", Type::List(&Type::Object(&TOPOLOGY_SPREAD)))
            .by("topologyKey"),
        value("volumes", Type::List(&Type::Object(&VOLUME))).by("name"),
        any("workloadRef").since(35),
    ],
    rule: mirror_service_account,
};

/// Stores the name of the service account under `serviceAccountName` and under its old name `serviceAccount`.
fn mirror_service_account(spec: &mut Value, _: Release) {
    let new = spec.get("serviceAccountName").or_else(|| spec.get("serviceAccount")).cloned();
    if let Some(name) = new {
        *spec.entry("serviceAccountName") = name.clone();
        *spec.entry("serviceAccount") = name;
    }
}

static RESOURCE_CLAIM: Struct = object(
    "PodResourceClaim",
    &[
        always("name", Type::String),
        pointer("resourceClaimName", Type::String),
        pointer("resourceClaimTemplateName", Type::String),
    ],
);
static SCHEDULING_GATE: Struct = object("PodSchedulingGate", &[always("name", Type::String)]);
static OS: Struct = object("PodOS", &[always("name", Type::String)]);
static READINESS_GATE: Struct =
    object("PodReadinessGate", &[always("conditionType", Type::String)]);
static HOST_ALIAS: Struct =
    object("HostAlias", &[value("hostnames", STRINGS), always("ip", Type::String)]);

static DNS_CONFIG: Struct = object(
    "PodDNSConfig",
    &[
        value("nameservers", STRINGS),
        value("options", Type::List(&Type::Object(&DNS_OPTION))),
        value("searches", STRINGS),
    ],
);
static DNS_OPTION: Struct =
    object("PodDNSConfigOption", &[value("name", Type::String), pointer("value", Type::String)]);

static TOLERATION: Struct = object(
    "Toleration",
    &[
        value("effect", Type::String),
        value("key", Type::String),
        value("operator", Type::String),
        pointer("tolerationSeconds", Type::Int64),
        value("value", Type::String),
    ],
);

static TOPOLOGY_SPREAD: Struct = object(
    "TopologySpreadConstraint",
    &[
        pointer("labelSelector", Type::Object(&LABEL_SELECTOR)),
        value("matchLabelKeys", STRINGS),
        always("maxSkew", Type::Int32),
        pointer("minDomains", Type::Int32),
        pointer("nodeAffinityPolicy", Type::String),
        pointer("nodeTaintsPolicy", Type::String),
        always("topologyKey", Type::String),
        always("whenUnsatisfiable", Type::String),
    ],
);

static SECURITY_CONTEXT: Struct = object(
    "PodSecurityContext",
    &[
        pointer("appArmorProfile", Type::Object(&APP_ARMOR_PROFILE)),
        pointer("fsGroup", Type::Int64),
        pointer("fsGroupChangePolicy", Type::String),
        pointer("runAsGroup", Type::Int64),
        pointer("runAsNonRoot", Type::Bool),
        pointer("runAsUser", Type::Int64),
        pointer("seLinuxChangePolicy", Type::String),
        pointer("seLinuxOptions", Type::Object(&SE_LINUX_OPTIONS)),
        pointer("seccompProfile", Type::Object(&SECCOMP_PROFILE)),
        value("supplementalGroups", Type::List(&Type::Int64)),
        pointer("supplementalGroupsPolicy", Type::String),
        value("sysctls", Type::List(&Type::Object(&SYSCTL))),
        pointer("windowsOptions", Type::Object(&WINDOWS_OPTIONS)),
    ],
);
static SYSCTL: Struct =
    object("Sysctl", &[always("name", Type::String), always("value", Type::String)]);

static AFFINITY: Struct = object(
    "Affinity",
    &[
        pointer("nodeAffinity", Type::Object(&NODE_AFFINITY)),
        pointer("podAffinity", Type::Object(&POD_AFFINITY)),
        pointer("podAntiAffinity", Type::Object(&POD_AFFINITY)),
    ],
);

static NODE_AFFINITY: Struct = object(
    "NodeAffinity",
    &[
        value(
            "preferredDuringSchedulingIgnoredDuringExecution",
            Type::List(&Type::Object(&PREFERRED_TERM)),
        ),
        pointer("requiredDuringSchedulingIgnoredDuringExecution", Type::Object(&NODE_SELECTOR)),
    ],
);
static PREFERRED_TERM: Struct = object(
    "PreferredSchedulingTerm",
    &[always("preference", Type::Object(&NODE_SELECTOR_TERM)), always("weight", Type::Int32)],
);
static NODE_SELECTOR: Struct = object(
    "NodeSelector",
    &[always("nodeSelectorTerms", Type::List(&Type::Object(&NODE_SELECTOR_TERM)))],
);
static NODE_SELECTOR_TERM: Struct = object(
    "NodeSelectorTerm",
    &[
        value("matchExpressions", Type::List(&Type::Object(&NODE_REQUIREMENT))),
        value("matchFields", Type::List(&Type::Object(&NODE_REQUIREMENT))),
    ],
);
static NODE_REQUIREMENT: Struct = object(
    "NodeSelectorRequirement",
    &[always("key", Type::String), always("operator", Type::String), value("values", STRINGS)],
);

static POD_AFFINITY: Struct = object(
    "PodAffinity",
    &[
        value(
            "preferredDuringSchedulingIgnoredDuringExecution",
            Type::List(&Type::Object(&WEIGHTED_TERM)),
        ),
        value(
            "requiredDuringSchedulingIgnoredDuringExecution",
            Type::List(&Type::Object(&AFFINITY_TERM)),
        ),
    ],
);
static WEIGHTED_TERM: Struct = object(
    "WeightedPodAffinityTerm",
    &[always("podAffinityTerm", Type::Object(&AFFINITY_TERM)), always("weight", Type::Int32)],
);
static AFFINITY_TERM: Struct = object(
    "PodAffinityTerm",
    &[
        pointer("labelSelector", Type::Object(&LABEL_SELECTOR)),
        value("matchLabelKeys", STRINGS),
        value("mismatchLabelKeys", STRINGS),
        pointer("namespaceSelector", Type::Object(&LABEL_SELECTOR)),
        value("namespaces", STRINGS),
        always("topologyKey", Type::String),
    ],
);
