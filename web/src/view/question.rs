//! The head of the page: the number of the scenario, its question, and the set-up in one line.

use std::rc::Rc;

use rollout_engine::api::{PodManagementPolicy, StatefulSetSpec, UpdateStrategy};
use rollout_engine::time::SimTime;
use scenario::{CHAPTERS, OPENING, Origin};

use super::names::PodNames;
use super::yours::clock_words;
use super::{controls, drawn, gallery, text};
use crate::state::{AppState, Card, Change, Control, Screen, Way};
use crate::text::{Key, Language};

/// The head of the page.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Question {
    /// The question.
    pub question: Rc<str>,
    /// `4 of 24`; empty for a person's own scenario.
    pub number: String,
    /// The set's name and the separator after it, if pods are drawn by their ordinals alone.
    pub set: Option<(Rc<str>, String)>,
    /// `5 replicas`.
    pub replicas: String,
    /// The rest of the set-up in the API's words: for each value the separator before it, its control, and the value.
    pub set_up: Vec<(String, Control, String)>,
    /// The time at which the image changes, in a sentence. Empty if it does not change.
    pub when: String,
    /// When the cluster of the scenario was printed, in a sentence. Empty if nothing says it.
    pub printed: String,
    /// The person's changes to the scenario.
    pub edited: Option<Edited>,
}

/// The person's changes to the scenario, and the ways back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Edited {
    /// `2 lines typed; 1 later line dropped.`
    pub says: String,
    /// `1 later line stays:`, and the label of the button that drops it.
    pub later: Option<(String, String)>,
    /// Whether undo is possible.
    pub undo: bool,
    /// Whether redo is possible.
    pub redo: bool,
    /// Whether the scenario differs from the one that was opened.
    pub changed: bool,
}

/// Returns the title of the scenario's chapter in the gallery. `None` for a person's own scenario.
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

/// Returns the number of the scenario in the gallery, and how many there are. `None` for a person's own scenario. A
/// scenario is identified by its question, because an edited one keeps it.
pub fn number(state: &AppState) -> Option<(usize, usize)> {
    let name = card(state)?.map_or(OPENING, |card| card.name);
    let names = CHAPTERS.iter().flat_map(|chapter| chapter.scenarios);
    let count = names.clone().count();
    let place = names.into_iter().position(|&it| it == name)?;
    Some((place + 1, count))
}

/// Returns the gallery's card with this question. `Some(None)` for the opening scenario while the gallery is not
/// fetched, `None` for a person's own scenario.
pub fn card(state: &AppState) -> Option<Option<&Card>> {
    let question = state.run.scenario.question.as_ref()?;
    let fetched = &state.shelf.gallery;
    let mut known = fetched.iter().chain(&state.shelf.film);
    match known.find(|card| card.scenario.question.as_ref() == Some(question)) {
        Some(card) => Some(Some(card)),
        // Until the gallery is fetched, only the opening scenario is known.
        None => (fetched.is_empty() && opening_question() == Some(question)).then_some(None),
    }
}

/// Returns the question of the opening scenario, in English, as its text has it.
fn opening_question() -> Option<&'static str> {
    scenario::BLOG.lines().find_map(|line| line.strip_prefix(": question en "))
}

/// Returns a text of the scenario in the page's language, or in English if it has no Chinese.
pub fn in_language(
    state: &AppState,
    english: &Option<Rc<str>>,
    chinese: &Option<Rc<str>>,
) -> Option<Rc<str>> {
    let chinese = chinese.as_ref().filter(|_| text(state).language == Language::Chinese);
    chinese.or(english.as_ref()).map(Rc::clone)
}

/// Returns the title of the document.
pub fn title(state: &AppState) -> String {
    let asks = match state.around.screen {
        Screen::Plan => super::plan::question(state).into(),
        _ => asked(state),
    };
    format!("{asks} · StatefulSet Playground")
}

/// Returns the scenario's question, in the page's language if it has that.
pub fn asked(state: &AppState) -> Rc<str> {
    let scenario = &state.run.scenario;
    let asked = in_language(state, &scenario.question, &scenario.question_zh);
    asked.unwrap_or_else(|| text(state).of(Key::NoQuestion).into())
}

/// Returns the question of the scenario that is on its way to replace this one, in the page's language if it has that.
pub fn coming(state: &AppState) -> Option<Rc<str>> {
    let Change::Open(opening) = &state.exchange.coming.as_ref()?.change else { return None };
    in_language(state, &opening.scenario.question, &opening.scenario.question_zh)
}

/// Returns the head of the page.
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
        printed: printed(state).unwrap_or_default(),
        edited,
    }
}

/// Returns when the cluster of the scenario was printed, in a sentence. `None` unless its line says it.
fn printed(state: &AppState) -> Option<String> {
    let at = scenario::cluster_printed_at(&state.run.scenario)?;
    Some(text(state).say(Key::YoursPrintedAt, &[("at", &clock_words(at))]))
}

/// Returns strategy and policy, and minReadySeconds if it is not 0, each with the language's separator.
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

/// Returns the language's separator between two values.
fn between(state: &AppState) -> String {
    let values = text(state).say(Key::SetUp, &[("strategy", &'['), ("policy", &'[')]);
    values.split('[').next().unwrap_or_default().to_owned()
}

/// Returns the draft of `replicas`, while a person changes it.
fn drafted(state: &AppState) -> Option<u32> {
    controls::draft(state, Control::Replicas)?.trim().parse().ok()
}

/// Returns the person's changes. `None` if there is nothing to undo, redo or reset.
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

/// Returns the offer to drop the scenario's own lines after the last typed one. `None` if there are none.
fn later(state: &AppState) -> Option<(String, String)> {
    let run = &state.run;
    let count = run.scenario.later_lines(&run.trace, last_typed_at(state)?);
    let say = |key| text(state).say(key, &[("later", &count)]);
    (count > 0).then(|| (say(Key::LaterLinesStay), say(Key::DropLaterLines)))
}

/// Returns the time at which the last typed line ran.
pub fn last_typed_at(state: &AppState) -> Option<SimTime> {
    let lines = state.run.scenario.lines.iter().zip(&state.run.trace.ran);
    let typed = lines.filter(|(line, _)| line.origin == Origin::Typed);
    typed.filter_map(|(_, ran)| Some((*ran)?.at)).max()
}
