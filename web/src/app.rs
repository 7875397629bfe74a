//! The program: one state, one reducer, and the effects after an action.
//!
//! Components get parts of the view and the dispatch callback. Effects on the browser that follow from state or
//! actions are here, in `effects` and in `preferences`, through [`crate::browser`].

mod effects;
pub mod later;
mod parts;
mod preferences;
mod screens;
mod shapes;
mod sweep;

use std::rc::Rc;

use scenario::Film;
use yew::prelude::*;

use crate::browser;
use crate::components::{self, Page, Terminal, embed, figure, tools, top};
use crate::part::Part;
use crate::state::{
    Action, AppState, Bringing, Card, Choice, Comparing, Focus, PlanStep, Pop, Run, Screen, Tab,
    later as later_state,
};
use crate::text::Key;
use crate::update::{self, update};
use crate::view;
use crate::view::compare::pairs::Pairs;
use crate::view::timeline::Shape;

/// The state, for yew's reducer.
#[derive(Clone)]
struct Store {
    state: AppState,
    /// What gets the focus once this state is drawn, and the number of that wish.
    focus: (u32, Option<Focus>),
}

impl Reducible for Store {
    type Action = (Action, Option<Focus>);

    fn reduce(self: Rc<Self>, (action, focus): Self::Action) -> Rc<Self> {
        let before = Rc::unwrap_or_clone(self);
        let (state, wishes) = update(before.state, action);
        browser::service::send(wishes);
        let focus = if focus.is_some() { (before.focus.0 + 1, focus) } else { before.focus };
        Rc::new(Self { state, focus })
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
    let store = use_reducer(|| Store { state: AppState::clone(&opens.state), focus: (0, None) });
    let dispatch = use_dispatch(store.dispatcher());
    let state = &store.state;
    effects::use_focus(store.focus);
    let is_figure = state.around.screen == Screen::Figure;
    effects::use_started(!state.is_blank);
    effects::use_question(state);
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
    preferences::use_system(state, &dispatch);
    preferences::use_choices(state);
    preferences::use_language(state);
    effects::use_shelf(state.shelf.wanted, &dispatch);
    effects::use_work(state, &dispatch);
    effects::use_card(state.around.film, &dispatch);
    sweep::use_sweep(state, &dispatch);
    effects::use_outside(state.around.pop.is_some(), &dispatch);
    let reached = view::goal::is_reached(state);
    let address = effects::use_address(state, &dispatch);
    effects::use_kept(state, &address);
    effects::use_screens(state);
    let shape = shapes::use_shape(state);
    let pairs = shapes::use_pairs(state);
    let share = effects::use_share(state, shape.as_ref());
    parts::use_rest(state, &dispatch);
    effects::use_brought(&dispatch);
    effects::use_taken(state.share.done, &dispatch);
    effects::use_article(state, &dispatch);
    let page = Page::new(view::text(state), dispatch).adjusting(view::later::in_place(state));
    html! {
        <ContextProvider<Page> context={page.clone()}>
            if state.is_blank {
                // The HTML from before the program started.
                { Html::from_html_unchecked(browser::frame().into()) }
            } else if let Some(pair) = state.embed.and_then(|_| later::embedded_pair(&page, state, pairs.as_ref())) {
                { pair }
            } else if state.embed.is_some() {
                { embed(&page, state, shape.as_ref(), || tool(&page, state)) }
            } else {
                { top(&page, &view::top::view(state, share.as_ref()), state.is_dark()) }
                { screen(&page, state, (shape.as_ref(), pairs.as_ref()), reached) }
            }
        </ContextProvider<Page>>
    }
}

/// Returns the callback that every part of the page acts by: the reducer, and what an action does in the browser. An
/// action that another part of the program handles waits for it.
#[hook]
fn use_dispatch(dispatcher: UseReducerDispatcher<Store>) -> Callback<Action> {
    use_callback((), move |action: Action, ()| {
        let dispatcher = dispatcher.clone();
        if update::waits_for(&action).is_none_or(browser::part::is_here) {
            return act(&dispatcher, action);
        }
        dispatcher.dispatch((Action::PartChanged(Bringing::Awaited), None));
        let told = dispatcher.clone();
        browser::part::act_once_here(
            move || act(&dispatcher, action),
            move |is_here| told.dispatch((Action::PartChanged(Bringing::after(is_here)), None)),
        );
    })
}

fn act(dispatcher: &UseReducerDispatcher<Store>, action: Action) {
    let focus = effect_of(&action);
    effects::enter(&action);
    dispatcher.dispatch((action, focus));
}

/// Draws the page below the top line.
fn screen(
    page: &Page,
    state: &AppState,
    (shape, pairs): (Option<&Rc<Shape>>, Option<&Rc<Pairs>>),
    reached: bool,
) -> Html {
    if state.around.screen != Screen::Figure {
        return later::screen(page, state, pairs);
    }
    let sheet = state.tools.sheet.then_some("has-sheet");
    let is_unread = !state.run.is_read() && !state.exchange.is_lost;
    let is_share_awaited = state.around.pop == Some(Pop::Share) && is_unread;
    let are_frames_awaited = view::transport::waits_for_frames(state) && !state.exchange.is_lost;
    let is_part_awaited = state.part == Bringing::Awaited || is_share_awaited;
    let is_awaited = state.exchange.is_awaited() || is_part_awaited || are_frames_awaited;
    // The style sheet hides it for the first 100 ms (styles/around.css).
    let told = is_awaited.then(|| {
        html! { <p class="worked-out" role="status">{ view::text(state).of(Key::WorkedOut) }</p> }
    });
    html! {
        <main class={classes!("page", sheet)} aria-busy={is_awaited.then_some("true")}>
            { figure(page, state, shape, reached) }
            { tools(page, &view::tabs(state), tool(page, state)) }
            { told.unwrap_or_default() }
        </main>
    }
}

/// Draws the open tool.
fn tool(page: &Page, state: &AppState) -> Html {
    match view::tabs(state).open {
        Tab::Unavailable => {
            let view = view::later::unavailable(state);
            view.map(|it| components::later::unavailable(page, &it)).unwrap_or_default()
        }
        Tab::Terminal => html! { <Terminal terminals={view::terminals::view(state)} /> },
        _ => later::tool(page, state),
    }
}

/// The page before its first drawing: on a film, or empty, and what remains to be done.
pub struct Beginning {
    state: AppState,
    actions: Vec<Action>,
}

/// Returns the page before its first drawing, with remembered preferences. `film` is that of the scenario in the
/// address, or of the one from which its link grew.
pub fn begin(film: Option<&Film>) -> Beginning {
    let film_run = film.and_then(Run::of_film);
    let (run, grown_from) =
        if scenario::is_packed(&browser::fragment()) { (None, film_run) } else { (film_run, None) };
    let has_run = run.is_some();
    let run = Rc::new(run.unwrap_or_else(Run::empty));
    let mut state = AppState::open(run, browser::wants_less_motion()).resting();
    state.shelf.film = film.and_then(Card::of_film).map(Rc::new);
    state.linked.film = grown_from.map(Rc::new);
    let beside = film.and_then(Run::beside_in_film);
    state.compare.filmed = beside.map(|run| (browser::fragment().into(), Rc::new(run)));
    let state =
        if browser::is_embedded() { state.embedded() } else { preferences::remembered(state) };
    let actions = first_actions(&state, has_run);
    Beginning { state, actions }
}

impl Beginning {
    /// Returns the next part of the program that must come before the page opens, if it shows no film.
    pub fn needs(&self) -> Option<Part> {
        let needed: Vec<Part> = self.actions.iter().filter_map(update::waits_for).collect();
        // What opens links comes with the rest.
        let parts = [Part::Rest, Part::Links].into_iter().filter(|part| needed.contains(part));
        parts.take(1).find(|&part| !browser::part::is_here(part))
    }

    /// Returns the state in which the page opens: with the saved page or the scenario in the address requested.
    pub fn open(self) -> AppState {
        // Saved state may lack a scenario. It is then applied to the scenario in the address.
        let names = |it: &Action| matches!(it, Action::Reopened(kept) if later_state::names_a_scenario(kept));
        let has_own = self.actions.iter().any(names);
        let is_due = |it: &Action| !(has_own && matches!(it, Action::LinkFollowed(_)));
        let mut state =
            self.actions.into_iter().filter(is_due).fold(self.state, |state, action| {
                let (state, wishes) = update(state, action);
                browser::service::send(wishes);
                state
            });
        state.is_blank = state.waits_to_open();
        state
    }
}

/// Returns the actions before the first drawing. `has_run` tells whether the page has a scenario to show.
fn first_actions(state: &AppState, has_run: bool) -> Vec<Action> {
    let letters = browser::fragment();
    // The link of a plan has all that its page shows.
    let is_plan = letters.starts_with("plan.");
    let kept = browser::kept().filter(|_| !is_plan);
    // Without a film, the opening scenario has to be requested too.
    let is_named = !letters.is_empty() || !has_run;
    let has_screen = !browser::is_embedded() && !is_plan;
    let screen = has_screen.then(browser::entry_screen).flatten();
    let screen = screen.map(|screen| match screen.as_str() {
        "gallery" => Action::Around(Choice::GalleryOpened),
        "yours" => Action::Around(Choice::YoursOpened),
        "compare" => Action::Compare(Comparing::Opened),
        "plan" => Action::Plan(PlanStep::Opened),
        _ => Action::Around(Choice::PagesOpened(None)),
    });
    let is_of_film = has_run && kept.is_none() && update::is_of_film(state, &letters);
    let follows = if is_of_film { Action::FilmFollowed } else { Action::LinkFollowed };
    let linked = is_named.then(|| follows(letters.into()));
    let kept = kept.map(|kept| Action::Reopened(kept.into()));
    [linked, kept, screen].into_iter().flatten().collect()
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
