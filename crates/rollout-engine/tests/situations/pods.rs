//! Situations 23 to 25 and 31 to 33: scaling, deletion, lost and finished pods.

use std::rc::Rc;
use std::time::Duration;

use crate::support::{Rollout, image};
use crate::{not_ready, parallel, three, with_bad_image};
use rollout_engine::api::{ClaimTemplate, NodeId, StatefulSetSpec, StatefulSetStatus};
use rollout_engine::command::{Cascade, Command, NodeFault, PodFault};
use rollout_engine::controller::{Act, Rule};

#[test]
fn s23_an_unhealthy_pod_blocks_scaling_down_in_order_and_two_block_each_other() {
    let scaled_to_1 = |spec, broken: &[u32]| {
        let mut rollout = Rollout::of(spec);
        broken.iter().for_each(|&ordinal| not_ready(&mut rollout, ordinal));
        rollout.change(|spec| spec.replicas = 1);
        (rollout.story(), rollout.waiting().rule)
    };
    assert_eq!(scaled_to_1(three(), &[0]), (String::new(), Rule::ReplicaIsNotReady));
    assert_eq!(scaled_to_1(three(), &[1, 2]), (String::new(), Rule::CondemnedIsNotReady));
    assert_eq!(scaled_to_1(three(), &[2]).0, "-2 x2 -1 x1");
    assert_eq!(scaled_to_1(parallel(three()), &[0]).0, "-2 -1 x2 x1");
}

#[test]
fn s24_deleting_the_set_is_in_no_order_and_the_claims_serve_the_next_one() {
    let claim =
        ClaimTemplate { name: "www".into(), document: "".into(), ..ClaimTemplate::default() };
    let mut rollout = Rollout::of(StatefulSetSpec { claim_templates: Rc::new([claim]), ..three() });
    let (set, owned) = rollout.owned();
    let claims: Vec<_> = owned.claims.values().map(|claim| claim.uid).collect();
    rollout.apply(Command::DeleteStatefulSet { set, cascade: Cascade::Background });
    rollout.settle();
    assert_eq!(rollout.story(), "-0 -1 -2 x0 x1 x2");

    let spec = Rc::new(rollout.spec.clone());
    rollout.apply(Command::CreateStatefulSet {
        namespace: "default".into(),
        name: "web".into(),
        spec,
        document: "".into(),
    });
    rollout.settle();
    let (_, owned) = rollout.owned();
    assert_eq!((owned.pods.iter().count(), claims.len()), (3, 3));
    assert_eq!(owned.claims.values().map(|claim| claim.uid).collect::<Vec<_>>(), claims);
}

#[test]
fn s25_a_lost_nodes_pod_stays_terminating_until_the_node_returns() {
    let mut rollout = Rollout::of(three());
    let node = NodeId(1);
    rollout.apply(Command::NodeFault { node, fault: NodeFault::IsLost });
    let lost = rollout.simulation.trace().at(rollout.simulation.trace().last());
    rollout.settle();
    assert_eq!(rollout.story(), "-1", "nobody can confirm that it ended");
    let deleted = rollout.simulation.trace().at(rollout.simulation.trace().last());
    assert_eq!(deleted.since(lost).as_secs(), 10 + 348, "lost 10 s after the last frame");
    let StatefulSetStatus { replicas, ready_replicas, current_replicas, updated_replicas, .. } =
        rollout.status();
    let counts = (replicas, ready_replicas, current_replicas, updated_replicas);
    assert_eq!(counts, (3, 2, 2, 2), "as recorded: node-loss.md, section 1");
    assert_eq!(
        (rollout.waiting().rule, rollout.waiting().on),
        (Rule::ReplicaIsTerminating, Some(1))
    );
    rollout.apply(Command::NodeFault { node, fault: NodeFault::Returns });
    rollout.settle();
    assert_eq!(rollout.story(), "x1 +1 1");
}

#[test]
fn s25_a_lost_pod_deleted_with_force_is_created_on_another_node() {
    let mut rollout = Rollout::of(three());
    rollout.apply(Command::NodeFault { node: NodeId(1), fault: NodeFault::IsLost });
    rollout.settle();
    let (set, owned) = rollout.owned();
    let uid = owned.pods.get(1).expect("web-1 is Terminating").uid;
    let grace_period = Some(Duration::ZERO);
    rollout.apply(Command::DeletePod { set, ordinal: 1, uid, grace_period });
    rollout.settle();
    assert_eq!(rollout.story(), "x1 +1 1");
    assert_ne!(rollout.owned().1.pods.get(1).and_then(|pod| pod.node), Some(NodeId(1)));
}

#[test]
fn s31_an_evicted_pod_is_created_again_at_once_without_its_restart_count() {
    let mut rollout = Rollout::of(three());
    let (set, _) = rollout.owned();
    rollout.apply(Command::PodFault { set, ordinal: 1, container: None, fault: PodFault::Crashes });
    rollout.settle();
    rollout.apply(Command::PodFault {
        set,
        ordinal: 1,
        container: None,
        fault: PodFault::IsEvicted,
    });
    rollout.settle();
    assert_eq!(rollout.story(), "-1 x1 +1 1");
    assert_eq!(rollout.owned().1.pods.get(1).map(|pod| pod.restarts), Some(0));
}

#[test]
fn s31_a_succeeded_pod_is_created_again() {
    let mut rollout = Rollout::of(three());
    let (set, _) = rollout.owned();
    rollout.apply(Command::PodFault {
        set,
        ordinal: 1,
        container: None,
        fault: PodFault::Succeeds,
    });
    rollout.settle();
    assert_eq!(rollout.story(), "-1 x1 +1 1");
}

#[test]
fn s32_scaling_up_a_stuck_set_creates_no_pod() {
    let mut rollout = with_bad_image("1.37", three());
    rollout.change(image("bad"));
    rollout.change(|spec| spec.replicas = 5);
    assert_eq!(rollout.story(), "");
    let waiting = rollout.waiting();
    assert_eq!(
        (waiting.rule, waiting.on, waiting.next.act),
        (Rule::ReplicaIsNotReady, Some(2), Act::Create)
    );
}

#[test]
fn s33_there_is_no_surge() {
    let mut rollout = Rollout::of(StatefulSetSpec { replicas: 1, ..three() });
    rollout.change(image("v2"));
    assert_eq!(rollout.story(), "-0 x0 +0 0", "with one replica an update is an outage");
}
