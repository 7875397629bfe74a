//! Every other kind that a cluster has: those that the engine makes or the page shows, and those that are merely empty here.
//!
//! `kubectl get deploy` says in a cluster without Deployments that there are none, and so it does here. The list is that of a
//! control plane without extensions; it was recorded only for the group `apps`, the others are from Kubernetes' documentation.

use super::Kind;
use crate::schema::{CLAIM as CLAIM_FIELDS, DEPLOYMENT};

/// A kind without objects that a person could write.
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

/// A kind of the core group.
const fn core(
    name: &'static str,
    singular: &'static str,
    plural: &'static str,
    short: &'static str,
) -> Kind {
    kind("", "v1", name, singular, plural, short)
}

/// A kind whose objects belong to no namespace.
const fn cluster(kind: Kind) -> Kind {
    Kind { namespaced: false, ..kind }
}

pub(crate) static CLAIM: Kind = Kind {
    schema: Some(&CLAIM_FIELDS),
    ..core("PersistentVolumeClaim", "persistentvolumeclaim", "persistentvolumeclaims", "pvc")
};
pub(crate) static NAMESPACE: Kind = cluster(core("Namespace", "namespace", "namespaces", "ns"));
pub(crate) static EVENT: Kind = core("Event", "event", "events", "ev");
pub(crate) static REVISION: Kind =
    kind("apps", "v1", "ControllerRevision", "controllerrevision", "controllerrevisions", "");

const ADMISSION: &str = "admissionregistration.k8s.io";
const AUTHORIZATION: &str = "authorization.k8s.io";
const RBAC: &str = "rbac.authorization.k8s.io";
const STORAGE: &str = "storage.k8s.io";

/// The kinds that have no name of their own here.
#[rustfmt::skip]
pub(crate) static OTHERS: [Kind; 55] = [
    cluster(core("Node", "node", "nodes", "no")),
    NAMESPACE,
    cluster(core("PersistentVolume", "persistentvolume", "persistentvolumes", "pv")),
    core("Endpoints", "endpoints", "endpoints", "ep"),
    core("Binding", "binding", "bindings", ""),
    cluster(core("ComponentStatus", "componentstatus", "componentstatuses", "cs")),
    core("LimitRange", "limitrange", "limitranges", "limits"),
    core("PodTemplate", "podtemplate", "podtemplates", ""),
    core("ReplicationController", "replicationcontroller", "replicationcontrollers", "rc"),
    core("ResourceQuota", "resourcequota", "resourcequotas", "quota"),
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
    cluster(kind("scheduling.k8s.io", "v1", "PriorityClass", "priorityclass", "priorityclasses", "pc")),
    cluster(kind(STORAGE, "v1", "CSIDriver", "csidriver", "csidrivers", "")),
    cluster(kind(STORAGE, "v1", "CSINode", "csinode", "csinodes", "")),
    kind(STORAGE, "v1", "CSIStorageCapacity", "csistoragecapacity", "csistoragecapacities", ""),
    cluster(kind(STORAGE, "v1", "StorageClass", "storageclass", "storageclasses", "sc")),
    cluster(kind(STORAGE, "v1", "VolumeAttachment", "volumeattachment", "volumeattachments", "")),
    cluster(kind(STORAGE, "v1", "VolumeAttributesClass", "volumeattributesclass", "volumeattributesclasses", "vac")),
];
