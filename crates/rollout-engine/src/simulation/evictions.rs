//! The taint eviction controller: deletes pods that do not tolerate a `NoExecute` taint of their node, at once or
//! when their `tolerationSeconds` are over.
//!
//! A deletion that was put off and then cancelled, because the taint or the pod is gone, is recorded as the Event
//! `TaintManagerEviction`. Models `pkg/controller/tainteviction`. Not here: when a node gets its taints (`nodes`).

use super::Simulation;
use crate::api::{Disruption, EventSubject, NodeId, Pod, Reason, TaintEffect, Uid};
use crate::cluster::{Change, SetId};
use crate::time::SimTime;
use crate::trace::NodeStep;

impl Simulation {
    /// Plans the evictions of a node's pods again, after its taints have changed.
    pub(super) fn follow_taints(&mut self, id: NodeId) {
        for (set, pod) in self.pods_of(id) {
            self.follow_taints_of(set, &pod);
        }
        self.plan_evictions(id);
    }

    /// Plans the eviction of a pod that was just bound to a node with `NoExecute` taints.
    pub(super) fn follow_binding(&mut self, set: SetId, pod: &Pod) {
        let Some(id) = pod.node else { return };
        let is_tainted = |node: &crate::api::Node| {
            node.taints.iter().any(|taint| taint.effect == TaintEffect::NoExecute)
        };
        if self.cluster.node(id).is_some_and(is_tainted) {
            self.follow_taints_of(set, pod);
            self.plan_evictions(id);
        }
    }

    fn follow_taints_of(&mut self, set: SetId, pod: &Pod) {
        let due = self.leaves_at(set, pod);
        let key = (set, pod.ordinal);
        let was = self.evictions.get(&key).filter(|(uid, _)| *uid == pod.uid).map(|&(_, at)| at);
        match (was, due) {
            (None, Some(at)) if pod.disruption != Some(Disruption::TaintManager) => {
                self.evictions.insert(key, (pod.uid, at));
            }
            (Some(was), Some(at)) if at < was => {
                self.cancel_eviction(set, pod.ordinal, pod.uid);
                self.evictions.insert(key, (pod.uid, at));
            }
            (Some(_), None) => self.cancel_eviction(set, pod.ordinal, pod.uid),
            _ => {}
        }
    }

    /// When the taints of its node have a pod deleted: the earliest of them counts. `None` if every taint is
    /// tolerated for ever.
    fn leaves_at(&self, set: SetId, pod: &Pod) -> Option<SimTime> {
        let node = self.cluster.node(pod.node?)?;
        let template = self.cluster.set(set)?.template_of(pod)?;
        let taints = node.taints.iter().filter(|taint| taint.effect == TaintEffect::NoExecute);
        taints.filter_map(|taint| template.placement.leaves_at(taint, pod.created_at)).min()
    }

    fn plan_evictions(&mut self, id: NodeId) {
        let pods = self.pods_of(id);
        let due = pods.iter().filter_map(|(set, pod)| self.evictions.get(&(*set, pod.ordinal)));
        let next = due.map(|&(_, at)| at.max(self.now)).min();
        self.queue.node(id, NodeStep::PodsEvicted, next);
    }

    /// Evicts the pods of a node whose time is over.
    pub(super) fn evict_due(&mut self, id: NodeId) {
        for (set, pod) in self.pods_of(id) {
            let key = (set, pod.ordinal);
            let is_due = |&&(uid, at): &&(Uid, SimTime)| uid == pod.uid && at <= self.now;
            if self.evictions.get(&key).filter(is_due).is_some() {
                self.evictions.remove(&key);
                self.evict(set, pod, Disruption::TaintManager, None);
            }
        }
        self.plan_evictions(id);
    }

    /// Writes a pod's condition DisruptionTarget, then deletes the pod. `grace_period` replaces the pod's own.
    pub(super) fn evict(
        &mut self,
        set: SetId,
        pod: Pod,
        by: Disruption,
        grace_period: Option<std::time::Duration>,
    ) {
        let marked = Pod { disruption: Some(by), ..pod };
        self.write(Change::PodUpdated(set, marked));
        self.delete_pod(set, &marked, grace_period);
    }

    /// Cancels the evictions that were put off on a node, because the node is deleted.
    pub(super) fn cancel_evictions(&mut self, id: NodeId) {
        for (set, pod) in self.pods_of(id) {
            self.cancel_eviction(set, pod.ordinal, pod.uid);
        }
    }

    /// Cancels a pod's eviction, if one was put off, and records the Event.
    pub(super) fn cancel_eviction(&mut self, set: SetId, ordinal: u32, uid: Uid) {
        let is_it = |&&(of, _): &&(Uid, SimTime)| of == uid;
        if self.evictions.get(&(set, ordinal)).filter(is_it).is_some() {
            self.evictions.remove(&(set, ordinal));
            self.record(set, EventSubject::Pod, Reason::CancelledDeletion, ordinal);
        }
    }
}
