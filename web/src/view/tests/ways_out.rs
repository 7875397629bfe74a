//! The lines that free a stuck rollout do what the sentence beside them says.

use super::*;

/// Returns the sentence, the line, and what it does.
fn said(state: &AppState) -> (String, String, String) {
    let stuck = explain::view(state).stuck.expect("it is stuck");
    (sentence(state), stuck.line, stuck.then)
}

/// Returns the letter of a pod's revision.
fn letter(state: &AppState, ordinal: u32) -> Option<char> {
    let drawn = drawn(state)?;
    Some(drawn.history.letter(drawn.existing()?.pods.own(ordinal)?.revision))
}

#[test]
fn a_pod_that_is_not_the_sets_own_is_named_and_its_deletion_frees_the_name() {
    let released = end(typed(end(at(0)), &["kubectl label pod web-2 app=other --overwrite"]));
    let (says, line, then) = said(&released);
    assert_eq!(
        says,
        "A pod that is not the set's own is called web-2: the sync fails at it, and nothing else is done."
    );
    assert_eq!(line, "kubectl delete pod web-2");
    assert_eq!(then, "The name is free, and the next sync creates web-2 as the set's own.");
    let freed = end(typed(released, &[&line]));
    assert_eq!(explain::view(&freed).stuck, None);
    assert!(stages(&freed).iter().all(|stage| *stage == Some(Stage::Ready)));
    assert!(letter(&freed, 2).is_some());
}

#[test]
fn below_the_partition_a_deleted_pod_returns_at_the_current_revision() {
    let lines = [
        r#"kubectl patch sts web -p '{"spec":{"updateStrategy":{"rollingUpdate":{"partition":5}}}}'"#,
        "kubectl set image sts/web nginx=nginx:2",
        ": pod web-0 is not ready",
    ];
    let held = end(typed(end(at(0)), &lines));
    let (says, line, then) = said(&held);
    assert!(says.starts_with("web-0 never becomes Ready"), "{says}");
    assert_eq!(line, "kubectl delete pod web-0");
    let freed = end(typed(held, &[&line]));
    let returned = letter(&freed, 0).expect("web-0 is back");
    assert_eq!(then, format!("It returns at revision {returned}."));
}
