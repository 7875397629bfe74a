//! Namespaces: sets of one name in two namespaces, and the order in which a deleted namespace is emptied.

use std::time::Duration;

use rollout_engine::api::StatefulSetSpec;
use rollout_engine::cluster::{Change, ObjectKey};
use rollout_engine::command::Command;
use rollout_engine::controller::Rule;
use rollout_engine::simulation::Simulation;
use rollout_engine::time::SimTime;
use rollout_engine::version::Rules;

fn create(namespace: &str, replicas: u32) -> Command {
    let spec = StatefulSetSpec::new(replicas, "nginx:0.8");
    let (namespace, name) = (namespace.into(), "web".into());
    Command::CreateStatefulSet { namespace, name, spec: spec.into(), document: "".into() }
}

/// A settled cluster with a set `web` and a Service in each of `default` and `other`.
fn two_namespaces(rules: Rules) -> Simulation {
    let mut simulation = Simulation::new(rules, SimTime::ZERO);
    let service = |namespace: &str| {
        let (kind, name) = ("Service".into(), "nginx".into());
        let key = ObjectKey { kind, namespace: namespace.into(), name };
        Command::WriteObject { key, document: "{}".into(), policy: None }
    };
    let namespace = Command::WriteNamespace { name: "other".into(), document: "{}".into() };
    for command in
        [namespace, service("default"), service("other"), create("default", 2), create("other", 3)]
    {
        simulation.apply(SimTime::ZERO, command);
    }
    settle(&mut simulation);
    simulation
}

fn settle(simulation: &mut Simulation) {
    while simulation.next_event_at().is_some() {
        simulation.step();
    }
}

fn ready(simulation: &Simulation, namespace: &str) -> u32 {
    let set = simulation.cluster().find_set(namespace, "web");
    set.map_or(0, |(_, owned)| owned.set.status.ready_replicas)
}

#[test]
fn sets_of_one_name_live_in_two_namespaces() {
    let simulation = two_namespaces(Rules::LATEST);
    assert_eq!((ready(&simulation, "default"), ready(&simulation, "other")), (2, 3));
    let cluster = simulation.cluster();
    let pod = |namespace| cluster.find_pod(namespace, "web-2").map(|(_, pod)| pod.ordinal);
    assert_eq!((pod("default"), pod("other")), (None, Some(2)));
}

/// What was removed after the deletion of `other`, in order, with the seconds that it took.
fn removals(rules: Rules) -> Vec<(u64, &'static str)> {
    let mut simulation = two_namespaces(rules);
    let begin = simulation.trace().at(simulation.trace().last()) + Duration::from_secs(60);
    let first = simulation.apply(begin, Command::DeleteNamespace { name: "other".into() });
    assert!(simulation.cluster().is_terminating("other"));
    settle(&mut simulation);
    let trace = simulation.trace();
    let mut removals = Vec::new();
    for frame in (first.0..=trace.last().0).map(rollout_engine::trace::FrameIndex) {
        let after = trace.at(frame).since(begin).as_secs();
        removals.extend(trace.changes(frame).iter().filter_map(|change| match change {
            Change::PodDeleted(..) => Some((after, "pod")),
            Change::SetDeleted(..) => Some((after, "set")),
            Change::ObjectDeleted(_) => Some((after, "object")),
            Change::NamespaceDeleted(_) => Some((after, "namespace")),
            _ => None,
        }));
    }
    assert!(!simulation.cluster().has_namespace("other"));
    assert_eq!(ready(&simulation, "default"), 2, "the other namespace is left alone");
    removals
}

#[test]
fn with_ordered_deletion_pods_are_removed_first() {
    let removals = removals(Rules::LATEST);
    let what: Vec<_> = removals.iter().map(|(_, what)| *what).collect();
    assert_eq!(what, ["pod", "pod", "pod", "set", "object", "namespace"]);
    let at = |what| removals.iter().find(|(_, one)| *one == what).map(|(at, _)| *at);
    assert!(at("pod") >= Some(5), "the controller waits five seconds: {removals:?}");
    assert_eq!(at("set"), at("namespace"), "the rest needs one turn: {removals:?}");
}

#[test]
fn without_ordered_deletion_everything_is_deleted_at_once() {
    let removals = removals(Rules { orders_namespace_deletion: false, ..Rules::LATEST });
    let what: Vec<_> = removals.iter().map(|(_, what)| *what).collect();
    assert_eq!(what, ["set", "object", "pod", "pod", "pod", "namespace"]);
}

/// The StatefulSet controller tries to create a deleted pod again; the API server refuses, and the rule says so.
#[test]
fn nothing_is_created_in_a_terminating_namespace() {
    let mut simulation = two_namespaces(Rules::LATEST);
    let begin = simulation.trace().at(simulation.trace().last()) + Duration::from_secs(60);
    simulation.apply(begin, Command::DeleteNamespace { name: "other".into() });
    let (set, pods) = {
        let (set, owned) = simulation.cluster().find_set("other", "web").expect("it is there");
        (set, owned.pods.iter().copied().collect::<Vec<_>>())
    };
    let uid = pods[0].uid;
    let delete = Command::DeletePod { set, ordinal: 0, uid, grace_period: None };
    simulation.apply(begin + Duration::from_secs(1), delete);
    while simulation.next_event_at().is_some_and(|at| at < begin + Duration::from_secs(4)) {
        simulation.step();
    }
    assert!(simulation.cluster().find_pod("other", "web-0").is_none());
    let waiting = simulation.trace().waiting(set, simulation.trace().last());
    assert_eq!(waiting.map(|waiting| waiting.rule), Some(Rule::NamespaceIsBeingDeleted));
}
