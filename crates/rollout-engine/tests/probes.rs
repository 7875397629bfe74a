//! Probes and init containers in a rollout: a container that is killed too early, one that hangs.

mod support;

use std::rc::Rc;
use std::time::Duration;

use rollout_engine::api::{Container, ContainerKind, PodTemplate, Probe, Probes, StatefulSetSpec};
use rollout_engine::behavior::{ImageFault, Scope, Step, Timing};
use rollout_engine::command::Command;
use rollout_engine::controller::Rule;
use rollout_engine::kubelet::PodStep;
use rollout_engine::trace::{Cause, FrameIndex};
use support::{Rollout, with_fault};

/// A container that starts more slowly than its liveness probe allows never gets ready.
#[test]
fn a_liveness_probe_shorter_than_the_start_makes_a_crash_loop() {
    let liveness = Some(Probe::default());
    let mut rollout = Rollout::of(probed(Probes { liveness, ..Probes::default() }));
    let slow = Timing::from([(Step::Ready, Duration::from_secs(45).into())]);
    rollout.apply(Command::SetTiming { scope: Scope::Image("nginx:slow".into()), timing: slow });
    rollout.change(|spec| {
        spec.template = template("nginx:slow", Probes { liveness, ..Probes::default() });
    });
    let (_, owned) = rollout.owned();
    assert!(owned.pods.get(2).is_some_and(|pod| pod.restarts > 0), "killed 20 s after each start");
}

/// The same start under a startup probe: the liveness probe is not asked until it has succeeded.
#[test]
fn a_startup_probe_holds_the_liveness_probe_back_during_a_slow_start() {
    let startup = Some(Probe { failure_threshold: 30, ..Probe::default() });
    let probes = Probes { startup, liveness: Some(Probe::default()), readiness: None };
    let mut rollout = Rollout::of(probed(probes));
    let slow = Timing::from([(Step::Ready, Duration::from_secs(45).into())]);
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

/// Init containers run one after the other, between the address and the start.
#[test]
fn init_containers_run_before_the_main_containers() {
    let mut spec = StatefulSetSpec::new(1, "nginx:0.8");
    let init = |name| Container { kind: ContainerKind::Init, ..Container::main(name, "busybox") };
    let init_containers = vec![init("first"), init("second")];
    spec.template = PodTemplate { init_containers, ..PodTemplate::new("nginx:0.8") }.into();
    let expected = [
        PodStep::Scheduled,
        PodStep::ContainersCreating,
        PodStep::GotAddress,
        PodStep::InitStarted,
        PodStep::Initialized,
        PodStep::InitStarted,
        PodStep::Initialized,
        PodStep::Started,
    ];
    assert_eq!(steps(Rollout::of(spec)), expected);
}

fn steps(rollout: Rollout) -> Vec<PodStep> {
    let trace = rollout.trace();
    let causes = (0..trace.len()).map(|frame| trace.cause(FrameIndex(frame)));
    let step = |cause| match cause {
        Cause::Pod { step, .. } => Some(step),
        _ => None,
    };
    causes.filter_map(step).collect()
}

fn probed(probes: Probes) -> StatefulSetSpec {
    StatefulSetSpec { template: template("nginx:0.8", probes), ..StatefulSetSpec::new(3, "") }
}

fn template(image: &str, probes: Probes) -> Rc<PodTemplate> {
    let mut template = PodTemplate::new(image);
    template.containers[0].probes = probes;
    template.into()
}
