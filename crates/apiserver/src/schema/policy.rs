//! Fields of the kinds that admission acts on: ResourceQuota, LimitRange, PriorityClass.

use super::{OBJECT_META, QUANTITIES, STRINGS, Struct, Type, always, any, object, pointer, value};
use crate::release::Release;
use crate::value::Value;

/// Fields of a v1 ResourceQuota.
pub static RESOURCE_QUOTA: Struct = object(
    "ResourceQuota",
    &[
        value("apiVersion", Type::String),
        value("kind", Type::String),
        always("metadata", Type::Object(&OBJECT_META)),
        always("spec", Type::Object(&QUOTA_SPEC)),
        any("status"),
    ],
);

static QUOTA_SPEC: Struct = object(
    "ResourceQuotaSpec",
    &[
        value("hard", QUANTITIES),
        pointer("scopeSelector", Type::Object(&SCOPE_SELECTOR)),
        value("scopes", STRINGS),
    ],
);

static SCOPE_SELECTOR: Struct = object(
    "ScopeSelector",
    &[value("matchExpressions", Type::List(&Type::Object(&SCOPE_REQUIREMENT)))],
);

static SCOPE_REQUIREMENT: Struct = object(
    "ScopedResourceSelectorRequirement",
    &[
        always("operator", Type::String),
        always("scopeName", Type::String),
        value("values", STRINGS),
    ],
);

/// Fields of a v1 LimitRange.
pub static LIMIT_RANGE: Struct = object(
    "LimitRange",
    &[
        value("apiVersion", Type::String),
        value("kind", Type::String),
        always("metadata", Type::Object(&OBJECT_META)),
        always("spec", Type::Object(&LIMIT_RANGE_SPEC)),
    ],
);

static LIMIT_RANGE_SPEC: Struct =
    object("LimitRangeSpec", &[always("limits", Type::List(&Type::Object(&LIMIT_RANGE_ITEM)))]);

static LIMIT_RANGE_ITEM: Struct = Struct {
    name: "LimitRangeItem",
    fields: &[
        value("default", QUANTITIES),
        value("defaultRequest", QUANTITIES),
        value("max", QUANTITIES),
        value("maxLimitRequestRatio", QUANTITIES),
        value("min", QUANTITIES),
        always("type", Type::String),
    ],
    rule: complete_container_limit,
};

/// Fills in a limit on containers: the default limit is the maximum, the default request is the default limit or the
/// minimum (upstream `SetDefaults_LimitRangeItem`).
fn complete_container_limit(item: &mut Value, _: Release) {
    if item.text_at(&["type"]) != "Container" {
        return;
    }
    let steps = [("max", "default"), ("default", "defaultRequest"), ("min", "defaultRequest")];
    for (from, to) in steps {
        let amounts = item.get(from).map(Value::entries).unwrap_or_default().to_vec();
        for (name, amount) in amounts {
            let field = item.entry_at(&[to, &name]);
            if field.is_null() {
                *field = amount;
            }
        }
    }
}

/// Fields of a scheduling.k8s.io/v1 PriorityClass.
pub static PRIORITY_CLASS: Struct = object(
    "PriorityClass",
    &[
        value("apiVersion", Type::String),
        value("description", Type::String),
        value("globalDefault", Type::Bool),
        value("kind", Type::String),
        always("metadata", Type::Object(&OBJECT_META)),
        pointer("preemptionPolicy", Type::String).or("PreemptLowerPriority"),
        always("value", Type::Int32),
    ],
);
