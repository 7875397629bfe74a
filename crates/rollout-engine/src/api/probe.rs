//! Probes as a pod template has them: when the kubelet probes a container, and how many results count.
//!
//! Not here: what the container answers ([`crate::behavior`]), and what follows from it ([`crate::kubelet`]).

use std::time::Duration;

/// One probe. Leaves out its method (HTTP, TCP, exec) and its timeout, which do not decide when something happens
/// here.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Probe {
    /// `initialDelaySeconds`: time from the container's start to the first probe.
    pub initial_delay: Duration,
    /// `periodSeconds`: time between two probes; at least 1 s.
    pub period: Duration,
    /// `successThreshold`: consecutive successes that are needed; at least 1.
    pub success_threshold: u32,
    /// `failureThreshold`: consecutive failures that are needed; at least 1.
    pub failure_threshold: u32,
}

/// The kinds of probes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub enum ProbeKind {
    /// `startupProbe`.
    Startup,
    /// `readinessProbe`.
    Readiness,
    /// `livenessProbe`.
    Liveness,
}

/// The probes of a container.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Probes {
    /// `startupProbe`: the others run only after it has succeeded; if it fails, the container is killed.
    pub startup: Option<Probe>,
    /// `readinessProbe`: decides whether the container is Ready.
    pub readiness: Option<Probe>,
    /// `livenessProbe`: if it fails, the container is killed.
    pub liveness: Option<Probe>,
}

impl Default for Probe {
    /// Kubernetes' defaults: from the start on, every 10 s, 1 success, 3 failures.
    fn default() -> Self {
        Self {
            initial_delay: Duration::ZERO,
            period: Duration::from_secs(10),
            success_threshold: 1,
            failure_threshold: 3,
        }
    }
}

impl Probe {
    /// When the probe reaches its failure threshold, if it runs from `first` on and fails from `from` on. All times
    /// are from the container's start.
    pub fn fails_at(&self, first: Duration, from: Duration) -> Duration {
        self.asked_at(first, from)
            .saturating_add(self.period.saturating_mul(self.failure_threshold.saturating_sub(1)))
    }

    /// The first run of the probe at or after `from`, if it runs from `first` on. All times are from the container's
    /// start.
    pub fn asked_at(&self, first: Duration, from: Duration) -> Duration {
        let waited = from.saturating_sub(first).as_millis();
        let period = self.period.as_millis().max(1);
        let periods = u32::try_from(waited.div_ceil(period)).unwrap_or(u32::MAX);
        first.saturating_add(self.period.saturating_mul(periods))
    }
}

impl Probes {
    /// Whether a container becomes Ready only after a probe has succeeded.
    pub fn delay_readiness(&self) -> bool {
        self.readiness.is_some() || self.startup.is_some()
    }

    /// The probe of this kind.
    pub fn of(&self, kind: ProbeKind) -> Option<Probe> {
        match kind {
            ProbeKind::Startup => self.startup,
            ProbeKind::Readiness => self.readiness,
            ProbeKind::Liveness => self.liveness,
        }
    }
}

impl ProbeKind {
    /// All kinds.
    pub const ALL: [Self; 3] = [Self::Startup, Self::Readiness, Self::Liveness];
}
