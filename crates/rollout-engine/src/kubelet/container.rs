//! One container's life: pulls, runs, probes, crashes and back-offs.
//!
//! The same for the one container of a pod and for each of several. When a container may start for the first time is
//! in `multi_container`, and what its probes find in `probing`.

use std::num::NonZeroU32;
use std::time::Duration;

use super::probing::{self, Answers, ProbeTimes};
use super::{PodContext, PodStep, ended_with};
use crate::api::{
    Container, ContainerKind, ContainerState, ContainerStatus, Pod, ProbeKind, Probes, Probing,
};
use crate::behavior::{ImageFault, Names, Step};
use crate::time::SimTime;

/// From a failed pull to `ImagePullBackOff`: how long `ErrImagePull` is shown.
const ERR_IMAGE_PULL_SHOWN: Duration = Duration::from_secs(1);
/// The kubelet's first image pull back-off; it doubles up to [`PULL_BACK_OFF_MAX`].
const PULL_BACK_OFF: Duration = Duration::from_secs(10);
/// The kubelet's longest image pull back-off (`MaxContainerBackOff`).
const PULL_BACK_OFF_MAX: Duration = Duration::from_secs(300);

/// From one attempt to create a container to the next: the kubelet's retry of a failed pod sync.
const START_RETRY_PERIOD: Duration = Duration::from_secs(10);

/// From a container's end to the kubelet's reaction.
pub(super) const CRASH_NOTICE_DELAY: Duration = Duration::from_millis(300);
/// The kubelet's first crash back-off; it doubles up to [`CRASH_BACK_OFF_MAX`], counted from the container's end.
const CRASH_BACK_OFF: Duration = Duration::from_secs(10);
/// The kubelet's longest crash back-off (`MaxContainerBackOff`).
const CRASH_BACK_OFF_MAX: Duration = Duration::from_secs(300);
/// Exit code of a process that needed longer than the grace period: 128 + SIGKILL.
pub(super) const KILLED: u8 = 137;
/// A run of this length makes the kubelet forget earlier crashes: twice the longest back-off.
const CRASHES_FORGOTTEN_AFTER: Duration = Duration::from_secs(600);
/// Period at which the kubelet lists running containers (`pkg/kubelet/pleg/generic.go`). It sees only the end of a
/// run that begins and ends between two lists.
const RELIST_PERIOD: Duration = Duration::from_secs(1);

/// A container with its pod and what the kubelet knows of the pod.
#[derive(Clone, Copy)]
pub(super) struct ContainerContext<'a> {
    pub(super) context: &'a PodContext<'a>,
    pub(super) pod: &'a Pod,
    /// Its index in [`PodTemplate::all_containers`](crate::api::PodTemplate::all_containers).
    pub(super) index: usize,
    /// The container of the template; `None` only for an index that the template does not have.
    pub(super) container: Option<&'a Container>,
}

impl ContainerContext<'_> {
    fn names(&self) -> Names<'_> {
        let (container, image) = self.container.map_or(("", ""), |it| (&it.name, &it.image));
        Names { pod: self.context.name, container, image }
    }

    /// What goes wrong with it. What happens at a start alone is in [`Self::fault_at_start`].
    pub(super) fn fault(&self) -> ImageFault {
        match self.context.behavior.fault(self.names()) {
            ImageFault::FailsOneIn(_) => ImageFault::None,
            fault => fault,
        }
    }

    fn fault_at_start(&self) -> ImageFault {
        match self.context.behavior.fault(self.names()) {
            ImageFault::FailsOneIn(many) if self.is_the_one_in(many) => {
                ImageFault::Exits { code: 1, after: Duration::ZERO }
            }
            _ => self.fault(),
        }
    }

    /// Whether this pod is the one in so many: the same for its whole life.
    fn is_the_one_in(&self, many: NonZeroU32) -> bool {
        let of = u32::MAX - u32::try_from(self.index).unwrap_or_default();
        let address = [self.pod.ordinal, self.pod.incarnation, 0, of];
        let jitter = self.context.behavior.jitter();
        jitter.is_some_and(|jitter| jitter.is_the_one_in(many, address))
    }

    fn probes(&self) -> Probes {
        self.container.map(|container| container.probes).unwrap_or_default()
    }

    pub(super) fn kind(&self) -> ContainerKind {
        self.container.map(|container| container.kind).unwrap_or_default()
    }

    /// How long a step of this container takes, jitter included. `restarts` is part of the jitter's address.
    pub(super) fn takes(&self, restarts: u16, step: Step) -> Duration {
        let stated = self.context.behavior.duration(step, self.names());
        // The address has ordinal and incarnation, not the uid: uids are counted through the whole cluster, so
        // another pod would change them.
        let of = u32::try_from(self.index).unwrap_or_default() * Step::ALL.len() as u32;
        let address = [self.pod.ordinal, self.pod.incarnation, restarts.into(), of + step as u32];
        let jitter = self.context.behavior.jitter();
        jitter.map_or(stated.usual, |jitter| jitter.draw(stated, address))
    }

    /// How long the pull of its image takes; zero if the node has the image.
    pub(super) fn pull(&self, restarts: u16) -> Duration {
        let has_image = self.container.is_some_and(|it| (self.context.has_image)(&it.image));
        if has_image { Duration::ZERO } else { self.takes(restarts, Step::Pull) }
    }

    /// Its next step and due time; `None` while it does nothing by itself. Leaves out its first start, which depends
    /// on the pod's other containers.
    pub(super) fn next_step(
        &self,
        status: &ContainerStatus,
        now: SimTime,
    ) -> Option<(PodStep, SimTime)> {
        let (step, after) = match status.state {
            ContainerState::Running => return self.next_of_running(status, now),
            ContainerState::ErrImagePull => (PodStep::PullBackedOff, ERR_IMAGE_PULL_SHOWN),
            ContainerState::ImagePullBackOff => self.next_pull(status),
            // The kubelet retries for ever and reports nothing new.
            ContainerState::ConfigError if self.starts() == PodStep::CannotStart => return None,
            ContainerState::ConfigError => (self.starts(), START_RETRY_PERIOD),
            ContainerState::Completed if self.kind() == ContainerKind::Init => return None,
            ContainerState::Completed | ContainerState::Error if status.crashes <= 1 => {
                (self.restarts(), CRASH_NOTICE_DELAY)
            }
            ContainerState::Completed | ContainerState::Error => {
                (PodStep::CrashBackedOff, CRASH_NOTICE_DELAY)
            }
            ContainerState::CrashLoopBackOff => {
                let failures = status.crashes.saturating_sub(2);
                let back_off = doubled(CRASH_BACK_OFF, failures, CRASH_BACK_OFF_MAX);
                (self.restarts(), back_off.saturating_sub(CRASH_NOTICE_DELAY))
            }
            _ => return None,
        };
        Some((step, (status.since + after).max(now)))
    }

    /// The step that its first start turns out to be, once the pull is over.
    pub(super) fn starts(&self) -> PodStep {
        match self.fault() {
            ImageFault::CannotBePulled => PodStep::PullFailed,
            ImageFault::CannotStart => PodStep::CannotStart,
            _ if self.ends_at_once() => PodStep::EndedAtOnce,
            _ if self.kind() == ContainerKind::Main => PodStep::Started,
            _ => PodStep::InitStarted,
        }
    }

    fn restarts(&self) -> PodStep {
        match self.fault() {
            ImageFault::CannotStart => PodStep::CannotStart,
            _ if self.ends_at_once() => PodStep::EndedAtOnce,
            _ => PodStep::Restarted,
        }
    }

    fn ends_at_once(&self) -> bool {
        matches!(self.fault_at_start(), ImageFault::Exits { after, .. } if after < RELIST_PERIOD)
    }

    /// The next pull, after its back-off. It succeeds if the image's fault has ended by then.
    fn next_pull(&self, status: &ContainerStatus) -> (PodStep, Duration) {
        let failures = status.failed_pulls.saturating_sub(1);
        (self.starts(), doubled(PULL_BACK_OFF, failures, PULL_BACK_OFF_MAX))
    }

    /// The next step of a running container: what its probes find, or the end of its process, whichever is first.
    fn next_of_running(
        &self,
        status: &ContainerStatus,
        now: SimTime,
    ) -> Option<(PodStep, SimTime)> {
        let started = status.started_at.unwrap_or(now);
        let exits = match self.fault() {
            ImageFault::Exits { code: 0, after } if self.kind() == ContainerKind::Init => {
                return Some((PodStep::Initialized, (started + after).max(now)));
            }
            ImageFault::Exits { after, .. } => Some(after),
            _ => None,
        };
        if self.kind() == ContainerKind::Init {
            let ends = (PodStep::Initialized, self.takes(status.restarts, Step::Init));
            let (step, after) = exits.map_or(ends, |after| (PodStep::Crashed, after));
            return Some((step, (started + after).max(now)));
        }
        let probe_times = self.probe_times(status);
        let ProbeTimes { ready, unready, killed, .. } = probe_times;
        let is_killed = status.probing.killer().is_some();
        let stop = self.takes(status.restarts, Step::Stop).min(self.context.template.grace_period);
        let dead = is_killed.then(|| killed.map_or(now.since(started), |(at, _)| at));
        let still_answers = unready.is_none_or(|unready| started + unready > now);
        let becomes_ready = !status.ready && !status.readiness_fails && !is_killed;
        let due = [
            (PodStep::Crashed, exits),
            (PodStep::Killed, dead.map(|dead| dead.saturating_add(stop))),
            (PodStep::Killing, killed.map(|(at, _)| at).filter(|_| !is_killed)),
            (PodStep::BecameUnready, unready.filter(|_| status.ready)),
            (PodStep::BecameReady, ready.filter(|_| becomes_ready && still_answers)),
            (PodStep::ProbeNoted, self.next_note(status, &probe_times, now.since(started))),
        ];
        let due =
            due.into_iter().filter_map(|(step, after)| Some((step, (started + after?).max(now))));
        due.min_by_key(|&(_, at)| at)
    }

    /// When a probe next begins to fail or to succeed, from the container's start. `after` is how long it has run.
    fn next_note(
        &self,
        status: &ContainerStatus,
        probe_times: &ProbeTimes,
        after: Duration,
    ) -> Option<Duration> {
        let is_probed = self.probes() != Probes::default();
        if !is_probed || status.probing.killer().is_some() {
            return None;
        }
        let now = self.probing(status, probe_times, after);
        if now == status.probing { probe_times.next_change(after) } else { Some(after) }
    }

    fn answers(&self, status: &ContainerStatus) -> Answers {
        let fault = self.fault();
        Answers {
            from: self.takes(status.restarts, Step::Ready),
            until: match fault {
                ImageFault::StopsAnswering { after } => Some(after),
                _ => None,
            },
            never_ready: fault == ImageFault::NeverReady,
        }
    }

    fn probe_times(&self, status: &ContainerStatus) -> ProbeTimes {
        probing::probe_times(&self.probes(), self.answers(status))
    }

    fn probing(
        &self,
        status: &ContainerStatus,
        probe_times: &ProbeTimes,
        after: Duration,
    ) -> Probing {
        let probing = probe_times.probing(status.probing, after, self.answers(status));
        let fails = status.readiness_fails && self.probes().readiness.is_some();
        probing.with(ProbeKind::Readiness, fails || probing.fails(ProbeKind::Readiness))
    }

    /// Applies a step to its status.
    pub(super) fn apply(&self, status: &mut ContainerStatus, step: PodStep, now: SimTime) {
        let before = status.state;
        match step {
            PodStep::Started | PodStep::InitStarted => self.start(status, now),
            PodStep::Restarted => {
                status.restarts = status.restarts.saturating_add(1);
                self.start(status, now);
            }
            PodStep::EndedAtOnce => self.start_and_end(status, now),
            PodStep::Initialized => {
                end(status, 0, now);
                (status.crashes, status.ready) = (0, true);
            }
            PodStep::Crashed => end(status, self.exit_code(), now),
            PodStep::Killing => {
                let killer =
                    self.probe_times(status).killed.map_or(ProbeKind::Liveness, |(_, by)| by);
                self.note(status, now);
                status.probing = status.probing.killed_by(killer);
            }
            PodStep::Killed => {
                let stop = self.takes(status.restarts, Step::Stop);
                let in_time = stop <= self.context.template.grace_period;
                end(status, if in_time { 0 } else { KILLED }, now);
            }
            PodStep::CrashBackedOff => status.state = ContainerState::CrashLoopBackOff,
            PodStep::BecameReady => status.ready = true,
            PodStep::BecameUnready => status.ready = false,
            PodStep::PullFailed => {
                status.state = ContainerState::ErrImagePull;
                status.failed_pulls = status.failed_pulls.saturating_add(1);
            }
            PodStep::PullBackedOff => status.state = ContainerState::ImagePullBackOff,
            PodStep::CannotStart => status.state = ContainerState::ConfigError,
            _ => {}
        }
        if status.state != before || matches!(step, PodStep::EndedAtOnce) {
            status.since = now;
        }
        if step != PodStep::Killing {
            self.note(status, now);
        }
    }

    /// Updates what the probes of a running container have found by now.
    fn note(&self, status: &mut ContainerStatus, now: SimTime) {
        let is_probed = self.probes() != Probes::default();
        if status.runs() && is_probed && status.probing.killer().is_none() {
            let after = status.started_at.map_or(Duration::ZERO, |started| now.since(started));
            status.probing = self.probing(status, &self.probe_times(status), after);
        }
    }

    fn start(&self, status: &mut ContainerStatus, now: SimTime) {
        (status.state, status.started_at) = (ContainerState::Running, Some(now));
        status.probing = Probing::default();
        let is_init = self.kind() == ContainerKind::Init;
        status.ready = !is_init && !self.probes().delay_readiness() && !status.readiness_fails;
    }

    /// Starts and ends within one [`RELIST_PERIOD`]: never Ready.
    fn start_and_end(&self, status: &mut ContainerStatus, now: SimTime) {
        if status.last_terminated_at.is_some() {
            status.restarts = status.restarts.saturating_add(1);
        }
        (status.started_at, status.probing) = (Some(now), Probing::default());
        end(status, self.exit_code(), now);
        if self.kind() == ContainerKind::Init && status.state == ContainerState::Completed {
            (status.crashes, status.ready) = (0, true);
        }
    }

    /// Exit code of a run that ends by itself.
    fn exit_code(&self) -> u8 {
        match self.fault() {
            ImageFault::Exits { code, .. } => code,
            _ => 1,
        }
    }

    /// Whether the next init container may start: a plain one has ended with exit code 0, a sidecar has started.
    pub(super) fn is_done(&self, status: &ContainerStatus) -> bool {
        match self.kind() {
            ContainerKind::Sidecar => status.runs() && self.has_started(status),
            _ => status.state == ContainerState::Completed,
        }
    }

    fn has_started(&self, status: &ContainerStatus) -> bool {
        self.probes().startup.is_none() || status.probing.has_started()
    }
}

/// Ends a run with an exit code, and counts the crash for the back-off.
pub(super) fn end(status: &mut ContainerStatus, code: u8, now: SimTime) {
    let lasted =
        status.started_at.is_some_and(|started| now.since(started) >= CRASHES_FORGOTTEN_AFTER);
    status.crashes = if lasted { 1 } else { status.crashes.saturating_add(1) };
    (status.state, status.since) = (ended_with(code), now);
    (status.last_started_at, status.last_terminated_at) = (status.started_at, Some(now));
    (status.exit_code, status.ready) = (code, false);
}

/// A back-off that begins at `first` and doubles with each failure, up to `max`.
fn doubled(first: Duration, failures: u8, max: Duration) -> Duration {
    first.saturating_mul(1u32.checked_shl(failures.into()).unwrap_or(u32::MAX)).min(max)
}
