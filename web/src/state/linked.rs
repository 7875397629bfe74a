//! Link of the current scenario: the followed one, and the base from which new links count.
//!
//! A link may need files that have to be fetched first. An unreadable link changes nothing except the reason, which
//! says why until playback or the cursor moves. The `scenario` crate reads and writes links.

use std::rc::Rc;

use rollout_engine::time::SimTime;
use scenario::{Base, Link, OPENING, Scenario, Unlinkable, Unreadable};

use super::{AppState, Card, File, Pop, Run, Shelf, later};

/// Link of the current scenario.
#[derive(Clone, Debug)]
pub struct Linked {
    /// Text that the scenario began from. Links count from it.
    pub base: Base,
    /// Why the followed link is unreadable. `None` if it was read.
    pub unreadable: Option<Unreadable>,
    /// Time to put into new links. `None` unless a person chose so.
    pub moment: Option<SimTime>,
    /// Display settings in the link, as key and value.
    pub settings: Vec<(String, String)>,
    /// Followed text after `#`, and its scenario.
    pub followed: (Rc<str>, Rc<Scenario>),
    /// Time named by the link.
    pub shown_at: Option<SimTime>,
    /// Link that waits for a file, as its text after `#`.
    pub waiting: Option<(File, Rc<str>)>,
    /// Whether the file for which the link waits could not be fetched. It waits on: the address keeps the link, and a
    /// person's next action fetches the file again.
    pub is_missed: bool,
    /// Film of the gallery scenario from which the link of the address grew, until the first link is read.
    pub film: Option<Rc<Run>>,
}

/// A followed link.
#[derive(Clone, Debug)]
pub struct Followed {
    /// Text after `#`.
    pub letters: Rc<str>,
    /// Its content.
    pub link: Link,
    /// Why it is unreadable. The page then shows the opening scenario.
    pub unreadable: Option<Unreadable>,
}

impl Linked {
    /// Returns the state for the opening scenario.
    pub fn opening(scenario: &Scenario) -> Self {
        Self {
            base: Base::now(OPENING, scenario::BLOG.into()),
            unreadable: None,
            moment: None,
            settings: Vec::new(),
            shown_at: None,
            followed: ("".into(), Rc::new(scenario.clone())),
            waiting: None,
            is_missed: false,
            film: None,
        }
    }

    /// Returns the time named by the link.
    pub fn shown_at(&self) -> Option<SimTime> {
        self.shown_at
    }

    /// Returns whether the followed link holds this scenario.
    pub fn is_followed(&self, scenario: &Scenario) -> bool {
        *self.followed.1 == *scenario
    }

    /// Returns the followed link's scenario.
    pub fn followed(&self) -> &Scenario {
        &self.followed.1
    }

    /// Returns the followed link's text after `#`.
    pub fn letters(&self) -> &str {
        &self.followed.0
    }

    /// Sets the followed link and its scenario. Restores them after a reload.
    pub fn follow(&mut self, letters: Rc<str>, scenario: Rc<Scenario>) {
        self.followed = (letters, scenario);
    }

    /// Returns whether a link waits for a file.
    pub fn waits(&self) -> bool {
        self.waiting.is_some()
    }

    /// Returns whether a link waits for a file that could not be fetched, and that nobody fetches again yet.
    pub fn is_missing(&self, shelf: &Shelf) -> bool {
        self.waiting.as_ref().is_some_and(|(file, _)| self.is_missed && !shelf.wants(*file))
    }

    /// Returns whether the page shows what the link holds.
    pub fn is_read(&self) -> bool {
        self.waiting.is_none() && self.unreadable.is_none()
    }
}

impl AppState {
    /// Returns a link's text after `#`, for a scenario that began where the current one did.
    ///
    /// # Errors
    /// If the link would be too long, if it cannot be written, or if the word list has not arrived yet.
    pub fn link_to(&self, scenario: &Scenario) -> Result<String, Unlinkable> {
        let (moment, linked) = (self.linked.moment, &self.linked);
        Link::write(scenario, &linked.base, moment, &|path| text_of(&self.shelf, path))
    }

    /// Returns the address's text after `#`. `None` keeps the old address, because the word list is missing. Empty
    /// for a scenario that fits into no link.
    pub fn address(&self) -> Option<Rc<str>> {
        let is_figure = self.compared().is_none() && self.around.screen != super::Screen::Plan;
        let (letters, scenario) = &self.linked.followed;
        if is_figure && self.run.scenario == **scenario && self.linked.moment.is_none() {
            return Some(Rc::clone(letters));
        }
        later::written(self)
    }

    /// Writes the address of what is not the followed link.
    pub(super) fn written(&self) -> Option<Rc<str>> {
        if self.compared().is_some() {
            return self.address_of_pair();
        }
        if self.around.screen == super::Screen::Plan {
            return self.address_of_plan();
        }
        if !self.names_undecided().is_empty() {
            return Some("".into());
        }
        match self.link_to(&self.in_link()) {
            Ok(letters) => Some(letters.into()),
            Err(Unlinkable::Wanted) => None,
            Err(Unlinkable::TooLong(_) | Unlinkable::Unwritable) => Some("".into()),
        }
    }

    /// Requests the word list as soon as a link has to be written.
    pub fn want_words(&mut self) {
        let is_idle = self.shelf.wanted.is_none() && self.shelf.failed != Some(File::Words);
        let is_asked = || self.around.pop == Some(Pop::Share) || self.address().is_none();
        if is_idle && self.shelf.words.is_none() && is_asked() {
            self.shelf.want(File::Words);
        }
    }

    /// Drops the unreadable link's reason once playback or the cursor moves. An embedded figure keeps it, having
    /// nothing else to show.
    pub fn forget_unreadable(&mut self) {
        let goes_on = self.playback.playing || self.place.at > self.run.history.begins_at;
        if goes_on && self.embed.is_none() {
            self.linked.unreadable = None;
        }
    }
}

/// Returns a text that a link needs, by its path in the `scenario` crate. `None` if it has not arrived.
pub fn text_of(shelf: &Shelf, path: &str) -> Option<Rc<str>> {
    match path {
        "gallery/blog.txt" => Some(scenario::BLOG.into()),
        scenario::WORDS => shelf.words.clone(),
        _ => {
            let of_film = |card: &&Rc<Card>| path == format!("gallery/{}.txt", card.name);
            if let Some(card) = shelf.film.iter().find(of_film) {
                return Some(Rc::clone(&card.text));
            }
            let (folder, name) = path.strip_suffix(".txt")?.rsplit_once('/')?;
            let (name, number) = match folder {
                "gallery" => (name, None),
                _ => name.rsplit_once('.').map(|(name, number)| (name, number.parse().ok()))?,
            };
            let card = shelf.gallery.iter().find(|card| card.name == name)?;
            match number {
                None => Some(Rc::clone(&card.text)),
                Some(number) => card.former.get(usize::checked_sub(number, 1)?).cloned(),
            }
        }
    }
}
