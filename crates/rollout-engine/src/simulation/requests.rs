//! Commands: what the API server does with a request that it has accepted, and what a person's faults do to pods.
//!
//! Owns creation, updates and deletion by hand. Dependents of a deleted object are in `ownership`, nodes in `nodes`,
//! namespaces in `namespaces`, and the controller's own writes in `write`.

use std::rc::Rc;
use std::time::Duration;

use super::Simulation;
use crate::api::{
    ContainerState, ContainerStatus, Disruption, EventSubject, Pod, PodEdit, PodPhase, Policy,
    Reason, RevisionHash, StatefulSet, StatefulSetSpec, StatefulSetStatus, Uid,
};
use crate::cluster::{Change, ObjectKey, Owned, SchedulingHold, SetId, StoredObject};
use crate::command::{Command, PodFault};
use crate::kubelet::{self, Containers, PodContext};
use crate::time::SimTime;
use crate::version::Rules;

impl Simulation {
    /// Carries out a command. A command that names an object which no longer exists does nothing.
    pub(super) fn execute(&mut self, command: Command) {
        match command {
            Command::CreateStatefulSet { namespace, name, spec, document } => {
                self.create_set((namespace, name), spec, document);
            }
            Command::UpdateStatefulSet { set, spec, document, spec_changed } => {
                self.update_set(set, spec, document, spec_changed);
            }
            Command::DeleteStatefulSet { set, cascade } => self.delete_set(set, cascade),
            Command::DeleteClaim { set, name } => self.delete_claim(set, &name),
            Command::DeletePod { set, ordinal, uid, grace_period } => {
                if let Some(pod) = self.pod_of(set, ordinal, uid) {
                    self.delete_pod(set, &pod, grace_period);
                }
            }
            Command::EvictPod { set, ordinal, uid, grace_period } => {
                if let Some(pod) = self.pod_of(set, ordinal, uid) {
                    self.evict(set, pod, Disruption::EvictionApi, grace_period);
                }
            }
            Command::WritePod { set, ordinal, uid, is_selected, revision, repaired, document } => {
                if let Some((pod, made_from)) = self.pod_and_revision(set, ordinal, uid) {
                    let edit = PodEdit { ordinal, uid, is_selected, made_from, repaired, document };
                    self.write_pod(set, Pod { revision, ..pod }, Rc::new(edit));
                }
            }
            Command::PodFault { set, ordinal, container, fault } => {
                self.pod_fault(set, ordinal, container.as_deref(), fault);
            }
            Command::WriteNode { id, node } => self.write_node(id, &node),
            Command::NodeFault { node, fault } => self.node_fault(node, fault),
            Command::HoldPod(hold) => self.hold_pod(hold),
            Command::WriteNamespace { name, document } => self.write_namespace(name, document),
            Command::DeleteNamespace { name } => self.delete_namespace(&name),
            Command::WriteObject { key, document, policy } => {
                self.write_object(key, document, policy);
            }
            Command::DeleteObject { key } => self.delete_object(&key),
            Command::SetRefusal(words) => self.set_refusal(words),
            Command::Upgrade { rules, sets } => self.upgrade(rules, sets),
            Command::Restore(snapshot) => self.restore(&snapshot),
            Command::NewCluster => self.replace_cluster(),
            Command::SetTiming { scope, timing } => self.behavior.set_timing(scope, &timing),
            Command::SetSlower { of, times } => self.behavior.set_slower(of, times),
            Command::SetJitter(jitter) => self.behavior.set_jitter(jitter),
            Command::SetFault { of, fault } => {
                self.behavior.set_fault(of, fault);
                self.replan();
            }
        }
    }

    /// The pod of this ordinal, if it still has this uid.
    fn pod_of(&self, set: SetId, ordinal: u32, uid: Uid) -> Option<Pod> {
        let pod = self.cluster.set(set)?.pods.get(ordinal)?;
        (pod.uid == uid).then_some(*pod)
    }

    /// The same pod, with the revision that it was created from.
    fn pod_and_revision(&self, set: SetId, ordinal: u32, uid: Uid) -> Option<(Pod, RevisionHash)> {
        let pod = self.pod_of(set, ordinal, uid)?;
        Some((pod, self.cluster.set(set)?.made_from(&pod)))
    }

    fn update_set(
        &mut self,
        id: SetId,
        spec: Rc<StatefulSetSpec>,
        document: Rc<str>,
        spec_changed: bool,
    ) {
        let Some(owned) = self.cluster.set(id) else { return };
        let generation = owned.set.generation + u32::from(spec_changed);
        let updated = StatefulSet { spec, document, generation, ..owned.set.clone() };
        self.write(Change::SetWritten(id, Rc::new(updated)));
    }

    /// Writes a scheduling hold, unless the words are those of the present one.
    fn hold_pod(&mut self, hold: Rc<SchedulingHold>) {
        let before = self.cluster.unschedulable(&hold.namespace, &hold.name);
        if before != hold.words.as_ref() {
            self.write(Change::PodHeld(hold));
        }
    }

    /// Writes why the API server refuses pods, unless the words are those of the present refusal.
    fn set_refusal(&mut self, words: Option<Rc<str>>) {
        if words.as_ref() != self.cluster.refusal() {
            self.write(Change::CreationRefused(words));
        }
    }

    /// Upgrades the control plane: the new controller syncs every set at once. Stored data stays; `reread` is what
    /// the new API server reads from it.
    fn upgrade(&mut self, rules: Rules, reread: Vec<(SetId, Rc<StatefulSetSpec>, Rc<str>)>) {
        self.rules = Rules { stand_in: self.rules.stand_in, ..rules };
        self.write(Change::Upgraded(self.rules));
        for (id, spec, document) in reread {
            let is_other =
                |owned: &&Owned| owned.set.spec != spec || owned.set.document != document;
            if let Some(owned) = self.cluster.set(id).filter(is_other) {
                let set = StatefulSet { spec, document, ..owned.set.clone() };
                self.write(Change::SetWritten(id, Rc::new(set)));
            }
        }
        let sets: Vec<SetId> = self.cluster.sets().map(|(id, _)| id).collect();
        self.queue.restart();
        for set in sets {
            self.queue.sync(self.now, set);
        }
    }

    fn write_pod(&mut self, set: SetId, pod: Pod, edit: Rc<PodEdit>) {
        self.write(Change::PodEdited(set, edit));
        self.write(Change::PodUpdated(set, pod));
        // `write` wakes the controller only for the set's own pods, but a label change also wakes it for a pod that
        // it may adopt.
        self.queue.sync(self.next_sync_at(), set);
    }

    fn create_set(
        &mut self,
        (namespace, name): (Rc<str>, Rc<str>),
        spec: Rc<StatefulSetSpec>,
        document: Rc<str>,
    ) {
        let slot = self.cluster.slot_of(&namespace, &name);
        let set = StatefulSet {
            namespace,
            name,
            uid: self.cluster.next_uid(),
            generation: 1,
            created_at: self.now,
            deletion_timestamp: None,
            finalizer: None,
            spec,
            status: StatefulSetStatus::default(),
            document,
        };
        self.write(Change::SetWritten(slot, Rc::new(set)));
    }

    fn write_object(&mut self, key: ObjectKey, document: Rc<str>, policy: Option<Policy>) {
        let before = self.cluster.object(&key);
        let created_at = before.map_or(self.now, |object| object.created_at);
        let uid = before.and_then(|object| object.uid);
        let object = StoredObject { key, created_at, uid, document, policy };
        self.write(Change::ObjectWritten(Rc::new(object)));
    }

    fn delete_object(&mut self, key: &ObjectKey) {
        if let Some(object) = self.cluster.object(key).cloned() {
            self.write(Change::ObjectDeleted(Rc::new(object)));
        }
    }

    fn pod_fault(&mut self, set: SetId, ordinal: u32, container: Option<&str>, fault: PodFault) {
        let Some(owned) = self.cluster.set(set) else { return };
        let Some(pod) = owned.pods.get(ordinal).copied() else { return };
        let index = match container {
            Some(name) => match owned.container_index(&pod, name) {
                Some(index) => Some(index),
                None => return,
            },
            None => None,
        };
        let several = owned.containers(&pod);
        let after = self.with_pod_context(set, &pod, |context| {
            after_fault(&pod, several, (context, index), fault, self.now)
        });
        let Some((after, containers)) = after.flatten() else { return };
        let changed = after != pod || containers.as_deref().is_some_and(|it| Some(it) != several);
        if changed {
            self.write_containers(set, &pod, containers);
            self.write(Change::PodUpdated(set, after));
            self.plan(set, &after);
        }
    }

    /// Deletes a pod, as a DELETE request does. Removes it at once if it has no node or its containers have ended,
    /// because then nothing has to be stopped. A second deletion can only shorten the grace period.
    pub(super) fn delete_pod(&mut self, set: SetId, pod: &Pod, grace_period: Option<Duration>) {
        let Some(template_grace) = self.cluster.set(set).map(|owned| grace_period_of(owned, pod))
        else {
            return;
        };
        let grace = grace_period.unwrap_or(template_grace);
        let grace_seconds = u32::try_from(grace.as_secs()).unwrap_or(u32::MAX);
        let leaving = Pod {
            deletion_timestamp: Some(pod.deletion_timestamp.unwrap_or(self.now)),
            grace_seconds: if pod.is_terminating() {
                pod.grace_seconds.min(grace_seconds)
            } else {
                grace_seconds
            },
            ..*pod
        };
        let leaving = Pod { container: self.leaves_with(set, pod), ..leaving };
        let at_once = pod.node.is_none() || pod.is_finished() || grace.is_zero();
        if pod.is_terminating() && leaving == *pod && !at_once {
            return;
        }
        self.write(Change::PodUpdated(set, leaving));
        if at_once {
            self.remove_pod(set, &leaving);
        } else {
            let is_heard = pod.node.is_none_or(|node| !self.silent.contains(&node));
            let begins = leaving.container == ContainerState::Running && !pod.is_terminating();
            if begins && is_heard {
                self.record(set, EventSubject::Pod, Reason::Killing, pod.ordinal);
            }
            self.plan(set, &leaving);
            if let Some(node) = pod.node {
                self.plan_collection(node);
            }
        }
    }

    /// The container state with which a pod begins to terminate: Running if any of its containers runs.
    fn leaves_with(&self, set: SetId, pod: &Pod) -> ContainerState {
        let several = self.cluster.set(set).and_then(|owned| owned.containers(pod));
        let runs = several.is_some_and(|all| all.iter().any(ContainerStatus::runs));
        if runs { ContainerState::Running } else { pod.container }
    }
}

/// The pod and its containers after a fault. `None` if the fault cannot happen to the pod.
fn after_fault(
    pod: &Pod,
    several: Option<&[ContainerStatus]>,
    (context, index): (&PodContext<'_>, Option<usize>),
    fault: PodFault,
    now: SimTime,
) -> Option<(Pod, Containers)> {
    let mut after = *pod;
    let any_runs = match several {
        Some(all) => all.iter().any(ContainerStatus::runs),
        None => pod.container == ContainerState::Running,
    };
    let runs = any_runs && !pod.is_finished();
    Some(match fault {
        PodFault::Crashes if runs => kubelet::crash(pod, several, (context, index), 1, now),
        PodFault::IsNotReady | PodFault::IsReady if runs => {
            let ready = fault == PodFault::IsReady;
            kubelet::make_ready(pod, several, (context, index), ready, now)
        }
        PodFault::ReadyWritten(ready) => {
            after.readiness_fails = !ready;
            kubelet::set_condition(&mut after, ready, now);
            (after, None)
        }
        PodFault::Succeeds if runs => kubelet::finish(pod, several, PodPhase::Succeeded, now),
        PodFault::IsEvicted if !pod.is_finished() => {
            kubelet::finish(pod, several, PodPhase::Failed, now)
        }
        _ => return None,
    })
}

/// `terminationGracePeriodSeconds` of the pod's template; zero if its revision's object is deleted.
fn grace_period_of(owned: &Owned, pod: &Pod) -> Duration {
    let revision = owned.revision(owned.made_from(pod));
    revision.map_or(Duration::ZERO, |revision| revision.template.grace_period)
}
