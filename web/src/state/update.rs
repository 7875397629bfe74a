//! The reducer: the next state from this one and what happened.
//!
//! Time and lines are the two things that move the cursor. A line is a line of the script at the cursor; the trace is
//! computed again and what was before the line comes out the same.

use std::rc::Rc;

use rollout_engine::time::SimTime;
use rollout_engine::trace::FrameIndex;
use scenario::Scenario;

use super::prompting::prompted;
use super::using::tool_used;
use super::{
    Action, AppState, Control, Direction, Place, Run, Tools, Way, around, awaited, embed, kept,
    languages, linked, releases, share,
};
use crate::view::{controls, manifest, question, terminals, transport};

/// The next state.
#[must_use]
pub fn update(mut state: AppState, action: Action) -> AppState {
    match state.awaited.take() {
        Some(awaited) => awaited::go_on(state, awaited, action),
        None => awaited::attempt(state, action),
    }
}

/// The next state, its run known as far as can be without keeping a person waiting.
pub(super) fn react(state: AppState, action: Action) -> AppState {
    let (was_at, was_at_frame) = (state.place.at, state.place.frame());
    let passed = if let Action::TimePassed(ms) = action { Some(ms) } else { None };
    let mut state = after(state, action);
    state.follow(was_at);
    match passed {
        Some(ms) => state.speak_in_time(ms),
        None if state.place.frame() != was_at_frame => state.speak(),
        None => {}
    }
    state.rest_at_end();
    state.forget_unreadable();
    // Time alone changes no link, and to write one costs more than all the rest of a frame.
    if passed.is_none() {
        state.want_words();
    }
    state
}

fn after(mut state: AppState, action: Action) -> AppState {
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
        Action::RunGrew(news) => {
            if !state.foresee(&news) {
                state.grow(news);
            }
        }
        other => return script_changed(state, other),
    }
    state
}

/// A line was typed or taken back, by whatever way, or another scenario is wanted.
fn script_changed(state: AppState, action: Action) -> AppState {
    match action {
        Action::Prompted(terminal, key) => prompted(state, terminal, key),
        Action::LineTyped(line) => line_typed(state, &line),
        Action::LineRemoved(line) => {
            let scenario = state.run.scenario.without_line(line);
            with_script(state, scenario)
        }
        Action::LaterLinesDropped => later_lines_dropped(state),
        Action::ControlEntered(control) => control_entered(state, control),
        Action::ManifestApplied => manifest_applied(state),
        Action::BegunAnew => begun_anew(state),
        Action::Undone | Action::Redone | Action::StartedOver => returned(state, &action),
        Action::LinkFollowed(letters) => linked::follow(state, &letters),
        Action::KeptFound(text) => kept::bring_back(state, &text),
        other => page_changed(state, other),
    }
}

/// How the page looks and what stands around the figure.
fn page_changed(mut state: AppState, action: Action) -> AppState {
    match action {
        Action::Resized(layout) => state.layout = layout,
        Action::ThemeSwitched { dark } => state.dark = Some(dark),
        Action::Around(step) => return around::take(state, step),
        Action::LanguageChosen(language) => return languages::chosen(state, language),
        Action::FileArrived(file, content) => {
            let state = languages::arrived(state, file, content.as_deref());
            return linked::arrived(state, file);
        }
        Action::Embed(step) => return embed::take(state, step),
        Action::Share(step) => return share::take(state, step),
        Action::LetterKeysSwitched => state.letter_keys = !state.letter_keys,
        tool => return tool_used(state, tool),
    }
    state
}

fn time_passed(mut state: AppState, ms: u32) -> AppState {
    if !state.playback.playing {
        return state;
    }
    if state.playback.reduced_motion {
        if state.playback.change_is_due(ms) {
            let next = state.run.trace.rollout.next_change(state.place.frame());
            let next =
                next.filter(|&next| state.run.trace.rollout.at(next) <= state.run.history.ends_at);
            match next {
                Some(next) => state.place = Place::at_frame(&state.run, next),
                None => state.place = state.place.later(&state.run, SimTime::MAX),
            }
        }
    } else {
        let later = state.place.at.as_millis().saturating_add(state.playback.simulated_ms(ms));
        state.place = state.place.later(&state.run, SimTime::from_millis(later));
    }
    // Where the end is not known yet, time waits for it.
    if state.run.is_whole() && state.place.at >= state.run.history.ends_at {
        state.playback.stop();
    }
    state
}

pub(super) fn play_pressed(mut state: AppState) -> AppState {
    state.playback.scrubbed = false;
    if state.playback.playing {
        state.playback.stop();
        return state;
    }
    if state.run.is_whole() && state.place.at >= state.run.history.ends_at {
        state.place = Place::at_frame(&state.run, state.run.trace.begins);
    }
    state.playback.start();
    state
}

/// The cursor is put somewhere by hand. Playing goes on from there, but stepping rests.
fn put(mut state: AppState, action: &Action) -> AppState {
    let run = Rc::clone(&state.run);
    let (rollout, here) = (&run.trace.rollout, state.place.frame());
    let moved =
        |ms: i64| Place::at_time(&run, SimTime::from_millis(state.place.at.as_millis() + ms));
    state.place = match *action {
        Action::Stepped(direction) => Place::at_frame(&run, step(&state, direction)),
        Action::ChangeSought(Direction::Forward) => match rollout.next_change(here) {
            Some(next) if rollout.at(next) <= run.history.ends_at => Place::at_frame(&run, next),
            _ => Place::at_time(&run, run.history.ends_at),
        },
        Action::ChangeSought(Direction::Back) => {
            Place::at_frame(&run, rollout.previous_change(here).unwrap_or(run.trace.begins))
        }
        Action::CursorMoved(at) => Place::at_time(&run, at),
        Action::CursorNudged(ms) => moved(ms),
        Action::AxisPointedAt { x, width } => Place::at_time(&run, state.pointed_at(x, width)),
        Action::StallSought => match transport::next_stall(&state) {
            Some(stall) => Place::at_time(&run, stall),
            None => return state,
        },
        Action::WentHome => Place::at_frame(&run, run.trace.begins),
        _ => Place::at_time(&run, run.history.ends_at),
    };
    if matches!(action, Action::Stepped(_) | Action::ChangeSought(_) | Action::StallSought) {
        state.playback.stop();
    }
    state.playback.scrubbed = true;
    state
}

fn step(state: &AppState, direction: Direction) -> FrameIndex {
    let here = state.place.frame();
    let last = state.run.trace.rollout.frame_at(state.run.history.ends_at);
    match direction {
        Direction::Forward => FrameIndex(here.0 + 1).min(last),
        Direction::Back => FrameIndex(here.0.saturating_sub(1)),
    }
}

pub(super) fn line_typed(state: AppState, line: &str) -> AppState {
    lines_typed(state, &[line])
}

/// What a control types goes to the first terminal that is free.
fn lines_typed(mut state: AppState, lines: &[&str]) -> AppState {
    (state.drafts.control, state.tools.menu, state.tools.adjusting) = (None, None, None);
    lines.iter().filter(|line| !line.contains('\n')).for_each(|line| state.drafts.note(line));
    let terminal = terminals::first_free(&state);
    enter(state, terminal, lines)
}

/// A control that shows what the cluster has types nothing: it is only shown. What the API refuses stays in the control, with
/// its message.
fn control_entered(state: AppState, control: Control) -> AppState {
    if state.drafts.control.as_ref().is_none_or(|(drafted, _)| *drafted != control) {
        return tool_used(state, Action::ControlAsked(control));
    }
    let lines = controls::typed(&state, control);
    let kept = (state.drafts.control.clone(), state.tools.adjusting);
    let mut state = lines_typed(state, &lines.iter().map(String::as_str).collect::<Vec<_>>());
    state.drafts.refused = terminals::refusal(&state, state.tools.terminal);
    if state.drafts.refused.is_some() {
        (state.drafts.control, state.tools.adjusting) = kept;
    }
    state
}

/// What follows the last typed line goes as well, if the scenario itself has it.
fn later_lines_dropped(state: AppState) -> AppState {
    let Some(from) = question::last_typed_at(&state) else { return state };
    let scenario = state.run.scenario.without_later_lines(&state.run.trace, from);
    with_script(state, scenario)
}

/// The script with fewer lines; the cursor stays where it is.
fn with_script(mut state: AppState, scenario: Scenario) -> AppState {
    let run = state.run_of(scenario, state.place.at);
    state.change(run);
    state.place = Place::at_time(&state.run, state.place.at);
    state
}

/// What kubectl refuses keeps nobody from applying the rest.
fn manifest_applied(mut state: AppState) -> AppState {
    let (text, name) = (manifest::source(&state), manifest::file_name(&state));
    let terminal = terminals::first_free(&state);
    let file = manifest::file_line(&name, &text);
    state = enter(state, terminal, &[&file, &format!("kubectl apply -f {name}")]);
    state.drafts.refusal = terminals::refusal(&state, state.tools.terminal);
    match state.drafts.refusal {
        None => state.drafts.leave_manifest(),
        Some(_) => state.drafts.manifest = Some(text),
    }
    state
}

/// A scenario of its own: the manifest is all there is, applied at the beginning. What was chosen stays, the release among it.
fn begun_anew(state: AppState) -> AppState {
    if manifest::source(&state).trim().is_empty() {
        return state;
    }
    let lines = manifest::anew(&state);
    let lines: Vec<&str> = lines.iter().map(String::as_str).collect();
    let release = Rc::clone(&state.run.scenario.release);
    let (nothing, at) =
        (Run::of(Scenario { release, ..Scenario::default() }, SimTime::MIN), SimTime::ZERO);
    let scenario = nothing.scenario.with_lines(&nothing.trace, at, 0, &lines);
    opened(state, Rc::new(Run::of(scenario, at)))
}

/// Another scenario is opened in this one's place: what was chosen stays, and undo brings the other back.
pub(super) fn opened(mut state: AppState, run: Rc<Run>) -> AppState {
    state.open_in_place(run);
    let fresh = AppState::open(Rc::clone(&state.run), state.playback.reduced_motion);
    let tools = Tools { tab: state.tools.tab, sheet: state.tools.sheet, ..Tools::default() };
    AppState {
        undo: state.undo,
        layout: state.layout,
        dark: state.dark,
        language: state.language,
        text: state.text,
        shelf: state.shelf,
        linked: state.linked,
        embed: state.embed,
        letter_keys: state.letter_keys,
        drafts: state.drafts.of_lines(),
        tools,
        ..fresh
    }
}

/// To an earlier or later state of the scenario, or to its beginning. What is half-typed at a control goes: it was about
/// another object.
fn returned(mut state: AppState, action: &Action) -> AppState {
    match action {
        Action::Undone => state.go(Way::Undo),
        Action::Redone => state.go(Way::Redo),
        _ => state.start_over(),
    }
    (state.drafts.control, state.drafts.refusal, state.tools.menu) = (None, None, None);
    state.tools.opened = 0;
    state.tools.terminal = state.tools.terminal.min(terminals::count(&state) - 1);
    state
}

/// Lines are typed at the cursor: the scenario gets them, the trace is computed again. Playing goes on; a line that
/// waits, or one that is typed where everything had come to rest, starts it. `: release` is no line of the script: it is
/// chosen for the whole of it.
pub(super) fn enter(mut state: AppState, terminal: u16, lines: &[&str]) -> AppState {
    if let Some(name) = lines.first().and_then(|line| releases::named(line)) {
        releases::choose_named(&mut state, name);
        return state;
    }
    // Of several terminals without a line the first gets it: it is now one of the scenario's.
    let (shown, terminal) = (terminals::count(&state), terminal.min(terminals::known(&state)));
    let rested = state.place.at >= state.run.history.ends_at;
    let at = state.run.scenario.time_of_next_line(&state.run.trace, state.place.at);
    let scenario = state.run.scenario.with_lines(&state.run.trace, at, terminal, lines);
    state.change(state.run_of(scenario, at));
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
    state
}
