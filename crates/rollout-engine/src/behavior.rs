//! Behavior: how long containers take and what goes wrong with them, as a person states it for an image, a container
//! or a pod.
//!
//! Kubernetes decides when a pod is created and removed. How long its image takes to pull, to start, to become Ready
//! and to stop is not Kubernetes' to decide, and is stated here. The [`crate::kubelet`] reads it; nothing here acts.

use std::collections::BTreeMap;
use std::num::NonZeroU32;
use std::rc::Rc;
use std::time::Duration;

use crate::jitter::{Jitter, Spread};

/// A timed part of a pod's life, as a `: timing` line names it. Each is timed from the end of the one before; `pull`
/// and `start` from the end of `status`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Step {
    /// From creation to the binding to a node.
    Schedule,
    /// From the binding to the kubelet's first status, ContainerCreating.
    Status,
    /// From the first status to the pod's address.
    Sandbox,
    /// Length of an init container's run.
    Init,
    /// The first pull of an image on a node.
    Pull,
    /// From the first status, or the end of the init containers, plus `pull`, to Running. The longest of the main
    /// containers counts.
    Start,
    /// From Running to the first answer to a probe.
    Ready,
    /// From deletion to the end of the containers.
    Stop,
    /// From the end of the containers to the removal of the object.
    Remove,
}

impl Step {
    /// Every step, in the order of a pod's life.
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

    /// The duration that applies unless somebody states another. Plausible for a small image on a quiet cluster, not
    /// measured; the pull is 0 because the recorded sessions have none.
    pub fn default_duration(self) -> Duration {
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

/// What goes wrong with an image, or with containers of a name.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ImageFault {
    /// Nothing goes wrong.
    #[default]
    None,
    /// The image is not in the registry: ErrImagePull, ImagePullBackOff.
    CannotBePulled,
    /// The container refers to something that does not exist: CreateContainerConfigError.
    CannotStart,
    /// The readiness probe fails for ever.
    NeverReady,
    /// The process hangs and stops answering probes.
    StopsAnswering {
        /// Time from its start until it hangs.
        after: Duration,
    },
    /// The process ends by itself, at every start: Error, or Completed for exit code 0; then CrashLoopBackOff.
    Exits {
        /// The exit code.
        code: u8,
        /// Time from its start to its end.
        after: Duration,
    },
    /// One pod in so many has a container whose process exits with 1 at once, at every start; one that runs already goes on.
    /// Which pods is drawn; none without a `: jitter` line.
    FailsOneIn(NonZeroU32),
}

/// Durations that somebody stated, by step. Every other step takes its duration from the next wider scope.
pub type Timing = BTreeMap<Step, Spread>;

/// What a stated timing applies to.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Scope {
    /// Every pod.
    All,
    /// Containers that run this image. A name without registry and path stands for the image in any registry and
    /// path.
    Image(Rc<str>),
    /// Containers of this name, in every pod.
    Container(Rc<str>),
    /// Every container of the pod with this name.
    Pod(Rc<str>),
}

/// What a stated fault or slowness applies to.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Subject {
    /// Containers that run this image, as in [`Scope::Image`].
    Image(Rc<str>),
    /// Containers of this name, in every pod.
    Container(Rc<str>),
}

/// A container, by every name for which something can be stated.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Names<'a> {
    /// Name of its pod; empty for no pod in particular.
    pub pod: &'a str,
    /// Name of the container.
    pub container: &'a str,
    /// Image of the container.
    pub image: &'a str,
}

/// Everything that was stated about how containers act.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Behavior {
    /// Durations of every pod.
    timing: Timing,
    /// Durations by image.
    images: BTreeMap<Rc<str>, Timing>,
    /// Durations by pod.
    pods: BTreeMap<Rc<str>, Timing>,
    /// Faults by image.
    faults: BTreeMap<Rc<str>, ImageFault>,
    /// Start-up factors by image.
    slower: BTreeMap<Rc<str>, u32>,
    /// Statements by container name.
    containers: BTreeMap<Rc<str>, ContainerBehavior>,
    /// `None` unless stated: nothing is drawn.
    jitter: Option<Jitter>,
}

/// Everything that was stated about containers of one name.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct ContainerBehavior {
    timing: Timing,
    fault: Option<ImageFault>,
    slower: Option<u32>,
}

impl Behavior {
    /// States durations. Replaces earlier statements of the same steps in the same scope.
    pub fn set_timing(&mut self, scope: Scope, timing: &Timing) {
        let stated = match scope {
            Scope::All => &mut self.timing,
            Scope::Image(image) => self.images.entry(image).or_default(),
            Scope::Container(name) => &mut self.container(name).timing,
            Scope::Pod(name) => self.pods.entry(name).or_default(),
        };
        stated.extend(timing);
    }

    /// States a fault. [`ImageFault::None`] for a container's name ends the fault of that name only; a fault of its
    /// image still applies.
    pub fn set_fault(&mut self, of: Subject, fault: ImageFault) {
        match of {
            Subject::Image(image) => drop(self.faults.insert(image, fault)),
            Subject::Container(name) => {
                self.container(name).fault = Some(fault).filter(|&it| it != ImageFault::None);
            }
        }
    }

    /// States how much every duration varies.
    pub fn set_jitter(&mut self, jitter: Jitter) {
        self.jitter = Some(jitter);
    }

    /// How much every duration varies, and the seed of what is drawn. `None` unless stated.
    pub fn jitter(&self) -> Option<Jitter> {
        self.jitter
    }

    /// States the factor by which containers start more slowly; 1 ends it.
    pub fn set_slower(&mut self, of: Subject, times: u32) {
        match of {
            Subject::Image(image) => drop(self.slower.insert(image, times)),
            Subject::Container(name) => {
                self.container(name).slower = Some(times).filter(|&it| it != 1);
            }
        }
    }

    fn container(&mut self, name: Rc<str>) -> &mut ContainerBehavior {
        self.containers.entry(name).or_default()
    }

    /// How long a step takes, and how that spreads, without jitter. The narrowest statement applies: of the pod, the
    /// container, the image, of all.
    pub fn duration(&self, step: Step, of: Names<'_>) -> Spread {
        self.stated(step, of)
            .unwrap_or_else(|| step.default_duration().into())
            .saturating_mul(if step == Step::Start { self.slower(of) } else { 1 })
    }

    /// How long a step takes if somebody has stated it. Leaves out slowness.
    pub fn stated(&self, step: Step, of: Names<'_>) -> Option<Spread> {
        let in_timing = |timing: &Timing| timing.get(&step).copied();
        let of_image = |name: &str| self.images.get(name).and_then(in_timing);
        let of_container = || self.containers.get(of.container).map(|it| &it.timing);
        (self.pods.get(of.pod).and_then(in_timing))
            .or_else(|| of_container().and_then(in_timing))
            .or_else(|| of_image(of.image))
            .or_else(|| of_image(short(of.image)))
            .or_else(|| in_timing(&self.timing))
    }

    /// The factor by which a container starts more slowly; 1 unless stated. A statement for its name wins over one
    /// for its image.
    pub fn slower(&self, of: Names<'_>) -> u32 {
        let own = self.containers.get(of.container).and_then(|stated| stated.slower);
        let image = || self.slower.get(of.image).or_else(|| self.slower.get(short(of.image)));
        own.or_else(|| image().copied()).unwrap_or(1)
    }

    /// The fault of a container. A statement for its name wins over one for its image.
    pub fn fault(&self, of: Names<'_>) -> ImageFault {
        let own = self.containers.get(of.container).and_then(|stated| stated.fault);
        let image = || self.faults.get(of.image).or_else(|| self.faults.get(short(of.image)));
        own.or_else(|| image().copied()).unwrap_or_default()
    }
}

/// An image's name without registry and path: `nginx-slim:0.9`.
fn short(image: &str) -> &str {
    image.rsplit('/').next().unwrap_or(image)
}
