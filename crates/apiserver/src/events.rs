//! Events (`v1 Event`), derived from a trace.
//!
//! Events of controllers are in the trace. Events of the scheduler and kubelets are derived from the writes of pods. As
//! client-go's event correlator does, equal events are counted, similar ones are aggregated, and an object that reports
//! too often is rate-limited. An event is deleted after one hour (`--event-ttl`).

mod correlate;
mod pod_events;
mod probes;
mod rejections;
mod world;

pub(crate) use pod_events::{missing, refers_to};

use std::collections::BTreeMap;
use std::rc::Rc;

use rollout_engine::api::{
    ContainerStatus, EventSubject, EventType, GivenUids, Node, NodeId, Pod, PodContainers,
    ProbeKind, Reason, RevisionHash, StatefulSet, Uid,
};
use rollout_engine::cluster::{Change, CreationFailure, Refusal, SetId};
use rollout_engine::time::SimTime;
use rollout_engine::trace::{FrameIndex, Trace};

use self::correlate::Correlator;
use self::pod_events::{Containers, Of};
use self::probes::Series;
use crate::POD_IS_FIXED;
use crate::release::Release;

/// Time that the API server keeps an event (`--event-ttl`), in milliseconds.
const KEPT_MS: i64 = 3_600_000;

/// An event, as reported or as stored with a count.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Event {
    /// Kind of its object: `Pod`.
    pub kind: &'static str,
    /// Namespace of its object and of the event itself.
    pub namespace: String,
    /// Name of its object: `web-0`.
    pub name: String,
    /// Uid of its object.
    pub uid: Uid,
    /// Container: `spec.containers{nginx}`; empty if it concerns none.
    pub field: String,
    /// Reason: `SuccessfulCreate`.
    pub reason: &'static str,
    /// Whether its type is Warning instead of Normal.
    pub is_warning: bool,
    /// Message.
    pub message: String,
    /// Reporting component: `kubelet`.
    pub source: &'static str,
    /// Reporting node: `node-1`; empty for other reporters.
    pub host: String,
    /// `firstTimestamp`.
    pub first: SimTime,
    /// `lastTimestamp`.
    pub last: SimTime,
    /// `count`: number of equal events.
    pub count: u32,
    /// Sequence number, which makes its name unique.
    pub number: u32,
}

/// Events up to a frame, and the state that later events depend on.
#[derive(Clone, Debug, Default)]
pub struct History {
    events: Correlator,
    sets: BTreeMap<SetId, Rc<StatefulSet>>,
    pods: BTreeMap<(SetId, u32), Past>,
    containers: BTreeMap<(SetId, RevisionHash), Rc<Containers>>,
    /// Probes that currently fail, by pod, container and kind.
    failing: BTreeMap<(SetId, u32, usize, ProbeKind), (Series, Event)>,
    /// Full name of the claim that was written last.
    last_claim: String,
    /// For each set, the pod that the API server rejected last.
    refused: BTreeMap<SetId, Rc<CreationFailure>>,
    /// Nodes as they were written last.
    nodes: BTreeMap<NodeId, Rc<Node>>,
    /// Uids that restored objects came with.
    given: Rc<GivenUids>,
}

/// A pod and its containers before a write.
#[derive(Clone, Debug)]
struct Past {
    pod: Pod,
    /// Revision of the template that it was made from.
    made_from: RevisionHash,
    statuses: Vec<ContainerStatus>,
}

impl History {
    /// Derives the events of a trace up to a frame.
    pub fn of(trace: &Trace, until: FrameIndex, release: Release) -> Self {
        let mut history = Self::default();
        for frame in (0..=until.0.min(trace.last().0)).map(FrameIndex) {
            let now = trace.at(frame);
            trace.changes(frame).iter().for_each(|change| history.note(change, now, release));
        }
        history
    }

    /// Returns the events that are still kept, ordered by name.
    pub fn events(&self, at: SimTime) -> Vec<Event> {
        let mut past = self.clone();
        past.count_failures(at);
        let mut events = past.events.stored().cloned().collect::<Vec<_>>();
        events.retain(|event| at.as_millis() - event.last.as_millis() < KEPT_MS);
        events.sort_by(|a, b| {
            (format!("{}.", a.name), a.number).cmp(&(format!("{}.", b.name), b.number))
        });
        events
    }

    /// Returns the events that were reported or counted since the last call.
    pub fn take_fresh(&mut self) -> Vec<Event> {
        self.events.take_fresh()
    }

    /// Processes one write.
    pub fn note(&mut self, change: &Change, now: SimTime, release: Release) {
        match change {
            Change::SetWritten(id, set) => {
                self.sets.insert(*id, Rc::clone(set));
            }
            Change::RevisionWritten(id, revision) => {
                self.containers
                    .entry((*id, revision.hash))
                    .or_insert_with(|| Rc::new(Containers::of(&revision.template)));
            }
            Change::ClaimWritten(id, claim) => {
                let set = self.sets.get(id).map_or("", |set| &set.name);
                self.last_claim = format!("{}-{set}-{}", claim.name.template, claim.name.ordinal);
            }
            Change::PodCreated(id, pod)
            | Change::PodUpdated(id, pod)
            | Change::KubeletNoted(id, pod) => {
                self.note_pod(*id, pod, now, release);
            }
            Change::ContainersWritten(id, containers) => {
                self.note_containers(*id, containers, now, release);
            }
            Change::CreationFailed(id, failure) => {
                self.refused.insert(*id, Rc::clone(failure));
            }
            Change::UidsGiven(more) => Rc::make_mut(&mut self.given).extend(more),
            Change::NodeWritten(id, node) => self.note_node(*id, node, now, release),
            Change::SchedulingFailed(id, failure) => {
                self.note_unscheduled(*id, failure, now, release)
            }
            Change::PodDeleted(id, pod) => {
                self.count_failures(now);
                self.pods.remove(&(*id, pod.ordinal));
                self.failing.retain(|key, _| (key.0, key.1) != (*id, pod.ordinal));
            }
            Change::EventRecorded(id, event) if event.subject == EventSubject::Set => {
                self.note_set_event(*id, event, release);
            }
            Change::EventRecorded(id, event) => self.note_pod_event(*id, event),
            _ => {}
        }
    }

    /// Processes the write of a pod. If it has several containers, their statuses were written before.
    fn note_pod(&mut self, id: SetId, pod: &Pod, now: SimTime, release: Release) {
        let key = (id, pod.ordinal);
        let before = self.pods.get(&key).filter(|past| past.pod.uid == pod.uid).cloned();
        let made_from = before.as_ref().map_or(pod.revision, |before| before.made_from);
        let has_several = self
            .containers
            .get(&(id, made_from))
            .is_some_and(|containers| containers.are_several());
        let statuses = match &before {
            Some(past) if has_several => past.statuses.clone(),
            _ if has_several => Vec::new(),
            before => {
                let was = before.as_ref().and_then(|past| past.statuses.first());
                let same = was.filter(|was| was.state == pod.container);
                vec![ContainerStatus::of(pod, same.map_or(now, |was| was.since))]
            }
        };
        let after = Past { pod: *pod, made_from, statuses };
        if let Some(before) = before {
            self.tell_of_its_node(id, &before.pod, pod, now);
            self.tell(id, (&before, &after), now, release);
        }
        self.pods.insert(key, after);
    }

    fn note_containers(
        &mut self,
        id: SetId,
        containers: &PodContainers,
        now: SimTime,
        release: Release,
    ) {
        let key = (id, containers.ordinal);
        let before = self.pods.get(&key).filter(|past| past.pod.uid == containers.uid);
        let Some(before) = before.cloned() else { return };
        let after = Past { statuses: containers.statuses.clone(), ..before.clone() };
        self.tell(id, (&before, &after), now, release);
        self.pods.insert(key, after);
    }

    /// Reports the scheduler's and kubelet's events for a write of a pod.
    fn tell(&mut self, id: SetId, (before, after): (&Past, &Past), now: SimTime, release: Release) {
        let pod = &after.pod;
        let (Some(set), Some(containers)) =
            (self.sets.get(&id), self.containers.get(&(id, after.made_from)).cloned())
        else {
            return;
        };
        let name = format!("{}-{}", set.name, pod.ordinal);
        let namespace = release.scheduler_namespace().unwrap_or(&set.namespace);
        let given = &self.given;
        let of = Of { name: &name, containers: &containers, namespace, given };
        let told =
            pod_events::told((&before.pod, pod), (&before.statuses, &after.statuses), &of, now);
        let namespace = set.namespace.to_string();
        let event = |event| Event {
            namespace: namespace.clone(),
            name: name.clone(),
            uid: pod.uid,
            ..event
        };
        self.count_failures(now - std::time::Duration::from_millis(1));
        for (index, kind, series) in told.failures {
            let key = (id, pod.ordinal, index, kind);
            match series {
                Some((series, failure)) => {
                    self.failing.insert(key, (series, event(failure)));
                }
                None => drop(self.failing.remove(&key)),
            }
        }
        self.count_failures(now);
        for (index, kind) in told.killed {
            self.failing.remove(&(id, pod.ordinal, index, kind));
        }
        told.events.into_iter().for_each(|told| self.events.report(event(told)));
    }

    /// Reports that the kubelet stops the containers of a terminating pod. A container killed because of a probe is
    /// reported with the probe.
    fn tell_killing(&mut self, id: SetId, ordinal: u32, now: SimTime) {
        let past = self.pods.get(&(id, ordinal)).filter(|past| past.pod.is_terminating());
        let Some(past) = past.cloned() else { return };
        let Some(containers) = self.containers.get(&(id, past.made_from)).cloned() else { return };
        for event in pod_events::killing(&past.pod, &past.statuses, &containers, now) {
            let fill =
                |of: Event| Event { namespace: of.namespace, name: of.name, uid: of.uid, ..event };
            self.say_of_pod(id, ordinal, past.pod.uid, fill, now);
        }
    }

    /// Reports the failures of probes up to and including a time.
    fn count_failures(&mut self, until: SimTime) {
        loop {
            let due = self.failing.values_mut().filter(|(series, _)| series.next <= until);
            let Some((series, event)) = due.min_by_key(|(series, _)| series.next) else { return };
            let (at, message) = (series.next, series.message.clone());
            series.next = at + series.period;
            self.events.report(Event { message, first: at, last: at, ..event.clone() });
        }
    }

    fn note_set_event(&mut self, id: SetId, event: &rollout_engine::api::Event, release: Release) {
        let Some(set) = self.sets.get(&id) else { return };
        let Some((reason, message)) = self.set_message(id, set, event, release) else { return };
        self.events.report(Event {
            kind: "StatefulSet",
            namespace: set.namespace.to_string(),
            name: set.name.to_string(),
            uid: set.uid,
            is_warning: event.reason.event_type() == EventType::Warning,
            reason,
            message,
            source: "statefulset-controller",
            ..Event::at(event.at)
        });
    }

    /// Returns the controller's message (upstream `recordPodEvent`, `recordClaimEvent`). It starts with a capital
    /// letter since 1.36.
    fn set_message(
        &self,
        id: SetId,
        set: &StatefulSet,
        event: &rollout_engine::api::Event,
        release: Release,
    ) -> Option<(&'static str, String)> {
        let pod = format!("{}-{}", set.name, event.ordinal);
        let (reason, verb) = match event.reason {
            Reason::SuccessfulCreate | Reason::SuccessfulCreateClaim => {
                ("SuccessfulCreate", "Create")
            }
            Reason::SuccessfulDelete => ("SuccessfulDelete", "Delete"),
            Reason::SuccessfulUpdate => ("SuccessfulUpdate", "Update"),
            Reason::FailedCreate | Reason::RefusedCreate | Reason::RefusedClaim => {
                ("FailedCreate", "Create")
            }
            Reason::FailedUpdate => ("FailedUpdate", "Update"),
            _ => return None,
        };
        let verb =
            if release.events_have_capitals() { verb.to_owned() } else { verb.to_lowercase() };
        let message = match event.reason {
            Reason::SuccessfulCreateClaim => {
                format!(
                    "{verb} Claim {} Pod {pod} in StatefulSet {} success",
                    self.last_claim, set.name
                )
            }
            Reason::RefusedCreate => {
                let refused = self.refused.get(&id)?;
                let refusal = rejections::words(refused, set, release);
                format!("{verb} Pod {pod} in StatefulSet {} failed error: {refusal}", set.name)
            }
            Reason::RefusedClaim => {
                let Refusal::Claims(claims) = &self.refused.get(&id)?.why else { return None };
                let (template, why) = claims.first()?;
                let claim = format!("{template}-{pod}");
                let refusal = rejections::words_of_claim(&claim, why);
                format!(
                    "{verb} Claim {claim} for Pod {pod} in StatefulSet {} failed error: {refusal}",
                    set.name
                )
            }
            Reason::FailedUpdate => format!(
                "{verb} Pod {pod} in StatefulSet {} failed error: Pod \"{pod}\" is invalid: spec: {POD_IS_FIXED}",
                set.name
            ),
            Reason::FailedCreate => {
                let claim = set.spec.claim_templates.first().map_or("", |claim| &claim.name);
                format!(
                    "{verb} Pod {pod} in StatefulSet {} failed error: pvc {claim}-{pod} is being deleted",
                    set.name
                )
            }
            _ => format!("{verb} Pod {pod} in StatefulSet {} successful", set.name),
        };
        Some((reason, message))
    }
}

impl Event {
    /// Makes an event at this time with no other data.
    fn at(at: SimTime) -> Self {
        Self {
            kind: "Pod",
            namespace: String::new(),
            name: String::new(),
            uid: Uid(0),
            field: String::new(),
            reason: "",
            is_warning: false,
            message: String::new(),
            source: "kubelet",
            host: String::new(),
            first: at,
            last: at,
            count: 1,
            number: 0,
        }
    }

    /// Returns `Normal` or `Warning`.
    pub fn event_type(&self) -> &'static str {
        if self.is_warning { "Warning" } else { "Normal" }
    }
}
