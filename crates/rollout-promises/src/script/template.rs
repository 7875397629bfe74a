//! The pod templates of a session: images with their containers and probes, and what they demand of nodes.

use std::rc::Rc;
use std::time::Duration;

use rollout_engine::api::{
    Container, ContainerKind, NodeId, Operator, Placement, PodTemplate, PodTerm, Probe, Probes,
    Requirement, Room, Spread, TaintEffect, Toleration, UNREACHABLE,
};

use super::{POLICY, SET};

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
