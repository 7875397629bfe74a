//! What stands around the figure: the gallery, the pages about the model, the release, and which popover is open.
//!
//! A step that needs a file waits for it; if the file cannot be fetched everything stays as it is.

use std::rc::Rc;

use rollout_engine::time::SimTime;
use scenario::Base;

use super::gallery::compute_one;
use super::releases::{self, Releases};
use super::{AppState, Card, Direction, File, Place, Run, Tools};
use crate::text::Language;
use crate::view::question;

/// What fills the page below the top line.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Screen {
    /// The figure and its tools.
    #[default]
    Figure,
    /// The questions.
    Gallery,
    /// What is modelled, or one rule's page: the heading that was asked for.
    Pages(Option<&'static str>),
}

/// What opens over the page. Only one is open.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pop {
    /// The list of releases.
    Release,
    /// What can be taken away.
    Share,
    /// What has no room on a phone's top line.
    More,
}

/// What stands around the figure.
#[derive(Clone, Debug, Default)]
pub struct Around {
    /// What fills the page.
    pub screen: Screen,
    /// What is open over it.
    pub pop: Option<Pop>,
    /// What each release would do; made anew whenever the list is opened on another run.
    pub releases: Option<Releases>,
    /// Whether the hint is shown.
    pub hint: bool,
    /// What waits for a file.
    wish: Option<Choice>,
}

/// What a person does there; and work that is done bit by bit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Choice {
    /// The gallery was opened.
    GalleryOpened,
    /// Back to the figure.
    FigureShown,
    /// A scenario of the gallery was chosen, by name.
    ScenarioOpened(&'static str),
    /// The next or the previous scenario of the gallery.
    ScenarioStepped(Direction),
    /// The hint was asked for, or put away.
    HintToggled,
    /// What is modelled; or the page of this heading.
    PagesOpened(Option<&'static str>),
    /// A popover was opened or closed.
    PopToggled(Pop),
    /// Something outside of the popover was pressed.
    PressedOutside,
    /// A row of the list of releases has the focus.
    ReleaseReached(usize),
    /// A release was chosen.
    ReleaseChosen(usize),
    /// There is time for a bit of work.
    Worked,
}

impl Around {
    /// Whether something is still to be computed for what is shown.
    pub fn has_work(&self, gallery: &[Rc<super::Card>]) -> bool {
        match (self.pop, &self.screen) {
            (Some(Pop::Release), _) => self.releases.as_ref().is_some_and(Releases::has_work),
            (_, Screen::Gallery) => gallery.iter().any(|card| card.shown.is_none()),
            _ => false,
        }
    }
}

/// The next state.
pub(super) fn take(mut state: AppState, step: Choice) -> AppState {
    if let Some(file) = needs(&state, &step).filter(|&file| !state.shelf.has(file)) {
        state.around.pop = None;
        state.around.wish = Some(step);
        state.shelf.want(file);
        return state;
    }
    state.around.wish = None;
    match step {
        Choice::GalleryOpened => show(&mut state, Screen::Gallery),
        Choice::FigureShown => show(&mut state, Screen::Figure),
        Choice::PagesOpened(heading) => show(&mut state, Screen::Pages(heading)),
        Choice::ScenarioOpened(name) => {
            let card = state.shelf.gallery.iter().find(|card| card.name == name);
            if let Some(card) = card.map(Rc::clone) {
                open(&mut state, &card);
            }
        }
        Choice::ScenarioStepped(direction) => {
            if let Some(card) = neighbour(&state, direction) {
                open(&mut state, &card);
            }
        }
        Choice::HintToggled => state.around.hint = !state.around.hint,
        Choice::PopToggled(pop) => toggle(&mut state, pop),
        Choice::PressedOutside => state.around.pop = None,
        Choice::ReleaseReached(row) => {
            if let Some(releases) = &mut state.around.releases {
                releases.reach(row);
            }
        }
        Choice::ReleaseChosen(row) => releases::choose(&mut state, row),
        Choice::Worked => work(&mut state),
    }
    state
}

/// A file is here: what waited for it goes on. One that is not here is waited for no longer.
pub(super) fn arrived(mut state: AppState, file: File, is_there: bool) -> AppState {
    let waited =
        state.around.wish.take_if(|step| needs_of(step, state.text.language) == Some(file));
    match waited {
        Some(step) if is_there => take(state, step),
        _ => state,
    }
}

/// Closes what is open; whether something was.
pub(super) fn escape(state: &mut AppState) -> bool {
    if state.around.pop.take().is_some() {
        return true;
    }
    let was_open = state.around.screen != Screen::Figure;
    state.around.screen = Screen::Figure;
    was_open
}

fn needs(state: &AppState, step: &Choice) -> Option<File> {
    needs_of(step, state.text.language)
}

fn needs_of(step: &Choice, language: Language) -> Option<File> {
    match step {
        Choice::GalleryOpened | Choice::ScenarioOpened(_) | Choice::ScenarioStepped(_) => {
            Some(File::Gallery)
        }
        Choice::PagesOpened(_) => Some(File::Pages(language)),
        _ => None,
    }
}

fn show(state: &mut AppState, screen: Screen) {
    (state.around.screen, state.around.pop) = (screen, None);
    state.tools.menu = None;
}

fn toggle(state: &mut AppState, pop: Pop) {
    state.around.pop = Some(pop).filter(|_| state.around.pop != Some(pop));
    (state.tools.menu, state.tools.keys) = (None, false);
    if state.around.pop == Some(Pop::Release) {
        let releases = state.around.releases.take().filter(|it| it.is_of(&state.run));
        state.around.releases = Some(releases.unwrap_or_else(|| Releases::of(&state.run)));
    }
}

/// Another scenario takes the place of this one, from its beginning. That can be undone.
fn open(state: &mut AppState, card: &Card) {
    state.open_in_place(Rc::new(Run::of(card.scenario.clone(), SimTime::ZERO)));
    state.linked.base = Base::now(card.name, Rc::clone(&card.text));
    state.place = Place::at_frame(&state.run, state.run.trace.begins);
    state.tools = Tools { tab: state.tools.tab, ..Tools::default() };
    state.drafts = super::Drafts::default();
    (state.zoom, state.around.hint) = (None, false);
    show(state, Screen::Figure);
    if !state.playback.reduced_motion {
        state.playback.start();
    }
    state.speak();
}

/// The scenario after or before this one; around the ends.
fn neighbour(state: &AppState, direction: Direction) -> Option<Rc<Card>> {
    let cards = &state.shelf.gallery;
    let count = cards.len();
    let here = question::number(state).map_or(0, |(number, _)| number - 1);
    let next = match direction {
        Direction::Forward => here + 1,
        Direction::Back => here + count - 1,
    };
    cards.get(next % count.max(1)).map(Rc::clone)
}

fn work(state: &mut AppState) {
    if state.around.pop == Some(Pop::Release) {
        if let Some(releases) = &mut state.around.releases {
            releases.compute_one();
        }
    } else {
        compute_one(&mut state.shelf.gallery);
    }
}
