//! The state of the page and the one reducer: no browser in it, and no effect.
//!
//! Everything simulated on the screen follows from the scenario and the cursor. Beside them stand only: the undo list, playback, drafts
//! (a half-typed line or manifest), which tools are open, and preferences. What a person may do is an [`Action`].

mod action;
mod around;
mod awaited;
mod drafts;
mod embed;
mod files;
mod gallery;
mod kept;
mod keys;
mod languages;
mod linked;
mod outlook;
mod place;
mod playback;
mod prompt;
mod prompting;
mod releases;
mod run;
mod share;
mod shelf;
mod tools;
mod undo;
mod update;
mod using;
mod utf16;
mod voice;
mod zoom;

use std::rc::Rc;

use crate::text::{ENGLISH, Language, Text};

pub use action::{Action, Control, Direction, Focus, Layout, Tab};
pub use around::{Around, Choice, Pop, Screen};
pub use awaited::Awaited;
pub use drafts::Drafts;
pub use embed::{Controls, Embed, Embedding};
pub use files::{BYTES_MAX, NotOpened, OpenedFile, decoded};
pub use gallery::Card;
pub use keys::{Where, action_for, naming_action_for, pods_action_for, slider_action_for};
pub use linked::Linked;
pub use outlook::{Outlook, Unknown};
pub use place::Place;
pub use playback::{Playback, SPEEDS};
pub use prompt::{Key, List, Past, Prompt};
pub use releases::{RECREATE, Releases, uses_recreate};
pub use run::{Grown, Run};
pub use share::{EMBED_SHOWS, EMBED_SIZES, EMBED_THEMES, Item, Secrets, Share, Sharing};
pub use shelf::{File, Shelf};
pub use tools::{Naming, Tools};
pub use undo::{Undo, Way};
pub use update::update;
pub use utf16::Utf16;
pub use voice::Voice;
pub use zoom::Stretch;

/// Everything that the page shows is made from this.
#[derive(Clone, Debug)]
pub struct AppState {
    /// The scenario and all that happens in it.
    pub run: Rc<Run>,
    /// The action that waits for its run.
    pub awaited: Option<Awaited>,
    /// Its run, while it is taken.
    pub ready: Option<Rc<Run>>,
    /// What Apply will do, while that is worked out.
    pub outlook: Option<Outlook>,
    /// The scenarios before it and after it.
    pub undo: Undo,
    /// Where in the trace we are.
    pub place: Place,
    /// The stretch that the timeline shows; `None` for all of it.
    pub zoom: Option<Stretch>,
    /// The stretch that is being marked.
    pub marked: Option<Stretch>,
    /// Whether time passes, and how fast.
    pub playback: Playback,
    /// What is half-typed.
    pub drafts: Drafts,
    /// Which tools are open.
    pub tools: Tools,
    /// How wide things are.
    pub layout: Layout,
    /// The theme that was chosen; `None` follows the system.
    pub dark: Option<bool>,
    /// The language that was chosen; `None` follows the browser.
    pub language: Option<Language>,
    /// What the page says.
    pub text: &'static Text,
    /// What stands around the figure.
    pub around: Around,
    /// The link of what is shown.
    pub linked: Linked,
    /// What it is in an article, if it is embedded in one.
    pub embed: Option<Embed>,
    /// What was chosen in the Share popover.
    pub share: Share,
    /// What was fetched on use.
    pub shelf: Shelf,
    /// What is read out.
    pub voice: Voice,
    /// Whether single letters act (they can be switched off: WCAG 2.1.4).
    pub letter_keys: bool,
}

impl AppState {
    /// What could follow in a line at the cursor.
    fn complete(&self, line: &str, cursor: usize) -> kubectl::Completion {
        self.run.trace.complete(line, cursor, &self.place.here, self.place.at)
    }

    /// What a command that only reads prints at the cursor; empty if it does more.
    pub fn answer(&self, command: &str) -> String {
        let answer = self.run.trace.answer_at(command, &self.place.here, self.place.at);
        answer.unwrap_or_default()
    }

    /// The same of the cluster as it was before what is new here, ages counted to now: so that only what has changed differs.
    pub fn answer_before(&self, command: &str) -> String {
        let answer = self.run.trace.answer_at(command, &self.place.before, self.place.at);
        answer.unwrap_or_default()
    }

    /// The page as it opens on a run: at the beginning, playing unless motion is not wanted.
    pub fn open(run: Rc<Run>, reduced_motion: bool) -> Self {
        // With all of its first moment: what stands there at once need not make room a moment later.
        let place = Place::at_time(&run, run.history.begins_at);
        let playback = Playback::opening(reduced_motion);
        Self {
            undo: Undo::new(&run.scenario),
            linked: Linked::opening(&run.scenario),
            embed: None,
            share: Share::default(),
            run,
            awaited: None,
            ready: None,
            outlook: None,
            place,
            zoom: None,
            marked: None,
            playback,
            drafts: Drafts::default(),
            tools: Tools::default(),
            layout: Layout::default(),
            dark: None,
            language: None,
            text: &ENGLISH,
            around: Around::default(),
            shelf: Shelf::default(),
            voice: Voice::default(),
            letter_keys: true,
        }
    }
}

#[cfg(test)]
mod tests;
