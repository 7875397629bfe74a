//! The page of a plan, with the service: asked once, swept, its floor, its runs, its link.

use std::time::Duration;

use scenario::protocol::Request;
use scenario::{Distribution, GALLERY, NoPlan, PLANS, Scenario, WayKind};

use super::*;

/// Twelve pods, Parallel, three at a time; each starts in about 18 s, with a spread.
const TWELVE: &str = include_str!("../../../e2e/fixtures/sweep.txt");
/// Runs of each way: a debug build checks every write.
const RUNS: u32 = 4;
const WORDS: &str = include_str!("../../../../crates/scenario/link/words-1.txt");

fn rolling(parallel: bool, at_a_time: u32) -> WayKind {
    WayKind::Rolling { parallel, at_a_time, canary: false }
}

/// The same with five pods, two at a time.
fn five() -> String {
    TWELVE.replace("replicas: 12", "replicas: 5").replace("maxUnavailable: 3", "maxUnavailable: 2")
}

fn figure(text: &str) -> AppState {
    let scenario = Scenario::parse(text).expect("a scenario");
    let state = AppState::open(Rc::new(Run::at_once(scenario)), true);
    update(state, Action::FileArrived(File::Words, Some(WORDS.into())))
}

/// The page of a plan of few runs, swept.
fn planned(text: &str) -> AppState {
    let mut state = figure(text);
    state.plan.asks.runs = Some(RUNS);
    does(state, PlanStep::Opened)
}

fn does(state: AppState, step: PlanStep) -> AppState {
    update(state, Action::Plan(step))
}

/// What the page asks of the service after an action, and the state meanwhile.
fn asked(state: &AppState, step: PlanStep) -> (AppState, Vec<Request>) {
    crate::update::update(state.clone(), Action::Plan(step))
}

fn asks_plan(wishes: &[Request]) -> bool {
    wishes.iter().any(|wish| matches!(wish, Request::Plan { .. } | Request::Measure { .. }))
}

fn shown(state: &AppState) -> &Planned {
    state.plan.shown.as_deref().expect("a plan")
}

fn given(state: &AppState, kind: WayKind) -> Distribution {
    let (_, given) = shown(state).way(kind).expect("a way");
    given.cloned().unwrap_or_else(|| panic!("{kind:?} has no sample"))
}

fn entered(state: AppState, line: &str) -> AppState {
    let state = does(state, PlanStep::ChangeEdited(line.into()));
    does(state, PlanStep::ChangeEntered)
}

#[test]
fn opening_asks_for_the_ways_and_measures_every_one_that_can_be_had() {
    let state = planned(&five());
    let shown = shown(&state);
    assert_eq!(state.around.screen, Screen::Plan);
    assert_eq!(shown.stage, SweepStage::Whole);
    assert_eq!(shown.progress.0, shown.progress.1);
    for (way, given) in shown.plan.ways.iter().zip(shown.results.iter()) {
        let runs = given.as_ref().map(|given| given.runs);
        assert_eq!(runs, way.run.as_ref().ok().map(|_| RUNS), "{:?}", way.kind);
    }
    let again = does(state.clone(), PlanStep::Opened);
    assert_eq!(shown.number, self::shown(&again).number, "nothing is asked twice");
}

#[test]
fn the_floor_is_what_the_set_keeps_and_the_fastest_way_above_it_is_chosen() {
    let state = planned(&five());
    assert_eq!(state.plan.floor(), 3, "maxUnavailable is 2 of 5");
    let chosen = state.plan.chosen().expect("a way");
    let took = |kind| Planned::median(&given(&state, kind)).expect("it ends");
    for (way, given) in shown(&state).measured().filter(|(_, it)| Planned::keeps(it, 3)) {
        assert!(took(chosen) <= took(way.kind), "{:?} {given:?}", way.kind);
    }
    assert!(given(&state, chosen).lowest_ready >= 3);
    assert_eq!(chosen, rolling(true, 2));
    let state = does(state, PlanStep::FloorMoved(4));
    assert!(given(&state, state.plan.chosen().expect("a way")).lowest_ready >= 4);
    let state = does(state, PlanStep::FloorMoved(5));
    assert_eq!(state.plan.chosen(), None, "every way takes a pod down");
}

#[test]
fn the_floor_and_the_chosen_way_ask_nothing_anew() {
    let state = planned(&five());
    for step in [
        PlanStep::FloorMoved(2),
        PlanStep::FloorMoved(99),
        PlanStep::WayChosen(rolling(false, 1)),
        PlanStep::TabChosen(PlanTab::Ways),
    ] {
        let (after, wishes) = asked(&state, step.clone());
        assert!(!asks_plan(&wishes), "{step:?}: {wishes:?}");
        assert_eq!(after.sweep_number(), None, "{step:?}");
    }
}

#[test]
fn another_change_is_asked_and_the_old_picture_stays_until_its_first_samples() {
    let state = planned(&five());
    let before = shown(&state).number;
    let typed = does(state, PlanStep::ChangeEdited("redis:7.6".into()));
    let (waiting, wishes) = asked(&typed, PlanStep::ChangeEntered);
    assert!(asks_plan(&wishes));
    assert_eq!(shown(&waiting).number, before);
    let state = does(typed, PlanStep::ChangeEntered);
    assert_ne!(shown(&state).number, before);
    assert_eq!(&*shown(&state).plan.change, "kubectl set image sts/db db=redis:7.6");
    let own = entered(state, " ");
    assert_eq!(&*shown(&own).plan.change, "kubectl set image sts/db db=redis:7.4");
}

#[test]
fn a_change_that_changes_nothing_is_said_and_leaves_the_picture() {
    let state = planned(&five());
    let before = shown(&state).number;
    let state = entered(state, "kubectl get pods");
    assert!(matches!(state.plan.none, Some(NoPlan::NoChange { .. })), "{:?}", state.plan.none);
    assert_eq!(shown(&state).number, before);
    let says = crate::view::plan::view(&state).says.expect("a sentence");
    assert!(says.contains("kubectl get pods"), "{says}");
}

#[test]
fn pods_that_fail_are_counted_with_the_pod_at_which_it_stands_still() {
    let state = does(planned(&five()), PlanStep::FailsEdited("2".into()));
    let state = does(state, PlanStep::FailsEntered);
    assert_eq!(shown(&state).plan.fails_one_in, Some(2));
    let ordered = given(&state, rolling(false, 1));
    assert!(ordered.not_completed() > 0, "{ordered:?}");
    assert!(!ordered.still.at.is_empty(), "{ordered:?}");
    let none = does(state, PlanStep::FailsEdited(String::new().as_str().into()));
    let none = does(none, PlanStep::FailsEntered);
    assert_eq!(given(&none, rolling(false, 1)).not_completed(), 0);
}

#[test]
fn a_time_becomes_a_line_of_the_script_and_a_wrong_one_is_refused() {
    let state = planned(&five());
    let stated = shown(&state).plan.times.first().expect("times").clone();
    let before = given(&state, rolling(true, 2)).took.expect("it ends").median.0;
    let edit = |value: &str| PlanStep::TimeEdited(stated.of.clone(), "start".into(), value.into());
    let refused = does(does(state.clone(), edit("soon")), PlanStep::TimeEntered);
    assert!(refused.plan.drafts.refused.is_some());
    assert_eq!(refused.run.scenario, state.run.scenario);
    let state = does(does(state, edit("100s..200s")), PlanStep::TimeEntered);
    let line = |line: &scenario::Line| line.text.contains("start=100s..200s");
    assert!(state.run.scenario.lines.iter().any(line));
    let after = given(&state, rolling(true, 2)).took.expect("it ends").median.0;
    assert!(after > before + Duration::from_secs(200), "{before:?} {after:?}");
}

#[test]
fn the_link_of_a_plan_opens_the_same_plan() {
    let state = entered(planned(&five()), "kubectl set image sts/db db=redis:7.6");
    let state = does(state, PlanStep::FloorMoved(1));
    let state = does(state, PlanStep::WayChosen(rolling(false, 2)));
    let letters = state.address().expect("letters");
    assert!(letters.starts_with("plan.v1."), "{letters}");
    let there = update(figure("$ kubectl get pods\n"), Action::LinkFollowed(letters.clone()));
    assert_eq!(there.around.screen, Screen::Plan);
    assert_eq!(there.run.scenario, state.run.scenario);
    assert_eq!(there.plan.floor(), 1);
    assert_eq!(there.plan.chosen(), Some(rolling(false, 2)));
    assert_eq!(shown(&there).plan, shown(&state).plan);
    assert_eq!(shown(&there).results, shown(&state).results);
    assert_eq!(there.address(), Some(letters));
    let figure = update(there, Action::Around(Choice::FigureShown));
    assert!(figure.address().expect("letters").starts_with("v1."));
}

#[test]
fn a_plan_of_the_gallery_has_a_short_link() {
    let state = AppState::open(crate::update::driven::opening(), true);
    let state = update(state, Action::FileArrived(File::Words, Some(WORDS.into())));
    let state = update(state, Action::LinkFollowed("plan.blog?floor=4&runs=4".into()));
    assert_eq!(state.address().as_deref(), Some("plan.blog?floor=4&runs=4"));
    assert_eq!(state.plan.floor(), 4);
    let damaged = update(state, Action::LinkFollowed("plan.blog?way=sideways".into()));
    assert!(damaged.linked.unreadable.is_some());
}

#[test]
fn a_plans_link_whose_scenario_has_a_setting_opens_the_plan_too() {
    let state = AppState::open(crate::update::driven::opening(), true);
    let state = update(state, Action::FileArrived(File::Words, Some(WORDS.into())));
    let link = "plan.blog?replicas=3&floor=2&runs=1";
    let state = update(state, Action::LinkFollowed(link.into()));
    assert_eq!(state.around.screen, Screen::Plan);
    assert_eq!((shown(&state).plan.replicas, state.plan.floor()), (3, 2));
    assert_eq!(state.address().as_deref(), Some(link));
}

#[test]
fn the_worst_the_median_and_the_best_run_can_be_watched_and_back_leads_to_the_plan() {
    let state = planned(&five());
    let kind = state.plan.chosen().expect("a way");
    let took = given(&state, kind).took.expect("it ends");
    let watched: Vec<u32> = shown(&state).watched.iter().map(|it| it.seed).collect();
    assert_eq!(watched, [took.worst.1, took.median.1, took.best.1]);
    assert!(shown(&state).watched.iter().all(|it| it.preview.is_some()));
    let (way, _) = shown(&state).way(kind).expect("a way");
    let scenario = way.run.as_ref().expect("it can be had").scenario.with_seed(took.worst.1);
    let opened = does(state.clone(), PlanStep::RunOpened(took.worst.1));
    assert_eq!(opened.around.screen, Screen::Figure);
    assert_eq!(opened.run.scenario, scenario);
    let back = does(opened, PlanStep::Returned);
    assert_eq!(back.around.screen, Screen::Plan);
    assert_eq!(back.run.scenario, state.run.scenario);
    assert_eq!(shown(&back).number, shown(&state).number, "nothing is asked anew");
}

#[test]
fn a_plan_that_is_stopped_keeps_what_it_has_and_a_late_sample_changes_nothing() {
    let mut state = figure(&five());
    state.plan.asks.runs = Some(4);
    let (state, wishes) = asked(&state, PlanStep::Opened);
    let [.., Request::Plan { number, asked: what }] = &wishes[..] else { panic!("{wishes:?}") };
    let mut service = scenario::Service::new();
    let plan = Request::Plan { number: *number, asked: what.clone() };
    let mut replies: Vec<_> = service.handle(plan).into_iter().collect();
    while service.has_work() {
        replies.extend(service.go_on(|| true));
    }
    let (state, _) = crate::update::update(state, Action::Replied(replies));
    assert_eq!(state.sweep_number(), Some(*number));
    let (stopped, _) = asked(&state, PlanStep::Stopped);
    assert_eq!(stopped.sweep_number(), None);
    let late = PlanStep::Sampled(*number, Vec::new(), (3, 9), 5, SweepStage::Running);
    let (after, _) = asked(&stopped, late);
    assert_eq!(shown(&after).progress.0, 0);
    let lost = PlanStep::Sampled(*number, Vec::new(), (0, 9), 5, SweepStage::Lost);
    let (lost, _) = asked(&state, lost);
    let said = crate::view::plan::view(&lost);
    assert!(said.answer.is_none() && said.going.is_some_and(|going| going.is_lost));
    let (again, _) = asked(&lost, PlanStep::Again);
    assert!(again.sweep_number().is_some_and(|new| new != *number), "the sweep begins anew");
    let away = update(state, Action::Around(Choice::FigureShown));
    assert_eq!(away.sweep_number(), None, "nobody looks at it");
}

#[test]
fn a_scenario_without_a_set_says_so() {
    let state = planned("$ kubectl get pods\n");
    assert_eq!(state.plan.none, Some(NoPlan::NoSet));
    let view = crate::view::plan::view(&state);
    assert!(view.says.is_some() && view.is_trouble && view.chart.is_none());
}

#[test]
fn every_plan_of_the_gallery_opens_with_its_floor_and_a_way_that_can_be_had() {
    let parts = GALLERY.iter().map(|(name, text)| format!("==> {name} <==\n{text}"));
    let gallery: Rc<str> = parts.collect::<String>().into();
    for letters in PLANS {
        let state = AppState::open(crate::update::driven::former(), true);
        let link = format!("{letters}&runs=1").into();
        let state = update(state, Action::LinkFollowed(link));
        let state = update(state, Action::FileArrived(File::Gallery, Some(Rc::clone(&gallery))));
        assert_eq!(state.around.screen, Screen::Plan, "{letters}");
        let floor = state.plan.asks.floor;
        assert!(letters.contains(&format!("floor={}", floor.expect("a floor"))), "{letters}");
        if let Some(way) = state.plan.asks.way {
            assert!(given(&state, way).took.is_some(), "{letters}");
        }
    }
}
