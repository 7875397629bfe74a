//! Actions on drafts and tools. None of them changes the scenario or the cursor.

use std::rc::Rc;

use scenario::protocol::Question;

use super::{around, reading};
use crate::state::{
    Action, AfterReading, AppState, Bet, Control, Direction, Focus, OnAnswer, Reading,
    SHEET_HEIGHTS, Tab,
};
use crate::view::{controls, manifest, pods, terminals};

/// Handles actions on the tools.
pub(super) fn tool_used(mut state: AppState, action: Action) -> AppState {
    let tools = &mut state.tools;
    match action {
        Action::TabChosen(tab) => tools.tab = tab,
        Action::FieldEntered => state.playback.stop(),
        Action::TerminalChosen(terminal) => tools.terminal = terminal,
        Action::TerminalOpened => {
            tools.opened += 1;
            state.tools.terminal = terminals::count(&state) - 1;
        }
        Action::SheetToggled => tools.sheet = !tools.sheet,
        Action::SplitToggled => split(&mut state),
        Action::SheetSized(height) => {
            let (least, most) = SHEET_HEIGHTS;
            tools.sheet_height = Some(height.clamp(least, most));
        }
        Action::SheetMoved(stride) => {
            let tenths = tools.sheet_height() / 10;
            let tenths = u8::try_from(stride.from(tenths.into(), (0, 10))).unwrap_or(tenths);
            return tool_used(state, Action::SheetSized(tenths * 10));
        }
        Action::PartitionMoved(stride) => {
            if let Some(to) = pods::partition_after(&state, stride) {
                state.drafts.adjust(Control::Partition, to.to_string());
            }
        }
        Action::OwnOpened(ordinal) => {
            (tools.own, tools.menu) = (Some(ordinal), None);
            (tools.tab, tools.sheet, tools.pod) = (Tab::Own, true, ordinal);
        }
        Action::OwnClosed => (tools.own, tools.tab) = (None, Tab::Terminal),
        Action::OwnYamlShown(yaml) => tools.own_yaml = yaml,
        Action::FromBeginningChosen(chosen) => tools.from_beginning = chosen,
        Action::SetChosen(name) => tools.set = Some(name.into()),
        Action::AllUnavailableAsked => tools.all_unavailable = true,
        Action::KeysToggled => tools.keys = !tools.keys,
        Action::Escaped => escape(&mut state),
        Action::FocusAsked(Focus::Prompt) => (tools.tab, tools.sheet) = (Tab::Terminal, true),
        drafted => return draft_changed(state, drafted),
    }
    state
}

/// Handles actions on drafts: lines, values and manifests.
fn draft_changed(mut state: AppState, action: Action) -> AppState {
    match action {
        Action::LineEdited(line) => {
            let terminal = state.tools.terminal;
            state.drafts.prompt_mut(terminal).set(line);
        }
        Action::SubjectChosen(name) => {
            (state.tools.subject, state.drafts.control) = (Some(name.into()), None);
        }
        Action::ControlEdited(control, value) => state.drafts.adjust(control, value),
        Action::ControlStepped(control, direction) => {
            let value = controls::stepped(&state, control, direction == Direction::Forward);
            state.drafts.adjust(control, value);
        }
        // The open list of controls may have this control already. Otherwise it opens beside its value.
        Action::ControlAsked(control) => {
            let list = if control.is_of_the_set() { Tab::Change } else { Tab::Faults };
            if !control.is_of_the_set() {
                // The figure's numbers are those of the image that is rolled out.
                state.tools.subject = None;
            }
            state.tools.adjusting = Some(control).filter(|_| state.tools.tab != list);
        }
        Action::AdjustingLeft => (state.tools.adjusting, state.drafts.control) = (None, None),
        Action::ManifestEdited(text) => {
            edit(&mut state, crate::state::as_in_a_field(text).into());
        }
        Action::ManifestRested => return reading::once_read(state, AfterReading::LookAhead),
        Action::FileKept => state.drafts.kept = manifest::differing(&state),
        Action::LiveTaken => take_live(&mut state),
        Action::ReadAsV1 => return reading::once_read(state, AfterReading::ReadAsV1),
        Action::FormerPutBack => {
            if let Some(former) = state.drafts.replaced.take() {
                state.drafts.name = None;
                edit(&mut state, former);
            }
        }
        reached => return pod_reached(state, reached),
    }
    state
}

/// Sets the editor's text.
pub(super) fn edit(state: &mut AppState, text: Rc<str>) {
    let before = manifest::source(state);
    let brought = manifest::is_brought(state, &before, &text);
    if brought != state.drafts.brought {
        state.drafts.will = None;
    }
    state.drafts.brought = brought;
    state.drafts.rewrites.clear();
    (state.drafts.manifest, state.drafts.refusal) = (Some(text), None);
    state.give_up_outlook();
    state.exchange.reading.then.take_if(|then| *then == AfterReading::LookAhead);
}

/// Returns the editor's unsaved text, if another one that replaces it would lose it.
pub(super) fn unsaved(state: &AppState, text: &str) -> Option<Rc<str>> {
    let source = manifest::source(state);
    let is_lost = state.drafts.manifest.is_some() && !source.trim().is_empty() && *source != *text;
    is_lost.then_some(source)
}

/// Requests the live object of the StatefulSet in the figure.
fn take_live(state: &mut AppState) {
    if let Some((name, object)) = manifest::live_object(state) {
        let command = format!("kubectl get {object} -o yaml");
        let source = manifest::source(state);
        let (text, name) = (source.to_string(), name.to_string());
        let question = Question::WithLive { text, name, command };
        state.ask_once(question, OnAnswer::TakeLive(source));
    }
}

/// Handles the text in which the live object has replaced its document. Ignores it if the text was edited since.
pub(super) fn live_taken(state: &mut AppState, of: &str, text: &str) {
    if *manifest::source(state) == *of {
        state.drafts.manifest = Some(text.into());
    }
}

/// Rewrites StatefulSets of old API versions. The old text can be put back.
pub(super) fn read_as_v1(state: &mut AppState, reading: &Reading) {
    if let Some(modern) = &reading.found.modern {
        edit(state, modern.text.as_str().into());
        (state.drafts.rewrites, state.drafts.replaced) =
            (modern.rewrites.clone(), Some(Rc::clone(&reading.text)));
    }
}

/// Handles actions that focus a pod or open its menu.
fn pod_reached(mut state: AppState, action: Action) -> AppState {
    match action {
        Action::PodReached(ordinal) => state.tools.pod = ordinal,
        Action::PodsCrossed(step) => {
            (state.tools.pod, state.tools.naming) = (super::tools::pod_after(&state, step), None);
        }
        Action::PodNamed(key) => super::tools::name_pod(&mut state, &key),
        Action::FocusAsked(Focus::Pods) => state.tools.naming = Some(String::new()),
        Action::DeleteAsked(ordinal) => {
            (state.tools.menu, state.tools.menu_on_delete) = (Some(ordinal), true);
        }
        Action::MenuToggled(ordinal) => {
            state.tools.menu_on_delete = false;
            state.tools.menu = Some(ordinal).filter(|_| state.tools.menu != Some(ordinal));
        }
        Action::MenuLeft => state.tools.menu = None,
        Action::BetMade(ordinal) => {
            (state.tools.menu, state.around.bet) =
                (None, Some(Bet { ordinal, at: state.place.at }));
        }
        _ => {}
    }
    state
}

/// Shows or hides the second terminal pane. Opens a second terminal if there is only one.
fn split(state: &mut AppState) {
    let shown = terminals::beside(state).is_some();
    state.tools.split = Some(!shown);
    if !shown && terminals::count(state) < 2 {
        state.tools.opened += 1;
    }
}

/// Closes the part that was opened last.
fn escape(state: &mut AppState) {
    if state.around.pop.is_some() && around::escape(state) {
        return;
    }
    let (drafts, tools) = (&mut state.drafts, &mut state.tools);
    if tools.menu.take().is_some() || std::mem::take(&mut tools.keys) {
        return;
    }
    if tools.adjusting.take().is_some() {
        drafts.control = None;
        return;
    }
    if drafts.control.take().is_none() && !std::mem::take(&mut tools.sheet) {
        around::escape(state);
    }
}
