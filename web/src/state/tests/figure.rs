//! Undo and its like, the stretch that the timeline shows, and what is read out.

use super::*;

mod the_way_back {
    use super::*;

    #[test]
    fn undo_brings_back_the_scenario_and_the_cursor_and_redo_the_line() {
        let before = after(opened(), [at(30)]);
        let typed = after(before.clone(), typed("kubectl scale sts web --replicas=7"));
        assert_ne!(typed.run.scenario, before.run.scenario);
        let undone = after(typed.clone(), [Action::Undone]);
        assert_eq!(undone.run.scenario, before.run.scenario);
        assert_eq!(undone.place.at, before.place.at);
        let again = after(undone, [Action::Redone]);
        assert_eq!(again.run.scenario, typed.run.scenario);
        assert_eq!(after(again, [Action::Redone]).run.scenario, typed.run.scenario);
    }

    #[test]
    fn a_new_line_ends_what_could_be_done_again() {
        let state = after(after(opened(), [at(30)]), typed("kubectl delete pod web-0"));
        let state = after(after(state, [Action::Undone]), typed("kubectl delete pod web-1"));
        assert!(!state.undo.can(Way::Redo));
    }

    #[test]
    fn the_beginning_of_the_scenario_is_one_step_that_can_be_undone() {
        let first = opened();
        let state = after(after(first.clone(), [at(30)]), typed("kubectl delete pod web-0"));
        let state = after(state, typed("kubectl delete pod web-1"));
        let over = after(state.clone(), [Action::StartedOver]);
        assert_eq!(over.run.scenario, first.run.scenario);
        assert_eq!(over.place.frame(), over.run.trace.begins);
        assert!(!over.is_changed());
        let back = after(over, [Action::Undone]);
        assert_eq!(back.run.scenario, state.run.scenario);
    }

    #[test]
    fn beginning_anew_can_be_undone_too() {
        let first = opened();
        let anew = after(first.clone(), [Action::BegunAnew]);
        assert_ne!(anew.run.scenario, first.run.scenario);
        assert!(!anew.is_changed(), "its own beginning is where it began");
        assert_eq!(after(anew, [Action::Undone]).run.scenario, first.run.scenario);
    }
}

mod the_axis {
    use super::*;

    #[test]
    fn zooming_in_halves_it_around_the_playhead_and_out_shows_all() {
        let state = after(opened(), [at(40)]);
        let whole = state.axis();
        let half = after(state, [Action::ZoomedIn]);
        assert_eq!(half.axis().length_ms(), whole.length_ms() / 2);
        assert!(
            half.axis().from < SimTime::from_secs(40) && SimTime::from_secs(40) < half.axis().to
        );
        assert_eq!(after(half, [Action::ZoomedOut]).axis(), whole);
    }

    #[test]
    fn a_marked_stretch_is_shown_from_left_to_right_whichever_way_it_was_dragged() {
        let marked = |x| Action::StretchMarked { x, width: 800 };
        let state = after(opened(), [marked(400), marked(300), marked(200), Action::StretchTaken]);
        assert_eq!(state.axis().from, SimTime::from_secs(20));
        assert_eq!(state.axis().to, SimTime::from_secs(40));
        let pressed = after(opened(), [marked(400), Action::StretchTaken]);
        assert_eq!((pressed.zoom, pressed.marked), (None, None));
    }

    #[test]
    fn the_page_is_turned_when_the_cursor_leaves_it() {
        let state = after(opened(), [at(10), Action::ZoomedIn, Action::ZoomedIn]);
        let length = state.axis().length_ms();
        let state = after(state, [at(70)]);
        assert!(
            state.axis().from <= SimTime::from_secs(70)
                && SimTime::from_secs(70) <= state.axis().to
        );
        assert_eq!(state.axis().length_ms(), length);
    }

    #[test]
    fn stalls_are_sought_one_after_the_other_and_then_there_is_none() {
        let mut state = opened();
        let mut found = Vec::new();
        while let Some(next) = crate::view::transport::next_stall(&state) {
            state = after(state, [Action::StallSought]);
            assert_eq!(state.place.at, next);
            found.push(next);
        }
        assert!(found.len() >= 2 && found.is_sorted(), "{found:?}");
        let rested = after(state.clone(), [Action::StallSought]);
        assert_eq!(rested.place.at, state.place.at);
    }
}

mod the_voice {
    use super::*;

    #[test]
    fn a_step_is_heard_at_once() {
        let state = after(opened(), [at(42)]);
        assert_eq!(
            &*state.voice.says,
            "web-4 is not Ready yet, so the next batch (web-2, web-1) waits."
        );
    }

    #[test]
    fn while_it_plays_two_seconds_lie_between_two_sentences() {
        let mut state = after(opened(), [Action::SpeedChosen(10_000)]);
        let mut heard = Vec::new();
        for passed in (0..8_000).step_by(100) {
            let before = state.voice.says.clone();
            state = after(state, [Action::TimePassed(100)]);
            if state.voice.says != before {
                heard.push(passed);
            }
        }
        assert!(heard.len() >= 2, "{heard:?}");
        assert!(heard.windows(2).all(|pair| pair[1] - pair[0] >= 2_000), "{heard:?}");
    }
}

mod a_long_run {
    use super::*;
    use crate::state::Grown;

    fn long() -> AppState {
        after(after(opened(), [at(22)]), typed("kubectl scale sts web --replicas=1000"))
    }

    /// What the page's edge does, with as little time as can be.
    fn grown(state: AppState) -> AppState {
        let from = Rc::clone(&state.run);
        let mut slices = from.slices().expect("a rest");
        while !slices.go_on(|| true) {}
        let to = Rc::new(slices.run());
        after(state, [Action::RunGrew(Grown { from, to })])
    }

    #[test]
    fn it_is_known_up_to_the_cursor_at_once_and_to_its_end_later() {
        let state = long();
        assert!(!state.run.is_whole());
        assert!(state.run.history.ends_at >= state.place.at);
        let said = crate::view::ends::view(&state).map(|ends| ends.says.concat());
        assert!(said.is_some_and(|said| said.ends_with(", computing on.")));
        let mut grown_to = state;
        while !grown_to.run.is_whole() {
            grown_to = grown(grown_to);
        }
        let at_once = Run::of(grown_to.run.scenario.clone(), SimTime::MAX);
        assert_eq!(grown_to.run.trace.rollout, at_once.trace.rollout);
    }

    #[test]
    fn a_line_typed_late_finds_what_is_before_it() {
        let state = long();
        let late = SimTime::from_secs(2_000);
        let run = Run::of(state.run.scenario.clone(), late);
        assert!(run.history.ends_at >= late && !run.is_whole());
    }

    /// A line at the end of what is a long run by then.
    fn typed_late() -> (AppState, AppState) {
        let lines =
            ["kubectl scale sts web --replicas=1000", "kubectl scale sts web --replicas=1300"];
        let mut end = after(opened(), [at(22)]);
        for line in lines {
            end = after(end, typed(line));
            while !end.run.is_whole() {
                end = grown(end);
            }
            end = after(end, [Action::WentToEnd]);
        }
        (end.clone(), after(end, typed("kubectl scale sts web --replicas=999")))
    }

    #[test]
    fn a_line_typed_late_waits_for_its_run_and_the_page_stays_meanwhile() {
        let (end, waits) = typed_late();
        assert!(waits.awaited.is_some() && Rc::ptr_eq(&waits.run, &end.run));
        let waits = after(waits, [Action::TimePassed(5_000), Action::Resized(end.layout)]);
        assert!(waits.awaited.is_some() && waits.place.at == end.place.at);
        let from = Rc::clone(waits.growing());
        let mut slices = from.slices().expect("a rest");
        while !slices.go_on(|| true) {}
        let to = Rc::new(slices.run());
        let typed = after(waits, [Action::RunGrew(Grown { from, to: Rc::clone(&to) })]);
        assert!(typed.awaited.is_none() && Rc::ptr_eq(&typed.run, &to));
        assert_eq!(typed.run.scenario.lines.len(), end.run.scenario.lines.len() + 1);
        assert_eq!(typed.place.at, end.place.at);
        assert_eq!(typed.drafts.prompt(0).text, "");
    }

    #[test]
    fn what_apply_will_do_is_worked_out_while_the_page_goes_on() {
        let (end, _) = typed_late();
        let text = crate::view::manifest::source(&end).replace("replicas: 5", "replicas: 3");
        let rested = [Action::ManifestEdited(text.clone()), Action::ManifestRested];
        let mut state = after(end.clone(), rested);
        assert!(state.outlook.is_some() && state.awaited.is_none() && state.drafts.will.is_none());
        while state.outlook.is_some() {
            assert!(Rc::ptr_eq(&state.run, &end.run));
            let from = Rc::clone(state.growing());
            let mut slices = from.slices().expect("a rest");
            while !slices.go_on(|| true) {}
            let to = Rc::new(slices.run());
            state = after(state, [Action::RunGrew(Grown { from, to })]);
        }
        let will = state.drafts.will.expect("an outlook");
        assert_eq!(will.says, "New revision: 1 of 907 pods will be replaced.");
        let given_up = after(end, [Action::ManifestRested, Action::ManifestEdited(text)]);
        assert!(given_up.outlook.is_none());
    }

    #[test]
    fn whoever_goes_on_before_it_is_known_gets_both() {
        let (end, waits) = typed_late();
        let typed = after(waits, [Action::Prompted(0, Key::Edited("kubectl".to_owned()))]);
        assert!(typed.awaited.is_none());
        assert_eq!(typed.run.scenario.lines.len(), end.run.scenario.lines.len() + 1);
        assert_eq!(typed.drafts.prompt(0).text, "kubectl");
        let undone = after(typed, [Action::Undone]);
        assert_eq!(undone.growing().scenario, end.run.scenario);
    }

    #[test]
    fn time_waits_for_what_is_not_known_yet() {
        let state = long();
        let end = state.run.history.ends_at;
        let mut state = after(state, [Action::WentToEnd]);
        if !state.playback.playing {
            state = after(state, [Action::PlayPressed]);
        }
        let state = after(state, [Action::TimePassed(60_000)]);
        assert!(state.place.at == end && state.playback.playing);
    }

    #[test]
    fn news_of_another_run_is_not_taken() {
        let old = long();
        let from = Rc::clone(&old.run);
        let mut slices = from.slices().expect("a rest");
        while !slices.go_on(|| true) {}
        let to = Rc::new(slices.run());
        let undone = after(old, [Action::Undone]);
        let kept = Rc::clone(&undone.run);
        let state = after(undone, [Action::RunGrew(Grown { from, to })]);
        assert!(Rc::ptr_eq(&state.run, &kept));
    }
}
