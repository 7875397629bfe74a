//! Outcome of the scenario under every release.
//!
//! The list offers the releases from 1.33 on, with their gates on and off. Earlier releases behave like 1.33 and are
//! listed only once a person names one. Unless the scenario already uses strategy Recreate, the first release with
//! that strategy runs it once more, with Recreate set just before the last change. So the list can say what Recreate
//! would do.

use std::rc::Rc;

use rollout_engine::version::Rules;
use scenario::protocol::RunId;
use scenario::{Scenario, name_of};

use super::{Outcome, Run, Stride};

/// Settings on offer, by name. 1.35 covers the patch releases up to 1.35.3.
const OFFERED: [&str; 14] = [
    "1.33",
    "1.33 MaxUnavailableStatefulSet=true",
    "1.34",
    "1.34 MaxUnavailableStatefulSet=true",
    "1.35",
    "1.35.4",
    "1.36",
    "1.36 MaxUnavailableStatefulSet=true",
    "1.37",
    "1.37 MaxUnavailableStatefulSet=false",
    RECREATE,
    "1.38",
    "1.38 MaxUnavailableStatefulSet=false",
    "1.38 StatefulSetRecreateStrategy=false",
];

/// Setting under which the list shows strategy Recreate.
pub const RECREATE: &str = "1.37 StatefulSetRecreateStrategy=true";

/// Outcomes by release.
#[derive(Clone, Debug)]
pub struct Releases {
    /// Run that they are about.
    pub of: Rc<Run>,
    /// Names of the settings, the oldest release first.
    pub names: Vec<Rc<str>>,
    /// Outcome per setting. `None` until its run arrives.
    pub outcomes: Vec<Option<Rc<Outcome>>>,
    /// Outcome under strategy Recreate. `None` until its run arrives.
    pub recreated: Option<Rc<Outcome>>,
    /// Index of the row that has the focus.
    pub row: usize,
    /// Requested run and its row. No row means strategy Recreate.
    pub running: Option<(RunId, Option<usize>)>,
}

impl Releases {
    /// Returns an empty list for a run, with the focus on the run's own release.
    pub fn of(run: &Rc<Run>) -> Self {
        let names = names(&run.rules);
        let chosen = name_of(&run.rules);
        let row = names.iter().position(|name| **name == *chosen).unwrap_or(0);
        let outcomes = vec![None; names.len()];
        Self { of: Rc::clone(run), names, outcomes, recreated: None, row, running: None }
    }

    /// Returns whether the list is about this run.
    pub fn is_of(&self, run: &Rc<Run>) -> bool {
        Rc::ptr_eq(&self.of, run)
    }

    /// Returns whether an outcome is missing and no run has been requested for it.
    pub fn has_work(&self) -> bool {
        let is_missing = self.recreated.is_none() || self.outcomes.iter().any(Option::is_none);
        is_missing && self.running.is_none()
    }

    /// Drops the requested run, which will not arrive.
    pub fn stop(&mut self) {
        self.running = None;
    }

    /// Moves the focus to a row.
    pub fn reach(&mut self, row: usize) {
        self.row = row.min(self.names.len() - 1);
    }

    /// Moves the focus by a key.
    pub fn step(&mut self, stride: Stride) {
        let (at, last) = (self.row, self.names.len() - 1);
        let [at, last] = [at, last].map(|row| row.try_into().unwrap_or(u32::MAX));
        self.reach(stride.from(at, (0, last)) as usize);
    }

    /// Stores the outcome of a row. No row means strategy Recreate.
    pub fn know(&mut self, row: Option<usize>, outcome: Outcome) {
        let place = row.map_or(&mut self.recreated, |row| &mut self.outcomes[row]);
        *place = Some(Rc::new(outcome));
    }
}

/// Returns the settings on offer, with the current one inserted in order if it is not among them.
fn names(rules: &Rules) -> Vec<Rc<str>> {
    let mut names: Vec<Rc<str>> = OFFERED.iter().map(|&name| name.into()).collect();
    let own = name_of(rules);
    if !names.iter().any(|name| **name == *own) {
        let later = |name: &str| {
            let row = scenario::rules_named(name).unwrap_or(Rules::LATEST);
            (row.minor(), row.patch) > (rules.minor(), rules.patch)
        };
        let place = names.iter().position(|name| later(name)).unwrap_or(names.len());
        names.insert(place, own.into());
    }
    names
}

/// Returns whether any line contains the word `Recreate`.
pub fn uses_recreate(scenario: &Scenario) -> bool {
    scenario.lines.iter().any(|line| line.text.contains("Recreate"))
}
