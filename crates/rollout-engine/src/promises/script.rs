//! What a person does to one set, line by line: a whole session as data.
//!
//! A line says what to do and how long after the line before it; which command that is depends on the cluster
//! as it stands then. So a line can be left out and the rest still makes sense, which is what shrinking a failed
//! run needs. The words of the scenario language for these lines are the `scenario` crate's.

use std::rc::Rc;
use std::time::Duration;

use crate::api::{
    Container, ContainerKind, IntOrPercent, NodeId, PodTemplate, Probe, Probes, RetentionPolicy,
    StatefulSetSpec, UpdateStrategy,
};
use crate::behavior::{ImageFault, Scope, Step, Subject, Timing};
use crate::cluster::Cluster;
use crate::command::{Cascade, Command, NodeFault, PodFault};
use crate::jitter::Jitter;
use crate::simulation::{Outlook, Simulation};
use crate::time::SimTime;
use crate::trace::{Ended, Trace};
use crate::version::Rules;

/// The name of the one set.
pub const SET: &str = "web";
/// Its namespace.
const NAMESPACE: &str = "default";
/// A run ends so long after its last line.
const HORIZON: Duration = Duration::from_secs(900);
/// A run has at most so many frames. Ten a second is what a set needs that makes and deletes a pod for ever.
const MOST_FRAMES: u32 = 20_000;

/// A session: a release, a set, and what is done to it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Script {
    /// The release.
    pub rules: Rules,
    /// The set as it is made at 0:00.
    pub spec: StatefulSetSpec,
    /// What is done to it, in order.
    pub lines: Vec<Line>,
}

/// One line of a session.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// How long after the line before.
    pub after: Duration,
    /// What is done.
    pub act: Act,
}

/// What a line does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Act {
    /// Writes `spec.replicas`.
    Scale(u32),
    /// Writes `spec.template`: that of this image.
    SetImage(Image),
    /// Writes `spec.updateStrategy`.
    SetStrategy(UpdateStrategy),
    /// Writes `spec.updateStrategy.rollingUpdate.partition`, where the stanza is.
    SetPartition(u32),
    /// Writes `spec.updateStrategy.rollingUpdate.maxUnavailable`, where the stanza is.
    SetMaxUnavailable(IntOrPercent),
    /// Writes `spec.minReadySeconds`.
    SetMinReadySeconds(u32),
    /// Writes `spec.ordinals.start`.
    SetStart(u32),
    /// Writes `spec.revisionHistoryLimit`.
    SetHistoryLimit(i32),
    /// Writes `spec.persistentVolumeClaimRetentionPolicy`.
    SetRetention(RetentionPolicy),
    /// Deletes the set.
    DeleteSet(Cascade),
    /// Makes the set again as it last was, if it is gone.
    MakeAgain,
    /// Deletes the first claim of an ordinal.
    DeleteClaim(u32),
    /// Deletes the pod of this ordinal, with its own grace period.
    DeletePod(u32),
    /// Deletes it with another grace period; 0 removes the object at once.
    DeletePodWithin(u32, Duration),
    /// Something happens to the pod of this ordinal.
    Pod(u32, PodFault),
    /// Something happens to a node.
    Node(NodeId, NodeFault),
    /// Something goes wrong with an image from now on.
    Image(Image, ImageFault),
    /// An image starts so many times slower.
    Slower(Image, u32),
    /// A step takes so long for all pods.
    Timing(Step, Duration),
    /// A step takes so long for the pod of this ordinal.
    PodTiming(u32, Step, Duration),
    /// Every duration varies.
    Jitter(Jitter),
    /// The API server refuses every new pod from now on, or takes them again.
    Refuse(bool),
    /// The control plane is of another release from now on.
    Upgrade(Rules),
}

/// An image, and with it a pod template: there is one of each.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Image(pub u8);

impl Image {
    /// How many there are.
    pub const COUNT: u8 = 4;

    /// Every image.
    pub fn all() -> impl Iterator<Item = Self> {
        (0..Self::COUNT).map(Self)
    }

    /// `nginx:1`.
    pub fn name(self) -> String {
        format!("nginx:{}", self.0)
    }

    /// What its container is asked: nothing; whether it is Ready; whether it lives; all three.
    pub fn probes(self) -> Probes {
        let every_second = Probe { period: Duration::from_secs(1), ..Probe::default() };
        let if_any = |asked: bool| asked.then_some(every_second);
        Probes {
            startup: if_any(self.0 == 3).map(|probe| Probe { failure_threshold: 30, ..probe }),
            readiness: if_any(self.0 % 2 == 1),
            liveness: if_any(self.0 >= 2),
        }
    }

    /// What begins before its main containers: of one image a plain init container and a sidecar, which runs another
    /// image of the session.
    pub fn init_containers(self) -> Vec<Container> {
        let of = |kind, name, image| Container { kind, ..Container::main(name, image) };
        match self.0 {
            2 => vec![
                of(ContainerKind::Init, "prepare", "busybox"),
                of(ContainerKind::Sidecar, "proxy", "nginx:3"),
            ],
            _ => Vec::new(),
        }
    }

    /// Its main containers: one, of one image two.
    pub fn containers(self) -> Vec<Container> {
        let first = Container { probes: self.probes(), ..Container::main("nginx", &self.name()) };
        let second = (self.0 == 2).then(|| Container::main("log", "nginx:1"));
        [first].into_iter().chain(second).collect()
    }

    /// Its template.
    pub fn template(self) -> Rc<PodTemplate> {
        let (containers, init_containers) = (self.containers(), self.init_containers());
        Rc::new(PodTemplate { containers, init_containers, ..PodTemplate::new(&self.name()) })
    }
}

impl Script {
    /// Runs it to its end.
    pub fn run(&self) -> Trace {
        self.run_shown(|_, _| {})
    }

    /// The same, and shows each line with the cluster to which it is done.
    pub fn run_shown(&self, mut show: impl FnMut(&Line, &Cluster)) -> Trace {
        let mut simulation = Simulation::new(self.rules, SimTime::ZERO);
        let spec = Rc::new(self.spec.clone());
        let create = Command::CreateStatefulSet {
            namespace: NAMESPACE.into(),
            name: SET.into(),
            spec,
            document: Rc::from(""),
        };
        simulation.apply(SimTime::ZERO, create);
        let mut now = SimTime::ZERO;
        for line in &self.lines {
            now = now + line.after;
            while may_go_on(&simulation, now) {
                simulation.step();
            }
            show(line, simulation.cluster());
            if let Some(command) = line.act.command(simulation.cluster()) {
                simulation.apply(now, command);
            }
        }
        let ended = run_out(&mut simulation, now + HORIZON);
        simulation.finish(ended)
    }
}

fn may_go_on(simulation: &Simulation, until: SimTime) -> bool {
    simulation.trace().len() < MOST_FRAMES
        && simulation.next_event_at().is_some_and(|next| next <= until)
}

fn run_out(simulation: &mut Simulation, horizon: SimTime) -> Ended {
    while may_go_on(simulation, horizon) && simulation.outlook() != Outlook::Looping {
        simulation.step();
    }
    match simulation.outlook() {
        Outlook::Settled => Ended::Settled,
        Outlook::Looping => Ended::Looping,
        _ if simulation.trace().len() >= MOST_FRAMES => Ended::FrameLimit,
        Outlook::Moving | Outlook::Repeating => Ended::Horizon,
    }
}

impl Act {
    /// The command for the cluster as it stands; `None` if what it is about is not there.
    pub fn command(&self, cluster: &Cluster) -> Option<Command> {
        self.of_the_world()
            .or_else(|| self.of_a_pod(cluster))
            .or_else(|| self.of_the_set(cluster))
            .or_else(|| self.of_the_spec(cluster))
    }

    /// What is said about images, nodes and durations.
    fn of_the_world(&self) -> Option<Command> {
        let timing = |scope, &step, &after| Command::SetTiming {
            scope,
            timing: Timing::from([(step, after)]),
        };
        Some(match self {
            Self::Node(node, fault) => Command::NodeFault { node: *node, fault: *fault },
            Self::Image(image, fault) => {
                Command::SetFault { of: Subject::Image(image.name().into()), fault: *fault }
            }
            Self::Slower(image, times) => {
                Command::SetSlower { of: Subject::Image(image.name().into()), times: *times }
            }
            Self::Timing(step, after) => timing(Scope::All, step, after),
            Self::PodTiming(ordinal, step, after) => {
                timing(Scope::Pod(format!("{SET}-{ordinal}").into()), step, after)
            }
            Self::Jitter(jitter) => Command::SetJitter(*jitter),
            Self::Refuse(refuse) => Command::SetRefusal(refuse.then(|| "exceeded quota".into())),
            Self::Upgrade(rules) => Command::Upgrade { rules: *rules, sets: Vec::new() },
            _ => return None,
        })
    }

    /// What is done to one pod.
    fn of_a_pod(&self, cluster: &Cluster) -> Option<Command> {
        let set = cluster.place_of(NAMESPACE, SET);
        let owned = cluster.set(set)?;
        let delete = |ordinal: u32, grace_period| {
            let uid = owned.pods.get(ordinal)?.uid;
            Some(Command::DeletePod { set, ordinal, uid, grace_period })
        };
        match *self {
            Self::DeletePod(ordinal) => delete(ordinal, None),
            Self::DeletePodWithin(ordinal, grace) => delete(ordinal, Some(grace)),
            Self::Pod(ordinal, fault) => {
                Some(Command::PodFault { set, ordinal, container: None, fault })
            }
            Self::DeleteClaim(ordinal) => {
                let name = owned.claims.keys().find(|name| name.ordinal == ordinal)?.clone();
                Some(Command::DeleteClaim { set, name })
            }
            _ => None,
        }
    }

    /// What becomes of the set as a whole.
    fn of_the_set(&self, cluster: &Cluster) -> Option<Command> {
        let set = cluster.place_of(NAMESPACE, SET);
        let owned = cluster.set(set)?;
        match *self {
            Self::DeleteSet(cascade) => Some(Command::DeleteStatefulSet { set, cascade }),
            Self::MakeAgain if !owned.exists => {
                let spec = Rc::clone(&owned.set.spec);
                Some(Command::CreateStatefulSet {
                    namespace: NAMESPACE.into(),
                    name: SET.into(),
                    spec,
                    document: "".into(),
                })
            }
            _ => None,
        }
    }

    /// What is written to the spec.
    fn of_the_spec(&self, cluster: &Cluster) -> Option<Command> {
        let (set, owned) = cluster.find_set(NAMESPACE, SET)?;
        let old = &owned.set.spec;
        let mut spec = StatefulSetSpec::clone(old);
        self.change(&mut spec);
        let spec_changed = spec != **old;
        let document = Rc::clone(&owned.set.document);
        let written = Command::UpdateStatefulSet { set, spec: spec.into(), document, spec_changed };
        spec_changed.then_some(written)
    }

    /// The spec as it is to be.
    pub fn change(&self, spec: &mut StatefulSetSpec) {
        match *self {
            Self::Scale(replicas) => spec.replicas = replicas,
            Self::SetImage(image) => spec.template = image.template(),
            Self::SetStrategy(strategy) => spec.update_strategy = strategy,
            Self::SetMinReadySeconds(seconds) => spec.min_ready_seconds = seconds,
            Self::SetStart(start) => spec.start = start,
            Self::SetHistoryLimit(limit) => spec.revision_history_limit = limit,
            Self::SetRetention(retention) => spec.retention = retention,
            Self::SetPartition(partition) => {
                if let UpdateStrategy::RollingUpdate(Some(rolling)) = &mut spec.update_strategy {
                    rolling.partition = partition;
                }
            }
            Self::SetMaxUnavailable(max) => {
                if let UpdateStrategy::RollingUpdate(Some(rolling)) = &mut spec.update_strategy {
                    rolling.max_unavailable = Some(max);
                }
            }
            Self::DeleteSet(_)
            | Self::MakeAgain
            | Self::DeleteClaim(_)
            | Self::DeletePod(_)
            | Self::DeletePodWithin(..)
            | Self::Pod(..)
            | Self::Node(..)
            | Self::Image(..)
            | Self::Slower(..)
            | Self::Timing(..)
            | Self::PodTiming(..)
            | Self::Jitter(_)
            | Self::Refuse(_)
            | Self::Upgrade(_) => {}
        }
    }
}
