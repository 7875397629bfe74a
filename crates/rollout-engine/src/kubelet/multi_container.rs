//! Pods of several containers: in which order they start and stop, and what their statuses make of the pod.
//!
//! Init containers run one after the other; a sidecar among them keeps running once it has started, and the next one
//! starts. Then the main containers start together. The kubelet starts them one by one within one pass and writes the
//! pod once, after the pass: so their pulls add up, and a container whose image cannot be pulled holds back no other
//! (`SyncPod` in `kuberuntime_manager.go`). When the pod terminates, main containers are stopped together, then the
//! sidecars, last one first. Steps of several containers at one instant are one write. One container's own life is in
//! `container`.

use std::time::Duration;

use super::container::KILLED;
use super::{PodContext, PodStep, ended_with, set_ready};
use crate::api::{ContainerKind, ContainerState, ContainerStatus, Pod, PodPhase};
use crate::behavior::Step;
use crate::time::SimTime;

/// New container statuses of a pod of several containers; `None` for a pod of one.
pub type Containers = Option<Vec<ContainerStatus>>;

/// A pod's context, and the index of the only container concerned; `None` for all.
type Which<'a> = (&'a PodContext<'a>, Option<usize>);

/// The kubelet's first status: every container waits.
pub(super) fn first_status(pod: &Pod, context: &PodContext<'_>, now: SimTime) -> (Pod, Containers) {
    let has_init = !context.template.init_containers.is_empty();
    let state = if has_init { ContainerState::Initializing } else { ContainerState::Creating };
    let all = context.template.all_containers();
    let statuses: Vec<_> = all.map(|_| ContainerStatus::waiting(state, now)).collect();
    (Pod { container: state, ..*pod }, Some(statuses))
}

/// The earliest pending step of any container, with its due time. Of two at one instant, that of the first container.
pub(super) fn next_step(
    pod: &Pod,
    statuses: &[ContainerStatus],
    context: &PodContext<'_>,
    now: SimTime,
) -> Option<(PodStep, SimTime)> {
    due_steps(pod, statuses, context, now)
        .into_iter()
        .map(|(_, step, at)| (step, at))
        .min_by_key(|it| it.1)
}

/// Whether every pending step belongs to a loop of pulls or crashes.
pub(super) fn only_repeats(
    pod: &Pod,
    statuses: &[ContainerStatus],
    context: &PodContext<'_>,
    now: SimTime,
) -> bool {
    let mut due = due_steps(pod, statuses, context, now).into_iter();
    due.all(|(index, step, _)| {
        let has_crashed = index.is_some_and(|index| statuses[index].crashes > 0);
        let follows =
            matches!(step, PodStep::BecameReady | PodStep::BecameUnready | PodStep::ProbeNoted);
        step.repeats() || (has_crashed && follows)
    })
}

/// A pending step with its due time, and the index of its container; `None` for a step of the whole pod.
type DueStep = (Option<usize>, PodStep, SimTime);

/// Every pending step of the pod and its containers.
fn due_steps(
    pod: &Pod,
    statuses: &[ContainerStatus],
    context: &PodContext<'_>,
    now: SimTime,
) -> Vec<DueStep> {
    let mut due = Vec::new();
    let begins = first_unfinished_init(pod, statuses, context);
    if !pod.has_address && begins.is_some() {
        let since = begins.map_or(now, |index| statuses[index].since);
        let sandbox = (since + context.takes(pod, Step::Sandbox)).max(now);
        return vec![(None, PodStep::GotAddress, sandbox)];
    }
    if begins.is_none() && statuses.iter().any(|it| it.state == ContainerState::Creating) {
        let (step, at) = next_of_creating(pod, statuses, context, now);
        due.push((None, step, at));
    }
    for (index, status) in statuses.iter().enumerate() {
        let container = context.container(pod, index);
        if status.state == ContainerState::Initializing && begins == Some(index) {
            let at = (status.since + container.pull(status.restarts)).max(now);
            due.push((Some(index), container.starts(), at));
        } else if let Some((step, at)) = container.next_step(status, now) {
            due.push((Some(index), step, at));
        }
    }
    due
}

/// Index of the init container that has to end, or the sidecar that has to start, before anything else starts.
fn first_unfinished_init(
    pod: &Pod,
    statuses: &[ContainerStatus],
    context: &PodContext<'_>,
) -> Option<usize> {
    // A sidecar that crashes after the main containers have started holds nothing back.
    let mains = context.template.containers.len();
    let begun = statuses.iter().take(mains).any(|it| it.state != ContainerState::Initializing);
    let mut inits = (mains..statuses.len()).filter(|_| !begun);
    inits.find(|&index| !context.container(pod, index).is_done(&statuses[index]))
}

/// The next step of a pod whose main containers have not started: their first start, all at once, or the address
/// before it.
///
/// `sandbox`, `pull` and `start` are all timed from the first status. After init containers the sandbox exists
/// already.
pub(super) fn next_of_creating(
    pod: &Pod,
    statuses: &[ContainerStatus],
    context: &PodContext<'_>,
    now: SimTime,
) -> (PodStep, SimTime) {
    let starting = || {
        let mains = statuses.iter().enumerate().take(context.template.containers.len().max(1));
        mains.filter(|(_, status)| status.state == ContainerState::Creating)
    };
    let since = starting().next().map_or(now, |(_, status)| status.since);
    let container = |index| context.container(pod, index);
    let pull: Duration =
        starting().map(|(index, status)| container(index).pull(status.restarts)).sum();
    let start =
        starting().map(|(index, status)| container(index).takes(status.restarts, Step::Start));
    let start = pull.saturating_add(start.max().unwrap_or_default());
    let has_init = !context.template.init_containers.is_empty();
    let sandbox = if has_init { Duration::ZERO } else { context.takes(pod, Step::Sandbox) };
    if !pod.has_address && sandbox < start {
        return (PodStep::GotAddress, (since + sandbox).max(now));
    }
    // A pod of one container does not keep since when it waits; that was the moment at which it got its address.
    let elapsed = if pod.has_address && statuses.len() == 1 { sandbox } else { Duration::ZERO };
    let steps = || starting().map(|(index, _)| container(index).starts());
    let order = [PodStep::Started, PodStep::EndedAtOnce, PodStep::PullFailed, PodStep::CannotStart];
    let step = order.into_iter().find(|&step| steps().any(|it| it == step));
    (step.unwrap_or(PodStep::Started), (since + start.saturating_sub(elapsed)).max(now))
}

/// The pod and its containers after every step that is due at `now`: the kubelet writes them as one.
pub(super) fn after_due_steps(
    pod: &Pod,
    statuses: &[ContainerStatus],
    step: PodStep,
    context: &PodContext<'_>,
    now: SimTime,
) -> (Pod, Containers) {
    let mut pod = *pod;
    let mut after = statuses.to_vec();
    if step == PodStep::Stopped {
        return stop(&pod, after, context, now);
    }
    let began = first_unfinished_init(&pod, statuses, context);
    let notes_only = step.is_note();
    for (index, due, at) in due_steps(&pod, statuses, context, now) {
        if at > now || (notes_only && !due.is_note()) {
            continue;
        }
        match (index, due) {
            (Some(index), due) => context.container(&pod, index).apply(&mut after[index], due, now),
            (None, PodStep::GotAddress) => {
                pod.has_address = true;
                began.into_iter().for_each(|first| after[first].since = now);
            }
            (None, _) => start_mains(&pod, &mut after, context, now),
        }
    }
    begin_next(&pod, began, &mut after, context, now);
    summarize(&mut pod, &after, context, now);
    (pod, Some(after))
}

/// Starts the main containers: one pass of the kubelet.
fn start_mains(
    pod: &Pod,
    statuses: &mut [ContainerStatus],
    context: &PodContext<'_>,
    now: SimTime,
) {
    let mains = statuses.iter_mut().enumerate().take(context.template.containers.len());
    for (index, status) in mains.filter(|(_, it)| it.state == ContainerState::Creating) {
        let container = context.container(pod, index);
        container.apply(status, container.starts(), now);
    }
}

/// Lets the next init container start, or the main containers, if the init container `began` has finished.
fn begin_next(
    pod: &Pod,
    began: Option<usize>,
    statuses: &mut [ContainerStatus],
    context: &PodContext<'_>,
    now: SimTime,
) {
    let begins = first_unfinished_init(pod, statuses, context);
    if begins == began {
        return;
    }
    let begun = match begins {
        Some(next) => next..next + 1,
        None => 0..context.template.containers.len(),
    };
    for status in &mut statuses[begun] {
        if status.state == ContainerState::Initializing {
            status.since = now;
            if begins.is_none() {
                status.state = ContainerState::Creating;
            }
        }
    }
}

/// Applies a change to one container or to all, and updates the pod.
pub(super) fn change(
    pod: &Pod,
    statuses: &[ContainerStatus],
    (context, index): Which<'_>,
    now: SimTime,
    change: impl Fn(&mut ContainerStatus),
) -> (Pod, Containers) {
    let (mut pod, mut after) = (*pod, statuses.to_vec());
    let all = after.iter_mut().enumerate();
    all.filter(|(at, _)| index.is_none_or(|index| index == *at)).for_each(|(_, it)| change(it));
    summarize(&mut pod, &after, context, now);
    (pod, Some(after))
}

/// Updates the pod's own fields from its containers' statuses. Upstream: `getPhase`,
/// `GenerateContainersReadyCondition`.
fn summarize(pod: &mut Pod, statuses: &[ContainerStatus], context: &PodContext<'_>, now: SimTime) {
    let (mains, inits) = statuses.split_at(context.template.containers.len().min(statuses.len()));
    let begins = first_unfinished_init(pod, statuses, context);
    let sidecars = || {
        let indexed = inits.iter().enumerate();
        let kind = |at: usize| context.template.init_containers.get(at).map(|it| it.kind);
        indexed.filter(move |&(at, _)| kind(at) == Some(ContainerKind::Sidecar)).map(|(_, it)| it)
    };
    pod.container = match begins.map(|index| statuses[index].state) {
        _ if pod.is_terminating() && statuses.iter().any(ContainerStatus::runs) => {
            ContainerState::Running
        }
        Some(ContainerState::Initializing | ContainerState::Running) => {
            ContainerState::Initializing
        }
        Some(trouble) => trouble,
        None => {
            let not_running = mains.iter().chain(sidecars()).find(|it| !it.runs());
            not_running.map_or(ContainerState::Running, |it| it.state)
        }
    };
    let have_run = mains.iter().all(|it| it.started_at.is_some());
    if begins.is_none() && have_run && !pod.is_finished() {
        pod.phase = PodPhase::Running;
    }
    let first_start = mains.iter().filter_map(|it| it.started_at).min();
    pod.started_at = pod.started_at.or(first_start);
    pod.has_address |= first_start.is_some();
    let restarts: u16 = statuses.iter().map(|it| it.restarts).fold(0, u16::saturating_add);
    pod.restarts = pod.restarts.max(restarts);
    pod.crashes = statuses.iter().map(|it| it.crashes).max().unwrap_or_default();
    pod.failed_pulls = statuses.iter().map(|it| it.failed_pulls).max().unwrap_or_default();
    pod.last_terminated_at = statuses.iter().filter_map(|it| it.last_terminated_at).max();
    let ready = begins.is_none() && mains.iter().chain(sidecars()).all(|it| it.ready);
    if pod.containers_ready != ready {
        set_ready(pod, ready, now);
    }
}

/// How long the running containers take to stop: main and init containers together, then the sidecars one by one.
/// `None` if none runs.
pub(super) fn stops_after(
    pod: &Pod,
    statuses: &[ContainerStatus],
    context: &PodContext<'_>,
) -> Option<Duration> {
    if !statuses.iter().any(ContainerStatus::runs) {
        return None;
    }
    Some(ends(pod, statuses, context).into_iter().flatten().max().unwrap_or_default())
}

/// How long after the deletion each running container ends, without regard to the grace period. `None` for one that
/// does not run.
fn ends(
    pod: &Pod,
    statuses: &[ContainerStatus],
    context: &PodContext<'_>,
) -> Vec<Option<Duration>> {
    let container = |index| context.container(pod, index);
    let stop = |index: usize, status: &ContainerStatus| {
        status.runs().then(|| container(index).takes(status.restarts, Step::Stop))
    };
    let is_sidecar = |index| container(index).kind() == ContainerKind::Sidecar;
    let all = || statuses.iter().enumerate();
    let mut ends: Vec<_> =
        all().map(|(index, status)| stop(index, status).filter(|_| !is_sidecar(index))).collect();
    let mut last = ends.iter().flatten().max().copied().unwrap_or_default();
    for (index, status) in all().rev().filter(|&(index, _)| is_sidecar(index)) {
        if let Some(takes) = stop(index, status) {
            last = last.saturating_add(takes);
            ends[index] = Some(last);
        }
    }
    ends
}

/// Ends the containers of a terminating pod. One that needs longer than the grace period is killed; a main container
/// that never ran gets the reason ContainerStatusUnknown.
fn stop(
    pod: &Pod,
    mut statuses: Vec<ContainerStatus>,
    context: &PodContext<'_>,
    now: SimTime,
) -> (Pod, Containers) {
    let mut pod = *pod;
    let grace = Duration::from_secs(pod.grace_seconds.into());
    let ends = ends(&pod, &statuses, context);
    let mains = context.template.containers.len();
    let is_initialized = first_unfinished_init(&pod, &statuses, context).is_none();
    for (index, (status, ends)) in statuses.iter_mut().zip(ends).enumerate() {
        match (status.state, ends) {
            (ContainerState::Running, _) => {
                let in_time = ends.is_none_or(|after| after <= grace);
                let crashes = status.crashes;
                super::container::end(status, if in_time { 0 } else { KILLED }, now);
                status.crashes = crashes;
            }
            (ContainerState::Completed | ContainerState::Error, _) => {}
            _ if status.last_terminated_at.is_some() => {
                status.state = ended_with(status.exit_code);
            }
            // Init containers that never ran, and main containers that waited for them, keep waiting.
            _ if index >= mains || !is_initialized => {}
            _ => {
                (status.state, status.exit_code) = (ContainerState::StatusUnknown, KILLED);
                (status.since, status.last_terminated_at) = (now, None);
            }
        }
    }
    let well = statuses.iter().all(|it| it.state == ContainerState::Completed);
    let first = statuses.iter().find(|it| it.state != ContainerState::Completed);
    pod.phase = if well { PodPhase::Succeeded } else { PodPhase::Failed };
    pod.container = first.map_or(ContainerState::Completed, |it| it.state);
    set_ready(&mut pod, false, now);
    (pod, Some(statuses))
}

/// Statuses after every running container has ended for good: with exit code 0 if `well`, else 1.
pub(super) fn finished(
    statuses: &[ContainerStatus],
    well: bool,
    now: SimTime,
) -> Vec<ContainerStatus> {
    let mut after = statuses.to_vec();
    for status in after.iter_mut().filter(|it| it.runs()) {
        super::container::end(status, u8::from(!well), now);
    }
    after
}
