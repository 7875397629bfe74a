//! The page as a person meets it: what they do, then what the state is.

use rollout_engine::time::SimTime;

use super::*;

mod figure;

fn opened() -> AppState {
    AppState::open(scenario::opening(), false)
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
        Action::Prompted(terminal, Key::Edited(line.to_owned())),
        Action::Prompted(terminal, Key::Entered),
    ]
}

/// `web-0 A Ready` for each pod that is there.
fn pods(state: &AppState) -> Vec<String> {
    let pods = crate::view::pods::view(state).map(|pods| pods.pods).unwrap_or_default();
    let said = |pod: crate::view::pods::PodView| {
        pod.life.map(|life| format!("{} {} {}", pod.name, life.letter, life.readiness))
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
        let state = AppState::open(scenario::opening(), true);
        assert!(!state.playback.playing);
        let playing = after(state, [Action::PlayPressed]);
        let changed = after(playing.clone(), [Action::TimePassed(1_000)]);
        let next = playing.run.trace.rollout.next_change(playing.place.frame());
        assert_eq!(Some(changed.place.frame()), next);
        assert_eq!(after(playing, [Action::TimePassed(999)]).place.at, SimTime::ZERO);
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
        let state = after(AppState::open(scenario::opening(), true), [at(22)]);
        let state = after(state, typed("kubectl delete pod web-0"));
        assert!(state.place.at > SimTime::from_secs(22));
        assert!(!crate::view::terminals::is_busy(&state, 0));
    }

    #[test]
    fn the_history_recalls_the_newest_first_and_comes_back_to_an_empty_prompt() {
        let state = after(after(opened(), [at(30)]), typed("kubectl get sts"));
        let back = after(state, [Action::Prompted(0, Key::Moved(Direction::Back))]);
        assert_eq!(back.drafts.prompt(0).text, "kubectl get sts");
        let older = after(back, [Action::Prompted(0, Key::Moved(Direction::Back))]);
        assert!(older.drafts.prompt(0).text.starts_with("kubectl set image"), "{older:?}");
        let there = [
            Action::Prompted(0, Key::Moved(Direction::Forward)),
            Action::Prompted(0, Key::Moved(Direction::Forward)),
        ];
        assert_eq!(after(older, there).drafts.prompt(0).text, "");
    }
}

mod prompts {
    use super::*;
    use crate::view::terminals;

    fn press(key: Key) -> Action {
        Action::Prompted(0, key)
    }

    #[test]
    fn tab_completes_from_the_cluster_at_the_cursor() {
        let state = after(opened(), [at(20), press(Key::Edited("kubectl delete pod w".into()))]);
        let listed = after(state, [press(Key::Tab(20))]);
        let view = terminals::view(&listed).panes[0].prompt.clone();
        assert_eq!((view.text.as_str(), view.ghost.as_str()), ("kubectl delete pod web-", "0"));
        assert_eq!(view.list.map(|list| list.count), Some(5));
        let down = press(Key::Moved(Direction::Forward));
        let taken = after(listed.clone(), [down, press(Key::Tab(99))]);
        assert_eq!(taken.drafts.prompt(0).text, "kubectl delete pod web-1 ");
        let narrowed = after(listed, [press(Key::Edited("kubectl delete pod web-4".into()))]);
        assert_eq!(narrowed.drafts.prompt(0).list, None);
    }

    #[test]
    fn ctrl_c_ends_what_runs_and_frees_the_line_that_waits() {
        let state = after(after(opened(), [at(20)]), typed("kubectl get pods -w"));
        let state = after(after(state, [at(22)]), typed("kubectl get sts"));
        assert_eq!(terminals::view(&state).panes[0].queued.len(), 1);
        let freed = after(state, [press(Key::Interrupted)]);
        let pane = terminals::view(&freed).panes[0].clone();
        assert_eq!((pane.busy, pane.queued.len()), (None, 0));
        let texts: Vec<_> = pane.typed.iter().map(|typed| &*typed.text).collect();
        assert_eq!(
            texts.last_chunk::<3>(),
            Some(&["kubectl get pods -w", "^C", "kubectl get sts"])
        );
    }

    #[test]
    fn ctrl_c_at_a_free_prompt_keeps_the_line_in_the_history() {
        let state = after(opened(), [press(Key::Edited("kubectl drain".into()))]);
        let state = after(state, [press(Key::Interrupted)]);
        assert_eq!(state.drafts.prompt(0).text, "");
        let back = after(state, [press(Key::Moved(Direction::Back))]);
        assert_eq!(back.drafts.prompt(0).text, "kubectl drain");
    }

    #[test]
    fn a_line_that_the_script_drops_is_still_found() {
        let state = after(after(opened(), [at(40)]), typed("kubectl delete pod web-1"));
        let forked = after(after(state, [at(20)]), typed("kubectl scale sts web --replicas=3"));
        let found = after(forked, [press(Key::Edited("delete".into())), press(Key::Searched)]);
        let list = terminals::view(&found).panes[0].prompt.list.clone().expect("a list");
        assert_eq!(
            (list.rows[0].about.as_str(), list.rows[0].text[1].as_str()),
            ("earlier", "delete")
        );
        let taken = after(found, [press(Key::Took)]);
        assert_eq!(taken.drafts.prompt(0).text, "kubectl delete pod web-1");
    }

    #[test]
    fn each_terminal_keeps_its_own_half_typed_line() {
        let state = after(opened(), [press(Key::Edited("kubectl g".into())), Action::SplitToggled]);
        let other = terminals::beside(&state).expect("a second pane");
        let state = after(state, [Action::Prompted(other, Key::Edited("kubectl s".into()))]);
        let drafts: Vec<_> =
            terminals::view(&state).panes.into_iter().map(|pane| pane.prompt.text).collect();
        assert_eq!(drafts, ["kubectl g", "kubectl s"]);
    }

    #[test]
    fn edit_opens_the_manifest_editor_with_the_live_object() {
        let state = after(after(opened(), [at(24)]), typed("kubectl edit sts web"));
        assert_eq!(state.tools.tab, Tab::Manifest);
        let text = state.drafts.manifest.unwrap_or_default();
        assert!(text.contains("replicas: 5") && !text.contains("status:"), "{text}");
        assert!(!text.contains("uid:") && !text.contains("last-applied"), "{text}");
    }
}

mod controls {
    use super::*;

    #[test]
    fn a_control_types_its_line_only_when_entered() {
        let state = after(opened(), [at(22), Action::PlayPressed]);
        let stepped = Action::ControlStepped(Control::Replicas, Direction::Forward);
        let drafted = after(state, [stepped.clone(), stepped]);
        assert_eq!(drafted.drafts.control, Some((Control::Replicas, "7".into())));
        assert_eq!(pods(&after(drafted.clone(), [Action::WentToEnd])).len(), 5);
        let entered = after(drafted, [Action::ControlEntered(Control::Replicas)]);
        assert_eq!(entered.drafts.control, None);
        let newest = crate::view::terminals::history(&entered);
        assert_eq!(
            newest.first().map(|past| &*past.text),
            Some("kubectl scale sts web --replicas=7")
        );
        assert_eq!(pods(&after(entered, [Action::WentToEnd])).len(), 7);
    }

    #[test]
    fn escape_takes_a_draft_back() {
        let drafted =
            after(opened(), [at(22), Action::ControlEdited(Control::Partition, "3".into())]);
        assert_eq!(after(drafted, [Action::Escaped]).drafts.control, None);
    }

    /// Every control, edited and entered at 22 s: the line that was typed.
    fn entered(control: Control, value: &str) -> (AppState, String) {
        let actions =
            [at(22), Action::ControlEdited(control, value.into()), Action::ControlEntered(control)];
        let state = after(opened(), actions);
        let newest =
            crate::view::terminals::history(&state).first().map(|past| past.text.to_string());
        (state, newest.unwrap_or_default())
    }

    #[test]
    fn what_the_api_refuses_stays_in_the_control_with_its_message() {
        let (state, _) = entered(Control::MaxUnavailable, "0");
        assert_eq!(state.drafts.control, Some((Control::MaxUnavailable, "0".into())));
        let says = state.drafts.refused.clone().unwrap_or_default();
        assert!(says.contains("cannot be 0"), "{says}");
        let better = after(state, [Action::ControlEdited(Control::MaxUnavailable, "3".into())]);
        assert_eq!(better.drafts.refused, None);
    }

    #[test]
    fn an_immutable_field_makes_another_set_of_the_same_pods() {
        let (state, newest) = entered(Control::PodManagementPolicy, "Parallel");
        assert_eq!(newest, "kubectl apply -f web.yaml");
        assert_eq!(state.drafts.refused, None);
        let state = after(state, [Action::CursorMoved(SimTime::from_secs(24))]);
        let controls = crate::view::controls::view(&state);
        let policy = controls.iter().find(|it| it.control == Control::PodManagementPolicy);
        assert_eq!(policy.map(|it| it.value.as_str()), Some("Parallel"));
        assert_eq!(pods(&state).len(), 5);
    }

    #[test]
    fn faults_are_lines_of_the_script_and_can_be_removed() {
        use rollout_engine::behavior::Step;
        let (state, newest) = entered(Control::Step(Step::Stop), "9s");
        assert_eq!(newest, ": timing nginx-slim:0.8 stop=9s");
        let value = |state: &AppState| {
            let controls = crate::view::faults::view(state).controls;
            let stop = controls.into_iter().find(|it| it.control == Control::Step(Step::Stop));
            stop.map(|it| it.value)
        };
        assert_eq!(value(&state).as_deref(), Some("9s"));
        let script = crate::view::faults::view(&state).script;
        let said = script.iter().rfind(|line| line.text.contains("stop=9s")).expect("the line");
        let removed = after(state, [Action::LineRemoved(said.line)]);
        assert_eq!(value(&removed).as_deref(), Some("2s"));
        let back = after(removed, [Action::Undone]);
        assert_eq!(value(&back).as_deref(), Some("9s"));
    }

    #[test]
    fn a_wrong_duration_is_refused_in_our_words() {
        use rollout_engine::behavior::Step;
        let (state, _) = entered(Control::Step(Step::Pull), "soon");
        let says = state.drafts.refused.unwrap_or_default();
        assert!(says.contains("is not a duration"), "{says}");
    }

    #[test]
    fn a_control_that_shows_what_the_cluster_has_types_nothing() {
        let state = after(opened(), [at(22)]);
        let lines = state.run.scenario.lines.len();
        let entered = after(state, [Action::ControlEntered(Control::Replicas)]);
        assert_eq!(entered.run.scenario.lines.len(), lines);
    }
}

mod manifests {
    use super::*;

    const TWO: &str = include_str!("../../e2e/fixtures/tutorial.yaml");

    #[test]
    fn a_changed_manifest_is_applied_at_the_cursor() {
        let state = after(opened(), [at(22)]);
        let text = crate::view::manifest::source(&state).replace("replicas: 5", "replicas: 2");
        let state = after(state, [Action::ManifestEdited(text), Action::ManifestApplied]);
        assert_eq!((&state.drafts.manifest, &state.drafts.refusal), (&None, &None));
        assert_eq!(pods(&after(state, [Action::WentToEnd])).len(), 2);
    }

    #[test]
    fn another_manifest_of_the_same_name_is_refused_as_the_api_does_and_can_begin_anew() {
        let pasted = [at(22), Action::ManifestEdited(TWO.into()), Action::ManifestApplied];
        let refused = after(opened(), pasted);
        let says = refused.drafts.refusal.clone().unwrap_or_default();
        assert!(says.contains("spec.serviceName"), "{says}");
        let anew = after(refused, [Action::BegunAnew]);
        assert_eq!((anew.place.at, anew.drafts.manifest.clone()), (SimTime::ZERO, None));
        assert_eq!(pods(&after(anew, [Action::WentToEnd])), ["web-0 A Ready", "web-1 A Ready"]);
    }

    #[test]
    fn a_broken_manifest_leaves_the_last_good_rollout() {
        let before = after(opened(), [at(22)]);
        let broken = Action::ManifestEdited("kind: StatefulSet\nspec:\n  replicas: [5\n".into());
        let state = after(before.clone(), [broken, Action::ManifestApplied]);
        assert_eq!(pods(&state), pods(&before));
        assert!(Rc::ptr_eq(&state.run, &before.run));
        assert!(state.drafts.manifest.is_some());
    }

    #[test]
    fn what_the_api_refuses_is_said_beside_the_manifest() {
        let state = after(opened(), [at(22)]);
        let text = crate::view::manifest::source(&state).replace("OrderedReady  #", "Parallel  #");
        let refused = after(state, [Action::ManifestEdited(text), Action::ManifestApplied]);
        let says = refused.drafts.refusal.unwrap_or_default();
        assert!(says.contains("field is immutable"), "{says}");
        assert!(refused.drafts.manifest.is_some());
    }
}

mod tools {
    use super::*;
    use crate::state::action::PodStep;

    #[test]
    fn arrows_among_the_pods_stop_at_both_ends() {
        let state = after(opened(), [at(22), Action::PodsCrossed(PodStep::By(-1))]);
        assert_eq!(state.tools.pod, 0);
        let last =
            after(state, [Action::PodsCrossed(PodStep::Last), Action::PodsCrossed(PodStep::By(1))]);
        assert_eq!(last.tools.pod, 4);
    }

    #[test]
    fn escape_closes_one_thing_the_last_opened_first() {
        let open = [Action::SheetToggled, Action::KeysToggled, Action::MenuToggled(2)];
        let state = after(opened(), open);
        let once = after(state, [Action::Escaped]);
        assert_eq!((once.tools.menu, once.tools.keys, once.tools.sheet), (None, true, true));
        let twice = after(once, [Action::Escaped]);
        assert_eq!((twice.tools.keys, twice.tools.sheet), (false, true));
        assert!(!after(twice, [Action::Escaped]).tools.sheet);
    }

    #[test]
    fn a_new_terminal_is_the_scenarios_once_a_line_stands_in_it() {
        let opened = after(opened(), [at(22), Action::TerminalOpened, Action::TerminalOpened]);
        assert_eq!((opened.tools.terminal, crate::view::terminals::count(&opened)), (3, 4));
        let state = after(opened, typed_in(3, "kubectl get pods"));
        assert_eq!((state.tools.terminal, crate::view::terminals::count(&state)), (2, 4));
        assert_eq!(crate::view::terminals::view(&state).panes[0].typed.len(), 1);
    }

    #[test]
    fn a_control_types_into_a_terminal_that_is_free() {
        let state = after(opened(), [at(10)]);
        let state = after(state, typed("kubectl delete pod web-0"));
        assert!(crate::view::terminals::is_busy(&state, 0));
        let state = after(state, [Action::LineTyped("kubectl get pods".into())]);
        assert_ne!(state.tools.terminal, 0);
    }
}

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
            assert_eq!((state.text, state.language), (&ENGLISH, Some(Language::English)));
            assert_eq!(state.shelf.failed, Some(File::Chinese));
            assert!(crate::view::top::view(&state).notice.is_some());
            let again = after(state, [Action::LanguageChosen(Language::Chinese)]);
            assert_eq!((again.shelf.wanted, again.shelf.failed), (Some(File::Chinese), None));
        }
    }

    #[test]
    fn a_language_that_is_no_longer_wanted_does_not_come_back_by_itself() {
        let changed = [Language::Chinese, Language::English].map(Action::LanguageChosen);
        let state = after(after(opened(), changed), [arrived(Some(CHINESE))]);
        assert_eq!(state.text, &ENGLISH);
    }
}

mod around {
    use super::*;
    use crate::state::{Choice, Pop, Screen};
    use crate::view::{goal, question, releases};

    /// The gallery as the site's builder writes it.
    fn bundle() -> std::rc::Rc<str> {
        let parts = scenario::GALLERY.iter().map(|(name, text)| format!("==> {name} <==\n{text}"));
        parts.collect::<String>().into()
    }

    fn step(choice: Choice) -> Action {
        Action::Around(choice)
    }

    fn with_gallery() -> AppState {
        let arrived = Action::FileArrived(File::Gallery, Some(bundle()));
        after(opened(), [step(Choice::GalleryOpened), arrived])
    }

    #[test]
    fn the_gallery_opens_once_it_is_fetched_with_every_scenario_readable() {
        let asked = after(opened(), [step(Choice::GalleryOpened)]);
        assert_eq!(
            (&asked.around.screen, asked.shelf.wanted),
            (&Screen::Figure, Some(File::Gallery))
        );
        let state = with_gallery();
        assert_eq!(state.around.screen, Screen::Gallery);
        assert_eq!(state.shelf.gallery.len(), scenario::GALLERY.len());
    }

    #[test]
    fn a_gallery_that_cannot_be_fetched_leaves_the_figure_and_is_asked_for_again() {
        for bad in [None, Some("<!doctype html>".into())] {
            let arrived = Action::FileArrived(File::Gallery, bad);
            let state = after(opened(), [at(30), step(Choice::GalleryOpened), arrived]);
            assert_eq!(state.around.screen, Screen::Figure);
            assert_eq!(
                (state.shelf.failed, state.place.at),
                (Some(File::Gallery), SimTime::from_secs(30))
            );
            assert_eq!(
                after(state, [step(Choice::GalleryOpened)]).shelf.wanted,
                Some(File::Gallery)
            );
        }
    }

    #[test]
    fn previews_are_computed_one_after_the_other_the_slowest_last() {
        let mut state = with_gallery();
        let mut steps = 0;
        while state.around.has_work(&state.shelf.gallery) {
            let before = state.shelf.gallery.iter().filter(|card| card.shown.is_some()).count();
            state = after(state, [step(Choice::Worked)]);
            let now = state.shelf.gallery.iter().filter(|card| card.shown.is_some()).count();
            assert_eq!(now, before + 1);
            steps += 1;
        }
        assert_eq!(steps, scenario::GALLERY.len());
        for card in &state.shelf.gallery {
            let shown = card.shown.as_ref().expect("it was computed");
            assert!(shown.preview.as_ref().is_some_and(|it| !it.bands.is_empty()), "{}", card.name);
            assert!(!shown.fact.is_empty(), "{}", card.name);
        }
    }

    #[test]
    fn another_scenario_takes_the_place_of_this_one_and_can_be_undone() {
        let before = after(with_gallery(), typed("kubectl scale sts web --replicas=7"));
        let state = after(before.clone(), [step(Choice::ScenarioOpened("on-delete"))]);
        assert_eq!(state.around.screen, Screen::Figure);
        assert_eq!(state.place.frame(), state.run.trace.begins);
        let number = question::number(&state).expect("it is one of the gallery");
        let names: Vec<_> = scenario::GALLERY.iter().map(|(name, _)| *name).collect();
        assert_eq!(names[number.0 - 1], "on-delete");
        assert_eq!(after(state, [Action::Undone]).run.scenario, before.run.scenario);
    }

    #[test]
    fn next_and_previous_go_around_the_whole_gallery() {
        let first = with_gallery();
        let number = question::number(&first);
        let forth = after(first, [step(Choice::ScenarioStepped(Direction::Forward))]);
        assert_eq!(question::number(&forth).map(|it| it.0), number.map(|it| it.0 + 1));
        let back = after(forth, [step(Choice::ScenarioStepped(Direction::Back))]);
        assert_eq!(question::number(&back), number);
        let mut state = back;
        for _ in 0..scenario::GALLERY.len() {
            state = after(state, [step(Choice::ScenarioStepped(Direction::Back))]);
        }
        assert_eq!(question::number(&state), number);
    }

    #[test]
    fn the_next_scenario_waits_for_the_gallery() {
        let asked = after(opened(), [step(Choice::ScenarioStepped(Direction::Forward))]);
        let state = after(asked.clone(), [Action::FileArrived(File::Gallery, Some(bundle()))]);
        assert_ne!(state.run.scenario, asked.run.scenario);
        assert_eq!(state.around.screen, Screen::Figure);
    }

    #[test]
    fn a_goal_is_reached_by_what_a_person_does_and_not_by_itself() {
        let state = after(opened(), [Action::WentToEnd]);
        assert!(!goal::is_reached(&state));
        let patch = r#"kubectl patch sts web -p '{"spec":{"updateStrategy":{"rollingUpdate":{"partition":3}}}}'"#;
        let state = after(after(state, typed(patch)), [Action::WentToEnd]);
        assert!(!goal::is_reached(&state), "this was only half of it");
        let back = "kubectl set image sts/web nginx=registry.k8s.io/nginx-slim:0.8";
        let state = after(state, typed(back));
        assert!(!goal::is_reached(&state), "the pods are on their way");
        assert!(goal::is_reached(&after(state, [Action::WentToEnd])));
    }

    #[test]
    fn a_release_is_chosen_with_the_cursor_at_the_same_moment() {
        let state = after(opened(), [at(42)]);
        let listed = after(state.clone(), [step(Choice::PopToggled(Pop::Release))]);
        let row = crate::state::row_of(&state.run.rules);
        assert_eq!(releases::view(&listed).map(|list| list.at), Some(row));
        let chosen = after(listed, [step(Choice::ReleaseChosen(0))]);
        assert_eq!((chosen.run.rules.release, chosen.place.at), ("1.33", SimTime::from_secs(42)));
        assert_eq!(chosen.around.pop, None);
        let typed_it = after(state.clone(), typed(": release 1.33"));
        assert_eq!(typed_it.run.scenario, chosen.run.scenario);
        assert_eq!(after(chosen, [Action::Undone]).run.scenario, state.run.scenario);
    }

    #[test]
    fn the_list_of_releases_tells_what_differs_here() {
        let mut state = after(opened(), [step(Choice::PopToggled(Pop::Release))]);
        while state.around.has_work(&[]) {
            state = after(state, [step(Choice::Worked)]);
        }
        let rows = releases::view(&state).map(|list| list.rows).unwrap_or_default();
        let said: Vec<_> = rows.iter().map(|row| (row.name, row.says.as_str())).collect();
        assert_eq!(said[0], ("1.33", "One at a time: maxUnavailable is dropped"));
        assert_eq!(said[1], ("1.34", "As 1.33"));
        assert_eq!(said[5], ("1.37", "As 1.35.3"));
        assert_ne!(rows[0].ends, rows[2].ends);
        assert_eq!(rows[3].line, ": release 1.36");
    }

    #[test]
    fn escape_closes_what_is_open_and_then_goes_back_to_the_figure() {
        let state = after(with_gallery(), [step(Choice::PopToggled(Pop::More)), Action::Escaped]);
        assert_eq!((state.around.pop, &state.around.screen), (None, &Screen::Gallery));
        assert_eq!(after(state, [Action::Escaped]).around.screen, Screen::Figure);
    }

    #[test]
    fn pages_are_wanted_in_the_language_that_is_spoken() {
        let state = after(opened(), [step(Choice::PagesOpened(Some("partition")))]);
        assert_eq!(state.shelf.wanted, Some(File::Pages(crate::text::Language::English)));
        let file = include_str!("../../text/model.en.txt");
        let arrived =
            Action::FileArrived(File::Pages(crate::text::Language::English), Some(file.into()));
        let state = after(state, [arrived]);
        let sections = crate::view::pages::view(&state);
        let asked: Vec<_> = sections.iter().filter(|it| it.asked).map(|it| &*it.heading).collect();
        assert_eq!(asked, ["partition"]);
        assert!(sections[0].is_first && sections[0].heading.starts_with("What is modelled"));
    }
}
