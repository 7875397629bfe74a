//! ResourceQuota: which resources a quota counts, and how much of each a pod or a claim uses. Upstream:
//! `pkg/quota/v1/evaluator/core`.

use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;
use std::time::Duration;

use super::{Owned, QuotaRefusal};
use crate::api::{
    Amounts, ClaimTemplate, Container, ContainerKind, Operator, Pod, PodTemplate, Quantity, Quota,
    Resources, Scope, add, raise,
};
use crate::time::SimTime;

/// Whether a quota on this resource is about pods.
pub fn is_of_pods(resource: &str) -> bool {
    let compute = ["cpu", "memory", "ephemeral-storage"];
    let bare = resource.strip_prefix("requests.").or(resource.strip_prefix("limits."));
    let is_extended = resource
        .strip_prefix("requests.")
        .is_some_and(|of| of.contains('/') && !of.contains("kubernetes.io/"));
    ["pods", "count/pods"].contains(&resource)
        || compute.contains(&bare.unwrap_or(resource))
        || resource.starts_with("hugepages-")
        || resource.starts_with("requests.hugepages-")
        || is_extended
}

/// Whether a quota on this resource is about claims.
pub fn is_of_claims(resource: &str) -> bool {
    let of = resource.split_once(BY_CLASS).map_or(resource, |(_, of)| of);
    ["persistentvolumeclaims", "requests.storage"].contains(&of)
        || resource == "count/persistentvolumeclaims"
}

/// Between the name of a class and the resource, where a quota is on the claims of one class.
const BY_CLASS: &str = ".storageclass.storage.k8s.io/";

/// What a claim takes of quotas.
pub(super) fn usage_of_claim(template: &ClaimTemplate) -> Amounts {
    let mut usage = Amounts::from([
        ("persistentvolumeclaims".into(), Quantity::ONE),
        ("count/persistentvolumeclaims".into(), Quantity::ONE),
    ]);
    let storage = template.storage.map(Quantity::rounded_up);
    usage.extend(storage.map(|storage| ("requests.storage".into(), storage)));
    if !template.class.is_empty() {
        let name = |of: &str| format!("{}{BY_CLASS}{of}", template.class).into();
        usage.insert(name("persistentvolumeclaims"), Quantity::ONE);
        usage.extend(storage.map(|storage| (name("requests.storage"), storage)));
    }
    usage
}

/// What a pod takes of a quota. One that has ended, or should be gone by now, is only an object.
pub(super) fn usage_of(quota: &Quota, owned: &Owned, pod: &Pod, now: SimTime) -> Amounts {
    let template = owned.template_of(pod).unwrap_or(&owned.set.spec.template);
    let defaults = owned.defaults(pod);
    if !quota.scopes.iter().all(|scope| scope.has(template, defaults)) {
        return Amounts::new();
    }
    let grace = Duration::from_secs(pod.grace_seconds.into());
    let is_overdue = pod.deletion_timestamp.is_some_and(|at| at + grace < now);
    if pod.is_finished() || is_overdue {
        return Amounts::from([("count/pods".into(), Quantity::ONE)]);
    }
    usage_of_new_pod(template, defaults)
}

pub(super) fn usage_of_new_pod(template: &PodTemplate, defaults: Option<&Resources>) -> Amounts {
    let asked = resources_of(template, defaults);
    let mut usage =
        Amounts::from([("count/pods".into(), Quantity::ONE), ("pods".into(), Quantity::ONE)]);
    usage.extend(computed(&asked));
    usage
}

/// The names under which quotas count requests and limits.
pub(super) fn computed(asked: &Resources) -> impl Iterator<Item = (Rc<str>, Quantity)> {
    let compute = ["cpu", "memory", "ephemeral-storage"];
    let requests = asked.requests.iter().flat_map(move |(name, amount)| {
        let is_plain = compute.contains(&&**name) || name.starts_with("hugepages-");
        let of_requests = Rc::from(format!("requests.{name}"));
        is_plain.then(|| Rc::clone(name)).into_iter().chain([of_requests]).map(|it| (it, *amount))
    });
    let limits = asked.limits.iter().filter(move |(name, _)| compute.contains(&&***name));
    let limits = limits.map(|(name, amount)| (Rc::from(format!("limits.{name}")), *amount));
    requests.chain(limits).collect::<Vec<_>>().into_iter()
}

/// Resources that each container has to name if a quota counts them. Upstream calls that a mistake and keeps it.
const HAVE_TO_BE_NAMED: [&str; 6] =
    ["cpu", "memory", "requests.cpu", "requests.memory", "limits.cpu", "limits.memory"];

/// The containers that do not name what a quota counts.
pub(super) fn unspecified(
    quota: &Quota,
    template: &PodTemplate,
    defaults: Option<&Resources>,
) -> Option<QuotaRefusal> {
    let mut lacking: BTreeMap<Rc<str>, BTreeSet<Rc<str>>> = BTreeMap::new();
    for container in template.all_containers() {
        let asked = container.resources_with(defaults);
        let named: BTreeSet<Rc<str>> = computed(&asked).map(|(name, _)| name).collect();
        let wanted = quota.hard.keys().filter(|name| HAVE_TO_BE_NAMED.contains(&&***name));
        for name in wanted.filter(|name| !named.contains(*name)) {
            lacking.entry(Rc::clone(name)).or_default().insert(Rc::clone(&container.name));
        }
    }
    (!lacking.is_empty()).then_some(QuotaRefusal::Unspecified(lacking))
}

/// The resources of a pod as a whole (upstream `PodRequests`, `PodLimits`). Main containers and sidecars run
/// together; an init container runs together with the sidecars before it.
pub(crate) fn resources_of(template: &PodTemplate, defaults: Option<&Resources>) -> Resources {
    let total = |of: fn(&Resources) -> &Amounts| {
        let (mut sidecars, mut most) = (Amounts::new(), Amounts::new());
        for init in &template.init_containers {
            let asked = init.resources_with(defaults);
            if init.kind == ContainerKind::Sidecar {
                add(&mut sidecars, of(&asked));
            } else {
                let mut together = sidecars.clone();
                add(&mut together, of(&asked));
                raise(&mut most, &together);
            }
        }
        for main in &template.containers {
            add(&mut sidecars, of(&main.resources_with(defaults)));
        }
        raise(&mut most, &sidecars);
        // Resources of the pod as a whole replace the sum of its containers.
        let of_pod = of(&template.placement.resources).iter();
        most.extend(of_pod.map(|(name, amount)| (Rc::clone(name), *amount)));
        most
    };
    Resources { requests: total(|it| &it.requests), limits: total(|it| &it.limits) }
}

impl Scope {
    /// Whether pods of a template are in it.
    pub(super) fn has(&self, template: &PodTemplate, defaults: Option<&Resources>) -> bool {
        match self {
            Self::Terminating | Self::OfNoPod => false,
            Self::NotTerminating => true,
            Self::BestEffort => is_best_effort(template, defaults),
            Self::NotBestEffort => !is_best_effort(template, defaults),
            Self::PriorityClass(it) if it.operator == Operator::Exists => {
                template.placement.priority_class.is_some()
            }
            Self::PriorityClass(it) => it.holds(template.placement.priority_class.as_deref()),
            Self::CrossNamespacePodAffinity => {
                let placement = &template.placement;
                let terms = placement.affinity.iter().chain(&placement.anti_affinity);
                let preferred = placement.pod_preferences.iter().map(|(_, term)| term);
                terms.chain(preferred).any(|term| term.namespaces.is_some())
            }
        }
    }
}

/// QoS class BestEffort.
pub(super) fn is_best_effort(template: &PodTemplate, defaults: Option<&Resources>) -> bool {
    let asks = |container: &Container| {
        let asked = container.resources_with(defaults);
        let all = asked.requests.iter().chain(&asked.limits);
        all.into_iter()
            .any(|(name, amount)| ["cpu", "memory"].contains(&&**name) && amount.nanos > 0)
    };
    let of_pod = &template.placement.resources;
    of_pod.is_empty() && !template.all_containers().any(asks)
}
