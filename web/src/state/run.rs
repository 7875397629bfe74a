//! A scenario, what happens in it, and what that says over time.

use std::rc::Rc;

use rollout_engine::time::SimTime;
use scenario::{Scenario, Trace, simulate};

use crate::history::History;

/// A scenario that has been run.
#[derive(Debug)]
pub struct Run {
    /// What a person set up.
    pub scenario: Scenario,
    /// All that happened.
    pub trace: Trace,
    /// What that says over time.
    pub history: History,
}

impl Run {
    /// Runs a scenario.
    pub fn of(scenario: Scenario) -> Self {
        let trace = simulate(&scenario);
        let history = History::of(&trace);
        Self { scenario, trace, history }
    }

    /// The run with these lines typed at a moment, one after the other.
    #[must_use]
    pub fn with_lines(&self, at: SimTime, terminal: u16, lines: &[&str]) -> Rc<Self> {
        Rc::new(Self::of(self.scenario.with_lines(&self.trace, at, terminal, lines)))
    }
}
