//! A pod's own view.

use super::*;

/// Returns the pod's own reason at a time, and its rule.
fn said(state: AppState, ordinal: u32) -> (String, Option<&'static str>) {
    let own = own::view(&update(state, Action::OwnOpened(ordinal))).expect("a view");
    let part = |part: sentence::SentencePart| match part {
        sentence::SentencePart::Words(words) => words,
        sentence::SentencePart::Pod(name, _) => name.shown,
    };
    let says = own.reason.says.into_iter().map(part).collect();
    (says, own.reason.rule.map(|(name, _)| name))
}

#[track_caller]
fn check(state: AppState, ordinal: u32, says: &str, rule: &str) {
    assert_eq!(said(state, ordinal), (says.to_owned(), Some(rule)));
}

#[test]
fn of_a_batch_the_lowest_ordinal_returns_first() {
    let says =
        "Ready since 0:38. Of its batch the lowest ordinal returns first; web-4 comes after it.";
    check(at(42), 3, says, "OrderedReady: from the lowest ordinal up");
}

#[test]
fn it_says_whom_it_holds_up_and_whom_it_waits_for() {
    let rule = "OrderedReady: all Ready before the next batch";
    let says = "ContainerCreating since 0:38: starts nginx-slim:0.9. web-2, web-1 wait for it.";
    check(at(42), 4, says, rule);
    check(at(42), 2, "Ready since 0:12. It is next, and waits for web-4.", rule);
    let says = "Ready since 0:04. Its turn comes after web-1.";
    check(at(42), 0, says, "RollingUpdate: from the highest ordinal down");
}

#[test]
fn at_first_each_was_created_once_the_one_before_was_ready() {
    let says = "Ready since 0:08. It was created as soon as web-0 was Ready.";
    check(at(22), 1, says, "OrderedReady: each Ready before the next is created");
}

#[test]
fn the_partition_and_replicas_say_who_stays_and_who_goes() {
    let patch = r#"kubectl patch sts web -p '{"spec":{"updateStrategy":{"rollingUpdate":{"partition":3}}}}'"#;
    let held = end(typed(at(22), &[patch]));
    let (says, rule) = said(held, 1);
    assert!(says.ends_with(" The partition is 3, so it stays at A."), "{says}");
    assert_eq!(rule, Some("partition: lower ordinals keep their revision"));
    let scaled = typed(at(22), &["kubectl scale sts web --replicas=3"]);
    let (says, rule) = said(scaled, 3);
    assert!(
        says.ends_with(" replicas is 3, so it is to go. It is next, and waits for web-4."),
        "{says}"
    );
    assert_eq!(rule, Some("Scaling down: from the highest ordinal down"));
}

#[test]
fn what_is_wrong_is_said_with_its_cause() {
    let (says, rule) = said(end(stuck()), 3);
    assert!(says.contains("its image cannot be pulled. "), "{says}");
    assert!(rule.is_some());
}

#[test]
fn a_life_says_what_each_pod_waited_for_and_how_it_ended() {
    let own = own::view(&update(at(60), Action::OwnOpened(4))).expect("a view");
    let said: Vec<_> = own.life.iter().map(|phase| (phase.words, phase.cause.as_str())).collect();
    let lowest = own::view(&update(at(60), Action::OwnOpened(3))).expect("a view");
    let causes: Vec<_> = lowest.life.iter().map(|phase| phase.cause.as_str()).collect();
    assert!(causes.contains(&"created at B, lowest first"), "{causes:?}");
    assert_eq!(said[0], ("Pending", "created: web-3 was Ready"));
    assert!(said.contains(&("Completed", "stopped, not yet removed")), "{said:?}");
    assert!(said.contains(&("Pending", "created: web-3 was Ready")), "{said:?}");
}
