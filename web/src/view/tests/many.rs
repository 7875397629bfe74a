//! Views of many pods, and undo.

use super::*;

mod of_ways_back {
    use super::*;

    #[test]
    fn at_first_nothing_asks_for_attention() {
        assert_eq!(question::view(&at(10)).edited, None);
    }

    #[test]
    fn what_was_typed_is_counted_and_what_it_dropped_is_said() {
        let later = typed(at(60), &["kubectl delete pod web-0"]);
        let edited = question::view(&later).edited.expect("a way back");
        assert_eq!(
            (edited.says.as_str(), edited.undo, edited.redo),
            ("1 line typed. ", true, false)
        );
        let earlier = typed(moved(later, 30), &["kubectl scale sts web --replicas=6"]);
        let says = question::view(&earlier).edited.map(|edited| edited.says);
        assert_eq!(says.as_deref(), Some("1 line typed; 1 later line dropped. "));
        let undone = question::view(&update(earlier, Action::Undone)).edited.expect("a way on");
        assert_eq!((undone.says.as_str(), undone.redo), ("1 line typed. ", true));
    }
}

mod of_a_window {
    use super::*;

    /// Forty settled pods with this maxUnavailable, then a new image.
    fn rolling(max: &str) -> AppState {
        let text = manifest::source(&at(22));
        let text = text.replace("OrderedReady", "Parallel").replace("replicas: 5", "replicas: 40");
        let text = text.replace("maxUnavailable: 2", max);
        let set = update(update(at(22), Action::ManifestEdited(text)), Action::BegunAnew);
        typed(end(set), &["kubectl set image sts/web nginx=nginx-slim:0.9"])
    }

    #[test]
    fn under_parallel_any_one_of_the_budget_lets_the_next_go() {
        let state = rolling("maxUnavailable: 10");
        let state = moved(state.clone(), state.place.at.as_millis() / 1_000 + 1);
        let reason = explain::view(&state);
        let says = "Ten pods are unavailable, as many as may be; web-29 is next.";
        assert_eq!(sentence(&state), says);
        assert_eq!(
            reason.rule.map(|(name, _)| name),
            Some("Parallel: a sliding window, no batches")
        );
        let goes_on = reason.goes_on.expect("it goes on");
        assert!(goes_on.starts_with("one of ten is available, in "), "{goes_on}");
        let seconds: i64 =
            goes_on.split(' ').nth(6).and_then(|it| it.parse().ok()).expect(&goes_on);
        let now = state.place.at.as_millis();
        let gone = |ms: i64| {
            let later = update(state.clone(), Action::CursorMoved(SimTime::from_millis(now + ms)));
            let owned = drawn(&later).and_then(|drawn| drawn.owned).expect("the set");
            owned.pods.iter().filter(|pod| pod.ordinal < 30 && pod.is_terminating()).count()
        };
        assert_eq!(gone((seconds - 1) * 1_000), 0, "not before");
        assert!(gone(seconds * 1_000) > 0, "and then");
    }
}

mod of_what_follows {
    use super::*;

    #[test]
    fn what_the_scenario_goes_on_with_is_said_and_can_be_dropped_and_brought_back() {
        let forked = typed(at(22), &["kubectl scale sts web --replicas=6"]);
        let edited = question::view(&forked).edited.expect("a way back");
        let (says, drop) = edited.later.expect("the image changes later");
        assert_eq!((&*says, &*drop), ("3 later lines stay:", "drop them"));
        let lines = |state: &AppState| state.run.scenario.lines.len();
        let dropped = update(forked.clone(), Action::LaterLinesDropped);
        assert_eq!((lines(&dropped), dropped.place.at), (lines(&forked) - 3, forked.place.at));
        assert_eq!(question::view(&dropped).edited.and_then(|edited| edited.later), None);
        assert!(stages(&end(dropped.clone())).iter().all(|it| *it == Some(Stage::Ready)));
        assert_eq!(legend::view(&end(dropped.clone())).len(), 1, "no revision B any more");
        assert_eq!(update(dropped, Action::Undone).run.scenario, forked.run.scenario);
    }

    #[test]
    fn after_the_last_line_nothing_follows() {
        let later = typed(at(60), &["kubectl delete pod web-0"]);
        assert_eq!(question::view(&later).edited.and_then(|edited| edited.later), None);
    }
}

mod of_the_table {
    use super::*;

    #[test]
    fn a_pods_row_tells_its_life_revision_by_revision() {
        let shape = timeline::shape(&at(42)).expect("a shape");
        let row = &shape.table[4];
        assert_eq!(row.head, "web-4");
        let first = "revision A: Pending 0:16, ContainerCreating 0:16, Running, Ready 0:20, Terminating 0:26";
        assert!(row.says.starts_with(first), "{}", row.says);
        assert!(row.says.contains(". revision B: Pending 0:38"), "{}", row.says);
    }

    #[test]
    fn of_many_pods_the_counts_are_told_at_no_more_than_forty_moments() {
        let state = end(typed(at(22), &["kubectl scale sts web --replicas=60"]));
        let table = timeline::shape(&state).expect("a shape").table;
        assert!((20..=40).contains(&table.len()), "{}", table.len());
        assert!(table.iter().any(|row| row.says.ends_with(" updated")), "{table:?}");
    }
}

mod of_many_pods {
    use super::*;
    use crate::state::Tab;

    #[test]
    fn those_that_are_not_available_have_a_tab_with_kubectls_rows_and_trouble_first() {
        let many = end(typed(at(22), &["kubectl scale sts web --replicas=40"]));
        let lines =
            [": image nginx:bad cannot be pulled", "kubectl set image sts/web nginx=nginx:bad"];
        let state = end(typed(many, &lines));
        let it = unavailable::view(&state).expect("a tab");
        assert!(it.headings.starts_with("NAME     READY   STATUS"), "{}", it.headings);
        let rows: Vec<_> = it.rows.iter().map(|row| (row.ordinal, row.alarm)).collect();
        assert_eq!(
            (rows.as_slice(), unavailable::name(&state).as_deref()),
            ([(38, true)].as_slice(), Some("Unavailable 2"))
        );
        assert!(
            it.rows[0].says.starts_with("web-38   0/1     ImagePullBackOff   0"),
            "{}",
            it.rows[0].says
        );
    }

    #[test]
    fn where_the_budget_has_another_number_the_tab_says_why() {
        let many = end(typed(at(22), &["kubectl scale sts web --replicas=40"]));
        let agreed = unavailable::view(&many).expect("a tab");
        assert_eq!((agreed.rows.len(), agreed.differs), (0, None));
        let state = typed(many, &["kubectl delete pod web-7 --wait=false"]);
        let leaving = unavailable::view(&state).expect("a tab");
        assert_eq!((leaving.rows.len(), leaving.differs), (1, None));
        let scaled = typed(at(22), &["kubectl scale sts web --replicas=40"]);
        let missing = unavailable::view(&moved(scaled, 24)).expect("a tab");
        let says = missing.differs.expect("ordinals without a pod");
        assert!(says.starts_with("The budget counts 35: "), "{says}");
    }

    #[test]
    fn the_tab_is_gone_where_plates_say_it_themselves() {
        let chosen = update(at(22), Action::TabChosen(Tab::Unavailable));
        assert_eq!((tabs(&chosen).open, tabs(&chosen).unavailable), (Tab::Terminal, None));
    }

    #[test]
    fn past_a_screenful_the_rest_is_shown_when_it_is_asked_for() {
        let many = end(typed(at(22), &["kubectl scale sts web --replicas=40"]));
        let state = typed(many, &["kubectl delete pod --all"]);
        let few = unavailable::view(&state).expect("a tab");
        assert_eq!((few.rows.len(), few.more.as_deref()), (30, Some("and 10 more.")));
        let all = unavailable::view(&update(state, Action::AllUnavailableAsked)).expect("a tab");
        assert_eq!((all.rows.len(), all.more), (40, None));
    }

    #[test]
    fn past_forty_lanes_there_is_a_raster_and_trouble_lies_above_all() {
        let many = end(typed(at(22), &["kubectl scale sts web --replicas=60"]));
        let lines =
            [": image nginx:bad cannot be pulled", "kubectl set image sts/web nginx=nginx:bad"];
        let shape = timeline::shape(&typed(many, &lines)).expect("a shape");
        assert!(shape.bands.is_empty() && shape.letters.is_empty());
        assert_eq!([107, 108, 307, 308].map(|y| shape.pod_at(y)), [None, Some(0), Some(59), None]);
        assert_eq!(shape.raster.last().map(|area| area.tone), Some(timeline::Tone::Alarm));
        // "M{x} {y}h{width}v{height}h-{width}z", many of them.
        let rectangles = shape.raster.iter().flat_map(|area| area.path.split('z'));
        for rectangle in rectangles.filter(|it| !it.is_empty()) {
            let numbers = rectangle.split(|it: char| !it.is_ascii_digit());
            let numbers: Vec<u32> = numbers.filter_map(|it| it.parse().ok()).collect();
            let [x, y, width, height, _] = numbers[..] else { panic!("{rectangle}") };
            assert!(x + width <= 820 && y + height <= 200, "{rectangle}");
        }
    }

    #[test]
    fn a_run_that_the_horizon_cuts_off_draws_nothing_beyond_it() {
        let long = typed(at(22), &["kubectl scale sts web --replicas=1000"]);
        let run = crate::state::Run::at_once(long.run.scenario.clone());
        let rollout = &run.trace.rollout;
        assert_eq!(rollout.ended(), rollout_engine::trace::Ended::Horizon);
        assert_eq!(run.history.ends_at, rollout.at(rollout.last()));
    }
}
