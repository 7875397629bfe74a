//! What pods of a pasted cluster show of an image: how long it takes to start, and what goes wrong with it.
//!
//! Not here: measuring the pods (`snapshot/measured.rs`).

use std::time::Duration;

use serde::{Deserialize, Serialize};

/// What pods show of an image.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Measured {
    /// The image, as the pods' spec names it.
    pub image: String,
    /// Number of pods that run it.
    pub pods: usize,
    /// From the kubelet's first status, or the end of the init containers, to running.
    pub start: Option<Spread>,
    /// From running to Ready.
    pub ready: Option<Spread>,
    /// How long an init container runs.
    pub init: Option<Spread>,
    /// How often its readiness is probed; `None` without a probe.
    pub period: Option<Duration>,
    /// What goes wrong with it.
    pub fault: Option<Fault>,
    /// Another version of it, whose times it is taken to have because its own pods show none.
    pub like: Option<String>,
}

/// What goes wrong with an image, as its pods show it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Fault {
    /// It cannot be pulled: ErrImagePull, ImagePullBackOff.
    CannotBePulled,
    /// Its container cannot be started: CreateContainerConfigError.
    CannotStart,
    /// Its process ends by itself.
    Exits {
        /// The exit code.
        code: u8,
        /// How long it ran the last time.
        after: Duration,
    },
}

impl Measured {
    /// From running until the container answers its probe. The probe that saw it came half a period later on average.
    pub fn answers_after(&self) -> Option<Spread> {
        let Spread { least, usual, most } = self.ready?;
        let sooner = |it: Duration| it.saturating_sub(self.period.unwrap_or_default() / 2);
        Some(Spread { least: sooner(least), usual: sooner(usual), most: sooner(most) })
    }
}

/// Durations that were measured.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Spread {
    /// The shortest.
    pub least: Duration,
    /// The mean of the middle half, in steps of 100 ms.
    pub usual: Duration,
    /// The longest.
    pub most: Duration,
}
