//! The service: computes rollouts, behind [`Request`]s and [`Reply`]s.
//!
//! Runs scenarios in slices ([`Service::go_on`]) and sends results: first once the requested time is known, then
//! whenever their amount has doubled. Answers questions about what it has sent. Has no clock; its caller limits each
//! slice. Using the trace and carrying the messages are not here.

use std::collections::{BTreeMap, VecDeque};
use std::rc::Rc;

use apiserver::manifest::as_written;
use rollout_engine::time::SimTime;
use rollout_engine::trace::FrameIndex;

use crate::film::{Film, FilmReply};
use crate::gallery::{ANSWERS, GALLERY, PAIRS};
use crate::link::LinkPair;
use crate::plan::plan;
use crate::protocol::{Answer, Edit, Question, Reply, Request, RunId};
use crate::reading::{read, with_live};
use crate::run::{Beginning, Measuring, Run};
use crate::script::Scenario;
use crate::sweep::{Sample, Variant};
use crate::trace::Trace;
use crate::understand::understand;

/// Turns simulated before anything is sent: enough to finish a few dozen pods.
const FIRST_TURNS: u32 = 1_500;
/// Turns between two checks of the time limit.
const TURNS: u32 = 32;
/// Limit on the frames in a message, so that reading one does not block the page.
const FRAMES_MAX: u32 = 1_000;

/// Runs in progress or open to questions.
#[derive(Debug, Default)]
pub struct Service {
    runs: BTreeMap<RunId, Job>,
    /// Requests about moments that are not known yet.
    deferred: Vec<Request>,
    measured: VecDeque<Measurement>,
}

/// Runs to be measured, one after the other.
#[derive(Debug)]
struct Measurement {
    number: u32,
    variant: Rc<Variant>,
    /// What all runs begin with. `None` until the first one begins.
    begins: Option<Option<Beginning>>,
    /// Seeds that have not begun.
    seeds: std::ops::Range<u32>,
    measuring: Option<Measuring>,
}

/// A run in progress.
#[derive(Debug)]
struct Job {
    scenario: Scenario,
    /// The rest of the run; `None` once it has ended.
    rest: Option<Box<Run>>,
    /// Nothing is sent before this time is known.
    until: SimTime,
    /// The turns of the first bit that are still to do.
    first_turns: u32,
    /// How many of its first frames are not to be sent.
    has: u32,
    /// A run that begins alike, and its trace.
    like: Option<(RunId, Rc<Trace>)>,
    /// Up to when what was sent is known.
    known_until: SimTime,
    /// What was sent.
    sent: Option<Rc<Trace>>,
}

impl Service {
    /// Returns a service without runs.
    pub fn new() -> Self {
        Self::default()
    }

    /// Takes a request. A question about what is known is answered at once; a run is worked out by [`Service::go_on`].
    pub fn handle(&mut self, request: Request) -> Option<Reply> {
        if self.has_to_wait(&request) {
            self.deferred.push(request);
            return None;
        }
        match request {
            Request::Open { run, scenario, set, until, has, like } => {
                match scenario.with_link_settings(&set) {
                    Ok(scenario) => self.begin(run, Job::new(scenario, until, has), like),
                    Err(why) => return Some(Reply::Refused { run, why }),
                }
            }
            Request::Fork { run, from, edit, until } => match self.edited(from, &edit)? {
                Ok(scenario) => self.begin(run, Job::new(scenario, until, 0), Some(from)),
                Err(why) => return Some(Reply::Refused { run, why }),
            },
            Request::Ask { number, run, at, question } => {
                let answer = self.answer(run, at, &question).unwrap_or(Answer::Unknown);
                return Some(Reply::Answer { number, answer });
            }
            Request::Forget(run) => drop(self.runs.remove(&run)),
            Request::Measure { number, variant, first, runs } => {
                let seeds = first..first.saturating_add(runs);
                let variant = Rc::from(variant);
                self.measured.push_back(Measurement {
                    number,
                    variant,
                    begins: None,
                    seeds,
                    measuring: None,
                });
            }
            Request::StopMeasuring => self.measured.clear(),
            Request::Read { number, text, rules } => {
                return Some(Reply::Read { number, reading: Box::new(read(&text, &rules)) });
            }
            Request::Plan { number, asked } => {
                return Some(Reply::Planned { number, plan: Box::new(plan(&asked)) });
            }
            Request::Understand { number, paste } => {
                return Some(Reply::Understood { number, read: Box::new(understand(&paste)) });
            }
        }
        None
    }

    /// Whether a run is in progress.
    pub fn has_work(&self) -> bool {
        !self.measured.is_empty() || self.runs.values().any(|job| job.rest.is_some())
    }

    /// Computes while `has_time` holds. Returns the messages to send; none if there is not enough news.
    pub fn go_on(&mut self, has_time: impl Fn() -> bool) -> Vec<Reply> {
        // Runs that nothing was sent of come first, in the order of their requests.
        let working = self.runs.iter_mut().filter(|(_, job)| job.rest.is_some());
        let chosen = working.min_by_key(|(run, job)| (job.sent.is_some(), **run));
        let Some((run, job)) = chosen else { return self.measure(has_time) };
        if !job.go_on(has_time) {
            return Vec::new();
        }
        let mut replies = job.send(*run);
        let deferred = std::mem::take(&mut self.deferred);
        replies.extend(deferred.into_iter().filter_map(|request| self.handle(request)));
        replies
    }

    /// Measures while `has_time` holds. Nobody waits for one run, so these come after all others.
    fn measure(&mut self, has_time: impl Fn() -> bool) -> Vec<Reply> {
        let Some(first) = self.measured.front_mut() else { return Vec::new() };
        let (number, mut samples) = (first.number, Vec::new());
        let is_done = loop {
            if !has_time() {
                break false;
            }
            match first.go_on() {
                Some(sample) => samples.extend(sample),
                None => break true,
            }
        };
        if is_done {
            self.measured.pop_front();
        }
        let is_news = !samples.is_empty();
        is_news.then_some(Reply::Measured { number, samples }).into_iter().collect()
    }

    /// Whether a request is about a moment that is not known yet.
    fn has_to_wait(&self, request: &Request) -> bool {
        match request {
            Request::Fork { from, edit, .. } => {
                let job = self.runs.get(from);
                job.is_some_and(|job| job.sent.is_none() || known_for(edit) > job.known_until)
            }
            Request::Ask { run, at, .. } => {
                let job = self.runs.get(run).filter(|job| job.rest.is_some());
                job.is_some_and(|job| job.sent.as_ref().is_none_or(|it| at.0 > it.rollout.last()))
            }
            Request::Open { .. }
            | Request::Forget(_)
            | Request::Measure { .. }
            | Request::StopMeasuring
            | Request::Read { .. }
            | Request::Plan { .. }
            | Request::Understand { .. } => false,
        }
    }

    fn begin(&mut self, run: RunId, job: Job, like: Option<RunId>) {
        let like =
            like.and_then(|like| Some((like, Rc::clone(self.runs.get(&like)?.sent.as_ref()?))));
        self.runs.insert(run, Job { like, ..job });
    }

    /// Returns the edited scenario of a run, or why it cannot be edited; `None` if the run is unknown.
    fn edited(&self, from: RunId, edit: &Edit) -> Option<Result<Scenario, String>> {
        let job = self.runs.get(&from)?;
        let (scenario, trace) = (&job.scenario, job.sent.as_ref()?);
        Some(Ok(match edit {
            Edit::Enter { at, terminal, lines } => {
                scenario.with_lines(trace, *at, *terminal, &texts(lines))
            }
            Edit::Try { at, terminal, lines } => {
                scenario.tried(trace, *at, *terminal, &texts(lines))
            }
            Edit::Cut(line) => scenario.without_line(*line),
            Edit::DropLater(at) => scenario.without_later_lines(trace, *at),
            Edit::Release(name) => Scenario { release: name.as_str().into(), ..scenario.clone() },
            Edit::Set(settings) => return Some(scenario.with_link_settings(settings)),
        }))
    }

    fn answer(
        &self,
        run: RunId,
        (frame, at): (FrameIndex, SimTime),
        question: &Question,
    ) -> Option<Answer> {
        let job = self.runs.get(&run)?;
        let trace = job.sent.as_ref()?;
        let here = trace.rollout.seek(frame);
        Some(match question {
            Question::Prints(command) => Answer::Printed(trace.answer_at(command, &here, at)),
            Question::Writes(command) => {
                let printed = trace.answer_at(command, &here, at);
                Answer::Printed(printed.and_then(|object| as_written(&object)))
            }
            Question::WithLive { text, name, command } => {
                let printed = trace.answer_at(command, &here, at);
                Answer::Printed(printed.and_then(|object| with_live(text, name, &object)))
            }
            Question::Completes { line, cursor } => {
                Answer::Completion(trace.complete(line, *cursor, &here, at))
            }
            Question::GoalIsReached => {
                let check = job.scenario.goal_check.as_ref();
                Answer::Is(check.is_some_and(|check| trace.holds(check, frame)))
            }
        })
    }
}

impl Measurement {
    /// Continues the run in progress, or begins the next one. Returns its sample if it has ended; `None` if there is none left.
    fn go_on(&mut self) -> Option<Option<Sample>> {
        let mut measuring = match self.measuring.take() {
            Some(begun) => begun,
            None => self.next()?,
        };
        if measuring.advance(TURNS) {
            return Some(Some(measuring.finish()));
        }
        self.measuring = Some(measuring);
        Some(None)
    }

    fn next(&mut self) -> Option<Measuring> {
        let (seed, variant) = (self.seeds.next()?, Rc::clone(&self.variant));
        let begins = self.begins.get_or_insert_with(|| Beginning::of(&variant));
        Some(Measuring::new(variant, seed, begins.as_ref()))
    }
}

impl Job {
    fn new(scenario: Scenario, until: SimTime, has: u32) -> Self {
        let rest = Some(Box::new(Run::new(&scenario)));
        let (like, sent, known_until) = (None, None, SimTime::MIN);
        Self { scenario, rest, until, first_turns: FIRST_TURNS, has, like, known_until, sent }
    }

    /// Works on as long as there is time; whether there is enough news to be sent.
    fn go_on(&mut self, has_time: impl Fn() -> bool) -> bool {
        let Some(rest) = &mut self.rest else { return true };
        let mut ended = false;
        let known = self.sent.as_ref().map_or(0, |sent| sent.rollout.len());
        let mut is_enough = false;
        while !ended && !is_enough && has_time() {
            ended = rest.advance(TURNS);
            self.first_turns = self.first_turns.saturating_sub(TURNS);
            is_enough = match &self.sent {
                Some(_) => rest.frames() >= known.saturating_mul(2).max(1),
                None => self.first_turns == 0 && rest.known_until() > self.until,
            };
        }
        ended || is_enough
    }

    /// What is known now and was not sent.
    fn send(&mut self, run: RunId) -> Vec<Reply> {
        let whole = self.rest.as_mut().is_none_or(|rest| rest.advance(0));
        let known_until = self.rest.as_ref().map_or(SimTime::MAX, |rest| rest.known_until());
        self.known_until = if whole { SimTime::MAX } else { known_until };
        let Some(trace) = self.known(whole) else { return Vec::new() };
        let mut replies = Vec::new();
        let mut first = self.sent.as_ref().map_or(0, |sent| sent.rollout.len());
        if self.sent.is_none() {
            let like =
                self.like.take().map(|(like, known)| (like, frames_in_common(&known, &trace)));
            let like = like.filter(|&(_, count)| count > 0);
            first = like.map_or(0, |(_, count)| count).max(self.has.min(trace.rollout.len()));
            let contents = Box::new(self.scenario.contents());
            let scenario = Box::new(self.scenario.clone());
            replies.push(Reply::Opened { run, scenario, contents, like });
        }
        // Sent even without a new frame: what the controllers wait for may have changed.
        loop {
            let end = first.saturating_add(FRAMES_MAX).min(trace.rollout.len());
            replies.push(Reply::Frames { run, excerpt: trace.rollout.excerpt_of(first, end) });
            first = end;
            if end == trace.rollout.len() {
                break;
            }
        }
        replies.push(Reply::Grew { run, session: trace.session(), whole });
        self.sent = Some(Rc::new(trace));
        replies
    }

    fn known(&mut self, whole: bool) -> Option<Trace> {
        let rest = self.rest.take()?;
        if whole {
            return Some(rest.finish());
        }
        let trace = rest.so_far();
        self.rest = Some(rest);
        Some(trace)
    }
}

/// Up to when a run has to be known to be changed so.
fn known_for(edit: &Edit) -> SimTime {
    match edit {
        Edit::Enter { at, .. } | Edit::Try { at, .. } | Edit::DropLater(at) => *at,
        Edit::Cut(_) | Edit::Release(_) | Edit::Set(_) => SimTime::MIN,
    }
}

/// How many frames at the beginning are the same in both.
fn frames_in_common(one: &Trace, other: &Trace) -> u32 {
    let (one, other) = (&one.rollout, &other.rollout);
    let is_same = |&index: &FrameIndex| {
        one.at(index) == other.at(index)
            && one.cause(index) == other.cause(index)
            && one.changes(index) == other.changes(index)
    };
    let count = (0..one.len().min(other.len())).map(FrameIndex).take_while(is_same).count();
    u32::try_from(count).unwrap_or(0)
}

/// Films every scenario of the gallery, in its order.
pub fn films() -> impl Iterator<Item = Film> {
    GALLERY.iter().filter_map(|(name, _)| film(name))
}

/// Films a scenario of the gallery: runs it to its end. `None` if the gallery has none with this name.
pub fn film(name: &str) -> Option<Film> {
    let (_, text) = GALLERY.iter().find(|(of, _)| *of == name)?;
    // The gallery's tests see to it that each of them can be read.
    let replies = filmed(RunId::default(), Scenario::parse(text).ok()?);
    let answer = ANSWERS.iter().find(|(of, _)| *of == name);
    let answer = answer.map(|&(_, text)| text.to_owned());
    Some(Film { name: name.to_owned(), text: (*text).to_owned(), answer, replies })
}

/// Films every comparison of the gallery, with the name of its file.
pub fn pair_films() -> impl Iterator<Item = (&'static str, Film)> {
    PAIRS.iter().filter_map(|&(name, letters)| Some((name, pair_film(letters)?)))
}

/// Films a comparison of scenarios of the gallery: the film of its left side's scenario, whose replies are those of run
/// 0, the left side, and of run 1. `None` if the link is no such comparison.
pub fn pair_film(letters: &str) -> Option<Film> {
    let texts = |path: &str| {
        let name = path.strip_prefix("gallery/")?.strip_suffix(".txt")?;
        GALLERY.iter().find(|(of, _)| *of == name).map(|&(_, text)| Rc::from(text))
    };
    let pair = LinkPair::read(letters, &texts)?.ok()?;
    let mut film = film(&pair.left.base.name)?;
    film.replies = filmed(RunId(0), pair.left.scenario);
    film.replies.extend(filmed(RunId(1), pair.right.scenario));
    Some(film)
}

/// Runs a scenario to its end and returns what a service sends of it.
fn filmed(run: RunId, scenario: Scenario) -> Vec<FilmReply> {
    let mut service = Service::new();
    let (scenario, until) = (Box::new(scenario), SimTime::MAX);
    service.handle(Request::Open { run, scenario, set: Vec::new(), until, has: 0, like: None });
    let mut replies = Vec::new();
    while service.has_work() {
        replies.extend(service.go_on(|| true).into_iter().filter_map(FilmReply::of));
    }
    replies
}

fn texts(lines: &[String]) -> Vec<&str> {
    lines.iter().map(String::as_str).collect()
}
