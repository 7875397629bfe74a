//! A prompt as it is drawn: its text, its ghost, and the list beside it.

use crate::state::{AppState, List, Past, Utf16};
use crate::text::Key;
use crate::view::{controls, explain, text};

/// So many rows of a list are shown.
const ROWS_MAX: usize = 10;

/// A prompt.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PromptView {
    /// What is typed.
    pub text: String,
    /// Where the caret is to be put.
    pub caret: Option<Utf16>,
    /// What → would add.
    pub ghost: String,
    /// What stands beside it.
    pub list: Option<ListView>,
}

/// The list beside a prompt.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ListView {
    /// What it lists.
    pub name: &'static str,
    /// Whether it is the history, which stands above the prompt.
    pub search: bool,
    /// The rows around the chosen one.
    pub rows: Vec<Row>,
    /// Which is chosen, counted from 0.
    pub chosen: usize,
    /// How many there are.
    pub count: usize,
    /// `and 14 more`; empty if all are shown.
    pub more: String,
}

/// A row of a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// The how-manieth of the list, counted from 0.
    pub place: usize,
    /// Before what matches, what matches, and after it.
    pub text: [String; 3],
    /// What it is, or when it was typed.
    pub about: String,
    /// Whether it is chosen.
    pub chosen: bool,
}

/// The prompt of a terminal.
pub fn view(state: &AppState, terminal: u16) -> PromptView {
    let prompt = state.drafts.prompt(terminal);
    PromptView {
        caret: prompt.caret.map(|byte| Utf16::of_byte(&prompt.text, byte)),
        ghost: ghost(state, terminal),
        list: prompt.list.as_ref().map(|list| self::list(state, list, &prompt.text)),
        text: prompt.text,
    }
}

/// What → would add: the rest of the chosen candidate; in an empty prompt the line that a control is about to type, or the one
/// that frees a stuck rollout.
pub fn ghost(state: &AppState, terminal: u16) -> String {
    let prompt = state.drafts.prompt(terminal);
    match &prompt.list {
        Some(List::Completion { to, found, chosen }) if *to == prompt.text.len() => {
            let typed = prompt.text.get(found.from..*to).unwrap_or_default();
            let candidate = found.candidates.get(*chosen);
            let rest = candidate.and_then(|candidate| candidate.text.strip_prefix(typed));
            rest.unwrap_or_default().to_owned()
        }
        None if prompt.text.is_empty() && terminal == state.tools.terminal => {
            match &state.drafts.control {
                Some((control, _)) => controls::line_of(state, *control),
                None => explain::view(state).stuck.map(|stuck| stuck.line).unwrap_or_default(),
            }
        }
        _ => String::new(),
    }
}

fn list(state: &AppState, list: &List, typed: &str) -> ListView {
    let text = text(state);
    let (rows, chosen): (Vec<_>, usize) = match list {
        List::Completion { found, chosen, .. } => {
            let row = |one: &kubectl::Candidate| {
                ([one.text.clone(), String::new(), String::new()], one.about.clone())
            };
            (found.candidates.iter().map(row).collect(), *chosen)
        }
        List::Search { found, chosen } => {
            let when = |past: &Past| match past.at {
                Some(at) => at.to_string(),
                None => text.of(Key::Earlier).to_owned(),
            };
            (found.iter().map(|past| (cut(&past.text, typed), when(past))).collect(), *chosen)
        }
    };
    let count = rows.len();
    let first = chosen.saturating_sub(ROWS_MAX - 1);
    let more = count.saturating_sub(first + ROWS_MAX);
    let search = matches!(list, List::Search { .. });
    let shown = rows.into_iter().enumerate().skip(first).take(ROWS_MAX);
    let row = |(place, (text, about))| Row { place, text, about, chosen: place == chosen };
    ListView {
        name: text.of(if search { Key::History } else { Key::Completions }),
        search,
        rows: shown.map(row).collect(),
        chosen,
        count,
        more: if more == 0 { String::new() } else { text.say(Key::AndMore, &[("more", &more)]) },
    }
}

/// A line before, in and after what is looked for.
fn cut(line: &str, looked_for: &str) -> [String; 3] {
    match line.split_once(looked_for).filter(|_| !looked_for.is_empty()) {
        Some((before, after)) => [before.into(), looked_for.into(), after.into()],
        None => [line.into(), String::new(), String::new()],
    }
}
