//! Every film of the gallery, played by the first part of the program alone, and every scenario of it as a person's own
//! link, opened by the part of links: each must say and draw what the whole program does, at every frame. Finds a function
//! of the rest that they need, and a text that is not marked `opening`.

use super::*;
use scenario::{Base, Link, Scenario};

use crate::part::{Part, without};
use crate::state::{Card, File, Layout, Run, Shelf, text_of};
use crate::update::driven;
use crate::view;

const WORDS: &str = include_str!("../../../../crates/scenario/link/words-1.txt");

/// Windows in which everything that a film shows comes: a phone, an article's column, a laptop.
const WINDOWS: [u32; 3] = [390, 700, 1440];

/// The parts that a film goes without.
const ALONE: [Part; 2] = [Part::Links, Part::Rest];

/// Returns what is drawn of a state without a person's doing, as text.
fn shown(state: &AppState) -> String {
    let shape = view::timeline::shape(state);
    let playhead = shape.as_ref().map(|shape| view::timeline::playhead(state, shape));
    let figure = (
        (view::question::view(state), view::answer::view(state), view::legend::view(state)),
        (view::budget::view(state), view::pods::view(state), view::explain::view(state)),
        (view::ends::view(state), view::transport::view(state), view::transport::pace(state)),
        (view::goal::view(state, false), view::question::title(state), state.voice.says.clone()),
    );
    let around = (
        (view::top::view(state, None), view::terminals::view(state), view::embed::head(state)),
        (view::tabs(state).unavailable, view::embed::heights(state), state.address()),
    );
    format!("{figure:#?}{shape:?}{playhead:?}{around:#?}")
}

/// Returns the state in which a page opens with a film.
fn opened(film: &scenario::Film, window: u32) -> AppState {
    let mut state = AppState::open(Rc::new(Run::of_film(film).expect("a film")), false).resting();
    state.shelf.film = Card::of_film(film).map(Rc::new);
    let layout = Layout { window, figure: window.min(820), ..Layout::default() };
    let actions = [Action::Resized(layout), Action::FilmFollowed(film.name.as_str().into())];
    actions.into_iter().fold(state, |state, action| crate::update::update(state, action).0)
}

/// Checks that the state goes on and is drawn without these parts as with them, at every frame.
fn is_whole_without(parts: &'static [Part], mut state: AppState, name: &str) {
    let mut with = state.clone();
    // Their pods are in the rest, which the page then fetches by itself.
    if view::pods::are_cells(&state) {
        return;
    }
    for frame in (0..state.run.trace.rollout.len()).map(FrameIndex) {
        let at = state.run.trace.rollout.at(frame);
        state = without(parts, || crate::update::update(state, Action::CursorMoved(at)).0);
        with = crate::update::update(with, Action::CursorMoved(at)).0;
        let (alone, whole) = (without(parts, || shown(&state)), shown(&with));
        if alone != whole {
            let differs = alone.lines().zip(whole.lines()).find(|(one, other)| one != other);
            panic!("{name} at {}, frame {}: {differs:?}", state.layout.window, frame.0);
        }
    }
}

#[test]
fn a_film_is_shown_by_the_first_part_alone_as_by_the_whole_program() {
    for film in scenario::films() {
        for (is_embedded, window) in WINDOWS.into_iter().map(|window| (window == 700, window)) {
            let mut state = without(&ALONE, || opened(&film, window));
            if is_embedded {
                state = without(&ALONE, || state.embedded());
            }
            is_whole_without(&ALONE, state, film.name.as_str());
        }
    }
}

/// Returns the letters of the scenario with a question of a person's own.
fn own_letters(name: &str, text: &str, shelf: &Shelf) -> String {
    let mut scenario = Scenario::parse(text).expect("a scenario");
    // Every second one is as *Begin anew* makes it: without a question.
    scenario.question = name.len().is_multiple_of(2).then(|| "我的 rollout 🙂?".into());
    scenario.question_zh = None;
    let base = Base::now(name, text.into());
    let texts = |path: &str| text_of(shelf, path);
    Link::write(&scenario, &base, None, &texts).expect("letters")
}

#[test]
fn a_persons_own_link_is_opened_by_the_part_of_links_as_by_the_whole_program() {
    let mut shelf = Shelf::default();
    let gallery: String =
        scenario::GALLERY.iter().map(|(name, text)| format!("==> {name} <==\n{text}")).collect();
    shelf.put(File::Words, Some(WORDS));
    shelf.put(File::Gallery, Some(&gallery));
    for (name, text) in scenario::GALLERY {
        let letters: Rc<str> = own_letters(name, text, &shelf).into();
        let open = || {
            let blank = AppState::open(Rc::new(Run::empty()), false).resting();
            let layout = Layout { window: 1440, figure: 820, ..Layout::default() };
            let state = crate::update::update(blank, Action::Resized(layout)).0;
            let mut state = driven::update(state, Action::LinkFollowed(Rc::clone(&letters)));
            while let Some(file) = state.shelf.wanted {
                let content = if file == File::Words { WORDS } else { gallery.as_str() };
                state = driven::update(state, Action::FileArrived(file, Some(content.into())));
            }
            state
        };
        let state = without(&[Part::Rest], open);
        assert_eq!(shown(&state), shown(&open()), "{name}");
        is_whole_without(&[Part::Rest], state, name);
    }
}
