//! Converts the scheduling rules of a pod template for the engine's scheduler.
//!
//! Rules with a topology other than the host are left out, because the nodes here have no other ([`crate::unmodelled`]
//! reports them).

use std::rc::Rc;

use rollout_engine::api::{
    Operator, Placement, PodTerm, Requirement, Room, Spread, TaintEffect, Toleration,
};

use crate::quantity;
use crate::value::Value;

const HOST: &str = "kubernetes.io/hostname";
const REQUIRED: &str = "requiredDuringSchedulingIgnoredDuringExecution";
const PREFERRED: &str = "preferredDuringSchedulingIgnoredDuringExecution";

/// Returns the scheduling rules of a template after decoding, defaulting and validation.
pub(crate) fn placement(template: &Value) -> Placement {
    let absent = Value::map();
    let spec = template.get("spec").unwrap_or(&absent);
    let text = |key: &str| Some(spec.text_at(&[key])).filter(|text| !text.is_empty());
    let labels = template.at(&["metadata", "labels"]).map(Value::entries).unwrap_or_default();
    let labels =
        labels.iter().map(|(key, value)| (key.as_str().into(), word(value))).collect::<Vec<_>>();
    let selected = spec.get("nodeSelector").map(Value::entries).unwrap_or_default();
    let affinity = ["affinity", "podAffinity"];
    let anti_affinity = ["affinity", "podAntiAffinity"];
    let preferences = preferred_pods(spec, affinity, 1, &labels).into_iter().chain(preferred_pods(
        spec,
        anti_affinity,
        -1,
        &labels,
    ));
    Placement {
        node_name: text("nodeName").map(Rc::from),
        node_selector: selected.iter().map(|(key, value)| is(key, value)).collect(),
        node_affinity: spec
            .at(&["affinity", "nodeAffinity", REQUIRED, "nodeSelectorTerms"])
            .map(|terms| terms.items().iter().map(node_term).collect()),
        node_preferences: items(spec, &["affinity", "nodeAffinity", PREFERRED])
            .iter()
            .map(|one| (weight(one), one.get("preference").map(node_term).unwrap_or_default()))
            .collect(),
        affinity: required_pods(spec, affinity, &labels),
        anti_affinity: required_pods(spec, anti_affinity, &labels),
        pod_preferences: preferences.collect(),
        spread: items(spec, &["topologySpreadConstraints"])
            .iter()
            .filter(|one| one.text_at(&["topologyKey"]) == HOST)
            .map(|one| spread(one, &labels))
            .collect(),
        tolerations: items(spec, &["tolerations"]).iter().map(toleration).collect(),
        requests: requests(spec),
        resources: crate::typed::resources(spec.get("resources")),
        priority_class: text("priorityClassName").map(Rc::from),
        labels,
    }
}

type Labels = [(Rc<str>, Rc<str>)];

fn items<'a>(value: &'a Value, path: &[&str]) -> &'a [Value] {
    value.at(path).map(Value::items).unwrap_or_default()
}

fn word(value: &Value) -> Rc<str> {
    value.as_str().unwrap_or_default().into()
}

fn is(key: &str, value: &Value) -> Requirement {
    Requirement { key: key.into(), operator: Operator::In, values: vec![word(value)] }
}

fn weight(preference: &Value) -> i64 {
    preference.get("weight").and_then(Value::as_int).unwrap_or(1)
}

fn expression(expression: &Value) -> Requirement {
    let operator = match expression.text_at(&["operator"]) {
        "In" => Operator::In,
        "NotIn" => Operator::NotIn,
        "DoesNotExist" => Operator::DoesNotExist,
        "Gt" => Operator::Gt,
        "Lt" => Operator::Lt,
        _ => Operator::Exists,
    };
    let values = items(expression, &["values"]).iter().map(word).collect();
    Requirement { key: expression.text_at(&["key"]).into(), operator, values }
}

/// Returns the requirements of one term: `matchExpressions` and `matchFields`.
fn node_term(term: &Value) -> Vec<Requirement> {
    let all = ["matchExpressions", "matchFields"].into_iter().flat_map(|list| items(term, &[list]));
    all.map(expression).collect()
}

/// Returns the requirements of a label selector. `matchLabelKeys` adds the pod's own values.
fn selector(rule: &Value, labels: &Labels) -> Option<Vec<Requirement>> {
    let selector = rule.get("labelSelector")?;
    let equal = selector.get("matchLabels").map(Value::entries).unwrap_or_default();
    let equal = equal.iter().map(|(key, value)| is(key, value));
    let others = items(selector, &["matchExpressions"]).iter().map(expression);
    let keys = |list: &'static str, operator| {
        let own = |key: &str| labels.iter().find(|(label, _)| &**label == key);
        let of = move |key: &Value| {
            let (key, value) = own(key.as_str().unwrap_or_default())?;
            let (key, values) = (Rc::clone(key), vec![Rc::clone(value)]);
            Some(Requirement { key, operator, values })
        };
        items(rule, &[list]).iter().filter_map(of).collect::<Vec<_>>()
    };
    let same = keys("matchLabelKeys", Operator::In);
    let other = keys("mismatchLabelKeys", Operator::NotIn);
    Some(equal.chain(others).chain(same).chain(other).collect())
}

fn pod_term(term: &Value, labels: &Labels) -> Option<PodTerm> {
    let listed: Vec<_> = items(term, &["namespaces"]).iter().map(word).collect();
    let namespaces = Some(listed).filter(|listed| !listed.is_empty());
    let term = (term.text_at(&["topologyKey"]) == HOST).then_some(term)?;
    Some(PodTerm { selector: selector(term, labels), namespaces })
}

fn required_pods(spec: &Value, [of, kind]: [&str; 2], labels: &Labels) -> Vec<PodTerm> {
    items(spec, &[of, kind, REQUIRED]).iter().filter_map(|term| pod_term(term, labels)).collect()
}

fn preferred_pods(
    spec: &Value,
    [of, kind]: [&str; 2],
    sign: i64,
    labels: &Labels,
) -> Vec<(i64, PodTerm)> {
    let preferred = items(spec, &[of, kind, PREFERRED]).iter();
    let read = |one: &Value| {
        let term = pod_term(one.get("podAffinityTerm")?, labels)?;
        Some((sign * weight(one), term))
    };
    preferred.filter_map(read).collect()
}

fn spread(rule: &Value, labels: &Labels) -> Spread {
    let number = |key: &str| {
        rule.get(key).and_then(Value::as_int).and_then(|number| u32::try_from(number).ok())
    };
    Spread {
        max_skew: number("maxSkew").unwrap_or(1),
        selector: selector(rule, labels),
        min_domains: number("minDomains").unwrap_or(1),
        is_required: rule.text_at(&["whenUnsatisfiable"]) != "ScheduleAnyway",
        counts_all_nodes: rule.text_at(&["nodeAffinityPolicy"]) == "Ignore",
        honors_taints: rule.text_at(&["nodeTaintsPolicy"]) == "Honor",
    }
}

fn toleration(toleration: &Value) -> Toleration {
    let text = |key: &str| Some(toleration.text_at(&[key])).filter(|text| !text.is_empty());
    let exists = text("operator") == Some("Exists");
    let effect = text("effect").and_then(|effect| {
        TaintEffect::ALL.into_iter().find(|(name, _)| *name == effect).map(|(_, effect)| effect)
    });
    let seconds = toleration.get("tolerationSeconds").and_then(Value::as_int);
    Toleration {
        key: text("key").map(Rc::from),
        value: (!exists).then(|| toleration.text_at(&["value"]).into()),
        effect,
        seconds: seconds.map(|seconds| u32::try_from(seconds.max(0)).unwrap_or(u32::MAX)),
    }
}

/// Returns the requests of a pod. Upstream: `PodRequests`. Main containers and sidecars run together; an init container
/// runs together with the sidecars before it.
fn requests(spec: &Value) -> Room {
    let mut sidecars = Room::default();
    let mut most = Room::default();
    for container in items(spec, &["initContainers"]) {
        let asked = of_container(container);
        if container.text_at(&["restartPolicy"]) == "Always" {
            sidecars = sidecars.plus(asked);
        } else {
            most = larger(most, sidecars.plus(asked));
        }
    }
    let mains = items(spec, &["containers"]).iter().map(of_container);
    let together = mains.fold(sidecars, Room::plus);
    let asked = larger(most, together);
    // Requests of the pod as a whole replace the sum of its containers.
    let of_pod = room(|name| spec.text_at(&["resources", "requests", name]).to_owned());
    Room {
        milli_cpu: if of_pod.milli_cpu > 0 { of_pod.milli_cpu } else { asked.milli_cpu },
        memory: if of_pod.memory > 0 { of_pod.memory } else { asked.memory },
        pods: 0,
    }
}

fn larger(one: Room, other: Room) -> Room {
    Room {
        milli_cpu: one.milli_cpu.max(other.milli_cpu),
        memory: one.memory.max(other.memory),
        pods: 0,
    }
}

/// Returns the requests of a container. A limit without a request counts as the request.
fn of_container(container: &Value) -> Room {
    room(|name| {
        let of = |kind: &str| container.text_at(&["resources", kind, name]).to_owned();
        let request = of("requests");
        if request.is_empty() { of("limits") } else { request }
    })
}

fn room(quantity: impl Fn(&str) -> String) -> Room {
    let amount = |name: &str, unit: &str| {
        let count = quantity::times(&quantity(name), unit).unwrap_or(0).max(0);
        u64::try_from(count).unwrap_or(u64::MAX)
    };
    Room { milli_cpu: amount("cpu", "1m"), memory: amount("memory", "1"), pods: 0 }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Placement {
        placement(&Value::from_json(text).expect("JSON"))
    }

    #[test]
    fn a_limit_is_a_request_and_an_init_container_may_be_the_largest() {
        let of = read(
            r#"{"spec":{"initContainers":[{"resources":{"requests":{"cpu":"3"}}},
            {"restartPolicy":"Always","resources":{"requests":{"cpu":"100m"}}}],
            "containers":[{"resources":{"limits":{"cpu":"500m","memory":"1Gi"}}},{}]}}"#,
        );
        assert_eq!(of.requests, Room { milli_cpu: 3000, memory: 1 << 30, pods: 0 });
    }

    #[test]
    fn rules_by_another_topology_than_the_host_are_left_out() {
        let rule = |key: &str| {
            format!(
                r#"{{"labelSelector":{{"matchLabels":{{"app":"web"}}}},"topologyKey":"{key}"}}"#
            )
        };
        let rules = format!("{},{}", rule(HOST), rule("topology.kubernetes.io/zone"));
        let of = read(&format!(
            r#"{{"spec":{{"affinity":{{"podAntiAffinity":{{"{REQUIRED}":[{rules}]}}}}}}}}"#
        ));
        assert_eq!(of.anti_affinity.len(), 1);
    }
}
