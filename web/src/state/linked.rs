//! The link of what is shown: the one that was followed, and the base that a further one is written from.
//!
//! A link may need files of its own; until they are here it is waited for. One that cannot be read changes nothing but the reason,
//! which says why, until the person goes on. How a link is written is the `scenario` crate's.

use std::rc::Rc;

use rollout_engine::time::SimTime;
use scenario::{Base, Link, OPENING, Scenario, Unlinkable, Unreadable};

use super::{AppState, File, Place, Pop, Run, Shelf, update};

/// The link of what is shown.
#[derive(Clone, Debug)]
pub struct Linked {
    /// The text that the scenario began from.
    pub base: Base,
    /// Why the link that was followed cannot be read.
    pub unreadable: Option<Unreadable>,
    /// The moment that a link is to show, if a person asked for that.
    pub moment: Option<SimTime>,
    /// What the link says of how a page shows it, by key.
    pub settings: Vec<(String, String)>,
    /// The letters that were followed, and the scenario that they gave.
    followed: (Rc<str>, Rc<Scenario>),
    /// The moment that the link names.
    shown_at: Option<SimTime>,
    /// Letters that wait for a file.
    waiting: Option<(File, Rc<str>)>,
}

impl Linked {
    /// For the scenario that the page opens with.
    pub fn opening(scenario: &Scenario) -> Self {
        Self {
            base: Base::now(OPENING, scenario::BLOG.into()),
            unreadable: None,
            moment: None,
            settings: Vec::new(),
            shown_at: None,
            followed: ("".into(), Rc::new(scenario.clone())),
            waiting: None,
        }
    }

    /// The moment that the link names.
    pub fn shown_at(&self) -> Option<SimTime> {
        self.shown_at
    }

    /// Whether this is the question of the scenario that the page opened with.
    pub fn asks(&self, question: &str) -> bool {
        self.followed.1.question.as_deref() == Some(question)
    }

    /// Whether the letters that were followed hold this scenario.
    pub fn is_followed(&self, scenario: &Scenario) -> bool {
        *self.followed.1 == *scenario
    }

    /// The letters that were followed.
    pub fn letters(&self) -> &str {
        &self.followed.0
    }

    /// These letters hold that scenario: what the page began with before it was opened anew.
    pub(super) fn follow(&mut self, letters: Rc<str>, scenario: Rc<Scenario>) {
        self.followed = (letters, scenario);
    }

    /// Whether a link waits for a file.
    pub fn waits(&self) -> bool {
        self.waiting.is_some()
    }

    /// Whether what is shown is what the link holds.
    pub fn is_read(&self) -> bool {
        self.waiting.is_none() && self.unreadable.is_none()
    }
}

impl AppState {
    /// The letters of a link to a scenario that began where this one did.
    ///
    /// # Errors
    /// When it would be too long, or the words are not here yet.
    pub fn link_to(&self, scenario: &Scenario) -> Result<String, Unlinkable> {
        let (moment, linked) = (self.linked.moment, &self.linked);
        Link::write(scenario, &linked.base, moment, &|path| text_of(&self.shelf, path))
    }

    /// What is to stand in the address after `#`; nothing where it stays as it is. A scenario that fits into no link has none.
    pub fn address(&self) -> Option<Rc<str>> {
        let (letters, scenario) = &self.linked.followed;
        if self.run.scenario == **scenario && self.linked.moment.is_none() {
            return Some(Rc::clone(letters));
        }
        match self.link_to(&self.in_link()) {
            Ok(letters) => Some(letters.into()),
            Err(Unlinkable::Wanted) => None,
            Err(Unlinkable::TooLong(_) | Unlinkable::Unwritable) => Some("".into()),
        }
    }

    /// The words are wanted as soon as a link has to be written.
    pub(super) fn want_words(&mut self) {
        let is_idle = self.shelf.wanted.is_none() && self.shelf.failed != Some(File::Words);
        let is_asked = || self.around.pop == Some(Pop::Share) || self.address().is_none();
        if is_idle && self.shelf.words.is_none() && is_asked() {
            self.shelf.want(File::Words);
        }
    }

    /// The person goes on: what could not be read is no longer the reason. An embedded figure shows nothing else.
    pub(super) fn forget_unreadable(&mut self) {
        let goes_on = self.playback.playing || self.place.at > self.run.history.begins_at;
        if goes_on && self.embed.is_none() {
            self.linked.unreadable = None;
        }
    }
}

/// A link was followed: what it holds is opened, or waited for.
pub(super) fn follow(mut state: AppState, letters: &Rc<str>) -> AppState {
    state.linked.waiting = None;
    let read = match &**letters {
        "" => Ok(None),
        letters => Link::read(letters, &|path| text_of(&state.shelf, path)).map(Some),
    };
    match read {
        Ok(link) => open(state, letters, link),
        Err(Unreadable::Wanted(path)) => {
            // Nothing moves meanwhile: what stands there is not what was asked for.
            state.playback.stop();
            let file = file_of(&path);
            state.linked.waiting = Some((file, Rc::clone(letters)));
            state.shelf.want(file);
            state
        }
        Err(why) => {
            let letters = Rc::clone(letters);
            let mut state = open(state, &letters, None);
            state.playback.stop();
            state.linked.unreadable = Some(why);
            state
        }
    }
}

/// A file has arrived, or could not be fetched: the link that waited for it is read again, or waits no longer.
pub(super) fn arrived(mut state: AppState, file: File) -> AppState {
    let waited = state.linked.waiting.take_if(|(awaited, _)| *awaited == file);
    match waited {
        Some((_, letters)) if state.shelf.has(file) => return follow(state, &letters),
        // A figure has nothing else to show; the page stays as it was and goes on.
        Some((_, letters)) if state.embed.is_some() => {
            let read = Link::read(&letters, &|path| text_of(&state.shelf, path));
            state.linked.unreadable = read.err();
        }
        Some(_) if !state.playback.reduced_motion => state.playback.start(),
        _ => {}
    }
    if let (Some((file, _)), None) = (&state.linked.waiting, state.shelf.wanted) {
        state.shelf.want(*file);
    }
    state
}

/// Opens what a link holds; the opening scenario for nothing.
fn open(mut state: AppState, letters: &Rc<str>, link: Option<Link>) -> AppState {
    let opening = Linked::opening(&scenario::opening());
    let link = link.unwrap_or_else(|| Link {
        scenario: Scenario::clone(&opening.followed.1),
        base: opening.base.clone(),
        at: None,
        others: Vec::new(),
    });
    let Link { scenario, base, at, others } = link;
    let followed = (Rc::clone(letters), Rc::new(scenario));
    if state.run.scenario != *followed.1 {
        // At once, however long it is: until it is known there is nothing to look at.
        let run = Rc::new(Run::of(Scenario::clone(&followed.1), at.unwrap_or(SimTime::ZERO)));
        state = update::opened(state, run);
    }
    state.linked = Linked { base, followed, shown_at: at, settings: others, ..opening };
    if let Some(at) = at {
        state.playback.stop();
        state.place = Place::at_time(&state.run, at);
    }
    if state.embed.is_some() { state.embedded() } else { state }
}

fn file_of(path: &str) -> File {
    if path == scenario::WORDS { File::Words } else { File::Gallery }
}

/// A text that a link needs, by its path in the `scenario` crate.
fn text_of(shelf: &Shelf, path: &str) -> Option<Rc<str>> {
    match path {
        "gallery/blog.txt" => Some(scenario::BLOG.into()),
        scenario::WORDS => shelf.words.clone(),
        _ => {
            let name = path.strip_prefix("gallery/")?.strip_suffix(".txt")?;
            let card = shelf.gallery.iter().find(|card| card.name == name)?;
            Some(Rc::clone(&card.text))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::state::Action;
    use crate::view::explain;

    const WORDS: &str = include_str!("../../../crates/scenario/link/words-1.txt");

    fn opened() -> AppState {
        AppState::open(crate::prepared::opening(), true)
    }

    fn with_words(state: AppState) -> AppState {
        update::update(state, Action::FileArrived(File::Words, Some(WORDS.into())))
    }

    fn followed(state: AppState, letters: &str) -> AppState {
        update::update(state, Action::LinkFollowed(letters.into()))
    }

    fn reason(state: &AppState) -> String {
        explain::view(state).sentence.iter().map(|part| format!("{part:?}")).collect()
    }

    #[test]
    fn the_address_stays_until_the_scenario_differs_and_comes_back_with_undo() {
        let state = followed(opened(), "blog");
        assert_eq!(state.address().as_deref(), Some("blog"));
        let line = Action::LineTyped("kubectl scale sts web --replicas=3".into());
        let state = update::update(state, line);
        assert_eq!(state.shelf.wanted, Some(File::Words), "a link has to be written now");
        assert_eq!(state.address(), None, "until then the address stays");
        let state = with_words(state);
        assert!(state.address().expect("letters").starts_with("v1."));
        let state = update::update(state, Action::Undone);
        assert_eq!(state.address().as_deref(), Some("blog"));
    }

    #[test]
    fn what_was_linked_is_opened_once_its_words_are_here() {
        let typed = Action::LineTyped("kubectl scale sts web --replicas=3".into());
        let first = with_words(update::update(opened(), typed));
        let letters = first.address().expect("letters");
        let waiting = followed(opened(), &letters);
        assert!(waiting.linked.waits());
        let second = with_words(waiting);
        assert_eq!(second.run.scenario, first.run.scenario);
        assert_eq!(second.address(), Some(letters));
    }

    #[test]
    fn a_scenario_of_the_gallery_is_fetched_and_its_text_is_the_base() {
        let waiting = followed(opened(), "canary?replicas=4");
        assert_eq!(waiting.shelf.wanted, Some(File::Gallery));
        assert!(!waiting.playback.playing, "what stands there is not what was asked for");
        let (_, text) = scenario::GALLERY.iter().find(|(name, _)| *name == "canary").expect("it");
        let file = format!("==> canary <==\n{text}");
        let state = update::update(waiting, Action::FileArrived(File::Gallery, Some(file.into())));
        assert_eq!(&*state.linked.base.name, "canary");
        assert_eq!(state.address().as_deref(), Some("canary?replicas=4"));
        let line = Action::LineTyped("kubectl get pods".into());
        let letters = with_words(update::update(state, line)).address().expect("letters");
        assert!(letters.contains(".canary.1.") && letters.len() < 80, "{letters}");
    }

    #[test]
    fn a_moment_is_in_the_link_if_it_was_asked_for() {
        let mut state = with_words(opened());
        state.linked.moment = Some(SimTime::from_millis(42_500));
        let letters = state.address().expect("letters");
        assert!(letters.ends_with("?at=42500ms"), "{letters}");
        let there = followed(with_words(opened()), &letters);
        assert_eq!(there.place.at.as_millis(), 42_500);
        assert!(!there.playback.playing);
    }

    #[test]
    fn a_damaged_link_is_the_reason_until_the_person_goes_on() {
        let state = followed(with_words(opened()), "v1.7Qk3.blog.1.AYECGgFrOnJlZ2lz");
        assert_eq!(state.run.scenario, scenario::opening());
        assert!(reason(&state).contains("damaged after letter 0"), "{}", reason(&state));
        assert_eq!(state.address().as_deref(), Some("v1.7Qk3.blog.1.AYECGgFrOnJlZ2lz"));
        let state = update::update(state, Action::WentToEnd);
        assert!(!reason(&state).contains("damaged"));
        for (letters, says) in [
            ("v9.x", "later playground"),
            ("nonsense", "no scenario nonsense"),
            ("blog?partition=x", "partition"),
            ("<img src=x>", "no scenario"),
        ] {
            let state = followed(opened(), letters);
            assert!(reason(&state).contains(says), "{letters}: {}", reason(&state));
        }
    }

    #[test]
    fn words_that_cannot_be_had_leave_the_page_as_it_was() {
        let waiting = followed(opened(), "v1.7Qk3.blog.1.AYECGgFrOnJlZ2lz");
        let state = update::update(waiting, Action::FileArrived(File::Words, None));
        assert!(!state.linked.waits());
        assert_eq!(state.run.scenario, scenario::opening());
    }
}
