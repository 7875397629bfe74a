//! A scenario and its lines, as plain data.
//!
//! `parse` reads it, `write` writes it, `run` runs it, and `fork` adds typed lines.

use std::rc::Rc;
use std::time::Duration;

use rollout_engine::time::SimTime;
use rollout_engine::version::Rules;
use serde::{Deserialize, Serialize};

use crate::directive::Directive;
use crate::release::rules_named;

/// Ctrl-C, as a line of the script.
pub const INTERRUPT: &str = "^C";

/// A terminal session before it runs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Scenario {
    /// Question that it answers, in English (`: question`).
    pub question: Option<Rc<str>>,
    /// The question in Chinese (`: question zh`).
    pub question_zh: Option<Rc<str>>,
    /// Hint for a person who finds no answer (`: hint`).
    pub hint: Option<Rc<str>>,
    /// The hint in Chinese.
    pub hint_zh: Option<Rc<str>>,
    /// Goal to try (`: goal`).
    pub goal: Option<Rc<str>>,
    /// The goal in Chinese.
    pub goal_zh: Option<Rc<str>>,
    /// Check that the goal is reached (`: goal $ LINE`).
    pub goal_check: Option<Check>,
    /// Check that holds at the end (`: claim $ LINE`): the answer to the question.
    pub claim: Option<Check>,
    /// Document and section of its source (`: from`).
    pub from: Option<Rc<str>>,
    /// Rule that it shows (`: see`).
    pub see: Option<Rc<str>>,
    /// Name of the release as [`crate::name_of`] writes it, such as `1.37` or `1.35.4` (`: release`).
    pub release: Rc<str>,
    /// The script, in order.
    pub lines: Vec<Line>,
    /// Names of the terminals, by number. The first has none. Every [`Line::terminal`] is an index into it.
    pub terminals: Vec<Rc<str>>,
    /// Comments for the reader, in order.
    pub comments: Vec<Comment>,
}

/// A command and its expected output.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Check {
    /// Command without `$ `. It only reads.
    pub command: Rc<str>,
    /// Expected output, without trailing empty lines. Every line has its line break.
    pub prints: Rc<str>,
}

/// One line of the script.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Line {
    /// When it runs.
    pub when: When,
    /// Number of its terminal; 0 is the first.
    pub terminal: u16,
    /// Text as typed, without `$ `. A here-document or a file has several lines. The playground's own lines start with
    /// `: `; a time (`: at`, `: wait`, `: settle`) is one only if no other line follows it.
    pub text: Rc<str>,
    /// Whether it is the scenario's own or typed.
    pub origin: Origin,
}

/// When a line runs. `Then`, `After` and `Settled` count from the scenario's own line before it. Typed lines in between
/// do not change that.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum When {
    /// Right after the line before.
    Then,
    /// This long after the line before.
    After(Duration),
    /// At this time, but not before the line before.
    At(SimTime),
    /// Once the cluster has settled.
    Settled,
}

/// Source of a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Origin {
    /// The scenario's own.
    Scenario,
    /// Typed by a person. Its `when` is [`When::At`].
    Typed,
}

/// A comment.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Comment {
    /// Index of the script line below it; the number of lines if it is at the end.
    pub before: usize,
    /// Text without `# `.
    pub text: Rc<str>,
}

impl Default for Scenario {
    /// An empty cluster of the newest release, without lines.
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
    /// Returns the rules of its release; the newest ones if the name is unknown.
    pub fn rules(&self) -> Rules {
        rules_named(&self.release).unwrap_or(Rules::LATEST)
    }
}

impl Line {
    /// Whether it is the playground's own line and not a shell line.
    pub fn is_ours(&self) -> bool {
        self.text.starts_with(": ")
    }
}

/// Whether the figure starts at this line.
pub(crate) fn is_start(line: &Line) -> bool {
    line.origin == Origin::Scenario
        && matches!(Directive::read(&line.text), Ok(Directive::Start(_)) if line.is_ours())
}
