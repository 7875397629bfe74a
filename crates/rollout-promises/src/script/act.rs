//! What a line of a session does, and the command that follows from the cluster at that moment.

use std::rc::Rc;
use std::time::Duration;

use rollout_engine::api::{
    IntOrPercent, Node, NodeId, OUT_OF_SERVICE, PodTemplate, Policy, Quantity, RetentionPolicy,
    RevisionHash, StatefulSetSpec, Taint, TaintEffect, UpdateStrategy,
};
use rollout_engine::behavior::{ImageFault, Scope, Step, Subject, Timing};
use rollout_engine::cluster::{Cluster, ObjectKey, SchedulingHold};
use rollout_engine::command::{Cascade, Command, NodeFault, PodFault};
use rollout_engine::jitter::Jitter;
use rollout_engine::version::Rules;

use super::policy::{Limited, Quotum, claim_template};
use super::template::{Image, Placing};
use super::{NAMESPACE, POLICY, SET};

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
        let timing = |scope, &step, &after: &Duration| Command::SetTiming {
            scope,
            timing: Timing::from([(step, after.into())]),
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

/// The keys of taints.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum TaintKey {
    /// `dedicated`.
    Dedicated,
    /// `node.kubernetes.io/out-of-service`.
    OutOfService,
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
