//! What the API server lets through: quotas, LimitRanges, priority classes, names.

use crate::{Kept, Look, Promise, SET, ensure};
use rollout_engine::api::{Container, ContainerKind, LimitOf, Pod, PodTemplate, Reason};
use rollout_engine::cluster::{Change, Cluster, Owned};
use rollout_engine::time::SimTime;

/// No pod and no claim is made with which its namespace holds more than a quota allows.
///
/// Kubernetes docs, "Resource Quotas": a creation that violates a quota is refused. A quota that is lowered leaves
/// alone what is there. All releases.
#[derive(Default)]
pub(super) struct QuotasAreKept;

impl Promise for QuotasAreKept {
    fn in_frame(&mut self, look: &Look<'_>) -> Kept {
        let of_pods = ["pods", "requests.cpu"];
        let of_claims = ["persistentvolumeclaims", "requests.storage"];
        for change in look.changes {
            let (set, counted) = match change {
                Change::PodCreated(set, _) => (set, of_pods),
                Change::ClaimWritten(set, _) if is_new(look, change) => (set, of_claims),
                _ => continue,
            };
            let namespace = look.before.set(*set).map_or("", |owned| &owned.set.namespace);
            for (name, quota) in look.before.quotas(namespace) {
                for resource in counted {
                    let Some(hard) = quota.hard.get(resource) else { continue };
                    let used = used(look.after, namespace, resource, look.at);
                    ensure!(
                        used <= hard.nanos,
                        "{resource} of {name} is {used}, and {} is allowed",
                        hard.nanos
                    );
                }
            }
        }
        Ok(())
    }
}

fn is_new(look: &Look<'_>, change: &Change) -> bool {
    let Change::ClaimWritten(set, claim) = change else { return false };
    let before = look.before.set(*set);
    !before.is_some_and(|owned| owned.claims.contains_key(&claim.name))
}

/// Counts pods, cores, claims or storage anew, in billionths.
fn used(cluster: &Cluster, namespace: &str, resource: &str, now: SimTime) -> i128 {
    const ONE: i128 = 1_000_000_000;
    let sets = || cluster.names_in(namespace).map(|(_, owned)| owned);
    let pods = sets().flat_map(|owned| owned.pods.iter().map(move |pod| (owned, pod)));
    let pods = pods.filter(|(_, pod)| !pod.is_finished() && !is_overdue(pod, now));
    let claims = sets().flat_map(|owned| owned.claims.values().map(move |claim| (owned, claim)));
    match resource {
        "pods" => pods.count() as i128 * ONE,
        "requests.cpu" => pods.map(|(owned, pod)| cores(owned, pod)).sum(),
        "persistentvolumeclaims" => claims.count() as i128 * ONE,
        _ => {
            let storage = |(owned, claim): (&Owned, &rollout_engine::api::Claim)| {
                let template = owned.claim_template(&claim.name.template)?;
                template.storage.map(|storage| storage.nanos)
            };
            claims.filter_map(storage).sum()
        }
    }
}

fn is_overdue(pod: &Pod, now: SimTime) -> bool {
    let grace = std::time::Duration::from_secs(pod.grace_seconds.into());
    pod.deletion_timestamp.is_some_and(|at| at + grace < now)
}

/// The cpu that a pod requests: its containers and sidecars together, or an init container beside the sidecars before it.
fn cores(owned: &Owned, pod: &Pod) -> i128 {
    let Some(template) = owned.template_of(pod) else { return 0 };
    let default = owned.defaults(pod).and_then(|all| all.requests.get("cpu"));
    let of = |container: &Container| {
        let own = container.resources.requests.get("cpu");
        own.or(default).map_or(0, |amount| amount.nanos)
    };
    let (mut sidecars, mut most) = (0, 0);
    for init in &template.init_containers {
        match init.kind {
            ContainerKind::Sidecar => sidecars += of(init),
            _ => most = most.max(sidecars + of(init)),
        }
    }
    most.max(sidecars + template.containers.iter().map(of).sum::<i128>())
}

/// A new pod has what a LimitRange gives it, and no container above a LimitRange's maximum.
///
/// Kubernetes docs, "Limit Ranges": defaults are set when the pod is made, and a pod that breaks a constraint is
/// refused. All releases.
#[derive(Default)]
pub(super) struct LimitsAreKept;

impl Promise for LimitsAreKept {
    fn in_frame(&mut self, look: &Look<'_>) -> Kept {
        for (owned, pod) in made(look) {
            let Some(template) = owned.template_of(pod) else { continue };
            for (name, limits) in look.before.limits(&owned.set.namespace) {
                for limit in limits.iter().filter(|limit| limit.of == LimitOf::Container) {
                    for container in template.all_containers() {
                        let asked = container.resources_with(owned.defaults(pod));
                        for resource in limit.default_request.keys() {
                            let is_given = asked.requests.contains_key(resource);
                            ensure!(is_given, "pod {} has no default of {name}", pod.ordinal);
                        }
                        for (resource, most) in &limit.max {
                            let has = asked.limits.get(resource).map(|limit| limit.nanos);
                            let is_kept = has.is_some_and(|limit| limit <= most.nanos);
                            ensure!(is_kept, "pod {} has more than {name} allows", pod.ordinal);
                        }
                    }
                }
            }
        }
        Ok(())
    }
}

/// A pod that names a priority class is made only while there is one of this name, and none whose labels are too long.
///
/// Kubernetes docs, "Pod Priority and Preemption": the pod is rejected if the class is not found. All releases.
#[derive(Default)]
pub(super) struct PrioritiesExist;

impl Promise for PrioritiesExist {
    fn in_frame(&mut self, look: &Look<'_>) -> Kept {
        for (owned, pod) in made(look) {
            let class = |template: &PodTemplate| template.placement.priority_class.clone();
            if let Some(class) = owned.template_of(pod).and_then(class) {
                let is_it = |key: &rollout_engine::cluster::ObjectKey| {
                    &*key.kind == "PriorityClass" && key.name == class
                };
                let is_there = look.before.objects().any(|object| is_it(&object.key));
                ensure!(is_there, "pod {} is made without its class {class}", pod.ordinal);
            }
            let is_short = owned.revision_name(pod.revision).len() <= 63;
            ensure!(is_short, "pod {} is made with a label that is too long", pod.ordinal);
        }
        Ok(())
    }
}

/// The pods that a frame made, with what bears their set's name after it.
fn made<'a>(look: &Look<'a>) -> impl Iterator<Item = (&'a Owned, &'a Pod)> + use<'a> {
    let after = look.after;
    look.changes.iter().filter_map(move |change| match change {
        Change::PodCreated(set, pod) => Some((after.set(*set)?, pod)),
        _ => None,
    })
}

/// Whenever the API server refuses a pod or a claim of a set, there is something that refuses it.
///
/// No documentation: it is what the page and the events say. All releases.
#[derive(Default)]
pub(super) struct RefusalsHaveAReason;

impl Promise for RefusalsHaveAReason {
    fn in_frame(&mut self, look: &Look<'_>) -> Kept {
        for change in look.changes {
            let Change::EventRecorded(set, event) = change else { continue };
            if !matches!(event.reason, Reason::RefusedCreate | Reason::RefusedClaim) {
                continue;
            }
            let failed = look.after.set(*set).and_then(Owned::creation_failure);
            let is_about = failed.is_some_and(|failed| failed.ordinal == event.ordinal);
            let last = look.changes.iter().any(|change| {
                matches!(change, Change::CreationFailed(of, failure)
                    if of == set && failure.ordinal == event.ordinal)
            });
            ensure!(is_about || last, "{SET}-{} is refused for no reason", event.ordinal);
        }
        Ok(())
    }
}
