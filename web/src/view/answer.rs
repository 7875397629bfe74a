//! The answer row under the question: first what to watch, then the answer and the next question.

use std::rc::Rc;

use rollout_engine::time::SimTime;
use scenario::{Answer, Bilingual, Origin, Scenario};

use super::{bet, links, question, text};
use crate::state::{AppState, Card};
use crate::text::Language;

/// The answer row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum AnswerView {
    /// What to watch, as a question; and a person's bet, if there is one.
    Watch(Rc<str>, Option<String>),
    /// The answer, and the next question in short.
    Answered(Rc<str>, Rc<str>),
}

/// Returns the answer row. `None` for a person's own scenario.
pub fn view(state: &AppState) -> Option<AnswerView> {
    let (_, around) = around(state)?;
    let say = |texts: &Bilingual| in_language(state, texts);
    Some(match state.is_answered() {
        true => AnswerView::Answered(say(&around.answer), say(&around.next)),
        false => AnswerView::Watch(say(&around.watch), bet::says(state)),
    })
}

/// Returns the answer, whether or not it has been shown. `None` if the scenario has none, or was changed before it.
pub fn sentence(state: &AppState) -> Option<Rc<str>> {
    let (_, around) = around(state)?;
    is_as_written(state, around.shown_at).then(|| in_language(state, &around.answer))
}

/// Returns the text that helps to reach the goal.
pub fn help(state: &AppState) -> Option<Rc<str>> {
    around(state).map(|(_, around)| in_language(state, &around.help))
}

/// Returns the time at which the scenario shows the answer.
pub fn shown_at(state: &AppState) -> Option<SimTime> {
    around(state).map(|(_, around)| around.shown_at)
}

/// Whether the run equals the gallery's scenario up to `until`: same release, same lines, and no line typed before
/// `until` that writes or is a directive.
pub fn is_as_written(state: &AppState, until: SimTime) -> bool {
    let Some((card, _)) = around(state) else { return false };
    let opening = card.is_none().then(links::opening).flatten();
    let Some(written) = card.map(|card| &card.scenario).or(opening.as_ref()) else { return false };
    let here = &state.run.scenario;
    let trace = &state.run.trace;
    // A line that has not run in what is known of the run may run after that.
    let may_run_later = state.run.is_whole() || until > state.run.history.ends_at;
    let lines = here.lines.iter().zip(&trace.ran).enumerate();
    let mut typed = lines.filter(|(_, (line, _))| line.origin == Origin::Typed);
    let own = |scenario: &Scenario| {
        let lines = scenario.lines.iter().filter(|line| line.origin == Origin::Scenario);
        lines.map(|line| (line.when, Rc::clone(&line.text))).collect::<Vec<_>>()
    };
    here.release == written.release
        && own(here) == own(written)
        && !typed.any(|(index, (line, ran))| {
            let touches = line.text.starts_with(": ") || trace.writes(index);
            touches && ran.map_or(may_run_later, |ran| ran.at <= until)
        })
}

/// Returns the answer's texts and the gallery card of the scenario. The card is `None` for the opening scenario while
/// the gallery is not fetched.
fn around(state: &AppState) -> Option<(Option<&Card>, &Answer)> {
    match question::card(state)? {
        Some(card) => Some((Some(card), card.answer.as_deref()?)),
        None => Some((None, &state.answered.opening)),
    }
}

fn in_language(state: &AppState, texts: &Bilingual) -> Rc<str> {
    Rc::clone(match text(state).language {
        Language::English => &texts.en,
        Language::Chinese => &texts.zh,
    })
}
