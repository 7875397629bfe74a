//! The program: one state, one reducer, and the effects that follow an action.
//!
//! Everything below it gets a part of a view and the dispatch. What the browser has to do (the focus, the theme, time) is
//! asked of [`crate::browser`] here and nowhere else.

use std::rc::Rc;

use rollout_engine::cluster::SetId;
use yew::prelude::*;

use crate::browser;
use crate::components::{
    Manifest, Page, Terminal, change, embed, faults, figure, gallery, objects, own, pages, tools,
    top, unavailable,
};
use crate::prepared;
use crate::state::{
    Action, AppState, Choice, Embedding, File, Focus, Grown, Item, Layout, Pop, Run, Screen, Share,
    Sharing, Stretch, Tab, Where, action_for, update,
};
use crate::text::{Language, Text};
use crate::view;
use crate::view::share::{Made, make};
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
    use_time(state.playback.playing && is_figure, &dispatch);
    use_slices(state.growing(), &dispatch);
    use_keys(state.letter_keys, &dispatch);
    use_window(is_figure, &dispatch);
    use_preferences(state);
    use_language(state);
    use_shelf(state.shelf.wanted, &dispatch);
    use_work(state, &dispatch);
    use_outside(state.around.pop.is_some(), &dispatch);
    let reached = use_goal(state);
    use_address(state, &dispatch);
    let shape = use_shape(state);
    let share = use_share(state, shape.as_ref());
    use_drop(&dispatch);
    use_taken(state.share.done, &dispatch);
    use_article(state, &dispatch);
    let page = Page::new(view::text(state), dispatch).adjusting(view::controls::in_place(state));
    let dark = is_dark(state);
    html! {
        <ContextProvider<Page> context={page.clone()}>
            if state.embed.is_some() {
                { embed(&page, state, shape.as_ref(), dark, || tool(&page, state)) }
            } else {
                { top(&page, &view::top::view(state, share.as_ref()), dark) }
                { screen(&page, state, shape.as_ref(), (reached, dark)) }
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
) -> Html {
    let sheet = state.tools.sheet.then_some("has-sheet");
    let working = state.awaited.is_some();
    match state.around.screen {
        Screen::Figure => html! {
            <main class={classes!("page", sheet, working.then_some("working"))} aria-busy={working.then_some("true")}>
                { figure(page, state, shape, dark, reached) }
                { tools(page, &view::tabs(state), tool(page, state)) }
            </main>
        },
        Screen::Gallery => gallery(page, &view::gallery::view(state)),
        Screen::Pages(heading) => pages(page, &view::pages::view(state), heading),
    }
}

/// The tool that is open.
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

/// The state as the page opens, with what the browser remembers of an earlier visit.
fn opening() -> AppState {
    let state = followed();
    if browser::is_embedded() { state.embedded() } else { remembered(state) }
}

/// The scenario that the address names.
fn followed() -> AppState {
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

/// Time passes while it is asked to.
#[hook]
fn use_time(playing: bool, dispatch: &Callback<Action>) {
    use_effect_with((playing, dispatch.clone()), |(playing, dispatch)| {
        let dispatch = dispatch.clone();
        let interval =
            playing.then(|| browser::every_frame(move |ms| dispatch.emit(Action::TimePassed(ms))));
        move || drop(interval)
    });
}

/// Keys that belong to nothing in particular.
#[hook]
fn use_keys(letter_keys: bool, dispatch: &Callback<Action>) {
    use_effect_with((letter_keys, dispatch.clone()), |&(letter_keys, ref dispatch)| {
        let dispatch = dispatch.clone();
        let listener = browser::on_key(move |key: &str, place: Where| {
            let action = action_for(key, place, letter_keys);
            let is_taken = action.is_some();
            if let Some(action) = action {
                dispatch.emit(action);
            }
            is_taken
        });
        move || drop(listener)
    });
}

/// A long run is worked out in slices, one in each of the browser's frames, and shown whenever there is twice as much of it.
#[hook]
fn use_slices(run: &Rc<Run>, dispatch: &Callback<Action>) {
    let grows = (RunIs(Rc::clone(run)), dispatch.clone());
    use_effect_with(grows, |(RunIs(run), dispatch)| {
        let (run, dispatch) = (Rc::clone(run), dispatch.clone());
        let work = run.slices().map(|mut slices| {
            browser::in_slices(move |has_time| slices.go_on(has_time).then(|| slices.run()), {
                move |to| {
                    let grown = Grown { from: Rc::clone(&run), to: Rc::new(to) };
                    dispatch.emit(Action::RunGrew(grown));
                }
            })
        });
        move || drop(work)
    });
}

/// A run that is the same only if it is this very one.
struct RunIs(Rc<Run>);

impl PartialEq for RunIs {
    fn eq(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.0, &other.0)
    }
}

/// The window's size, measured anew when the figure is shown again; and the system's wish for less motion.
#[hook]
fn use_window(is_figure: bool, dispatch: &Callback<Action>) {
    use_effect_with((is_figure, dispatch.clone()), |(_, dispatch)| {
        let resized = {
            let dispatch = dispatch.clone();
            browser::on_resize(move |layout: Layout| dispatch.emit(Action::Resized(layout)))
        };
        let dispatch = dispatch.clone();
        let motion =
            browser::on_motion(move |reduced| dispatch.emit(Action::MotionReduced(reduced)));
        move || drop((resized, motion))
    });
}

/// What a visitor has chosen outlasts the visit.
#[hook]
fn use_preferences(state: &AppState) {
    use_effect_with(state.dark, |dark| {
        if let Some(dark) = *dark {
            browser::show_theme(dark);
        }
    });
    use_effect_with(state.letter_keys, |on| {
        browser::remember(browser::LETTER_KEYS, if *on { "on" } else { "off" });
    });
}

/// The document is in the language of what it says, and its title is the question.
#[hook]
fn use_language(state: &AppState) {
    use_effect_with(state.text.language, |language| browser::show_language(language.tag()));
    use_effect_with(state.language, |language| {
        if let Some(language) = *language {
            browser::remember(browser::LANGUAGE, language.tag());
        }
    });
    use_effect_with(view::question::title(state), |title| browser::show_title(title));
}

/// What the gallery and the list of releases show is computed bit by bit, so that nothing stands still meanwhile.
#[hook]
fn use_work(state: &AppState, dispatch: &Callback<Action>) {
    let has_work = state.around.has_work(&state.shelf.gallery);
    let dispatch = dispatch.clone();
    use_effect(move || {
        let work = move || dispatch.emit(Action::Around(Choice::Worked));
        let soon = has_work.then(|| browser::soon(work));
        move || drop(soon)
    });
}

/// A press outside closes the popover that is open.
#[hook]
fn use_outside(open: bool, dispatch: &Callback<Action>) {
    use_effect_with((open, dispatch.clone()), |&(open, ref dispatch)| {
        let dispatch = dispatch.clone();
        let close = move || dispatch.emit(Action::Around(Choice::PressedOutside));
        let listener = open.then(|| browser::on_press_outside(close)).flatten();
        move || drop(listener)
    });
}

/// Whether the goal is reached; asked anew for each frame, not each drawing.
#[hook]
fn use_goal(state: &AppState) -> bool {
    let of = (Rc::as_ptr(&state.run), state.place.frame(), state.is_changed());
    *use_memo(of, |_| view::goal::is_reached(state))
}

/// What is wanted is fetched.
#[hook]
fn use_shelf(wanted: Option<File>, dispatch: &Callback<Action>) {
    use_effect_with((wanted, dispatch.clone()), |(wanted, dispatch)| {
        if let Some(file) = *wanted {
            let dispatch = dispatch.clone();
            browser::fetch(file, move |text| dispatch.emit(Action::FileArrived(file, text)));
        }
    });
}

/// The address follows the scenario, and the page the address where somebody else changes it.
#[hook]
fn use_address(state: &AppState, dispatch: &Callback<Action>) {
    let made_from = (
        RunIs(Rc::clone(&state.run)),
        (state.linked.moment, state.shelf.words.is_some(), state.share.secrets),
    );
    let address = use_memo(made_from, |_| state.address());
    use_effect_with((address, state.linked.waits()), |(address, waits)| {
        if let Some(letters) =
            address.as_ref().as_ref().filter(|_| !waits && !browser::is_embedded())
        {
            browser::show_fragment(letters);
        }
    });
    use_effect_with(dispatch.clone(), |dispatch| {
        let dispatch = dispatch.clone();
        let follow = move |letters: String| dispatch.emit(Action::LinkFollowed(letters.into()));
        let listener = browser::on_fragment(follow);
        move || drop(listener)
    });
}

/// What can be taken away, while that is shown.
#[hook]
fn use_share(state: &AppState, shape: Option<&Rc<Shape>>) -> Option<Rc<Made>> {
    let is_open = state.around.pop == Some(Pop::Share);
    let chosen = Share { done: None, ..state.share.clone() };
    let shape = shape.filter(|_| is_open).map(Rc::clone);
    let made_from = (
        is_open.then(|| (state.run.scenario.clone(), state.run.is_whole())),
        (state.linked.moment, state.shelf.words.is_some(), state.text.language),
        (chosen, shape.clone().map(Same)),
    );
    let make = |_: &_| is_open.then(|| Rc::new(make(state, &browser::site(), shape.as_deref())));
    Option::clone(&use_memo(made_from, make))
}

/// What was taken away is said for a while.
#[hook]
fn use_taken(done: Option<Item>, dispatch: &Callback<Action>) {
    use_effect_with((done, dispatch.clone()), |(done, dispatch)| {
        let dispatch = dispatch.clone();
        let passed = move || dispatch.emit(Action::Share(Sharing::TakenPassed));
        let timeout = done.map(|_| browser::after_seconds(3, passed));
        move || drop(timeout)
    });
}

/// The article around an embedded figure: what it asks, whether the figure is seen, and what it is told.
#[hook]
fn use_article(state: &AppState, dispatch: &Callback<Action>) {
    let is_embedded = state.embed.is_some();
    let greeted = use_state(|| false);
    use_effect_with((is_embedded, dispatch.clone(), greeted.setter()), |it| {
        let (is_embedded, dispatch, greeted) = it.clone();
        let seen = dispatch.clone();
        let hear = move |asked: Option<Embedding>| match asked {
            Some(asked) => dispatch.emit(Action::Embed(asked)),
            None => greeted.set(true),
        };
        let listener = is_embedded.then(|| browser::on_message(hear)).flatten();
        let see = move |it| seen.emit(Action::Embed(Embedding::Seen(it)));
        let watching = is_embedded.then(|| browser::on_seen(see)).flatten();
        move || drop((listener, watching))
    });
    let is_told = is_embedded && *greeted;
    let place = (state.place.at.as_millis(), state.place.frame().0);
    let is_settled = state.place.at >= state.run.history.ends_at;
    use_effect_with((is_told, place), move |&(is_told, (at, frame))| {
        if is_told {
            let kind = if is_settled { "settled" } else { "frame" };
            browser::tell_moment(kind, at, frame);
        }
    });
    let height = is_told.then_some((state.layout, place));
    use_effect_with(height, |height| {
        if height.is_some() {
            browser::tell_height();
        }
    });
}

/// A file that is dropped on the page is opened.
#[hook]
fn use_drop(dispatch: &Callback<Action>) {
    use_effect_with(dispatch.clone(), |dispatch| {
        let dispatch = dispatch.clone();
        let listeners =
            browser::on_drop(move |text| dispatch.emit(Action::Share(Sharing::FileOpened(text))));
        move || drop(listeners)
    });
}

/// Something that is the same as itself alone.
struct Same<T>(Rc<T>);

impl<T> PartialEq for Same<T> {
    fn eq(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.0, &other.0)
    }
}

/// What the timeline's geometry is made from; as long as it stays, so does the geometry.
struct MadeFrom {
    run: Rc<Run>,
    set: Option<SetId>,
    layout: Layout,
    axis: Stretch,
    text: &'static Text,
}

impl PartialEq for MadeFrom {
    fn eq(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.run, &other.run)
            && self.set == other.set
            && self.layout == other.layout
            && self.axis == other.axis
            && self.text == other.text
    }
}

/// The timeline's geometry: costly, and the same from frame to frame.
#[hook]
fn use_shape(state: &AppState) -> Option<Rc<Shape>> {
    let set = view::drawn(state).map(|drawn| drawn.history.id);
    let (layout, axis) = (state.layout, state.axis());
    let made_from =
        MadeFrom { run: Rc::clone(&state.run), set, layout, axis, text: view::text(state) };
    let shape = use_memo(made_from, |_| view::timeline::shape(state).map(Rc::new));
    Option::clone(&shape)
}
