//! Undo list: earlier scenarios and undone ones.
//!
//! The list keeps scenarios and cursor times, never traces: a scenario is a few lines, and its trace is computed
//! again. A gallery scenario starts a new list, because the browser's history has the one before. An opened file is a
//! normal step, so no typed text is lost.

use std::rc::Rc;

use rollout_engine::time::SimTime;
use scenario::{Origin, Scenario};

use super::{AppState, Place, Run};

/// Limit on undo steps.
const STEPS_MAX: usize = 200;

/// Scenarios before and after the current one.
#[derive(Clone, Debug)]
pub struct Undo {
    /// Scenario as it was opened.
    opened: Rc<Scenario>,
    past: Vec<UndoStep>,
    future: Vec<UndoStep>,
    /// Number of typed lines that the last change dropped, because it was made before their time.
    dropped: usize,
    /// Number of changes so far, and the cursor's time at the last one.
    changes: (u32, SimTime),
}

/// A scenario to return to.
#[derive(Clone, Debug)]
struct UndoStep {
    scenario: Rc<Scenario>,
    opened: Rc<Scenario>,
    at: SimTime,
}

/// Direction in the undo list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Way {
    /// To the step before.
    Undo,
    /// To the step that was undone.
    Redo,
}

impl Undo {
    /// Creates an empty list for a scenario that has just been opened.
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

    /// Returns the scenario as it was opened.
    pub fn opened(&self) -> &Scenario {
        &self.opened
    }

    /// Sets the scenario that counts as opened.
    pub fn begin_with(&mut self, opened: Rc<Scenario>) {
        self.opened = opened;
    }

    /// Drops the earlier steps. The browser's Back leads to them.
    pub fn forget(&mut self) {
        self.past.clear();
    }

    /// Returns whether there is a step in this direction.
    pub fn can(&self, way: Way) -> bool {
        match way {
            Way::Undo => !self.past.is_empty(),
            Way::Redo => !self.future.is_empty(),
        }
    }

    /// Returns the scenario of the next step in this direction, and its cursor time.
    pub fn next(&self, way: Way) -> Option<(Scenario, SimTime)> {
        let steps = if way == Way::Undo { &self.past } else { &self.future };
        steps.last().map(|step| (Scenario::clone(&step.scenario), step.at))
    }

    /// Returns the number of changes so far, and the cursor's time at the last one. Frames after that time are new.
    pub fn changes(&self) -> (u32, SimTime) {
        self.changes
    }

    /// Returns how many typed lines the last change dropped.
    pub fn dropped(&self) -> usize {
        self.dropped
    }
}

impl AppState {
    /// Returns whether the scenario differs from the opened one.
    pub fn is_changed(&self) -> bool {
        self.run.scenario != *self.undo.opened
    }

    /// Replaces the run with one of the changed scenario. The old scenario can be restored by undo.
    pub fn change(&mut self, run: Rc<Run>) {
        let step = self.present();
        self.undo.past.push(step);
        if self.undo.past.len() > STEPS_MAX {
            self.undo.past.remove(0);
        }
        self.undo.changes = (self.undo.changes.0 + 1, self.place.at);
        self.undo.future.clear();
        self.undo.dropped = dropped(&self.run.scenario, &run.scenario);
        self.give_up_outlook();
        self.show_run(run);
    }

    /// Replaces the run with one of another scenario, which counts as opened from now on.
    pub fn open_in_place(&mut self, run: Rc<Run>) {
        self.change(run);
        self.undo.opened = Rc::new(self.run.scenario.clone());
        self.undo.dropped = 0;
    }

    /// Goes one step in a direction. `run` is that of the scenario from [`Undo::next`].
    pub fn go(&mut self, way: Way, run: Rc<Run>) {
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
        self.give_up_outlook();
        self.show_run(run);
        self.place = Place::at_time(&self.run, step.at);
        self.playback.stop();
    }

    /// Replaces the run with that of the opened scenario and puts the cursor at its beginning.
    pub fn start_over(&mut self, run: Rc<Run>) {
        self.change(run);
        self.undo.dropped = 0;
        self.place = Place::at_frame(&self.run, self.run.trace.begins);
    }

    fn present(&self) -> UndoStep {
        UndoStep {
            scenario: Rc::new(self.run.scenario.clone()),
            opened: Rc::clone(&self.undo.opened),
            at: self.place.at,
        }
    }
}

/// Returns how many typed lines of `before` are missing in `after`.
fn dropped(before: &Scenario, after: &Scenario) -> usize {
    let typed = before.lines.iter().filter(|line| line.origin == Origin::Typed);
    typed.filter(|line| !after.lines.contains(line)).count()
}
