//! The prompt: its text, its ghost text, and the list beside it.

use crate::state::{AppState, List, Past, Utf16};
use crate::text::Key;
use crate::view::{explain, later, text};

/// Limit on shown rows of a list.
const ROWS_MAX: usize = 10;

/// A prompt.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PromptView {
    /// The typed text.
    pub text: String,
    /// The offset at which the component puts the caret. `None` if it stays.
    pub caret: Option<Utf16>,
    /// The ghost text: what the → key adds.
    pub ghost: String,
    /// The list beside it.
    pub list: Option<ListView>,
}

/// The list beside a prompt.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ListView {
    /// Name of the list.
    pub name: &'static str,
    /// Whether it is the history, which is above the prompt.
    pub search: bool,
    /// The rows around the chosen one.
    pub rows: Vec<ListRow>,
    /// Index of the chosen row in the list.
    pub chosen: usize,
    /// Number of rows in the list.
    pub count: usize,
    /// `and 14 more`; empty if all are shown.
    pub more: String,
}

/// A row of a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ListRow {
    /// Its index in the list.
    pub place: usize,
    /// The text before the match, the match, and the text after it.
    pub text: [String; 3],
    /// What a completion is, or when a line was typed.
    pub about: String,
    /// Whether it is chosen.
    pub chosen: bool,
}

/// Returns the prompt of a terminal.
pub fn view(state: &AppState, terminal: u16) -> PromptView {
    let prompt = state.drafts.prompt(terminal);
    PromptView {
        caret: prompt.caret.map(|byte| Utf16::of_byte(&prompt.text, byte)),
        ghost: ghost(state, terminal),
        list: prompt.list.as_ref().map(|list| self::list(state, list, &prompt.text)),
        text: prompt.text,
    }
}

/// Returns the ghost text: the rest of the chosen candidate. In an empty prompt: the line of the control that the
/// person is changing, else the line that frees a stuck rollout, else the next line of *by hand*.
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
                Some((control, _)) => later::line_of(state, *control),
                None => {
                    let freeing = explain::view(state).stuck.map(|stuck| stuck.line);
                    freeing.or_else(|| next_by_hand(state)).unwrap_or_default()
                }
            }
        }
        _ => String::new(),
    }
}

/// Returns the next line of the document that the person types by hand.
fn next_by_hand(state: &AppState) -> Option<String> {
    let lines = &state.around.by_hand;
    if lines.is_empty() {
        return None;
    }
    let typed = super::history(state);
    let is_typed = |line: &&std::rc::Rc<str>| typed.iter().any(|past| past.text == **line);
    lines.iter().find(|line| !is_typed(line)).map(|line| line.to_string())
}

fn list(state: &AppState, list: &List, typed: &str) -> ListView {
    let text = text(state);
    let (rows, chosen): (Vec<_>, usize) = match list {
        List::Completion { found, chosen, .. } => {
            let row = |one: &scenario::protocol::Candidate| {
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
    let row = |(place, (text, about))| ListRow { place, text, about, chosen: place == chosen };
    ListView {
        name: text.of(if search { Key::History } else { Key::Completions }),
        search,
        rows: shown.map(row).collect(),
        chosen,
        count,
        more: if more == 0 { String::new() } else { text.say(Key::AndMore, &[("more", &more)]) },
    }
}

/// Splits a line into the text before the match, the match, and the text after it.
fn cut(line: &str, looked_for: &str) -> [String; 3] {
    match line.split_once(looked_for).filter(|_| !looked_for.is_empty()) {
        Some((before, after)) => [before.into(), looked_for.into(), after.into()],
        None => [line.into(), String::new(), String::new()],
    }
}
