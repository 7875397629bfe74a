//! Effects that follow from the state, as yew hooks.
//!
//! A hook draws nothing. It calls the browser and dispatches actions.

use std::rc::Rc;

use scenario::PlanSettings;
use yew::prelude::*;

use crate::browser;
use crate::part::Part;
use crate::state::later as later_state;
use crate::state::{
    Action, AppState, Choice, Comparing, Embedding, File, Focus, Item, Layout, Pasting, PlanStep,
    Pop, Run, Screen, Share, Sharing, Where, action_for,
};
use crate::view;
use crate::view::later;
use crate::view::share::Made;
use crate::view::timeline::Shape;

/// Tells `web/boot.js` when the page has been drawn.
#[hook]
pub fn use_started(is_drawn: bool) {
    use_effect_with(is_drawn, |&is_drawn| {
        if is_drawn {
            browser::has_started();
        }
    });
}

/// Dispatches passing time while the page plays.
#[hook]
pub fn use_time(playing: bool, dispatch: &Callback<Action>) {
    use_effect_with((playing, dispatch.clone()), |(playing, dispatch)| {
        let dispatch = dispatch.clone();
        let interval =
            playing.then(|| browser::every_frame(move |ms| dispatch.emit(Action::TimePassed(ms))));
        move || drop(interval)
    });
}

/// Dispatches keyboard shortcuts.
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

/// Moves the focus once the state is drawn that asks for it. Before, what is to have it may stand elsewhere: yew may draw a
/// task after the action.
#[hook]
pub fn use_focus(asked: (u32, Option<Focus>)) {
    use_effect_with(asked, |&(_, focus)| {
        if let Some(focus) = focus {
            browser::focus_soon(focus);
        }
    });
}

/// Scrolls to the focused row of the list of releases.
#[hook]
pub fn use_reached(row: Option<usize>) {
    use_effect_with(row, |row| {
        if let Some(row) = row {
            browser::show(&format!("#release-{row}"));
        }
    });
}

/// Dispatches the service's replies.
#[hook]
pub fn use_service(dispatch: &Callback<Action>) {
    use_effect_with(dispatch.clone(), |dispatch| {
        let dispatch = dispatch.clone();
        let hearing = browser::service::hear(move |it| {
            dispatch.emit(it.map_or(Action::ServiceLost, Action::Replied));
        });
        move || drop(hearing)
    });
}

/// Dispatches window sizes. Measures again when `shown` changes: whether there is a timeline, and whether it is the
/// figure's.
#[hook]
pub fn use_window(shown: (bool, bool), dispatch: &Callback<Action>) {
    use_effect_with((shown, dispatch.clone()), |(_, dispatch)| {
        let dispatch = dispatch.clone();
        let resized =
            browser::on_resize(move |layout: Layout| dispatch.emit(Action::Resized(layout)));
        move || drop(resized)
    });
}

/// Requests missing results for the gallery and the list of releases one by one, so that the page stays responsive.
#[hook]
pub fn use_work(state: &AppState, dispatch: &Callback<Action>) {
    // After a paste nothing is fetched.
    let has_pasted = state.around.screen == Screen::Yours && !state.yours.text.is_empty();
    let has_work = state.around.has_work(&state.shelf) && !state.exchange.is_lost && !has_pasted;
    let dispatch = dispatch.clone();
    use_effect(move || {
        let work = move || dispatch.emit(Action::Around(Choice::Worked));
        let soon = has_work.then(|| browser::soon(work));
        move || drop(soon)
    });
}

/// Fetches the film of a gallery card.
#[hook]
pub fn use_card(name: Option<&'static str>, dispatch: &Callback<Action>) {
    use_effect_with((name, dispatch.clone()), |&(name, ref dispatch)| {
        if let Some(name) = name {
            let dispatch = dispatch.clone();
            browser::fetch_film(name, move |film| dispatch.emit(Action::FilmArrived(name, film)));
        }
    });
}

/// Closes the open popover after a press outside it.
#[hook]
pub fn use_outside(open: bool, dispatch: &Callback<Action>) {
    use_effect_with((open, dispatch.clone()), |&(open, ref dispatch)| {
        let dispatch = dispatch.clone();
        let close = move || dispatch.emit(Action::Around(Choice::PressedOutside));
        let listener = open.then(|| browser::on_press_outside(close)).flatten();
        move || drop(listener)
    });
}

/// Fetches the wanted file.
#[hook]
pub fn use_shelf(wanted: Option<File>, dispatch: &Callback<Action>) {
    use_effect_with((wanted, dispatch.clone()), |(wanted, dispatch)| {
        if let Some(file) = *wanted {
            let dispatch = dispatch.clone();
            browser::fetch(file, move |text| dispatch.emit(Action::FileArrived(file, text)));
        }
    });
}

/// Returns what the address of a comparison depends on.
fn compared_in(
    state: &AppState,
) -> Option<([Same<Run>; 2], Option<rollout_engine::time::SimTime>)> {
    let compared = state.compared()?;
    let runs = compared.sides.each_ref().map(|side| Same(Rc::clone(&side.run)));
    Some((runs, state.linked.moment.map(|_| compared.at)))
}

/// Returns what is shared of a plan: its settings, how far its runs are, and how many of them are drawn.
fn planned_in(state: &AppState) -> Option<(PlanSettings, u32, u32, usize)> {
    let shown = state.plan.shown.as_deref().filter(|_| state.around.screen == Screen::Plan)?;
    let drawn = shown.watched.iter().filter(|watched| watched.run.is_some()).count();
    Some((state.plan_settings(), shown.number, shown.progress.0, drawn))
}

/// Sets the address from the scenario. Follows the address when a person changes it.
#[hook]
pub fn use_address(state: &AppState, dispatch: &Callback<Action>) -> Rc<Option<Rc<str>>> {
    let made_from = (
        (Same(Rc::clone(&state.run)), compared_in(state)),
        (state.around.screen == Screen::Plan).then(|| state.plan_settings()),
        (
            (state.linked.moment, state.shelf.words.is_some()),
            (state.share.secrets, state.share.keeps_names, state.share.left_out.clone()),
        ),
    );
    let address = use_memo(made_from, |_| state.address());
    let waits = state.waits_to_open();
    use_effect_with((Rc::clone(&address), waits), |(address, waits)| {
        if let Some(letters) =
            address.as_ref().as_ref().filter(|_| !waits && !browser::is_embedded())
        {
            browser::show_fragment(letters);
        }
    });
    use_effect_with(dispatch.clone(), |dispatch| {
        let dispatch = dispatch.clone();
        let follow = move |screen: Option<String>, letters: String| {
            match screen.as_deref() {
                Some("compare") => return dispatch.emit(Action::Compare(Comparing::Opened)),
                Some("plan") => return dispatch.emit(Action::Plan(PlanStep::Returned)),
                _ => {}
            }
            dispatch.emit(Action::Around(match screen.as_deref() {
                Some("gallery") => Choice::GalleryOpened,
                Some("yours") => Choice::YoursOpened,
                Some(_) => Choice::PagesOpened(None),
                None => Choice::Returned(letters.into(), browser::kept().map(Into::into)),
            }));
        };
        let listener = browser::on_returned(follow);
        move || drop(listener)
    });
    address
}

/// Removes the history entry of the gallery or the pages when a person leaves it without Back, or when it could not be
/// fetched.
#[hook]
pub fn use_screens(state: &AppState) {
    let run = use_mut_ref(|| Same(Rc::clone(&state.run)));
    let is_figure = state.around.screen == Screen::Figure;
    let here = Same(Rc::clone(&state.run));
    // It is entered when it is pressed, and shown once its file is here.
    let is_on_its_way = state.around.wish.is_some();
    use_effect_with((is_figure, here, is_on_its_way), move |(is_figure, here, is_on_its_way)| {
        let is_same = *run.borrow() == *here;
        *run.borrow_mut() = Same(Rc::clone(&here.0));
        if *is_figure && !is_on_its_way {
            browser::leave_screen(is_same);
        }
    });
}

/// Adds the history entry of an action, if it has one.
pub fn enter(action: &Action) {
    match action {
        Action::Around(Choice::GalleryOpened) => browser::push_entry(Some("gallery")),
        Action::Around(Choice::YoursOpened) => browser::push_entry(Some("yours")),
        Action::Around(Choice::PagesOpened(_)) => browser::push_entry(Some("pages")),
        Action::Compare(Comparing::Opened) => browser::push_entry(Some("compare")),
        Action::Plan(PlanStep::Opened) => browser::push_entry(Some("plan")),
        Action::Plan(PlanStep::RunOpened(_) | PlanStep::WayOpened) => browser::push_entry(None),
        // From the choice of one, the comparison takes the entry of the choice.
        Action::Compare(Comparing::With(_) | Comparing::WithDraft(_) | Comparing::WithoutLast)
            if browser::entry_screen().is_none() =>
        {
            browser::push_entry(None);
        }
        Action::Yours(Pasting::Shown)
        | Action::Around(
            Choice::ScenarioOpened(_) | Choice::ScenarioStepped(_) | Choice::CardFollowed(_),
        ) => browser::push_entry(None),
        _ => {}
    }
}

/// Saves the page's state for a reload, for Back and for a crash.
#[hook]
pub fn use_kept(state: &AppState, address: &Rc<Option<Rc<str>>>) {
    let at = (!state.playback.playing).then_some(state.place.at);
    let made_from = (
        (Same(Rc::clone(&state.run)), Rc::clone(address), state.half_done()),
        (state.playback.playing, at, state.share.secrets, state.share.keeps_names),
        browser::part::is_here(Part::Rest),
    );
    let kept = use_memo(made_from, |_| later_state::kept(state, Option::as_deref(address)));
    use_effect_with((kept, state.waits_to_open()), |(kept, waits)| {
        if !waits {
            browser::keep(Option::as_deref(kept));
        }
    });
}

/// Builds the items of the Share popover while it is open.
#[hook]
pub fn use_share(state: &AppState, shape: Option<&Rc<Shape>>) -> Option<Rc<Made>> {
    let is_open = state.around.pop == Some(Pop::Share) && state.run.is_read();
    let chosen = Share { done: None, ..state.share.clone() };
    let shape = shape.filter(|_| is_open).map(Rc::clone);
    let made_from = (
        is_open.then(|| (state.run.scenario.clone(), state.run.is_whole())),
        (state.linked.moment, state.shelf.words.is_some(), state.text.language),
        is_open.then(|| compared_in(state)),
        is_open.then(|| planned_in(state)).flatten(),
        (chosen, shape.clone().map(Same)),
    );
    let make =
        |_: &_| is_open.then(|| later::made(state, &browser::site(), shape.as_deref())).flatten();
    Option::clone(&use_memo(made_from, make))
}

/// Hides the confirmation of copying or saving after 3 s.
#[hook]
pub fn use_taken(done: Option<Item>, dispatch: &Callback<Action>) {
    use_effect_with((done, dispatch.clone()), |(done, dispatch)| {
        let dispatch = dispatch.clone();
        let passed = move || dispatch.emit(Action::Share(Sharing::TakenPassed));
        let timeout = done.map(|_| browser::after_seconds(3, passed));
        move || drop(timeout)
    });
}

/// Exchanges messages with the article around an embedded figure, and tracks whether the figure is in view.
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
    let compared = state.compared();
    let shown = compared.map_or(&state.place, |it| &it.sides[0].place);
    let at = compared.map_or(state.place.at, |it| it.at);
    let place = (at.as_millis(), shown.frame().0);
    let is_at_end = at >= compared.map_or(state.run.history.ends_at, |it| it.axis.to);
    let is_settled = is_at_end && (compared.is_some() || state.run.is_whole());
    use_effect_with((is_told, place, is_settled), |&(is_told, (at, frame), is_settled)| {
        if is_told {
            let kind = if is_settled { "settled" } else { "frame" };
            browser::tell_moment(kind, at, frame);
        }
    });
    let is_missing = view::embed::missing(state).is_some();
    let is_unreadable = is_told && (is_missing || state.linked.unreadable.is_some());
    let was_unreadable = use_mut_ref(|| false);
    use_effect_with(is_unreadable, move |&is_unreadable| {
        if was_unreadable.replace(is_unreadable) != is_unreadable {
            browser::tell_unreadable(is_unreadable);
        }
    });
    let waits = state.waits_to_open() && !is_missing;
    let height =
        (is_told && !waits).then_some((state.layout, place, is_unreadable, state.text.language));
    use_effect_with(height, |height| {
        if height.is_some() {
            browser::tell_height();
        }
    });
}

/// Shows the question of the scenario that is on its way, while nothing else is shown.
#[hook]
pub fn use_question(state: &AppState) {
    let question = if state.is_blank { view::question::coming(state) } else { None };
    use_effect_with(question, |question| {
        if let Some(question) = question {
            browser::ask(question);
        }
    });
}

/// Opens a file that is dropped on the page, or a text that is pasted on it.
#[hook]
pub fn use_brought(dispatch: &Callback<Action>) {
    use_effect_with(dispatch.clone(), |dispatch| {
        let dispatch = dispatch.clone();
        let bring = move |brought: Sharing| {
            dispatch.emit(Action::Yours(Pasting::ClockRead(browser::clock().into())));
            dispatch.emit(Action::Share(brought));
        };
        let dropped = bring.clone();
        let drops = browser::on_drop(move |file| dropped(Sharing::FileOpened(file)));
        let pastes = browser::on_paste(move |text| bring(Sharing::TextPasted(text.into())));
        move || drop((drops, pastes))
    });
}

/// Value compared by identity.
pub struct Same<T>(pub Rc<T>);

impl<T> PartialEq for Same<T> {
    fn eq(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.0, &other.0)
    }
}
