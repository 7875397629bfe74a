//! One container of a pod: its status, and what its probes have said of its present run.
//!
//! A pod with one container and no init container keeps these facts in itself ([`super::Pod`]), so that it stays small.
//! Every other pod has a [`PodContainers`] beside it. Words and dates are `kubectl`'s.

use std::time::Duration;

use super::{ContainerState, Pod, ProbeKind, Uid};
use crate::time::SimTime;

/// `status.containerStatuses[]`, and what the kubelet remembers of the container.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ContainerStatus {
    /// What it does.
    pub state: ContainerState,
    /// When it came into that state.
    pub since: SimTime,
    /// `ready`. A plain init container is ready once it has ended well.
    pub ready: bool,
    /// When its present run began, or its last one.
    pub started_at: Option<SimTime>,
    /// `restartCount`.
    pub restarts: u16,
    /// When the run began that ended last.
    pub last_started_at: Option<SimTime>,
    /// When a run of it last ended.
    pub last_terminated_at: Option<SimTime>,
    /// With which exit code that was.
    pub exit_code: u8,
    /// How many pulls of its image have failed: the kubelet's memory, for its back-off.
    pub failed_pulls: u8,
    /// How many runs have ended by themselves: the kubelet's memory, for its back-off.
    pub crashes: u8,
    /// Whether its readiness probe was made to fail, until it is made to succeed again.
    pub readiness_fails: bool,
    /// What its probes have said of this run.
    pub probing: Probing,
}

/// The containers of a pod that has more than one, the main ones first, then the init containers; each list in the
/// order of the template.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PodContainers {
    /// Of which ordinal.
    pub ordinal: u32,
    /// Of which pod.
    pub uid: Uid,
    /// One for each.
    pub statuses: Vec<ContainerStatus>,
}

/// What the probes have said of a container's present run, in one byte: a pod holds one.
#[derive(Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Probing(u8);

impl Probing {
    const ANSWERED: u8 = 1 << 3;
    const PASSED: u8 = 1 << 4;
    const KILLER: u8 = 5;

    /// Whether this probe fails now.
    pub fn fails(self, kind: ProbeKind) -> bool {
        self.0 & 1 << kind as u8 != 0
    }

    /// The same probing, with this probe failing or not.
    #[must_use]
    pub fn with(self, kind: ProbeKind, fails: bool) -> Self {
        let bit = 1 << kind as u8;
        Self(if fails { self.0 | bit } else { self.0 & !bit })
    }

    /// Whether the container has answered a probe in this run: if it fails now, it hangs.
    pub fn has_answered(self) -> bool {
        self.0 & Self::ANSWERED != 0
    }

    /// The same, of a container that has answered.
    #[must_use]
    pub fn answered(self) -> Self {
        Self(self.0 | Self::ANSWERED)
    }

    /// `started`: its startup probe has succeeded, or it has none.
    pub fn has_started(self) -> bool {
        self.0 & Self::PASSED != 0
    }

    /// The same, of a container whose startup probe has succeeded.
    #[must_use]
    pub fn started(self) -> Self {
        Self(self.0 | Self::PASSED)
    }

    /// The probe because of which the kubelet kills the container; once it has ended: killed it.
    pub fn killer(self) -> Option<ProbeKind> {
        [None, Some(ProbeKind::Startup), Some(ProbeKind::Liveness), None]
            [usize::from(self.0 >> Self::KILLER & 3)]
    }

    /// The same, of a container that the kubelet kills because of this probe.
    #[must_use]
    pub fn killed_by(self, kind: ProbeKind) -> Self {
        let killer = match kind {
            ProbeKind::Startup => 1,
            ProbeKind::Readiness => 0,
            ProbeKind::Liveness => 2,
        };
        Self(self.0 & !(3 << Self::KILLER) | killer << Self::KILLER)
    }
}

impl std::fmt::Debug for Probing {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Probing({:#010b})", self.0)
    }
}

impl ContainerStatus {
    /// Of a container that has only been named in a status.
    pub fn waiting(state: ContainerState, since: SimTime) -> Self {
        Self {
            state,
            since,
            ready: false,
            started_at: None,
            restarts: 0,
            last_started_at: None,
            last_terminated_at: None,
            exit_code: 0,
            failed_pulls: 0,
            crashes: 0,
            readiness_fails: false,
            probing: Probing::default(),
        }
    }

    /// The one container of a pod that keeps it in itself. Its state began at `since`.
    pub fn of(pod: &Pod, since: SimTime) -> Self {
        Self {
            state: pod.container,
            since,
            ready: pod.containers_ready,
            started_at: pod.started_at,
            restarts: pod.restarts,
            last_started_at: pod
                .last_terminated_at
                .map(|ended| ended - Duration::from_millis(pod.last_run_ms.into())),
            last_terminated_at: pod.last_terminated_at,
            exit_code: pod.exit_code,
            failed_pulls: pod.failed_pulls,
            crashes: pod.crashes,
            readiness_fails: pod.readiness_fails,
            probing: pod.probing,
        }
    }

    /// How long the run took that ended last, in milliseconds; 0 if none has.
    pub(crate) fn last_run_ms(&self) -> u32 {
        let ended = self.last_terminated_at.zip(self.last_started_at);
        let ms = ended.map_or(0, |(ended, started)| ended.since(started).as_millis());
        u32::try_from(ms).unwrap_or(u32::MAX)
    }

    /// It runs.
    pub fn runs(&self) -> bool {
        self.state == ContainerState::Running
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_probes_say_is_kept_apart() {
        let all = [ProbeKind::Startup, ProbeKind::Readiness, ProbeKind::Liveness];
        for kind in all {
            let probing = Probing::default().with(kind, true).answered().started();
            let others = all.into_iter().filter(|&other| other != kind);
            assert!(probing.fails(kind) && others.clone().all(|other| !probing.fails(other)));
            assert!(probing.has_answered() && probing.has_started());
            assert_eq!(probing.killer(), None);
            assert!(!probing.with(kind, false).fails(kind));
        }
        for kind in [ProbeKind::Startup, ProbeKind::Liveness] {
            let killed = Probing::default().started().killed_by(kind);
            assert_eq!((killed.killer(), killed.has_started()), (Some(kind), true));
        }
    }
}
