//! Two rollouts on one clock: the sides, their common time, and what they do differently.
//!
//! A side is the state of a figure of its own ([`AppState`]), so that every view of a figure draws it; only its run, its
//! cursor and its focused pod are ever changed. Times of a comparison count from each side's zero. Leaves out how a
//! comparison is asked for and moved (`update::compare`) and what it says (`view::compare`).

use std::rc::Rc;

use rollout_engine::time::SimTime;
use scenario::protocol::{Edit, RunId};
use scenario::{Base, Comparison, LinkPair, Scenario, Unlinkable};

use super::{Action, AppState, Change, Control, Direction, Run, Secrets, Stretch, text_of};
use crate::history::Gaps;

/// The comparison that is shown, and the one that is on its way.
#[derive(Clone, Debug, Default)]
pub struct Compare {
    /// The comparison. `None` before one was asked for.
    pub shown: Option<Box<Compared>>,
    /// The one whose right side is awaited.
    pub coming: Option<Box<ComingPair>>,
    /// The change of both sides whose runs are awaited.
    pub both: Option<Box<ComingBoth>>,
    /// The link that the page opened with and the run of its right side, if its film has one.
    pub filmed: Option<(Rc<str>, Rc<Run>)>,
}

/// A change of both sides whose runs are awaited.
#[derive(Clone, Debug)]
pub struct ComingBoth {
    /// The change.
    pub change: Change,
    /// The requested runs, left and right.
    pub runs: [RunId; 2],
    /// Those that are here.
    pub here: [Option<Rc<Run>>; 2],
    /// Time to show, counted from zero.
    pub at: SimTime,
    /// Terminal of typed lines.
    pub terminal: u16,
}

/// Two runs on one clock. The sides are `[left, right]` everywhere.
#[derive(Clone, Debug)]
pub struct Compared {
    /// The sides, each the state of a figure.
    pub sides: [AppState; 2],
    /// Settings by which the right side differs. Empty if it is a scenario of its own.
    pub differs: Vec<(String, String)>,
    /// Letters of the link of the left side.
    pub letters: Rc<str>,
    /// Whether the sides were exchanged since. The letters are then not of the left side.
    pub swapped: bool,
    /// What counts as 0:00.
    pub aligned: Aligned,
    /// Each side's own time that counts as 0:00.
    pub zeros: [SimTime; 2],
    /// The cursor of both, counted from zero.
    pub at: SimTime,
    /// The axis of both, counted from zero.
    pub axis: Stretch,
    /// The idle stretches that both sides have, counted from zero.
    pub gaps: Gaps,
    /// What the sides do differently. `None` if a side has no StatefulSet.
    pub found: Option<Rc<Comparison>>,
    /// Index of the difference that is told.
    pub told: usize,
}

/// What counts as 0:00 in both rollouts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Aligned {
    /// The first line.
    #[default]
    FirstLine,
    /// The change that is rolled out.
    Change,
}

/// A comparison whose right side is awaited. It begins once the left side is the figure.
#[derive(Clone, Debug)]
pub struct ComingPair {
    /// The left side.
    pub left: Rc<Scenario>,
    /// Where the right side comes from.
    pub right: RightSide,
    /// As in [`Compared`].
    pub differs: Vec<(String, String)>,
    /// As in [`Compared`].
    pub letters: Rc<str>,
    /// Base of the right side's links.
    pub base: Base,
    /// Time to show, counted from zero.
    pub at: Option<SimTime>,
    /// The requested run.
    pub run: Option<RunId>,
}

/// Where the right side of a comparison comes from.
#[derive(Clone, Debug)]
pub enum RightSide {
    /// A scenario, and settings of its link.
    Of(Box<Scenario>, Vec<(String, String)>),
    /// The left side with an edit.
    Edited(Edit),
}

/// What a person does with a comparison.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Comparing {
    /// The page was opened: the comparison that was shown last, or the choice of one.
    Opened,
    /// The figure's scenario is compared with itself under other settings.
    With(Vec<(String, String)>),
    /// The figure's scenario is compared with itself after a control's draft is typed.
    WithDraft(Control),
    /// The figure's scenario is compared with itself without the line that Undo takes back.
    WithoutLast,
    /// A side gets another value of what differs.
    ValueChosen(usize, String),
    /// Another choice of one is wanted.
    ChosenAnew,
    /// Another zero was chosen.
    Aligned(Aligned),
    /// The next or previous difference is told; with `true` the cursor goes there.
    DifferenceSought(Direction, bool),
    /// The cursor goes to the difference that is told.
    WentThere,
    /// Left and right were exchanged.
    Swapped,
    /// A side becomes the figure.
    Kept(usize),
    /// Something was done on the board of a side.
    On(usize, Box<Action>),
}

impl Compare {
    /// Whether a comparison is on its way.
    pub fn is_coming(&self) -> bool {
        self.coming.is_some()
    }
}

impl Compared {
    /// Returns a side's own time for a time of the comparison.
    pub fn own(&self, side: usize, at: SimTime) -> SimTime {
        SimTime::from_millis(at.as_millis().saturating_add(self.zeros[side].as_millis()))
    }

    /// Returns the time of the comparison for a side's own time.
    pub fn counted(&self, side: usize, at: SimTime) -> SimTime {
        SimTime::from_millis(at.as_millis().saturating_sub(self.zeros[side].as_millis()))
    }

    /// Returns the time at a position on the axis. `x` and `width` have the same unit.
    pub fn pointed_at(&self, x: i32, width: i32) -> SimTime {
        let (x, width) = (i64::from(x.clamp(0, width.max(1))), i64::from(width.max(1)));
        let [from, to] = [self.axis.from, self.axis.to].map(|at| self.gaps.drawn(at.as_millis()));
        SimTime::from_millis(self.gaps.at_drawn(from + (to - from).max(1) * x / width))
    }
}

impl AppState {
    /// Returns the comparison that is on the screen.
    pub fn compared(&self) -> Option<&Compared> {
        self.compare.shown.as_deref().filter(|_| self.around.screen == super::Screen::Compare)
    }

    /// Returns the address of the comparison on the screen. `None` without one, or while the word list is missing.
    pub fn address_of_pair(&self) -> Option<Rc<str>> {
        let compared = self.compared()?;
        let [left, right] = [0, 1].map(|side| &compared.sides[side]);
        let [left_scenario, right_scenario] =
            [left, right].map(|side| side.run.scenario.without_uids());
        let right = (&right_scenario, &right.linked.base);
        let texts = |path: &str| text_of(&self.shelf, path);
        let shows_all = self.share.secrets == Secrets::Kept;
        let is_open = |side: &AppState| shows_all || side.run.contents.secrets.is_empty();
        if !compared.sides.iter().all(is_open) || !self.names_undecided().is_empty() {
            return Some("".into());
        }
        let (differs, moment) = (&compared.differs, self.linked.moment.map(|_| compared.at));
        let written =
            LinkPair::after(&compared.letters, &left_scenario, right, differs, moment, &texts);
        let packed = || {
            let left = (&left_scenario, &left.linked.base);
            let differs = if compared.swapped { &[] } else { differs.as_slice() };
            LinkPair::write(left, right, differs, moment, &texts)
        };
        let written = if compared.swapped { Err(Unlinkable::Unwritable) } else { written };
        match written.or_else(|_| packed()) {
            Ok(letters) => Some(letters.into()),
            Err(Unlinkable::Wanted) => None,
            Err(_) => Some("".into()),
        }
    }
}
