//! Asks the view's questions about the cursor's time, and handles answers.
//!
//! A topic is asked again when the cursor has moved and its last answer has arrived. Late answers are dropped.
//! `state::answers` holds questions and answers.

use scenario::protocol::Answer;

use super::{prompting, using};
use crate::state::{AppState, OnAnswer};
use crate::view;

impl AppState {
    /// Asks every topic of the view that lacks an answer for the cursor's time.
    pub(super) fn ask_what_is_shown(&mut self) {
        let topics = view::questions(self);
        let answers = &mut self.exchange.answers;
        answers.known.retain(|topic, _| topics.contains(topic));
        answers.asked.retain(|topic, _| topics.contains(topic));
        for topic in topics {
            let moment = self.asked_at(topic.before);
            let answers = &self.exchange.answers;
            let is_known = answers.known.get(&topic).is_some_and(|(of, _)| of.is_as(moment));
            let is_asked = answers.asked.get(&topic).is_some_and(|(_, of)| of.run == moment.run);
            if !is_known && !is_asked {
                let number = self.ask(moment, topic.question.clone());
                self.exchange.answers.asked.insert(topic, (number, moment));
            }
        }
    }
}

/// Handles an answer.
pub(super) fn answered(mut state: AppState, number: u32, answer: Answer) -> AppState {
    let answers = &mut state.exchange.answers;
    if let Some((run, then)) = answers.single.remove(&number) {
        return if run == state.run.id { done(state, then, answer) } else { state };
    }
    let asked = answers.asked.iter().find(|(_, (asked, _))| *asked == number);
    let Some((topic, moment)) = asked.map(|(topic, (_, moment))| (topic.clone(), *moment)) else {
        return state;
    };
    answers.asked.remove(&topic);
    if moment.run == state.run.id && answer != Answer::Unknown {
        answers.known.insert(topic, (moment, answer));
    }
    state
}

fn done(mut state: AppState, then: OnAnswer, answer: Answer) -> AppState {
    match (then, answer) {
        (OnAnswer::Complete { terminal, text, caret, narrow }, Answer::Completion(found)) => {
            prompting::completed(&mut state, terminal, (&text, caret, narrow), found);
        }
        (OnAnswer::Edit, Answer::Printed(Some(text))) => prompting::edits(&mut state, &text),
        (OnAnswer::TakeLive(of), Answer::Printed(Some(text))) => {
            using::live_taken(&mut state, &of, &text);
        }
        (OnAnswer::Control(control), Answer::Printed(live)) => {
            return super::control_typed(state, control, live.as_deref());
        }
        _ => {}
    }
    state
}
