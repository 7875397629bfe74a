//! Questions to the service about the cursor's time, and the newest answer to each.
//!
//! The view lists its topics (`view::questions`). The page asks each again when the cursor has moved and the previous
//! answer has arrived, and shows the previous answer until then. A one-off question (a completion, a live object)
//! names what to do with its answer instead. Late answers are dropped: those about a run that is no longer shown, and
//! those about a line that was edited since.

use std::collections::BTreeMap;
use std::rc::Rc;

use rollout_engine::time::SimTime;
use rollout_engine::trace::FrameIndex;
use scenario::protocol::{Answer, Question, Request, RunId};

use super::{AppState, Control};

/// A question that the view repeats while the cursor moves.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Topic {
    /// The question.
    pub question: Question,
    /// Whether to ask about the cluster before the newest frames at the cursor.
    pub before: bool,
}

impl Topic {
    /// Returns two topics: the command's output at the cursor, and its output before.
    pub fn both(command: &str) -> [Self; 2] {
        let topic = |before| Self { question: Question::Prints(command.to_owned()), before };
        [topic(false), topic(true)]
    }
}

/// Run and time that a question is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AskedAt {
    /// Number of the run.
    pub run: RunId,
    frame: FrameIndex,
    at: SimTime,
}

impl AskedAt {
    /// Returns whether kubectl prints the same at both times. Ages in its output have whole seconds.
    pub fn is_as(self, other: Self) -> bool {
        let second = |it: Self| it.at.floor_to_second();
        (self.run, self.frame, second(self)) == (other.run, other.frame, second(other))
    }
}

/// What to do with the answer to a one-off question.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum OnAnswer {
    /// Lists completions at a prompt, unless its text has changed since.
    Complete {
        /// Number of the terminal.
        terminal: u16,
        /// Text of the prompt when the question was asked.
        text: String,
        /// Byte offset of the caret.
        caret: usize,
        /// Whether a list is open already. The answer then narrows it.
        narrow: bool,
    },
    /// Opens the live object in the manifest editor.
    Edit,
    /// Puts the text in which the live object replaced its document into the editor, unless this text that was there
    /// when the question was asked has changed since.
    TakeLive(Rc<str>),
    /// Types a control's lines, which need the live object.
    Control(Control),
}

/// Questions and answers.
#[derive(Clone, Debug, Default)]
pub struct Answers {
    /// Newest answer to each topic, and the time that it is about.
    pub known: BTreeMap<Topic, (AskedAt, Answer)>,
    /// Topics without an answer yet: number of the question, and the time that it is about.
    pub asked: BTreeMap<Topic, (u32, AskedAt)>,
    /// One-off questions without an answer yet, by number.
    pub single: BTreeMap<u32, (RunId, OnAnswer)>,
}

impl Answers {
    /// Returns whether a one-off question is unanswered.
    pub fn is_awaited(&self) -> bool {
        !self.single.is_empty()
    }
}

#[cfg(test)]
impl Answers {
    /// Returns whether any question is unanswered.
    pub fn is_asked(&self) -> bool {
        !self.asked.is_empty() || !self.single.is_empty()
    }
}

impl AppState {
    /// Returns the command's output at the cursor. Empty for a command that writes, or until the answer arrives.
    pub fn answer(&self, command: &str) -> &str {
        self.printed(command, false)
    }

    /// Returns the command's output before the newest frames at the cursor. Ages count to the cursor's time, so a
    /// difference is always a change.
    pub fn answer_before(&self, command: &str) -> &str {
        self.printed(command, true)
    }

    /// Returns whether the scenario's goal is reached at the cursor. `false` until the answer arrives.
    pub fn goal_is_reached(&self) -> bool {
        let topic = Topic { question: Question::GoalIsReached, before: false };
        matches!(self.known(&topic), Some(Answer::Is(true)))
    }

    fn printed(&self, command: &str, before: bool) -> &str {
        let topic = Topic { question: Question::Prints(command.to_owned()), before };
        match self.known(&topic) {
            Some(Answer::Printed(Some(text))) => text,
            _ => "",
        }
    }

    fn known(&self, topic: &Topic) -> Option<&Answer> {
        let (moment, answer) = self.exchange.answers.known.get(topic)?;
        (moment.run == self.run.id).then_some(answer)
    }

    /// Asks a one-off question about the cursor's time.
    pub fn ask_once(&mut self, question: Question, then: OnAnswer) {
        let number = self.ask(self.asked_at(false), question);
        self.exchange.answers.single.insert(number, (self.run.id, then));
    }

    /// Asks a question about a time. Returns the number that its answer will carry.
    pub fn ask(&mut self, of: AskedAt, question: Question) -> u32 {
        let number = self.exchange.number();
        self.want(Request::Ask { number, run: of.run, at: (of.frame, of.at), question });
        number
    }

    /// Returns the cursor's time, or with `before` the frame before the newest ones there.
    pub fn asked_at(&self, before: bool) -> AskedAt {
        let frame = if before { self.place.before.index } else { self.place.frame() };
        AskedAt { run: self.run.id, frame, at: self.place.at }
    }
}
