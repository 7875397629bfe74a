//! State of the page as plain data: no browser, no view and no effects.
//!
//! The scenario and the cursor decide everything simulated on the screen. The rest is the undo list, playback, drafts
//! (half-typed lines and manifests), the open tools and preferences. An [`Action`] is what a person does. `update`
//! computes the next state from it, and `view` turns a state into what the page shows. This module depends on neither
//! (`web/tests/layers.rs`).

mod action;
mod answered;
mod answers;
mod around;
mod change;
mod compare;
mod drafts;
mod embed;
mod exchange;
mod files;
mod gallery;
mod kept;
mod keys;
pub mod later;
mod linked;
mod outlook;
mod part;
mod place;
mod plan;
mod playback;
mod prompt;
mod reading;
mod releases;
mod results;
mod run;
mod share;
mod shelf;
mod tools;
mod undo;
mod utf16;
mod voice;
mod yours;
mod zoom;

use std::rc::Rc;

use crate::text::{ENGLISH, Language, Text};

pub use action::{Action, Control, Direction, Focus, Height, Layout, Stride, Tab};
pub use answered::Answered;
pub use answers::{OnAnswer, Topic};
pub use around::{Around, Bet, Choice, PASTED, Pop, Screen};
pub use change::{By, Change, Coming, Entered, Opening};
pub use compare::{Aligned, ComingBoth, ComingPair, Compare, Compared, Comparing, RightSide};
pub use drafts::Drafts;
pub use embed::{Controls, Embed, Embedding};
pub use exchange::{Exchange, Incoming, Purpose};
pub use files::{BYTES_MAX, NotOpened, OpenedFile, decoded};
pub use gallery::Card;
pub use kept::{HalfDone, SECRETS, scenario_of};
pub use keys::{Where, action_for, pods_action_for, slider_action_for, stride_for};
pub use linked::{Followed, Linked, text_of};
pub use outlook::Outlook;
pub use part::Bringing;
pub use place::Place;
pub use plan::{PlanCopy, PlanStep, PlanTab, Planned, Planning, SweepStage, SweepWanted, Watched};
pub use playback::{Playback, SPEEDS};
pub use prompt::{List, Past, Prompt, PromptKey};
pub use reading::{AfterReading, Reading, Readings};
pub use releases::{RECREATE, Releases, uses_recreate};
pub use results::{Asked, Band, DifferingField, Outcome, Preview, Shown, Will};
pub use run::Run;
pub use share::{
    EMBED_LANGUAGES, EMBED_SHOWS, EMBED_SIZES, EMBED_THEMES, FLUID, Item, SITES, Secrets, Setting,
    Share, Sharing,
};
pub use shelf::{File, Shelf};
pub use tools::{Naming, SHEET_HEIGHTS, Tools};
pub use undo::{Undo, Way};
pub use utf16::{Utf16, as_in_a_field};
pub use voice::{PAUSE_MS, Voice};
pub use yours::{Pasting, PrintField, WithoutNames, Yours, whole_name};
pub use zoom::Stretch;

/// State from which the page is drawn.
#[derive(Clone, Debug)]
pub struct AppState {
    /// Scenario, its trace, and facts over time.
    pub run: Rc<Run>,
    /// Requests to the service and their replies so far.
    pub exchange: Exchange,
    /// Whether actions wait for a part of the program.
    pub part: Bringing,
    /// Run that predicts what Apply will do. `None` while no prediction is pending.
    pub outlook: Option<Outlook>,
    /// Earlier and undone scenarios.
    pub undo: Undo,
    /// Cursor: a time and the frames there.
    pub place: Place,
    /// Part of the timeline on display. `None` shows all of it.
    pub zoom: Option<Stretch>,
    /// Part of the timeline that a person is marking. `None` while nobody drags.
    pub marked: Option<Stretch>,
    /// Whether the page plays, and how fast.
    pub playback: Playback,
    /// Half-typed lines, values and manifests.
    pub drafts: Drafts,
    /// Open tools.
    pub tools: Tools,
    /// Sizes of the window and of the timeline.
    pub layout: Layout,
    /// Chosen theme: `true` is dark. `None` follows the system.
    pub dark: Option<bool>,
    /// Whether the system's theme is dark.
    pub is_system_dark: bool,
    /// Chosen language. `None` is the browser's when the page opened.
    pub language: Option<Language>,
    /// Texts in the current language.
    pub text: &'static Text,
    /// Gallery, pages and popovers around the figure.
    pub around: Around,
    /// Link of the current scenario.
    pub linked: Linked,
    /// Whether the page draws nothing yet: it has just opened and its own scenario is still on the way.
    pub is_blank: bool,
    /// Settings of an embedded figure. `None` on the playground's own page.
    pub embed: Option<Embed>,
    /// Choices in the Share popover.
    pub share: Share,
    /// The pasted cluster.
    pub yours: Yours,
    /// Two rollouts on one clock.
    pub compare: Compare,
    /// The ways to roll out a change.
    pub plan: Planning,
    /// Whether this is a side of a comparison: a board, which is looked at and not changed.
    pub is_board: bool,
    /// Which question has been answered.
    pub answered: Answered,
    /// Files fetched on demand.
    pub shelf: Shelf,
    /// Text for screen readers.
    pub voice: Voice,
    /// Whether single letters are shortcuts. A person can turn them off (WCAG 2.1.4).
    pub letter_keys: bool,
}

impl AppState {
    /// Opens the page on a run: at the beginning, and playing unless `reduced_motion`.
    pub fn open(run: Rc<Run>, reduced_motion: bool) -> Self {
        // `at_time` includes all frames of the first instant. `at_frame` would show the rest a moment later, and the
        // layout would jump.
        let place = Place::at_time(&run, run.history.begins_at);
        let playback = Playback::opening(reduced_motion);
        Self {
            undo: Undo::new(&run.scenario),
            linked: Linked::opening(&run.scenario),
            is_blank: false,
            embed: None,
            share: Share::default(),
            yours: Yours::default(),
            compare: Compare::default(),
            plan: Planning::default(),
            is_board: false,
            run,
            exchange: Exchange::default(),
            part: Bringing::default(),
            outlook: None,
            place,
            zoom: None,
            marked: None,
            playback,
            drafts: Drafts::default(),
            tools: Tools::default(),
            layout: Layout::default(),
            dark: None,
            is_system_dark: false,
            language: None,
            text: &ENGLISH,
            around: Around::default(),
            answered: Answered::default(),
            shelf: Shelf::default(),
            voice: Voice::default(),
            letter_keys: true,
        }
    }

    /// Returns whether the page is dark: by choice, or with the system.
    pub fn is_dark(&self) -> bool {
        self.dark.unwrap_or(self.is_system_dark)
    }
}
