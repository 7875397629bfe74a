//! The status of one container, and what its probes have found in its current run.
//!
//! A pod with one container and no init container keeps these facts in itself ([`super::Pod`]), so that a trace stays
//! small. Every other pod has a [`PodContainers`] beside it. Reasons and dates as `kubectl` prints them are made in
//! the crate `apiserver`.

use std::time::Duration;

use super::{ContainerState, Pod, ProbeKind, Uid};
use crate::time::SimTime;

/// `status.containerStatuses[]`, and what the kubelet remembers of the container.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct ContainerStatus {
    /// `state`, with its reason.
    pub state: ContainerState,
    /// When the container came into that state.
    pub since: SimTime,
    /// `ready`. A plain init container is ready once it has ended with exit code 0.
    pub ready: bool,
    /// Start of the current run, or of the last one.
    pub started_at: Option<SimTime>,
    /// `restartCount`.
    pub restarts: u16,
    /// Start of the run that ended last.
    pub last_started_at: Option<SimTime>,
    /// End of the run that ended last.
    pub last_terminated_at: Option<SimTime>,
    /// Exit code of the run that ended last.
    pub exit_code: u8,
    /// Failed pulls of its image. The kubelet remembers them for its back-off.
    pub failed_pulls: u8,
    /// Runs that have ended by themselves. The kubelet remembers them for its back-off, and forgets them after a long
    /// run.
    pub crashes: u8,
    /// Whether a person has its readiness probe fail.
    pub readiness_fails: bool,
    /// What its probes have found in the current run.
    pub probing: Probing,
}

/// Container statuses of a pod that has several containers: main containers first, then init containers, each in the
/// order of the template.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct PodContainers {
    /// The pod's ordinal.
    pub ordinal: u32,
    /// The pod's uid.
    pub uid: Uid,
    /// One status for each container.
    pub statuses: Vec<ContainerStatus>,
}

/// What the probes have found in a container's current run, packed into one byte because every pod holds one.
#[derive(Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Probing(u8);

impl Probing {
    const ANSWERED: u8 = 1 << 3;
    const PASSED: u8 = 1 << 4;
    const KILLER: u8 = 5;

    /// Whether the probe of this kind fails now.
    pub fn fails(self, kind: ProbeKind) -> bool {
        self.0 & 1 << kind as u8 != 0
    }

    /// A copy in which the probe of this kind fails or not.
    #[must_use]
    pub fn with(self, kind: ProbeKind, fails: bool) -> Self {
        let bit = 1 << kind as u8;
        Self(if fails { self.0 | bit } else { self.0 & !bit })
    }

    /// Whether the container has answered a probe in this run. If a probe fails now, the container hangs.
    pub fn has_answered(self) -> bool {
        self.0 & Self::ANSWERED != 0
    }

    /// A copy in which the container has answered.
    #[must_use]
    pub fn answered(self) -> Self {
        Self(self.0 | Self::ANSWERED)
    }

    /// `started`: its startup probe has succeeded, or it has none.
    pub fn has_started(self) -> bool {
        self.0 & Self::PASSED != 0
    }

    /// A copy in which the startup probe has succeeded.
    #[must_use]
    pub fn started(self) -> Self {
        Self(self.0 | Self::PASSED)
    }

    /// The failed probe because of which the kubelet kills the container, or has killed it.
    pub fn killer(self) -> Option<ProbeKind> {
        [None, Some(ProbeKind::Startup), Some(ProbeKind::Liveness), None]
            [usize::from(self.0 >> Self::KILLER & 3)]
    }

    /// A copy in which the kubelet kills the container because of this probe. A readiness probe never kills: it
    /// leaves `None`.
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
    /// Status of a container that has never run.
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

    /// Status of a pod's one container, read from the pod. A pod does not keep when the state began: the caller gives
    /// `since`.
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

    /// Length of the run that ended last, in milliseconds; 0 if none has ended.
    pub(crate) fn last_run_ms(&self) -> u32 {
        let ended = self.last_terminated_at.zip(self.last_started_at);
        let ms = ended.map_or(0, |(ended, started)| ended.since(started).as_millis());
        u32::try_from(ms).unwrap_or(u32::MAX)
    }

    /// Whether it is running.
    pub fn runs(&self) -> bool {
        self.state == ContainerState::Running
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn probing_packs_each_probe_apart_from_the_others() {
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
