//! What a pod template demands of the node on which its pods run: affinity, spread, tolerations, requests.
//!
//! The topology is always the host: the reader of a manifest (crate `apiserver`) leaves rules about other topology
//! keys, such as zones, out. Owns the questions that concern one template and one node; the scheduler's filters are
//! in [`crate::scheduler`].

use std::rc::Rc;

use super::{Resources, Room, Taint, TaintEffect};
use crate::time::SimTime;

/// The fields of a pod template that scheduling and admission read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Placement {
    /// `metadata.labels`, which the selectors of other pods' rules match.
    pub labels: Vec<(Rc<str>, Rc<str>)>,
    /// `spec.nodeName`: the pods are bound to this node without the scheduler.
    pub node_name: Option<Rc<str>>,
    /// `spec.nodeSelector`: every requirement has to hold.
    pub node_selector: Vec<Requirement>,
    /// Required node affinity: at least one term has to hold, with every requirement in it. `None` where nothing is
    /// required.
    pub node_affinity: Option<Vec<Vec<Requirement>>>,
    /// Preferred node affinity, with weights.
    pub node_preferences: Vec<(i64, Vec<Requirement>)>,
    /// Required pod affinity, by host.
    pub affinity: Vec<PodTerm>,
    /// Required pod anti-affinity, by host.
    pub anti_affinity: Vec<PodTerm>,
    /// Preferred pod affinity and anti-affinity, by host, with weights; those of anti-affinity are negative.
    pub pod_preferences: Vec<(i64, PodTerm)>,
    /// `spec.topologySpreadConstraints`, by host.
    pub spread: Vec<Spread>,
    /// `spec.tolerations`.
    pub tolerations: Vec<Toleration>,
    /// Effective requests: the sum over main containers and sidecars, or an init container's own if that is more.
    pub requests: Room,
    /// `spec.resources`: requests and limits of the pod as a whole.
    pub resources: Resources,
    /// `spec.priorityClassName`.
    pub priority_class: Option<Rc<str>>,
}

/// `matchExpressions[]`: a condition on one label.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Requirement {
    /// `key` of the label.
    pub key: Rc<str>,
    /// `operator`.
    pub operator: Operator,
    /// `values`; `Gt` and `Lt` have exactly one.
    pub values: Vec<Rc<str>>,
}

/// How a [`Requirement`] compares a label with its values.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub enum Operator {
    /// The label is one of the values.
    In,
    /// The label is missing, or none of the values.
    NotIn,
    /// The label exists.
    Exists,
    /// The label is missing.
    DoesNotExist,
    /// The label is an integer above the value.
    Gt,
    /// The label is an integer below the value.
    Lt,
}

/// `podAffinityTerm`, by host: the pods that a rule concerns.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct PodTerm {
    /// `labelSelector`; `None` matches no pod.
    pub selector: Option<Vec<Requirement>>,
    /// `namespaces`; `None` for the namespace of the pod with the rule.
    pub namespaces: Option<Vec<Rc<str>>>,
}

/// `spec.topologySpreadConstraints[]`, by host.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Spread {
    /// `maxSkew`.
    pub max_skew: u32,
    /// `labelSelector` of the pods that are counted; `None` counts none.
    pub selector: Option<Vec<Requirement>>,
    /// `minDomains`.
    pub min_domains: u32,
    /// `whenUnsatisfiable: DoNotSchedule`.
    pub is_required: bool,
    /// `nodeAffinityPolicy: Ignore`: nodes that the pod's node affinity excludes are domains too.
    pub counts_all_nodes: bool,
    /// `nodeTaintsPolicy: Honor`: nodes with taints that the pod does not tolerate are no domains.
    pub honors_taints: bool,
}

/// `spec.tolerations[]`.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Toleration {
    /// `key`; `None` tolerates every key.
    pub key: Option<Rc<str>>,
    /// `value`; `None` tolerates every value (operator `Exists`).
    pub value: Option<Rc<str>>,
    /// `effect`; `None` tolerates every effect.
    pub effect: Option<TaintEffect>,
    /// `tolerationSeconds`, in seconds, for the effect `NoExecute`; `None` for ever.
    pub seconds: Option<u32>,
}

/// Seconds for which the admission plugin `DefaultTolerationSeconds` has every pod tolerate a lost node.
const DEFAULT_TOLERATION_SECONDS: u32 = 300;

impl Placement {
    /// Whether pods of this template tolerate a taint, if only for some seconds.
    pub fn tolerates(&self, taint: &Taint) -> bool {
        self.tolerations.iter().any(|toleration| toleration.covers(taint)) || is_lost(taint)
    }

    /// When a `NoExecute` taint has a pod deleted that was bound to the node at `bound_at`. `None` if it is tolerated
    /// for ever.
    pub fn leaves_at(&self, taint: &Taint, bound_at: SimTime) -> Option<SimTime> {
        let added = taint.added_at.unwrap_or(SimTime::MIN).max(bound_at);
        let covering: Vec<_> = self.tolerations.iter().filter(|it| it.covers(taint)).collect();
        let seconds = match covering.is_empty() {
            true if is_lost(taint) => DEFAULT_TOLERATION_SECONDS,
            true => 0,
            // The shortest `tolerationSeconds` counts. Tolerations without it are ignored if any has one.
            false => covering.iter().filter_map(|it| it.seconds).min()?,
        };
        Some(added + std::time::Duration::from_secs(seconds.into()))
    }

    /// Whether node selector and required node affinity hold for a node with these labels.
    pub(crate) fn wants<'a>(
        &self,
        label: &impl Fn(&str) -> Option<std::borrow::Cow<'a, str>>,
    ) -> bool {
        let holds = |term: &Vec<Requirement>| {
            !term.is_empty() && term.iter().all(|it| it.holds(label(&it.key).as_deref()))
        };
        let selected = self.node_selector.iter().all(|it| it.holds(label(&it.key).as_deref()));
        selected && self.node_affinity.as_ref().is_none_or(|terms| terms.iter().any(holds))
    }

    /// Value of a label of the template's pods.
    pub(crate) fn label(&self, key: &str) -> Option<&str> {
        self.labels.iter().find(|(label, _)| &**label == key).map(|(_, value)| &**value)
    }
}

/// Whether a taint is one that every pod tolerates for [`DEFAULT_TOLERATION_SECONDS`].
fn is_lost(taint: &Taint) -> bool {
    taint.effect == TaintEffect::NoExecute
        && [super::node::NOT_READY, super::node::UNREACHABLE].contains(&&*taint.key)
}

impl Toleration {
    fn covers(&self, taint: &Taint) -> bool {
        self.effect.is_none_or(|effect| effect == taint.effect)
            && self.key.as_ref().is_none_or(|key| *key == taint.key)
            && self.value.as_ref().is_none_or(|value| *value == taint.value)
    }
}

impl Requirement {
    /// Whether it holds for a label's value; `None` is a missing label.
    pub fn holds(&self, value: Option<&str>) -> bool {
        let is_listed = |value: &str| self.values.iter().any(|one| &**one == value);
        let compared = |by: fn(&i64, &i64) -> bool| {
            let bound = self.values.first().and_then(|bound| bound.parse::<i64>().ok());
            let value = value.and_then(|value| value.parse::<i64>().ok());
            value.zip(bound).is_some_and(|(value, bound)| by(&value, &bound))
        };
        match self.operator {
            Operator::In => value.is_some_and(is_listed),
            Operator::NotIn => !value.is_some_and(is_listed),
            Operator::Exists => value.is_some(),
            Operator::DoesNotExist => value.is_none(),
            Operator::Gt => compared(i64::gt),
            Operator::Lt => compared(i64::lt),
        }
    }
}
