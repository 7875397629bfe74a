//! ResourceQuotas and LimitRanges, as the engine acts on them, and quotas on objects that persons send.
//!
//! Upstream: `plugin/pkg/admission/limitranger`, `k8s.io/apiserver/pkg/admission/plugin/resourcequota` and
//! `pkg/quota/v1`. Pods and claims are refused in [`rollout_engine::cluster::admission`], because a controller asks for them. Every
//! other object passes [`refusal`].

use std::rc::Rc;

use rollout_engine::api::{
    Amounts, Limit, LimitOf, Operator, Policy, Quantity, Quota, Requirement, Scope,
};
use rollout_engine::cluster::Cluster;
use rollout_engine::cluster::admission::{QuotaRefusal, is_of_claims, is_of_pods};
use rollout_engine::time::SimTime;

use crate::kind::Kind;
use crate::quantity;
use crate::refusals::words_of_quota;
use crate::value::Value;

/// Returns what an object says about new pods and claims. `None` unless it is a ResourceQuota or a LimitRange.
pub(crate) fn of(kind: &Kind, document: &Value) -> Option<Policy> {
    match (kind.group, kind.name) {
        ("", "ResourceQuota") => Some(Policy::Quota(Rc::new(quota(document)))),
        ("", "LimitRange") => {
            let limits = document.at(&["spec", "limits"]).map(Value::items).unwrap_or_default();
            Some(Policy::Limits(limits.iter().filter_map(limit).collect()))
        }
        _ => None,
    }
}

/// Parses a map of quantities. Leaves out what is not a quantity.
pub(crate) fn amounts(map: Option<&Value>) -> Amounts {
    let entries = map.map(Value::entries).unwrap_or_default().iter();
    let read = |(name, value): &(String, Value)| {
        Some((name.as_str().into(), quantity::parse(&value.to_go())?))
    };
    entries.filter_map(read).collect()
}

fn quota(document: &Value) -> Quota {
    let spec = |path: &[&str]| document.at(&["spec"]).and_then(|spec| spec.at(path));
    let named = spec(&["scopes"]).map(Value::items).unwrap_or_default().iter();
    let named = named.map(|name| scope(name.as_str().unwrap_or_default(), None));
    let selected = spec(&["scopeSelector", "matchExpressions"]).map(Value::items);
    let selected = selected.unwrap_or_default().iter();
    let selected = selected.map(|it| scope(it.text_at(&["scopeName"]), Some(it)));
    Quota { hard: amounts(spec(&["hard"])), scopes: named.chain(selected).collect() }
}

/// Converts a scope, or an expression of the scope selector. Of the latter only those about a PriorityClass may have
/// another operator than `Exists`.
fn scope(name: &str, expression: Option<&Value>) -> Scope {
    match (name, expression) {
        ("Terminating", _) => Scope::Terminating,
        ("NotTerminating", _) => Scope::NotTerminating,
        ("BestEffort", _) => Scope::BestEffort,
        ("NotBestEffort", _) => Scope::NotBestEffort,
        ("CrossNamespacePodAffinity", _) => Scope::CrossNamespacePodAffinity,
        ("PriorityClass", None) => Scope::any_priority_class(),
        ("PriorityClass", Some(expression)) => {
            let operator = match expression.text_at(&["operator"]) {
                "In" => Operator::In,
                "NotIn" => Operator::NotIn,
                "DoesNotExist" => Operator::DoesNotExist,
                _ => Operator::Exists,
            };
            let values = expression.get("values").map(Value::items).unwrap_or_default().iter();
            let values = values.filter_map(|value| value.as_str().map(Rc::from)).collect();
            Scope::PriorityClass(Requirement { key: "PriorityClass".into(), operator, values })
        }
        _ => Scope::OfNoPod,
    }
}

fn limit(item: &Value) -> Option<Limit> {
    let of = LimitOf::ALL.into_iter().find(|of| of.name() == item.text_at(&["type"]))?;
    let amounts = |field: &str| amounts(item.get(field));
    Some(Limit {
        of,
        min: amounts("min"),
        max: amounts("max"),
        default: amounts("default"),
        default_request: amounts("defaultRequest"),
        ratio: amounts("maxLimitRequestRatio"),
    })
}

/// Kinds of the core group that a quota can also count by their plural alone.
const COUNTED_BY_NAME: [&str; 6] = [
    "ConfigMap",
    "ReplicationController",
    "ResourceQuota",
    "Secret",
    "Service",
    "PersistentVolumeClaim",
];

/// Returns what an object takes of quotas, apart from pods and claims.
fn usage(kind: &Kind, document: &Value) -> Amounts {
    let mut usage = Amounts::from([(count_of(kind), Quantity::ONE)]);
    if kind.group.is_empty() && COUNTED_BY_NAME.contains(&kind.name) {
        usage.insert(kind.plural.into(), Quantity::ONE);
    }
    if (kind.group, kind.name) == ("", "Service") {
        let ports = document.at(&["spec", "ports"]).map_or(0, |ports| ports.items().len());
        let ports = Quantity::count(u32::try_from(ports).unwrap_or(u32::MAX));
        let of_type = document.text_at(&["spec", "type"]);
        if ["NodePort", "LoadBalancer"].contains(&of_type) {
            usage.insert("services.nodeports".into(), ports);
        }
        if of_type == "LoadBalancer" {
            usage.insert("services.loadbalancers".into(), Quantity::ONE);
        }
    }
    usage
}

/// Returns the resource under which a quota counts the objects of a kind: `count/statefulsets.apps`.
fn count_of(kind: &Kind) -> Rc<str> {
    format!("count/{}", kind.resource()).into()
}

/// Returns what the objects of a namespace take of a quota.
pub(crate) fn used(cluster: &Cluster, namespace: &str, quota: &Quota, at: SimTime) -> Amounts {
    let mut used = cluster.used(namespace, quota, at);
    for name in quota.hard.keys().filter(|name| !is_of_pods(name) && !is_of_claims(name)) {
        used.entry(Rc::clone(name)).or_default();
    }
    if !quota.scopes.is_empty() {
        return used;
    }
    for kind in Kind::all().filter(|kind| kind.namespaced) {
        if !counts(quota, kind) {
            continue;
        }
        for usage in objects(cluster, namespace, kind) {
            for (name, sum) in &mut used {
                *sum = sum.plus(usage.get(name).copied().unwrap_or_default());
            }
        }
    }
    used
}

/// Whether a quota counts objects of this kind, which are neither pods nor claims.
fn counts(quota: &Quota, kind: &Kind) -> bool {
    let count = count_of(kind);
    let plural = format!("{}.", kind.plural);
    !kind.is_pod()
        && kind.name != "PersistentVolumeClaim"
        && quota
            .hard
            .keys()
            .any(|name| *name == count || **name == *kind.plural || name.starts_with(&plural))
}

/// Returns the usage of each object of a kind. The Service `kubernetes` is an object of the namespace `default`.
fn objects(cluster: &Cluster, namespace: &str, kind: &Kind) -> Vec<Amounts> {
    let one = || usage(kind, &Value::Null);
    match (kind.group, kind.name) {
        ("apps", "StatefulSet") => {
            cluster.names_in(namespace).filter(|(_, owned)| owned.exists).map(|_| one()).collect()
        }
        ("apps", "ControllerRevision") => {
            let all = cluster.names_in(namespace).flat_map(|(_, owned)| &owned.revisions);
            all.map(|_| one()).collect()
        }
        _ => {
            let own = (kind.name == "Service" && namespace == "default").then(one);
            let stored = cluster.objects().filter(|object| {
                &*object.key.kind == kind.name && &*object.key.namespace == namespace
            });
            stored.map(|object| usage(kind, &crate::stored(&object.document))).chain(own).collect()
        }
    }
}

/// Returns why a quota refuses a new object that is neither a pod nor a claim, in the API server's words.
pub fn refusal(kind: &Kind, document: &Value, cluster: &Cluster, at: SimTime) -> Option<String> {
    let namespace = document.text_at(&["metadata", "namespace"]);
    if !kind.namespaced {
        return None;
    }
    let mut quotas = cluster.quotas(namespace);
    quotas.find_map(|(name, quota)| {
        if !quota.scopes.is_empty() || !counts(quota, kind) {
            return None;
        }
        let asked = usage(kind, document);
        let used = used(cluster, namespace, quota, at);
        let why = QuotaRefusal::exceeded(&quota.hard, &used, &asked)?;
        Some(words_of_quota(name, &why))
    })
}
