//! Scheduler and kubelet: the next step of a pod's life, when it comes, and what it does to the pod.
//!
//! It knows how containers behave and nothing of StatefulSets: it meets the controller only in the cluster, as
//! in Kubernetes. A pod's state alone says which step is next, so there is nothing to cancel when somebody
//! deletes it. Nodes are all alike and never lost; crashes and probes with periods are not here yet.

use std::time::Duration;

use crate::api::{ContainerState, NodeId, Pod, PodPhase};
use crate::behavior::{Behavior, ImageFault, Step};
use crate::time::SimTime;

/// How many nodes the cluster has. Three are enough to show that an image is pulled once a node.
pub const NODES: u16 = 3;

/// From a failed pull to `ImagePullBackOff`: how long `ErrImagePull` is seen.
const PULL_FAILURE_SEEN: Duration = Duration::from_secs(1);
/// The kubelet's first image pull back-off; it doubles up to [`PULL_BACK_OFF_MAX`].
const PULL_BACK_OFF: Duration = Duration::from_secs(10);
/// The kubelet's longest image pull back-off (`MaxContainerBackOff`).
const PULL_BACK_OFF_MAX: Duration = Duration::from_secs(300);

/// A step of a pod's life.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum PodStep {
    /// Bound to a node.
    Scheduled,
    /// The kubelet's first status: ContainerCreating.
    ContainersCreating,
    /// Its sandbox has an address.
    GotAddress,
    /// Its containers run.
    Started,
    /// Its readiness probe succeeds.
    BecameReady,
    /// Its image could not be pulled.
    PullFailed,
    /// It waits before the next pull.
    PullBackedOff,
    /// Its containers have ended.
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
    /// Whether any of its containers has a readiness probe.
    pub has_readiness_probe: bool,
    /// Whether its node has the image already.
    pub has_image: bool,
}

impl PodStep {
    /// Whether it only repeats: a pull that fails will fail again, and nobody is helped by it.
    pub fn repeats(self) -> bool {
        matches!(self, Self::PullFailed | Self::PullBackedOff)
    }
}

/// The next step of a pod and how long after its last one; `None` while nothing would happen by itself.
pub fn next_step(pod: &Pod, world: &Circumstances<'_>) -> Option<(PodStep, Duration)> {
    if pod.is_terminating() {
        Some(next_of_leaving(pod, world))
    } else {
        next_of_living(pod, world)
    }
}

fn next_of_living(pod: &Pod, world: &Circumstances<'_>) -> Option<(PodStep, Duration)> {
    let takes = |step| world.behavior.duration(step, world.name, world.image);
    match pod.container {
        ContainerState::Unknown if pod.node.is_none() => {
            Some((PodStep::Scheduled, takes(Step::Schedule)))
        }
        ContainerState::Unknown => Some((PodStep::ContainersCreating, takes(Step::Status))),
        ContainerState::Creating => Some(next_of_creating(pod, world)),
        ContainerState::ErrImagePull => Some((PodStep::PullBackedOff, PULL_FAILURE_SEEN)),
        ContainerState::ImagePullBackOff => Some(next_pull(pod, world)),
        ContainerState::Running if pod.ready => None,
        ContainerState::Running if world.behavior.fault(world.image) == ImageFault::NeverReady => {
            None
        }
        ContainerState::Running => Some((PodStep::BecameReady, takes(Step::Ready))),
        ContainerState::CrashLoopBackOff | ContainerState::Completed | ContainerState::Error => {
            None
        }
    }
}

/// `sandbox`, `pull` and `start` are all counted from the first status.
fn next_of_creating(pod: &Pod, world: &Circumstances<'_>) -> (PodStep, Duration) {
    let takes = |step| world.behavior.duration(step, world.name, world.image);
    let sandbox = takes(Step::Sandbox);
    let pull = if world.has_image { Duration::ZERO } else { takes(Step::Pull) };
    let start = pull.saturating_add(takes(Step::Start));
    if !pod.has_address && sandbox < start {
        return (PodStep::GotAddress, sandbox);
    }
    let elapsed = if pod.has_address { sandbox } else { Duration::ZERO };
    let step = match world.behavior.fault(world.image) {
        ImageFault::CannotBePulled => PodStep::PullFailed,
        ImageFault::None | ImageFault::NeverReady => PodStep::Started,
    };
    (step, start.saturating_sub(elapsed))
}

/// The next pull comes after a back-off and succeeds if the image is there by then.
fn next_pull(pod: &Pod, world: &Circumstances<'_>) -> (PodStep, Duration) {
    let doubled = 1u32.checked_shl(pod.failed_pulls.saturating_sub(1).into()).unwrap_or(u32::MAX);
    let back_off = PULL_BACK_OFF.saturating_mul(doubled).min(PULL_BACK_OFF_MAX);
    match world.behavior.fault(world.image) {
        ImageFault::CannotBePulled => (PodStep::PullFailed, back_off),
        ImageFault::None | ImageFault::NeverReady => (PodStep::Started, back_off),
    }
}

/// Running containers get until the end of the grace period; what never ran has nothing to stop.
fn next_of_leaving(pod: &Pod, world: &Circumstances<'_>) -> (PodStep, Duration) {
    let takes = |step| world.behavior.duration(step, world.name, world.image);
    if pod.container == ContainerState::Running {
        (PodStep::Stopped, takes(Step::Stop).min(Duration::from_secs(pod.grace_seconds.into())))
    } else {
        (PodStep::Removed, takes(Step::Remove))
    }
}

/// The pod after a step.
pub fn take(pod: &Pod, step: PodStep, world: &Circumstances<'_>, now: SimTime) -> Pod {
    let mut after = *pod;
    match step {
        PodStep::Scheduled => after.node = Some(node_for(pod)),
        PodStep::ContainersCreating => after.container = ContainerState::Creating,
        PodStep::GotAddress => after.has_address = true,
        PodStep::Started => {
            after.container = ContainerState::Running;
            (after.phase, after.has_address) = (PodPhase::Running, true);
            set_ready(&mut after, !world.has_readiness_probe, now);
        }
        PodStep::BecameReady => set_ready(&mut after, true, now),
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

/// Whoever needs longer than the grace period is killed, and ends with an error.
fn stop(pod: &mut Pod, world: &Circumstances<'_>, now: SimTime) {
    let stop = world.behavior.duration(Step::Stop, world.name, world.image);
    let killed = stop > Duration::from_secs(pod.grace_seconds.into());
    (pod.phase, pod.container) = if killed {
        (PodPhase::Failed, ContainerState::Error)
    } else {
        (PodPhase::Succeeded, ContainerState::Completed)
    };
    set_ready(pod, false, now);
}

/// `lastTransitionTime` has whole seconds, and moves only when the condition does.
fn set_ready(pod: &mut Pod, ready: bool, now: SimTime) {
    if pod.ready != ready {
        (pod.ready, pod.ready_since) = (ready, now.floor_to_second());
    }
}

/// Neighbours go to different nodes; a real scheduler spreads them likewise.
fn node_for(pod: &Pod) -> NodeId {
    NodeId(u16::try_from(pod.ordinal % u32::from(NODES)).unwrap_or(0))
}
