//! Fields of a Service. No rollout depends on them; they are here so that a tutorial's manifest can be applied and
//! checked.

use super::{OBJECT_META, STRING_MAP, STRINGS, Struct, Type, always, any, object, pointer, value};
use crate::release::Release;
use crate::value::Value;

/// Fields of a v1 Service.
pub static SERVICE: Struct = object(
    "Service",
    &[
        value("apiVersion", Type::String),
        value("kind", Type::String),
        always("metadata", Type::Object(&OBJECT_META)),
        always("spec", Type::Object(&SPEC)),
        any("status"),
    ],
);

static SPEC: Struct = object(
    "ServiceSpec",
    &[
        pointer("allocateLoadBalancerNodePorts", Type::Bool),
        value("clusterIP", Type::String),
        value("clusterIPs", STRINGS),
        value("externalIPs", STRINGS),
        value("externalName", Type::String),
        value("externalTrafficPolicy", Type::String),
        value("healthCheckNodePort", Type::Int32),
        pointer("internalTrafficPolicy", Type::String).or("Cluster"),
        value("ipFamilies", STRINGS),
        pointer("ipFamilyPolicy", Type::String).or("SingleStack"),
        pointer("loadBalancerClass", Type::String),
        value("loadBalancerIP", Type::String),
        value("loadBalancerSourceRanges", STRINGS),
        value("ports", Type::List(&Type::Object(&PORT))).by("port"),
        value("publishNotReadyAddresses", Type::Bool),
        value("selector", STRING_MAP),
        value("sessionAffinity", Type::String).or("None"),
        any("sessionAffinityConfig"),
        pointer("trafficDistribution", Type::String),
        value("type", Type::String).or("ClusterIP"),
    ],
);

static PORT: Struct = Struct {
    name: "ServicePort",
    fields: &[
        pointer("appProtocol", Type::String),
        value("name", Type::String),
        value("nodePort", Type::Int32),
        always("port", Type::Int32),
        value("protocol", Type::String).or("TCP"),
        value("targetPort", Type::IntOrString),
    ],
    rule: default_target_port,
};

fn default_target_port(port: &mut Value, _: Release) {
    if port.get("targetPort").is_none() {
        let own = port.get("port").cloned().unwrap_or(Value::Int(0));
        *port.entry("targetPort") = own;
    }
}
