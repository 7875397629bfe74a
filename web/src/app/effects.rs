//! The effects that follow the state: what the browser is asked to do because of what is shown, each as a hook.
//!
//! What the page shows is none of their business; they dispatch, or leave the state alone.

use std::rc::Rc;

use rollout_engine::cluster::SetId;
use yew::prelude::*;

use crate::browser;
use crate::state::{
    Action, AppState, Choice, Embedding, File, Grown, Item, Layout, Pop, Run, Share, Sharing,
    Stretch, Tab, Where, action_for,
};
use crate::text::Text;
use crate::view;
use crate::view::manifest::Reading;
use crate::view::share::{Made, make};
use crate::view::timeline::Shape;

/// Time passes while it is asked to.
#[hook]
pub fn use_time(playing: bool, dispatch: &Callback<Action>) {
    use_effect_with((playing, dispatch.clone()), |(playing, dispatch)| {
        let dispatch = dispatch.clone();
        let interval =
            playing.then(|| browser::every_frame(move |ms| dispatch.emit(Action::TimePassed(ms))));
        move || drop(interval)
    });
}

/// Keys that belong to nothing in particular.
#[hook]
pub fn use_keys(letter_keys: bool, dispatch: &Callback<Action>) {
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

/// The row of the list of releases that the keys have reached is in view.
#[hook]
pub fn use_reached(row: Option<usize>) {
    use_effect_with(row, |row| {
        if let Some(row) = row {
            browser::show(&format!("#release-{row}"));
        }
    });
}

/// A long run is worked out in slices, one in each of the browser's frames, and shown whenever there is twice as much of it.
#[hook]
pub fn use_slices(run: &Rc<Run>, dispatch: &Callback<Action>) {
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
pub fn use_window(is_figure: bool, dispatch: &Callback<Action>) {
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
pub fn use_preferences(state: &AppState) {
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
pub fn use_language(state: &AppState) {
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
pub fn use_work(state: &AppState, dispatch: &Callback<Action>) {
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
pub fn use_outside(open: bool, dispatch: &Callback<Action>) {
    use_effect_with((open, dispatch.clone()), |&(open, ref dispatch)| {
        let dispatch = dispatch.clone();
        let close = move || dispatch.emit(Action::Around(Choice::PressedOutside));
        let listener = open.then(|| browser::on_press_outside(close)).flatten();
        move || drop(listener)
    });
}

/// Whether the goal is reached; asked anew for each frame, not each drawing.
#[hook]
pub fn use_goal(state: &AppState) -> bool {
    let of = (Rc::as_ptr(&state.run), state.place.frame(), state.is_changed());
    *use_memo(of, |_| view::goal::is_reached(state))
}

/// What is wanted is fetched.
#[hook]
pub fn use_shelf(wanted: Option<File>, dispatch: &Callback<Action>) {
    use_effect_with((wanted, dispatch.clone()), |(wanted, dispatch)| {
        if let Some(file) = *wanted {
            let dispatch = dispatch.clone();
            browser::fetch(file, move |text| dispatch.emit(Action::FileArrived(file, text)));
        }
    });
}

/// The address follows the scenario, and the page the address where somebody else changes it.
#[hook]
pub fn use_address(state: &AppState, dispatch: &Callback<Action>) -> Rc<Option<Rc<str>>> {
    let made_from = (
        RunIs(Rc::clone(&state.run)),
        (
            (state.linked.moment, state.shelf.words.is_some()),
            (state.share.secrets, state.share.left_out.clone()),
        ),
    );
    let address = use_memo(made_from, |_| state.address());
    use_effect_with((Rc::clone(&address), state.linked.waits()), |(address, waits)| {
        if let Some(letters) =
            address.as_ref().as_ref().filter(|_| !waits && !browser::is_embedded())
        {
            browser::show_fragment(letters);
        }
    });
    use_effect_with(dispatch.clone(), |dispatch| {
        let dispatch = dispatch.clone();
        let follow = move |letters: String| {
            dispatch.emit(match browser::kept() {
                Some(kept) => Action::KeptFound(kept.into()),
                None => Action::LinkFollowed(letters.into()),
            });
        };
        let listener = browser::on_fragment(follow);
        move || drop(listener)
    });
    address
}

/// What stands on the page is kept for a reload, for Back and for a program that stops.
#[hook]
pub fn use_kept(state: &AppState, address: &Rc<Option<Rc<str>>>) {
    let at = (!state.playback.playing).then_some(state.place.at);
    let made_from = (
        (RunIs(Rc::clone(&state.run)), Rc::clone(address), state.half_done()),
        (state.playback.playing, at, state.share.secrets),
    );
    let kept = use_memo(made_from, |_| {
        let holds = |letters: &Rc<str>| !letters.is_empty() || !state.is_changed();
        let is_held = Option::as_ref(address).is_some_and(holds)
            && (state.linked.is_followed(&state.run.scenario)
                || state.in_link() == state.run.scenario);
        state.kept(is_held)
    });
    use_effect_with(kept, |kept| browser::keep(Option::as_deref(kept)));
}

/// What can be taken away, while that is shown.
#[hook]
pub fn use_share(state: &AppState, shape: Option<&Rc<Shape>>) -> Option<Rc<Made>> {
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
pub fn use_taken(done: Option<Item>, dispatch: &Callback<Action>) {
    use_effect_with((done, dispatch.clone()), |(done, dispatch)| {
        let dispatch = dispatch.clone();
        let passed = move || dispatch.emit(Action::Share(Sharing::TakenPassed));
        let timeout = done.map(|_| browser::after_seconds(3, passed));
        move || drop(timeout)
    });
}

/// The article around an embedded figure: what it asks, whether the figure is seen, and what it is told.
#[hook]
pub fn use_article(state: &AppState, dispatch: &Callback<Action>) {
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
pub fn use_drop(dispatch: &Callback<Action>) {
    use_effect_with(dispatch.clone(), |dispatch| {
        let dispatch = dispatch.clone();
        let listeners =
            browser::on_drop(move |file| dispatch.emit(Action::Share(Sharing::FileOpened(file))));
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
pub fn use_shape(state: &AppState) -> Option<Rc<Shape>> {
    let set = view::drawn(state).map(|drawn| drawn.history.id);
    let (layout, axis) = (state.layout, state.axis());
    let made_from =
        MadeFrom { run: Rc::clone(&state.run), set, layout, axis, text: view::text(state) };
    let shape = use_memo(made_from, |_| view::timeline::shape(state).map(Rc::new));
    Option::clone(&shape)
}

/// The text of the manifest as it is read, while it is shown: a long one takes longer to read than a frame lasts.
#[hook]
pub fn use_reading(state: &AppState) -> Option<Rc<Reading>> {
    let is_shown = state.tools.tab == Tab::Manifest;
    let made_from =
        is_shown.then(|| (view::manifest::source(state), Rc::clone(&state.run.scenario.release)));
    let reading =
        use_memo(made_from, |made_from| made_from.is_some().then(|| Rc::new(Reading::of(state))));
    Option::clone(&reading)
}
