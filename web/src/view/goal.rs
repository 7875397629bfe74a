//! What to try in a scenario of the gallery, whether it is reached, a hint, and the document that it comes from.

use std::rc::Rc;

use super::question::in_language;
use crate::state::AppState;

/// What to try.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Goal {
    /// What to try.
    pub says: Rc<str>,
    /// Whether the person has reached it.
    pub reached: bool,
    /// What helps, if there is something.
    pub has_hint: bool,
    /// The hint, while it is shown.
    pub hint: Option<Rc<str>>,
    /// The document.
    pub from: Option<Rc<str>>,
}

/// What to try here; `None` where the scenario says nothing.
pub fn view(state: &AppState, reached: bool) -> Option<Goal> {
    let scenario = &state.run.scenario;
    let hint = in_language(state, &scenario.hint, &scenario.hint_zh);
    Some(Goal {
        says: in_language(state, &scenario.goal, &scenario.goal_zh)?,
        reached,
        has_hint: hint.is_some(),
        hint: hint.filter(|_| state.around.hint),
        from: scenario.from.clone(),
    })
}

/// Whether the goal is reached at the cursor, by what a person did: as the scenario comes it never is.
pub fn is_reached(state: &AppState) -> bool {
    let check = state.run.scenario.goal_check.as_ref().filter(|_| state.is_changed());
    check.is_some_and(|check| state.run.trace.holds(check, state.place.frame()))
}
