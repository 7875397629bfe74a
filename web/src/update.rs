//! The reducer: computes the next state from the current one and an action. It knows the view, because the meaning of
//! a key or an arrow depends on what is on display. It knows no browser and has no effects.
//!
//! Time, a typed line and a person's hand move the cursor. A typed line becomes a line of the script at the cursor, and
//! the service runs the scenario again. Everything before that line stays the same.

mod answered;
mod answers;
mod around;
mod change;
mod compare;
mod cursor;
mod embed;
mod exchange;
mod files;
mod gallery;
mod kept;
mod languages;
pub mod later;
mod linked;
pub mod links;
mod outlook;
mod parts;
mod plan;
mod prompting;
mod reading;
mod releases;
mod share;
mod tools;
mod using;
mod voice;
mod yours;

use std::rc::Rc;

use rollout_engine::time::SimTime;
use scenario::Scenario;
use scenario::protocol::{Edit, Question, Request};

use crate::state::{
    Action, AfterReading, AppState, By, Change, Choice, Control, Direction, Entered, File,
    OnAnswer, Opening, Place, PlanStep, PromptKey, Reading, Run, Tools, Way,
};
use crate::view::{controls, manifest, question, terminals};
use cursor::{play_pressed, put, time_passed};
pub use parts::waits_for;
use prompting::prompted;
use using::tool_used;

/// Returns whether a link is that of the film that the page opened with, without settings that change its scenario.
pub fn is_of_film(state: &AppState, letters: &str) -> bool {
    linked::filmed(state, &letters.into()).is_some()
}

/// Returns the next state and the requests to send to the service.
#[must_use]
pub fn update(state: AppState, action: Action) -> (AppState, Vec<Request>) {
    let by_itself = matches!(
        action,
        Action::TimePassed(_)
            | Action::Replied(_)
            | Action::ServiceLost
            | Action::Plan(PlanStep::Sampled(..))
            | Action::Resized(_)
            | Action::SystemThemed { .. }
            | Action::FileArrived(..)
            | Action::FilmArrived(..)
            | Action::PartChanged(_)
            | Action::Around(Choice::Worked)
    );
    let mut state = react(state, action);
    if !by_itself {
        links::try_again(&mut state);
        later::try_service_again(&mut state);
    }
    if !state.exchange.is_lost {
        later::ask_what_is_shown(&mut state);
    }
    let wishes = state.exchange.take_wishes();
    (state, wishes)
}

fn react(state: AppState, action: Action) -> AppState {
    let (was_at, was_at_frame) = (state.place.at, state.place.frame());
    let passed = if let Action::TimePassed(ms) = action { Some(ms) } else { None };
    let mut state = after(state, action);
    later::go_on(&mut state);
    state.follow(was_at);
    match passed {
        Some(ms) => state.speak_in_time(ms),
        None if state.place.frame() != was_at_frame => state.speak(),
        None => {}
    }
    state.rest_at_end();
    state.note_answer(passed.map(|_| was_at));
    state.forget_unreadable();
    let is_on_its_way = state.waits_to_open() && !state.exchange.is_lost && !state.linked.is_missed;
    state.is_blank &= is_on_its_way;
    // Passing time changes no link, and writing one costs more than the rest of a frame.
    if passed.is_none() {
        state.want_words();
    }
    state
}

fn after(mut state: AppState, action: Action) -> AppState {
    if compare::takes(&state, &action) {
        return later::moved_pair(state, &action);
    }
    if plan::holds(&state, &action) {
        return state;
    }
    compare::stand(&mut state);
    match action {
        Action::TimePassed(ms) => return time_passed(state, ms),
        Action::PlayPressed => return play_pressed(state),
        Action::Stepped(_)
        | Action::ChangeSought(_)
        | Action::CursorMoved(_)
        | Action::CursorNudged(_)
        | Action::AxisPointedAt { .. }
        | Action::StallSought
        | Action::WentHome
        | Action::WentToEnd => return put(state, &action),
        Action::ZoomedIn => state.zoom_in(),
        Action::ZoomedOut => state.zoom = None,
        Action::StretchMarked { x, width } => state.mark(x, width),
        Action::StretchTaken => state.take_marked(),
        Action::SpeedChosen(speed) => state.playback.speed = speed,
        Action::SpeedStepped(direction) => {
            state.playback.speed = state.playback.neighbour(direction == Direction::Forward);
        }
        Action::MotionReduced(reduced) => {
            state.playback.reduced_motion = reduced;
            state.playback.playing &= !reduced;
        }
        Action::Replied(replies) => return replies.into_iter().fold(state, links::replied),
        Action::ServiceLost => state.lose_service(),
        Action::FilmFollowed(letters) => return linked::follow_film(state, &letters),
        Action::Resized(layout) => state.layout = layout,
        Action::SystemThemed { dark } => state.is_system_dark = dark,
        Action::FileArrived(File::Chinese, content) => {
            let state = languages::chinese_arrived(state, content.as_deref());
            return links::arrived(state, File::Chinese);
        }
        Action::FileArrived(file, content) => {
            return links::file_arrived(state, file, content.as_deref());
        }
        Action::LinkFollowed(letters) => return links::follow(state, &letters),
        Action::Embed(step) => return embed::take(state, step),
        Action::PartChanged(part) => state.part = part,
        // A field is drawn with its state's text, so no letter waits.
        Action::Prompted(terminal, PromptKey::Edited(text))
            if state.drafts.prompt(terminal).list.is_none() =>
        {
            state.drafts.prompt_mut(terminal).edit(text);
        }
        other => return later::changed(state, other),
    }
    state
}

/// Handles actions that change the scenario: typed, removed or undone lines, and opened scenarios.
fn script_changed(state: AppState, action: Action) -> AppState {
    match action {
        Action::Prompted(terminal, key) => prompted(state, terminal, key),
        Action::LineTyped(line) => line_typed(state, &line),
        Action::LineRemoved(line) => change::ask(state, Change::Script(Edit::Cut(line))),
        Action::LaterLinesDropped => later_lines_dropped(state),
        Action::ControlEntered(control) => control_entered(state, control),
        Action::ManifestApplied => manifest_applied(state),
        Action::BegunAnew => reading::once_read(state, AfterReading::BeginAnew),
        Action::Undone => change::ask(state, Change::Go(Way::Undo)),
        Action::Redone => change::ask(state, Change::Go(Way::Redo)),
        Action::StartedOver => change::ask(state, Change::StartOver),
        Action::FilmArrived(name, film) => gallery::filmed(state, name, film.as_deref()),
        Action::Reopened(text) => kept::bring_back(state, &text, true),
        other => page_changed(state, other),
    }
}

/// Handles actions on the look of the page and everything around the figure.
fn page_changed(mut state: AppState, action: Action) -> AppState {
    match action {
        Action::ThemeSwitched { dark } => state.dark = Some(dark),
        Action::Around(step) => return around::take(state, step),
        Action::LanguageChosen(language) => return languages::chosen(state, language),
        Action::Share(step) => return share::take(state, step),
        Action::Yours(step) => return yours::take(state, step),
        Action::Compare(step) => return compare::take(state, step),
        Action::Plan(step) => return plan::take(state, step),
        Action::LetterKeysSwitched => state.letter_keys = !state.letter_keys,
        tool => return tool_used(state, tool),
    }
    state
}

pub(super) fn line_typed(state: AppState, line: &str) -> AppState {
    lines_typed(state, &[line])
}

/// Enters a control's lines in the first free terminal.
fn lines_typed(mut state: AppState, lines: &[&str]) -> AppState {
    (state.drafts.control, state.tools.menu, state.tools.adjusting) = (None, None, None);
    lines.iter().filter(|line| !line.contains('\n')).for_each(|line| state.drafts.note(line));
    enter_first_free(state, lines, Entered::Typed)
}

fn enter_first_free(state: AppState, lines: &[&str], then: Entered) -> AppState {
    let terminal = terminals::first_free(&state);
    enter(state, terminal, lines, then)
}

/// Enters a control's draft. Without a draft there is nothing to type, so the control only opens. If the API refuses,
/// the draft stays with the message.
fn control_entered(state: AppState, control: Control) -> AppState {
    if state.drafts.control.as_ref().is_none_or(|(drafted, _)| *drafted != control) {
        return tool_used(state, Action::ControlAsked(control));
    }
    let mut state = state;
    let live = manifest::live_object(&state).filter(|_| control == Control::PodManagementPolicy);
    let Some((_, object)) = live else { return control_typed(state, control, None) };
    let question = Question::Writes(format!("kubectl get {object} -o yaml"));
    state.ask_once(question, OnAnswer::Control(control));
    state
}

/// Enters a control's lines. `live` is the live object as somebody would write it, for the control that needs it.
pub(super) fn control_typed(mut state: AppState, control: Control, live: Option<&str>) -> AppState {
    let lines = controls::typed(&state, control, live);
    // An assumed time in the figure's sentence is about the whole rollout.
    let is_assumed = state.tools.adjusting == Some(control);
    if control.is_setting() && (state.tools.from_beginning || is_assumed) {
        return set_from_beginning(state, lines);
    }
    let kept = (state.drafts.control.clone(), state.tools.adjusting);
    state.tools.menu = None;
    let lines: Vec<&str> = lines.iter().map(String::as_str).collect();
    lines.iter().filter(|line| !line.contains('\n')).for_each(|line| state.drafts.note(line));
    enter_first_free(state, &lines, Entered::Control(kept.0, kept.1))
}

/// Adds a control's lines where the script begins.
fn set_from_beginning(mut state: AppState, lines: Vec<String>) -> AppState {
    let texts: Vec<&str> = lines.iter().map(String::as_str).collect();
    let refused = Scenario::default().with_settings(&texts).err();
    state.drafts.refused = refused.map(Into::into);
    if state.drafts.refused.is_some() {
        return state;
    }
    (state.drafts.control, state.tools.adjusting) = (None, None);
    change::ask(state, Change::Settings(lines))
}

/// Drops the scenario's own lines after the last typed line.
fn later_lines_dropped(state: AppState) -> AppState {
    match question::last_typed_at(&state) {
        Some(from) => change::ask(state, Change::Script(Edit::DropLater(from))),
        None => state,
    }
}

/// Enters the file and `kubectl apply`. Invalid documents do not prevent it: kubectl applies the others.
fn manifest_applied(state: AppState) -> AppState {
    let (text, name) = (manifest::source(&state), manifest::file_name(&state));
    let (file, apply) = (manifest::file_line(&name, &text), format!("kubectl apply -f {name}"));
    enter_first_free(state, &[&file, &apply], Entered::Manifest(text))
}

/// Opens a new scenario that only applies the manifest, at the beginning. The release and other choices stay.
fn begun_anew(state: AppState, reading: &Reading) -> AppState {
    if reading.text.trim().is_empty() {
        return state;
    }
    let lines = manifest::anew(&state, reading);
    let lines: Vec<&str> = lines.iter().map(String::as_str).collect();
    let release = Rc::clone(&state.run.scenario.release);
    let until = SimTime::ZERO;
    let scenario = Scenario::of_lines(release, until, &lines);
    let by = By::Anew(Rc::clone(&reading.text));
    change::ask(state, Change::Open(Box::new(Opening { scenario, until, by })))
}

/// Opens another scenario in place of this one. Preferences stay, and undo restores the old scenario.
pub(super) fn opened(mut state: AppState, run: Rc<Run>) -> AppState {
    state.open_in_place(run);
    let fresh = AppState::open(Rc::clone(&state.run), state.playback.reduced_motion);
    let tools = Tools { tab: state.tools.tab, sheet: state.tools.sheet, ..Tools::default() };
    AppState {
        undo: state.undo,
        layout: state.layout,
        dark: state.dark,
        is_system_dark: state.is_system_dark,
        language: state.language,
        text: state.text,
        answered: state.answered,
        shelf: state.shelf,
        linked: state.linked,
        embed: state.embed,
        letter_keys: state.letter_keys,
        yours: state.yours,
        compare: state.compare,
        plan: state.plan,
        drafts: state.drafts.of_lines(),
        exchange: state.exchange,
        tools,
        ..fresh
    }
}

/// Cleans up after undo, redo or *Start over*: what was said and opened is about another object.
pub(super) fn returned(state: &mut AppState) {
    (state.drafts.refusal, state.tools.menu) = (None, None);
    state.tools.opened = 0;
    state.tools.terminal = state.tools.terminal.min(terminals::count(state) - 1);
}

/// Enters lines at the cursor. A `: release` line is not added to the script: it sets the release of the whole
/// scenario.
pub(super) fn enter(state: AppState, terminal: u16, lines: &[&str], then: Entered) -> AppState {
    if let Some(name) = lines.first().and_then(|line| releases::named(line)) {
        return releases::choose_named(state, name);
    }
    let lines = lines.iter().map(|&line| line.to_owned()).collect();
    change::ask(state, Change::Enter { terminal, lines, then })
}

/// Shows the run with the entered lines. Starts playback if the line has to wait, or if the cursor was at the end.
/// Under reduced motion, moves the cursor to the end of the command that it would wait for.
pub(super) fn entered(
    mut state: AppState,
    run: Rc<Run>,
    (at, terminal, shown, rested): (SimTime, u16, u16, bool),
    then: Entered,
) -> AppState {
    state.change(run);
    state.tools.terminal = terminal;
    state.tools.opened = shown.saturating_sub(terminals::known(&state));
    state.place = Place::at_time(&state.run, at);
    state.playback.scrubbed = false;
    let waits = terminals::is_busy(&state, terminal);
    if state.playback.reduced_motion {
        if let Some(exited) = terminals::exit_of_last(&state, terminal).filter(|_| waits) {
            state.place = Place::at_frame(&state.run, exited);
        }
    } else if waits || rested {
        state.playback.start();
    }
    after_entered(state, terminal, then)
}

fn after_entered(mut state: AppState, terminal: u16, then: Entered) -> AppState {
    match then {
        Entered::Typed => {}
        Entered::Prompt(is_beside, open) => {
            if is_beside {
                state.tools.beside = std::mem::replace(&mut state.tools.terminal, open);
            }
            prompting::edit(&mut state, terminal);
        }
        Entered::Control(drafted, adjusting) => {
            state.drafts.refused = terminals::refusal(&state, terminal);
            // A value chosen in the meantime stays.
            let is_left = state.drafts.control == drafted && state.tools.adjusting == adjusting;
            if state.drafts.refused.is_none() && is_left {
                (state.drafts.control, state.tools.adjusting) = (None, None);
            }
        }
        // A text written in the meantime stays.
        Entered::Manifest(text) if state.drafts.manifest.as_ref().is_none_or(|it| *it == text) => {
            state.drafts.refusal = terminals::refusal(&state, terminal);
            match state.drafts.refusal {
                None => state.drafts.leave_manifest(),
                Some(_) => state.drafts.manifest = Some(text),
            }
        }
        Entered::Manifest(text) => {
            let written = manifest::source(&state);
            if terminals::refusal(&state, terminal).is_none() {
                state.drafts.brought = manifest::is_brought(&state, &text, &written);
            }
        }
    }
    state
}

#[cfg(test)]
pub mod driven;
#[cfg(test)]
mod tests;
