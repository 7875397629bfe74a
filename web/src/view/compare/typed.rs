//! What is typed on both sides of a comparison: the prompt, and what the last line printed on each side.

use crate::state::{AppState, Compared, Way};
use crate::text::Key;
use crate::view::terminals::{self, PromptView};
use crate::view::text;

/// Rows of an output that are shown, the last ones.
const ROWS_MAX: usize = 8;

/// What is typed on both sides.
#[derive(Clone, Debug, PartialEq)]
pub struct OnBoth {
    /// The terminal that the next line is for.
    pub terminal: u16,
    /// The prompt.
    pub prompt: PromptView,
    /// What the last line printed: once if both sides printed the same.
    pub answers: Vec<Answered>,
    /// Whether there is something to undo, and to redo, on both sides.
    pub can: (bool, bool),
}

/// What the last line printed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answered {
    /// `on both sides`, or the name of a side.
    pub on: String,
    /// The line.
    pub line: String,
    /// What it printed, at most so many rows as there is room for.
    pub printed: String,
}

/// Returns what is typed on both sides, which have these names.
pub fn view(state: &AppState, compared: &Compared, names: &[String; 2]) -> OnBoth {
    let can = |way| compared.sides.iter().all(|side| side.undo.can(way));
    let can = (can(Way::Undo), can(Way::Redo));
    let answers = if can.0 { answers(state, compared, names) } else { Vec::new() };
    let half_typed = |&terminal: &u16| !state.drafts.prompt(terminal).text.is_empty();
    let begun = (0..terminals::count(state)).find(half_typed);
    let terminal = begun.unwrap_or_else(|| terminals::first_free(state));
    OnBoth { terminal, prompt: terminals::prompt(state, terminal), answers, can }
}

fn answers(state: &AppState, compared: &Compared, names: &[String; 2]) -> Vec<Answered> {
    let of = |side: usize| {
        let (line, printed) = terminals::last_typed(&compared.sides[side], state.tools.terminal)?;
        let rows: Vec<&str> = printed.lines().collect();
        let printed = rows[rows.len().saturating_sub(ROWS_MAX)..].join("\n");
        Some(Answered { on: names[side].clone(), line: line.to_string(), printed })
    };
    match (of(0), of(1)) {
        (Some(left), Some(right))
            if (&left.line, &left.printed) == (&right.line, &right.printed) =>
        {
            vec![Answered { on: text(state).of(Key::TypedOnBoth).into(), ..left }]
        }
        (left, right) => left.into_iter().chain(right).collect(),
    }
}
