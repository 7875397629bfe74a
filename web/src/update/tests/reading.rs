//! What the service has to read before the page knows it: manifests, secrets, settings of a link.

use scenario::protocol::{Reply, Request};
use scenario::{Service, Unreadable};

use super::*;
use crate::update::update as reduce;
use crate::view::manifest;

const BROKEN: &str = "kind: StatefulSet\nspec:\n  replicas: [5\n";
const NAMESPACED: &str = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a, namespace: b}\n";

/// Opens the editor at a text, without an answer of the service. Returns the requests too.
fn editing(state: AppState, text: &str) -> (AppState, Vec<Request>) {
    let (state, mut asked) = reduce(state, Action::TabChosen(Tab::Manifest));
    let (state, more) = reduce(state, Action::ManifestEdited(text.into()));
    asked.extend(more);
    (state, asked)
}

/// Returns the answers to the requests that have one at once.
fn answers(asked: Vec<Request>) -> Vec<Reply> {
    let mut service = Service::new();
    asked.into_iter().filter_map(|request| service.handle(request)).collect()
}

fn lines(state: &AppState) -> Vec<usize> {
    manifest::view(state).problems.iter().map(|problem| problem.line).collect()
}

#[test]
fn typing_asks_one_question_at_a_time_and_the_last_problems_stay_until_the_answer() {
    let known =
        after(opened(), [Action::TabChosen(Tab::Manifest), Action::ManifestEdited(BROKEN.into())]);
    let said = lines(&known);
    assert_eq!(said.len(), 1);
    let (state, asked) = editing(known, &format!("# new\n{BROKEN}"));
    assert!(matches!(&asked[..], [Request::Read { .. }]), "{asked:?}");
    assert_eq!(lines(&state), [said[0] + 1], "at its line in the text as it is now");
    let (state, none) = reduce(state, Action::ManifestEdited("# valid\n".into()));
    assert_eq!(none, [], "one question is under way");
    assert_eq!(lines(&state).len(), 1, "the last problems stay");
    let (state, next) = reduce(state, Action::Replied(answers(asked)));
    assert!(matches!(&next[..], [Request::Read { text, .. }] if text == "# valid\n"), "{next:?}");
    let (state, none) = reduce(state, Action::Replied(answers(next)));
    assert_eq!((lines(&state), none), (vec![], vec![]));
}

#[test]
fn a_late_answer_changes_nothing() {
    let (state, asked) = editing(opened(), BROKEN);
    let late = answers(asked);
    let (state, _) = reduce(state, Action::ServiceLost);
    let (state, _) = reduce(state, Action::Replied(late));
    assert_eq!(lines(&state), [0_usize; 0], "nobody waits for it any more");
    let state = after(state, [Action::KeysToggled]);
    assert_eq!(lines(&state).len(), 1, "it is asked again");
}

#[test]
fn beginning_anew_waits_for_the_reading_of_the_text_as_it_is() {
    let (state, first) = editing(opened(), "# first\n");
    let (state, _) = reduce(state, Action::ManifestEdited(NAMESPACED.into()));
    let (state, none) = reduce(state, Action::BegunAnew);
    assert!(none.is_empty() && state.exchange.is_awaited());
    let (state, next) = reduce(state, Action::Replied(answers(first)));
    assert!(!state.exchange.is_waiting(), "the answer to the first text does not do");
    let (state, opens) = reduce(state, Action::Replied(answers(next)));
    assert!(state.exchange.is_waiting());
    let line = |request: &Request| match request {
        Request::Open { scenario, .. } => scenario.lines.get(1).map(|line| line.text.to_string()),
        _ => None,
    };
    let made = opens.iter().filter_map(line).next_back();
    assert_eq!(made.as_deref(), Some("kubectl create namespace b"));
}

#[test]
fn nothing_is_read_while_nobody_sees_the_manifest() {
    let (_, asked) = reduce(opened(), Action::ManifestEdited(BROKEN.into()));
    assert!(!asked.iter().any(|request| matches!(request, Request::Read { .. })), "{asked:?}");
}

#[test]
fn a_live_object_does_not_replace_a_text_that_was_edited_since() {
    let state = after(after(opened(), [at(22)]), typed("kubectl scale sts web --replicas=6"));
    let mut service = Service::new();
    let (state, wishes) = reduce(state, Action::LiveTaken);
    let mut replies: Vec<_> = wishes.into_iter().filter_map(|it| service.handle(it)).collect();
    while replies.is_empty() {
        replies = service.go_on(|| true);
    }
    let (edited, _) = reduce(state, Action::ManifestEdited("# mine\n".into()));
    let (edited, _) = reduce(edited, Action::Replied(replies));
    assert_eq!(edited.drafts.manifest.as_deref(), Some("# mine\n"));
}

#[test]
fn a_setting_that_the_scenario_cannot_have_is_said() {
    let words = include_str!("../../../../crates/scenario/link/words-1.txt");
    let mut bare = opened();
    bare.shelf.words = Some(words.into());
    let state = after(bare.clone(), [Action::LinkFollowed("new?partition=2".into())]);
    assert!(matches!(state.linked.unreadable, Some(Unreadable::NoSuchBase(_))), "no such text");
    let empty = scenario::Scenario::parse("$ kubectl get pods\n").expect("a scenario");
    let base = scenario::Base::nothing();
    let letters = scenario::Link::write(&empty, &base, None, &|_| Some(words.into()));
    let link = format!("{}?partition=2", letters.expect("letters"));
    let state = after(bare, [Action::LinkFollowed(link.into())]);
    let why = state.linked.unreadable.clone();
    assert_eq!(why, Some(Unreadable::Setting("there is no StatefulSet to change".into())));
    assert_eq!(state.run.scenario, scenario::opening());
    assert!(!state.exchange.is_waiting());
}

#[test]
fn a_link_with_settings_is_followed_as_the_service_set_it() {
    let state = after(opened(), [Action::LinkFollowed("blog?partition=3&at=5s".into())]);
    let set = scenario::opening().with_setting("partition", "3").expect("a setting");
    assert_eq!(state.run.scenario, set);
    assert!(state.linked.is_followed(&set) && !state.is_changed());
    assert_eq!(state.address().as_deref(), Some("blog?partition=3&at=5s"));
    let pair = "blog?partition=3..?policy=Parallel";
    let state = after(state, [Action::LinkFollowed(pair.into())]);
    let compared = state.compared().expect("a comparison");
    let right = set.with_setting("policy", "Parallel").expect("a setting");
    assert_eq!(compared.sides.each_ref().map(|side| &side.run.scenario), [&set, &right]);
    assert_eq!(state.address().as_deref(), Some(pair));
}
