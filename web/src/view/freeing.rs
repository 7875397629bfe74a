//! Freeing lines for rollouts that are blocked from outside the controller: no node fits a pod, or the API server
//! refuses one. Leaves out broken pods: [`super::explain`].

use apiserver::quantity;
use rollout_engine::api::{
    Amounts, LimitOf, NodeId, Operator, Pod, TaintEffect, UNREACHABLE, UNSCHEDULABLE,
};
use rollout_engine::cluster::admission::{Bound, Breach, QuotaRefusal};
use rollout_engine::cluster::{Cluster, CreationFailure, Owned, Refusal};
use rollout_engine::scheduler::{Obstacle, SchedulingFailure};

use crate::text::Key;

/// A line that frees a rollout, and the text that says what it does.
pub(super) type Freeing = (String, Key);

/// Returns the API server's reason for refusing a pod, without the pod's name.
pub(super) fn refusal(failure: &CreationFailure, owned: &Owned) -> String {
    match &failure.why {
        Refusal::LabelIsTooLong => {
            let label = owned.revision_name(failure.revision);
            let longest = label.len().max(owned.pod_name(failure.ordinal).len());
            format!("metadata.labels: Invalid value: {longest} characters, must be no more than 63")
        }
        other => apiserver::why_refused(other),
    }
}

/// Returns the line that makes the API server admit the pod. `set` is the set's name for kubectl, with `-n` where it
/// is needed.
pub(super) fn of_refusal(failure: Option<&CreationFailure>, set: &str) -> Freeing {
    let line = match failure.map(|failure| &failure.why) {
        Some(Refusal::LabelIsTooLong) => {
            return (format!("kubectl delete sts {set}"), Key::FreesName);
        }
        Some(why) => line_that_admits(why, set),
        None => ": pods can be created".to_owned(),
    };
    (line, Key::FreesRefused)
}

fn line_that_admits(why: &Refusal, set: &str) -> String {
    let elsewhere = set.split_once(' ').map_or(String::new(), |(_, flag)| format!(" {flag}"));
    match why {
        Refusal::PriorityClassIsMissing(class) => {
            format!("kubectl create priorityclass {class} --value=1000")
        }
        Refusal::Quota { quota, why } => match &**why {
            QuotaRefusal::Exceeded { requested, used, hard } => {
                let enough = hard.keys().map(|name| {
                    let of = |amounts: &Amounts| amounts.get(name).copied().unwrap_or_default();
                    let enough = quantity::format(of(used).plus(of(requested)));
                    format!(r#""{name}":"{enough}""#)
                });
                let enough = enough.collect::<Vec<_>>().join(",");
                let patch = format!(r#"{{"spec":{{"hard":{{{enough}}}}}}}"#);
                format!("kubectl patch quota {quota}{elsewhere} --type=merge -p '{patch}'")
            }
            QuotaRefusal::Unspecified(lacking) => {
                let limits = lacking.keys().any(|name| name.starts_with("limits."));
                let mut names: Vec<_> =
                    lacking.keys().map(|name| name.rsplit('.').next().unwrap_or(name)).collect();
                names.dedup();
                let asked: Vec<_> = names.into_iter().map(modest).collect();
                let field = if limits { "limits" } else { "requests" };
                format!("kubectl set resources sts/{set} --{field}={}", asked.join(","))
            }
        },
        Refusal::Limits(breaches) => match breaches.first() {
            Some(breach) if breach.of != LimitOf::PersistentVolumeClaim => resize(breach, set),
            _ => format!("kubectl delete limits --all{elsewhere}"),
        },
        Refusal::RequestsAboveLimits(above) => {
            let all =
                above.iter().map(|it| format!("{}={}", it.resource, quantity::format(it.request)));
            let all = all.collect::<Vec<_>>().join(",");
            format!("kubectl set resources sts/{set} --limits={all}")
        }
        Refusal::Claims(claims) => match claims.first() {
            Some((_, why)) => line_that_admits(why, set),
            None => ": pods can be created".to_owned(),
        },
        Refusal::Said(_) | Refusal::LabelIsTooLong => ": pods can be created".to_owned(),
    }
}

/// Returns an amount of a resource that fits most nodes.
fn modest(resource: &str) -> String {
    match resource {
        "memory" => "memory=128Mi".to_owned(),
        other => format!("{other}=100m"),
    }
}

/// Returns the line that sets the containers' resources to what a LimitRange permits.
fn resize(breach: &Breach, set: &str) -> String {
    let (resource, bound) = (&breach.resource, quantity::format(breach.enforced));
    let asked = match breach.bound {
        Bound::Max => format!("--limits={resource}={bound} --requests={resource}={bound}"),
        Bound::Min => format!("--requests={resource}={bound}"),
        Bound::Ratio => format!("--requests={0} --limits={0}", modest(resource)),
    };
    format!("kubectl set resources sts/{set} {asked}")
}

/// Returns the line that removes the scheduling obstacle that is easiest to remove. `name` is the pod's name for a directive.
pub(super) fn of_scheduling(
    failure: &SchedulingFailure,
    cluster: &Cluster,
    owned: &Owned,
    pod: &Pod,
    name: &str,
) -> Freeing {
    let obstacles = || failure.unfit.obstacles.keys();
    let live = || cluster.nodes().filter(|(_, node)| !node.deleted);
    let first = || live().next().map_or(NodeId(0), |(id, _)| id);
    let line = if obstacles().any(|it| matches!(it, Obstacle::Said(_))) {
        format!(": pod {name} can be scheduled")
    } else if obstacles().any(|it| *it == Obstacle::Unschedulable) {
        let cordoned = live().find(|(_, node)| node.unschedulable);
        format!("kubectl uncordon {}", cordoned.map_or_else(first, |(id, _)| id))
    } else if let Some(line) = untaint(cluster) {
        line
    } else if obstacles().any(|it| *it == Obstacle::NodeAffinity) {
        label(owned, pod, first())
    } else if obstacles()
        .any(|it| matches!(it, Obstacle::InsufficientCpu | Obstacle::InsufficientMemory))
    {
        enlarge(cluster, owned, pod, first())
    } else {
        format!(": nodes {}", live().count() + 1)
    };
    (line, Key::FreesUnscheduled)
}

/// Returns the line that removes a taint. A lost node returns instead, and its taint goes with that.
fn untaint(cluster: &Cluster) -> Option<String> {
    let live = cluster.nodes().filter(|(_, node)| !node.deleted);
    let repels = |effect| effect != TaintEffect::PreferNoSchedule;
    let taints = live.flat_map(|(id, node)| node.taints.iter().map(move |taint| (id, taint)));
    let mut taints =
        taints.filter(|(_, taint)| repels(taint.effect) && &*taint.key != UNSCHEDULABLE);
    let (id, taint) = taints.next()?;
    Some(match &*taint.key {
        UNREACHABLE => format!(": node {id} returns"),
        key => format!("kubectl taint nodes {id} {key}:{}-", taint.effect.name()),
    })
}

/// Returns the line that gives a node the first label that the pod requires.
fn label(owned: &Owned, pod: &Pod, node: NodeId) -> String {
    let placement = owned.template_of(pod).map(|template| &template.placement);
    let selected = placement.iter().flat_map(|it| &it.node_selector);
    let terms = placement.iter().flat_map(|it| it.node_affinity.iter().flatten().flatten());
    let mut asked = selected.chain(terms).filter(|it| {
        matches!(it.operator, Operator::In | Operator::Exists) && &*it.key != "metadata.name"
    });
    match asked.next() {
        Some(it) => {
            let value = it.values.first().map_or("true", |value| value);
            format!("kubectl label node {node} {}={value} --overwrite", it.key)
        }
        None => "kubectl get nodes --show-labels".to_owned(),
    }
}

/// Returns the line that makes a node large enough for the pod and the pods that it runs already.
fn enlarge(cluster: &Cluster, owned: &Owned, pod: &Pod, node: NodeId) -> String {
    let all = cluster.names().flat_map(|(_, owned)| owned.pods.iter().map(move |pod| (owned, pod)));
    let here = all.filter(|(_, other)| other.node == Some(node) && !other.is_finished());
    let wanted = here.fold(owned.requests(pod), |sum, (owned, pod)| sum.plus(owned.requests(pod)));
    let room = cluster.node(node).map(|node| node.allocatable).unwrap_or_default();
    let cpu = wanted.milli_cpu.max(room.milli_cpu).div_ceil(1_000);
    let memory = wanted.memory.max(room.memory).div_ceil(1 << 30);
    format!(": node {node} has cpu={cpu} memory={memory}Gi")
}
