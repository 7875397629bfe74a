//! Tests of the reducer: actions of a person, then assertions about the state.

use std::rc::Rc;

use rollout_engine::time::SimTime;

use super::driven::update;
use crate::state::*;

mod around;
mod compare;
mod every_script;
mod figure;
mod pasted;
mod plan;
mod reading;

fn opened() -> AppState {
    AppState::open(crate::update::driven::former(), false)
}

fn after(state: AppState, actions: impl IntoIterator<Item = Action>) -> AppState {
    actions.into_iter().fold(state, update)
}

fn at(seconds: i64) -> Action {
    Action::CursorMoved(SimTime::from_secs(seconds))
}

fn typed(line: &str) -> [Action; 2] {
    typed_in(0, line)
}

fn typed_in(terminal: u16, line: &str) -> [Action; 2] {
    [
        Action::Prompted(terminal, PromptKey::Edited(line.to_owned())),
        Action::Prompted(terminal, PromptKey::Entered),
    ]
}

/// Lists the pods as `web-0 A Ready`.
fn pods(state: &AppState) -> Vec<String> {
    let pods = crate::view::pods::view(state).map(|pods| pods.pods).unwrap_or_default();
    let said = |pod: crate::view::pods::PodView| {
        pod.life.map(|life| format!("{} {} {}", pod.name.whole, life.letter, life.readiness))
    };
    pods.into_iter().filter_map(said).collect()
}

mod time {
    use super::*;

    #[test]
    fn the_page_opens_playing_at_the_beginning() {
        let state = opened();
        assert!(state.playback.playing);
        assert_eq!(state.place.at, SimTime::ZERO);
        assert_eq!(after(state, [Action::TimePassed(500)]).place.at, SimTime::from_millis(500));
    }

    #[test]
    fn with_less_motion_it_rests_and_play_goes_from_change_to_change() {
        let state = AppState::open(crate::update::driven::former(), true);
        assert!(!state.playback.playing);
        let playing = after(state, [Action::PlayPressed]);
        let changed = after(playing.clone(), [Action::TimePassed(1_000)]);
        let next = playing.run.trace.rollout.next_change(playing.place.frame());
        assert_eq!(Some(changed.place.frame()), next);
        assert_eq!(after(playing, [Action::TimePassed(999)]).place.at, SimTime::ZERO);
    }

    #[test]
    fn a_page_follows_the_systems_theme_until_a_person_chooses_one() {
        let system = |dark| Action::SystemThemed { dark };
        let state = after(opened(), [system(true)]);
        assert!(state.is_dark());
        let state = after(state, [Action::ThemeSwitched { dark: false }, system(true)]);
        assert!(!state.is_dark());
        assert!(!after(state, [system(false)]).is_dark());
    }

    #[test]
    fn a_paused_page_stands_still() {
        let state = after(opened(), [at(10), Action::PlayPressed, Action::TimePassed(5_000)]);
        assert_eq!(state.place.at, SimTime::from_secs(10));
    }

    #[test]
    fn the_speed_scales_time() {
        let state = after(opened(), [Action::SpeedChosen(10_000), Action::TimePassed(2_000)]);
        assert_eq!(state.place.at, SimTime::from_secs(20));
        let faster = after(state, [Action::SpeedStepped(Direction::Forward)]);
        assert_eq!(faster.playback.speed, 50_000);
    }

    #[test]
    fn it_rests_at_the_end_and_play_begins_anew() {
        let ended = after(opened(), [Action::SpeedChosen(100_000), Action::TimePassed(60_000)]);
        assert!(!ended.playback.playing);
        assert_eq!(ended.place.at, ended.run.history.ends_at);
        let again = after(ended, [Action::PlayPressed]);
        assert_eq!((again.place.at, again.playback.playing), (SimTime::ZERO, true));
    }

    #[test]
    fn playing_in_small_steps_arrives_where_a_jump_does() {
        let played = after(opened(), (0..1_300).map(|_| Action::TimePassed(33)));
        let jumped = after(opened(), [Action::CursorMoved(played.place.at)]);
        assert_eq!(played.place.frame(), jumped.place.frame());
        assert_eq!(pods(&played), pods(&jumped));
    }
}

mod stepping {
    use super::*;

    #[test]
    fn a_step_there_and_back_is_no_step_and_rests() {
        let here = after(opened(), [at(30), Action::Stepped(Direction::Forward)]);
        assert!(!here.playback.playing);
        let frame = here.place.frame();
        let back =
            after(here, [Action::Stepped(Direction::Forward), Action::Stepped(Direction::Back)]);
        assert_eq!(back.place.frame(), frame);
    }

    #[test]
    fn stepping_stops_at_both_ends() {
        let first = after(opened(), [Action::WentHome]);
        let frame = first.place.frame();
        assert_eq!(after(first, [Action::Stepped(Direction::Back)]).place.frame(), frame);
        let last = after(opened(), [Action::WentToEnd, Action::Stepped(Direction::Forward)]);
        let frame = last.place.frame();
        assert_eq!(after(last, [Action::Stepped(Direction::Forward)]).place.frame(), frame);
    }

    #[test]
    fn every_change_on_the_way_changes_some_pod() {
        let mut state = after(opened(), [Action::WentHome]);
        let mut seen = 0;
        while state.place.at < state.run.history.ends_at {
            state = update(state, Action::ChangeSought(Direction::Forward));
            seen += 1;
            assert!(seen < 500, "there is an end");
        }
        assert!(seen > 20, "five pods come and are replaced, in {seen} changes");
    }

    #[test]
    fn the_axis_leads_to_the_moment_that_is_pointed_at() {
        let state = opened();
        let length = state.run.history.length_ms();
        let half = after(state.clone(), [Action::AxisPointedAt { x: 400, width: 800 }]);
        assert_eq!(half.place.at.as_millis(), length / 2);
        let before = after(state.clone(), [Action::AxisPointedAt { x: -40, width: 800 }]);
        assert_eq!(before.place.at, SimTime::ZERO);
        let beyond = after(state, [Action::AxisPointedAt { x: 900, width: 800 }]);
        assert_eq!(beyond.place.at, beyond.run.history.ends_at);
    }

    #[test]
    fn moving_the_cursor_while_playing_plays_on_from_there() {
        let state = after(opened(), [at(40), Action::TimePassed(1_000)]);
        assert_eq!(state.place.at, SimTime::from_secs(41));
    }
}

mod lines {
    use super::*;

    #[test]
    fn a_line_takes_effect_at_the_cursor_and_leaves_the_past_alone() {
        let before = after(opened(), [at(22), Action::PlayPressed]);
        let scaled = after(before.clone(), typed("kubectl scale sts web --replicas=7"));
        assert_eq!(scaled.drafts.prompt(0).text, "");
        assert_eq!(pods(&before), pods(&after(scaled.clone(), [at(21), at(22)]))[..5]);
        let ended = after(scaled, [Action::WentToEnd]);
        assert_eq!(pods(&ended).last().map(String::as_str), Some("web-6 B Ready"));
    }

    #[test]
    fn an_empty_line_does_nothing() {
        let state = after(opened(), [at(22)]);
        let lines = state.run.scenario.lines.len();
        assert_eq!(after(state, typed("   ")).run.scenario.lines.len(), lines);
    }

    #[test]
    fn a_partition_typed_before_the_image_changes_holds_the_lower_pods_back() {
        let hold = r#"kubectl patch sts web -p '{"spec":{"updateStrategy":{"rollingUpdate":{"partition":3}}}}'"#;
        let state = after(opened(), [at(25)]);
        let ended = after(after(state, typed(hold)), [Action::WentToEnd]);
        let expected =
            ["web-0 A Ready", "web-1 A Ready", "web-2 A Ready", "web-3 B Ready", "web-4 B Ready"];
        assert_eq!(pods(&ended), expected);
    }

    #[test]
    fn a_line_that_waits_starts_playing() {
        let paused = after(opened(), [at(22), Action::PlayPressed]);
        let reading = after(paused.clone(), typed("kubectl get pods"));
        assert!(!reading.playback.playing);
        let waiting = after(paused, typed("kubectl delete pod web-0"));
        assert!(waiting.playback.playing);
    }

    #[test]
    fn with_less_motion_a_line_that_waits_leads_to_its_end() {
        let state = after(AppState::open(crate::update::driven::former(), true), [at(22)]);
        let state = after(state, typed("kubectl delete pod web-0"));
        assert!(state.place.at > SimTime::from_secs(22));
        assert!(!crate::view::terminals::is_busy(&state, 0));
    }

    #[test]
    fn the_history_recalls_the_newest_first_and_comes_back_to_an_empty_prompt() {
        let state = after(after(opened(), [at(30)]), typed("kubectl get sts"));
        let back = after(state, [Action::Prompted(0, PromptKey::Moved(Direction::Back))]);
        assert_eq!(back.drafts.prompt(0).text, "kubectl get sts");
        let older = after(back, [Action::Prompted(0, PromptKey::Moved(Direction::Back))]);
        assert!(older.drafts.prompt(0).text.starts_with("kubectl set image"), "{older:?}");
        let there = [
            Action::Prompted(0, PromptKey::Moved(Direction::Forward)),
            Action::Prompted(0, PromptKey::Moved(Direction::Forward)),
        ];
        assert_eq!(after(older, there).drafts.prompt(0).text, "");
    }
}

mod prompts;

mod controls;

mod manifests;

mod tools;

mod letters {
    use super::*;

    #[test]
    fn letters_act_on_the_page_only() {
        assert_eq!(action_for(".", Where::Page, true), Some(Action::Stepped(Direction::Forward)));
        assert_eq!(action_for(".", Where::Text, true), None);
        assert_eq!(action_for(".", Where::Page, false), None);
    }

    #[test]
    fn space_is_left_to_what_it_presses() {
        assert_eq!(action_for(" ", Where::Page, true), Some(Action::PlayPressed));
        assert_eq!(action_for(" ", Where::Press, true), None);
    }

    #[test]
    fn escape_acts_everywhere() {
        for place in [Where::Page, Where::Press, Where::Text] {
            assert_eq!(action_for("Escape", place, false), Some(Action::Escaped));
        }
    }

    #[test]
    fn the_playhead_takes_arrows_and_leaves_letters() {
        assert_eq!(slider_action_for("ArrowLeft"), Some(Action::CursorNudged(-1_000)));
        assert_eq!(slider_action_for("p"), None);
    }
}

mod language {
    use super::*;
    use crate::text::{ENGLISH, Language};

    const CHINESE: &str = include_str!("../../text/zh.txt");

    fn arrived(text: Option<&str>) -> Action {
        Action::FileArrived(File::Chinese, text.map(Into::into))
    }

    #[test]
    fn chinese_is_spoken_once_it_is_fetched_and_the_experiment_stays() {
        let asked = after(opened(), [at(30), Action::LanguageChosen(Language::Chinese)]);
        assert_eq!((asked.shelf.wanted, asked.text), (Some(File::Chinese), &ENGLISH));
        let state = after(asked, [arrived(Some(CHINESE))]);
        assert_eq!((state.shelf.wanted, state.text.language), (None, Language::Chinese));
        assert_eq!(state.place.at, SimTime::from_secs(30));
        assert_eq!(pods(&state)[0], "web-0 A Ready");
        let back = after(state, [Action::LanguageChosen(Language::English)]);
        assert_eq!((back.text, back.language), (&ENGLISH, Some(Language::English)));
        let again = after(back, [Action::LanguageChosen(Language::Chinese)]);
        assert_eq!((again.shelf.wanted, again.text.language), (None, Language::Chinese));
    }

    #[test]
    fn what_cannot_be_fetched_is_said_and_the_page_stays_as_it_was() {
        for bad in [None, Some("<!doctype html>")] {
            let state = after(opened(), [Action::LanguageChosen(Language::Chinese), arrived(bad)]);
            assert_eq!((state.text, state.language), (&ENGLISH, Some(Language::Chinese)));
            assert_eq!(state.shelf.failed, Some(File::Chinese));
            assert!(crate::view::top::view(&state, None).notice.is_some());
            for press in [Action::LanguageChosen(Language::Chinese), Action::PlayPressed] {
                let again = after(state.clone(), [press]);
                assert_eq!((again.shelf.wanted, again.shelf.failed), (Some(File::Chinese), None));
            }
            let left =
                after(state, [Action::LanguageChosen(Language::English), Action::PlayPressed]);
            assert_eq!((left.shelf.wanted, left.text), (None, &ENGLISH));
        }
    }

    #[test]
    fn a_language_that_is_no_longer_wanted_does_not_come_back_by_itself() {
        let changed = [Language::Chinese, Language::English].map(Action::LanguageChosen);
        let state = after(after(opened(), changed), [arrived(Some(CHINESE))]);
        assert_eq!(state.text, &ENGLISH);
    }
}
