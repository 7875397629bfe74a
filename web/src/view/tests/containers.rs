//! The views of pods with several containers.

use super::*;
use crate::state::Control;

/// The opening set with a sidecar, an init container and a second main container, whose liveness probe runs every
/// second.
const PATCH: &str = r#"kubectl patch sts web -p '{"spec":{"template":{"spec":{"initContainers":[{"name":"migrate","image":"migrate:1"},{"name":"proxy","image":"proxy:1","restartPolicy":"Always"}],"containers":[{"name":"log","image":"log:1","readinessProbe":{"tcpSocket":{"port":1},"initialDelaySeconds":60},"livenessProbe":{"tcpSocket":{"port":1},"periodSeconds":1}}]}}}}'"#;

fn several() -> AppState {
    typed(at(27), &[PATCH])
}

fn chosen(state: AppState, subject: &str) -> faults::Faults {
    faults::view(&update(state, Action::SubjectChosen(subject.into())))
}

#[test]
fn every_container_can_be_chosen_by_name_and_one_alone_needs_none() {
    let heads = |state: &AppState| {
        let subjects = faults::view(state).subjects;
        subjects.into_iter().map(|group| group.head).collect::<Vec<_>>()
    };
    assert_eq!(heads(&at(27)), ["Images", "Pods"]);
    let state = end(several());
    assert_eq!(heads(&state), ["Containers", "Images", "Pods"]);
    let containers = faults::view(&state).subjects.remove(0).names;
    let said: Vec<_> =
        containers.iter().map(|(name, head)| (name.as_str(), head.as_str())).collect();
    let expected = [
        ("container migrate", "migrate · init"),
        ("container proxy", "proxy · sidecar"),
        ("container log", "log · main"),
        ("container nginx", "nginx · main"),
    ];
    let mut sorted = said.clone();
    sorted.sort_unstable();
    let mut wanted = expected;
    wanted.sort_unstable();
    assert_eq!(sorted, wanted);
    assert_eq!(said[..2], expected[..2], "those that begin first stand first");
}

#[test]
fn a_container_has_the_controls_of_its_kind_and_types_its_own_lines() {
    let state = end(several());
    let lines = |subject: &str| {
        let controls = chosen(state.clone(), subject).controls;
        controls.into_iter().flat_map(|control| control.lines).collect::<Vec<_>>()
    };
    let init = lines("container migrate");
    assert!(init.contains(&": timing container migrate init=1s".to_owned()), "{init:?}");
    assert!(init.contains(&": container migrate exits 1 after 5s".to_owned()), "{init:?}");
    assert!(!init.iter().any(|line| line.contains("start")), "{init:?}");
    let main = lines("container log");
    assert!(main.contains(&": container log starts 1 times slower".to_owned()), "{main:?}");
    assert!(main.iter().any(|line| line.starts_with(": container log of web-")), "{main:?}");
}

#[test]
fn what_is_said_of_a_container_is_shown_at_it_and_not_at_others() {
    let state = end(typed(several(), &[": container log exits 3 after 7s"]));
    let fault = |subject: &str| {
        let controls = chosen(state.clone(), subject).controls;
        controls.into_iter().find(|it| it.control == Control::Fault).map(|it| it.value)
    };
    assert_eq!(fault("container log").as_deref(), Some("exits"));
    assert_eq!(fault("container nginx").as_deref(), Some("works"));
    let script = faults::view(&state).script;
    assert!(script.iter().any(|line| line.text.starts_with(": container log exits")));
}

/// The liveness probe kills the container `log` before its readiness probe runs at all.
#[test]
fn a_probe_that_kills_is_named_with_its_container() {
    let state = end(typed(at(27), &[": container log stops answering after 3s", PATCH]));
    let says = "In web-3 the liveness probe of container log fails again and again, so web-4 is not created yet.";
    assert_eq!(sentence(&state), says);
    let own = own::view(&update(state, Action::OwnOpened(3))).expect("a view");
    let says = "the liveness probe of container log fails, so the kubelet kills it";
    assert!(own.life.iter().any(|phase| phase.cause == says), "{:?}", own.life);
}

#[test]
fn of_one_container_the_probe_is_named_too() {
    let patch = r#"kubectl patch sts web -p '{"spec":{"template":{"spec":{"containers":[{"name":"nginx","startupProbe":{"tcpSocket":{"port":1},"periodSeconds":1}}]}}}}'"#;
    let state = end(typed(at(27), &[": timing ready=9s", patch]));
    let own = own::view(&update(state, Action::OwnOpened(3))).expect("a view");
    let says = "the startup probe of container nginx fails, so the kubelet kills it";
    assert!(own.life.iter().any(|phase| phase.cause == says), "{:?}", own.life);
}
