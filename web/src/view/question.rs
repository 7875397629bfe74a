//! The head of the page: which scenario, its question, and the set-up in one line.

use std::rc::Rc;

use rollout_engine::api::{PodManagementPolicy, UpdateStrategy};

use super::{drawn, text};
use crate::state::AppState;

/// The head of the page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Question {
    /// The question.
    pub question: Rc<str>,
    /// `5 replicas`.
    pub replicas: String,
    /// The rest of the set-up, in the API's words.
    pub set_up: String,
    /// What will happen, and when.
    pub when: String,
}

/// The scenario's name, short; `None` for a person's own.
pub fn scenario(state: &AppState) -> Option<&'static str> {
    state.run.scenario.question.as_ref().map(|_| text(state).scenario)
}

/// What stands at the head.
pub fn view(state: &AppState) -> Question {
    let text = text(state);
    let asked = state.run.scenario.question.clone();
    let question = asked.unwrap_or_else(|| text.no_question.into());
    let Some(drawn) = drawn(state) else {
        return Question {
            question,
            replicas: String::new(),
            set_up: String::new(),
            when: String::new(),
        };
    };
    let first = drawn.history.specs.first().map(|(_, spec)| spec);
    let Some(spec) = drawn.owned.map(|owned| &owned.set.spec).or(first) else {
        return Question {
            question,
            replicas: String::new(),
            set_up: String::new(),
            when: String::new(),
        };
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
    let when = changes.map(|pair| format!(". {}", (text.image_changes)(&pair[1].0.to_string())));
    Question {
        question,
        replicas: (text.replicas)(spec.replicas),
        set_up: format!(", {strategy}, {policy}"),
        when: when.unwrap_or_default(),
    }
}
