//! Changes of the scenario that a person asked for. Each waits here until its run arrives.
//!
//! The page keeps the old run meanwhile and stays usable. A further change waits for the pending one
//! (`update::change`).

use std::rc::Rc;

use rollout_engine::time::SimTime;
use scenario::Scenario;
use scenario::protocol::{Edit, RunId};

use super::linked::Followed;
use super::undo::Way;
use super::{Card, Control};

/// A change that a person asked for.
#[derive(Clone, Debug)]
pub enum Change {
    /// Types lines at the cursor.
    Enter {
        /// Number of the terminal.
        terminal: u16,
        /// Lines to type.
        lines: Vec<String>,
        /// What else to do with the page once the lines are entered.
        then: Entered,
    },
    /// Removes lines from the script. The cursor keeps its time.
    Script(Edit),
    /// Adds settings that act from the beginning of the script. The cursor keeps its time.
    Settings(Vec<String>),
    /// Chooses another release, by name.
    Release(Rc<str>),
    /// Undo or redo.
    Go(Way),
    /// Returns to the scenario as it was opened.
    StartOver,
    /// Sets a setting on one side of a comparison, by its key in links.
    OfSide(usize, String, String),
    /// Opens another scenario.
    Open(Box<Opening>),
}

/// Another scenario, and how it is opened.
#[derive(Clone, Debug)]
pub struct Opening {
    /// The scenario.
    pub scenario: Scenario,
    /// Time up to which the run must be known before the page shows it.
    pub until: SimTime,
    /// Origin of the scenario.
    pub by: By,
}

/// Origin of a scenario that is opened.
#[derive(Clone, Debug)]
pub enum By {
    /// A gallery card.
    Card(Rc<Card>),
    /// A link.
    Link(Box<Followed>),
    /// A file.
    File,
    /// The scenario itself, with other names.
    Renamed,
    /// *Type by hand*: the lines that the scenario drops, for a person to type.
    Hand(Vec<Rc<str>>),
    /// *Begin anew*, with this text of the manifest's editor.
    Anew(Rc<str>),
    /// A side of a comparison, with the base of its links and the time to show.
    Side(Box<scenario::Base>, SimTime),
    /// A run of a plan, or *Run it*: the time to begin at.
    Planned(SimTime),
    /// The scenario of a plan, to which Back leads.
    PlanAgain,
    /// Saved state of a page as JSON. `true` if the page has just opened and so has nothing to undo.
    Kept(Rc<str>, bool),
}

/// A change that waits for its run.
#[derive(Clone, Debug)]
pub struct Coming {
    pub run: RunId,
    /// The change, kept in case the service restarts and has to be asked again.
    pub change: Change,
    /// Target of typed lines: time, terminal, number of terminals on display, and whether the cursor was at the end.
    pub entering: (SimTime, u16, u16, bool),
}

/// What to do with the page once lines are entered.
#[derive(Clone, Debug)]
pub enum Entered {
    /// Nothing more.
    Typed,
    /// A prompt entered the line: whether it was the second pane's, and the terminal in the first pane.
    Prompt(bool, u16),
    /// A control entered the line: its draft, and the control that was open beside its value. Both stay if the API
    /// refuses.
    Control(Option<(Control, String)>, Option<Control>),
    /// Apply entered the lines, with this text of the manifest.
    Manifest(Rc<str>),
}
