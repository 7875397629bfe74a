//! The page of a plan: its sentences in both languages, its chart, its table, and the answer for a change request.
//!
//! Plans are written by hand, so that the numbers are known.

use std::time::Duration;

use scenario::{
    ChangeSource, Distribution, NotHad, Percentiles, Plan, PlanAsked, StandingStill, StatedTimes,
    TimesSource, Variant, Way, WayKind,
};

use super::*;
use crate::state::{Height, Layout, PlanStep, Planned, Screen, SweepStage};
use crate::text::{Language, Text};
use crate::view::change_request::handed;
use crate::view::plan::chart::Form;
use crate::view::plan::{PlanView, view};

const CHINESE: &str = include_str!("../../../text/zh.txt");

fn rolling(parallel: bool, at_a_time: u32) -> WayKind {
    WayKind::Rolling { parallel, at_a_time, canary: false }
}

fn way(kind: WayKind, is_own: bool) -> Way {
    let (namespace, name) = ("default".into(), "db".into());
    let run = Ok(Variant { scenario: scenario::opening(), since: 0, namespace, name });
    let lines = vec!["kubectl set image sts/db db=postgres:17.6".into()];
    Way { kind, is_own, run, lines, needs_policy: false }
}

/// So many runs of this median, half of them within two seconds of it, with so few Ready.
fn given(seconds: u64, lowest: u32) -> Distribution {
    let span = Duration::from_secs;
    let took = Percentiles {
        of: 200,
        best: (span(seconds - 9), 3),
        p5: span(seconds - 5),
        p25: span(seconds - 2),
        median: (span(seconds), 7),
        p75: span(seconds + 2),
        p95: span(seconds + 5),
        worst: (span(seconds + 9), 62),
    };
    Distribution {
        runs: 200,
        took: Some(took),
        lowest_ready: lowest,
        lowest_ready_of_nine_in_ten: lowest,
        lowest_available: lowest,
        still: StandingStill::default(),
    }
}

fn plan(ways: Vec<Way>) -> Plan {
    let times = [Duration::from_secs(18), Duration::from_secs(25), Duration::from_secs(40)];
    Plan {
        namespace: "default".into(),
        name: "db".into(),
        replicas: 12,
        ready: 12,
        change: "kubectl set image sts/db db=postgres:17.6".into(),
        source: ChangeSource::Scenario,
        images: vec![("db".into(), "postgres:17.5".into(), "postgres:17.6".into())],
        ways,
        times: vec![StatedTimes {
            of: "postgres:17.5".into(),
            steps: vec![("start".into(), times)],
            source: TimesSource::Measured(12),
        }],
        fails_one_in: None,
        has_spread: true,
        budgets: vec!["db-pdb".into()],
    }
}

/// The page of these ways and what their runs gave, all of them done.
fn page(ways: Vec<(Way, Option<Distribution>)>) -> AppState {
    let mut state = AppState::open(crate::update::driven::opening(), true);
    let (ways, results): (Vec<_>, Vec<_>) = ways.into_iter().unzip();
    let asked = PlanAsked {
        scenario: scenario::opening(),
        at: rollout_engine::time::SimTime::ZERO,
        set: None,
        change: None,
        fails_one_in: None,
    };
    let mut shown = Planned::new(1, asked.into(), plan(ways), None);
    (shown.results, shown.stage) = (results.into(), SweepStage::Whole);
    state.plan.shown = Some(Box::new(shown));
    state.around.screen = Screen::Plan;
    state
}

fn usual() -> AppState {
    let refused = NotHad::RecreateOff { release: "1.37".into() };
    let refused = Way { run: Err(refused), ..way(WayKind::Recreate, false) };
    page(vec![
        (way(rolling(true, 1), false), Some(given(424, 11))),
        (way(rolling(false, 1), false), Some(given(424, 11))),
        (way(rolling(true, 3), true), Some(given(151, 9))),
        (way(rolling(false, 3), false), Some(given(377, 9))),
        (way(rolling(true, 12), false), Some(given(45, 0))),
        (refused, None),
    ])
}

fn answer(state: &AppState) -> String {
    view(state).answer.expect("an answer").says
}

/// Without the service: the plan is written by hand.
fn after(mut state: AppState, step: PlanStep) -> AppState {
    match step {
        PlanStep::FloorMoved(floor) => {
            (state.plan.asks.floor, state.plan.asks.way) = (Some(floor), None);
        }
        PlanStep::WayChosen(kind) => state.plan.asks.way = Some(kind),
        _ => unreachable!("no other step is taken here"),
    }
    state
}

fn in_chinese(state: &mut AppState) {
    state.text = Text::read(Language::Chinese, CHINESE).expect("every text is there");
}

#[test]
fn the_answer_names_the_way_its_median_and_what_never_happens() {
    let mut state = usual();
    assert_eq!(answer(&state), "Parallel, maxUnavailable 3: 2 min 31 s, never below 9 of 12.");
    let seen = view(&state);
    assert_eq!(seen.question, "How fast, if at least 9 of 12 must stay Ready?");
    let facts = &seen.answer.as_ref().expect("an answer").facts;
    let facts: Vec<&str> = facts.iter().map(|(_, says)| says.as_str()).collect();
    assert_eq!(facts, ["2 min 29 s to 2 min 33 s", "longer than 2 min 36 s", "never"]);
    in_chinese(&mut state);
    assert_eq!(answer(&state), "Parallel，maxUnavailable 3：2 分 31 秒，12 个里始终不少于 9 个。");
}

#[test]
fn a_floor_that_no_way_keeps_is_said_with_the_way_that_comes_closest() {
    let state = after(usual(), PlanStep::FloorMoved(12));
    let says = answer(&state);
    assert!(
        says.starts_with("No way keeps 12 of 12 Ready in every run; Parallel, maxUnavailable 1"),
        "{says}"
    );
    assert!(says.ends_with("comes closest, with 11."), "{says}");
    assert!(view(&state).chosen.is_none());
}

#[test]
fn of_equal_ways_the_own_one_is_chosen() {
    let state = page(vec![
        (way(rolling(true, 2), false), Some(given(100, 10))),
        (way(rolling(false, 2), true), Some(given(100, 10))),
    ]);
    assert_eq!(state.plan.chosen(), Some(rolling(false, 2)));
    let about = view(&state).chosen.expect("a way").about.expect("a sentence");
    assert_eq!(about, "db is set up like this.");
}

#[test]
fn a_way_that_mostly_stands_still_is_not_the_fastest() {
    let mut stuck = given(20, 11);
    stuck.still.stuck = 120;
    stuck.still.at.extend([(11, 90), (3, 30)]);
    let state = page(vec![
        (way(rolling(true, 1), true), Some(stuck)),
        (way(rolling(true, 2), false), Some(given(90, 10))),
    ]);
    let state = after(state, PlanStep::FloorMoved(9));
    assert_eq!(state.plan.chosen(), Some(rolling(true, 2)));
    let state = after(state, PlanStep::WayChosen(rolling(true, 1)));
    let answer = view(&state).answer.expect("an answer");
    assert!(answer.says.contains("stands still in most runs"), "{}", answer.says);
    let still = &answer.facts.last().expect("a fact").1;
    assert_eq!(still, "in 120 of 200 runs; most often at db-11 (90 runs)");
}

#[test]
fn a_bolder_ordered_way_that_is_slower_is_explained() {
    let none = view(&usual()).answer.expect("an answer").notes;
    assert!(none.is_empty(), "{none:?}");
    let state = page(vec![
        (way(rolling(false, 3), true), Some(given(100, 9))),
        (way(rolling(false, 4), false), Some(given(110, 8))),
    ]);
    let notes = view(&state).answer.expect("an answer").notes;
    assert!(
        notes[0].starts_with("Under OrderedReady 4 at a time takes longer than 3:"),
        "{notes:?}"
    );
}

#[test]
fn what_the_numbers_rest_on_names_the_pods_and_what_is_not_evaluated() {
    let seen = view(&usual());
    let [(head, says)] = &seen.rests[..] else { panic!("{:?}", seen.rests) };
    assert_eq!(*head, "Measured");
    assert_eq!(says, "postgres:17.5: start 18 s to 40 s, from 12 pasted pods");
    assert!(seen.not_evaluated.ends_with("evictions under db-pdb"), "{}", seen.not_evaluated);
    assert_eq!(seen.times[0].steps[0].1, "18s..25s..40s");
}

#[test]
fn ways_that_act_alike_have_one_mark_and_the_chosen_one_lies_above_all() {
    let seen = view(&usual());
    let chart = seen.chart.expect("a chart");
    assert_eq!(chart.marks.len(), 4);
    assert!(chart.marks.iter().any(|mark| mark.form == Form::Both));
    assert!(chart.marks.last().is_some_and(|mark| mark.is_chosen));
    let x = |kind| chart.marks.iter().find(|mark| mark.kind == kind).map(|mark| mark.at.0);
    assert!(x(rolling(true, 12)) < x(rolling(true, 3)));
    assert!(x(rolling(true, 3)) < x(rolling(false, 3)));
    let floor = chart.floor_y;
    let y = |kind| chart.marks.iter().find(|mark| mark.kind == kind).map(|mark| mark.at.1);
    assert!(y(rolling(true, 3)) < Some(floor) && y(rolling(true, 12)) > Some(floor));
}

#[test]
fn names_in_the_chart_never_cover_each_other() {
    let ways = (1..=12).flat_map(|many| {
        let took = u64::from(500 / many + many);
        [true, false].map(|parallel| {
            let given = given(took + if parallel { 0 } else { 7 }, 12 - many);
            (way(rolling(parallel, many), many == 3), Some(given))
        })
    });
    let mut state = page(ways.collect());
    for (window, height) in [(1440, Height::Short), (768, Height::Ample), (2560, Height::Ample)] {
        state.layout = Layout { window, height, ..state.layout };
        let chart = view(&state).chart.expect("a chart");
        let named: Vec<_> = chart.marks.iter().filter_map(|mark| mark.name.as_ref()).collect();
        assert!(named.len() > 6, "{window}: {}", named.len());
        for (index, one) in named.iter().enumerate() {
            for other in &named[index + 1..] {
                let span = |it: &crate::view::plan::chart::Words| {
                    let wide = 7 * i64::try_from(it.says.chars().count()).unwrap_or(0);
                    if it.ends { (it.x - wide, it.x) } else { (it.x, it.x + wide) }
                };
                let (a, b) = (span(one), span(other));
                let beside = a.1 <= b.0 || b.1 <= a.0;
                assert!(beside || (one.y - other.y).abs() >= 12, "{window}: {one:?} {other:?}");
            }
        }
    }
}

#[test]
fn the_table_has_every_way_and_why_one_cannot_be_had() {
    let seen: PlanView = view(&usual());
    assert_eq!(seen.table.lines().count(), 1 + 6);
    let last = seen.table.lines().last().expect("a row");
    assert!(
        last.starts_with("Recreate\t")
            && last.ends_with("Kubernetes 1.37 has no strategy Recreate."),
        "{last}"
    );
    let [above, below] = &seen.lists;
    let names = |rows: &[crate::view::plan::side::WayRow]| {
        rows.iter().map(|row| row.short.clone()).collect::<Vec<_>>()
    };
    assert_eq!(names(above)[..2], ["Parallel 3", "OrderedReady 3"]);
    assert_eq!(names(below), ["Parallel 12"]);
}

#[test]
fn a_plan_is_handed_on_as_markdown_and_as_plain_text() {
    let state = usual();
    let handed = handed(&state, None).expect("an answer");
    let markdown = handed.written(state.text, "https://example.org/#plan.blog", false, true);
    assert!(markdown.starts_with("**db: postgres 17.5 → 17.6** on Kubernetes "), "{markdown}");
    for part in [
        "2 min 31 s, never below 9 of 12.",
        "One in twenty: longer than 2 min 36 s",
        "Stands still: never",
        "\n    kubectl set image sts/db db=postgres:17.6\n",
        "Measured: postgres:17.5: start 18 s to 40 s, from 12 pasted pods",
        "Not evaluated: scheduling",
        "https://example.org/#plan.blog",
    ] {
        assert!(markdown.contains(part), "{part} in {markdown}");
    }
    let plain = handed.written(state.text, "https://example.org/#plan.blog", true, true);
    assert!(!plain.contains("**") && !plain.contains("!["), "{plain}");
}

#[test]
fn a_scenario_and_a_comparison_are_handed_on_with_their_own_numbers() {
    let state = AppState::open(crate::update::driven::opening(), true);
    let said = handed(&state, None).expect("a set").written(state.text, "link", true, false);
    for part in [" on Kubernetes ", "Ready", "kubectl set image", "One run, simulated.", "link"] {
        assert!(said.contains(part), "{part} in {said}");
    }
    let both = update(state, Action::LinkFollowed("blog..?policy=Parallel".into()));
    let said = handed(&both, None).expect("sets").written(both.text, "link", false, false);
    assert!(said.starts_with("**OrderedReady or Parallel?**"), "{said}");
    assert!(said.contains("OrderedReady: ") && said.contains("Parallel ends"), "{said}");
}
