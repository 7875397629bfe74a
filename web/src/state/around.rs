//! Gallery, pages about the model, list of releases and popovers: everything around the figure.
//!
//! A step that needs a file waits until the file arrives. If the fetch fails, nothing changes.

use std::rc::Rc;

use rollout_engine::time::SimTime;
use scenario::PAIRS;
use scenario::protocol::RunId;

use super::releases::Releases;
use super::{Direction, Stride};

/// What fills the page below the top line.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Screen {
    /// The figure and its tools.
    #[default]
    Figure,
    /// The gallery.
    Gallery,
    /// Pages about the model. The heading selects one rule's page.
    Pages(Option<&'static str>),
    /// A pasted cluster, before it becomes the figure.
    Yours,
    /// Two rollouts on one clock.
    Compare,
    /// Every way to roll out a change.
    Plan,
}

/// Popovers over the page. At most one is open.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pop {
    /// List of releases.
    Release,
    /// Share.
    Share,
    /// Controls that do not fit into a phone's top line.
    More,
}

/// A bet on the pod that is deleted or created next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Bet {
    /// The pod's ordinal.
    pub ordinal: u32,
    /// When it was made.
    pub at: SimTime,
}

/// State of everything around the figure.
#[derive(Clone, Debug, Default)]
pub struct Around {
    /// What fills the page below the top line.
    pub screen: Screen,
    /// Open popover.
    pub pop: Option<Pop>,
    /// Outcome under each release. Computed anew when the list opens on another run.
    pub releases: Option<Releases>,
    /// Whether the hint is shown.
    pub hint: bool,
    /// Lines of the tutorial that a person types by hand, in order. The prompt offers the next one.
    pub by_hand: Vec<Rc<str>>,
    /// Bet on the pod that is deleted or created next.
    pub bet: Option<Bet>,
    /// Step that waits for a file.
    pub wish: Option<Choice>,
    /// Card whose film is being fetched.
    pub film: Option<&'static str>,
    /// Card without a film, and the run that was requested for it.
    pub card: Option<(RunId, &'static str)>,
}

/// Actions around the figure, and small pieces of idle work.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Choice {
    /// The gallery was opened.
    GalleryOpened,
    /// The page for a pasted cluster was opened.
    YoursOpened,
    /// The figure was shown again.
    FigureShown,
    /// A gallery scenario was opened, by name.
    ScenarioOpened(&'static str),
    /// The link of a gallery's comparison or plan was followed.
    CardFollowed(&'static str),
    /// The next or previous gallery scenario was opened.
    ScenarioStepped(Direction),
    /// Back or Forward reached another history entry: its text after `#`, and its saved state as JSON.
    Returned(Rc<str>, Option<Rc<str>>),
    /// The hint was shown or hidden.
    HintToggled,
    /// A person types the tutorial's lines. The scenario drops its own.
    TypedByHand,
    /// The pages about the model were opened, or one rule's page by its heading.
    PagesOpened(Option<&'static str>),
    /// A popover was opened or closed.
    PopToggled(Pop),
    /// The page was pressed outside the popover.
    PressedOutside,
    /// A row of the list of releases got the focus.
    ReleaseReached(usize),
    /// A key moved that focus.
    ReleaseStepped(Stride),
    /// The release whose row has the focus was chosen.
    ReachedReleaseChosen,
    /// A release was chosen, by its row.
    ReleaseChosen(usize),
    /// The browser is idle: request one missing result.
    Worked,
}

/// The gallery's scenarios that begin with a pasted cluster: *Yours* shows their shapes.
pub const PASTED: [&str; 2] = ["pasted-while-stuck", "pasted-half-updated"];

impl Around {
    /// Returns whether a screen shows the shape of a gallery scenario.
    pub fn shows_shape(&self, name: &str) -> bool {
        match self.screen {
            Screen::Gallery => true,
            Screen::Yours => PASTED.contains(&name),
            _ => false,
        }
    }

    /// Returns whether the list of releases or the gallery still misses a result that nobody has requested.
    pub fn has_work(&self, shelf: &super::Shelf) -> bool {
        match (self.pop, &self.screen) {
            (Some(Pop::Release), _) => self.releases.as_ref().is_some_and(Releases::has_work),
            (_, Screen::Gallery | Screen::Yours) => {
                let is_missing =
                    |card: &Rc<super::Card>| card.shown.is_none() && self.shows_shape(card.name);
                let is_idle = self.film.is_none() && self.card.is_none();
                let is_drawn = |(name, _): &(&str, &str)| shelf.pairs.contains_key(name);
                let misses_pair = self.screen == Screen::Gallery && !PAIRS.iter().all(is_drawn);
                is_idle && (shelf.gallery.iter().any(is_missing) || misses_pair)
            }
            _ => false,
        }
    }
}
