//! Scheduler and kubelet: the next step of a pod's life, when it comes, and what it does to the pod.
//!
//! It knows how containers behave and nothing of StatefulSets: it meets the controller only in the cluster, as
//! in Kubernetes. A pod's state alone says which step is next, so there is nothing to cancel when somebody
//! deletes it. What probes make of a running container is in `probing`. Losing a node is the node controller's
//! part and stands in the `simulation`.

mod probing;

use std::time::Duration;

use crate::api::{ContainerState, NodeId, Pod, PodPhase, Probes};
use crate::behavior::{Behavior, ImageFault, Step};
use crate::time::SimTime;
use probing::{Answers, Verdict};

/// From a failed pull to `ImagePullBackOff`: how long `ErrImagePull` is seen.
const PULL_FAILURE_SEEN: Duration = Duration::from_secs(1);
/// The kubelet's first image pull back-off; it doubles up to [`PULL_BACK_OFF_MAX`].
const PULL_BACK_OFF: Duration = Duration::from_secs(10);
/// The kubelet's longest image pull back-off (`MaxContainerBackOff`).
const PULL_BACK_OFF_MAX: Duration = Duration::from_secs(300);

/// From a container's end to the kubelet's noticing and acting on it.
const CRASH_NOTICED: Duration = Duration::from_millis(300);
/// The kubelet's first crash back-off; it doubles up to [`CRASH_BACK_OFF_MAX`], counted from the container's end.
const CRASH_BACK_OFF: Duration = Duration::from_secs(10);
/// The kubelet's longest crash back-off (`MaxContainerBackOff`).
const CRASH_BACK_OFF_MAX: Duration = Duration::from_secs(300);
/// The exit code of a process that needed longer than the grace period.
const KILLED: u8 = 137;
/// Running for so long makes the kubelet forget earlier crashes (twice the longest back-off).
const CRASHES_FORGOTTEN: Duration = Duration::from_secs(600);

/// A step of a pod's life.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum PodStep {
    /// Bound to a node.
    Scheduled,
    /// The kubelet's first status: ContainerCreating.
    ContainersCreating,
    /// Its sandbox has an address.
    GotAddress,
    /// Its init containers have ended.
    Initialized,
    /// Its containers run.
    Started,
    /// Its readiness probe succeeds.
    BecameReady,
    /// Its readiness probe has failed too often.
    BecameUnready,
    /// Its image could not be pulled.
    PullFailed,
    /// It waits before the next pull.
    PullBackedOff,
    /// Its containers have ended by themselves.
    Crashed,
    /// Its containers have ended because their liveness or startup probe failed.
    Killed,
    /// It waits before the next start.
    CrashBackedOff,
    /// Its containers run again.
    Restarted,
    /// Its containers have ended because it is leaving.
    Stopped,
    /// The object is gone.
    Removed,
}

/// What the kubelet knows of a pod beside the object itself.
#[derive(Clone, Copy, Debug)]
pub struct Circumstances<'a> {
    /// How containers act.
    pub behavior: &'a Behavior,
    /// The pod's name.
    pub name: &'a str,
    /// The image of its first container; containers of a pod move together.
    pub image: &'a str,
    /// What its containers are asked.
    pub probes: Probes,
    /// Whether init containers run first.
    pub has_init_containers: bool,
    /// `terminationGracePeriodSeconds`.
    pub grace_period: Duration,
    /// Whether its node has the image already.
    pub has_image: bool,
    /// Where a pod without a node would go; `None` while no node takes pods.
    pub node: Option<NodeId>,
    /// Whether it is the stand-in of recorded sessions ([`crate::version::StandIn`]).
    pub is_stand_in: bool,
}

impl Circumstances<'_> {
    /// How long a step of this pod takes.
    fn takes(&self, pod: &Pod, step: Step) -> Duration {
        let said = self.behavior.duration(step, self.name, self.image);
        // A pod is addressed by its name's ordinal and by the how-manieth of that name it is, not by its uid:
        // uids are counted through the cluster, and another pod's would change them.
        let address = [pod.ordinal, pod.incarnation, pod.restarts.into(), step as u32];
        self.behavior.jitter().vary(said, address)
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
                | Self::Killed
                | Self::CrashBackedOff
                | Self::Restarted
        )
    }
}

/// The next step of a pod and when it comes, given that it took its last one just now; `None` while nothing would
/// happen by itself. A running container's steps count from its start.
pub fn next_step(pod: &Pod, world: &Circumstances<'_>, now: SimTime) -> Option<(PodStep, SimTime)> {
    if pod.is_finished() && !pod.is_terminating() {
        return None;
    }
    if pod.container == ContainerState::Running && !pod.is_terminating() {
        return next_of_running(pod, world, now);
    }
    let (step, after) = if pod.is_terminating() {
        next_of_leaving(pod, world)
    } else {
        next_of_starting(pod, world)?
    };
    Some((step, now + after))
}

fn next_of_starting(pod: &Pod, world: &Circumstances<'_>) -> Option<(PodStep, Duration)> {
    let takes = |step| world.takes(pod, step);
    Some(match pod.container {
        ContainerState::Unknown if pod.node.is_none() => {
            world.node.map(|_| (PodStep::Scheduled, takes(Step::Schedule)))?
        }
        ContainerState::Unknown => (PodStep::ContainersCreating, takes(Step::Status)),
        ContainerState::Initializing if !pod.has_address => {
            (PodStep::GotAddress, takes(Step::Sandbox))
        }
        ContainerState::Initializing => (PodStep::Initialized, takes(Step::Init)),
        ContainerState::Creating => next_of_creating(pod, world),
        ContainerState::ErrImagePull => (PodStep::PullBackedOff, PULL_FAILURE_SEEN),
        ContainerState::ImagePullBackOff => next_pull(pod, world),
        ContainerState::Completed | ContainerState::Error if pod.crashes <= 1 => {
            (PodStep::Restarted, CRASH_NOTICED)
        }
        ContainerState::Completed | ContainerState::Error => {
            (PodStep::CrashBackedOff, CRASH_NOTICED)
        }
        ContainerState::CrashLoopBackOff => {
            let back_off =
                doubled(CRASH_BACK_OFF, pod.crashes.saturating_sub(2), CRASH_BACK_OFF_MAX);
            (PodStep::Restarted, back_off.saturating_sub(CRASH_NOTICED))
        }
        ContainerState::Running | ContainerState::StatusUnknown => return None,
    })
}

/// What its probes say, or the end of a process that does not last, whichever comes first.
fn next_of_running(
    pod: &Pod,
    world: &Circumstances<'_>,
    now: SimTime,
) -> Option<(PodStep, SimTime)> {
    let started = pod.started_at.unwrap_or(now);
    let fault = world.behavior.fault(world.image);
    let Verdict { ready, unready, killed } = probing::verdict(&world.probes, answers(pod, world));
    let exits = match fault {
        ImageFault::Exits { after, .. } => Some(after),
        _ => None,
    };
    let stop = world.takes(pod, Step::Stop).min(world.grace_period);
    let still_answers = unready.is_none_or(|unready| started + unready > now);
    let due = [
        (PodStep::Crashed, exits),
        (PodStep::Killed, killed.map(|killed| killed.saturating_add(stop))),
        (PodStep::BecameUnready, unready.filter(|_| pod.ready)),
        (PodStep::BecameReady, ready.filter(|_| becomes_ready(pod) && still_answers)),
    ];
    let due = due.into_iter().filter_map(|(step, after)| Some((step, (started + after?).max(now))));
    due.min_by_key(|&(_, at)| at)
}

fn becomes_ready(pod: &Pod) -> bool {
    !pod.ready && !pod.readiness_fails
}

fn answers(pod: &Pod, world: &Circumstances<'_>) -> Answers {
    let fault = world.behavior.fault(world.image);
    Answers {
        from: world.takes(pod, Step::Ready),
        until: match fault {
            ImageFault::StopsAnswering { after } => Some(after),
            _ => None,
        },
        never_ready: fault == ImageFault::NeverReady,
    }
}

/// A back-off after so many failures before the last.
fn doubled(first: Duration, failures: u8, max: Duration) -> Duration {
    first.saturating_mul(1u32.checked_shl(failures.into()).unwrap_or(u32::MAX)).min(max)
}

/// `sandbox`, `pull` and `start` are all counted from the first status; after init containers the sandbox stands.
fn next_of_creating(pod: &Pod, world: &Circumstances<'_>) -> (PodStep, Duration) {
    let takes = |step| world.takes(pod, step);
    let sandbox = if world.has_init_containers { Duration::ZERO } else { takes(Step::Sandbox) };
    let pull = if world.has_image { Duration::ZERO } else { takes(Step::Pull) };
    let start = pull.saturating_add(takes(Step::Start));
    if !pod.has_address && sandbox < start {
        return (PodStep::GotAddress, sandbox);
    }
    let elapsed = if pod.has_address { sandbox } else { Duration::ZERO };
    let step = match world.behavior.fault(world.image) {
        ImageFault::CannotBePulled => PodStep::PullFailed,
        _ => PodStep::Started,
    };
    (step, start.saturating_sub(elapsed))
}

/// The next pull comes after a back-off and succeeds if the image is there by then.
fn next_pull(pod: &Pod, world: &Circumstances<'_>) -> (PodStep, Duration) {
    let back_off = doubled(PULL_BACK_OFF, pod.failed_pulls.saturating_sub(1), PULL_BACK_OFF_MAX);
    match world.behavior.fault(world.image) {
        ImageFault::CannotBePulled => (PodStep::PullFailed, back_off),
        _ => (PodStep::Started, back_off),
    }
}

/// Running containers get until the end of the grace period. Between two runs there is only the end to be noticed,
/// and what never ran has nothing to stop: but the stand-in, once it has a status, says that nobody knows how it ended.
fn next_of_leaving(pod: &Pod, world: &Circumstances<'_>) -> (PodStep, Duration) {
    let takes = |step| world.takes(pod, step);
    let grace_period = Duration::from_secs(pod.grace_seconds.into());
    if pod.is_finished() {
        return (PodStep::Removed, takes(Step::Remove));
    }
    match pod.container {
        ContainerState::Running => (PodStep::Stopped, takes(Step::Stop).min(grace_period)),
        _ if pod.has_run() => (PodStep::Stopped, CRASH_NOTICED.min(grace_period)),
        ContainerState::Unknown => (PodStep::Removed, takes(Step::Remove)),
        _ if world.is_stand_in => (PodStep::Stopped, takes(Step::Stop).min(grace_period)),
        _ => (PodStep::Removed, takes(Step::Remove)),
    }
}

/// The pod after a step.
pub fn take(pod: &Pod, step: PodStep, world: &Circumstances<'_>, now: SimTime) -> Pod {
    let mut after = *pod;
    match step {
        PodStep::Scheduled => after.node = world.node,
        PodStep::ContainersCreating if world.has_init_containers => {
            after.container = ContainerState::Initializing;
        }
        PodStep::ContainersCreating | PodStep::Initialized => {
            after.container = ContainerState::Creating;
        }
        PodStep::GotAddress => after.has_address = true,
        PodStep::Started => start(&mut after, world, now),
        PodStep::Restarted => {
            after.restarts = pod.restarts.saturating_add(1);
            start(&mut after, world, now);
        }
        PodStep::Crashed => crash(&mut after, exit_code(world), now),
        PodStep::Killed => {
            let in_time = world.takes(pod, Step::Stop) <= world.grace_period;
            crash(&mut after, if in_time { 0 } else { KILLED }, now);
        }
        PodStep::CrashBackedOff => after.container = ContainerState::CrashLoopBackOff,
        PodStep::BecameReady => set_ready(&mut after, true, now),
        PodStep::BecameUnready => set_ready(&mut after, false, now),
        PodStep::PullFailed => {
            after.container = ContainerState::ErrImagePull;
            after.failed_pulls = pod.failed_pulls.saturating_add(1);
        }
        PodStep::PullBackedOff => after.container = ContainerState::ImagePullBackOff,
        PodStep::Stopped => stop(&mut after, world, now),
        PodStep::Removed => {}
    }
    after
}

fn start(pod: &mut Pod, world: &Circumstances<'_>, now: SimTime) {
    (pod.container, pod.started_at) = (ContainerState::Running, Some(now));
    (pod.phase, pod.has_address) = (PodPhase::Running, true);
    let ready = !world.probes.delay_readiness() && !pod.readiness_fails;
    set_ready(pod, ready, now);
}

/// Its containers end by themselves. The pod stays in phase Running: they will be started again.
pub fn crash(pod: &mut Pod, code: u8, now: SimTime) {
    let lasted = pod.started_at.is_some_and(|started| now.since(started) >= CRASHES_FORGOTTEN);
    pod.crashes = if lasted { 1 } else { pod.crashes.saturating_add(1) };
    pod.container = ended_with(code);
    pod.last_terminated_at = Some(now);
    set_ready(pod, false, now);
}

/// Whoever needs longer than the grace period is killed, and ends with an error. What had ended stays as it ended.
fn stop(pod: &mut Pod, world: &Circumstances<'_>, now: SimTime) {
    let stop = world.takes(pod, Step::Stop);
    let killed = stop > Duration::from_secs(pod.grace_seconds.into());
    pod.container = match pod.container {
        ContainerState::Running if killed => ContainerState::Error,
        ContainerState::Running | ContainerState::Completed => ContainerState::Completed,
        ContainerState::CrashLoopBackOff => ended_with(exit_code(world)),
        ContainerState::Error => ContainerState::Error,
        _ => ContainerState::StatusUnknown,
    };
    let well = pod.container == ContainerState::Completed;
    pod.phase = if well { PodPhase::Succeeded } else { PodPhase::Failed };
    set_ready(pod, false, now);
}

/// How a process ends by itself.
fn exit_code(world: &Circumstances<'_>) -> u8 {
    match world.behavior.fault(world.image) {
        ImageFault::Exits { code, .. } => code,
        _ => 1,
    }
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
