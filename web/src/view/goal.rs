//! The goal of a gallery scenario: what to try, whether it is reached, its hint, and the document that it comes from.

use std::rc::Rc;

use scenario::protocol::Question;

use super::answer;
use super::question::{in_language, number};
use crate::state::{AppState, Topic};

/// The goal of a scenario.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Goal {
    /// What to try, in a sentence.
    pub says: Rc<str>,
    /// Whether the person has reached the goal.
    pub reached: bool,
    /// Whether there is a hint.
    pub has_hint: bool,
    /// The hint, while it is shown.
    pub hint: Option<Rc<str>>,
    /// Whether *by hand* is offered: the person types the lines of the document.
    pub by_hand: bool,
    /// The document that the scenario comes from.
    pub from: Option<Rc<str>>,
}

/// Returns the goal. `None` if the scenario has none.
pub fn view(state: &AppState, reached: bool) -> Option<Goal> {
    let scenario = &state.run.scenario;
    let own = || in_language(state, &scenario.hint, &scenario.hint_zh);
    let hint = answer::help(state).or_else(own);
    Some(Goal {
        says: in_language(state, &scenario.goal, &scenario.goal_zh)?,
        reached,
        has_hint: hint.is_some(),
        hint: hint.filter(|_| state.around.hint),
        by_hand: !state.is_changed() && is_of_the_tutorial(state),
        from: scenario.from.clone(),
    })
}

/// Whether the scenario is in the first chapter, which is the tutorial section by section.
fn is_of_the_tutorial(state: &AppState) -> bool {
    let sections = scenario::CHAPTERS.first().map_or(0, |chapter| chapter.scenarios.len());
    number(state).is_some_and(|(number, _)| number <= sections)
}

/// Whether the person has reached the goal at the cursor. Never in an unchanged scenario.
pub fn is_reached(state: &AppState) -> bool {
    can_be_reached(state) && state.goal_is_reached()
}

/// Returns the question about the cluster that [`is_reached`] needs.
pub fn questions(state: &AppState) -> Option<Topic> {
    let question = Question::GoalIsReached;
    can_be_reached(state).then_some(Topic { question, before: false })
}

fn can_be_reached(state: &AppState) -> bool {
    state.run.scenario.goal_check.is_some() && state.is_changed()
}
