//! The kinds of a control plane without extensions, apart from those in [`super`].
//!
//! Most have no objects here. `kubectl get deploy` then says that there are none, as in a cluster without Deployments.
//! Only the kinds of the group `apps` were recorded; the others are from Kubernetes' documentation.

use super::Kind;
use crate::schema::{
    CLAIM as CLAIM_FIELDS, DEPLOYMENT, LIMIT_RANGE, PRIORITY_CLASS as PRIORITY_CLASS_FIELDS,
    RESOURCE_QUOTA as QUOTA_FIELDS,
};

/// Makes a namespaced kind without a schema.
const fn kind(
    group: &'static str,
    version: &'static str,
    name: &'static str,
    singular: &'static str,
    plural: &'static str,
    short: &'static str,
) -> Kind {
    Kind { name, singular, plural, short, group, version, namespaced: true, schema: None }
}

/// Makes a namespaced kind of the core group.
const fn core(
    name: &'static str,
    singular: &'static str,
    plural: &'static str,
    short: &'static str,
) -> Kind {
    kind("", "v1", name, singular, plural, short)
}

/// Makes a kind cluster-scoped.
const fn cluster(kind: Kind) -> Kind {
    Kind { namespaced: false, ..kind }
}

/// v1 PersistentVolumeClaim.
pub static CLAIM: Kind = Kind {
    schema: Some(&CLAIM_FIELDS),
    ..core("PersistentVolumeClaim", "persistentvolumeclaim", "persistentvolumeclaims", "pvc")
};
/// v1 Namespace.
pub static NAMESPACE: Kind = cluster(core("Namespace", "namespace", "namespaces", "ns"));
/// v1 Event.
pub static EVENT: Kind = core("Event", "event", "events", "ev");
/// v1 ResourceQuota.
pub static RESOURCE_QUOTA: Kind = Kind {
    schema: Some(&QUOTA_FIELDS),
    ..core("ResourceQuota", "resourcequota", "resourcequotas", "quota")
};
/// scheduling.k8s.io/v1 PriorityClass.
pub static PRIORITY_CLASS: Kind = Kind {
    schema: Some(&PRIORITY_CLASS_FIELDS),
    ..cluster(kind(
        "scheduling.k8s.io",
        "v1",
        "PriorityClass",
        "priorityclass",
        "priorityclasses",
        "pc",
    ))
};
/// apps/v1 ControllerRevision.
pub static REVISION: Kind =
    kind("apps", "v1", "ControllerRevision", "controllerrevision", "controllerrevisions", "");

const ADMISSION: &str = "admissionregistration.k8s.io";
const AUTHORIZATION: &str = "authorization.k8s.io";
const RBAC: &str = "rbac.authorization.k8s.io";
const STORAGE: &str = "storage.k8s.io";

/// The kinds that [`Kind::all`] does not list by name.
#[rustfmt::skip]
pub(super) static OTHERS: [Kind; 55] = [
    cluster(core("Node", "node", "nodes", "no")),
    NAMESPACE,
    cluster(core("PersistentVolume", "persistentvolume", "persistentvolumes", "pv")),
    core("Endpoints", "endpoints", "endpoints", "ep"),
    core("Binding", "binding", "bindings", ""),
    cluster(core("ComponentStatus", "componentstatus", "componentstatuses", "cs")),
    Kind { schema: Some(&LIMIT_RANGE), ..core("LimitRange", "limitrange", "limitranges", "limits") },
    core("PodTemplate", "podtemplate", "podtemplates", ""),
    core("ReplicationController", "replicationcontroller", "replicationcontrollers", "rc"),
    RESOURCE_QUOTA,
    cluster(kind(ADMISSION, "v1", "MutatingWebhookConfiguration", "mutatingwebhookconfiguration", "mutatingwebhookconfigurations", "")),
    cluster(kind(ADMISSION, "v1", "ValidatingAdmissionPolicy", "validatingadmissionpolicy", "validatingadmissionpolicies", "")),
    cluster(kind(ADMISSION, "v1", "ValidatingAdmissionPolicyBinding", "validatingadmissionpolicybinding", "validatingadmissionpolicybindings", "")),
    cluster(kind(ADMISSION, "v1", "ValidatingWebhookConfiguration", "validatingwebhookconfiguration", "validatingwebhookconfigurations", "")),
    cluster(kind("apiextensions.k8s.io", "v1", "CustomResourceDefinition", "customresourcedefinition", "customresourcedefinitions", "crd,crds")),
    cluster(kind("apiregistration.k8s.io", "v1", "APIService", "apiservice", "apiservices", "")),
    kind("apps", "v1", "DaemonSet", "daemonset", "daemonsets", "ds"),
    Kind { schema: Some(&DEPLOYMENT), ..kind("apps", "v1", "Deployment", "deployment", "deployments", "deploy") },
    kind("apps", "v1", "ReplicaSet", "replicaset", "replicasets", "rs"),
    cluster(kind("authentication.k8s.io", "v1", "SelfSubjectReview", "selfsubjectreview", "selfsubjectreviews", "")),
    cluster(kind("authentication.k8s.io", "v1", "TokenReview", "tokenreview", "tokenreviews", "")),
    kind(AUTHORIZATION, "v1", "LocalSubjectAccessReview", "localsubjectaccessreview", "localsubjectaccessreviews", ""),
    cluster(kind(AUTHORIZATION, "v1", "SelfSubjectAccessReview", "selfsubjectaccessreview", "selfsubjectaccessreviews", "")),
    cluster(kind(AUTHORIZATION, "v1", "SelfSubjectRulesReview", "selfsubjectrulesreview", "selfsubjectrulesreviews", "")),
    cluster(kind(AUTHORIZATION, "v1", "SubjectAccessReview", "subjectaccessreview", "subjectaccessreviews", "")),
    kind("autoscaling", "v2", "HorizontalPodAutoscaler", "horizontalpodautoscaler", "horizontalpodautoscalers", "hpa"),
    kind("batch", "v1", "CronJob", "cronjob", "cronjobs", "cj"),
    kind("batch", "v1", "Job", "job", "jobs", ""),
    cluster(kind("certificates.k8s.io", "v1", "CertificateSigningRequest", "certificatesigningrequest", "certificatesigningrequests", "csr")),
    kind("coordination.k8s.io", "v1", "Lease", "lease", "leases", ""),
    kind("discovery.k8s.io", "v1", "EndpointSlice", "endpointslice", "endpointslices", ""),
    kind("events.k8s.io", "v1", "Event", "event", "events", "ev"),
    cluster(kind("flowcontrol.apiserver.k8s.io", "v1", "FlowSchema", "flowschema", "flowschemas", "")),
    cluster(kind("flowcontrol.apiserver.k8s.io", "v1", "PriorityLevelConfiguration", "prioritylevelconfiguration", "prioritylevelconfigurations", "")),
    cluster(kind("networking.k8s.io", "v1", "IngressClass", "ingressclass", "ingressclasses", "")),
    kind("networking.k8s.io", "v1", "Ingress", "ingress", "ingresses", "ing"),
    cluster(kind("networking.k8s.io", "v1", "IPAddress", "ipaddress", "ipaddresses", "ip")),
    kind("networking.k8s.io", "v1", "NetworkPolicy", "networkpolicy", "networkpolicies", "netpol"),
    cluster(kind("networking.k8s.io", "v1", "ServiceCIDR", "servicecidr", "servicecidrs", "")),
    cluster(kind("node.k8s.io", "v1", "RuntimeClass", "runtimeclass", "runtimeclasses", "")),
    cluster(kind(RBAC, "v1", "ClusterRoleBinding", "clusterrolebinding", "clusterrolebindings", "")),
    cluster(kind(RBAC, "v1", "ClusterRole", "clusterrole", "clusterroles", "")),
    kind(RBAC, "v1", "RoleBinding", "rolebinding", "rolebindings", ""),
    kind(RBAC, "v1", "Role", "role", "roles", ""),
    cluster(kind("resource.k8s.io", "v1", "DeviceClass", "deviceclass", "deviceclasses", "")),
    kind("resource.k8s.io", "v1", "ResourceClaim", "resourceclaim", "resourceclaims", ""),
    kind("resource.k8s.io", "v1", "ResourceClaimTemplate", "resourceclaimtemplate", "resourceclaimtemplates", ""),
    cluster(kind("resource.k8s.io", "v1", "ResourceSlice", "resourceslice", "resourceslices", "")),
    PRIORITY_CLASS,
    cluster(kind(STORAGE, "v1", "CSIDriver", "csidriver", "csidrivers", "")),
    cluster(kind(STORAGE, "v1", "CSINode", "csinode", "csinodes", "")),
    kind(STORAGE, "v1", "CSIStorageCapacity", "csistoragecapacity", "csistoragecapacities", ""),
    cluster(kind(STORAGE, "v1", "StorageClass", "storageclass", "storageclasses", "sc")),
    cluster(kind(STORAGE, "v1", "VolumeAttachment", "volumeattachment", "volumeattachments", "")),
    cluster(kind(STORAGE, "v1", "VolumeAttributesClass", "volumeattributesclass", "volumeattributesclasses", "vac")),
];
