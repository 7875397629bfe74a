//! What a person asks: commands, as the API server carries them out once it has accepted them.
//!
//! Here stand creation, updates, deletion by hand and faults. What the garbage collector makes of a deletion is in
//! `ownership`, what the controller decides in `write`.

use std::rc::Rc;
use std::time::Duration;

use super::Simulation;
use crate::api::{
    ContainerState, ContainerStatus, EventSubject, Pod, PodEdit, PodPhase, Reason, StatefulSet,
    StatefulSetSpec, StatefulSetStatus,
};
use crate::cluster::{Change, ObjectKey, Owned, SetId, StoredObject};
use crate::command::{Command, PodFault};
use crate::kubelet::{self, Circumstances, Containers};
use crate::time::SimTime;
use crate::version::Rules;

impl Simulation {
    /// Does what was asked.
    pub(super) fn execute(&mut self, command: Command) {
        match command {
            Command::CreateStatefulSet { namespace, name, spec, document } => {
                self.create_set((namespace, name), spec, document);
            }
            Command::UpdateStatefulSet { set, spec, document, spec_changed } => {
                let Some(owned) = self.cluster.set(set) else { return };
                let generation = owned.set.generation + u32::from(spec_changed);
                let updated = StatefulSet { spec, document, generation, ..owned.set.clone() };
                self.write(Change::SetWritten(set, Rc::new(updated)));
            }
            Command::DeletePod { set, ordinal, uid, grace_period } => {
                let pod = self.cluster.set(set).and_then(|owned| owned.pods.get(ordinal)).copied();
                if let Some(pod) = pod.filter(|pod| pod.uid == uid) {
                    self.delete_pod(set, &pod, grace_period);
                }
            }
            Command::WritePod { set, ordinal, uid, is_selected, document } => {
                let edit = PodEdit { ordinal, uid, is_selected, document };
                self.write_pod(set, Rc::new(edit));
            }
            Command::WriteNamespace { name, document } => self.write_namespace(name, document),
            Command::DeleteNamespace { name } => self.delete_namespace(&name),
            Command::WriteObject { key, document } => self.write_object(key, document),
            Command::DeleteObject { key } => {
                if let Some(object) = self.cluster.object(&key).cloned() {
                    self.write(Change::ObjectDeleted(Rc::new(object)));
                }
            }
            Command::DeleteStatefulSet { set, cascade } => self.delete_set(set, cascade),
            Command::DeleteClaim { set, name } => self.delete_claim(set, &name),
            Command::NewCluster => self.replace_cluster(),
            Command::SetTiming { scope, timing } => self.behavior.set_timing(scope, &timing),
            Command::SetSlower { of, times } => self.behavior.set_slower(of, times),
            Command::SetJitter(jitter) => self.behavior.set_jitter(jitter),
            Command::SetRefusal(words) => {
                if words.as_ref() != self.cluster.refusal() {
                    self.write(Change::CreationRefused(words));
                }
            }
            Command::Upgrade { rules, sets } => self.upgrade(rules, sets),
            Command::NodeFault { node, fault } => self.node_fault(node, fault),
            Command::PodFault { set, ordinal, container, fault } => {
                self.pod_fault(set, ordinal, container.as_deref(), fault);
            }
            Command::SetFault { of, fault } => {
                self.behavior.set_fault(of, fault);
                self.replan();
            }
        }
    }

    /// The new controller begins with a look at every set. Nothing that is stored changes; an API server may read it otherwise.
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

    fn write_pod(&mut self, set: SetId, edit: Rc<PodEdit>) {
        let pod = self.cluster.set(set).and_then(|owned| owned.pods.get(edit.ordinal)).copied();
        if let Some(pod) = pod.filter(|pod| pod.uid == edit.uid) {
            self.write(Change::PodEdited(set, edit));
            self.write(Change::PodUpdated(set, pod));
            // A change of labels wakes the controllers of the sets that select the pod now as well.
            self.queue.sync(self.next_look(), set);
        }
    }

    fn create_set(
        &mut self,
        (namespace, name): (Rc<str>, Rc<str>),
        spec: Rc<StatefulSetSpec>,
        document: Rc<str>,
    ) {
        let place = self.cluster.place_of(&namespace, &name);
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
        self.write(Change::SetWritten(place, Rc::new(set)));
    }

    fn write_object(&mut self, key: ObjectKey, document: Rc<str>) {
        let before = self.cluster.object(&key);
        let created_at = before.map_or(self.now, |object| object.created_at);
        let object = StoredObject { key, created_at, document };
        self.write(Change::ObjectWritten(Rc::new(object)));
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
        let after = self.circumstances(set, &pod, |world| {
            after_fault(&pod, several, (world, index), fault, self.now)
        });
        let Some((after, containers)) = after.flatten() else { return };
        let changed = after != pod || containers.as_deref().is_some_and(|it| Some(it) != several);
        if changed {
            self.write_containers(set, &pod, containers);
            self.write(Change::PodUpdated(set, after));
            self.plan(set, &after);
        }
    }

    /// A plain DELETE. A pod without a node or with ended containers has nothing to shut down and goes at once.
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
            if leaving.container == ContainerState::Running && !pod.is_terminating() {
                self.record(set, EventSubject::Pod, Reason::Killing, pod.ordinal);
            }
            self.plan(set, &leaving);
        }
    }

    /// A pod of which any container runs has something to stop.
    fn leaves_with(&self, set: SetId, pod: &Pod) -> ContainerState {
        let several = self.cluster.set(set).and_then(|owned| owned.containers(pod));
        let runs = several.is_some_and(|all| all.iter().any(ContainerStatus::runs));
        if runs { ContainerState::Running } else { pod.container }
    }
}

/// The pod and its containers after a fault; `None` where the fault makes no sense.
fn after_fault(
    pod: &Pod,
    several: Option<&[ContainerStatus]>,
    (world, index): (&Circumstances<'_>, Option<usize>),
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
        PodFault::Crashes if runs => kubelet::crash(pod, several, (world, index), 1, now),
        PodFault::IsNotReady | PodFault::IsReady if runs => {
            let ready = fault == PodFault::IsReady;
            kubelet::make_ready(pod, several, (world, index), ready, now)
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

fn grace_period_of(owned: &Owned, pod: &Pod) -> Duration {
    owned.revision(pod.revision).map_or(Duration::ZERO, |revision| revision.template.grace_period)
}
