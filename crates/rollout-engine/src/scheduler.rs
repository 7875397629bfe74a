//! The scheduler: which node a pod is bound to, or why no node fits.
//!
//! Filters nodes with the default plugins of `kube-scheduler`, in its order, so a node is rejected for the reasons of
//! one plugin. The topology is always the host. Among the nodes that fit, consecutive ordinals get consecutive nodes,
//! as scoring has it on a cluster that is otherwise empty; preferences and the number of pods decide where that node
//! does not fit. Left out: volumes that belong to a zone, host ports, devices, preemption by priority. When a pod is
//! scheduled and retried is in `crate::simulation`.

use std::rc::Rc;

use crate::api::{
    Node, NodeId, Placement, Pod, PodTemplate, PodTerm, Room, Spread, Taint, TaintEffect,
};
use crate::cluster::{Cluster, Owned, SetId};

// Defined in `api`, because the cluster stores them; exported here too, because the scheduler gives them.
pub use crate::api::{Obstacle, SchedulingFailure, Unfit};

/// A pod to schedule, and the cluster that the scheduler sees.
struct SchedulingTask<'a> {
    cluster: &'a Cluster,
    set: SetId,
    pod: &'a Pod,
    namespace: &'a str,
    placement: &'a Placement,
    requests: Room,
}

/// What the filters say of one node.
enum FilterStatus {
    /// The pod may run there.
    Fits,
    /// Rejected, but preemption could help.
    Unschedulable(Vec<Obstacle>),
    /// Rejected, and preemption could not help.
    Unresolvable(Obstacle),
    /// Rejected, because the pod requests more than the whole node has.
    TooBig(Vec<Obstacle>),
}

/// Chooses a node for a pod that has none.
///
/// # Errors
/// No node fits: the error counts the obstacles.
pub fn choose(
    cluster: &Cluster,
    set: SetId,
    pod: &Pod,
    template: &PodTemplate,
) -> Result<NodeId, Unfit> {
    let Some(owned) = cluster.set(set) else { return Err(Unfit::default()) };
    let (namespace, placement) = (&*owned.set.namespace, &*template.placement);
    let requests = owned.requests(pod);
    let task = SchedulingTask { cluster, set, pod, namespace, placement, requests };
    let held = cluster.unschedulable(namespace, &owned.pod_name(pod.ordinal));
    let mut unfit = Unfit::default();
    let mut fitting = Vec::new();
    for (id, node) in cluster.nodes().filter(|(_, node)| !node.deleted) {
        unfit.nodes += 1;
        let status = match held {
            Some(words) => FilterStatus::Unschedulable(vec![Obstacle::Said(Rc::clone(words))]),
            None => task.filter(id, node),
        };
        match status {
            FilterStatus::Fits => fitting.push((id, node)),
            status => unfit.count(status),
        }
    }
    task.best(&fitting).ok_or(unfit)
}

impl Unfit {
    /// Counts a node that the filters rejected.
    fn count(&mut self, status: FilterStatus) {
        let obstacles = match status {
            FilterStatus::Fits => return,
            FilterStatus::Unschedulable(obstacles) => obstacles,
            FilterStatus::Unresolvable(obstacle) => {
                self.unresolvable += 1;
                vec![obstacle]
            }
            FilterStatus::TooBig(obstacles) => {
                self.too_big += 1;
                obstacles
            }
        };
        for obstacle in obstacles {
            *self.obstacles.entry(obstacle).or_default() += 1;
        }
    }
}

impl SchedulingTask<'_> {
    /// Runs the filters on a node, in the order of the default profile (`default_plugins.go`).
    fn filter(&self, id: NodeId, node: &Node) -> FilterStatus {
        let unschedulable = Taint {
            key: crate::api::UNSCHEDULABLE.into(),
            value: "".into(),
            effect: TaintEffect::NoSchedule,
            added_at: None,
        };
        if node.unschedulable && !self.placement.tolerates(&unschedulable) {
            return FilterStatus::Unresolvable(Obstacle::Unschedulable);
        }
        if let Some(taint) = self.repelled_by(node) {
            let Taint { key, value, .. } = taint.clone();
            return FilterStatus::Unresolvable(Obstacle::Taint { key, value });
        }
        if !self.placement.wants(&|key| node.label(id, key)) {
            return FilterStatus::Unresolvable(Obstacle::NodeAffinity);
        }
        let short = self.short_of(id, node);
        if !short.is_empty() {
            let Room { milli_cpu, memory, .. } = self.requests;
            let all = node.allocatable;
            let too_big = milli_cpu > all.milli_cpu || memory > all.memory;
            return if too_big {
                FilterStatus::TooBig(short)
            } else {
                FilterStatus::Unschedulable(short)
            };
        }
        let spread = self.placement.spread.iter().filter(|spread| spread.is_required);
        if !spread.clone().all(|spread| self.spreads(spread, id)) {
            return FilterStatus::Unschedulable(vec![Obstacle::Spread]);
        }
        self.between_pods(id)
    }

    /// The node's first `NoSchedule` or `NoExecute` taint that the pod does not tolerate.
    fn repelled_by<'a>(&self, node: &'a Node) -> Option<&'a Taint> {
        let repels = |taint: &&Taint| {
            taint.effect != TaintEffect::PreferNoSchedule && !self.tolerates(taint)
        };
        node.taints.iter().find(repels)
    }

    fn tolerates(&self, taint: &Taint) -> bool {
        self.placement.tolerates(taint)
    }

    /// The resources of which the node has less left than the pod requests (`NodeResourcesFit`).
    fn short_of(&self, id: NodeId, node: &Node) -> Vec<Obstacle> {
        let asked = self.requests;
        let has_room_for_all = self.cluster.pod_count() < node.allocatable.pods as usize;
        if has_room_for_all && asked.milli_cpu == 0 && asked.memory == 0 {
            return Vec::new();
        }
        let used =
            self.others().filter(|other| other.pod.node == Some(id) && !other.pod.is_finished());
        let used = used.fold(Room::default(), |used, other| {
            used.plus(Room { pods: 1, ..other.owned.requests(other.pod) })
        });
        let wanted = used.plus(Room { pods: 1, ..asked });
        let room = node.allocatable;
        let mut short = Vec::new();
        if wanted.pods > room.pods {
            short.push(Obstacle::TooManyPods);
        }
        if asked.milli_cpu > 0 && wanted.milli_cpu > room.milli_cpu {
            short.push(Obstacle::InsufficientCpu);
        }
        if asked.memory > 0 && wanted.memory > room.memory {
            short.push(Obstacle::InsufficientMemory);
        }
        short
    }

    /// Whether the pod on this node would keep within `maxSkew` of a constraint (`PodTopologySpread`).
    fn spreads(&self, spread: &Spread, id: NodeId) -> bool {
        let counts = |node: NodeId| {
            let there = self.others().filter(|other| other.pod.node == Some(node));
            let there =
                there.filter(|other| !other.pod.is_terminating() && !other.pod.is_finished());
            let found = there.filter(|other| {
                other.owned.set.namespace.as_ref() == self.namespace
                    && matches(spread.selector.as_deref(), other.label())
            });
            found.count()
        };
        let is_domain = |(id, node): &(NodeId, &Node)| {
            let wanted =
                spread.counts_all_nodes || self.placement.wants(&|key| node.label(*id, key));
            let tolerated = !spread.honors_taints || self.repelled_by(node).is_none();
            !node.deleted && wanted && tolerated
        };
        let domains: Vec<_> = self.cluster.nodes().filter(is_domain).map(|(id, _)| id).collect();
        let enough = domains.len() >= spread.min_domains as usize;
        let least = domains.iter().map(|&id| counts(id)).min().filter(|_| enough).unwrap_or(0);
        let own = usize::from(matches(spread.selector.as_deref(), |key| self.placement.label(key)));
        (counts(id) + own).saturating_sub(least) <= spread.max_skew as usize
    }

    /// Checks required affinity and anti-affinity between pods, by host (`InterPodAffinity`).
    fn between_pods(&self, id: NodeId) -> FilterStatus {
        let here =
            || self.others().filter(|other| other.pod.node == Some(id) && !other.pod.is_finished());
        let affinity = &self.placement.affinity;
        let met = affinity.iter().all(|term| here().any(|other| self.finds(term, &other)));
        if !met && !self.is_first_of(affinity) {
            return FilterStatus::Unresolvable(Obstacle::Affinity);
        }
        let mut own = self.placement.anti_affinity.iter();
        if own.any(|term| here().any(|other| self.finds(term, &other))) {
            return FilterStatus::Unschedulable(vec![Obstacle::AntiAffinity]);
        }
        let repels = |other: &Other<'_>| {
            let terms = other.placement.map_or(&[][..], |placement| &placement.anti_affinity);
            let home = &*other.owned.set.namespace;
            terms.iter().any(|term| {
                is_in(term, home, self.namespace)
                    && matches(term.selector.as_deref(), |key| self.placement.label(key))
            })
        };
        if self.any_anti_affinity() && here().any(|other| repels(&other)) {
            return FilterStatus::Unschedulable(vec![Obstacle::ExistingAntiAffinity]);
        }
        FilterStatus::Fits
    }

    /// Whether the pod matches its own affinity terms and no other pod does: the first pod of a group may run
    /// anywhere.
    fn is_first_of(&self, terms: &[PodTerm]) -> bool {
        let own = |term: &PodTerm| {
            is_in(term, self.namespace, self.namespace)
                && matches(term.selector.as_deref(), |key| self.placement.label(key))
        };
        let bound =
            || self.others().filter(|other| other.pod.node.is_some() && !other.pod.is_finished());
        terms.iter().all(own)
            && !terms.iter().any(|term| bound().any(|other| self.finds(term, &other)))
    }

    /// Whether a term of this pod matches another pod.
    fn finds(&self, term: &PodTerm, other: &Other<'_>) -> bool {
        is_in(term, self.namespace, &other.owned.set.namespace)
            && matches(term.selector.as_deref(), other.label())
    }

    /// Whether any template of the cluster has required anti-affinity.
    fn any_anti_affinity(&self) -> bool {
        let mut templates = self.cluster.names().flat_map(|(_, owned)| owned.templates());
        templates.any(|template| !template.placement.anti_affinity.is_empty())
    }

    /// Every other pod of the cluster.
    fn others(&self) -> impl Iterator<Item = Other<'_>> {
        let all = self
            .cluster
            .names()
            .flat_map(|(id, owned)| owned.pods.iter().map(move |pod| (id, Other::of(owned, pod))));
        let is_self = |id, other: &Other<'_>| id == self.set && other.pod.uid == self.pod.uid;
        all.filter(move |(id, other)| !is_self(*id, other)).map(|(_, other)| other)
    }

    /// The best of the nodes that fit: [`Cluster::preferred_node`] unless it does not fit or a preference applies;
    /// then by score, by number of pods of the set, by number of pods.
    fn best(&self, fitting: &[(NodeId, &Node)]) -> Option<NodeId> {
        let usual = self.cluster.preferred_node(self.pod.ordinal);
        let is_avoided = |node: &Node| {
            let avoids = |taint: &Taint| taint.effect == TaintEffect::PreferNoSchedule;
            node.taints.iter().any(|taint| avoids(taint) && !self.tolerates(taint))
        };
        let placement = self.placement;
        let is_asked = !placement.node_preferences.is_empty()
            || !placement.pod_preferences.is_empty()
            || placement.spread.iter().any(|spread| !spread.is_required)
            || fitting.iter().any(|(_, node)| is_avoided(node));
        let fits = usual.filter(|usual| fitting.iter().any(|(id, _)| id == usual));
        if let Some(usual) = fits.filter(|_| !is_asked) {
            return Some(usual);
        }
        let rank = |&&(id, node): &&(NodeId, &Node)| {
            let here = || self.others().filter(move |other| other.pod.node == Some(id));
            let own = here().filter(|other| other.id(self.cluster) == Some(self.set)).count();
            let avoided = i64::from(is_avoided(node)) * 100;
            let score = self.score(id, node) - avoided;
            (std::cmp::Reverse(score), own, here().count(), Some(id) != usual, id)
        };
        fitting.iter().min_by_key(rank).map(|&(id, _)| id)
    }

    /// How well a node meets the preferences: their weights, minus the pods that a preferred spread would count
    /// there.
    fn score(&self, id: NodeId, node: &Node) -> i64 {
        let here = || self.others().filter(move |other| other.pod.node == Some(id));
        let of_node =
            self.placement.node_preferences.iter().filter(|(_, term)| {
                term.iter().all(|it| it.holds(node.label(id, &it.key).as_deref()))
            });
        let of_node: i64 = of_node.map(|(weight, _)| weight).sum();
        let count = |number: usize| i64::try_from(number).unwrap_or(i64::MAX);
        let of_pods = self.placement.pod_preferences.iter().map(|(weight, term)| {
            weight.saturating_mul(count(here().filter(|other| self.finds(term, other)).count()))
        });
        let spread = self.placement.spread.iter().filter(|spread| !spread.is_required);
        let of_spread = spread.map(|spread| {
            let found = here().filter(|other| matches(spread.selector.as_deref(), other.label()));
            count(found.count())
        });
        of_node + of_pods.sum::<i64>() - of_spread.sum::<i64>()
    }
}

/// Another pod, with what the rules between pods read of it.
struct Other<'a> {
    owned: &'a Owned,
    pod: &'a Pod,
    placement: Option<&'a Placement>,
}

impl<'a> Other<'a> {
    fn of(owned: &'a Owned, pod: &'a Pod) -> Self {
        let placement = owned.template_of(pod).map(|template| &*template.placement);
        Self { owned, pod, placement }
    }

    /// Reads a label of its template.
    fn label(&self) -> impl Fn(&str) -> Option<&'a str> {
        let placement = self.placement;
        move |key| placement.and_then(|placement| placement.label(key))
    }

    fn id(&self, cluster: &Cluster) -> Option<SetId> {
        cluster.names().find(|(_, owned)| std::ptr::eq(*owned, self.owned)).map(|(id, _)| id)
    }
}

/// Whether a selector matches these labels. `None` matches nothing.
fn matches<'a>(
    selector: Option<&[crate::api::Requirement]>,
    label: impl Fn(&str) -> Option<&'a str>,
) -> bool {
    selector.is_some_and(|all| all.iter().all(|it| it.holds(label(&it.key))))
}

/// Whether a rule of a pod in the namespace `home` concerns pods in `namespace`.
fn is_in(term: &PodTerm, home: &str, namespace: &str) -> bool {
    match &term.namespaces {
        None => home == namespace,
        Some(listed) => listed.iter().any(|one| &**one == namespace),
    }
}
