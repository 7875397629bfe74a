//! The program: one state, one reducer, and the effects that follow an action.
//!
//! Everything below it gets a part of a view and the dispatch. What the browser has to do (the focus, the theme, time) is
//! asked of [`crate::browser`] here and nowhere else.

use std::rc::Rc;

use rollout_engine::cluster::SetId;
use yew::prelude::*;

use crate::browser;
use crate::components::{
    Manifest, Page, Terminal, change, faults, figure, gallery, objects, own, pages, tools, top,
    unavailable,
};
use crate::state::{
    Action, AppState, Choice, File, Focus, Grown, Layout, Run, Screen, Stretch, Tab, Where,
    action_for, update,
};
use crate::text::Language;
use crate::view;
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
    use_slices(&state.run, &dispatch);
    use_keys(state.letter_keys, &dispatch);
    use_window(is_figure, &dispatch);
    use_preferences(state);
    use_language(state);
    use_shelf(state.shelf.wanted, &dispatch);
    use_work(state, &dispatch);
    use_outside(state.around.pop.is_some(), &dispatch);
    let reached = use_goal(state);
    let shape = use_shape(state);
    let page = Page::new(view::text(state), dispatch).adjusting(view::controls::in_place(state));
    let sheet = state.tools.sheet.then_some("has-sheet");
    html! {
        <ContextProvider<Page> context={page.clone()}>
            { top(&page, &view::top::view(state), is_dark(state)) }
            { match state.around.screen {
                Screen::Figure => html! {
                    <main class={classes!("page", sheet)}>
                        { figure(&page, state, shape.as_ref(), is_dark(state), reached) }
                        { tools(&page, &view::tabs(state), tool(&page, state)) }
                    </main>
                },
                Screen::Gallery => gallery(&page, &view::gallery::view(state)),
                Screen::Pages(heading) => pages(&page, &view::pages::view(state), heading),
            } }
        </ContextProvider<Page>>
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
    let mut state = AppState::open(scenario::opening(), browser::wants_less_motion());
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
        Action::PodsCrossed(_) => Some(Focus::Pods),
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

/// What the timeline's geometry is made from; as long as it stays, so does the geometry.
struct MadeFrom {
    run: Rc<Run>,
    set: Option<SetId>,
    layout: Layout,
    axis: Stretch,
}

impl PartialEq for MadeFrom {
    fn eq(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.run, &other.run)
            && self.set == other.set
            && self.layout == other.layout
            && self.axis == other.axis
    }
}

/// The timeline's geometry: costly, and the same from frame to frame.
#[hook]
fn use_shape(state: &AppState) -> Option<Rc<Shape>> {
    let set = view::drawn(state).map(|drawn| drawn.history.id);
    let (layout, axis) = (state.layout, state.axis());
    let made_from = MadeFrom { run: Rc::clone(&state.run), set, layout, axis };
    let shape = use_memo(made_from, |_| view::timeline::shape(state).map(Rc::new));
    Option::clone(&shape)
}
