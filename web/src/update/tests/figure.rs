//! Undo and redo, the stretch on the timeline, and the text for screen readers.

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
    use scenario::Service;
    use scenario::protocol::{Question, Reply, Request};

    use super::*;
    use crate::update::update as react;

    /// A page and its service. Replies are delivered in batches.
    struct Page {
        state: AppState,
        service: Service,
        unheard: Vec<Reply>,
        asked: Vec<Request>,
    }

    impl Page {
        fn of(state: AppState) -> Self {
            Self { state, service: Service::new(), unheard: Vec::new(), asked: Vec::new() }
        }

        fn act(&mut self, actions: impl IntoIterator<Item = Action>) {
            for action in actions {
                let (state, wishes) = react(self.state.clone(), action);
                self.state = state;
                for request in wishes {
                    self.asked.push(request.clone());
                    self.unheard.extend(self.service.handle(request));
                }
            }
        }

        /// Delivers the next batch of replies. Returns whether there was one.
        fn hear(&mut self) -> bool {
            while self.unheard.is_empty() && self.service.has_work() {
                self.unheard.extend(self.service.go_on(|| true));
            }
            let replies = std::mem::take(&mut self.unheard);
            let some = !replies.is_empty();
            self.act([Action::Replied(replies)]);
            some
        }

        fn hear_until(&mut self, is_so: impl Fn(&AppState) -> bool) {
            while !is_so(&self.state) {
                assert!(self.hear(), "it never comes");
            }
        }

        /// Enters a line and delivers replies until its run is there.
        fn typed(mut self, line: &str) -> Self {
            self.act(typed(line));
            self.hear_until(|state| !state.exchange.is_waiting());
            self
        }

        fn runs(&self) -> usize {
            let is_run = |it: &&Request| matches!(it, Request::Open { .. } | Request::Fork { .. });
            self.asked.iter().filter(is_run).count()
        }
    }

    fn long() -> Page {
        let begun = Page::of(after(opened(), [at(22)]));
        begun.typed("kubectl scale sts web --replicas=1000")
    }

    /// The cursor is at the end of a long run that is completely known.
    fn at_its_end() -> Page {
        let mut page = long();
        page.hear_until(|state| state.run.is_whole());
        page.act([Action::WentToEnd]);
        page
    }

    const LATE: &str = "kubectl scale sts web --replicas=999";

    #[test]
    fn it_is_known_up_to_the_cursor_at_once_and_to_its_end_later() {
        let mut page = long();
        assert!(!page.state.run.is_whole());
        assert!(page.state.run.history.ends_at >= page.state.place.at);
        let said = crate::view::ends::view(&page.state).map(|ends| ends.says.concat());
        assert!(said.is_some_and(|said| said.ends_with(", computing on.")));
        let (at, lines) = (page.state.place.at, page.state.run.scenario.lines.len());
        page.hear_until(|state| state.run.is_whole());
        assert_eq!((page.state.place.at, page.state.run.scenario.lines.len()), (at, lines));
        let at_once = Run::at_once(page.state.run.scenario.clone());
        assert!(page.state.run.trace == at_once.trace);
    }

    #[test]
    fn a_line_typed_late_waits_for_its_run_and_the_page_stays_meanwhile() {
        let mut page = at_its_end();
        let end = page.state.clone();
        page.act(typed(LATE));
        page.act([Action::TimePassed(5_000), Action::Resized(end.layout)]);
        assert!(page.state.exchange.is_waiting() && Rc::ptr_eq(&page.state.run, &end.run));
        assert_eq!((page.state.place.at, &*page.state.drafts.prompt(0).text), (end.place.at, ""));
        page.hear_until(|state| !state.exchange.is_waiting());
        assert_eq!(page.state.run.scenario.lines.len(), end.run.scenario.lines.len() + 1);
        assert!(page.state.place.at >= end.place.at);
        assert_eq!(page.runs(), 3, "the opening, the long run and this one: nothing is run twice");
    }

    #[test]
    fn a_manifest_written_while_another_is_applied_or_begun_anew_stays() {
        for press in [Action::ManifestApplied, Action::BegunAnew] {
            for then in [None, Some("# 你好 🙂\n")] {
                let mut page = Page::of(after(opened(), [at(22)]));
                let text = crate::view::manifest::source(&page.state)
                    .replace("replicas: 5", "replicas: 3");
                page.act([Action::ManifestEdited(text.clone()), press.clone()]);
                page.hear_until(|state| state.exchange.is_waiting());
                let later = then.map(|line| format!("{line}{text}"));
                page.act(later.clone().map(Action::ManifestEdited));
                page.hear_until(|state| !state.exchange.is_waiting());
                let source = crate::view::manifest::source(&page.state);
                assert_eq!(*source, *later.clone().unwrap_or(text), "{press:?}");
                assert_eq!(page.state.drafts.manifest.is_some(), later.is_some(), "{press:?}");
                assert!(!page.state.drafts.brought, "{press:?}");
            }
        }
    }

    #[test]
    fn a_value_chosen_while_undo_is_worked_out_stays() {
        let drafted = |value: &str| Action::ControlEdited(Control::Replicas, value.into());
        for press in [Action::Undone, Action::StartedOver] {
            let mut page = Page::of(after(after(opened(), [at(22)]), typed(LATE)));
            page.act([drafted("7"), press.clone()]);
            assert!(page.state.exchange.is_waiting(), "{press:?}");
            assert_eq!(page.state.drafts.control, None, "what was chosen before is dropped");
            page.act([drafted("8")]);
            page.hear_until(|state| !state.exchange.is_waiting());
            assert!(!page.state.is_changed(), "{press:?}");
            let kept = Some((Control::Replicas, "8".to_owned()));
            assert_eq!(page.state.drafts.control, kept, "{press:?}");
        }
    }

    #[test]
    fn a_file_opened_while_another_is_begun_anew_or_applied_keeps_its_name() {
        for press in [Action::ManifestApplied, Action::BegunAnew] {
            let mut page = Page::of(after(opened(), [at(22)]));
            let text =
                crate::view::manifest::source(&page.state).replace("replicas: 5", "replicas: 3");
            page.act([Action::ManifestEdited(text.clone()), press]);
            page.hear_until(|state| state.exchange.is_waiting());
            let other = text.replace("name: web", "name: db");
            let file = OpenedFile { name: "db.yaml".into(), text: Some(other.as_str().into()) };
            page.act([Action::Share(Sharing::FileOpened(file))]);
            page.hear_until(|state| !state.exchange.is_waiting());
            assert_eq!(*crate::view::manifest::source(&page.state), *other);
            assert_eq!(page.state.drafts.name.as_deref(), Some("db.yaml"));
        }
    }

    #[test]
    fn what_apply_will_do_is_worked_out_while_the_page_goes_on() {
        let mut page = at_its_end();
        let end = page.state.clone();
        let text = crate::view::manifest::source(&end).replace("replicas: 5", "replicas: 3");
        page.act([Action::ManifestEdited(text.clone()), Action::ManifestRested]);
        page.hear_until(|state| state.outlook.is_some());
        assert!(page.state.outlook.is_some() && page.state.drafts.will.is_none());
        page.act([at(30)]);
        page.hear_until(|state| state.outlook.is_none());
        assert!(
            Rc::ptr_eq(&page.state.run, &end.run) && page.state.place.at == SimTime::from_secs(30)
        );
        let will = page.state.drafts.will.clone().expect("an outlook");
        assert!(will.says.contains("pods will be replaced."), "{}", will.says);
        page.act([Action::ManifestRested, Action::ManifestEdited(text)]);
        assert!(page.state.outlook.is_none(), "what is typed gives it up");
        page.state.drafts.will = None;
        while page.hear() {}
        assert_eq!(page.state.drafts.will, None, "and what comes late changes nothing");
    }

    #[test]
    fn whoever_goes_on_before_it_is_known_gets_both() {
        let mut page = at_its_end();
        let end = page.state.clone();
        page.act(typed(LATE));
        page.act(typed("kubectl get sts"));
        page.act([Action::Prompted(0, PromptKey::Edited("kubectl".to_owned())), at(10)]);
        assert!(page.state.exchange.is_waiting());
        assert_eq!(page.state.place.at, SimTime::from_secs(10), "the page is usable");
        page.hear_until(|state| !state.exchange.is_waiting());
        assert_eq!(page.state.drafts.prompt(0).text, "kubectl");
        let lines = &page.state.run.scenario.lines[end.run.scenario.lines.len()..];
        let texts: Vec<_> = lines.iter().map(|line| &*line.text).collect();
        assert_eq!(texts, [LATE, "kubectl get sts"], "in the order in which they were typed");
        page.act([Action::Undone, Action::Undone]);
        page.hear_until(|state| !state.exchange.is_waiting());
        assert_eq!(page.state.run.scenario, end.run.scenario);
    }

    #[test]
    fn time_waits_for_what_is_not_known_yet() {
        let mut page = long();
        let end = page.state.run.history.ends_at;
        page.act([Action::WentToEnd]);
        if !page.state.playback.playing {
            page.act([Action::PlayPressed]);
        }
        page.act([Action::TimePassed(60_000)]);
        assert!(page.state.place.at == end && page.state.playback.playing);
    }

    #[test]
    fn news_of_another_run_is_not_taken() {
        let mut page = long();
        let news = page.service.go_on(|| true);
        assert!(!news.is_empty());
        page.act([Action::Undone]);
        page.hear_until(|state| !state.exchange.is_waiting());
        let kept = Rc::clone(&page.state.run);
        page.act([Action::Replied(news)]);
        assert!(Rc::ptr_eq(&page.state.run, &kept));
    }

    #[test]
    fn a_service_that_stops_is_asked_again_and_nothing_is_lost() {
        let mut page = at_its_end();
        let end = page.state.clone();
        page.act(typed(LATE));
        page.act(typed("kubectl get sts"));
        page.act([Action::TabChosen(Tab::Objects)]);
        // The service stops halfway: half of the frames have arrived.
        let mut replies = page.service.go_on(|| true);
        replies.truncate(2);
        page.act([Action::Replied(replies)]);
        page.service = Service::new();
        page.unheard.clear();
        page.asked.clear();
        page.act([Action::ServiceLost, Action::TimePassed(30)]);
        assert!(page.asked.is_empty(), "nothing is tried again before the next need");
        assert!(page.state.exchange.is_lost && Rc::ptr_eq(&page.state.run, &end.run));
        page.act([at(40)]);
        assert!(!page.state.exchange.is_lost);
        page.hear_until(|state| !state.exchange.is_waiting());
        assert_eq!(page.state.run.scenario.lines.len(), end.run.scenario.lines.len() + 2);
        page.hear_until(|state| !state.answer("kubectl get pvc").is_empty());
        page.hear_until(|state| state.run.is_whole());
        assert!(page.state.run.trace == Run::at_once(page.state.run.scenario.clone()).trace);
    }

    #[test]
    fn a_run_that_grows_goes_on_growing_at_another_service() {
        let mut page = long();
        page.service = Service::new();
        page.act([Action::ServiceLost, at(23)]);
        page.hear_until(|state| state.run.is_whole());
        assert!(page.state.run.trace == Run::at_once(page.state.run.scenario.clone()).trace);
    }

    #[test]
    fn what_is_shown_is_asked_once_at_a_time_and_late_answers_change_nothing() {
        let mut page = Page::of(after(opened(), [at(22)]));
        page.act([Action::TabChosen(Tab::Objects)]);
        let questions = |page: &Page| {
            let is_question = |it: &&Request| matches!(it, Request::Ask { .. });
            page.asked.iter().filter(is_question).count()
        };
        let first = questions(&page);
        assert_eq!(first, crate::view::questions(&page.state).len());
        page.act([at(30), at(31), at(32)]);
        assert_eq!(questions(&page), first, "the answers have not come yet");
        page.hear_until(|state| !state.answer("kubectl get pvc").is_empty());
        assert!(questions(&page) > first, "and then it is asked where the cursor is now");
        while page.hear() {}
        let settled = questions(&page);
        while page.hear() {}
        assert_eq!(questions(&page), settled, "once it is known, nothing is asked");
        let known = page.state.answer("kubectl get pvc").to_owned();
        let late = Reply::Answer {
            number: 1,
            answer: scenario::protocol::Answer::Printed(Some("late".into())),
        };
        page.act([Action::Replied(vec![late])]);
        assert_eq!(page.state.answer("kubectl get pvc"), known);
    }

    #[test]
    fn a_completion_of_a_line_that_was_edited_since_is_dropped() {
        let mut page = Page::of(opened());
        let edited = |line: &str| Action::Prompted(0, PromptKey::Edited(line.to_owned()));
        let tab = Action::Prompted(0, PromptKey::Tab(Utf16::length("kubectl get p")));
        page.act([edited("kubectl get p"), tab, edited("kubectl delete p")]);
        assert!(page.asked.iter().any(|request| matches!(
            request,
            Request::Ask { question: Question::Completes { .. }, .. }
        )));
        while page.hear() {}
        let prompt = page.state.drafts.prompt(0);
        assert_eq!((&*prompt.text, prompt.list), ("kubectl delete p", None));
    }
}
