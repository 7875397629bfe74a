//! Undo: the scenarios before the present one, and those that were undone.
//!
//! A scenario is a few lines; the trace is computed again. So what is kept is what a person set up and where the cursor was,
//! never a trace. Choosing another scenario is a step like any other: nothing that was typed is ever lost.

use std::rc::Rc;

use rollout_engine::time::SimTime;
use scenario::{Origin, Scenario};

use super::{AppState, Place, Run};

/// So many steps are kept.
const STEPS_MAX: usize = 200;

/// The scenarios before and after the present one.
#[derive(Clone, Debug)]
pub struct Undo {
    /// The scenario as it was opened.
    opened: Rc<Scenario>,
    past: Vec<Step>,
    future: Vec<Step>,
    /// How many lines the last step dropped, because it came before them.
    dropped: usize,
    /// How often the scenario has changed, by whatever way, and where the cursor was.
    changes: (u32, SimTime),
}

/// A scenario to which a person can return.
#[derive(Clone, Debug)]
struct Step {
    scenario: Rc<Scenario>,
    opened: Rc<Scenario>,
    at: SimTime,
}

/// Towards which end of the list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Way {
    /// The step before.
    Undo,
    /// The step that was undone.
    Redo,
}

impl Undo {
    /// For a scenario that has just been opened.
    pub fn new(opened: &Scenario) -> Self {
        let opened = Rc::new(opened.clone());
        Self {
            opened,
            past: Vec::new(),
            future: Vec::new(),
            dropped: 0,
            changes: (0, SimTime::ZERO),
        }
    }

    /// The scenario as it was opened.
    pub fn opened(&self) -> &Scenario {
        &self.opened
    }

    /// Another one counts as the scenario that was opened.
    pub(super) fn begin_with(&mut self, opened: Rc<Scenario>) {
        self.opened = opened;
    }

    /// Whether there is a step in this direction.
    pub fn can(&self, way: Way) -> bool {
        match way {
            Way::Undo => !self.past.is_empty(),
            Way::Redo => !self.future.is_empty(),
        }
    }

    /// How often the scenario has changed, and where the cursor was when it last did: what comes after that is new.
    pub fn changes(&self) -> (u32, SimTime) {
        self.changes
    }

    /// How many lines the last step dropped.
    pub fn dropped(&self) -> usize {
        self.dropped
    }
}

impl AppState {
    /// Whether the scenario differs from the one that was opened.
    pub fn is_changed(&self) -> bool {
        self.run.scenario != *self.undo.opened
    }

    /// Another run takes the place of this one: the same scenario changed. What can be undone is kept.
    pub(super) fn change(&mut self, run: Rc<Run>) {
        let step = self.present();
        self.undo.past.push(step);
        if self.undo.past.len() > STEPS_MAX {
            self.undo.past.remove(0);
        }
        self.undo.changes = (self.undo.changes.0 + 1, self.place.at);
        self.undo.future.clear();
        self.undo.dropped = dropped(&self.run.scenario, &run.scenario);
        self.outlook = None;
        self.run = run;
    }

    /// The same for another scenario: from now on its beginning is the beginning.
    pub(super) fn open_in_place(&mut self, run: Rc<Run>) {
        self.change(run);
        self.undo.opened = Rc::new(self.run.scenario.clone());
        self.undo.dropped = 0;
    }

    /// The step before, or the one that was undone.
    pub(super) fn go(&mut self, way: Way) {
        let present = self.present();
        let (from, to) = match way {
            Way::Undo => (&mut self.undo.past, &mut self.undo.future),
            Way::Redo => (&mut self.undo.future, &mut self.undo.past),
        };
        let Some(step) = from.pop() else { return };
        to.push(present);
        self.undo.changes = (self.undo.changes.0 + 1, step.at);
        self.undo.opened = step.opened;
        self.undo.dropped = 0;
        self.run = self.run_of(Rc::unwrap_or_clone(step.scenario), step.at);
        self.place = Place::at_time(&self.run, step.at);
        self.playback.stop();
    }

    /// The scenario as it was opened, from its first moment.
    pub(super) fn start_over(&mut self) {
        if self.is_changed() {
            self.change(Rc::new(Run::of(Scenario::clone(&self.undo.opened), SimTime::MIN)));
            self.undo.dropped = 0;
        }
        self.place = Place::at_frame(&self.run, self.run.trace.begins);
    }

    fn present(&self) -> Step {
        Step {
            scenario: Rc::new(self.run.scenario.clone()),
            opened: Rc::clone(&self.undo.opened),
            at: self.place.at,
        }
    }
}

/// How many typed lines of one scenario are not in the other.
fn dropped(before: &Scenario, after: &Scenario) -> usize {
    let typed = before.lines.iter().filter(|line| line.origin == Origin::Typed);
    typed.filter(|line| !after.lines.contains(line)).count()
}
