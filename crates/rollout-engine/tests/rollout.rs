//! Whole rollouts, as the order in which pods are deleted, removed, created and Ready ([`Rollout::story`]).

mod support;

use std::time::Duration;

use rollout_engine::api::{
    NodeId, PodManagementPolicy, PodTemplate, StatefulSetSpec, UpdateStrategy,
};
use rollout_engine::behavior::{ImageFault, Scope, Step, Subject, Timing};
use rollout_engine::cluster::Change;
use rollout_engine::command::{Command, NodeFault, PodFault};
use rollout_engine::controller::{Act, Rule};
use rollout_engine::jitter::Jitter;
use rollout_engine::kubelet::PodStep;
use rollout_engine::simulation::{Outlook, Simulation};
use rollout_engine::time::SimTime;
use rollout_engine::trace::{Cause, FrameIndex};
use rollout_engine::version::Rules;
use support::{Rollout, blog, image, rolling};

#[test]
fn ordered_ready_creates_pods_one_after_the_other() {
    let rollout = Rollout::of(StatefulSetSpec::new(3, "nginx:0.8"));
    assert_eq!(rollout.story(), "+0 0 +1 1 +2 2");
}

#[test]
fn ordered_ready_replaces_batches_of_max_unavailable_and_creates_web_3_before_web_4() {
    let mut rollout = Rollout::of(blog());
    rollout.change(image("nginx:0.9"));
    assert_eq!(rollout.story(), "-4 -3 x4 x3 +3 3 +4 4 -2 -1 x2 x1 +1 1 +2 2 -0 x0 +0 0");
}

#[test]
fn the_partition_holds_back_lower_ordinals() {
    let mut rollout = Rollout::of(blog());
    rollout.change(|spec| {
        spec.update_strategy = rolling(3, Some(2));
        spec.template = PodTemplate::new("nginx:0.9").into();
    });
    assert_eq!(rollout.story(), "-4 -3 x4 x3 +3 3 +4 4");
    let trace = rollout.trace();
    let (set, _) = trace
        .seek(trace.last())
        .cluster
        .find_set("default", "web")
        .map(|(id, _)| (id, ()))
        .expect("web");
    assert_eq!(
        trace.waiting(set, trace.last()).map(|waiting| waiting.rule),
        Some(Rule::PartitionHolds)
    );
}

#[test]
fn on_delete_waits_for_a_person() {
    let mut rollout =
        Rollout::of(StatefulSetSpec { update_strategy: UpdateStrategy::OnDelete, ..blog() });
    rollout.change(image("nginx:0.9"));
    assert_eq!(rollout.story(), "");
    let (set, owned) = rollout.simulation.cluster().find_set("default", "web").expect("web");
    let uid = owned.pods.get(1).expect("web-1").uid;
    rollout.apply(Command::DeletePod { set, ordinal: 1, uid, grace_period: None });
    rollout.settle();
    assert_eq!(rollout.story(), "-1 x1 +1 1");
}

#[test]
fn scaling_down_deletes_the_highest_first_each_removed_before_the_next() {
    let mut rollout = Rollout::of(blog());
    rollout.change(|spec| spec.replicas = 3);
    assert_eq!(rollout.story(), "-4 x4 -3 x3");
}

#[test]
fn a_bad_image_stops_the_rollout_and_names_the_pod_that_it_waits_for() {
    let mut rollout = Rollout::of(blog());
    rollout.apply(Command::SetFault {
        of: Subject::Image("nginx:bad".into()),
        fault: ImageFault::CannotBePulled,
    });
    rollout.change(image("nginx:bad"));
    assert_eq!(rollout.story(), "-4 -3 x4 x3 +3");
    let (set, _) = rollout.simulation.cluster().find_set("default", "web").expect("web");
    let trace = rollout.simulation.trace();
    let waiting = trace.waiting(set, trace.last()).expect("the controller has synced");
    assert_eq!((waiting.rule, waiting.on), (Rule::ReplicaIsNotReady, Some(3)));
    assert_eq!((waiting.next.act, waiting.next.ordinals[0]), (Act::Create, Some(4)));
}

#[test]
fn min_ready_seconds_spaces_the_creations() {
    let spec = StatefulSetSpec { min_ready_seconds: 10, ..StatefulSetSpec::new(2, "nginx:0.8") };
    let rollout = Rollout::of(spec);
    assert_eq!(rollout.story(), "+0 0 +1 1");
    let trace = rollout.trace();
    let created = |ordinal| {
        let frames = (0..trace.len()).map(FrameIndex);
        let creates =
            |c: &Change| matches!(c, Change::PodCreated(_, pod) if pod.ordinal == ordinal);
        frames.into_iter().find(|&f| trace.changes(f).iter().any(creates)).map(|f| trace.at(f))
    };
    let waited =
        created(1).expect("web-1 was created").since(created(0).expect("web-0 was created"));
    assert!(waited >= Duration::from_secs(10), "web-1 was created after {waited:?}");
}

#[test]
fn seeking_gives_what_simulating_gave() {
    let mut rollout = Rollout::of(StatefulSetSpec { replicas: 200, ..blog() });
    rollout.change(image("nginx:0.9"));
    let end = rollout.simulation.cluster().clone();
    let trace = rollout.trace();
    assert_eq!(trace.seek(trace.last()).cluster, end);
    let mut frame = trace.seek(FrameIndex(0));
    for index in (0..trace.len()).step_by(97).map(FrameIndex) {
        trace.move_to(&mut frame, index);
        assert_eq!(frame, trace.seek(index));
    }
}

#[test]
fn a_crashing_container_restarts_after_10_20_and_40_seconds() {
    let spec = StatefulSetSpec::new(1, "nginx:crash");
    let mut simulation = Simulation::new(Rules::LATEST, SimTime::ZERO);
    let fault = ImageFault::Exits { code: 1, after: Duration::from_secs(5) };
    simulation.apply(
        SimTime::ZERO,
        Command::SetFault { of: Subject::Image("nginx:crash".into()), fault },
    );
    let create = Command::CreateStatefulSet {
        namespace: "default".into(),
        name: "web".into(),
        spec: spec.into(),
        document: "".into(),
    };
    simulation.apply(SimTime::ZERO, create);
    let mut starts = Vec::new();
    while starts.len() < 5 {
        let frame = simulation.step();
        let is_start = |frame| {
            let Cause::Pod { step, .. } = simulation.trace().cause(frame) else { return false };
            matches!(step, PodStep::Started | PodStep::Restarted)
        };
        if frame.is_some_and(is_start) {
            starts.push(simulation.trace().at(simulation.trace().last()).as_millis());
        }
    }
    let gaps: Vec<_> = starts.windows(2).map(|pair| pair[1] - pair[0]).collect();
    assert_eq!(
        gaps,
        [5_300, 15_000, 25_000, 45_000],
        "the back-off counts from the container's end"
    );
}

#[test]
fn a_readiness_probe_that_was_made_to_fail_fails_until_it_is_made_to_succeed() {
    let mut rollout = Rollout::of(blog());
    let (set, _) = rollout.simulation.cluster().find_set("default", "web").expect("web");
    rollout.apply(Command::PodFault {
        set,
        ordinal: 0,
        container: None,
        fault: PodFault::IsNotReady,
    });
    rollout.change(image("nginx:0.9"));
    assert_eq!(rollout.story(), "", "OrderedReady: one pod that is not Ready holds up everything");
    rollout.apply(Command::PodFault { set, ordinal: 0, container: None, fault: PodFault::IsReady });
    rollout.settle();
    assert_eq!(rollout.story(), "0 -4 -3 x4 x3 +3 3 +4 4 -2 -1 x2 x1 +1 1 +2 2 -0 x0 +0 0");
}

#[test]
fn a_node_that_returns_before_the_eviction_keeps_its_pod() {
    let mut rollout = Rollout::of(StatefulSetSpec::new(3, "nginx"));
    let node = NodeId(1);
    rollout.since = rollout.simulation.trace().last();
    rollout
        .simulation
        .apply(SimTime::from_secs(100), Command::NodeFault { node, fault: NodeFault::IsLost });
    while rollout.simulation.next_event_at() < Some(SimTime::from_secs(200)) {
        rollout.simulation.step();
    }
    rollout
        .simulation
        .apply(SimTime::from_secs(200), Command::NodeFault { node, fault: NodeFault::Returns });
    rollout.settle();
    assert_eq!(rollout.story(), "1", "it is only Ready again");
}

#[test]
fn a_pod_that_terminates_on_a_silent_node_has_ended_when_the_node_returns() {
    let mut rollout = Rollout::of(StatefulSetSpec::new(3, "nginx"));
    let timing = Timing::from([(Step::Stop, Duration::from_secs(20).into())]);
    rollout.apply(Command::SetTiming { scope: Scope::All, timing });
    let (set, owned) = rollout.simulation.cluster().find_set("default", "web").expect("web");
    let uid = owned.pods.get(1).expect("web-1").uid;
    let node = NodeId(1);
    let mut at = |seconds, command| {
        rollout.simulation.apply(SimTime::from_secs(seconds), command);
    };
    at(100, Command::DeletePod { set, ordinal: 1, uid, grace_period: None });
    at(101, Command::NodeFault { node, fault: NodeFault::IsLost });
    at(130, Command::NodeFault { node, fault: NodeFault::Returns });
    rollout.settle();
    let trace = rollout.simulation.trace();
    let stops = |&frame: &FrameIndex| {
        matches!(trace.cause(frame), Cause::Pod { step: PodStep::Stopped, .. })
    };
    let stopped = (0..trace.len()).map(FrameIndex).find(stops).expect("web-1 stops");
    assert_eq!(trace.at(stopped), SimTime::from_secs(130), "it ended at 120 s, unseen");
}

#[test]
fn pods_of_a_deleted_node_fail_and_are_created_again() {
    let mut rollout = Rollout::of(StatefulSetSpec::new(3, "nginx"));
    rollout.apply(Command::NodeFault { node: NodeId(1), fault: NodeFault::IsDeleted });
    rollout.settle();
    assert_eq!(rollout.story(), "-1 x1 +1 1");
}

#[test]
fn a_further_command_changes_no_jitter_of_other_pods() {
    let run = |also: Option<Command>| {
        let spec =
            StatefulSetSpec { pod_management_policy: PodManagementPolicy::Parallel, ..blog() };
        let mut simulation = Simulation::new(Rules::LATEST, SimTime::ZERO);
        let jitter = Jitter { percent: 50, seed: 7 };
        simulation.apply(SimTime::ZERO, Command::SetJitter(jitter));
        let spec = spec.into();
        simulation.apply(
            SimTime::ZERO,
            Command::CreateStatefulSet {
                namespace: "default".into(),
                name: "web".into(),
                spec,
                document: "".into(),
            },
        );
        also.into_iter().for_each(|command| {
            simulation.apply(SimTime::ZERO, command);
        });
        while simulation.next_event_at().is_some() {
            simulation.step();
        }
        let (_, owned) = simulation.cluster().find_set("default", "web").expect("web");
        owned.pods.iter().map(|pod| pod.started_at).collect::<Vec<_>>()
    };
    let other = StatefulSetSpec::new(3, "nginx").into();
    let other = Command::CreateStatefulSet {
        namespace: "default".into(),
        name: "other".into(),
        spec: other,
        document: "".into(),
    };
    assert_eq!(run(None), run(Some(other)));
}

/// Recorded with `minReadySeconds: 4` (`differences-by-release.md`): 3.0 to 3.9 s after Ready since 1.35, because
/// lastTransitionTime is a whole second, and 6.5 to 6.9 s in 1.34.
#[test]
fn up_to_1_34_the_controller_notices_availability_late() {
    let seen_after = |release| {
        let rules = Rules::named(release).expect("a release");
        let mut simulation = Simulation::new(rules, SimTime::ZERO);
        let spec = StatefulSetSpec { min_ready_seconds: 4, ..StatefulSetSpec::new(1, "nginx") };
        let create = Command::CreateStatefulSet {
            namespace: "default".into(),
            name: "web".into(),
            spec: spec.into(),
            document: "".into(),
        };
        simulation.apply(SimTime::from_millis(20), create);
        let mut ready_at = SimTime::ZERO;
        while simulation.next_event_at().is_some() {
            simulation.step();
            let (_, owned) = simulation.cluster().find_set("default", "web").expect("web");
            let now = simulation.trace().at(simulation.trace().last());
            if owned.set.status.ready_replicas == 1 && ready_at == SimTime::ZERO {
                ready_at = now;
            }
            if owned.set.status.available_replicas == 1 {
                return now.since(ready_at).as_millis();
            }
        }
        unreachable!("it becomes available")
    };
    assert!((3000..=3900).contains(&seen_after("1.37")), "{}", seen_after("1.37"));
    assert!((6500..=6999).contains(&seen_after("1.34")), "{}", seen_after("1.34"));
}

#[test]
fn failing_pulls_loop_and_crashes_without_a_probe_repeat() {
    let outlook = |fault| {
        let mut simulation = Simulation::new(Rules::LATEST, SimTime::ZERO);
        simulation.apply(
            SimTime::ZERO,
            Command::SetFault { of: Subject::Image("nginx:bad".into()), fault },
        );
        let spec = StatefulSetSpec::new(2, "nginx:bad").into();
        simulation.apply(
            SimTime::ZERO,
            Command::CreateStatefulSet {
                namespace: "default".into(),
                name: "web".into(),
                spec,
                document: "".into(),
            },
        );
        let mut outlooks = Vec::new();
        while simulation.next_event_at() < Some(SimTime::from_secs(3600)) {
            simulation.step();
            outlooks.push(simulation.outlook());
        }
        // Between a pod's step and the sync that it causes something new is always pending.
        outlooks.retain(|&outlook| outlook != Outlook::Moving);
        outlooks.dedup();
        outlooks
    };
    assert_eq!(outlook(ImageFault::CannotBePulled), [Outlook::Looping]);
    // web-0 is Ready for moments, web-1 is created then, and from there on both loop.
    let crash = ImageFault::Exits { code: 1, after: Duration::from_secs(5) };
    assert_eq!(outlook(crash).last(), Some(&Outlook::Repeating));
}
