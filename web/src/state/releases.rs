//! What every release would do with this scenario.
//!
//! The releases offered are those from 1.33 on with the gate on and off; earlier ones act as 1.33, and are here once a person
//! has named one. Where a scenario does not use strategy Recreate, the release that first had it runs once more with that
//! strategy, set just before the change: so that the list can say what it would do.

use std::cell::RefCell;
use std::rc::Rc;

use rollout_engine::version::Rules;
use scenario::{Line, Origin, Scenario, When, name_of};

use super::run::Slices;
use super::{AppState, Place, Run};
use crate::view::releases::{Outcome, outcome};

/// The settings that the list has, by name. 1.35 stands for its patch releases up to 1.35.3.
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

/// The setting in which the list says what Recreate would do.
pub const RECREATE: &str = "1.37 StatefulSetRecreateStrategy=true";

/// What every release would do.
#[derive(Clone, Debug)]
pub struct Releases {
    of: Rc<Run>,
    /// The settings by name, the oldest first.
    pub names: Vec<Rc<str>>,
    /// By setting, once it has been run.
    pub outcomes: Vec<Option<Rc<Outcome>>>,
    /// What strategy Recreate would do, once that has been run.
    pub recreated: Option<Rc<Outcome>>,
    /// The row that has the focus.
    pub row: usize,
    /// The run that is being worked out. Shared between states, which are made anew with every slice; a run is too long
    /// to be.
    running: Option<Rc<RefCell<Slices>>>,
}

impl Releases {
    /// For a run, of which nothing is computed yet.
    pub fn of(run: &Rc<Run>) -> Self {
        let names = names(&run.rules);
        let chosen = name_of(&run.rules);
        let row = names.iter().position(|name| **name == *chosen).unwrap_or(0);
        let outcomes = vec![None; names.len()];
        Self { of: Rc::clone(run), names, outcomes, recreated: None, row, running: None }
    }

    /// Whether it is about this run.
    pub fn is_of(&self, run: &Rc<Run>) -> bool {
        Rc::ptr_eq(&self.of, run)
    }

    /// Whether some release has not been run yet.
    pub fn has_work(&self) -> bool {
        self.recreated.is_none() || self.outcomes.iter().any(Option::is_none)
    }

    /// Another row has the focus.
    pub fn reach(&mut self, row: usize) {
        self.row = row.min(self.names.len() - 1);
    }

    /// Goes on with the next release, one slice of its run at a time. The one that is shown needs no run if it is known to
    /// its end.
    pub fn compute_one(&mut self) {
        let row = self.outcomes.iter().position(Option::is_none);
        if row.is_none() && self.recreated.is_some() {
            return;
        }
        let name = row.map(|row| Rc::clone(&self.names[row]));
        if name.as_deref() == Some(&*name_of(&self.of.rules)) && self.of.is_whole() {
            let outcome = outcome(&self.of);
            return self.know(row, outcome);
        }
        let begun = self.running.take();
        let scenario = || match name {
            Some(name) => by(&self.of.scenario, name),
            None => recreating(&self.of),
        };
        let running = begun.unwrap_or_else(|| Rc::new(RefCell::new(Slices::of(scenario()))));
        if running.borrow_mut().one() {
            let outcome = outcome(&running.borrow().run());
            self.know(row, outcome);
        } else {
            self.running = Some(running);
        }
    }

    fn know(&mut self, row: Option<usize>, outcome: Outcome) {
        let place = row.map_or(&mut self.recreated, |row| &mut self.outcomes[row]);
        *place = Some(Rc::new(outcome));
    }
}

/// The settings that are offered, and the one that runs, wherever it comes among them.
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

fn by(scenario: &Scenario, release: Rc<str>) -> Scenario {
    Scenario { release, ..scenario.clone() }
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
    let mut scenario = by(&run.scenario, RECREATE.into());
    let patch = format!(
        r#"kubectl patch sts {} -p '{{"spec":{{"updateStrategy":{{"type":"Recreate","rollingUpdate":null}}}}}}'"#,
        crate::view::namespace::named_at_end(run, history)
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

/// The scenario runs again by the release of a row of the list.
pub(super) fn choose(state: &mut AppState, row: usize) {
    let releases = state.around.releases.as_ref();
    if let Some(name) = releases.and_then(|releases| releases.names.get(row).map(Rc::clone)) {
        choose_named(state, name);
    }
}

/// The scenario runs again by a release, with the cursor at the same moment.
pub(super) fn choose_named(state: &mut AppState, name: Rc<str>) {
    state.around.pop = None;
    if *name != *name_of(&state.run.rules) {
        let run = state.run_of(by(&state.run.scenario, name), state.place.at);
        let at = state.place.at;
        state.change(run);
        state.place = Place::at_time(&state.run, at);
        state.speak();
    }
}

/// `: release 1.36` at the prompt: the release's name. `None` if the line is another one or names no release.
pub(super) fn named(line: &str) -> Option<Rc<str>> {
    let name = line.trim().strip_prefix(": release ")?;
    let rules = scenario::rules_named(name).ok()?;
    Some(name_of(&rules).into())
}
