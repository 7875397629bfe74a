//! The program: one state, one reducer, and the effects that follow an action.
//!
//! Everything below it gets a part of a view and the dispatch. What the browser has to do (the focus, the theme, time) is
//! asked of [`crate::browser`] here and nowhere else.

mod effects;

use std::rc::Rc;

use yew::prelude::*;

use crate::browser;
use crate::components::{
    Manifest, Page, Terminal, change, embed, faults, figure, gallery, objects, own, pages, tools,
    top, unavailable,
};
use crate::prepared;
use crate::state::{Action, AppState, File, Focus, Pop, Screen, Tab, update};
use crate::text::Language;
use crate::view;
use crate::view::manifest::Reading;
use crate::view::timeline::Shape;

/// The state under yew's reducer.
#[derive(Clone)]
struct Store(AppState);

impl Reducible for Store {
    type Action = Action;

    fn reduce(self: Rc<Self>, action: Action) -> Rc<Self> {
        Rc::new(Self(update(Rc::unwrap_or_clone(self).0, action)))
    }
}

/// The page.
#[component]
pub fn App() -> Html {
    let store = use_reducer(|| Store(opening()));
    let dispatch = {
        let dispatcher = store.dispatcher();
        use_callback((), move |action: Action, ()| {
            let after = effect_of(&action);
            dispatcher.dispatch(action);
            if let Some(focus) = after {
                browser::focus_soon(focus);
            }
        })
    };
    let state = &store.0;
    let is_figure = state.around.screen == Screen::Figure;
    effects::use_time(state.playback.playing && is_figure, &dispatch);
    effects::use_slices(state.growing(), &dispatch);
    effects::use_keys(state.letter_keys, &dispatch);
    let releases =
        state.around.releases.as_ref().filter(|_| state.around.pop == Some(Pop::Release));
    effects::use_reached(releases.map(|releases| releases.row));
    effects::use_window(is_figure, &dispatch);
    effects::use_preferences(state);
    effects::use_language(state);
    effects::use_shelf(state.shelf.wanted, &dispatch);
    effects::use_work(state, &dispatch);
    effects::use_outside(state.around.pop.is_some(), &dispatch);
    let reached = effects::use_goal(state);
    let address = effects::use_address(state, &dispatch);
    effects::use_kept(state, &address);
    let shape = effects::use_shape(state);
    let share = effects::use_share(state, shape.as_ref());
    effects::use_drop(&dispatch);
    effects::use_taken(state.share.done, &dispatch);
    effects::use_article(state, &dispatch);
    let reading = effects::use_reading(state);
    let page = Page::new(view::text(state), dispatch).adjusting(view::controls::in_place(state));
    let dark = is_dark(state);
    html! {
        <ContextProvider<Page> context={page.clone()}>
            if state.embed.is_some() {
                { embed(&page, state, shape.as_ref(), dark, || tool(&page, state, reading.as_ref())) }
            } else {
                { top(&page, &view::top::view(state, share.as_ref()), dark) }
                { screen(&page, state, shape.as_ref(), (reached, dark), reading.as_ref()) }
            }
        </ContextProvider<Page>>
    }
}

/// What fills the page below the top line.
fn screen(
    page: &Page,
    state: &AppState,
    shape: Option<&Rc<Shape>>,
    (reached, dark): (bool, bool),
    reading: Option<&Rc<Reading>>,
) -> Html {
    let sheet = state.tools.sheet.then_some("has-sheet");
    let working = state.awaited.is_some();
    match state.around.screen {
        Screen::Figure => html! {
            <main class={classes!("page", sheet, working.then_some("working"))} aria-busy={working.then_some("true")}>
                { figure(page, state, shape, dark, reached) }
                { tools(page, &view::tabs(state), tool(page, state, reading)) }
            </main>
        },
        Screen::Gallery => gallery(page, &view::gallery::view(state)),
        Screen::Pages(heading) => pages(page, &view::pages::view(state), heading),
    }
}

/// The tool that is open.
fn tool(page: &Page, state: &AppState, reading: Option<&Rc<Reading>>) -> Html {
    match view::tabs(state).open {
        Tab::Unavailable => {
            view::unavailable::view(state).map(|it| unavailable(page, &it)).unwrap_or_default()
        }
        Tab::Terminal => html! { <Terminal terminals={view::terminals::view(state)} /> },
        Tab::Change => change(page, &view::controls::view(state)),
        Tab::Objects => objects(page, &view::objects::view(state)),
        Tab::Manifest => reading.map_or_else(Html::default, |reading| {
            html! { <Manifest manifest={view::manifest::view_of(state, reading)} /> }
        }),
        Tab::Faults => faults(page, &view::faults::view(state)),
        Tab::Own => view::own::view(state).map_or_else(Html::default, |it| own(page, &it)),
    }
}

/// The state as the page opens, with what the browser remembers of an earlier visit.
fn opening() -> AppState {
    let state = followed();
    if browser::is_embedded() { state.embedded() } else { remembered(state) }
}

/// What was kept of the page, or the scenario that the address names.
fn followed() -> AppState {
    let Some(kept) = browser::kept() else { return linked() };
    let reopened = AppState::reopened(&kept, browser::wants_less_motion());
    reopened.unwrap_or_else(|| update(linked(), Action::KeptFound(kept.into())))
}

/// The scenario that the address names.
fn linked() -> AppState {
    let state = AppState::open(prepared::opening(), browser::wants_less_motion());
    match browser::fragment() {
        letters if letters.is_empty() => state,
        letters => update(state, Action::LinkFollowed(letters.into())),
    }
}

/// What the browser remembers of an earlier visit.
fn remembered(mut state: AppState) -> AppState {
    state.dark = browser::recall(browser::THEME).map(|theme| theme == "dark");
    state.letter_keys = browser::recall(browser::LETTER_KEYS).is_none_or(|on| on != "off");
    let languages = browser::languages();
    let remembered = browser::recall(browser::LANGUAGE);
    state.language = remembered.as_deref().map(|tag| Language::first_of([tag]));
    let wished = || Language::first_of(languages.iter().map(String::as_str));
    if state.language.unwrap_or_else(wished) == Language::Chinese {
        state.shelf.want(File::Chinese);
    }
    state
}

fn is_dark(state: &AppState) -> bool {
    state.dark.unwrap_or_else(browser::wants_dark)
}

/// Where the focus has to go once an action has been drawn.
fn effect_of(action: &Action) -> Option<Focus> {
    match action {
        Action::FocusAsked(focus) => Some(*focus),
        Action::PodsCrossed(_) | Action::PodNamed(_) => Some(Focus::Pods),
        Action::ControlAsked(control) | Action::ControlEntered(control) => {
            Some(Focus::Control(*control))
        }
        Action::TerminalOpened | Action::TerminalChosen(_) => Some(Focus::Prompt),
        Action::OwnOpened(_) => Some(Focus::Tab),
        Action::OwnClosed => Some(Focus::Pods),
        // Escape on a menu gives the focus back to the pod.
        Action::Escaped if browser::focus_is_in(".menu") => Some(Focus::Pods),
        _ => None,
    }
}
