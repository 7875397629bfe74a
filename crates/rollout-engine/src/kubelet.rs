//! The kubelet: the next step of a pod's life, when it is due, and what it does to the pod.
//!
//! Knows how containers behave and nothing of StatefulSets: it meets the controller only in the cluster, as in
//! Kubernetes. The next step follows from the pod's state alone. One container's life is in `container`, a pod of
//! several containers in `multi_container`, probes in `probing`. When the scheduler reaches a pod is here too,
//! because it is a step of the pod's life. Not here: which node it chooses ([`crate::scheduler`]), and lost nodes
//! (`crate::simulation`).

mod container;
mod multi_container;
mod probing;

use std::time::Duration;

use crate::api::{
    Container, ContainerState, ContainerStatus, Pod, PodPhase, PodTemplate, ProbeKind,
};
use crate::behavior::{Behavior, Step};
use crate::time::SimTime;
use container::{CRASH_NOTICE_DELAY, ContainerContext};

pub use multi_container::Containers;

/// From the deletion of a node, or the creation of a pod on a node that does not exist, to the turn of the pod
/// garbage collector: 40 s of quarantine, then half of the collector's period of 20 s.
pub(crate) const COLLECTED_AFTER: Duration = Duration::from_secs(50);

/// A step of a pod's life.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub enum PodStep {
    /// The scheduler binds it to a node.
    Scheduled,
    /// The scheduler finds no node that fits it.
    SchedulingFailed,
    /// The pod garbage collector removes it, because its template names a node that does not exist.
    Collected,
    /// A container cannot be created, because something that it refers to does not exist.
    CannotStart,
    /// The kubelet writes its first status: ContainerCreating.
    ContainersCreating,
    /// Its sandbox gets an address.
    GotAddress,
    /// An init container starts.
    InitStarted,
    /// An init container ends with exit code 0.
    Initialized,
    /// Its main containers start.
    Started,
    /// A container starts and ends before the kubelet lists containers (once a second), so the kubelet never sees it
    /// running.
    EndedAtOnce,
    /// It becomes Ready.
    BecameReady,
    /// It becomes not Ready: its readiness probe has reached the failure threshold.
    BecameUnready,
    /// A probe begins to fail or to succeed. Writes nothing into the pod.
    ProbeNoted,
    /// A pull of an image fails: ErrImagePull.
    PullFailed,
    /// It waits for the next pull: ImagePullBackOff.
    PullBackedOff,
    /// A container ends by itself.
    Crashed,
    /// The kubelet begins to kill a container, because its liveness or startup probe failed. Writes nothing into the
    /// pod.
    Killing,
    /// A container ends because the kubelet killed it.
    Killed,
    /// It waits for the next start: CrashLoopBackOff.
    CrashBackedOff,
    /// A container starts again.
    Restarted,
    /// Its containers have ended, because it is terminating.
    Stopped,
    /// The object is removed.
    Removed,
}

/// What the kubelet knows of a pod beside the object itself.
#[derive(Clone, Copy)]
pub struct PodContext<'a> {
    /// How containers act.
    pub behavior: &'a Behavior,
    /// The pod's name.
    pub name: &'a str,
    /// The template that the pod was created from.
    pub template: &'a PodTemplate,
    /// Whether the pod's node has pulled an image.
    pub has_image: &'a dyn Fn(&str) -> bool,
    /// Whether the scheduler has found no node for the pod. It then waits for a retry, not for its first turn.
    pub is_held: bool,
    /// Whether the pod's template names a node that does not exist.
    pub is_stranded: bool,
    /// Whether the kubelet is the stand-in of recorded sessions ([`crate::version::StandIn`]).
    pub is_stand_in: bool,
}

impl<'a> PodContext<'a> {
    /// How long a step of the whole pod takes.
    fn takes(&self, pod: &Pod, step: Step) -> Duration {
        self.container(pod, 0).takes(pod.restarts, step)
    }

    /// A container of the template, by its index in [`PodTemplate::all_containers`].
    fn template_container(&self, index: usize) -> Option<&'a Container> {
        let PodTemplate { containers, init_containers, .. } = self.template;
        containers.get(index).or_else(|| init_containers.get(index.checked_sub(containers.len())?))
    }

    /// A container of the pod, by the same index.
    fn container<'b>(&'b self, pod: &'b Pod, index: usize) -> ContainerContext<'b> {
        ContainerContext { context: self, pod, index, container: self.template_container(index) }
    }
}

impl PodStep {
    /// Whether the step belongs to a loop of pulls or crashes, which may repeat for ever.
    pub fn repeats(self) -> bool {
        matches!(
            self,
            Self::PullFailed
                | Self::PullBackedOff
                | Self::Crashed
                | Self::EndedAtOnce
                | Self::Killing
                | Self::Killed
                | Self::CrashBackedOff
                | Self::Restarted
        )
    }

    /// Whether a container starts, ends, or becomes Ready or not Ready.
    fn is_of_a_run(self) -> bool {
        matches!(
            self,
            Self::Started
                | Self::Restarted
                | Self::EndedAtOnce
                | Self::Crashed
                | Self::Killed
                | Self::BecameReady
                | Self::BecameUnready
        )
    }

    /// Whether only the kubelet remembers the step: it writes nothing into the pod.
    pub fn is_note(self) -> bool {
        matches!(self, Self::ProbeNoted | Self::Killing)
    }
}

/// The next step of a pod and its due time, if the pod took its last step at `now`. `None` while nothing happens by
/// itself. Steps of a running container are timed from its start.
///
/// `several` is [`crate::cluster::Owned::containers`]: the container statuses of a pod of several containers.
pub fn next_step(
    pod: &Pod,
    several: Option<&[ContainerStatus]>,
    context: &PodContext<'_>,
    now: SimTime,
) -> Option<(PodStep, SimTime)> {
    if pod.is_terminating() {
        let (step, after) = next_of_terminating(pod, several, context);
        return Some((step, now + after));
    }
    if pod.is_finished() {
        return None;
    }
    let takes = |step| now + context.takes(pod, step);
    match (pod.container, several) {
        (ContainerState::Unknown, _) if pod.node.is_none() && context.is_stranded => {
            Some((PodStep::Collected, pod.created_at + COLLECTED_AFTER))
        }
        (ContainerState::Unknown, _) if pod.node.is_none() => {
            (!context.is_held).then(|| (PodStep::Scheduled, takes(Step::Schedule)))
        }
        (ContainerState::Unknown, _) => Some((PodStep::ContainersCreating, takes(Step::Status))),
        (_, Some(statuses)) => multi_container::next_step(pod, statuses, context, now),
        (ContainerState::Creating, None) => {
            let alone = [only_container(pod, now)];
            Some(multi_container::next_of_creating(pod, &alone, context, now))
        }
        (_, None) => context.container(pod, 0).next_step(&only_container(pod, now), now),
    }
}

/// How long the scheduler takes to reach a pod.
pub fn scheduled_after(pod: &Pod, context: &PodContext<'_>) -> Duration {
    context.takes(pod, Step::Schedule)
}

/// Whether the pending steps of every container belong to loops of pulls and crashes.
pub fn only_repeats(
    pod: &Pod,
    several: &[ContainerStatus],
    context: &PodContext<'_>,
    now: SimTime,
) -> bool {
    multi_container::only_repeats(pod, several, context, now)
}

/// The next step of a terminating pod, and how long it takes.
///
/// Running containers have until the end of the grace period. A container between two runs, or one that never ran,
/// has nothing to stop, and the kubelet notices that after [`CRASH_NOTICE_DELAY`]. A pod without a status is removed
/// without another one. Upstream: `TerminatePod` in `status_manager.go`.
fn next_of_terminating(
    pod: &Pod,
    several: Option<&[ContainerStatus]>,
    context: &PodContext<'_>,
) -> (PodStep, Duration) {
    let takes = |step| context.takes(pod, step);
    let grace_period = Duration::from_secs(pod.grace_seconds.into());
    if pod.is_finished() {
        return (PodStep::Removed, takes(Step::Remove));
    }
    let stop = match several {
        Some(statuses) => multi_container::stops_after(pod, statuses, context),
        None => (pod.container == ContainerState::Running).then(|| takes(Step::Stop)),
    };
    match pod.container {
        _ if stop.is_some() => (PodStep::Stopped, stop.unwrap_or_default().min(grace_period)),
        ContainerState::Unknown => (PodStep::Removed, takes(Step::Remove)),
        _ if context.is_stand_in && !pod.has_run() => {
            (PodStep::Stopped, takes(Step::Stop).min(grace_period))
        }
        _ => (PodStep::Stopped, CRASH_NOTICE_DELAY.min(grace_period)),
    }
}

/// The pod after a step, with the new container statuses of a pod of several.
pub fn after_step(
    pod: &Pod,
    several: Option<&[ContainerStatus]>,
    step: PodStep,
    context: &PodContext<'_>,
    now: SimTime,
) -> (Pod, Containers) {
    let mut after = *pod;
    match step {
        PodStep::ContainersCreating if context.template.has_several() => {
            return multi_container::first_status(pod, context, now);
        }
        PodStep::ContainersCreating => after.container = ContainerState::Creating,
        PodStep::Removed | PodStep::Scheduled | PodStep::SchedulingFailed | PodStep::Collected => {}
        _ if several.is_some() => {
            return multi_container::after_due_steps(
                pod,
                several.unwrap_or_default(),
                step,
                context,
                now,
            );
        }
        PodStep::GotAddress => after.has_address = true,
        PodStep::Stopped => stop(&mut after, context, now),
        _ => {
            let mut status = only_container(pod, now);
            context.container(pod, 0).apply(&mut status, step, now);
            write(&mut after, &status);
            if step.is_of_a_run() {
                (after.phase, after.has_address) = (PodPhase::Running, true);
                set_ready(&mut after, status.ready, now);
            }
        }
    }
    (after, None)
}

/// Writes the status of a pod's one container into the pod.
fn write(pod: &mut Pod, status: &ContainerStatus) {
    pod.container = status.state;
    pod.started_at = status.started_at;
    pod.restarts = status.restarts;
    pod.last_terminated_at = status.last_terminated_at;
    pod.exit_code = status.exit_code;
    pod.last_run_ms = status.last_run_ms();
    pod.failed_pulls = status.failed_pulls;
    pod.crashes = status.crashes;
    pod.probing = status.probing;
}

/// Status of a pod's one container. Its readiness is that of the pod's condition, which a person or a lost node may
/// have written.
fn only_container(pod: &Pod, now: SimTime) -> ContainerStatus {
    ContainerStatus { ready: pod.ready, ..ContainerStatus::of(pod, now) }
}

/// Has running containers end with an exit code: all of them, or the one at an index of
/// [`PodTemplate::all_containers`]. The pod stays in phase Running, because they will be restarted.
pub(crate) fn crash(
    pod: &Pod,
    several: Option<&[ContainerStatus]>,
    (context, index): (&PodContext<'_>, Option<usize>),
    code: u8,
    now: SimTime,
) -> (Pod, Containers) {
    let mut after = *pod;
    if let Some(statuses) = several {
        return multi_container::change(pod, statuses, (context, index), now, |status| {
            if status.runs() {
                container::end(status, code, now);
            }
        });
    }
    let mut status = only_container(pod, now);
    container::end(&mut status, code, now);
    write(&mut after, &status);
    set_ready(&mut after, false, now);
    (after, None)
}

/// Has the readiness probe of all running containers, or of one, fail or succeed.
pub(crate) fn make_ready(
    pod: &Pod,
    several: Option<&[ContainerStatus]>,
    (context, index): (&PodContext<'_>, Option<usize>),
    ready: bool,
    now: SimTime,
) -> (Pod, Containers) {
    let mut after = *pod;
    if let Some(statuses) = several {
        let (pod, all) = multi_container::change(pod, statuses, (context, index), now, |status| {
            if status.runs() {
                (status.ready, status.readiness_fails) = (ready, !ready);
                status.probing = status.probing.with(ProbeKind::Readiness, false);
            }
        });
        let readiness_fails = all.iter().flatten().any(|status| status.readiness_fails);
        return (Pod { readiness_fails, ..pod }, all);
    }
    after.readiness_fails = !ready;
    set_ready(&mut after, ready, now);
    (after, None)
}

/// Ends all containers at once and for good. `phase` is Succeeded or Failed.
pub(crate) fn finish(
    pod: &Pod,
    several: Option<&[ContainerStatus]>,
    phase: PodPhase,
    now: SimTime,
) -> (Pod, Containers) {
    let well = phase == PodPhase::Succeeded;
    let mut after = *pod;
    (after.phase, after.container) = (phase, ended_with(u8::from(!well)));
    set_ready(&mut after, false, now);
    let ended = several.map(|statuses| multi_container::finished(statuses, well, now));
    (after, ended)
}

/// Ends the one container of a terminating pod. A container that needs longer than the grace period is killed and
/// ends with an error; one that had ended keeps its exit code.
fn stop(pod: &mut Pod, context: &PodContext<'_>, now: SimTime) {
    let stop = context.takes(pod, Step::Stop);
    let killed = stop > Duration::from_secs(pod.grace_seconds.into());
    pod.exit_code = match pod.container {
        ContainerState::Running if !killed => 0,
        ContainerState::Completed | ContainerState::Error | ContainerState::CrashLoopBackOff => {
            pod.exit_code
        }
        _ => container::KILLED,
    };
    pod.container = match pod.container {
        ContainerState::Running if killed => ContainerState::Error,
        ContainerState::Running | ContainerState::Completed => ContainerState::Completed,
        ContainerState::CrashLoopBackOff => ended_with(pod.exit_code),
        ContainerState::Error => ContainerState::Error,
        _ => ContainerState::StatusUnknown,
    };
    let well = pod.container == ContainerState::Completed;
    pod.phase = if well { PodPhase::Succeeded } else { PodPhase::Failed };
    set_ready(pod, false, now);
}

fn ended_with(code: u8) -> ContainerState {
    if code == 0 { ContainerState::Completed } else { ContainerState::Error }
}

/// Writes whether the pod's containers are ready, and its condition Ready.
pub(crate) fn set_ready(pod: &mut Pod, ready: bool, now: SimTime) {
    pod.containers_ready = ready;
    set_condition(pod, ready, now);
}

/// Writes the condition Ready. Its `lastTransitionTime`, in whole seconds, changes only when the condition does.
pub(crate) fn set_condition(pod: &mut Pod, ready: bool, now: SimTime) {
    if pod.ready != ready {
        (pod.ready, pod.ready_since) = (ready, now.floor_to_second());
    }
}
