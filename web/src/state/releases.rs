//! What every release would do with this scenario. Only settings that were recorded from real controllers are offered.

use std::cell::RefCell;
use std::rc::Rc;

use rollout_engine::version::Rules;
use scenario::Scenario;

use super::run::Slices;
use super::{AppState, Place, Run};
use crate::view::releases::{Outcome, outcome};

/// What every release would do.
#[derive(Clone, Debug)]
pub struct Releases {
    of: Rc<Run>,
    /// By row of [`Rules::ALL`], once it has been run.
    pub outcomes: [Option<Rc<Outcome>>; Rules::ALL.len()],
    /// The row that has the focus.
    pub row: usize,
    /// The run that is being worked out. Shared between states, which are made anew with every slice; a run is too long
    /// to be.
    running: Option<Rc<RefCell<Slices>>>,
}

impl Releases {
    /// For a run, of which nothing is computed yet.
    pub fn of(run: &Rc<Run>) -> Self {
        let row = row_of(&run.rules);
        Self { of: Rc::clone(run), outcomes: Default::default(), row, running: None }
    }

    /// Whether it is about this run.
    pub fn is_of(&self, run: &Rc<Run>) -> bool {
        Rc::ptr_eq(&self.of, run)
    }

    /// Whether some release has not been run yet.
    pub fn has_work(&self) -> bool {
        self.outcomes.iter().any(Option::is_none)
    }

    /// Another row has the focus.
    pub fn reach(&mut self, row: usize) {
        self.row = row.min(Rules::ALL.len() - 1);
    }

    /// Goes on with the next release, one slice of its run at a time. The one that is shown needs no run if it is known to
    /// its end.
    pub fn compute_one(&mut self) {
        let Some(row) = self.outcomes.iter().position(Option::is_none) else { return };
        if row == row_of(&self.of.rules) && self.of.is_whole() {
            self.outcomes[row] = Some(Rc::new(outcome(&self.of)));
            return;
        }
        let begun = self.running.take();
        let running =
            begun.unwrap_or_else(|| Rc::new(RefCell::new(Slices::of(by(&self.of.scenario, row)))));
        if running.borrow_mut().one() {
            self.outcomes[row] = Some(Rc::new(outcome(&running.borrow().run())));
        } else {
            self.running = Some(running);
        }
    }
}

/// Which row of [`Rules::ALL`] a setting is.
pub fn row_of(rules: &Rules) -> usize {
    Rules::ALL.iter().position(|row| row.release == rules.release).unwrap_or(0)
}

fn by(scenario: &Scenario, row: usize) -> Scenario {
    Scenario { release: Rules::ALL[row].release.into(), ..scenario.clone() }
}

/// The scenario runs again by the release of a row, with the cursor at the same moment.
pub(super) fn choose(state: &mut AppState, row: usize) {
    state.around.pop = None;
    if row < Rules::ALL.len() && row != row_of(&state.run.rules) {
        let run = Rc::new(Run::of(by(&state.run.scenario, row), state.place.at));
        let at = state.place.at;
        state.change(run);
        state.place = Place::at_time(&state.run, at);
        state.speak();
    }
}

/// `: release 1.36` at the prompt; `None` if the line is another one or names no setting that was recorded.
pub(super) fn named(line: &str) -> Option<usize> {
    let name = line.trim().strip_prefix(": release ")?;
    let read = Scenario::parse(&format!(": release {name}\n")).ok()?;
    Some(row_of(&read.rules()))
}
