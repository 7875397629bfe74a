//! Admission: which pods and claims the API server refuses, and what it adds to a pod.
//!
//! Pods pass, in upstream's order, the LimitRanger (defaults), Priority, validation, the LimitRanger again, and ResourceQuota;
//! claims the last two. The words are the `apiserver` crate's. What persons send to the API server is checked there; the quotas
//! of pods and claims are counted here, since controllers ask for those. A quota is up to date here: a real cluster counts again
//! some moments after a pod is gone.

mod limits;
mod refusal;
mod usage;

use std::collections::BTreeSet;
use std::rc::Rc;

use super::{Cluster, ObjectKey, Owned, Refusal, SetId, StoredObject};
use crate::api::{
    Amounts, ClaimName, Limit, LimitOf, PodTemplate, Policy, Quantity, Quota, Resources,
    RevisionHash,
};
use crate::controller::{Action, Admits};
use crate::time::SimTime;

pub use refusal::{AboveLimit, Bound, Breach, BrokenBy, PodDefaults, QuotaRefusal};
pub use usage::{is_of_claims, is_of_pods};

pub(crate) use usage::resources_of;

use limits::{above_limits, breaches_of_claim, breaches_of_pod};
use usage::{unspecified, usage_of, usage_of_claim, usage_of_new_pod};

/// The API server, as the controller meets it: which pods and claims of a set it would refuse.
#[derive(Clone, Copy, Debug)]
pub struct Admission<'a> {
    pub(crate) cluster: &'a Cluster,
    pub(crate) set: SetId,
    pub(crate) now: SimTime,
}

impl Admits for Admission<'_> {
    fn refuses_pod(&self, ordinal: u32, revision: RevisionHash, after: &[Action]) -> bool {
        self.refusal_of_pod(ordinal, revision, after).is_some()
    }

    fn refuses_claim(&self, name: &ClaimName, after: &[Action]) -> bool {
        self.refusal_of_claim(name, after).is_some()
    }
}

/// The longest value that a label may have.
const LABEL_MAX: usize = 63;

impl<'a> Admission<'a> {
    /// Why it refuses a pod, if it does, once these actions of the same sync are done.
    pub(crate) fn refusal_of_pod(
        &self,
        ordinal: u32,
        revision: RevisionHash,
        after: &[Action],
    ) -> Option<Refusal> {
        if let Some(words) = self.cluster.refusal() {
            return Some(Refusal::Said(Rc::clone(words)));
        }
        let owned = self.cluster.set(self.set)?;
        let template = owned.template(revision).unwrap_or(&owned.set.spec.template);
        if let Some(class) = self.missing_class(template) {
            return Some(Refusal::PriorityClassIsMissing(class));
        }
        let longest = owned.revision_name(revision).len().max(owned.pod_name(ordinal).len());
        if longest > LABEL_MAX {
            return Some(Refusal::LabelIsTooLong);
        }
        let namespace = &*owned.set.namespace;
        let defaults = self.cluster.container_defaults(namespace);
        let above = defaults.as_ref().map(|defaults| above_limits(template, defaults));
        if let Some(above) = above.filter(|above| !above.is_empty()) {
            return Some(Refusal::RequestsAboveLimits(above.into()));
        }
        let breaches = self.cluster.limits(namespace).flat_map(|(_, limits)| {
            limits.iter().flat_map(|limit| breaches_of_pod(limit, template, defaults.as_ref()))
        });
        let breaches: BTreeSet<Breach> = breaches.collect();
        if !breaches.is_empty() {
            return Some(Refusal::Limits(breaches.into_iter().collect()));
        }
        let mut quotas = self.cluster.quotas(namespace).filter(|(_, quota)| {
            quota.hard.keys().any(|name| is_of_pods(name))
                && quota.scopes.iter().all(|scope| scope.has(template, defaults.as_ref()))
        });
        quotas.find_map(|(name, quota)| {
            let refused = unspecified(quota, template, defaults.as_ref()).or_else(|| {
                self.exceeded(quota, &usage_of_new_pod(template, defaults.as_ref()), after)
            });
            refused.map(|why| Refusal::Quota { quota: Rc::clone(name), why: Rc::new(why) })
        })
    }

    /// Why it refuses a claim, if it does, once these actions of the same sync are done.
    pub(crate) fn refusal_of_claim(&self, name: &ClaimName, after: &[Action]) -> Option<Refusal> {
        let owned = self.cluster.set(self.set)?;
        let template = owned.claim_template(&name.template)?;
        let namespace = &*owned.set.namespace;
        let limits = self.cluster.limits(namespace).flat_map(|(_, limits)| limits.iter());
        let breaches: BTreeSet<Breach> =
            limits.flat_map(|limit| breaches_of_claim(limit, template)).collect();
        if !breaches.is_empty() {
            return Some(Refusal::Limits(breaches.into_iter().collect()));
        }
        let mut quotas = self.cluster.quotas(namespace).filter(|(_, quota)| {
            quota.scopes.is_empty() && quota.hard.keys().any(|name| is_of_claims(name))
        });
        quotas.find_map(|(name, quota)| {
            let why = self.exceeded(quota, &usage_of_claim(template), after)?;
            Some(Refusal::Quota { quota: Rc::clone(name), why: Rc::new(why) })
        })
    }

    /// The PriorityClass that a template names and that does not exist.
    fn missing_class(&self, template: &PodTemplate) -> Option<Rc<str>> {
        let class = template.placement.priority_class.as_ref()?;
        let key = ObjectKey {
            kind: "PriorityClass".into(),
            namespace: "".into(),
            name: Rc::clone(class),
        };
        let is_there = class.starts_with("system-") || self.cluster.object(&key).is_some();
        (!is_there).then(|| Rc::clone(class))
    }

    /// Whether a quota has less left than is asked for.
    fn exceeded(&self, quota: &Quota, asked: &Amounts, after: &[Action]) -> Option<QuotaRefusal> {
        let namespace = &self.cluster.set(self.set)?.set.namespace;
        let mut used = self.cluster.used(namespace, quota, self.now);
        self.count_actions(quota, after, &mut used);
        QuotaRefusal::exceeded(&quota.hard, &used, asked)
    }

    /// Adds what the actions of a sync take, and takes off what they free at once.
    fn count_actions(&self, quota: &Quota, actions: &[Action], used: &mut Amounts) {
        let Some(owned) = self.cluster.set(self.set) else { return };
        let defaults = self.cluster.container_defaults(&owned.set.namespace);
        let mut count = |usage: &Amounts, sign: i128| {
            for (name, amount) in usage.iter().filter(|(name, _)| quota.hard.contains_key(*name)) {
                let sum = used.entry(Rc::clone(name)).or_default();
                *sum = sum.plus(Quantity { nanos: amount.nanos * sign, ..*amount });
            }
        };
        for action in actions {
            match action {
                Action::CreatePod(_, revision) => {
                    let template = owned.template(*revision).unwrap_or(&owned.set.spec.template);
                    if quota.scopes.iter().all(|scope| scope.has(template, defaults.as_ref())) {
                        count(&usage_of_new_pod(template, defaults.as_ref()), 1);
                    }
                }
                Action::CreateClaim(name) if quota.scopes.is_empty() => {
                    let template = owned.claim_template(&name.template);
                    template.into_iter().for_each(|template| count(&usage_of_claim(template), 1));
                }
                Action::DeletePod(ordinal) => {
                    let pod = owned.pods.get(*ordinal);
                    if let Some(pod) = pod.filter(|pod| pod.node.is_none() || pod.is_finished()) {
                        count(&usage_of(quota, owned, pod, self.now), -1);
                    }
                }
                _ => {}
            }
        }
    }
}

/// What the objects of a cluster say about new ones.
impl Cluster {
    /// The quotas of a namespace, by name.
    pub fn quotas<'a>(
        &'a self,
        namespace: &str,
    ) -> impl Iterator<Item = (&'a Rc<str>, &'a Quota)> + use<'a> {
        self.policies("ResourceQuota", namespace).filter_map(|object| match &object.policy {
            Some(Policy::Quota(quota)) => Some((&object.key.name, &**quota)),
            _ => None,
        })
    }

    /// The LimitRanges of a namespace, by name.
    pub fn limits<'a>(
        &'a self,
        namespace: &str,
    ) -> impl Iterator<Item = (&'a Rc<str>, &'a [Limit])> + use<'a> {
        self.policies("LimitRange", namespace).filter_map(|object| match &object.policy {
            Some(Policy::Limits(limits)) => Some((&object.key.name, &**limits)),
            _ => None,
        })
    }

    /// What LimitRanges give to new containers that have none of their own; the first LimitRange wins.
    pub fn container_defaults(&self, namespace: &str) -> Option<Resources> {
        let mut all = Resources::default();
        for (_, limits) in self.limits(namespace) {
            for limit in limits.iter().filter(|limit| limit.of == LimitOf::Container) {
                let (requests, limits) = (limit.default_request.clone(), limit.default.clone());
                all = all.or(&Resources { requests, limits });
            }
        }
        (!all.is_empty()).then_some(all)
    }

    /// What the pods and claims of a namespace take of a quota: every resource of the quota that they could take.
    pub fn used(&self, namespace: &str, quota: &Quota, now: SimTime) -> Amounts {
        let counted = quota.hard.keys().filter(|name| is_of_pods(name) || is_of_claims(name));
        let mut used: Amounts =
            counted.map(|name| (Rc::clone(name), Quantity::default())).collect();
        let mut count = |usage: &Amounts| {
            for (name, sum) in &mut used {
                *sum = sum.plus(usage.get(name).copied().unwrap_or_default());
            }
        };
        for (_, owned) in self.names_in(namespace) {
            owned.pods.iter().for_each(|pod| count(&usage_of(quota, owned, pod, now)));
            for claim in owned.claims.values().filter(|_| quota.scopes.is_empty()) {
                let template = owned.claim_template(&claim.name.template);
                template.into_iter().for_each(|template| count(&usage_of_claim(template)));
            }
        }
        used
    }

    fn policies<'a>(
        &'a self,
        kind: &'static str,
        namespace: &str,
    ) -> impl Iterator<Item = &'a StoredObject> + use<'a> {
        let first = ObjectKey { kind: kind.into(), namespace: namespace.into(), name: "".into() };
        let namespace = Rc::clone(&first.namespace);
        let from = self.objects_from(&first);
        from.take_while(move |it| &*it.key.kind == kind && it.key.namespace == namespace)
    }
}
