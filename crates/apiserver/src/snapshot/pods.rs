//! Pods, as they were printed: where each stands in its life, and since when.

use std::rc::Rc;
use std::time::Duration;

use rollout_engine::api::{
    ContainerState, ContainerStatus, NodeId, Pod, PodPhase, PodTemplate, Probing, RevisionHash, Uid,
};
use rollout_engine::snapshot::PodSnapshot;
use rollout_engine::time::SimTime;
use serde::Deserialize;

use super::sets::hash;
use super::{Times, name, ordinal};
use crate::clock;
use crate::found::Fault;
use crate::value::Value;

/// `v1 PodStatus`.
#[derive(Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
struct Status {
    conditions: Vec<Condition>,
    container_statuses: Vec<Container>,
    init_container_statuses: Vec<Container>,
    phase: String,
    #[serde(rename = "podIP")]
    pod_ip: String,
    start_time: String,
}

#[derive(Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
struct Condition {
    last_transition_time: Option<String>,
    status: String,
    #[serde(rename = "type")]
    kind: String,
}

/// `v1 ContainerStatus`.
#[derive(Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
struct Container {
    last_state: State,
    name: String,
    ready: bool,
    restart_count: u16,
    started: Option<bool>,
    state: State,
}

/// `v1 ContainerState`: one of the three.
#[derive(Default, Deserialize)]
#[serde(default)]
struct State {
    running: Option<Running>,
    terminated: Option<Terminated>,
    waiting: Option<Waiting>,
}

#[derive(Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
struct Running {
    started_at: String,
}

#[derive(Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
struct Terminated {
    exit_code: i64,
    finished_at: String,
    reason: String,
    started_at: String,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Waiting {
    reason: String,
}

/// The times that tell how long a pod took to start, as the cluster's clock had them.
pub(super) struct StartTimes {
    status: Status,
    /// When the kubelet began with it.
    pub(super) begun: Option<SimTime>,
    /// When its init containers had ended.
    pub(super) initialized: Option<SimTime>,
    /// When it became Ready, if it is.
    pub(super) ready: Option<SimTime>,
}

impl StartTimes {
    /// Reads them from a pod's status.
    pub(super) fn of(pod: &Value) -> Self {
        let status: Status = pod.get("status").and_then(Value::typed).unwrap_or_default();
        let since = |kind: &str| {
            let condition = status.condition(kind).filter(|it| it.holds())?;
            clock::parse(condition.last_transition_time.as_deref()?)
        };
        Self {
            begun: clock::parse(&status.start_time),
            initialized: since("Initialized"),
            ready: since("Ready"),
            status,
        }
    }

    /// When a main container started; `None` if it is not running or has restarted.
    pub(super) fn started(&self, name: &str) -> Option<SimTime> {
        let mut all = self.status.container_statuses.iter();
        let container = all.find(|it| it.name == name).filter(|it| it.restart_count == 0)?;
        clock::parse(&container.state.running.as_ref()?.started_at)
    }

    /// What goes wrong with a container. An init container that has ended well has done what it should.
    pub(super) fn fault(&self, name: &str) -> Option<Fault> {
        let inits = self.status.init_container_statuses.iter();
        let is_well =
            |it: &Container| it.state.terminated.as_ref().is_some_and(|it| it.exit_code == 0);
        let inits = inits.filter(|it| !is_well(it) && !it.ready);
        let container =
            self.status.container_statuses.iter().chain(inits).find(|it| it.name == name)?;
        match container.state.waiting.as_ref().map(|waiting| &*waiting.reason) {
            Some("ErrImagePull" | "ImagePullBackOff" | "InvalidImageName") => {
                return Some(Fault::CannotBePulled);
            }
            Some("CreateContainerConfigError" | "CreateContainerError") => {
                return Some(Fault::CannotStart);
            }
            _ => {}
        }
        let ended =
            container.state.terminated.as_ref().or(container.last_state.terminated.as_ref())?;
        let times = clock::parse(&ended.started_at).zip(clock::parse(&ended.finished_at));
        let (started, finished) = times.filter(|(started, finished)| finished >= started)?;
        let code = u8::try_from(ended.exit_code).unwrap_or(u8::MAX);
        Some(Fault::Exits { code, after: finished.since(started) })
    }

    /// How long an init container ran; `None` if it has not ended at the first try.
    pub(super) fn ran(&self, name: &str) -> Option<Duration> {
        let mut all = self.status.init_container_statuses.iter();
        let container = all.find(|it| it.name == name).filter(|it| it.restart_count == 0)?;
        let ended = container.state.terminated.as_ref().filter(|it| it.exit_code == 0)?;
        let (from, to) = (clock::parse(&ended.started_at)?, clock::parse(&ended.finished_at)?);
        (to >= from).then(|| to.since(from))
    }
}

/// Reads a pod of a set. `template` gives the template of a revision.
pub(super) fn read(
    object: &Value,
    set: &Value,
    template: &dyn Fn(RevisionHash) -> Rc<PodTemplate>,
    times: &Times,
) -> Option<PodSnapshot> {
    let status: Status = object.get("status").and_then(Value::typed).unwrap_or_default();
    let revision = revision_of(object, set)?;
    let created_at = times.at(object, &["metadata", "creationTimestamp"])?;
    let made = Pod::created(ordinal(name(object), name(set))?, Uid(0), revision, created_at);
    let grace = object.at(&["metadata", "deletionGracePeriodSeconds"]).and_then(Value::as_int);
    let grace_seconds = grace.and_then(|it| u32::try_from(it).ok()).unwrap_or_default();
    let until = times.at(object, &["metadata", "deletionTimestamp"]);
    let ready = status.condition("Ready");
    let pod = Pod {
        deletion_timestamp: until.map(|it| it - Duration::from_secs(grace_seconds.into())),
        grace_seconds,
        phase: match &*status.phase {
            "Running" => PodPhase::Running,
            "Succeeded" => PodPhase::Succeeded,
            "Failed" => PodPhase::Failed,
            _ => PodPhase::Pending,
        },
        ready: ready.is_some_and(Condition::holds),
        ready_since: ready.and_then(|it| it.since(times)).unwrap_or(made.ready_since),
        containers_ready: status.condition("ContainersReady").is_some_and(Condition::holds),
        node: NodeId::named(object.text_at(&["spec", "nodeName"])),
        has_address: !status.pod_ip.is_empty(),
        ..made
    };
    let template = template(revision);
    let statuses: Vec<ContainerStatus> = template
        .all_containers()
        .map(|container| status.container(&container.name, &pod, times))
        .collect();
    let has_owner =
        object.at(&["metadata", "ownerReferences"]).is_some_and(|it| !it.items().is_empty());
    let several = template.has_several() && !status.container_statuses.is_empty();
    let pod = sum(pod, &statuses, template.containers.len());
    Some(PodSnapshot {
        since: status.since(&pod, &statuses, times),
        pod,
        is_owned: has_owner,
        containers: several.then_some(statuses),
    })
}

/// Whether a pod names a revision of the set.
pub(super) fn has_revision(object: &Value, set: &Value) -> bool {
    revision_of(object, set).is_some()
}

fn revision_of(object: &Value, set: &Value) -> Option<RevisionHash> {
    hash(object.text_at(&["metadata", "labels", "controller-revision-hash"]), name(set))
}

/// What a pod holds of its containers: those of the only one, or of the first that is not Ready.
fn sum(pod: Pod, statuses: &[ContainerStatus], main_count: usize) -> Pod {
    let main = statuses.get(..main_count).unwrap_or(statuses);
    let Some(first) = main.iter().find(|it| !it.ready).or(main.first()) else { return pod };
    let last_run = first.last_terminated_at.zip(first.last_started_at);
    Pod {
        container: first.state,
        started_at: first.started_at,
        restarts: statuses.iter().map(|it| it.restarts).sum(),
        last_terminated_at: statuses.iter().filter_map(|it| it.last_terminated_at).max(),
        failed_pulls: statuses.iter().map(|it| it.failed_pulls).max().unwrap_or_default(),
        crashes: statuses.iter().map(|it| it.crashes).max().unwrap_or_default(),
        exit_code: first.exit_code,
        last_run_ms: last_run.map_or(0, |(ended, started)| {
            u32::try_from(ended.since(started).as_millis()).unwrap_or(u32::MAX)
        }),
        probing: first.probing,
        ..pod
    }
}

impl Condition {
    fn holds(&self) -> bool {
        self.status == "True"
    }

    fn since(&self, times: &Times) -> Option<SimTime> {
        times.read(self.last_transition_time.as_deref()?)
    }
}

impl Status {
    fn condition(&self, kind: &str) -> Option<&Condition> {
        self.conditions.iter().find(|condition| condition.kind == kind)
    }

    fn condition_since(&self, kind: &str, times: &Times) -> Option<SimTime> {
        self.condition(kind).filter(|it| it.holds()).and_then(|it| it.since(times))
    }

    /// A container by its name; without a status yet it is unknown.
    fn container(&self, name: &str, pod: &Pod, times: &Times) -> ContainerStatus {
        let mut all = self.container_statuses.iter().chain(&self.init_container_statuses);
        let Some(found) = all.find(|container| container.name == name) else {
            return ContainerStatus::waiting(ContainerState::Unknown, pod.created_at);
        };
        let begun = times.read(&self.start_time).unwrap_or(pod.created_at);
        found.read(begun, times)
    }

    /// When the pod took the last step of its life.
    fn since(&self, pod: &Pod, statuses: &[ContainerStatus], times: &Times) -> SimTime {
        let latest = statuses.iter().map(|it| it.since).max().unwrap_or(pod.created_at);
        if pod.is_finished() {
            return latest;
        }
        if let Some(asked) = pod.deletion_timestamp {
            return asked;
        }
        match pod.container {
            ContainerState::Unknown => {
                self.condition_since("PodScheduled", times).unwrap_or(pod.created_at)
            }
            ContainerState::Creating | ContainerState::Initializing if pod.has_address => {
                self.condition_since("PodReadyToStartContainers", times).unwrap_or(latest)
            }
            _ => latest,
        }
    }
}

impl Container {
    fn read(&self, begun: SimTime, times: &Times) -> ContainerStatus {
        let last = self.last_state.terminated.as_ref();
        let mut status = ContainerStatus {
            ready: self.ready,
            restarts: self.restart_count,
            crashes: u8::try_from(self.restart_count).unwrap_or(u8::MAX),
            ..ContainerStatus::waiting(self.state(), begun)
        };
        if let Some(ended) = last.or(self.state.terminated.as_ref()) {
            status.last_started_at = times.read(&ended.started_at);
            status.last_terminated_at = times.read(&ended.finished_at);
            status.exit_code = u8::try_from(ended.exit_code).unwrap_or(u8::MAX);
        }
        if let Some(running) = &self.state.running {
            status.started_at = times.read(&running.started_at);
            status.since = status.started_at.unwrap_or(begun);
            if self.started == Some(true) {
                status.probing = Probing::default().started().answered();
            }
        } else if let Some(ended) = &self.state.terminated {
            status.started_at = times.read(&ended.started_at);
            status.since = times.read(&ended.finished_at).unwrap_or(begun);
        } else {
            status.started_at = status.last_started_at;
            status.since = status.last_terminated_at.unwrap_or(begun);
        }
        match status.state {
            ContainerState::CrashLoopBackOff => status.crashes = status.crashes.saturating_add(1),
            ContainerState::ErrImagePull | ContainerState::ImagePullBackOff => {
                status.failed_pulls = 1
            }
            _ => {}
        }
        status
    }

    fn state(&self) -> ContainerState {
        if self.state.running.is_some() {
            return ContainerState::Running;
        }
        if let Some(ended) = &self.state.terminated {
            return match (ended.exit_code, &*ended.reason) {
                (_, "ContainerStatusUnknown") => ContainerState::StatusUnknown,
                (0, _) => ContainerState::Completed,
                _ => ContainerState::Error,
            };
        }
        match self.state.waiting.as_ref().map(|waiting| &*waiting.reason) {
            Some("PodInitializing") => ContainerState::Initializing,
            Some("ErrImagePull") => ContainerState::ErrImagePull,
            Some("ImagePullBackOff") => ContainerState::ImagePullBackOff,
            Some("CrashLoopBackOff") => ContainerState::CrashLoopBackOff,
            Some("InvalidImageName") => ContainerState::ImagePullBackOff,
            Some("CreateContainerConfigError" | "CreateContainerError") => {
                ContainerState::ConfigError
            }
            _ => ContainerState::Creating,
        }
    }
}
