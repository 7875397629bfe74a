//! The service: it sends the same traces as a direct run for every scenario of the gallery, answers as a trace does,
//! and its messages survive encoding.

use std::cell::Cell;
use std::collections::BTreeMap;

use rollout_engine::time::SimTime;
use rollout_engine::trace::Excerpt;
use scenario::protocol::{Answer, Edit, Question, Reply, Request, RunId, from_bytes, to_bytes};
use scenario::{GALLERY, Scenario, Service, Trace, simulate};

/// The runs that a page has received.
#[derive(Default)]
struct Page {
    service: Service,
    runs: BTreeMap<RunId, (Scenario, Option<Trace>, Vec<Excerpt>)>,
    frames_sent: u32,
    ended: Vec<RunId>,
}

impl Page {
    /// Sends a request and receives every reply, all of them encoded.
    fn ask(&mut self, request: &Request) -> Option<Answer> {
        let request = from_bytes(&to_bytes(request)).expect("a request survives the wire");
        let mut answer = self.service.handle(request);
        while self.service.has_work() {
            // Runs a few turns at a time, as if other code needed the processor too.
            let left = Cell::new(40);
            let has_time = || left.replace(left.get() - 1) > 0;
            for reply in self.service.go_on(has_time) {
                let bytes = to_bytes(&reply);
                assert_eq!(from_bytes(&bytes).as_ref(), Some(&reply));
                self.take(reply);
            }
        }
        answer.take().map(|reply| match reply {
            Reply::Answer { answer, .. } => answer,
            reply => panic!("no answer: {reply:?}"),
        })
    }

    fn take(&mut self, reply: Reply) {
        match reply {
            Reply::Opened { run, scenario, contents, like } => {
                assert_eq!(*contents, scenario.contents());
                let known = like.map(|(like, count)| {
                    let known = self.runs[&like].1.as_ref().expect("it was sent");
                    Trace::of(known.rollout.first_frames(count), known.session())
                });
                self.runs.insert(run, (*scenario, known, Vec::new()));
            }
            Reply::Frames { run, excerpt } => {
                self.frames_sent += u32::try_from(excerpt.frames.len()).expect("few");
                self.runs.get_mut(&run).expect("it was opened").2.push(excerpt);
            }
            Reply::Grew { run, session, whole } => {
                let (_, known, excerpts) = self.runs.get_mut(&run).expect("it was opened");
                let mut excerpts = std::mem::take(excerpts).into_iter();
                let mut rollout = match known.take() {
                    Some(trace) => trace.rollout,
                    None => rollout_engine::trace::Trace::of_excerpt(
                        excerpts.next().expect("the first frames"),
                    )
                    .expect("they begin at frame 0"),
                };
                excerpts.for_each(|excerpt| rollout.extend(excerpt));
                *known = Some(Trace::of(rollout, session));
                self.ended.extend(whole.then_some(run));
            }
            Reply::Answer { .. }
            | Reply::Refused { .. }
            | Reply::Measured { .. }
            | Reply::Read { .. }
            | Reply::Planned { .. }
            | Reply::Understood { .. } => panic!("nothing was asked"),
        }
    }

    fn trace(&self, run: RunId) -> &Trace {
        self.runs[&run].1.as_ref().expect("it was sent")
    }
}

fn open(scenario: &Scenario, run: u32) -> Request {
    let scenario = Box::new(scenario.clone());
    let (set, until) = (Vec::new(), SimTime::MIN);
    Request::Open { run: RunId(run), scenario, set, until, has: 0, like: None }
}

#[test]
fn every_scenario_of_the_gallery_arrives_as_it_was_run() {
    for (name, text) in GALLERY {
        let scenario = Scenario::parse(text).expect("a scenario");
        let mut page = Page::default();
        page.ask(&open(&scenario, 1));
        assert!(*page.trace(RunId(1)) == simulate(&scenario), "{name}");
        assert_eq!(page.ended, [RunId(1)], "{name}");
    }
}

#[test]
fn a_typed_line_forks_the_run_and_what_was_before_it_is_not_sent_again() {
    let scenario = scenario::opening();
    let mut page = Page::default();
    page.ask(&open(&scenario, 1));
    let (known, before) = (page.trace(RunId(1)).clone(), page.frames_sent);
    let at = SimTime::from_secs(30);
    let lines = vec!["kubectl delete pod web-0".to_owned()];
    let edit = Edit::Enter { at, terminal: 0, lines };
    page.ask(&Request::Fork { run: RunId(2), from: RunId(1), edit, until: at });
    let forked = scenario.with_line(&known, at, 0, "kubectl delete pod web-0");
    assert_eq!(page.runs[&RunId(2)].0, forked);
    assert!(*page.trace(RunId(2)) == simulate(&forked));
    let kept = known.rollout.frame_at(SimTime::from_millis(29_999)).0 + 1;
    assert!(page.frames_sent - before <= page.trace(RunId(2)).rollout.len() - kept);
    assert!(*page.trace(RunId(1)) == known, "the other run stays as it was");
}

#[test]
fn every_other_change_of_a_scenario_is_made_as_the_scenario_makes_it() {
    let scenario = scenario::opening();
    let known = simulate(&scenario);
    let at = SimTime::from_secs(20);
    let line = "kubectl scale sts web --replicas=2";
    let release = Scenario { release: "1.34".into(), ..scenario.clone() };
    let tried = scenario.up_to(&known, at);
    let tried = tried.with_line(&simulate(&tried), at, 0, line);
    let entered = Edit::Try { at, terminal: 0, lines: vec![line.into()] };
    for (edit, expected) in [
        (Edit::Cut(1), scenario.without_line(1)),
        (Edit::DropLater(at), scenario.without_later_lines(&known, at)),
        (Edit::Release("1.34".into()), release),
        (entered, tried),
    ] {
        let mut page = Page::default();
        page.ask(&open(&scenario, 1));
        let until = SimTime::MIN;
        page.ask(&Request::Fork { run: RunId(2), from: RunId(1), edit: edit.clone(), until });
        assert_eq!(page.runs[&RunId(2)].0, expected, "{edit:?}");
        assert!(*page.trace(RunId(2)) == simulate(&expected), "{edit:?}");
    }
}

#[test]
fn a_question_is_answered_as_the_trace_answers_it() {
    let scenario = scenario::opening();
    let trace = simulate(&scenario);
    let mut page = Page::default();
    page.ask(&open(&scenario, 1));
    for frame in (0..trace.rollout.len()).step_by(40).map(rollout_engine::trace::FrameIndex) {
        let here = trace.rollout.seek(frame);
        let command = "kubectl get pods".to_owned();
        let asks = |run, question| Request::Ask { number: 7, run, at: (frame, here.at), question };
        let printed = page.ask(&asks(RunId(1), Question::Prints(command.clone())));
        let expected = trace.answer_at(&command, &here, here.at);
        assert_eq!(printed, Some(Answer::Printed(expected)));
        let line = "kubectl delete pod w".to_owned();
        let cursor = line.len();
        let expected = trace.complete(&line, cursor, &here, here.at);
        let completed = page.ask(&asks(RunId(1), Question::Completes { line, cursor }));
        assert_eq!(completed, Some(Answer::Completion(expected)));
        let goal = scenario.goal_check.as_ref().is_some_and(|check| trace.holds(check, frame));
        assert_eq!(page.ask(&asks(RunId(1), Question::GoalIsReached)), Some(Answer::Is(goal)));
        let forgotten = page.ask(&asks(RunId(9), Question::GoalIsReached));
        assert_eq!(forgotten, Some(Answer::Unknown));
    }
}

#[test]
fn a_run_that_is_waited_for_comes_before_the_rest_of_one_that_is_shown() {
    let many = include_str!("../../../web/e2e/fixtures/many.txt");
    let scenario = Scenario::parse(many).expect("a scenario");
    let mut service = Service::new();
    service.handle(open(&scenario, 1));
    while service.go_on(|| true).is_empty() {}
    service.handle(open(&scenario::opening(), 2));
    let replies = service.go_on(|| true);
    assert!(matches!(replies.first(), Some(Reply::Opened { run: RunId(2), .. })), "{replies:?}");
    assert!(service.has_work(), "the first run goes on afterwards");
    service.handle(Request::Forget(RunId(1)));
    assert!(!service.has_work());
}

#[test]
fn what_is_asked_of_a_run_before_it_is_known_is_answered_once_it_is() {
    let scenario = scenario::opening();
    let trace = simulate(&scenario);
    let mut page = Page::default();
    page.service.handle(open(&scenario, 1));
    let here = trace.rollout.seek(trace.rollout.last());
    let command = "kubectl get pods".to_owned();
    let expected = trace.answer_at(&command, &here, here.at);
    let (run, question) = (RunId(1), Question::Prints(command));
    let asked = Request::Ask { number: 5, run, at: (here.index, here.at), question };
    assert_eq!(page.service.handle(asked), None);
    let edit = Edit::Enter { at: here.at, terminal: 0, lines: vec!["kubectl get sts".into()] };
    let fork = Request::Fork { run: RunId(2), from: RunId(1), edit, until: here.at };
    assert_eq!(page.service.handle(fork), None);
    let mut replies = Vec::new();
    while page.service.has_work() {
        replies.extend(page.service.go_on(|| true));
    }
    let answer = Reply::Answer { number: 5, answer: Answer::Printed(expected) };
    assert!(replies.contains(&answer));
    replies.retain(|reply| *reply != answer);
    replies.into_iter().for_each(|reply| page.take(reply));
    let forked = scenario.with_line(&trace, here.at, 0, "kubectl get sts");
    assert!(*page.trace(RunId(2)) == simulate(&forked));
}

#[test]
fn frames_that_the_page_has_already_are_not_sent() {
    let scenario = scenario::opening();
    let all = simulate(&scenario).rollout.len();
    let mut page = Page::default();
    let (scenario, until) = (Box::new(scenario), SimTime::MAX);
    page.service.handle(Request::Open {
        run: RunId(1),
        scenario,
        set: Vec::new(),
        until,
        has: all,
        like: None,
    });
    let replies = page.service.go_on(|| true);
    let frames = replies.iter().map(|reply| match reply {
        Reply::Frames { excerpt, .. } => excerpt.frames.len(),
        _ => 0,
    });
    assert_eq!(frames.sum::<usize>(), 0);
}

#[test]
fn a_manifest_is_read_as_the_api_server_of_its_release_reads_it() {
    let set = "apiVersion: apps/v1\nkind: StatefulSet\nmetadata: {name: a, namespace: b}\n";
    let text = format!("{set}spec:\n  size: 1.50\n---\nkind: [\n---\n{set}");
    let rules = scenario::rules_named("1.36").expect("a release");
    let request = Request::Read { number: 3, text: text.clone(), rules };
    let request: Request = from_bytes(&to_bytes(&request)).expect("it survives the wire");
    let reply = Service::new().handle(request).expect("it is answered at once");
    assert_eq!(from_bytes(&to_bytes(&reply)).as_ref(), Some(&reply), "and so does its answer");
    let Reply::Read { number: 3, reading } = reply else { panic!("{reply:?}") };
    assert_eq!(reading.diagnostics, apiserver::manifest::diagnose_for(&text, &rules));
    let places: Vec<_> = reading.documents.iter().map(|it| (it.before, it.line)).collect();
    assert_eq!(places, [(0, 2), (6, 7), (8, 10)]);
    assert_eq!((reading.sets().count(), &*reading.namespaces), (2, &["b".to_owned()][..]));
    assert_eq!(reading.modern, None);
}

#[test]
fn a_live_object_is_given_as_somebody_would_write_it() {
    let scenario = scenario::opening();
    let trace = simulate(&scenario);
    let mut page = Page::default();
    page.ask(&open(&scenario, 1));
    let frame = rollout_engine::trace::FrameIndex(trace.rollout.len() - 1);
    let at = (frame, trace.rollout.at(frame));
    let mut answer =
        |question| match page.ask(&Request::Ask { number: 1, run: RunId(1), at, question }) {
            Some(Answer::Printed(text)) => text,
            other => panic!("{other:?}"),
        };
    let command = "kubectl get sts web -o yaml".to_owned();
    let live = answer(Question::Writes(command.clone())).expect("an object");
    assert!(live.contains("kind: StatefulSet") && !live.contains("status:"), "{live}");
    assert_eq!(answer(Question::Writes("kubectl get pods".into())), None, "a table");
    let text =
        "kind: Service\nmetadata: {name: web}\n---\nkind: StatefulSet\nmetadata: {name: web}\n";
    let with = Question::WithLive { text: text.into(), name: "web".into(), command };
    let expected = format!("kind: Service\nmetadata: {{name: web}}\n---\n{live}");
    assert_eq!(answer(with), Some(expected));
}

#[test]
fn settings_of_a_link_are_applied_first_or_refused_in_words() {
    let setting = vec![("partition".to_owned(), "3".to_owned())];
    let scenario = scenario::opening();
    let expected = scenario.with_link_settings(&setting).expect("it has a set");
    let mut page = Page::default();
    let opens = |run, scenario: Scenario| {
        let (scenario, set, until) = (Box::new(scenario), setting.clone(), SimTime::MIN);
        Request::Open { run: RunId(run), scenario, set, until, has: 0, like: None }
    };
    page.ask(&opens(1, scenario));
    assert_eq!(page.runs[&RunId(1)].0, expected);
    let policy = vec![("policy".to_owned(), "Parallel".to_owned())];
    let edit = Edit::Set(policy.clone());
    page.ask(&Request::Fork { run: RunId(2), from: RunId(1), edit, until: SimTime::MIN });
    assert_eq!(Ok(&page.runs[&RunId(2)].0), expected.with_link_settings(&policy).as_ref());
    let refused = page.service.handle(opens(3, Scenario::default()));
    let why = "there is no StatefulSet to change".to_owned();
    assert_eq!(refused, Some(Reply::Refused { run: RunId(3), why }));
}

#[test]
fn bytes_that_are_no_message_are_refused() {
    for bytes in [&[][..], &[255], &[9, 1, 2, 3], "kubectl get pods".as_bytes()] {
        assert_eq!(from_bytes::<Request>(bytes), None);
    }
}
