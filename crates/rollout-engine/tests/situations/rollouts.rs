//! Situations 1 to 13: whether a rolling update continues, and in which order.

use std::time::Duration;

use crate::support::{Rollout, blog, image, rolling, with_fault};
use crate::{FIRST_BETA, GATE_OFF, not_ready, parallel, three, with_bad_image};
use rollout_engine::api::{IntOrPercent, RollingUpdate, StatefulSetSpec, UpdateStrategy};
use rollout_engine::behavior::{ImageFault, Scope, Step, Timing};
use rollout_engine::cluster::Change;
use rollout_engine::command::Command;
use rollout_engine::controller::{Act, Rule};
use rollout_engine::trace::FrameIndex;

#[test]
fn s01_a_rollback_does_not_unstick() {
    let mut rollout = with_bad_image("1.37", three());
    rollout.change(image("bad"));
    rollout.change(image("v1"));
    assert_eq!(rollout.images(), "v1 v1 bad!");
    assert_eq!((rollout.waiting().rule, rollout.waiting().on), (Rule::ReplicaIsNotReady, Some(2)));
    assert_eq!(
        rollout.waiting().next.act,
        Act::Replace,
        "the broken pod itself is what would be replaced"
    );
    rollout.delete(2);
    assert_eq!((rollout.images().as_str(), rollout.waiting().rule), ("v1 v1 v1", Rule::Settled));
}

#[test]
fn s02_a_pod_deleted_before_the_revert_comes_back_broken() {
    let mut rollout = with_bad_image("1.37", three());
    rollout.change(image("bad"));
    rollout.delete(2);
    rollout.change(image("v1"));
    assert_eq!(
        (rollout.images().as_str(), rollout.waiting().rule),
        ("v1 v1 bad!", Rule::ReplicaIsNotReady)
    );
}

#[test]
fn s03_a_crash_loop_without_a_probe_lets_the_bad_rollout_continue() {
    let crash = ImageFault::Exits { code: 1, after: Duration::from_secs(5) };
    let mut rollout = with_fault(Rollout::of(three()), "crash", crash);
    rollout.change(image("crash"));
    for _ in 0..400 {
        rollout.simulation.step();
    }
    assert!(rollout.story().contains("-1"), "web-2 was Ready for moments: {}", rollout.story());
}

#[test]
fn s03_with_min_ready_seconds_a_crash_loop_stays_at_the_first_pod() {
    let crash = ImageFault::Exits { code: 1, after: Duration::from_secs(5) };
    let rollout = Rollout::of(StatefulSetSpec { min_ready_seconds: 30, ..three() });
    let mut rollout = with_fault(rollout, "crash", crash);
    rollout.change(image("crash"));
    assert_eq!(rollout.story().split(' ').next(), Some("-2"));
    assert!(!rollout.story().contains("-1"), "{}", rollout.story());
}

#[test]
fn s04_parallel_heals_by_itself_with_the_gate_off() {
    let mut rollout = with_bad_image(GATE_OFF, parallel(three()));
    rollout.change(image("bad"));
    assert_eq!((rollout.waiting().rule, rollout.waiting().on), (Rule::OneAtATime, Some(2)));
    rollout.change(image("v1"));
    assert_eq!((rollout.images().as_str(), rollout.waiting().rule), ("v1 v1 v1", Rule::Settled));
}

#[test]
fn s05_parallel_is_stuck_in_1_35_and_heals_in_1_37() {
    let after_revert = |release| {
        let mut rollout = with_bad_image(release, parallel(three()));
        rollout.change(image("bad"));
        rollout.change(image("v1"));
        (rollout.images(), rollout.waiting().rule)
    };
    assert_eq!(after_revert(FIRST_BETA), ("v1 v1 bad!".to_owned(), Rule::BudgetIsSpent));
    assert_eq!(after_revert("1.37"), ("v1 v1 v1".to_owned(), Rule::Settled));
}

#[test]
fn s06_parallel_does_not_mean_parallel_updates() {
    let mut rollout = Rollout::of(parallel(three()));
    rollout.change(image("v2"));
    assert_eq!(rollout.story(), "-2 x2 +2 2 -1 x1 +1 1 -0 x0 +0 0");
}

#[test]
fn s07_parallel_ignores_a_broken_lower_pod_with_the_gate_off() {
    let mut rollout = Rollout::in_release(GATE_OFF, parallel(three()));
    not_ready(&mut rollout, 0);
    rollout.change(image("v2"));
    assert_eq!(rollout.story(), "-2 x2 +2 2 -1 x1 +1 1 -0 x0 +0 0");
    let mut ordered = Rollout::in_release(GATE_OFF, three());
    not_ready(&mut ordered, 0);
    ordered.change(image("v2"));
    assert_eq!((ordered.story().as_str(), ordered.waiting().on), ("", Some(0)));
}

#[test]
fn s08_ordered_ready_with_max_unavailable_2_starts_one_pod_after_the_other() {
    let spec = StatefulSetSpec { replicas: 5, update_strategy: rolling(0, Some(2)), ..three() };
    let mut rollout = Rollout::of(spec);
    rollout.change(image("v2"));
    assert!(rollout.story().starts_with("-4 -3 x4 x3 +3 3 +4 4 -2 -1"), "{}", rollout.story());
}

#[test]
fn s09_parallel_is_a_sliding_window_of_max_unavailable() {
    let mut rollout = Rollout::of(parallel(blog()));
    let timing = Timing::from([(Step::Start, Duration::from_secs(9).into())]);
    rollout.apply(Command::SetTiming { scope: Scope::Pod("web-4".into()), timing });
    rollout.change(image("nginx:0.9"));
    assert_eq!(rollout.story(), "-4 -3 x4 +4 x3 +3 3 -2 x2 +2 2 -1 x1 +1 1 -0 x0 +0 0 4");
}

#[test]
fn s10_a_percentage_rounds_down_to_at_least_one() {
    let first_batch = |percent| {
        let max_unavailable = Some(IntOrPercent::Percent(percent));
        let update_strategy =
            UpdateStrategy::RollingUpdate(Some(RollingUpdate { partition: 0, max_unavailable }));
        let mut rollout = Rollout::of(StatefulSetSpec { replicas: 5, update_strategy, ..three() });
        rollout.change(image("v2"));
        rollout.story().split(' ').take_while(|word| word.starts_with('-')).count()
    };
    assert_eq!([10, 30, 50].map(first_batch), [1, 1, 2]);
}

#[test]
fn s11_a_broken_pod_below_the_partition_uses_up_max_unavailable() {
    let mut rollout =
        Rollout::of(parallel(StatefulSetSpec { update_strategy: rolling(2, Some(1)), ..three() }));
    not_ready(&mut rollout, 0);
    rollout.change(image("v2"));
    assert_eq!(rollout.story(), "");
    assert_eq!((rollout.waiting().rule, rollout.waiting().on), (Rule::BudgetIsSpent, Some(0)));
}

#[test]
fn s12_parallel_ignores_min_ready_seconds_up_to_1_33() {
    let seconds = |release| {
        let mut rollout = Rollout::in_release(
            release,
            parallel(StatefulSetSpec { min_ready_seconds: 60, ..three() }),
        );
        rollout.change(image("v2"));
        let trace = rollout.simulation.trace();
        let frames = (rollout.since.0 + 1..trace.len()).map(FrameIndex);
        let makes = |frame: &FrameIndex| {
            trace.changes(*frame).iter().any(|change| matches!(change, Change::PodCreated(..)))
        };
        let last = frames.rev().find(makes).expect("pods are made");
        trace.at(last).since(trace.at(rollout.since)).as_secs()
    };
    assert!(seconds("1.33") < 60, "{}", seconds("1.33"));
    assert!(seconds("1.34") > 120, "{}", seconds("1.34"));
}

#[test]
fn s13_it_completes_before_it_is_available() {
    let mut rollout = Rollout::of(StatefulSetSpec { min_ready_seconds: 60, ..three() });
    rollout.change(image("v2"));
    let trace = rollout.simulation.trace();
    let (set, _) = rollout.owned();
    let updated = rollout.status().update_revision;
    let frames = (0..trace.len()).map(FrameIndex);
    let statuses = frames
        .filter(|&frame| frame > rollout.since)
        .map(|frame| trace.seek(frame).cluster.set(set).expect("web").set.status);
    let completed = statuses
        .into_iter()
        .find(|s| s.current_revision == updated && s.update_revision == updated)
        .expect("it completes");
    assert_eq!((completed.updated_replicas, completed.available_replicas), (3, 2));
}
