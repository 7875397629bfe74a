//! What every release would do with this scenario. Only settings that were recorded from real controllers are offered.
//!
//! Where a scenario does not use strategy Recreate, the release that has it runs once more with that strategy, set just before
//! the change: so that the list can say what it would do.

use std::cell::RefCell;
use std::rc::Rc;

use rollout_engine::version::Rules;
use scenario::{Line, Origin, Scenario, When};

use super::run::Slices;
use super::{AppState, Place, Run};
use crate::view::releases::{Outcome, outcome};

/// What every release would do.
#[derive(Clone, Debug)]
pub struct Releases {
    of: Rc<Run>,
    /// By row of [`Rules::ALL`], once it has been run; the last one is what Recreate would do.
    pub outcomes: [Option<Rc<Outcome>>; RECREATED + 1],
    /// The row that has the focus.
    pub row: usize,
    /// The run that is being worked out. Shared between states, which are made anew with every slice; a run is too long
    /// to be.
    running: Option<Rc<RefCell<Slices>>>,
}

/// After the rows of [`Rules::ALL`]: the last of them with strategy Recreate.
pub const RECREATED: usize = Rules::ALL.len();

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
        let scenario = || {
            if row == RECREATED { recreating(&self.of) } else { by(&self.of.scenario, row) }
        };
        let running = begun.unwrap_or_else(|| Rc::new(RefCell::new(Slices::of(scenario()))));
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

/// The scenario with strategy Recreate from just before its last change on; an empty one where it has that strategy already, or
/// no change.
fn recreating(run: &Run) -> Scenario {
    let history = run.history.drawn_at(run.trace.rollout.last());
    let change = history.and_then(|history| history.last_change());
    let ran = run.trace.ran.iter().position(|ran| ran.is_some_and(|ran| Some(ran.at) == change));
    let (Some(history), Some(index)) = (history.filter(|_| !uses_recreate(&run.scenario)), ran)
    else {
        return Scenario::default();
    };
    let mut scenario = by(&run.scenario, RECREATED - 1);
    let patch = format!(
        r#"kubectl patch sts {} -p '{{"spec":{{"updateStrategy":{{"type":"Recreate","rollingUpdate":null}}}}}}'"#,
        history.name
    );
    let when = std::mem::replace(&mut scenario.lines[index].when, When::Then);
    let line = Line {
        when,
        text: patch.into(),
        origin: Origin::Scenario,
        ..scenario.lines[index].clone()
    };
    scenario.lines.insert(index, line);
    scenario
}

/// Whether some line names strategy Recreate.
pub fn uses_recreate(scenario: &Scenario) -> bool {
    scenario.lines.iter().any(|line| line.text.contains("Recreate"))
}

/// The scenario runs again by the release of a row, with the cursor at the same moment.
pub(super) fn choose(state: &mut AppState, row: usize) {
    state.around.pop = None;
    if row < Rules::ALL.len() && row != row_of(&state.run.rules) {
        let run = state.run_of(by(&state.run.scenario, row), state.place.at);
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
