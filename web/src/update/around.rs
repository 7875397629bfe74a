//! Actions around the figure: opens the gallery, a scenario, a page or a popover, and chooses a release.
//!
//! A step that needs a file waits as a wish until the file arrives. `state::gallery` and `state::shelf` read the
//! files.

use std::rc::Rc;

use rollout_engine::time::SimTime;
use scenario::{Base, Scenario};

use super::{change, gallery, releases};
use crate::state::{
    AppState, By, Card, Change, Choice, Direction, File, Opening, Place, Pop, Releases, Run,
    Screen, Tab, Tools,
};
use crate::text::Language;
use crate::view::question;

/// Applies an action, or stores it as a wish until its file arrives.
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
        Choice::YoursOpened => {
            // The words that links are packed with: after a cluster is pasted, nothing is fetched.
            for file in [File::Words, File::Gallery] {
                if !state.shelf.has(file) {
                    state.shelf.want(file);
                }
            }
            show(&mut state, Screen::Yours);
        }
        Choice::FigureShown => show(&mut state, Screen::Figure),
        Choice::PagesOpened(heading) => show(&mut state, Screen::Pages(heading)),
        Choice::ScenarioOpened(name) => {
            let card = state.shelf.gallery.iter().find(|card| card.name == name);
            if let Some(card) = card.map(Rc::clone) {
                return open(state, card);
            }
        }
        Choice::CardFollowed(letters) => return super::linked::follow(state, &letters.into()),
        Choice::ScenarioStepped(direction) => {
            if let Some(card) = neighbour(&state, direction) {
                return open(state, card);
            }
        }
        Choice::Returned(letters, kept) => return returned(state, &letters, kept.as_ref()),
        Choice::HintToggled => state.around.hint = !state.around.hint,
        Choice::TypedByHand => return type_by_hand(state),
        Choice::PopToggled(pop) => toggle(&mut state, pop),
        Choice::PressedOutside => state.around.pop = None,
        Choice::ReleaseReached(row) => {
            if let Some(releases) = &mut state.around.releases {
                releases.reach(row);
            }
        }
        Choice::ReleaseStepped(stride) => {
            if let Some(releases) = &mut state.around.releases {
                releases.step(stride);
            }
        }
        Choice::ReachedReleaseChosen => {
            let row = state.around.releases.as_ref().map_or(0, |releases| releases.row);
            return releases::choose(state, row);
        }
        Choice::ReleaseChosen(row) => return releases::choose(state, row),
        Choice::Worked => work(&mut state),
    }
    state
}

/// Goes to another history entry. If the address already matches, only shows the figure.
fn returned(mut state: AppState, letters: &Rc<str>, kept: Option<&Rc<str>>) -> AppState {
    let was_figure = state.around.screen == Screen::Figure;
    show(&mut state, Screen::Figure);
    let here = state.address().unwrap_or_else(|| state.linked.letters().into());
    // A page whose own scenario is still on the way shows none, whatever its address.
    let is_here = here == *letters && state.run.scenario != Scenario::default();
    // What a link on the way would have opened is left.
    super::linked::leave(&mut state);
    if is_here && (!was_figure || kept.is_none()) {
        return state;
    }
    let state = if is_here { state } else { super::linked::follow(state, letters) };
    match kept {
        Some(kept) => super::kept::bring_back(state, kept, false),
        None => state,
    }
}

/// Handles an arrived file: takes the step that waited for it, or drops that step if the fetch failed.
pub(super) fn arrived(mut state: AppState, file: File, is_there: bool) -> AppState {
    let waited =
        state.around.wish.take_if(|step| needs_of(step, state.text.language) == Some(file));
    match waited {
        Some(step) if is_there => take(state, step),
        _ => state,
    }
}

/// Closes the popover or screen. Returns whether one was open.
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

/// Requests the run of a gallery scenario.
fn open(state: AppState, card: Rc<Card>) -> AppState {
    let opening =
        Opening { scenario: card.scenario.clone(), until: SimTime::ZERO, by: By::Card(card) };
    change::ask(state, Change::Open(Box::new(opening)))
}

/// Shows a gallery scenario from its beginning. The browser's Back leads to the scenario before, so the undo list
/// starts empty.
pub(super) fn opened(mut state: AppState, card: &Card, run: Rc<Run>) -> AppState {
    state.open_in_place(run);
    state.undo.forget();
    state.linked.base = Base::now(card.name, Rc::clone(&card.text));
    state.place = Place::at_frame(&state.run, state.run.trace.begins);
    state.tools = Tools { tab: state.tools.tab, ..Tools::default() };
    state.drafts = state.drafts.of_lines();
    (state.zoom, state.around.hint, state.around.bet) = (None, false, None);
    state.around.by_hand.clear();
    show(&mut state, Screen::Figure);
    if !state.playback.reduced_motion {
        state.playback.start();
    }
    let mut state = state.resting();
    state.speak();
    state
}

/// Cuts the scenario where its figure begins, except for lines in other terminals. Undo restores the lines.
fn type_by_hand(state: AppState) -> AppState {
    let mut scenario = state.run.scenario.clone();
    let Some(start) = scenario.lines.iter().position(|line| line.text.starts_with(": start"))
    else {
        return state;
    };
    let mut by_hand = Vec::new();
    let mut index = 0;
    scenario.lines.retain(|line| {
        index += 1;
        let stays = index <= start + 1 || line.terminal != 0;
        if !stays && !line.is_ours() {
            by_hand.push(Rc::clone(&line.text));
        }
        stays
    });
    scenario.comments.retain(|comment| comment.before <= start + 1);
    let opening = Opening { scenario, until: SimTime::MIN, by: By::Hand(by_hand) };
    change::ask(state, Change::Open(Box::new(opening)))
}

/// Shows the cut scenario. `by_hand` are the removed lines.
pub(super) fn begun_by_hand(mut state: AppState, by_hand: Vec<Rc<str>>, run: Rc<Run>) -> AppState {
    state.change(run);
    state.around.by_hand = by_hand;
    state.place = Place::at_frame(&state.run, state.run.trace.begins);
    state.playback.stop();
    state.tools.tab = Tab::Terminal;
    state
}

/// Returns the next or previous gallery scenario, wrapping around at both ends.
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
        releases::want_one(state);
    } else {
        gallery::want_one(state);
    }
}
