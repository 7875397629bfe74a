//! The head of the page: which scenario, its question, and the set-up in one line.

use std::rc::Rc;

use rollout_engine::api::{PodManagementPolicy, UpdateStrategy};

use scenario::Origin;

use super::{controls, drawn, text};
use crate::state::{AppState, Control, Way};
use crate::text::{Key, Language};

/// The head of the page.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Question {
    /// The question.
    pub question: Rc<str>,
    /// `5 replicas`.
    pub replicas: String,
    /// The rest of the set-up, in the API's words.
    pub set_up: String,
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
    /// Whether there is something to undo.
    pub undo: bool,
    /// Whether there is something to redo.
    pub redo: bool,
    /// Whether the scenario differs from its beginning.
    pub changed: bool,
}

/// The scenario's name, short; `None` for a person's own.
pub fn scenario(state: &AppState) -> Option<&'static str> {
    state.run.scenario.question.as_ref().map(|_| text(state).of(Key::OpeningScenario))
}

/// The title of the document.
pub fn title(state: &AppState) -> String {
    format!("{} · StatefulSet Playground", asked(state))
}

/// The question, in the language of the page where the scenario has it.
fn asked(state: &AppState) -> Rc<str> {
    let scenario = &state.run.scenario;
    let chinese =
        scenario.question_zh.as_ref().filter(|_| text(state).language == Language::Chinese);
    let asked = chinese.or(scenario.question.as_ref());
    asked.map_or_else(|| text(state).of(Key::NoQuestion).into(), Rc::clone)
}

/// What stands at the head.
pub fn view(state: &AppState) -> Question {
    let text = text(state);
    let question = asked(state);
    let edited = edited(state);
    let bare = |question, edited| Question { question, edited, ..Question::default() };
    let Some(drawn) = drawn(state) else { return bare(question, edited) };
    let first = drawn.history.specs.first().map(|(_, spec)| spec);
    let Some(spec) = drawn.owned.map(|owned| &owned.set.spec).or(first) else {
        return bare(question, edited);
    };
    let strategy = match spec.update_strategy {
        UpdateStrategy::RollingUpdate(_) => "RollingUpdate",
        UpdateStrategy::OnDelete => "OnDelete",
        UpdateStrategy::Recreate => "Recreate",
    };
    let policy = match spec.pod_management_policy {
        PodManagementPolicy::OrderedReady => "OrderedReady",
        PodManagementPolicy::Parallel => "Parallel",
    };
    let changes =
        drawn.history.specs.windows(2).find(|pair| pair[0].1.template != pair[1].1.template);
    let when = changes.map(|pair| text.say(Key::ImageChanges, &[("at", &pair[1].0)]));
    Question {
        question,
        replicas: text
            .say(Key::Replicas, &[("replicas", &drafted(state).unwrap_or(spec.replicas))]),
        set_up: text.say(Key::SetUp, &[("strategy", &strategy), ("policy", &policy)]),
        when: when.unwrap_or_default(),
        edited,
    }
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
        undo,
        redo,
        changed: state.is_changed(),
    };
    (undo || redo || edited.changed).then_some(edited)
}
