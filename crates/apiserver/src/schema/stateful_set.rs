//! Fields of a StatefulSet. Its pod template is in `pod`, its claim templates are in `claim`.

use super::claim::CLAIM;
use super::pod::POD_TEMPLATE_SPEC;
use super::{LABEL_SELECTOR, OBJECT_META, Struct, Type, always, any, object, pointer, value};
use crate::release::Release;
use crate::value::Value;

/// Fields of an apps/v1 StatefulSet.
pub static STATEFUL_SET: Struct = object(
    "StatefulSet",
    &[
        value("apiVersion", Type::String),
        value("kind", Type::String),
        always("metadata", Type::Object(&OBJECT_META)),
        always("spec", Type::Object(&SPEC)),
        any("status"),
    ],
);

static SPEC: Struct = object(
    "StatefulSetSpec",
    &[
        value("minReadySeconds", Type::Int32),
        pointer("ordinals", Type::Object(&ORDINALS)),
        pointer("persistentVolumeClaimRetentionPolicy", Type::Object(&RETENTION)).or("{}"),
        value("podManagementPolicy", Type::String).or("OrderedReady"),
        pointer("replicas", Type::Int32).or("1"),
        pointer("revisionHistoryLimit", Type::Int32).or("10"),
        pointer("selector", Type::Object(&LABEL_SELECTOR)),
        always("serviceName", Type::String),
        always("template", Type::Object(&POD_TEMPLATE_SPEC)),
        always("updateStrategy", Type::Object(&STRATEGY)),
        value("volumeClaimTemplates", Type::List(&Type::Object(&CLAIM))),
    ],
);

static ORDINALS: Struct = object("StatefulSetOrdinals", &[always("start", Type::Int32)]);

static RETENTION: Struct = object(
    "StatefulSetPersistentVolumeClaimRetentionPolicy",
    &[
        value("whenDeleted", Type::String).or("Retain"),
        value("whenScaled", Type::String).or("Retain"),
    ],
);

static STRATEGY: Struct = Struct {
    name: "StatefulSetUpdateStrategy",
    fields: &[pointer("rollingUpdate", Type::Object(&ROLLING_UPDATE)), value("type", Type::String)],
    rule: default_strategy,
};

static ROLLING_UPDATE: Struct = object(
    "RollingUpdateStatefulSetStrategy",
    &[pointer("maxUnavailable", Type::IntOrString), pointer("partition", Type::Int32)],
);

/// Defaults the strategy. An absent `rollingUpdate` becomes an empty one only if the type is absent too; the two behave
/// differently (upstream `SetDefaults_StatefulSet`).
fn default_strategy(strategy: &mut Value, release: Release) {
    if strategy.get("type").is_none() {
        *strategy.entry("type") = Value::string("RollingUpdate");
        let stanza = strategy.entry("rollingUpdate");
        if stanza.is_null() {
            *stanza = Value::map();
        }
    }
    if strategy.get("rollingUpdate").is_some() {
        let rolls = strategy.text_at(&["type"]) == "RollingUpdate";
        default_stanza(strategy.entry("rollingUpdate"), rolls, release);
    }
}

/// Defaults `rollingUpdate`. Drops `maxUnavailable` first if its feature gate is off, as the API server does.
fn default_stanza(stanza: &mut Value, rolls: bool, release: Release) {
    if !release.has_max_unavailable() {
        stanza.remove("maxUnavailable");
    }
    for (name, default, applies) in
        [("partition", 0, true), ("maxUnavailable", 1, release.has_max_unavailable())]
    {
        if rolls && applies && stanza.get(name).is_none() {
            *stanza.entry(name) = Value::Int(default);
        }
    }
}
