//! A session as data: what a person does to one set, line by line.
//!
//! A line says what to do, and how long after the line before. The command follows from the cluster at that moment,
//! so a line can be left out and the rest still makes sense: shrinking a failed session needs that. The same lines as
//! text of the scenario language are written in `tests/promises/told.rs`.

use std::rc::Rc;
use std::time::Duration;

use rollout_engine::api::{
    Amounts, ClaimTemplate, Container, ContainerKind, IntOrPercent, Limit, LimitOf, Node, NodeId,
    OUT_OF_SERVICE, Operator, Placement, PodTemplate, PodTerm, Policy, Probe, Probes, Quantity,
    Quota, Requirement, RetentionPolicy, RevisionHash, Room, Spread, StatefulSetSpec, Taint,
    TaintEffect, Toleration, UNREACHABLE, UpdateStrategy,
};
use rollout_engine::behavior::{ImageFault, Scope, Step, Subject, Timing};
use rollout_engine::cluster::{Cluster, ObjectKey, SchedulingHold};
use rollout_engine::command::{Cascade, Command, NodeFault, PodFault};
use rollout_engine::jitter::Jitter;
use rollout_engine::simulation::{Outlook, Simulation};
use rollout_engine::time::SimTime;
use rollout_engine::trace::{Ended, Trace};
use rollout_engine::version::Rules;

/// Name of the set in most sessions; also the value of its pods' label.
pub const SET: &str = "web";
/// A name with which no pod can be made: with the revision's hash it is longer than a label may be.
pub const LONG: &str = "a-name-that-leaves-no-room-for-the-hash-of-a-revision-behind";
/// The name of the one quota, LimitRange and PriorityClass.
pub const POLICY: &str = "policy";
/// Its namespace.
const NAMESPACE: &str = "default";
/// Simulated time after the last line.
const HORIZON: Duration = Duration::from_secs(900);
/// Limit on frames. A set that creates and deletes a pod for ever makes ten a second.
pub(crate) const MOST_FRAMES: u32 = 20_000;

/// A session: rules, a set, and lines.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Script {
    /// The rules of the control plane at 0:00.
    pub rules: Rules,
    /// The set's name.
    pub name: &'static str,
    /// Spec of the set that is created at 0:00.
    pub spec: StatefulSetSpec,
    /// What happens to it, in order.
    pub lines: Vec<Line>,
}

/// One line of a session.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// Time since the line before.
    pub after: Duration,
    /// What it does.
    pub act: Act,
}

/// What a line does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Act {
    /// Writes `spec.replicas`.
    Scale(u32),
    /// Writes `spec.template`: the template of this image.
    SetImage(Image),
    /// Writes `spec.updateStrategy`.
    SetStrategy(UpdateStrategy),
    /// Writes `spec.updateStrategy.rollingUpdate.partition`, if the stanza exists.
    SetPartition(u32),
    /// Writes `spec.updateStrategy.rollingUpdate.maxUnavailable`, if the stanza exists.
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
    /// Creates the set again with its last spec, if it is deleted.
    MakeAgain,
    /// Deletes the first claim of an ordinal.
    DeleteClaim(u32),
    /// Deletes the pod of this ordinal, with its own grace period.
    DeletePod(u32),
    /// Deletes the pod of this ordinal with this grace period; 0 removes the object at once.
    DeletePodWithin(u32, Duration),
    /// Something happens to the pod of this ordinal.
    Pod(u32, PodFault),
    /// Something happens to a node.
    Node(NodeId, NodeFault),
    /// Something goes wrong with an image from now on.
    Image(Image, ImageFault),
    /// Multiplies the start-up time of an image.
    Slower(Image, u32),
    /// Sets the duration of a step for every pod.
    Timing(Step, Duration),
    /// Sets the duration of a step for the pod of this ordinal.
    PodTiming(u32, Step, Duration),
    /// Sets how much durations vary.
    Jitter(Jitter),
    /// Has the API server refuse every new pod, or ends that.
    Refuse(bool),
    /// Writes into `spec.template` what it demands of nodes.
    Place(Placing),
    /// Adds a taint to a node, or removes it.
    Taint(NodeId, TaintKey, TaintEffect, bool),
    /// Cordons a node, or uncordons it.
    Cordon(NodeId, bool),
    /// Evicts the pod of this ordinal.
    Evict(u32),
    /// Keeps the scheduler from binding pods of this ordinal, or ends that.
    Hold(u32, bool),
    /// Writes labels of the pod of this ordinal.
    Label(u32, Labelled),
    /// Creates the set again with one more claim template, if it is deleted.
    MakeAgainWithClaim,
    /// Upgrades or downgrades the control plane.
    Upgrade(Rules),
    /// Writes the one ResourceQuota, or deletes it.
    Quota(Option<Quotum>),
    /// Writes the one LimitRange, or deletes it.
    Limits(Option<Limited>),
    /// Makes the one PriorityClass, or deletes it.
    Priority(bool),
}

/// What a quota counts, and how much there may be.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Quotum {
    /// `pods`.
    Pods(u32),
    /// `requests.cpu`, in whole cores.
    Cpu(u32),
    /// `persistentvolumeclaims`.
    Claims(u32),
    /// `requests.storage`, in gibibytes.
    Storage(u32),
}

impl Quotum {
    /// The resource's name, and the amount as a manifest has it.
    pub fn hard(self) -> (&'static str, String) {
        match self {
            Self::Pods(pods) => ("pods", pods.to_string()),
            Self::Cpu(cores) => ("requests.cpu", cores.to_string()),
            Self::Claims(claims) => ("persistentvolumeclaims", claims.to_string()),
            Self::Storage(gibibytes) => ("requests.storage", format!("{gibibytes}Gi")),
        }
    }

    fn policy(self) -> Policy {
        let amount = match self {
            Self::Pods(number) | Self::Cpu(number) | Self::Claims(number) => {
                Quantity::count(number)
            }
            Self::Storage(gibibytes) => gibi(gibibytes),
        };
        let hard = Amounts::from([(self.hard().0.into(), amount)]);
        Policy::Quota(Rc::new(Quota { hard, scopes: Vec::new() }))
    }
}

/// What a LimitRange says of containers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Limited {
    /// A container without requests asks for one core.
    Asks,
    /// And no container may have more than four.
    AtMost,
}

impl Limited {
    /// The fields of its one limit as JSON, and with its own defaults as the engine has it.
    pub fn limit(self) -> (&'static str, Limit) {
        let cores = |number| Amounts::from([("cpu".into(), Quantity::count(number))]);
        let plain = Limit {
            of: LimitOf::Container,
            min: Amounts::new(),
            max: Amounts::new(),
            default: Amounts::new(),
            default_request: cores(1),
            ratio: Amounts::new(),
        };
        match self {
            Self::Asks => (r#""defaultRequest":{"cpu":"1"}"#, plain),
            Self::AtMost => (
                r#""defaultRequest":{"cpu":"1"},"max":{"cpu":"4"}"#,
                Limit { max: cores(4), default: cores(4), ..plain },
            ),
        }
    }
}

fn gibi(number: u32) -> Quantity {
    Quantity { nanos: i128::from(number) * 1_073_741_824 * 1_000_000_000, is_binary: true }
}

/// A claim template as `told` writes it: one gibibyte of the default class.
pub(crate) fn claim_template(name: &str) -> ClaimTemplate {
    ClaimTemplate {
        name: name.into(),
        document: "".into(),
        class: "standard".into(),
        storage: Some(gibi(1)),
    }
}

/// What a template demands of nodes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Placing {
    /// Nothing.
    Anywhere,
    /// Required anti-affinity by host with its own kind.
    OnePerHost,
    /// Required spread by host with a skew of 1.
    Spread,
    /// More cpu than two of its pods find on a node.
    Large,
    /// More cpu than any node has.
    TooLarge,
    /// A label that no node has.
    Selected,
    /// This node, which may not exist.
    Named(NodeId),
    /// Nothing, and it stays for ten seconds on a node that is lost.
    Hurried,
    /// Nothing, and its pods have the priority of the one class.
    Prioritised,
}

/// The keys of taints.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum TaintKey {
    /// `dedicated`.
    Dedicated,
    /// `node.kubernetes.io/out-of-service`.
    OutOfService,
}

/// Which label of a pod a person writes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Labelled {
    /// `controller-revision-hash`: a revision that there never was.
    Revision,
    /// `statefulset.kubernetes.io/pod-name`.
    Identity,
    /// One that its set's selector asks for.
    Released,
}

impl Placing {
    /// All of them; of named nodes one that exists and one that does not.
    pub const ALL: [Self; 10] = [
        Self::Anywhere,
        Self::OnePerHost,
        Self::Spread,
        Self::Large,
        Self::TooLarge,
        Self::Selected,
        Self::Named(NodeId(1)),
        Self::Named(NodeId(7)),
        Self::Hurried,
        Self::Prioritised,
    ];

    /// The template's placement.
    pub fn placement(self) -> Placement {
        let labels = vec![("app".into(), SET.into())];
        let own = || {
            let (key, operator) = ("app".into(), Operator::In);
            Some(vec![Requirement { key, operator, values: vec![SET.into()] }])
        };
        let of = Placement { labels, ..Placement::default() };
        let cpu = |milli_cpu| Room { milli_cpu, ..Room::default() };
        match self {
            Self::Anywhere => of,
            Self::OnePerHost => Placement {
                anti_affinity: vec![PodTerm { selector: own(), namespaces: None }],
                ..of
            },
            Self::Spread => Placement {
                spread: vec![Spread {
                    max_skew: 1,
                    selector: own(),
                    min_domains: 1,
                    is_required: true,
                    counts_all_nodes: false,
                    honors_taints: false,
                }],
                ..of
            },
            Self::Large => Placement { requests: cpu(9_000), ..of },
            Self::TooLarge => Placement { requests: cpu(99_000), ..of },
            Self::Selected => {
                let (key, operator) = ("disk".into(), Operator::In);
                let requirement = Requirement { key, operator, values: vec!["ssd".into()] };
                Placement { node_selector: vec![requirement], ..of }
            }
            Self::Named(node) => Placement { node_name: Some(node.to_string().into()), ..of },
            Self::Prioritised => Placement { priority_class: Some(POLICY.into()), ..of },
            Self::Hurried => Placement {
                tolerations: vec![Toleration {
                    key: Some(UNREACHABLE.into()),
                    value: None,
                    effect: Some(TaintEffect::NoExecute),
                    seconds: Some(10),
                }],
                ..of
            },
        }
    }
}

impl Placing {
    /// Cores that the first container requests.
    pub fn cores(self) -> Option<u32> {
        match self {
            Self::Large => Some(9),
            Self::TooLarge => Some(99),
            _ => None,
        }
    }
}

impl TaintKey {
    /// As the API has it.
    pub fn key(self) -> &'static str {
        match self {
            Self::Dedicated => "dedicated",
            Self::OutOfService => OUT_OF_SERVICE,
        }
    }
}

/// An image, and the pod template that goes with it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Image(pub u8);

impl Image {
    /// Number of images.
    pub const COUNT: u8 = 4;

    /// Every image.
    pub fn all() -> impl Iterator<Item = Self> {
        (0..Self::COUNT).map(Self)
    }

    /// `nginx:1`.
    pub fn name(self) -> String {
        format!("nginx:{}", self.0)
    }

    /// Probes of its first container: none for image 0; readiness for 1; liveness for 2; all three for 3.
    pub fn probes(self) -> Probes {
        let every_second = Probe { period: Duration::from_secs(1), ..Probe::default() };
        let if_any = |asked: bool| asked.then_some(every_second);
        Probes {
            startup: if_any(self.0 == 3).map(|probe| Probe { failure_threshold: 30, ..probe }),
            readiness: if_any(self.0 % 2 == 1),
            liveness: if_any(self.0 >= 2),
        }
    }

    /// Its init containers: for image 2 a plain one and a sidecar that runs image 3, else none.
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

    /// Its main containers: two for image 2, else one.
    pub fn containers(self) -> Vec<Container> {
        let first = Container { probes: self.probes(), ..Container::main("nginx", &self.name()) };
        let second = (self.0 == 2).then(|| Container::main("log", "nginx:1"));
        [first].into_iter().chain(second).collect()
    }

    /// Its template.
    pub fn template(self) -> Rc<PodTemplate> {
        let (containers, init_containers) = (self.containers(), self.init_containers());
        let placement = Placing::Anywhere.placement().into();
        let made = PodTemplate::new(&self.name());
        Rc::new(PodTemplate { containers, init_containers, placement, ..made })
    }
}

impl Script {
    /// Simulates the session to its end.
    pub fn run(&self) -> Trace {
        self.run_shown(|_, _| {})
    }

    /// Simulates the session, and calls `show` for each line with the cluster to which it applies.
    pub fn run_shown(&self, mut show: impl FnMut(&Line, &Cluster)) -> Trace {
        let mut simulation = Simulation::new(self.rules, SimTime::ZERO);
        let spec = Rc::new(self.spec.clone());
        let create = Command::CreateStatefulSet {
            namespace: NAMESPACE.into(),
            name: self.name.into(),
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
    /// The command for a cluster; `None` if the object that it concerns does not exist, or would not change.
    pub fn command(&self, cluster: &Cluster) -> Option<Command> {
        self.of_the_world(cluster)
            .or_else(|| self.of_a_policy(cluster))
            .or_else(|| self.of_a_node(cluster))
            .or_else(|| self.of_a_pod(cluster))
            .or_else(|| self.of_the_set(cluster))
            .or_else(|| self.of_the_spec(cluster))
    }

    /// Commands about behavior, nodes' faults and the control plane.
    fn of_the_world(&self, cluster: &Cluster) -> Option<Command> {
        let pod = |ordinal: &u32| {
            let set = cluster.names().next().map_or(SET, |(_, owned)| &owned.set.name);
            Rc::from(format!("{set}-{ordinal}"))
        };
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
            Self::PodTiming(ordinal, step, after) => timing(Scope::Pod(pod(ordinal)), step, after),
            Self::Jitter(jitter) => Command::SetJitter(*jitter),
            Self::Hold(ordinal, held) => Command::HoldPod(Rc::new(SchedulingHold {
                namespace: NAMESPACE.into(),
                name: pod(ordinal),
                words: held.then(|| "Insufficient cpu".into()),
            })),
            Self::Refuse(refuse) => Command::SetRefusal(refuse.then(|| "exceeded quota".into())),
            Self::Upgrade(rules) => Command::Upgrade { rules: *rules, sets: Vec::new() },
            _ => return None,
        })
    }

    /// Commands that write quotas, LimitRanges and PriorityClasses.
    fn of_a_policy(&self, cluster: &Cluster) -> Option<Command> {
        let key = |kind: &str, namespace: &str| ObjectKey {
            kind: kind.into(),
            namespace: namespace.into(),
            name: POLICY.into(),
        };
        let write =
            |key, policy| Some(Command::WriteObject { key, document: Rc::from("{}"), policy });
        let delete = |key| cluster.object(&key).is_some().then_some(Command::DeleteObject { key });
        let (quota, limits) = (key("ResourceQuota", NAMESPACE), key("LimitRange", NAMESPACE));
        match self {
            Self::Quota(Some(quotum)) => write(quota, Some(quotum.policy())),
            Self::Quota(None) => delete(quota),
            Self::Limits(Some(limited)) => {
                write(limits, Some(Policy::Limits([limited.limit().1].into())))
            }
            Self::Limits(None) => delete(limits),
            Self::Priority(true) => write(key("PriorityClass", ""), None),
            Self::Priority(false) => delete(key("PriorityClass", "")),
            _ => None,
        }
    }

    /// Commands that write a node.
    fn of_a_node(&self, cluster: &Cluster) -> Option<Command> {
        let (id, node) = match *self {
            Self::Taint(id, key, effect, is_added) => {
                let node = cluster.node(id).filter(|node| !node.deleted)?;
                let is_it = |it: &&Taint| &*it.key == key.key() && it.effect == effect;
                let others = node.taints.iter().filter(|it| !is_it(it));
                let added_at = None;
                let taint = Taint { key: key.key().into(), value: "".into(), effect, added_at };
                let taints = others.cloned().chain(is_added.then_some(taint)).collect();
                (id, Node { taints, ..node.clone() })
            }
            Self::Cordon(id, unschedulable) => {
                let node = cluster.node(id).filter(|node| !node.deleted)?;
                (id, Node { unschedulable, ..node.clone() })
            }
            _ => return None,
        };
        Some(Command::WriteNode { id, node: node.into() })
    }

    /// Commands about one pod or claim.
    fn of_a_pod(&self, cluster: &Cluster) -> Option<Command> {
        let (set, owned) = cluster.names().next()?;
        let delete = |ordinal: u32, grace_period| {
            let uid = owned.pods.get(ordinal)?.uid;
            Some(Command::DeletePod { set, ordinal, uid, grace_period })
        };
        match *self {
            Self::DeletePod(ordinal) => delete(ordinal, None),
            Self::DeletePodWithin(ordinal, grace) => delete(ordinal, Some(grace)),
            Self::Evict(ordinal) => {
                let uid = owned.pods.get(ordinal)?.uid;
                Some(Command::EvictPod { set, ordinal, uid, grace_period: None })
            }
            Self::Label(ordinal, label) => {
                let pod = owned.pods.get(ordinal)?;
                Some(Command::WritePod {
                    set,
                    ordinal,
                    uid: pod.uid,
                    is_selected: label != Labelled::Released,
                    revision: match label {
                        Labelled::Revision => RevisionHash(7),
                        Labelled::Identity | Labelled::Released => pod.revision,
                    },
                    repaired: (label == Labelled::Identity).then(|| "".into()),
                    document: "".into(),
                })
            }
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

    /// Commands that delete or create the set.
    fn of_the_set(&self, cluster: &Cluster) -> Option<Command> {
        let (set, owned) = cluster.names().next()?;
        match *self {
            Self::DeleteSet(cascade) => Some(Command::DeleteStatefulSet { set, cascade }),
            Self::MakeAgain | Self::MakeAgainWithClaim if !owned.exists => {
                let mut spec = StatefulSetSpec::clone(&owned.set.spec);
                if *self == Self::MakeAgainWithClaim {
                    let more = claim_template("more");
                    let others = spec.claim_templates.iter().filter(|it| **it != more).cloned();
                    spec.claim_templates = others.chain([more.clone()]).collect();
                }
                let spec = Rc::new(spec);
                Some(Command::CreateStatefulSet {
                    namespace: NAMESPACE.into(),
                    name: Rc::clone(&owned.set.name),
                    spec,
                    document: "".into(),
                })
            }
            _ => None,
        }
    }

    /// Commands that write the spec.
    fn of_the_spec(&self, cluster: &Cluster) -> Option<Command> {
        let (set, owned) = cluster.sets().next()?;
        let old = &owned.set.spec;
        let mut spec = StatefulSetSpec::clone(old);
        self.change(&mut spec);
        let spec_changed = spec != **old;
        let document = Rc::clone(&owned.set.document);
        let written = Command::UpdateStatefulSet { set, spec: spec.into(), document, spec_changed };
        spec_changed.then_some(written)
    }

    /// Applies the act to a spec. Does nothing unless the act is about the spec.
    pub fn change(&self, spec: &mut StatefulSetSpec) {
        match *self {
            Self::Scale(replicas) => spec.replicas = replicas,
            Self::SetImage(image) => spec.template = image.template(),
            Self::Place(placing) => {
                let template = PodTemplate::clone(&spec.template);
                let image = template.data.split(' ').next().unwrap_or_default();
                let data = match placing {
                    Placing::Anywhere => image.into(),
                    _ => format!("{image} {placing:?}").into(),
                };
                let placement = placing.placement().into();
                let mut containers = template.containers.clone();
                let cores = placing.cores().map(|cores| ("cpu".into(), Quantity::count(cores)));
                if let Some(first) = containers.first_mut() {
                    first.resources.requests = cores.into_iter().collect();
                }
                spec.template = Rc::new(PodTemplate { data, placement, containers, ..template });
            }
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
            | Self::MakeAgainWithClaim
            | Self::Taint(..)
            | Self::Cordon(..)
            | Self::Evict(_)
            | Self::Hold(..)
            | Self::Label(..)
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
            | Self::Quota(_)
            | Self::Limits(_)
            | Self::Priority(_)
            | Self::Upgrade(_) => {}
        }
    }
}
