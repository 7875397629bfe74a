//! The head of the page: which scenario, its question, and the set-up in one line.

use std::rc::Rc;

use rollout_engine::api::{PodManagementPolicy, StatefulSetSpec, UpdateStrategy};
use rollout_engine::time::SimTime;
use scenario::{CHAPTERS, OPENING, Origin};

use super::names::PodNames;
use super::{controls, drawn, gallery, text};
use crate::state::{AppState, Control, Way};
use crate::text::{Key, Language};

/// The head of the page.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Question {
    /// The question.
    pub question: Rc<str>,
    /// `4 of 24`; empty for a person's own scenario.
    pub number: String,
    /// The set's name, where pods are drawn by their ordinals alone, and what stands after it.
    pub set: Option<(Rc<str>, String)>,
    /// `5 replicas`.
    pub replicas: String,
    /// The rest of the set-up, in the API's words: what stands before each value, its control, and the value.
    pub set_up: Vec<(String, Control, String)>,
    /// What will happen, and when.
    pub when: String,
    /// What a person has made of the scenario.
    pub edited: Option<Edited>,
}

/// What a person has made of the scenario, and the ways back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Edited {
    /// `2 lines typed; 1 later line dropped.`
    pub says: String,
    /// `1 later line stays:`, and the word that drops it.
    pub later: Option<(String, String)>,
    /// Whether there is something to undo.
    pub undo: bool,
    /// Whether there is something to redo.
    pub redo: bool,
    /// Whether the scenario differs from its beginning.
    pub changed: bool,
}

/// The scenario's name, short: its chapter in the gallery; `None` for a person's own.
pub fn scenario(state: &AppState) -> Option<&'static str> {
    let (number, _) = number(state)?;
    let mut left = number;
    let chapter = CHAPTERS.iter().position(|chapter| {
        let is_in = left <= chapter.scenarios.len();
        left -= if is_in { 0 } else { chapter.scenarios.len() };
        is_in
    });
    chapter.map(|chapter| gallery::title(state, chapter))
}

/// Which scenario of the gallery this is, and of how many; `None` for a person's own. It is known by its question, for an
/// edited one still asks it.
pub fn number(state: &AppState) -> Option<(usize, usize)> {
    let question = state.run.scenario.question.as_ref()?;
    let fetched = state.shelf.gallery.iter();
    let found = fetched.clone().find(|card| card.scenario.question.as_ref() == Some(question));
    // Before the gallery is here there is only the scenario that the page opened with.
    let name = found.map_or(OPENING, |card| card.name);
    let names = CHAPTERS.iter().flat_map(|chapter| chapter.scenarios);
    let count = names.clone().count();
    let is_ours = found.is_some() || (fetched.len() == 0 && state.linked.asks(question));
    let place = names.into_iter().position(|&it| it == name).filter(|_| is_ours)?;
    Some((place + 1, count))
}

/// A text of the scenario in the language of the page, or in English where that is all it has.
pub fn in_language(
    state: &AppState,
    english: &Option<Rc<str>>,
    chinese: &Option<Rc<str>>,
) -> Option<Rc<str>> {
    let chinese = chinese.as_ref().filter(|_| text(state).language == Language::Chinese);
    chinese.or(english.as_ref()).map(Rc::clone)
}

/// The title of the document.
pub fn title(state: &AppState) -> String {
    format!("{} · StatefulSet Playground", asked(state))
}

/// The question, in the language of the page where the scenario has it.
pub fn asked(state: &AppState) -> Rc<str> {
    let scenario = &state.run.scenario;
    let asked = in_language(state, &scenario.question, &scenario.question_zh);
    asked.unwrap_or_else(|| text(state).of(Key::NoQuestion).into())
}

/// What stands at the head.
pub fn view(state: &AppState) -> Question {
    let text = text(state);
    let question = asked(state);
    let edited = edited(state);
    let number = number(state).map_or_else(String::new, |(number, of)| {
        text.say(Key::NumberOf, &[("number", &number), ("of", &of)])
    });
    let bare = |question, edited| Question {
        question,
        number: number.clone(),
        edited,
        ..Question::default()
    };
    let Some(drawn) = drawn(state) else { return bare(question, edited) };
    let first = drawn.history.specs.first().map(|(_, spec)| spec);
    let Some(spec) = drawn.owned.map(|owned| &owned.set.spec).or(first) else {
        return bare(question, edited);
    };
    let changes =
        drawn.history.specs.windows(2).find(|pair| pair[0].1.template != pair[1].1.template);
    let when = changes.map(|pair| text.say(Key::ImageChanges, &[("at", &pair[1].0)]));
    Question {
        question,
        number: number.clone(),
        set: PodNames::of_set(state, drawn.history).at_head().map(|set| (set, between(state))),
        replicas: text
            .say(Key::Replicas, &[("replicas", &drafted(state).unwrap_or(spec.replicas))]),
        set_up: set_up(state, spec),
        when: when.unwrap_or_default(),
        edited,
    }
}

/// Strategy and policy, and minReadySeconds where it is more than 0; with what stands between them in the language.
fn set_up(state: &AppState, spec: &StatefulSetSpec) -> Vec<(String, Control, String)> {
    let strategy = match spec.update_strategy {
        UpdateStrategy::RollingUpdate(_) => "RollingUpdate",
        UpdateStrategy::OnDelete => "OnDelete",
        UpdateStrategy::Recreate => "Recreate",
    };
    let policy = match spec.pod_management_policy {
        PodManagementPolicy::OrderedReady => "OrderedReady",
        PodManagementPolicy::Parallel => "Parallel",
    };
    let shown = |control, value: &str| {
        let value = controls::draft(state, control).unwrap_or_else(|| value.to_owned());
        (between(state), control, value)
    };
    let mut values =
        vec![shown(Control::UpdateStrategy, strategy), shown(Control::PodManagementPolicy, policy)];
    let seconds = controls::draft(state, Control::MinReadySeconds);
    let seconds = seconds.unwrap_or_else(|| spec.min_ready_seconds.to_string());
    if seconds != "0" {
        let says = format!("minReadySeconds {seconds}");
        values.push((between(state), Control::MinReadySeconds, says));
    }
    values
}

/// What stands between two values in the language.
fn between(state: &AppState) -> String {
    let values = text(state).say(Key::SetUp, &[("strategy", &'['), ("policy", &'[')]);
    values.split('[').next().unwrap_or_default().to_owned()
}

/// replicas while somebody changes it.
fn drafted(state: &AppState) -> Option<u32> {
    controls::draft(state, Control::Replicas)?.trim().parse().ok()
}

/// `None` as long as there is no way back, because nothing was changed.
fn edited(state: &AppState) -> Option<Edited> {
    let (undo, redo) = (state.undo.can(Way::Undo), state.undo.can(Way::Redo));
    let typed = state.run.scenario.lines.iter().filter(|line| line.origin == Origin::Typed);
    let edited = Edited {
        says: text(state).edited(typed.count(), state.undo.dropped()),
        later: later(state),
        undo,
        redo,
        changed: state.is_changed(),
    };
    (undo || redo || edited.changed).then_some(edited)
}

/// The scenario's own lines that come after the last typed one: a person may want none of them.
fn later(state: &AppState) -> Option<(String, String)> {
    let run = &state.run;
    let count = run.scenario.later_lines(&run.trace, last_typed_at(state)?);
    let say = |key| text(state).say(key, &[("later", &count)]);
    (count > 0).then(|| (say(Key::LaterLinesStay), say(Key::DropLaterLines)))
}

/// When the last typed line ran.
pub fn last_typed_at(state: &AppState) -> Option<SimTime> {
    let lines = state.run.scenario.lines.iter().zip(&state.run.trace.ran);
    let typed = lines.filter(|(line, _)| line.origin == Origin::Typed);
    typed.filter_map(|(_, ran)| Some((*ran)?.at)).max()
}
