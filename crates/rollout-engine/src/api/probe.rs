//! Probes: what the kubelet asks a container, and how often, as a pod template has it.
//!
//! What the container answers is the world's and stands in [`crate::behavior`].

use std::time::Duration;

/// One probe, as far as it decides when something happens. What it asks is not modelled, nor is its timeout.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Probe {
    /// `initialDelaySeconds`: not asked before, counted from the container's start.
    pub initial_delay: Duration,
    /// `periodSeconds`: how often it is asked; at least a second.
    pub period: Duration,
    /// `successThreshold`: so many good answers in a row are needed; at least 1.
    pub success_threshold: u32,
    /// `failureThreshold`: so many bad answers in a row are needed; at least 1.
    pub failure_threshold: u32,
}

/// The kinds of probes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
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
pub struct Probes {
    /// `startupProbe`: until it succeeds the others are not asked; when it fails the container is killed.
    pub startup: Option<Probe>,
    /// `readinessProbe`: whether the container is Ready.
    pub readiness: Option<Probe>,
    /// `livenessProbe`: when it fails the container is killed.
    pub liveness: Option<Probe>,
}

impl Default for Probe {
    /// Kubernetes' defaults: at once, every 10 s, 1 success, 3 failures.
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
    /// When the probe first gives its verdict "bad" on a container that answers badly from `from` on, and is asked
    /// from `first` on; both counted from the container's start.
    pub fn fails_at(&self, first: Duration, from: Duration) -> Duration {
        self.asked_at(first, from)
            .saturating_add(self.period.saturating_mul(self.failure_threshold.saturating_sub(1)))
    }

    /// When it is asked at or after `from`, if it is asked from `first` on.
    pub fn asked_at(&self, first: Duration, from: Duration) -> Duration {
        let waited = from.saturating_sub(first).as_millis();
        let period = self.period.as_millis().max(1);
        let periods = u32::try_from(waited.div_ceil(period)).unwrap_or(u32::MAX);
        first.saturating_add(self.period.saturating_mul(periods))
    }
}

impl Probes {
    /// Whether a container is not Ready as soon as it runs.
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
