//! Pasted clusters that do not move: the sentence names the pod, and the line that frees it is there at once.

#[path = "../../../../crates/scenario/tests/pasted/cluster.rs"]
mod cluster;

use cluster::{Cluster, Pod, ready, unready};

use scenario::{Link, LinkPair, LinkPlan, Service};

use crate::state::{Action, AppState, Comparing, File, Pasting, PlanStep, Sharing, text_of};
use crate::text::Key;
use crate::update::driven::{opening, update};
use crate::update::update as react;
use crate::view::explain::{self, Reason};
use crate::view::sentence::SentencePart;

/// The page when `text` was pasted six minutes after its last change, and shown.
fn shown(text: &str) -> AppState {
    let acts = [
        Pasting::ClockRead("2026-11-28T10:05:00Z".into()),
        Pasting::Pasted(Some(text.into())),
        Pasting::Shown,
    ];
    let page = AppState::open(opening(), true);
    acts.into_iter().fold(page, |state, act| update(state, Action::Yours(act)))
}

fn says(reason: &Reason) -> String {
    let part = |part: &SentencePart| match part {
        SentencePart::Words(words) => words.clone(),
        SentencePart::Pod(name, _) => name.whole.to_string(),
    };
    reason.sentence.iter().map(part).collect()
}

fn of(pods: Vec<Pod>) -> Cluster {
    Cluster { pods, ..Cluster::default() }
}

/// Two Ready pods at the first revision, and es-2 at the second in this state.
fn third(state: &str) -> Cluster {
    of(vec![ready(0, 1), ready(1, 1), unready(2, 2, state, 0)])
}

fn check(text: &str, sentence: &str, line: &str) {
    let reason = explain::view(&shown(text));
    assert!(says(&reason).contains(sentence), "{:?}", says(&reason));
    let stuck =
        reason.stuck.unwrap_or_else(|| panic!("not stuck: {}", says(&explain::view(&shown(text)))));
    assert_eq!(stuck.line, line);
}

const BACK: &str = "kubectl set image sts/es es=es:1; kubectl delete pod es-2";

#[test]
fn a_pod_that_cannot_pull_its_image() {
    let state =
        "waiting:\n          message: Back-off pulling image\n          reason: ImagePullBackOff";
    check(&third(state).print(), "es-2 cannot pull its image", BACK);
}

#[test]
fn a_pod_that_runs_and_is_not_ready() {
    let probe = "    readinessProbe:\n      httpGet:\n        path: /\n        port: 80\n";
    let cluster = Cluster {
        container: probe,
        ..third("running:\n          startedAt: \"2026-11-28T09:59:05Z\"")
    };
    check(&cluster.print(), "es-2 never becomes Ready", BACK);
}

#[test]
fn a_pod_that_no_node_fits() {
    let held = "      message: '0/5 nodes are available: 1 node(s) had untolerated taint {a: geheim}, 4 Insufficient memory.'\n      reason: Unschedulable\n      status: \"False\"\n      type: PodScheduled\n    phase: Pending\n";
    let status =
        format!("    conditions:\n    - lastTransitionTime: \"2026-11-28T09:59:01Z\"\n{held}");
    let text = of(vec![ready(0, 1), ready(1, 1), Pod { status, ..ready(2, 2) }]).print();
    check(&text, "No node fits es-2", ": pod es-2 can be scheduled");
    check(&text, "3 Insufficient memory", ": pod es-2 can be scheduled");
    assert!(!shown(&text).run.scenario.to_string().contains("geheim"));
}

#[test]
fn a_pod_whose_containers_are_not_created() {
    let text = third("waiting:\n          reason: ContainerCreating").print();
    let text = text.replace("    podIP: 10.1.0.8\n", "");
    check(&text, "es-2 has been creating its containers for too long", "kubectl delete pod es-2");
}

#[test]
fn a_pod_that_refers_to_something_missing() {
    let text = third("waiting:\n          reason: CreateContainerConfigError").print();
    check(&text, "es-2 cannot be started", ": image es:2 works");
}

#[test]
fn a_pod_that_does_not_go() {
    let metadata =
        "    deletionGracePeriodSeconds: 30\n    deletionTimestamp: \"2026-11-28T09:59:30Z\"\n";
    let text = of(vec![ready(0, 1), ready(1, 1), Pod { metadata, ..ready(2, 1) }]).print();
    let force = "kubectl delete pod es-2 --grace-period=0 --force";
    check(&text, "es-2 is terminating and does not go", force);
}

#[test]
fn a_set_alone_has_pods_as_its_status_says() {
    let set = third("waiting:\n          reason: ImagePullBackOff").set();
    let text: String = set.lines().map(|line| format!("{}\n", &line[2..])).collect();
    check(&text, "es-2 never becomes Ready", "kubectl delete pod es-2");
    let state = shown(&text);
    let notes = &state.yours.known().expect("a set").notes;
    assert!(format!("{notes:?}").contains("NoPods(\"es\", 3)"), "{notes:?}");
}

#[test]
fn what_waits_for_a_person_is_not_stuck() {
    let pods = || vec![ready(0, 1), ready(1, 1), ready(2, 2)];
    let partition =
        "  updateStrategy:\n    rollingUpdate:\n      partition: 2\n    type: RollingUpdate\n";
    for (spec, sentence) in [
        ("  updateStrategy:\n    type: OnDelete\n", "keep their revision until they are deleted"),
        (partition, "Every pod from es-2 on runs revision B"),
    ] {
        let reason = explain::view(&shown(&Cluster { spec, ..of(pods()) }.print()));
        assert!(says(&reason).contains(sentence), "{:?}", says(&reason));
        assert_eq!(reason.stuck, None);
    }
}

#[test]
fn a_pod_in_the_middle_of_its_start_goes_on() {
    let state = "waiting:\n          reason: ContainerCreating";
    let text = third(state).print().replace("09:59:0", "10:04:5");
    let state = shown(&text);
    assert_eq!(explain::view(&state).stuck, None);
    let end = update(state, Action::WentToEnd);
    assert!(says(&explain::view(&end)).contains("All three pods run revision B"));
}

#[test]
fn the_line_is_copied_with_the_namespace_of_the_cluster() {
    let state = shown(&third("waiting:\n          reason: ErrImagePull").print());
    let real = explain::view(&state).stuck.and_then(|stuck| stuck.real).expect("a line");
    assert_eq!(
        real.line,
        "kubectl set image sts/es es=es:1 -n shop; kubectl delete pod es-2 -n shop"
    );
    assert_eq!((&*real.flag, real.is_copied), ("-n shop", false));
    let copied = update(state, Action::Yours(Pasting::LineCopied(real.line.as_str().into())));
    let again = explain::view(&copied).stuck.and_then(|stuck| stuck.real);
    assert!(again.is_some_and(|real| real.is_copied));
}

#[test]
fn when_it_was_printed_can_be_chosen() {
    let text = third("waiting:\n          reason: ContainerCreating").print();
    let paste = |now: &str| {
        let page = AppState::open(opening(), true);
        let page = update(page, Action::Yours(Pasting::ClockRead(now.into())));
        update(page, Action::Yours(Pasting::Pasted(Some(text.as_str().into()))))
    };
    let row = |state: &AppState| {
        let read = crate::view::yours::view(state).read.expect("what was understood");
        read.also.into_iter().find(|row| row.name == Key::YoursTime).expect("the time")
    };
    let now = paste("2026-11-28T10:05:00Z");
    assert!(row(&now).says.contains("0:00 is now, 2026-11-28 10:05:00 UTC"), "{:?}", row(&now));
    let earlier = update(now, Action::Yours(Pasting::TimeSwitched));
    assert!(row(&earlier).says.contains("0:00 is 2026-11-28 09:59:01 UTC"), "{:?}", row(&earlier));
    let again = update(earlier, Action::Yours(Pasting::TimeSwitched));
    assert_eq!(row(&again).switch, Some(Key::YoursNotNow));
    // A file of last month, and a clock that is wrong.
    for old in ["2026-12-28T10:05:00Z", "2026-11-27T10:05:00Z"] {
        assert_eq!(row(&paste(old)).switch, Some(Key::YoursPrintedNow));
    }
    let said = update(paste("2026-12-28T10:05:00Z"), Action::Yours(Pasting::TimeSwitched));
    assert!(row(&said).says.contains("was 30d ago"), "{:?}", row(&said));
}

const WORDS: &str = include_str!("../../../../crates/scenario/link/words-1.txt");
/// What every uid of the invented clusters begins with.
const UID: &str = "7e1d7b1c-0000-4000-8000-";

/// A stuck cluster, with words for links, whose names were kept.
fn linkable() -> AppState {
    let state = shown(&third("waiting:\n          reason: ErrImagePull").print());
    let state = update(state, Action::FileArrived(File::Words, Some(WORDS.into())));
    update(state, Action::Share(Sharing::NamesKept))
}

#[test]
fn uids_stay_on_the_page_and_in_its_file_and_are_in_no_link() {
    let state = linkable();
    let texts = |path: &str| text_of(&state.shelf, path);
    assert!(state.run.scenario.to_string().contains(UID));
    assert!(state.shared().to_string().contains(UID), "a file has them");
    let letters = state.address().expect("an address");
    let read = Link::parse(&letters, &texts).expect("a link").scenario;
    assert_eq!(read, state.run.scenario.without_uids());
    assert!(!read.to_string().contains(UID));

    let typed = super::after(state.clone(), super::typed("kubectl delete pod es-2"));
    let compared = update(typed, Action::Compare(Comparing::WithoutLast));
    let letters = compared.address().expect("an address");
    let pair = LinkPair::parse(&letters, &texts).expect("two sides").expect("a pair");
    for side in [&pair.left, &pair.right] {
        assert!(!side.scenario.has_uids() && side.scenario.to_string().contains("cluster.yaml"));
    }
    let planned = update(state.clone(), Action::Plan(PlanStep::Opened));
    let letters = planned.address().expect("an address");
    let plan = LinkPlan::parse(&letters, &texts).expect("a plan").expect("a plan");
    assert_eq!(plan.link.scenario, state.run.scenario.without_uids());
}

#[test]
fn share_says_that_links_have_no_uids() {
    let says = |state: &AppState| crate::view::share::make(state, "https://x.example/", None).uids;
    assert!(says(&linkable()).starts_with("A link has no uids"));
    assert_eq!(says(&AppState::open(opening(), true)), "");
    let plain = update(linkable(), Action::Yours(Pasting::NamesLeft));
    assert!(!plain.run.scenario.to_string().contains(UID));
    assert_eq!(says(&plain), "");
}

#[test]
fn a_line_entered_while_the_names_are_left_out_stays() {
    let (state, mut asked) = react(linkable(), Action::Yours(Pasting::NamesLeft));
    let (mut state, wishes) = react(state, Action::LineTyped("kubectl get pods".into()));
    asked.extend(wishes);
    let mut service = Service::new();
    while !asked.is_empty() || service.has_work() {
        let mut replies: Vec<_> = asked.drain(..).filter_map(|it| service.handle(it)).collect();
        replies.extend(service.go_on(|| true));
        (state, asked) = react(state, Action::Replied(replies));
    }
    let text = state.run.scenario.to_string();
    assert!(!text.contains(UID) && text.contains("$ kubectl get pods\n"), "{text}");
}

#[test]
fn a_link_to_the_shown_cluster_asks_for_no_names_again() {
    let state = linkable();
    let letters = state.address().expect("an address");
    let opened = update(state.clone(), Action::LinkFollowed(letters));
    assert!(!opened.run.scenario.has_uids());
    let back = update(opened, Action::Undone);
    assert!(back.names_undecided().is_empty(), "{:?}", back.names_undecided());
    let kept = update(state.clone(), Action::Reopened(state.kept(false).expect("kept").into()));
    assert!(kept.run.scenario.has_uids(), "a reload keeps them");
}

#[test]
fn a_uid_that_two_pods_have_and_one_of_another_owner_are_said() {
    let text = third("waiting:\n          reason: ErrImagePull").print();
    let doubled = text.replace(&format!("{UID}000000000201"), &format!("{UID}000000000200"));
    let says = |text: &str| {
        let state = shown(text);
        let state = update(state, Action::Yours(Pasting::Pasted(Some(text.into()))));
        let read = crate::view::yours::view(&state).read.expect("what was understood");
        let rows = read.also.into_iter().filter(|row| row.name == Key::YoursUidsOf);
        rows.map(|row| row.says).collect::<Vec<_>>()
    };
    assert_eq!(says(&text), Vec::<String>::new());
    assert_eq!(says(&doubled), ["Pod es-1 has the uid of Pod es-0."]);
    let pods = text.find("kind: Pod\n").expect("pods");
    let (before, pods) = apiserver::text::split_at(&text, pods);
    let owner = format!("{UID}000000000001");
    let other = pods.replace(&owner, &format!("{UID}000000000009"));
    // Three pods and two revisions.
    let said =
        "Pod es-0 and 4 more objects name another uid of their owner, and are taken as that one's.";
    assert_eq!(says(&format!("{before}{other}")), [said]);
}
