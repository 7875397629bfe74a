//! Choices in the Share popover: start time, settings of an embedded figure, and how to treat secrets.
//!
//! Until a person has decided about values that look like secrets, links, files and the address leave them out, and
//! nothing can be copied or saved.

use std::rc::Rc;

use scenario::{Scenario, Secret, names_in};

use super::AppState;
use super::files::{NotOpened, OpenedFile};

/// Things to copy or save.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Item {
    /// Link.
    Link,
    /// Link as Markdown.
    Markdown,
    /// The answer for a change request.
    Request,
    /// The lines of a plan's chosen way.
    Lines,
    /// The table of a plan's ways.
    Table,
    /// Embedded figure as HTML.
    Html,
    /// Shell script for a real cluster.
    Shell,
    /// Commands and their output.
    Transcript,
    /// Manifest.
    Manifest,
    /// SVG shown in place of an embedded figure until it runs.
    Poster,
    /// Timeline as SVG.
    Picture,
    /// Scenario file.
    File,
}

/// Decision about values that look like secrets.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Secrets {
    /// None yet.
    #[default]
    Undecided,
    /// Keep them.
    Kept,
    /// Leave them out.
    Blanked,
}

/// Choices in the Share popover.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Share {
    /// Index of the size in [`EMBED_SIZES`].
    pub size: usize,
    /// Index of the controls in [`EMBED_SHOWS`].
    pub shows: usize,
    /// Index of the theme in [`EMBED_THEMES`].
    pub theme: usize,
    /// Index of the language in [`EMBED_LANGUAGES`].
    pub language: usize,
    /// Index of the kind of site in [`SITES`].
    pub site: usize,
    /// Whether the figure plays when it comes into view.
    pub autoplay: bool,
    /// Whether the figure is limited to the stretch of time on the timeline.
    pub stretch: bool,
    /// Whether the answer is its caption.
    pub caption: bool,
    /// Whether a poster is shown until it runs.
    pub poster: bool,
    /// Whether the answer for a change request is plain text.
    pub plain: bool,
    /// Whether it has a picture.
    pub picture: bool,
    /// Decision about secrets.
    pub secrets: Secrets,
    /// Whether the names of a pasted cluster stay.
    pub keeps_names: bool,
    /// Names of unsimulated parts that links leave out.
    pub left_out: Vec<String>,
    /// Item copied or saved just now.
    pub done: Option<Item>,
    /// Why the opened file changed nothing.
    pub refused: Option<NotOpened>,
}

impl Default for Share {
    /// A figure of the first size with its transport.
    fn default() -> Self {
        Self {
            size: 0,
            shows: 1,
            theme: 0,
            language: 0,
            site: 0,
            autoplay: false,
            stretch: false,
            caption: false,
            poster: false,
            plain: false,
            picture: true,
            secrets: Secrets::Undecided,
            keeps_names: false,
            left_out: Vec::new(),
            done: None,
            refused: None,
        }
    }
}

/// Widths and heights of embedded figures, in CSS pixels.
pub const EMBED_SIZES: [(u32, u32); 5] =
    [(760, 360), (700, 348), (560, 372), (360, 538), (FLUID, 360)];
/// Width of a figure that takes the available width.
pub const FLUID: u32 = 0;
/// Values of the attribute `controls`.
pub const EMBED_SHOWS: [&str; 3] = ["none", "transport", "terminal"];
/// Values of the attribute `theme`.
pub const EMBED_THEMES: [&str; 3] = ["auto", "light", "dark"];

/// Values of the attribute `lang`. The first means the language of the article.
pub const EMBED_LANGUAGES: [&str; 3] = ["", "en", "zh-CN"];
/// Kinds of sites. Each needs its own code for a figure. HTML also works in the Markdown of MkDocs and mdBook.
pub const SITES: [&str; 5] = ["HTML", "iframe", "Hugo", "Docusaurus", "VitePress"];

/// Settings of an embedded figure beside its size.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Setting {
    /// Controls.
    Shows,
    /// Theme.
    Theme,
    /// Language.
    Language,
    /// Kind of site.
    Site,
    /// Whether it plays when it comes into view.
    Autoplay,
    /// Whether it is limited to the stretch of time on the timeline.
    Stretch,
    /// Whether it has a caption.
    Caption,
    /// Whether it has a poster.
    Poster,
    /// Whether the answer for a change request is plain text.
    Plain,
    /// Whether it has a picture.
    Picture,
}

/// Actions in the Share popover.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Sharing {
    /// Links start at the cursor (`true`) or at the beginning.
    FromHere(bool),
    /// Another size was chosen, by index.
    Sized(usize),
    /// Another setting was chosen, by index. A switch has 0 or 1.
    Set(Setting, usize),
    /// A decision about secrets.
    Decided(Secrets),
    /// The names of a pasted cluster stay.
    NamesKept,
    /// An unsimulated part is left out of links, or put back.
    LeftOut(String),
    /// Something was copied or saved.
    Taken(Item),
    /// The confirmation of copying or saving has been shown long enough.
    TakenPassed,
    /// A file was opened, or dropped on the page.
    FileOpened(OpenedFile),
    /// A text was pasted beside every field.
    TextPasted(Rc<str>),
}

impl AppState {
    /// Returns the scenario. Leaves out secrets unless the person has decided to keep them.
    pub fn shared(&self) -> Scenario {
        self.run.scenario.without(self.blanked(), &[])
    }

    /// Returns whether the scenario may be shared as it is: it has no secrets, or the person has decided to keep them.
    pub fn shows_secrets(&self) -> bool {
        self.share.secrets == Secrets::Kept
            || self.run.is_read() && self.run.contents.secrets.is_empty()
    }

    /// Returns the values that are blanked in what is shared.
    fn blanked(&self) -> &[Secret] {
        match self.share.secrets {
            Secrets::Kept => &[],
            Secrets::Undecided | Secrets::Blanked => &self.run.contents.secrets,
        }
    }

    /// Returns the names of a pasted cluster that a link would carry out of the page for the first time. Empty after the
    /// person has decided to keep them.
    pub fn names_undecided(&self) -> Vec<String> {
        let scenario = &self.run.scenario;
        let of = scenario::cluster_of;
        let followed = self.linked.followed();
        // A link has no uids.
        let is_same = || of(&scenario.without_uids()) == of(&followed.without_uids());
        let is_known = of(scenario).is_none() || of(scenario) == of(followed) || is_same();
        if self.share.keeps_names || is_known { Vec::new() } else { names_in(scenario) }
    }

    /// Returns the scenario for links: `shared` without the parts left out and without uids. Files keep both.
    pub fn in_link(&self) -> Scenario {
        let parts = self.run.contents.parts.iter();
        let left_out: Vec<_> =
            parts.filter(|part| self.share.left_out.contains(&part.name)).collect();
        self.run.scenario.without(self.blanked(), &left_out).without_uids()
    }
}
