//! How containers act: what a person says about an image or a pod, as data.
//!
//! Kubernetes decides when a pod is made and removed; how long its image takes to pull, to start, to be
//! Ready and to stop is the world's. Nothing here acts: the [`crate::kubelet`] reads it.

use std::collections::BTreeMap;
use std::rc::Rc;
use std::time::Duration;

use crate::jitter::Jitter;

/// The steps of a pod's life, each counted from the one before (`start` and `pull` from `status`).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Step {
    /// Created to bound to a node.
    Schedule,
    /// Bound to the kubelet's first status, ContainerCreating.
    Status,
    /// First status to its having an address.
    Sandbox,
    /// Having an address to the end of the init containers, where there are any.
    Init,
    /// How long the image takes to come, the first time on a node.
    Pull,
    /// First status, or the end of the init containers, (plus `pull`) to Running.
    Start,
    /// Running to its answering its probes.
    Ready,
    /// Deletion to its containers having ended.
    Stop,
    /// Containers ended to the object's being gone.
    Remove,
}

impl Step {
    /// All steps, in the order of a life.
    pub const ALL: [Self; 9] = [
        Self::Schedule,
        Self::Status,
        Self::Sandbox,
        Self::Init,
        Self::Pull,
        Self::Start,
        Self::Ready,
        Self::Stop,
        Self::Remove,
    ];

    /// Its key in a `: timing` line.
    pub fn key(self) -> &'static str {
        match self {
            Self::Schedule => "schedule",
            Self::Status => "status",
            Self::Sandbox => "sandbox",
            Self::Init => "init",
            Self::Pull => "pull",
            Self::Start => "start",
            Self::Ready => "ready",
            Self::Stop => "stop",
            Self::Remove => "remove",
        }
    }

    /// Where nobody says otherwise. Plausible for a small image on a quiet cluster, not measured; the pull
    /// is 0 because recorded sessions have none.
    fn default_duration(self) -> Duration {
        Duration::from_millis(match self {
            Self::Schedule => 100,
            Self::Status => 300,
            Self::Sandbox => 150,
            Self::Pull => 0,
            Self::Start => 700,
            Self::Ready | Self::Stop => 500,
            Self::Remove => 300,
            Self::Init => 1000,
        })
    }
}

/// What goes wrong with an image.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ImageFault {
    /// Nothing.
    #[default]
    None,
    /// It is not in the registry: ErrImagePull, ImagePullBackOff.
    CannotBePulled,
    /// Its readiness probe fails for ever.
    NeverReady,
    /// Its process hangs, so long after its start, and answers no probe any more.
    StopsAnswering {
        /// How long it answers.
        after: Duration,
    },
    /// Its process ends by itself, so long after its start, with this exit code: Error, or Completed for 0;
    /// CrashLoopBackOff.
    Exits {
        /// The exit code.
        code: u8,
        /// How long it runs.
        after: Duration,
    },
}

/// Durations that somebody stated; the others come from the next wider scope.
pub type Timing = BTreeMap<Step, Duration>;

/// To what a statement applies.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Scope {
    /// All pods.
    All,
    /// Pods that run this image. A name without registry and path means every image that ends so.
    Image(Rc<str>),
    /// One pod, by name.
    Pod(Rc<str>),
}

/// Everything that was said about how containers act.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Behavior {
    timings: BTreeMap<Scope, Timing>,
    faults: BTreeMap<Rc<str>, ImageFault>,
    slower: BTreeMap<Rc<str>, u32>,
    jitter: Jitter,
}

impl Behavior {
    /// States durations; they replace what was said before about the same steps in the same scope.
    pub fn set_timing(&mut self, scope: Scope, timing: &Timing) {
        self.timings.entry(scope).or_default().extend(timing);
    }

    /// States what goes wrong with an image.
    pub fn set_fault(&mut self, image: Rc<str>, fault: ImageFault) {
        self.faults.insert(image, fault);
    }

    /// States how much every duration varies.
    pub fn set_jitter(&mut self, jitter: Jitter) {
        self.jitter = jitter;
    }

    /// How much every duration varies.
    pub fn jitter(&self) -> Jitter {
        self.jitter
    }

    /// States that an image starts so many times slower; 1 takes it back.
    pub fn set_slower(&mut self, image: Rc<str>, times: u32) {
        self.slower.insert(image, times);
    }

    /// How long a step takes: a pod's own statement goes before its image's, and that before everybody's.
    pub fn duration(&self, step: Step, pod: &str, image: &str) -> Duration {
        let of =
            |scope: &Scope| self.timings.get(scope).and_then(|timing| timing.get(&step)).copied();
        let named = |name: &str| of(&Scope::Image(name.into()));
        of(&Scope::Pod(pod.into()))
            .or_else(|| named(image))
            .or_else(|| named(short(image)))
            .or_else(|| of(&Scope::All))
            .unwrap_or_else(|| step.default_duration())
            .saturating_mul(if step == Step::Start { self.slower(image) } else { 1 })
    }

    /// How many times slower an image starts; 1 where nobody says otherwise.
    pub fn slower(&self, image: &str) -> u32 {
        let said = self.slower.get(image).or_else(|| self.slower.get(short(image)));
        said.copied().unwrap_or(1)
    }

    /// What goes wrong with an image.
    pub fn fault(&self, image: &str) -> ImageFault {
        let said = self.faults.get(image).or_else(|| self.faults.get(short(image)));
        said.copied().unwrap_or_default()
    }
}

/// An image's name without registry and path: `nginx-slim:0.9`.
fn short(image: &str) -> &str {
    image.rsplit('/').next().unwrap_or(image)
}
