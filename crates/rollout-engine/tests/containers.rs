//! Pods of several containers: each container has its own life, and the pod's fields follow from all of them.

mod support;

use std::time::Duration;

use rollout_engine::api::{
    Container, ContainerKind, ContainerState, ContainerStatus, Pod, PodPhase, PodTemplate, Probe,
    ProbeKind, Probes, StatefulSetSpec,
};
use rollout_engine::behavior::{ImageFault, Scope, Step, Subject, Timing};
use rollout_engine::cluster::Change;
use rollout_engine::command::{Command, PodFault};
use rollout_engine::time::SimTime;
use rollout_engine::trace::{FrameIndex, Trace};
use support::Rollout;

const EXITS: ImageFault = ImageFault::Exits { code: 3, after: Duration::from_secs(5) };

#[test]
fn only_the_container_that_crashes_is_restarted() {
    let mut rollout = Rollout::of(pod(&[], &[main("nginx"), main("log")]));
    rollout.apply(Command::SetFault { of: Subject::Container("log".into()), fault: EXITS });
    rollout.apply(crash("log"));
    rollout.settle();
    let (pod, all) = state(&rollout);
    assert_eq!((all[0].restarts, all[0].ready), (0, true), "nginx keeps running");
    assert!(all[1].restarts >= 2 && pod.restarts == all[1].restarts, "{pod:?}");
    assert!(all[1].crashes > 1 && all[1].exit_code == 3, "{all:?}");
    assert!(!pod.ready && !pod.containers_ready || all[1].ready);
    assert_eq!(pod.phase, PodPhase::Running);
}

#[test]
fn a_liveness_probe_kills_only_its_container_and_the_status_says_so() {
    let liveness = Some(Probe::default());
    let probed = Container { probes: Probes { liveness, ..Probes::default() }, ..main("log") };
    let hangs = ImageFault::StopsAnswering { after: Duration::from_secs(5) };
    let mut rollout = Rollout::of(pod(&[], &[main("nginx"), probed]));
    rollout.apply(Command::SetFault { of: Subject::Container("log".into()), fault: hangs });
    rollout.settle();
    let trace = rollout.trace();
    let seen = every(&trace);
    assert!(seen.iter().all(|all| all[0].restarts == 0), "nginx is never killed");
    let failing = seen.iter().find(|all| all[1].probing.fails(ProbeKind::Liveness));
    assert!(failing.is_some_and(|all| all[1].runs() && all[1].probing.has_answered()));
    let killed = seen.iter().find(|all| all[1].probing.killer().is_some() && !all[1].runs());
    assert_eq!(killed.and_then(|all| all[1].probing.killer()), Some(ProbeKind::Liveness));
}

/// As upstream (`pkg/kubelet/kuberuntime`): plain init containers have to end, sidecars have to start, in order.
#[test]
fn init_containers_run_in_order_and_sidecars_keep_running() {
    let startup = Some(Probe { period: Duration::from_secs(5), ..Probe::default() });
    let proxy = Container {
        probes: Probes { startup, ..Probes::default() },
        ..init("proxy", ContainerKind::Sidecar)
    };
    let inits = [init("a", ContainerKind::Init), proxy, init("b", ContainerKind::Init)];
    let rollout = Rollout::of(pod(&inits, &[main("nginx")]));
    let trace = rollout.trace();
    let seen: Vec<String> = every(&trace).iter().map(|all| words(all)).collect();
    let expected = [
        "nginx waits, a waits, proxy waits, b waits",
        "nginx waits, a runs, proxy waits, b waits",
        "nginx waits, a ended, proxy waits, b waits",
        "nginx waits, a ended, proxy runs, b waits",
        "nginx waits, a ended, proxy started, b waits",
        "nginx waits, a ended, proxy started, b runs",
        "nginx waits, a ended, proxy started, b ended",
        "nginx runs, a ended, proxy started, b ended",
    ];
    let mut seen = seen;
    seen.dedup();
    assert_eq!(seen, expected);
}

#[test]
fn an_image_that_cannot_be_pulled_holds_back_no_other_container() {
    let mut rollout = Rollout::of(pod(&[], &[main("nginx"), main("log")]));
    let fault = ImageFault::CannotBePulled;
    rollout.apply(Command::SetFault { of: Subject::Container("log".into()), fault });
    rollout.change(|spec| spec.template = template(&[], &[main("nginx"), image("log", "log:2")]));
    rollout.settle();
    let (pod, all) = state(&rollout);
    assert_eq!(pod.phase, PodPhase::Pending, "one container has never run");
    assert!(all[0].ready && !pod.ready);
    let waits = [ContainerState::ErrImagePull, ContainerState::ImagePullBackOff];
    assert!(waits.contains(&all[1].state) && waits.contains(&pod.container), "{all:?}");
}

#[test]
fn pulls_of_one_pod_add_up() {
    let spec = pod(&[], &[main("nginx"), main("log")]);
    let pull = Timing::from([(Step::Pull, Duration::from_secs(20).into())]);
    let mut rollout = Rollout::of(spec);
    rollout.apply(Command::SetTiming { scope: Scope::All, timing: pull });
    let slow = [image("nginx", "nginx:2"), image("log", "log:2")];
    rollout.change(|spec| spec.template = template(&[], &slow));
    let (pod, all) = state(&rollout);
    let begun = pod.created_at;
    assert!(pod.ready && pod.started_at >= Some(begun + Duration::from_secs(40)));
    assert_eq!(all[0].started_at, all[1].started_at, "the kubelet writes the pod once");
}

#[test]
fn a_sidecar_that_crashes_after_the_start_holds_nothing_back() {
    let mut rollout = Rollout::of(pod(&[init("proxy", ContainerKind::Sidecar)], &[main("nginx")]));
    rollout.apply(crash("proxy"));
    let (pod, all) = state(&rollout);
    assert!(all[0].ready && !all[1].ready && !pod.ready);
    rollout.settle();
    let (pod, all) = state(&rollout);
    assert!(pod.ready && all[1].restarts == 1 && all[0].restarts == 0);
}

/// Main containers stop first, then the sidecars from the last up, within one grace period.
#[test]
fn sidecars_are_stopped_after_the_main_containers() {
    let inits = [init("a", ContainerKind::Sidecar), init("b", ContainerKind::Sidecar)];
    let mut rollout = Rollout::of(pod(&inits, &[main("nginx")]));
    let stop = Timing::from([(Step::Stop, Duration::from_secs(12).into())]);
    rollout.apply(Command::SetTiming { scope: Scope::All, timing: stop });
    rollout.change(|spec| spec.template = template(&inits, &[image("nginx", "nginx:2")]));
    let begun = begun(&rollout);
    let trace = rollout.trace();
    let ended = pods(&trace).into_iter().find(|(pod, _)| pod.is_terminating() && pod.is_finished());
    let (pod, at) = ended.expect("it was replaced");
    assert_eq!(at.since(begun), Duration::from_secs(30), "the grace period");
    assert_eq!(pod.phase, PodPhase::Failed, "the first sidecar was killed");
    let stopped = every(&trace)
        .into_iter()
        .find(|all| all.iter().all(|it| !it.runs() && it.started_at.is_some()));
    let codes = stopped.map(|all| all.iter().map(|it| it.exit_code).collect::<Vec<_>>());
    assert_eq!(codes, Some(vec![0, 137, 0]), "nginx, a, b");
}

fn main(name: &str) -> Container {
    Container::main(name, name)
}

fn image(name: &str, image: &str) -> Container {
    Container::main(name, image)
}

fn init(name: &str, kind: ContainerKind) -> Container {
    Container { kind, ..Container::main(name, name) }
}

fn template(inits: &[Container], mains: &[Container]) -> std::rc::Rc<PodTemplate> {
    let images: Vec<_> = mains.iter().map(|container| &*container.image).collect();
    let made = PodTemplate::new(&images.join(" "));
    PodTemplate { containers: mains.to_vec(), init_containers: inits.to_vec(), ..made }.into()
}

fn pod(inits: &[Container], mains: &[Container]) -> StatefulSetSpec {
    StatefulSetSpec { template: template(inits, mains), ..StatefulSetSpec::new(1, "") }
}

fn crash(container: &str) -> Command {
    let set = rollout_engine::cluster::SetId(0);
    let container = Some(container.into());
    Command::PodFault { set, ordinal: 0, container, fault: PodFault::Crashes }
}

/// web-0 and its containers now.
fn state(rollout: &Rollout) -> (Pod, Vec<ContainerStatus>) {
    let (_, owned) = rollout.owned();
    let pod = owned.pods.get(0).copied().expect("web-0");
    (pod, owned.containers(&pod).expect("it has several").to_vec())
}

/// Container statuses of web-0, write by write.
fn every(trace: &Trace) -> Vec<Vec<ContainerStatus>> {
    let changes = (0..trace.len()).flat_map(|frame| trace.changes(FrameIndex(frame)));
    let written = |change: &Change| match change {
        Change::ContainersWritten(_, written) => Some(written.statuses.clone()),
        _ => None,
    };
    changes.filter_map(written).collect()
}

fn pods(trace: &Trace) -> Vec<(Pod, SimTime)> {
    let frames = (0..trace.len()).map(FrameIndex);
    let written = |change: &Change| match change {
        Change::PodUpdated(_, pod) => Some(*pod),
        _ => None,
    };
    let of = |frame| {
        let pods = trace.changes(frame).iter().filter_map(written);
        pods.map(|pod| (pod, trace.at(frame))).collect::<Vec<_>>()
    };
    frames.flat_map(of).collect()
}

/// When the last command was carried out.
fn begun(rollout: &Rollout) -> SimTime {
    rollout.simulation.trace().at(FrameIndex(rollout.since.0 + 1))
}

/// What nginx, a, proxy and b do, in a word each.
fn words(all: &[ContainerStatus]) -> String {
    let word = |status: &ContainerStatus| match status.state {
        ContainerState::Running if status.probing.has_started() => "started",
        ContainerState::Running => "runs",
        ContainerState::Completed => "ended",
        _ => "waits",
    };
    let names = ["nginx", "a", "proxy", "b"].into_iter().zip(all);
    names.map(|(name, it)| format!("{name} {}", word(it))).collect::<Vec<_>>().join(", ")
}
