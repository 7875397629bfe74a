//! How containers act: what a person says about an image, a container or a pod, as data.
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
    /// How long an init container runs, once its image is there.
    Init,
    /// How long the image takes to come, the first time on a node.
    Pull,
    /// First status, or the end of the init containers, (plus `pull`) to Running: the longest of the main containers'.
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

/// What goes wrong with an image, or with containers of a name.
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
    /// Containers that run this image. A name without registry and path means every image that ends so.
    Image(Rc<str>),
    /// Containers of this name, in every pod.
    Container(Rc<str>),
    /// All containers of one pod, by its name.
    Pod(Rc<str>),
}

/// Of whom something is said that lasts: what goes wrong, and how slowly it starts.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Subject {
    /// Containers that run this image, as in [`Scope::Image`].
    Image(Rc<str>),
    /// Containers of this name, in every pod.
    Container(Rc<str>),
}

/// A container, by all the names under which something can be said of it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Names<'a> {
    /// Its pod's name; empty to ask about no pod in particular.
    pub pod: &'a str,
    /// Its own name.
    pub container: &'a str,
    /// Its image.
    pub image: &'a str,
}

/// Everything that was said about how containers act.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Behavior {
    timings: BTreeMap<Scope, Timing>,
    /// By image.
    faults: BTreeMap<Rc<str>, ImageFault>,
    /// By image.
    slower: BTreeMap<Rc<str>, u32>,
    /// By the container's name.
    containers: BTreeMap<Rc<str>, Said>,
    jitter: Jitter,
}

/// What was said about containers of one name.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Said {
    timing: Timing,
    fault: Option<ImageFault>,
    slower: Option<u32>,
}

impl Behavior {
    /// States durations; they replace what was said before about the same steps in the same scope.
    pub fn set_timing(&mut self, scope: Scope, timing: &Timing) {
        match scope {
            Scope::Container(name) => self.container(name).timing.extend(timing),
            _ => self.timings.entry(scope).or_default().extend(timing),
        }
    }

    /// States what goes wrong. What was said of an image still holds for a container that works by its name.
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
        self.jitter = jitter;
    }

    /// How much every duration varies.
    pub fn jitter(&self) -> Jitter {
        self.jitter
    }

    /// States that containers start so many times slower; 1 takes it back.
    pub fn set_slower(&mut self, of: Subject, times: u32) {
        match of {
            Subject::Image(image) => drop(self.slower.insert(image, times)),
            Subject::Container(name) => {
                self.container(name).slower = Some(times).filter(|&it| it != 1);
            }
        }
    }

    fn container(&mut self, name: Rc<str>) -> &mut Said {
        self.containers.entry(name).or_default()
    }

    /// How long a step takes: a pod's own statement goes before its container's, that before its image's, and that
    /// before everybody's.
    pub fn duration(&self, step: Step, of: Names<'_>) -> Duration {
        let stated =
            |scope: &Scope| self.timings.get(scope).and_then(|timing| timing.get(&step)).copied();
        let named = |name: &str| stated(&Scope::Image(name.into()));
        stated(&Scope::Pod(of.pod.into()))
            .or_else(|| self.containers.get(of.container)?.timing.get(&step).copied())
            .or_else(|| named(of.image))
            .or_else(|| named(short(of.image)))
            .or_else(|| stated(&Scope::All))
            .unwrap_or_else(|| step.default_duration())
            .saturating_mul(if step == Step::Start { self.slower(of) } else { 1 })
    }

    /// How many times slower a container starts; 1 where nobody says otherwise.
    pub fn slower(&self, of: Names<'_>) -> u32 {
        let own = self.containers.get(of.container).and_then(|said| said.slower);
        let image = || self.slower.get(of.image).or_else(|| self.slower.get(short(of.image)));
        own.or_else(|| image().copied()).unwrap_or(1)
    }

    /// What goes wrong with a container: by its own name, or else by its image.
    pub fn fault(&self, of: Names<'_>) -> ImageFault {
        let own = self.containers.get(of.container).and_then(|said| said.fault);
        let image = || self.faults.get(of.image).or_else(|| self.faults.get(short(of.image)));
        own.or_else(|| image().copied()).unwrap_or_default()
    }
}

/// An image's name without registry and path: `nginx-slim:0.9`.
fn short(image: &str) -> &str {
    image.rsplit('/').next().unwrap_or(image)
}
