//! Several containers: in which order they begin, which of them step at one instant, and what they make of their pod.
//!
//! Init containers go one after the other; a sidecar among them goes on once it has started, and the next begins. Then the
//! main containers begin together. The kubelet starts them one by one within one pass and writes the pod once, after it:
//! so their pulls add up, and a container whose image does not come holds back no other (`kuberuntime_manager.go`,
//! `SyncPod`). When the pod leaves, main containers are stopped together, then the sidecars, the last one first.

use std::time::Duration;

use super::container::KILLED;
use super::{Circumstances, PodStep, ended_with, set_ready};
use crate::api::{ContainerKind, ContainerState, ContainerStatus, Pod, PodPhase};
use crate::behavior::Step;
use crate::time::SimTime;

/// What each container of a pod does, if it has several.
pub type Containers = Option<Vec<ContainerStatus>>;

/// Some or all containers of a pod.
type Which<'a> = (&'a Circumstances<'a>, Option<usize>);

/// The kubelet's first status: everything waits.
pub(super) fn first(pod: &Pod, world: &Circumstances<'_>, now: SimTime) -> (Pod, Containers) {
    let has_init = !world.template.init_containers.is_empty();
    let state = if has_init { ContainerState::Initializing } else { ContainerState::Creating };
    let all = world.template.all_containers();
    let statuses: Vec<_> = all.map(|_| ContainerStatus::waiting(state, now)).collect();
    (Pod { container: state, ..*pod }, Some(statuses))
}

/// The first step of any of them, and when it comes. Of two at one instant the one of the earlier container.
pub(super) fn next_step(
    pod: &Pod,
    statuses: &[ContainerStatus],
    world: &Circumstances<'_>,
    now: SimTime,
) -> Option<(PodStep, SimTime)> {
    due(pod, statuses, world, now).into_iter().map(|(_, step, at)| (step, at)).min_by_key(|it| it.1)
}

pub(super) fn only_repeats(
    pod: &Pod,
    statuses: &[ContainerStatus],
    world: &Circumstances<'_>,
    now: SimTime,
) -> bool {
    let mut due = due(pod, statuses, world, now).into_iter();
    due.all(|(index, step, _)| {
        let has_crashed = index.is_some_and(|index| statuses[index].crashes > 0);
        let follows =
            matches!(step, PodStep::BecameReady | PodStep::BecameUnready | PodStep::ProbeNoted);
        step.repeats() || (has_crashed && follows)
    })
}

/// The next step of each container, by its index; of the pod as a whole without one.
type Due = (Option<usize>, PodStep, SimTime);

fn due(
    pod: &Pod,
    statuses: &[ContainerStatus],
    world: &Circumstances<'_>,
    now: SimTime,
) -> Vec<Due> {
    let mut due = Vec::new();
    let begins = first_undone(pod, statuses, world);
    if !pod.has_address && begins.is_some() {
        let since = begins.map_or(now, |index| statuses[index].since);
        let sandbox = (since + world.takes(pod, Step::Sandbox)).max(now);
        return vec![(None, PodStep::GotAddress, sandbox)];
    }
    if begins.is_none() && statuses.iter().any(|it| it.state == ContainerState::Creating) {
        let (step, at) = next_of_creating(pod, statuses, world, now);
        due.push((None, step, at));
    }
    for (index, status) in statuses.iter().enumerate() {
        let place = world.place(pod, index);
        if status.state == ContainerState::Initializing && begins == Some(index) {
            let at = (status.since + place.pull(status.restarts)).max(now);
            due.push((Some(index), place.starts(), at));
        } else if let Some((step, at)) = place.next_step(status, now) {
            due.push((Some(index), step, at));
        }
    }
    due
}

/// The init container that has to end, or to start, before anything else begins.
fn first_undone(
    pod: &Pod,
    statuses: &[ContainerStatus],
    world: &Circumstances<'_>,
) -> Option<usize> {
    // Once the main containers have begun, a sidecar that crashes holds nothing back.
    let mains = world.template.containers.len();
    let begun = statuses.iter().take(mains).any(|it| it.state != ContainerState::Initializing);
    let mut inits = (mains..statuses.len()).filter(|_| !begun);
    inits.find(|&index| !world.place(pod, index).is_done(&statuses[index]))
}

/// The first start of the main containers, all at once, or the address before it.
///
/// `sandbox`, `pull` and `start` are all counted from the first status; after init containers the sandbox stands.
pub(super) fn next_of_creating(
    pod: &Pod,
    statuses: &[ContainerStatus],
    world: &Circumstances<'_>,
    now: SimTime,
) -> (PodStep, SimTime) {
    let starting = || {
        let mains = statuses.iter().enumerate().take(world.template.containers.len().max(1));
        mains.filter(|(_, status)| status.state == ContainerState::Creating)
    };
    let since = starting().next().map_or(now, |(_, status)| status.since);
    let place = |index| world.place(pod, index);
    let pull: Duration = starting().map(|(index, status)| place(index).pull(status.restarts)).sum();
    let start = starting().map(|(index, status)| place(index).takes(status.restarts, Step::Start));
    let start = pull.saturating_add(start.max().unwrap_or_default());
    let has_init = !world.template.init_containers.is_empty();
    let sandbox = if has_init { Duration::ZERO } else { world.takes(pod, Step::Sandbox) };
    if !pod.has_address && sandbox < start {
        return (PodStep::GotAddress, (since + sandbox).max(now));
    }
    // A pod with one container does not remember since when it waits: it was since the address came.
    let elapsed = if pod.has_address && statuses.len() == 1 { sandbox } else { Duration::ZERO };
    let steps = || starting().map(|(index, _)| place(index).starts());
    let order = [PodStep::Started, PodStep::EndedAtOnce, PodStep::PullFailed];
    let step = order.into_iter().find(|&step| steps().any(|it| it == step));
    (step.unwrap_or(PodStep::Started), (since + start.saturating_sub(elapsed)).max(now))
}

/// Takes all steps that are due now: the kubelet writes them as one.
pub(super) fn take(
    pod: &Pod,
    statuses: &[ContainerStatus],
    step: PodStep,
    world: &Circumstances<'_>,
    now: SimTime,
) -> (Pod, Containers) {
    let mut pod = *pod;
    let mut after = statuses.to_vec();
    if step == PodStep::Stopped {
        return stop(&pod, after, world, now);
    }
    let began = first_undone(&pod, statuses, world);
    let notes_only = step.is_note();
    for (index, due, at) in due(&pod, statuses, world, now) {
        if at > now || (notes_only && !due.is_note()) {
            continue;
        }
        match (index, due) {
            (Some(index), due) => world.place(&pod, index).take(&mut after[index], due, now),
            (None, PodStep::GotAddress) => {
                pod.has_address = true;
                began.into_iter().for_each(|first| after[first].since = now);
            }
            (None, _) => start_mains(&pod, &mut after, world, now),
        }
    }
    begin_next(&pod, began, &mut after, world, now);
    sum_up(&mut pod, &after, world, now);
    (pod, Some(after))
}

/// One pass of the kubelet over the main containers.
fn start_mains(
    pod: &Pod,
    statuses: &mut [ContainerStatus],
    world: &Circumstances<'_>,
    now: SimTime,
) {
    let mains = statuses.iter_mut().enumerate().take(world.template.containers.len());
    for (index, status) in mains.filter(|(_, it)| it.state == ContainerState::Creating) {
        let place = world.place(pod, index);
        place.take(status, place.starts(), now);
    }
}

/// When an init container is done the next one begins, or the main ones do.
fn begin_next(
    pod: &Pod,
    began: Option<usize>,
    statuses: &mut [ContainerStatus],
    world: &Circumstances<'_>,
    now: SimTime,
) {
    let begins = first_undone(pod, statuses, world);
    if begins == began {
        return;
    }
    let begun = match begins {
        Some(next) => next..next + 1,
        None => 0..world.template.containers.len(),
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

/// Something befalls one container, or all of them.
pub(super) fn change(
    pod: &Pod,
    statuses: &[ContainerStatus],
    (world, index): Which<'_>,
    now: SimTime,
    change: impl Fn(&mut ContainerStatus),
) -> (Pod, Containers) {
    let (mut pod, mut after) = (*pod, statuses.to_vec());
    let all = after.iter_mut().enumerate();
    all.filter(|(at, _)| index.is_none_or(|index| index == *at)).for_each(|(_, it)| change(it));
    sum_up(&mut pod, &after, world, now);
    (pod, Some(after))
}

/// What the containers of a pod make of it (upstream `getPhase`, `GenerateContainersReadyCondition`).
fn sum_up(pod: &mut Pod, statuses: &[ContainerStatus], world: &Circumstances<'_>, now: SimTime) {
    let (mains, inits) = statuses.split_at(world.template.containers.len().min(statuses.len()));
    let begins = first_undone(pod, statuses, world);
    let sidecars = || {
        let indexed = inits.iter().enumerate();
        let kind = |at: usize| world.template.init_containers.get(at).map(|it| it.kind);
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

/// How long they take to stop: the main ones and what still initializes together, then the sidecars one by one. `None`
/// if none runs.
pub(super) fn stops_after(
    pod: &Pod,
    statuses: &[ContainerStatus],
    world: &Circumstances<'_>,
) -> Option<Duration> {
    if !statuses.iter().any(ContainerStatus::runs) {
        return None;
    }
    Some(ends(pod, statuses, world).into_iter().flatten().max().unwrap_or_default())
}

/// When each container that runs would have ended, if it had all the time it needs.
fn ends(
    pod: &Pod,
    statuses: &[ContainerStatus],
    world: &Circumstances<'_>,
) -> Vec<Option<Duration>> {
    let place = |index| world.place(pod, index);
    let stop = |index: usize, status: &ContainerStatus| {
        status.runs().then(|| place(index).takes(status.restarts, Step::Stop))
    };
    let is_sidecar = |index| place(index).kind() == ContainerKind::Sidecar;
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

/// Whoever needs longer than the grace period is killed. What never ran ended as nobody knows.
fn stop(
    pod: &Pod,
    mut statuses: Vec<ContainerStatus>,
    world: &Circumstances<'_>,
    now: SimTime,
) -> (Pod, Containers) {
    let mut pod = *pod;
    let grace = Duration::from_secs(pod.grace_seconds.into());
    let ends = ends(&pod, &statuses, world);
    let mains = world.template.containers.len();
    let is_initialized = first_undone(&pod, &statuses, world).is_none();
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
            // What still had to wait for an init container waits for ever.
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

/// All of them have ended, well or not, and will not be started again.
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
