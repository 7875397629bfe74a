//! Scheduler and kubelet: the next step of a pod's life, when it comes, and what it does to the pod.
//!
//! It knows how containers behave and nothing of StatefulSets: it meets the controller only in the cluster, as
//! in Kubernetes. A pod's state alone says which step is next, so there is nothing to cancel when somebody
//! deletes it. One container's life is in `container`, what several make of their pod in `several`, what probes make of a
//! running container in `probing`. Losing a node is the node controller's part and stands in the `simulation`.

mod container;
mod probing;
mod several;

use std::time::Duration;

use crate::api::{
    Container, ContainerState, ContainerStatus, NodeId, Pod, PodPhase, PodTemplate, ProbeKind,
};
use crate::behavior::{Behavior, Step};
use crate::time::SimTime;
use container::{CRASH_NOTICED, Place};

pub use several::Containers;

/// A step of a pod's life.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum PodStep {
    /// Bound to a node.
    Scheduled,
    /// The kubelet's first status: ContainerCreating.
    ContainersCreating,
    /// Its sandbox has an address.
    GotAddress,
    /// An init container runs.
    InitStarted,
    /// An init container has ended well.
    Initialized,
    /// Its main containers run.
    Started,
    /// A container was started, and had ended before the kubelet looked: it is never seen to run.
    EndedAtOnce,
    /// Its readiness probe succeeds.
    BecameReady,
    /// Its readiness probe has failed too often.
    BecameUnready,
    /// One of its probes begins to fail or to succeed, and nothing is written into the pod.
    ProbeNoted,
    /// An image could not be pulled.
    PullFailed,
    /// It waits before the next pull.
    PullBackedOff,
    /// A container has ended by itself.
    Crashed,
    /// The kubelet begins to kill a container because its liveness or startup probe failed. Nothing is written into the
    /// pod.
    Killing,
    /// A container has ended because the kubelet killed it.
    Killed,
    /// It waits before the next start.
    CrashBackedOff,
    /// A container runs again.
    Restarted,
    /// Its containers have ended because it is leaving.
    Stopped,
    /// The object is gone.
    Removed,
}

/// What the kubelet knows of a pod beside the object itself.
#[derive(Clone, Copy)]
pub struct Circumstances<'a> {
    /// How containers act.
    pub behavior: &'a Behavior,
    /// The pod's name.
    pub name: &'a str,
    /// What it was made from.
    pub template: &'a PodTemplate,
    /// Whether its node has an image already.
    pub has_image: &'a dyn Fn(&str) -> bool,
    /// Where a pod without a node would go; `None` while no node takes pods.
    pub node: Option<NodeId>,
    /// Whether it is the stand-in of recorded sessions ([`crate::version::StandIn`]).
    pub is_stand_in: bool,
}

impl<'a> Circumstances<'a> {
    /// How long a step of the pod as a whole takes.
    fn takes(&self, pod: &Pod, step: Step) -> Duration {
        self.place(pod, 0).takes(pod.restarts, step)
    }

    /// A container of the template, by its index among [`PodTemplate::all_containers`].
    fn container(&self, index: usize) -> Option<&'a Container> {
        let PodTemplate { containers, init_containers, .. } = self.template;
        containers.get(index).or_else(|| init_containers.get(index.checked_sub(containers.len())?))
    }

    fn place<'b>(&'b self, pod: &'b Pod, index: usize) -> Place<'b> {
        Place { world: self, pod, index, container: self.container(index) }
    }
}

impl PodStep {
    /// Whether it belongs to a loop of pulls or crashes, which may go on for ever.
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

    /// Whether a run of a container begins, ends, or becomes Ready or not.
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

    /// Whether the kubelet only remembers it: it writes nothing into the pod.
    pub fn is_note(self) -> bool {
        matches!(self, Self::ProbeNoted | Self::Killing)
    }
}

/// The next step of a pod and when it comes, given that it took its last one just now; `None` while nothing would
/// happen by itself. A running container's steps count from its start.
///
/// `several` is what the containers of a pod with more than one do, once its kubelet has said so.
pub fn next_step(
    pod: &Pod,
    several: Option<&[ContainerStatus]>,
    world: &Circumstances<'_>,
    now: SimTime,
) -> Option<(PodStep, SimTime)> {
    if pod.is_terminating() {
        let (step, after) = next_of_leaving(pod, several, world);
        return Some((step, now + after));
    }
    if pod.is_finished() {
        return None;
    }
    let takes = |step| now + world.takes(pod, step);
    match (pod.container, several) {
        (ContainerState::Unknown, _) if pod.node.is_none() => {
            world.node.map(|_| (PodStep::Scheduled, takes(Step::Schedule)))
        }
        (ContainerState::Unknown, _) => Some((PodStep::ContainersCreating, takes(Step::Status))),
        (_, Some(statuses)) => several::next_step(pod, statuses, world, now),
        (ContainerState::Creating, None) => {
            let alone = [alone(pod, now)];
            Some(several::next_of_creating(pod, &alone, world, now))
        }
        (_, None) => world.place(pod, 0).next_step(&alone(pod, now), now),
    }
}

/// Whether nothing but loops of pulls and crashes is left of what the containers of a pod would do.
pub fn only_repeats(
    pod: &Pod,
    several: &[ContainerStatus],
    world: &Circumstances<'_>,
    now: SimTime,
) -> bool {
    several::only_repeats(pod, several, world, now)
}

/// Running containers get until the end of the grace period. Between two runs there is only the end to be noticed. What
/// never ran has nothing to stop either; once it has a status, the kubelet says that nobody knows how it ended
/// (`status_manager.go`, `TerminatePod`). Without one nothing is said.
fn next_of_leaving(
    pod: &Pod,
    several: Option<&[ContainerStatus]>,
    world: &Circumstances<'_>,
) -> (PodStep, Duration) {
    let takes = |step| world.takes(pod, step);
    let grace_period = Duration::from_secs(pod.grace_seconds.into());
    if pod.is_finished() {
        return (PodStep::Removed, takes(Step::Remove));
    }
    let stop = match several {
        Some(statuses) => several::stops_after(pod, statuses, world),
        None => (pod.container == ContainerState::Running).then(|| takes(Step::Stop)),
    };
    match pod.container {
        _ if stop.is_some() => (PodStep::Stopped, stop.unwrap_or_default().min(grace_period)),
        ContainerState::Unknown => (PodStep::Removed, takes(Step::Remove)),
        _ if world.is_stand_in && !pod.has_run() => {
            (PodStep::Stopped, takes(Step::Stop).min(grace_period))
        }
        _ => (PodStep::Stopped, CRASH_NOTICED.min(grace_period)),
    }
}

/// The pod after a step, and after it what each of its containers does, if it has several.
pub fn take(
    pod: &Pod,
    several: Option<&[ContainerStatus]>,
    step: PodStep,
    world: &Circumstances<'_>,
    now: SimTime,
) -> (Pod, Containers) {
    let mut after = *pod;
    match step {
        PodStep::Scheduled => after.node = world.node,
        PodStep::ContainersCreating if world.template.has_several() => {
            return several::first(pod, world, now);
        }
        PodStep::ContainersCreating => after.container = ContainerState::Creating,
        PodStep::Removed => {}
        _ if several.is_some() => {
            return several::take(pod, several.unwrap_or_default(), step, world, now);
        }
        PodStep::GotAddress => after.has_address = true,
        PodStep::Stopped => stop(&mut after, world, now),
        _ => {
            let mut status = alone(pod, now);
            world.place(pod, 0).take(&mut status, step, now);
            write(&mut after, &status);
            if step.is_of_a_run() {
                (after.phase, after.has_address) = (PodPhase::Running, true);
                set_ready(&mut after, status.ready, now);
            }
        }
    }
    (after, None)
}

/// What the one container of a pod does, written into it.
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

/// The one container of a pod. It is Ready as the pod's condition says, which a person or a lost node may have written.
fn alone(pod: &Pod, now: SimTime) -> ContainerStatus {
    ContainerStatus { ready: pod.ready, ..ContainerStatus::of(pod, now) }
}

/// Containers end by themselves with this exit code: all that run, or the one of this index among
/// [`PodTemplate::all_containers`]. The pod stays in phase Running: they will be started again.
pub(crate) fn crash(
    pod: &Pod,
    several: Option<&[ContainerStatus]>,
    (world, index): (&Circumstances<'_>, Option<usize>),
    code: u8,
    now: SimTime,
) -> (Pod, Containers) {
    let mut after = *pod;
    if let Some(statuses) = several {
        return several::change(pod, statuses, (world, index), now, |status| {
            if status.runs() {
                container::end(status, code, now);
            }
        });
    }
    let mut status = alone(pod, now);
    container::end(&mut status, code, now);
    write(&mut after, &status);
    set_ready(&mut after, false, now);
    (after, None)
}

/// The readiness probe of all containers that run, or of one, is made to fail or to succeed.
pub(crate) fn make_ready(
    pod: &Pod,
    several: Option<&[ContainerStatus]>,
    (world, index): (&Circumstances<'_>, Option<usize>),
    ready: bool,
    now: SimTime,
) -> (Pod, Containers) {
    let mut after = *pod;
    if let Some(statuses) = several {
        let (pod, all) = several::change(pod, statuses, (world, index), now, |status| {
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

/// All containers end at once and are not started again: well, or not.
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
    let ended = several.map(|statuses| several::finished(statuses, well, now));
    (after, ended)
}

/// Whoever needs longer than the grace period is killed, and ends with an error. What had ended stays as it ended.
fn stop(pod: &mut Pod, world: &Circumstances<'_>, now: SimTime) {
    let stop = world.takes(pod, Step::Stop);
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

/// What the kubelet says of its containers, and the Ready condition with it.
pub(crate) fn set_ready(pod: &mut Pod, ready: bool, now: SimTime) {
    pod.containers_ready = ready;
    set_condition(pod, ready, now);
}

/// `lastTransitionTime` has whole seconds, and moves only when the condition does.
pub(crate) fn set_condition(pod: &mut Pod, ready: bool, now: SimTime) {
    if pod.ready != ready {
        (pod.ready, pod.ready_since) = (ready, now.floor_to_second());
    }
}
