//! What a person set up: a scenario and its lines, as plain data.
//!
//! Reading is in `parse`, writing in `write`, running in `run`, what a typed line changes in `fork`.

use std::rc::Rc;
use std::time::Duration;

use rollout_engine::time::SimTime;
use rollout_engine::version::Rules;

use crate::directive::Directive;
use crate::release::rules_named;

/// What a person set up: a session before it is run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Scenario {
    /// The question it answers, in English (`: question`).
    pub question: Option<Rc<str>>,
    /// The question in Chinese (`: question zh`).
    pub question_zh: Option<Rc<str>>,
    /// What helps a person who does not see it (`: hint`).
    pub hint: Option<Rc<str>>,
    /// The same in Chinese.
    pub hint_zh: Option<Rc<str>>,
    /// What to try (`: goal`).
    pub goal: Option<Rc<str>>,
    /// The same in Chinese.
    pub goal_zh: Option<Rc<str>>,
    /// How to tell that the goal is reached (`: goal $ LINE`).
    pub goal_check: Option<Check>,
    /// What is so at the end (`: claim $ LINE`): the answer to the question.
    pub claim: Option<Check>,
    /// The document and section that it comes from (`: from`).
    pub from: Option<Rc<str>>,
    /// The rule that it shows (`: see`).
    pub see: Option<Rc<str>>,
    /// `: release`: the name of a setting as [`crate::name_of`] writes it, such as `1.37` or `1.35.4`.
    pub release: Rc<str>,
    /// The script, in order.
    pub lines: Vec<Line>,
    /// The names of the terminals by number; the first has none. A line's `terminal` is below its length.
    pub terminals: Vec<Rc<str>>,
    /// Comments for the reader, in order.
    pub comments: Vec<Comment>,
}

/// A command and what it must print.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Check {
    /// The line, without `$ `. It only reads.
    pub command: Rc<str>,
    /// What it must print, without trailing empty lines, each line with its end.
    pub prints: Rc<str>,
}

/// One line of the script.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// When it happens.
    pub when: When,
    /// In which terminal; 0 is the first.
    pub terminal: u16,
    /// As typed, without `$ `; several lines where it has a here-document or is a file; begins with `: ` if it is
    /// ours, and is one of `: at`, `: wait`, `: settle` where time passes and no other line follows at once.
    pub text: Rc<str>,
    /// Whose it is.
    pub origin: Origin,
}

/// When a line happens. `Then`, `After` and `Settled` count from the scenario's own line before; a typed line
/// in between does not move them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum When {
    /// Right after the line before.
    Then,
    /// So much later than the line before.
    After(Duration),
    /// At this moment, but not before the line before.
    At(SimTime),
    /// Once nothing more happens by itself.
    Settled,
}

/// Whose line it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Origin {
    /// The scenario's own.
    Scenario,
    /// Typed since. Its `when` is [`When::At`].
    Typed,
}

/// A line for the reader.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Comment {
    /// Above which line of the script it stands; the number of lines at the end.
    pub before: usize,
    /// What it says, without `# `.
    pub text: Rc<str>,
}

impl Default for Scenario {
    /// An empty cluster of the newest release, and nothing happens.
    fn default() -> Self {
        Self {
            question: None,
            question_zh: None,
            hint: None,
            hint_zh: None,
            goal: None,
            goal_zh: None,
            goal_check: None,
            claim: None,
            from: None,
            see: None,
            release: Rules::LATEST.release.into(),
            lines: Vec::new(),
            terminals: vec!["".into()],
            comments: Vec::new(),
        }
    }
}

impl Scenario {
    /// The rules of its release; the newest ones where there are none of that name.
    pub fn rules(&self) -> Rules {
        rules_named(&self.release).unwrap_or(Rules::LATEST)
    }
}

impl Line {
    /// Whether it is the playground's own rather than the shell's.
    pub fn is_ours(&self) -> bool {
        self.text.starts_with(": ")
    }
}

/// Whether the figure begins at this line.
pub(crate) fn is_start(line: &Line) -> bool {
    line.origin == Origin::Scenario
        && matches!(Directive::read(&line.text), Ok(Directive::Start(_)) if line.is_ours())
}
