//! Which text the editor needs read, and which reading it shows.
//!
//! The service reads; `update::reading` asks it. Leaves out the sentences about a reading: [`super::problems`] and
//! [`super::documents`].

use std::rc::Rc;

use rollout_engine::version::Rules;

use crate::state::{AppState, Reading};
use crate::view::rules;

/// Returns the text in the editor, and the rules under which it has to be read.
pub fn to_read(state: &AppState) -> (Rc<str>, Rules) {
    (super::source(state), *rules(state))
}

/// Returns the reading of the text as it is now. `None` until its answer has come.
pub fn current(state: &AppState) -> Option<&Rc<Reading>> {
    let (text, rules) = to_read(state);
    let known = &state.exchange.reading.known;
    known.is_of(&text, &rules).then_some(known)
}

/// Returns the reading that the editor shows: the last one while a draft is edited, else that of the text as it is.
pub(super) fn shown(state: &AppState) -> Rc<Reading> {
    let is_edited = state.drafts.manifest.is_some();
    let known = is_edited.then_some(&state.exchange.reading.known);
    current(state).or(known).map(Rc::clone).unwrap_or_default()
}

/// Where the lines of a text that was read are in the text as it is now.
pub(super) struct Moved {
    /// Number of lines that both have at their beginning.
    first: usize,
    /// Number of lines that both have at their end.
    last: usize,
    /// Numbers of lines.
    before: usize,
    after: usize,
}

impl Moved {
    pub(super) fn between(read: &str, now: &str) -> Self {
        let [read, now] = [read, now].map(|text| text.split('\n').collect::<Vec<_>>());
        let (before, after) = (read.len(), now.len());
        let alike = |(one, other): &(&&str, &&str)| one == other;
        let first = read.iter().zip(&now).take_while(alike).count();
        let rest = before.min(after) - first;
        let last = read.iter().rev().zip(now.iter().rev()).take(rest).take_while(alike).count();
        Self { first, last, before, after }
    }

    /// Returns where a line is now, both counted from 1. A line that was edited keeps its number, as far as there is
    /// such a line.
    pub(super) fn line(&self, line: usize) -> usize {
        if line <= self.first {
            line
        } else if line > self.before - self.last {
            (line + self.after) - self.before
        } else {
            line.min(self.after - self.last).max(1)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_is_found_again_after_an_edit_before_it() {
        let lines = |read: &str, now: &str| {
            let moved = Moved::between(read, now);
            (1..=read.split('\n').count()).map(|line| moved.line(line)).collect::<Vec<_>>()
        };
        assert_eq!(lines("a\nb\nc", "a\nb\nc"), [1, 2, 3]);
        assert_eq!(lines("a\nb\nc", "a\nnew\nb\nc"), [1, 3, 4]);
        assert_eq!(lines("a\nb\nc", "a\nc"), [1, 1, 2]);
        assert_eq!(lines("a\nb\nc", "a\nbb\nc"), [1, 2, 3]);
        assert_eq!(lines("a\nb\nc", ""), [1, 1, 1]);
        assert_eq!(lines("", "a\nb"), [1]);
        assert_eq!(lines("a\na", "a\na\na"), [1, 2]);
    }
}
