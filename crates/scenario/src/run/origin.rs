//! Finds the time of the first line. A scenario with `: start` is run up to there, and then starts as long before 0:00
//! as that took.
//!
//! The time is rounded up to whole seconds, as the API's times are, so that nothing depends on where in a second the
//! session started.

use rollout_engine::time::SimTime;
use rollout_engine::version::Rules;

use super::Run;
use crate::schedule::figure_start;
use crate::script::{Scenario, is_start};

/// A scenario that is run up to its `: start`. Can be advanced in slices.
#[derive(Clone, Debug)]
pub(super) struct Trial {
    scenario: Scenario,
    rules: Rules,
    start: usize,
    /// Its lines up to `: start`, from 0:00.
    run: Run,
}

impl Trial {
    /// Makes the trial of a scenario that has a `: start`; `None` for others.
    pub(super) fn of(scenario: &Scenario, rules: Rules) -> Option<Self> {
        let start = scenario.lines.iter().position(is_start)?;
        let prefix = Scenario { lines: scenario.lines[..=start].to_vec(), ..scenario.clone() };
        let run = Run::from(&prefix, SimTime::ZERO, rules);
        Some(Self { scenario: scenario.clone(), rules, start, run })
    }

    /// Runs one turn. Returns the real run once its start time is known.
    pub(super) fn advance(&mut self) -> Option<Run> {
        self.run.advance(1);
        let took = self.run.begun(self.start)?;
        let start = figure_start(&self.scenario.lines[self.start], took);
        let origin = SimTime::ZERO - start.since(SimTime::ZERO);
        Some(Run::from(&self.scenario, origin, self.rules))
    }
}
