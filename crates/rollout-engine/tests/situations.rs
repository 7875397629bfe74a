//! What people commonly misunderstand: each situation of `statefulset-semantics.md` section 5 that the engine
//! decides, by its number, with what happens and what the controller then waits for.
//!
//! Those that are kubectl's words or the API server's refusals (13 in part, 19, 22, 27, 28, 30, 35, 37) are tested
//! there. Not modelled: 26 (the controller never asks a disruption budget, and none exists here), 34 (DNS), 36 (the
//! upgrade of a control plane).

mod support;

use std::rc::Rc;
use std::time::Duration;

use rollout_engine::api::{
    IntOrPercent, PodManagementPolicy, PodTemplate, Probe, Probes, RollingUpdate, StatefulSetSpec,
    UpdateStrategy,
};
use rollout_engine::behavior::{ImageFault, Scope, Step, Timing};
use rollout_engine::cluster::Change;
use rollout_engine::command::{Command, PodFault};
use rollout_engine::controller::{Act, Rule};
use rollout_engine::kubelet::PodStep;
use rollout_engine::trace::{Cause, FrameIndex};
use support::{Rollout, image, rolling, with_fault};

const BROKEN: ImageFault = ImageFault::CannotBePulled;
const GATE_OFF: &str = "1.36";
const FIRST_BETA: &str = "1.35";

fn three() -> StatefulSetSpec {
    StatefulSetSpec { update_strategy: rolling(0, Some(1)), ..StatefulSetSpec::new(3, "v1") }
}

fn parallel(spec: StatefulSetSpec) -> StatefulSetSpec {
    StatefulSetSpec { pod_management_policy: PodManagementPolicy::Parallel, ..spec }
}

/// Three pods at v1 in a release, and an image that cannot be pulled.
fn with_bad_image(release: &str, spec: StatefulSetSpec) -> Rollout {
    with_fault(Rollout::in_release(release, spec), "bad", BROKEN)
}

fn not_ready(rollout: &mut Rollout, ordinal: u32) {
    let (set, _) = rollout.owned();
    rollout.apply(Command::PodFault { set, ordinal, fault: PodFault::IsNotReady });
    rollout.settle();
}

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
fn s02_deleted_before_the_revert_it_comes_back_broken() {
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

#[test]
fn s14_a_canary_keeps_its_side_of_the_partition() {
    let mut rollout =
        Rollout::of(StatefulSetSpec { update_strategy: rolling(2, Some(1)), ..three() });
    rollout.change(image("v2"));
    assert_eq!(
        (rollout.images().as_str(), rollout.waiting().rule),
        ("v1 v1 v2", Rule::PartitionHolds)
    );
    rollout.delete(1);
    rollout.delete(2);
    assert_eq!(rollout.images(), "v1 v1 v2");
    assert_ne!(rollout.status().current_revision, rollout.status().update_revision);
}

#[test]
fn s15_a_partition_past_the_replicas_holds_all_and_new_pods_from_it_on_are_new() {
    let mut rollout =
        Rollout::of(StatefulSetSpec { update_strategy: rolling(5, Some(1)), ..three() });
    rollout.change(image("v2"));
    assert_eq!(rollout.story(), "");
    rollout.change(|spec| spec.replicas = 7);
    assert_eq!(rollout.images(), "v1 v1 v1 v1 v1 v2 v2");
}

#[test]
fn s16_the_partition_counts_from_ordinals_start() {
    let from_5 = |partition| {
        let spec =
            StatefulSetSpec { start: 5, update_strategy: rolling(partition, Some(1)), ..three() };
        let mut rollout = Rollout::of(spec);
        rollout.change(image("v2"));
        rollout.images()
    };
    assert_eq!(from_5(6), "v1 v1 v1", "meant as an ordinal, it holds all");
    assert_eq!(from_5(1), "v1 v2 v2");
}

#[test]
fn s17_raising_the_partition_is_no_rollback() {
    let mut rollout =
        Rollout::of(StatefulSetSpec { update_strategy: rolling(1, Some(1)), ..three() });
    rollout.change(image("v2"));
    rollout.change(|spec| spec.update_strategy = rolling(3, Some(1)));
    assert_eq!((rollout.story().as_str(), rollout.images().as_str()), ("", "v1 v2 v2"));
    rollout.delete(2);
    assert_eq!(rollout.images(), "v1 v2 v1");
}

#[test]
fn s18_a_pod_deleted_in_mid_rollout_comes_back_new_unless_the_stanza_is_absent() {
    let deleted_in_mid_rollout = |update_strategy| {
        let spec = StatefulSetSpec { replicas: 5, update_strategy, ..three() };
        let mut rollout = with_bad_image("1.36", spec);
        rollout.change(image("bad"));
        rollout.delete(0);
        rollout.images()
    };
    assert_eq!(deleted_in_mid_rollout(rolling(0, None)), "bad! v1 v1 v1 bad!");
    assert_eq!(deleted_in_mid_rollout(UpdateStrategy::RollingUpdate(None)), "v1 v1 v1 v1 bad!");
}

#[test]
fn s20_scaling_to_zero_forgets_the_canary() {
    let mut rollout =
        Rollout::of(StatefulSetSpec { update_strategy: rolling(3, Some(1)), ..three() });
    rollout.change(image("v2"));
    rollout.change(|spec| spec.replicas = 0);
    rollout.change(|spec| spec.replicas = 3);
    assert_eq!(rollout.images(), "v2 v2 v2");
}

#[test]
fn s21_on_delete_replaces_what_a_person_deletes_and_completes_since_1_37() {
    let completes = |release| {
        let spec = StatefulSetSpec { update_strategy: UpdateStrategy::OnDelete, ..three() };
        let mut rollout = Rollout::in_release(release, spec);
        rollout.change(image("v2"));
        assert_eq!((rollout.story().as_str(), rollout.waiting().rule), ("", Rule::OnDelete));
        rollout.delete(1);
        assert_eq!(rollout.images(), "v1 v2 v1");
        rollout.change(|spec| spec.replicas = 4);
        assert_eq!(rollout.images(), "v1 v2 v1 v2");
        rollout.delete(0);
        rollout.delete(2);
        assert_eq!(rollout.images(), "v2 v2 v2 v2");
        rollout.status().current_revision == rollout.status().update_revision
    };
    assert_eq!(["1.36", "1.37"].map(completes), [false, true]);
}

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
fn s29_undo_flips_between_two_revisions_whose_numbers_grow_and_names_stay() {
    let mut rollout = Rollout::of(three());
    for template in ["v2", "v3", "v2", "v3"] {
        rollout.change(image(template));
    }
    let (_, owned) = rollout.owned();
    let history: Vec<_> = owned.revisions.iter().map(|r| (r.number, &*r.template.data)).collect();
    assert_eq!(history, [(1, "v1"), (4, "v2"), (5, "v3")]);
}

#[test]
fn s31_a_succeeded_pod_is_made_again() {
    let mut rollout = Rollout::of(three());
    let (set, _) = rollout.owned();
    rollout.apply(Command::PodFault { set, ordinal: 1, fault: PodFault::Succeeds });
    rollout.settle();
    assert_eq!(rollout.story(), "-1 x1 +1 1");
}

#[test]
fn s32_scaling_up_while_stuck_makes_no_pod() {
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

/// A container that starts more slowly than its liveness probe allows never gets ready.
#[test]
fn a_liveness_probe_that_is_too_quick_makes_a_crash_loop_of_a_slow_start() {
    let liveness = Some(Probe::default());
    let mut rollout = Rollout::of(probed(Probes { liveness, ..Probes::default() }));
    let slow = Timing::from([(Step::Ready, Duration::from_secs(45))]);
    rollout.apply(Command::SetTiming { scope: Scope::Image("nginx:slow".into()), timing: slow });
    rollout.change(|spec| {
        spec.template = template("nginx:slow", Probes { liveness, ..Probes::default() });
    });
    let (_, owned) = rollout.owned();
    assert!(owned.pods.get(2).is_some_and(|pod| pod.restarts > 0), "killed 20 s after each start");
}

/// The same start under a startup probe: the liveness probe is not asked until it has succeeded.
#[test]
fn a_startup_probe_gives_a_slow_start_its_time() {
    let startup = Some(Probe { failure_threshold: 30, ..Probe::default() });
    let probes = Probes { startup, liveness: Some(Probe::default()), readiness: None };
    let mut rollout = Rollout::of(probed(probes));
    let slow = Timing::from([(Step::Ready, Duration::from_secs(45))]);
    rollout.apply(Command::SetTiming { scope: Scope::Image("nginx:slow".into()), timing: slow });
    rollout.change(|spec| spec.template = template("nginx:slow", probes));
    assert_eq!(rollout.images(), "nginx:slow nginx:slow nginx:slow");
    assert!(rollout.owned().1.pods.iter().all(|pod| pod.restarts == 0));
}

/// A process that hangs is no longer Ready after three failed probes, and nobody restarts it.
#[test]
fn without_a_liveness_probe_a_hanging_process_blocks_the_rollout_for_ever() {
    let probes = Probes { readiness: Some(Probe::default()), ..Probes::default() };
    let hangs = ImageFault::StopsAnswering { after: Duration::from_secs(5) };
    let mut rollout = with_fault(Rollout::of(probed(probes)), "nginx:hangs", hangs);
    rollout.change(|spec| spec.template = template("nginx:hangs", probes));
    rollout.settle();
    assert_eq!(rollout.waiting().rule, Rule::ReplicaIsNotReady);
    assert!(rollout.owned().1.pods.iter().all(|pod| pod.restarts == 0));
}

/// Init containers run between the address and the start, as one step.
#[test]
fn init_containers_run_before_the_pod_does() {
    let mut spec = StatefulSetSpec::new(1, "nginx:0.8");
    spec.template = PodTemplate { init_containers: 2, ..PodTemplate::new("nginx:0.8") }.into();
    let rollout = Rollout::of(spec);
    let trace = rollout.trace();
    let frames = (0..trace.len()).map(FrameIndex);
    let steps: Vec<_> = frames
        .filter_map(|frame| match trace.cause(frame) {
            Cause::Pod { step, .. } => Some(step),
            _ => None,
        })
        .collect();
    let expected = [
        PodStep::Scheduled,
        PodStep::ContainersCreating,
        PodStep::GotAddress,
        PodStep::Initialized,
        PodStep::Started,
    ];
    assert_eq!(steps, expected);
}

fn probed(probes: Probes) -> StatefulSetSpec {
    StatefulSetSpec { template: template("nginx:0.8", probes), ..StatefulSetSpec::new(3, "") }
}

fn template(image: &str, probes: Probes) -> Rc<PodTemplate> {
    let mut template = PodTemplate::new(image);
    template.containers[0].probes = probes;
    template.into()
}
