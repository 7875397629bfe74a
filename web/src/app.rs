//! The program: one state, one reducer, and the effects after an action.
//!
//! Components get parts of the view and the dispatch callback. Effects on the browser that follow from state or
//! actions are here and in `effects`, through [`crate::browser`].

mod effects;
mod sweep;

use std::rc::Rc;

use scenario::Film;
use yew::prelude::*;

use crate::browser;
use crate::components::{
    Manifest, Page, Terminal, change, compare, embed, embed_pair, faults, figure, gallery, objects,
    offers, own, pages, plan, tools, top, unavailable, yours,
};
use crate::state::{
    Action, AppState, Card, Choice, Comparing, File, Focus, PlanStep, Pop, Run, Screen, Tab,
    names_a_scenario,
};
use crate::text::{Key, Language};
use crate::update::update;
use crate::view;
use crate::view::compare::pairs::Pairs;
use crate::view::timeline::Shape;

/// The state, for yew's reducer.
#[derive(Clone)]
struct Store(AppState);

impl Reducible for Store {
    type Action = Action;

    fn reduce(self: Rc<Self>, action: Action) -> Rc<Self> {
        let (state, wishes) = update(Rc::unwrap_or_clone(self).0, action);
        browser::service::send(wishes);
        Rc::new(Self(state))
    }
}

/// Properties of the page.
#[derive(Clone, Properties)]
pub struct Opens {
    /// The state in which it opens ([`opening`]).
    pub state: Rc<AppState>,
}

impl PartialEq for Opens {
    fn eq(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.state, &other.state)
    }
}

/// The page.
#[component]
pub fn App(opens: &Opens) -> Html {
    let store = use_reducer(|| Store(AppState::clone(&opens.state)));
    let dispatch = use_dispatch(store.dispatcher());
    let state = &store.0;
    let is_figure = state.around.screen == Screen::Figure;
    effects::use_started(!state.is_blank);
    let is_compared = state.around.screen == Screen::Compare;
    effects::use_time(state.playback.playing && (is_figure || is_compared), &dispatch);
    effects::use_service(&dispatch);
    effects::use_keys(state.letter_keys, &dispatch);
    let releases =
        state.around.releases.as_ref().filter(|_| state.around.pop == Some(Pop::Release));
    effects::use_reached(releases.map(|releases| releases.row));
    // The timeline can be measured only after the figure is drawn.
    let is_measured = !state.is_blank && (is_figure || state.compared().is_some());
    effects::use_window((is_measured, is_figure), &dispatch);
    effects::use_preferences(state);
    effects::use_language(state);
    effects::use_shelf(state.shelf.wanted, &dispatch);
    effects::use_work(state, &dispatch);
    effects::use_card(state.around.film, &dispatch);
    sweep::use_sweep(state, &dispatch);
    effects::use_outside(state.around.pop.is_some(), &dispatch);
    let reached = view::goal::is_reached(state);
    let address = effects::use_address(state, &dispatch);
    effects::use_kept(state, &address);
    effects::use_screens(state);
    let shape = effects::use_shape(state);
    let pairs = effects::use_pairs(state);
    let share = effects::use_share(state, shape.as_ref());
    effects::use_brought(&dispatch);
    effects::use_taken(state.share.done, &dispatch);
    effects::use_article(state, &dispatch);
    let page = Page::new(view::text(state), dispatch).adjusting(view::controls::in_place(state));
    let dark = is_dark(state);
    html! {
        <ContextProvider<Page> context={page.clone()}>
            if state.is_blank {
                // The HTML from before the program started.
                { Html::from_html_unchecked(browser::frame().into()) }
            } else if let Some(view) = state.embed.and_then(|_| view::compare::view(state)) {
                { embedded_pair(&page, state, &view, pairs.as_ref(), dark) }
            } else if state.embed.is_some() {
                { embed(&page, state, shape.as_ref(), dark, || tool(&page, state)) }
            } else {
                { top(&page, &view::top::view(state, share.as_ref()), dark) }
                { screen(&page, state, (shape.as_ref(), pairs.as_ref()), (reached, dark)) }
            }
        </ContextProvider<Page>>
    }
}

/// Returns the callback that every part of the page acts by: the reducer, and what an action does in the browser.
#[hook]
fn use_dispatch(dispatcher: UseReducerDispatcher<Store>) -> Callback<Action> {
    use_callback((), move |action: Action, ()| {
        let after = effect_of(&action);
        effects::enter(&action);
        dispatcher.dispatch(action);
        if let Some(focus) = after {
            browser::focus_soon(focus);
        }
    })
}

/// Draws an embedded comparison.
fn embedded_pair(
    page: &Page,
    state: &AppState,
    view: &view::compare::CompareView,
    pairs: Option<&Rc<Pairs>>,
    dark: bool,
) -> Html {
    let playhead = pairs.and_then(|it| view::compare::pairs::playhead(state, it));
    embed_pair(page, state, view, pairs.zip(playhead.as_ref()), dark)
}

/// Draws the page below the top line.
fn screen(
    page: &Page,
    state: &AppState,
    (shape, pairs): (Option<&Rc<Shape>>, Option<&Rc<Pairs>>),
    (reached, dark): (bool, bool),
) -> Html {
    let sheet = state.tools.sheet.then_some("has-sheet");
    let busy = state.exchange.is_waiting().then_some("true");
    // The style sheet hides it for the first 100 ms (styles/around.css).
    let told = state.exchange.is_awaited().then(|| {
        html! { <p class="worked-out" role="status">{ view::text(state).of(Key::WorkedOut) }</p> }
    });
    match state.around.screen {
        Screen::Figure => html! {
            <main class={classes!("page", sheet)} aria-busy={busy}>
                { figure(page, state, shape, dark, reached) }
                { tools(page, &view::tabs(state), tool(page, state)) }
                { told.unwrap_or_default() }
            </main>
        },
        Screen::Gallery => gallery(page, &view::gallery::view(state), &view::gallery::pairs(state)),
        Screen::Pages(heading) => pages(page, &view::pages::view(state), heading),
        Screen::Yours => yours(page, &view::yours::view(state)),
        Screen::Plan => plan(page, &view::plan::view(state)),
        Screen::Compare => match view::compare::view(state) {
            Some(view) => {
                let playhead = pairs.and_then(|it| view::compare::pairs::playhead(state, it));
                compare(page, &view, pairs.zip(playhead.as_ref()), dark)
            }
            None => {
                let asked = view::question::asked(state);
                offers(page, &asked, &view::compare::offers(state))
            }
        },
    }
}

/// Draws the open tool.
fn tool(page: &Page, state: &AppState) -> Html {
    match view::tabs(state).open {
        Tab::Unavailable => {
            view::unavailable::view(state).map(|it| unavailable(page, &it)).unwrap_or_default()
        }
        Tab::Terminal => html! { <Terminal terminals={view::terminals::view(state)} /> },
        Tab::Change => change(page, &view::controls::view(state)),
        Tab::Objects => objects(page, &view::objects::view(state)),
        Tab::Manifest => html! { <Manifest manifest={view::manifest::view(state)} /> },
        Tab::Faults => faults(page, &view::faults::view(state)),
        Tab::Own => view::own::view(state).map_or_else(Html::default, |it| own(page, &it)),
    }
}

/// Returns the state in which the page opens: with remembered preferences, and with the saved page or the scenario in
/// the address requested. `film` is that of the scenario in the address, if it has one.
pub fn opening(film: Option<&Film>) -> AppState {
    let run = film.and_then(Run::of_film);
    let has_run = run.is_some();
    let run = Rc::new(run.unwrap_or_else(Run::empty));
    let mut state = AppState::open(run, browser::wants_less_motion()).resting();
    state.shelf.film = film.and_then(Card::of_film).map(Rc::new);
    let beside = film.and_then(Run::beside_in_film);
    state.compare.filmed = beside.map(|run| (browser::fragment().into(), Rc::new(run)));
    let state = if browser::is_embedded() { state.embedded() } else { remembered(state) };
    let mut state = first_actions(has_run).into_iter().fold(state, |state, action| {
        let (state, wishes) = update(state, action);
        browser::service::send(wishes);
        state
    });
    state.is_blank = state.waits_to_open();
    state
}

/// Returns the actions before the first drawing. `has_run` tells whether the page has a scenario to show.
fn first_actions(has_run: bool) -> Vec<Action> {
    let letters = browser::fragment();
    // The link of a plan has all that its page shows.
    let is_plan = letters.starts_with("plan.");
    let kept = browser::kept().filter(|_| !is_plan);
    // Without a film, the opening scenario has to be requested too. Saved state may lack a scenario. It is then
    // applied to the scenario in the address.
    let is_named = !letters.is_empty() || !has_run;
    let linked = is_named && !kept.as_deref().is_some_and(names_a_scenario);
    let has_screen = !browser::is_embedded() && !is_plan;
    let screen = has_screen.then(browser::entry_screen).flatten();
    let screen = screen.map(|screen| match screen.as_str() {
        "gallery" => Action::Around(Choice::GalleryOpened),
        "yours" => Action::Around(Choice::YoursOpened),
        "compare" => Action::Compare(Comparing::Opened),
        "plan" => Action::Plan(PlanStep::Opened),
        _ => Action::Around(Choice::PagesOpened(None)),
    });
    let linked = linked.then(|| Action::LinkFollowed(letters.into()));
    let kept = kept.map(|kept| Action::Reopened(kept.into()));
    [linked, kept, screen].into_iter().flatten().collect()
}

/// Applies remembered preferences of an earlier visit.
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

/// Returns the element to focus after an action.
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
        Action::Compare(Comparing::On(side, action)) => match **action {
            Action::FocusAsked(Focus::Pod(pod)) => Some(Focus::OnBoard(*side, pod)),
            Action::PodsCrossed(_) | Action::PodNamed(_) => Some(Focus::OfBoard(*side)),
            _ => None,
        },
        // Escape in a menu returns the focus to the pod.
        Action::Escaped if browser::focus_is_in(".menu") => Some(Focus::Pods),
        _ => None,
    }
}
