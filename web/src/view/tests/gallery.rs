//! Every scenario of the gallery as a visitor sees it: something moves at once, and the question is answered.

use super::*;
use crate::state::{Choice, File};
use crate::text::{Language, Text};
use crate::view::answer::AnswerView;
use scenario::{ANSWERS, CHAPTERS, GALLERY};

/// The file that the page fetches, as `cargo xtask build` makes it.
fn fetched() -> String {
    let gallery = GALLERY.iter().map(|(name, text)| format!("==> {name} <==\n{text}"));
    let answers = ANSWERS.iter().map(|(name, text)| format!("==> answer {name} <==\n{text}"));
    gallery.chain(answers).collect()
}

/// Returns the page with the gallery, paused.
fn page() -> AppState {
    let mut state = AppState::open(crate::update::driven::opening(), true);
    state.shelf.want(File::Gallery);
    update(state, Action::FileArrived(File::Gallery, Some(fetched().into())))
}

fn names() -> impl Iterator<Item = &'static str> {
    CHAPTERS.iter().flat_map(|chapter| chapter.scenarios).copied()
}

/// Returns a gallery scenario, opened by a person without reduced motion.
fn opened(page: &AppState, name: &'static str) -> AppState {
    let state = update(page.clone(), Action::MotionReduced(false));
    update(state, Action::Around(Choice::ScenarioOpened(name)))
}

fn played(state: AppState, ms: u32) -> AppState {
    (0..ms / 20).fold(state, |state, _| update(state, Action::TimePassed(20)))
}

#[test]
fn a_pod_changes_within_two_seconds_of_every_scenarios_beginning() {
    let page = page();
    let mut late = Vec::new();
    for name in names() {
        let state = opened(&page, name);
        let begins = state.place.frame();
        let state = played(state, 2_000);
        let next = state.run.trace.rollout.next_change(begins);
        if next.is_none_or(|next| next > state.place.frame()) {
            late.push((name, next.map(|next| state.run.trace.rollout.at(next))));
        }
    }
    assert_eq!(late, []);
}

#[test]
fn every_scenario_begins_at_zero_and_no_idle_minute_is_played() {
    let page = page();
    for name in names() {
        let state = opened(&page, name);
        assert_eq!(state.run.history.begins_at, SimTime::ZERO, "{name}");
        let mut wall = 0;
        let mut state = state;
        while state.playback.playing && wall < 400_000 {
            let before = state.place.at;
            state = update(state, Action::TimePassed(1_000));
            wall += 1_000;
            let passed = state.place.at.since(before).as_millis();
            assert!(passed >= 900 || !state.playback.playing, "{name} at {before}");
        }
        assert!(wall < 210_000, "{name} plays for {wall} ms");
    }
}

#[test]
fn every_question_is_answered_at_its_moment_in_both_languages() {
    let chinese = Text::read(Language::Chinese, include_str!("../../../text/zh.txt"));
    let page = page();
    for name in names() {
        let mut state = opened(&page, name);
        let shown_at = answer::shown_at(&state).unwrap_or_else(|| panic!("{name} has no answer"));
        let history = &state.run.history;
        assert!(shown_at > history.begins_at && shown_at <= history.ends_at, "{name}");
        assert!(matches!(answer::view(&state), Some(AnswerView::Watch(..))), "{name}");
        state = update(state, Action::CursorMoved(shown_at));
        for (text, end) in [(Some(&crate::text::ENGLISH), '.'), (chinese, '。')] {
            state.text = text.expect("a language");
            let Some(AnswerView::Answered(says, next)) = answer::view(&state) else {
                panic!("{name} is not answered at {shown_at}");
            };
            assert!(says.ends_with(end) && !next.is_empty(), "{name}: {says}");
        }
        let back = update(state, Action::WentHome);
        assert!(matches!(answer::view(&back), Some(AnswerView::Answered(..))), "{name} forgets");
    }
}

#[test]
fn what_a_person_changed_before_is_not_answered() {
    let state = opened(&page(), "blog");
    let typed = update(state, Action::LineTyped("kubectl scale sts web --replicas=3".into()));
    let state = update(typed.clone(), Action::WentToEnd);
    assert!(matches!(answer::view(&state), Some(AnswerView::Watch(..))));
    let undone = update(update(typed, Action::Undone), Action::WentToEnd);
    assert!(matches!(answer::view(&undone), Some(AnswerView::Answered(..))));
    // Another release has another answer, which is not written.
    let names = undone.run.scenario.release.to_string();
    assert_eq!(names, "1.37");
    let other = update(undone, Action::LineTyped(": release 1.36".into()));
    assert!(matches!(answer::view(&other), Some(AnswerView::Watch(..))));
}

#[test]
fn with_less_motion_the_figure_rests_where_it_answers() {
    let page = page().resting();
    assert_eq!(Some(page.place.at), answer::shown_at(&page));
    assert!(matches!(answer::view(&page), Some(AnswerView::Answered(..))));
    assert!(!page.playback.playing);
    let state = update(page, Action::Around(Choice::ScenarioOpened("canary")));
    assert_eq!(Some(state.place.at), answer::shown_at(&state));
    let state = update(state, Action::PlayPressed);
    let next = update(state.clone(), Action::TimePassed(1_000));
    assert!(next.place.frame() > state.place.frame(), "Play steps from there");
}

#[test]
fn a_goal_has_help_of_its_own() {
    let page = page();
    for name in names() {
        let state = opened(&page, name);
        let state = update(state, Action::Around(Choice::HintToggled));
        let goal = goal::view(&state, false).expect(name);
        let hint = goal.hint.expect(name);
        assert_ne!(Some(&hint), state.run.scenario.hint.as_ref(), "{name}");
    }
}

#[test]
fn a_meter_counts_what_is_created_before_the_first_rollout() {
    let state = at(1);
    let budget = budget::view(&state).expect("a budget");
    assert_eq!((budget.unavailable_of.as_str(), budget.pips.len()), ("creating 5, ", 0));
    let budget = budget::view(&at(31)).expect("a budget");
    assert_eq!(budget.unavailable_of, "2 unavailable of ");
}

/// Returns the caption of the timeline, at the end.
fn ends_of(name: &'static str) -> String {
    ends::view(&opened(&page(), name)).map(|it| it.says.concat()).unwrap_or_default()
}

#[test]
fn how_it_ends_counts_from_the_change_that_moved_something() {
    for (name, says) in [
        ("raising-the-partition", "Done 13 s after the change; at least 2 of 3 Ready throughout."),
        ("an-evicted-pod", "Done 4 s after the change; at least 2 of 3 Ready throughout."),
        ("deleting-the-set", "The set is deleted; its pods are gone 3 s later."),
        ("blog", "Done 52 s after the change; at least 3 of 5 Ready throughout."),
    ] {
        assert_eq!(ends_of(name), says, "{name}");
    }
}

#[test]
fn a_lost_nodes_minutes_are_a_gap_in_the_axis() {
    let state = opened(&page(), "a-node-is-lost");
    let shape = timeline::shape(&state).expect("a shape");
    assert!(!shape.gaps.is_empty());
    let ticks = timeline::ticks(&shape.measures);
    assert!(ticks.iter().any(|tick| tick.says == "0:00"), "{ticks:?}");
}

#[test]
fn the_tutorials_lines_can_be_typed_by_hand_and_the_prompt_offers_the_next() {
    let state = opened(&page(), "scale-up");
    assert!(goal::view(&state, false).is_some_and(|goal| goal.by_hand));
    let state = update(state, Action::Around(Choice::TypedByHand));
    let ghost = |state: &AppState| terminals::ghost(state, state.tools.terminal);
    assert_eq!(ghost(&state), "kubectl scale sts web --replicas=5");
    let state = update(state.clone(), Action::LineTyped(ghost(&state).as_str().into()));
    assert_eq!(ghost(&state), "", "that was the last");
    assert_eq!(stages(&end(state.clone())).len(), 5);
    let back = update(update(state, Action::Undone), Action::Undone);
    assert!(!back.is_changed(), "its own lines are back");
}
