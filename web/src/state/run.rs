//! A scenario, what happens in it as far as that is known, and what that says over time.
//!
//! A short scenario is known at once. A long one is known up to the cursor, and its rest is worked out in slices while the
//! page goes on ([`Slices`]); what is asked of a run that grows is answered from what is known.

use std::rc::Rc;

use rollout_engine::time::SimTime;
use rollout_engine::version::Rules;
use scenario::{Scenario, Trace};

use super::AppState;
use crate::history::History;

/// So many turns are worked out before anything is shown: a scenario of some dozen pods from end to end.
const FIRST_TURNS: u32 = 1_500;
/// So many more are worked out while a person waits: some hundredths of a second.
const MORE_TURNS: u32 = 6_000;
/// Between two looks at the clock.
const TURNS: u32 = 32;

/// A scenario that has been run, as far as that is known.
#[derive(Debug)]
pub struct Run {
    /// What a person set up.
    pub scenario: Scenario,
    /// All that happened.
    pub trace: Trace,
    /// What that says over time.
    pub history: History,
    /// The rules of its release.
    pub rules: Rules,
    /// What has still to be worked out.
    rest: Option<Rc<scenario::Run>>,
    /// Up to when it was wanted, while it is not known so far.
    wanted: Option<SimTime>,
}

impl Run {
    /// Runs a scenario at least up to a moment, and to its end if that is near.
    pub fn of(scenario: Scenario, until: SimTime) -> Self {
        Self::within(scenario, until, u32::MAX)
    }

    /// The same, but no more of it than a person can wait for at a standstill.
    pub fn at_once(scenario: Scenario, until: SimTime) -> Self {
        Self::within(scenario, until, MORE_TURNS)
    }

    fn within(scenario: Scenario, until: SimTime, mut turns: u32) -> Self {
        let mut running = scenario::Run::new(&scenario);
        let mut ended = running.advance(FIRST_TURNS);
        while !ended && running.known_until() <= until && turns > 0 {
            ended = running.advance(TURNS);
            turns = turns.saturating_sub(TURNS);
        }
        Self { wanted: Some(until), ..Self::known(scenario, running, ended) }
    }

    /// Whether it is not known as far as it was wanted.
    pub fn is_short(&self) -> bool {
        let known = self.rest.as_ref().map(|rest| rest.known_until());
        known.zip(self.wanted).is_some_and(|(known, wanted)| known <= wanted)
    }

    /// The same run, known as far as it was wanted.
    #[must_use]
    pub fn known_as_wanted(&self) -> Self {
        Self::of(self.scenario.clone(), self.wanted.unwrap_or(SimTime::MIN))
    }

    /// Whether it is known to its end.
    pub fn is_whole(&self) -> bool {
        self.rest.is_none()
    }

    /// Its rest, to be worked out in slices; `None` if it is whole.
    pub fn slices(&self) -> Option<Slices> {
        let running = Rc::clone(self.rest.as_ref()?);
        let (shown, wanted) = (self.trace.rollout.len(), self.wanted.filter(|_| self.is_short()));
        Some(Slices { scenario: self.scenario.clone(), running, shown, wanted, ended: false })
    }

    fn known(scenario: Scenario, running: scenario::Run, ended: bool) -> Self {
        let (trace, rest) =
            if ended { (running.finish(), None) } else { (running.so_far(), Some(running)) };
        let history = History::of(&trace);
        let rules = scenario.rules();
        Self { scenario, trace, history, rules, rest: rest.map(Rc::new), wanted: None }
    }
}

/// A run that is worked out slice by slice.
#[derive(Debug)]
pub struct Slices {
    scenario: Scenario,
    running: Rc<scenario::Run>,
    /// How many frames the run had when it was last shown.
    shown: u32,
    /// Up to when it is waited for.
    wanted: Option<SimTime>,
    ended: bool,
}

impl Slices {
    /// Of a scenario of which nothing is known yet.
    pub fn of(scenario: Scenario) -> Self {
        let running = Rc::new(scenario::Run::new(&scenario));
        Self { scenario, running, shown: 0, wanted: None, ended: false }
    }

    /// One slice: a thousandth of a second or so. Whether that was the last.
    pub fn one(&mut self) -> bool {
        self.ended = self.ended || Rc::make_mut(&mut self.running).advance(FIRST_TURNS);
        self.ended
    }

    /// Goes on as long as there is time. Whether there is enough news to be shown: the end, what is waited for, or else twice
    /// as many frames.
    pub fn go_on(&mut self, has_time: impl Fn() -> bool) -> bool {
        let running = Rc::make_mut(&mut self.running);
        while !self.ended && has_time() {
            self.ended = running.advance(TURNS);
        }
        let enough = match self.wanted {
            Some(until) => running.known_until() > until,
            None => running.frames() >= self.shown.saturating_mul(2).max(1),
        };
        self.ended || enough
    }

    /// The run as it is known now.
    pub fn run(&self) -> Run {
        Run::known(self.scenario.clone(), scenario::Run::clone(&self.running), self.ended)
    }
}

/// A run that has grown, and the one that it was.
#[derive(Clone, Debug)]
pub struct Grown {
    /// What was known before.
    pub from: Rc<Run>,
    /// What is known now.
    pub to: Rc<Run>,
}

impl PartialEq for Grown {
    fn eq(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.to, &other.to)
    }
}

impl Eq for Grown {}

impl AppState {
    /// What is known of the run has grown, unless it is another run by now. The frames that were known are the same.
    pub(super) fn grow(&mut self, news: Grown) {
        if Rc::ptr_eq(&news.from, &self.run) {
            self.run = news.to;
        }
    }
}
