//! What a cluster remembers of its past: events.
//!
//! They are told from the trace rather than stored. The controllers' events are in it; what scheduler and kubelets report is
//! read off the writes of pods. The recorder's part is here as well: equal events are counted as one, many similar ones are
//! combined, one object that reports too much is silenced, and after an hour an event is gone.

mod correlate;
mod pod_events;
mod probes;

use std::collections::BTreeMap;
use std::rc::Rc;

use rollout_engine::api::{
    ContainerStatus, EventSubject, EventType, Pod, PodContainers, ProbeKind, Reason, RevisionHash,
    StatefulSet, Uid,
};
use rollout_engine::cluster::{Change, SetId};
use rollout_engine::time::SimTime;
use rollout_engine::trace::{FrameIndex, Trace};

use self::correlate::Correlator;
use self::pod_events::{Containers, Of};
use self::probes::Series;
use crate::release::Release;

/// How long the API server keeps an event (`--event-ttl`), in milliseconds.
const KEPT_MS: i64 = 3_600_000;

/// An event as it comes in, or as it is stored after others like it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Event {
    /// `Pod`.
    pub(crate) kind: &'static str,
    /// The namespace of what it is about, and its own.
    pub(crate) namespace: String,
    /// `web-0`.
    pub(crate) name: String,
    pub(crate) uid: Uid,
    /// `spec.containers{nginx}`; empty if it is about no container.
    pub(crate) field: String,
    /// `SuccessfulCreate`.
    pub(crate) reason: &'static str,
    pub(crate) is_warning: bool,
    pub(crate) message: String,
    /// `kubelet`.
    pub(crate) source: &'static str,
    /// `node-1`; empty where it was not a node that reported.
    pub(crate) host: String,
    pub(crate) first: SimTime,
    pub(crate) last: SimTime,
    pub(crate) count: u32,
    /// The how-manieth event it was; tells events of one moment apart.
    pub(crate) number: u32,
}

/// The past up to some frame.
#[derive(Clone, Debug, Default)]
pub(crate) struct History {
    events: Correlator,
    sets: BTreeMap<SetId, Rc<StatefulSet>>,
    pods: BTreeMap<(SetId, u32), Past>,
    containers: BTreeMap<(SetId, RevisionHash), Rc<Containers>>,
    /// The probes that fail now, by pod, container and kind.
    failing: BTreeMap<(SetId, u32, usize, ProbeKind), (Series, Event)>,
    /// The claim that was last written, by its full name.
    last_claim: String,
    /// With which words the API server refuses every new pod.
    refusal: Option<Rc<str>>,
}

/// A pod as it was, and what its containers did.
#[derive(Clone, Debug)]
struct Past {
    pod: Pod,
    statuses: Vec<ContainerStatus>,
}

impl History {
    /// The past of a trace up to a frame.
    pub(crate) fn of(trace: &Trace, until: FrameIndex, release: Release) -> Self {
        let mut history = Self::default();
        for frame in (0..=until.0.min(trace.last().0)).map(FrameIndex) {
            let now = trace.at(frame);
            trace.changes(frame).iter().for_each(|change| history.note(change, now, release));
        }
        history
    }

    /// The events that are still kept, in the order of their names.
    pub(crate) fn events(&self, at: SimTime) -> Vec<Event> {
        let mut past = self.clone();
        past.count_failures(at);
        let mut events = past.events.stored().cloned().collect::<Vec<_>>();
        events.retain(|event| at.as_millis() - event.last.as_millis() < KEPT_MS);
        events.sort_by(|a, b| {
            (format!("{}.", a.name), a.number).cmp(&(format!("{}.", b.name), b.number))
        });
        events
    }

    /// The events that came in or were counted up since the last call.
    pub(crate) fn take_fresh(&mut self) -> Vec<Event> {
        self.events.take_fresh()
    }

    /// One more write.
    pub(crate) fn note(&mut self, change: &Change, now: SimTime, release: Release) {
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
            Change::CreationRefused(refusal) => self.refusal.clone_from(refusal),
            Change::PodDeleted(id, pod) => {
                self.count_failures(now);
                self.pods.remove(&(*id, pod.ordinal));
                self.failing.retain(|key, _| (key.0, key.1) != (*id, pod.ordinal));
            }
            Change::EventRecorded(id, event) if event.subject == EventSubject::Set => {
                self.note_set_event(*id, event, release);
            }
            _ => {}
        }
    }

    /// A pod was written. Of one that has several containers, what they do was written before it.
    fn note_pod(&mut self, id: SetId, pod: &Pod, now: SimTime, release: Release) {
        let key = (id, pod.ordinal);
        let before = self.pods.get(&key).filter(|past| past.pod.uid == pod.uid).cloned();
        let has_several = self
            .containers
            .get(&(id, pod.revision))
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
        let after = Past { pod: *pod, statuses };
        if let Some(before) = before {
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
        let after = Past { pod: before.pod, statuses: containers.statuses.clone() };
        self.tell(id, (&before, &after), now, release);
        self.pods.insert(key, after);
    }

    /// What scheduler and kubelet report of a pod that was written.
    fn tell(&mut self, id: SetId, (before, after): (&Past, &Past), now: SimTime, release: Release) {
        let pod = &after.pod;
        let (Some(set), Some(containers)) =
            (self.sets.get(&id), self.containers.get(&(id, pod.revision)).cloned())
        else {
            return;
        };
        let name = format!("{}-{}", set.name, pod.ordinal);
        let namespace = release.scheduler_namespace().unwrap_or(&set.namespace);
        let of = Of { name: &name, containers: &containers, namespace };
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

    /// Reports the failures of probes up to and including a moment.
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
        let Some((reason, message)) = self.set_message(set, event, release) else { return };
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

    /// The API server's answer. A webhook's is its own; everybody else's names the pod (upstream `NewForbidden`).
    fn refused(&self, pod: &str) -> String {
        let words = self.refusal.as_deref().unwrap_or_default();
        match words.starts_with("admission webhook ") {
            true => words.to_owned(),
            false => format!("pods {pod:?} is forbidden: {words}"),
        }
    }

    /// The controller's words (upstream `recordPodEvent`, `recordClaimEvent`): a capital letter since 1.36.
    fn set_message(
        &self,
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
            Reason::FailedCreate | Reason::RefusedCreate => ("FailedCreate", "Create"),
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
                let refusal = self.refused(&pod);
                format!("{verb} Pod {pod} in StatefulSet {} failed error: {refusal}", set.name)
            }
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
    /// An event of this moment, of which nothing else is known.
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

    /// `Normal` or `Warning`.
    pub(crate) fn event_type(&self) -> &'static str {
        if self.is_warning { "Warning" } else { "Normal" }
    }
}
