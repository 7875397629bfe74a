//! A terminal's prompt: the half-typed line and the list beside it.
//!
//! Plain data. The caller supplies completions and history. No typed text is lost: a half-typed line reappears after
//! the newest line of the history.

use std::rc::Rc;

use rollout_engine::time::SimTime;
use scenario::protocol::{Candidate, Completion};

use super::{Direction, Utf16};

/// A terminal's prompt.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Prompt {
    /// Typed text. During a history search, the searched text.
    pub text: String,
    /// Byte offset at which to put the caret after drawing. `None` leaves the caret alone.
    pub caret: Option<usize>,
    /// Open list.
    pub list: Option<List>,
    /// How many lines back in the history. 0 is the half-typed line.
    recalled: usize,
    /// Half-typed line from before recalling or searching the history.
    kept: String,
}

/// List beside a prompt.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum List {
    /// Completions.
    Completion {
        /// Byte offset of the end of the text that a completion replaces. `found.from` is its beginning.
        to: usize,
        /// Candidates.
        found: Completion,
        /// Index of the selected candidate.
        chosen: usize,
    },
    /// History search: lines that contain the text, the newest first.
    Search {
        /// Matching lines.
        found: Vec<Past>,
        /// Index of the selected line.
        chosen: usize,
    },
}

/// A line of the history.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Past {
    /// The line as typed.
    pub text: Rc<str>,
    /// Time at which it ran. `None` if the script no longer has it.
    pub at: Option<SimTime>,
}

/// A key or edit at a prompt.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PromptKey {
    /// The text was edited.
    Edited(String),
    /// A key of the touch bar appended text.
    Added(&'static str),
    /// Enter.
    Entered,
    /// Up (`Back`) or Down.
    Moved(Direction),
    /// Tab. The offset is the caret's.
    Tab(Utf16),
    /// → at the end of the text: takes the selected candidate, or the grey suggestion.
    Took,
    /// A candidate was pressed, by its index.
    Picked(usize),
    /// Ctrl-R.
    Searched,
    /// Ctrl-C.
    Interrupted,
    /// Escape while a list is open.
    Closed,
}

impl Prompt {
    /// Sets the text and puts the caret after it.
    pub fn set(&mut self, text: String) {
        let end = text.len();
        *self = Self { text, caret: Some(end), ..Self::default() };
    }

    /// Returns the half-typed line. During a history search it is the text from before the search.
    pub fn half_typed(&self) -> &str {
        if matches!(self.list, Some(List::Search { .. })) { &self.kept } else { &self.text }
    }

    /// Sets the text after an edit by hand. The caret stays where the browser has it.
    pub fn edit(&mut self, text: String) {
        (self.text, self.caret, self.recalled) = (text, None, 0);
    }

    /// Opens the list of completions. Takes a single candidate at once. Types what all candidates begin with.
    pub fn complete(&mut self, to: usize, found: Completion) {
        match found.candidates.as_slice() {
            [] => self.list = None,
            [only] => {
                let text = followed(only);
                self.replace(found.from, to, &text);
            }
            several => {
                let typed = self.text.get(found.from..to).unwrap_or_default();
                let common = common(several);
                if common.len() > typed.len() {
                    let common = common.to_owned();
                    self.replace(found.from, to, &common);
                    let to = found.from + common.len();
                    self.list = Some(List::Completion { to, found, chosen: 0 });
                } else {
                    self.list = Some(List::Completion { to, found, chosen: 0 });
                }
            }
        }
    }

    /// Keeps the candidates that begin with the text typed so far, until the new completions arrive.
    pub fn narrow_typed(&mut self) {
        let Some(List::Completion { to, found, chosen }) = &mut self.list else { return };
        (*to, *chosen) = (self.text.len(), 0);
        match self.text.get(found.from..) {
            Some(typed) => found.candidates.retain(|one| one.text.starts_with(typed)),
            None => found.candidates.clear(),
        }
    }

    /// Replaces the open list with new completions. Closes it if there are none.
    pub fn narrow(&mut self, found: Completion) {
        let to = self.text.len();
        let some = !found.candidates.is_empty();
        self.list = some.then_some(List::Completion { to, found, chosen: 0 });
    }

    /// Starts a history search. A second call selects the next older match.
    pub fn search(&mut self, history: &[Past]) {
        if matches!(self.list, Some(List::Search { .. })) {
            self.choose(Direction::Forward);
            return;
        }
        let looked_for = std::mem::take(&mut self.text);
        *self = Self { kept: looked_for.clone(), text: looked_for, ..Self::default() };
        self.list = Some(List::Search { found: Vec::new(), chosen: 0 });
        self.look(history);
    }

    /// Lists the lines of the history that contain the text.
    pub fn look(&mut self, history: &[Past]) {
        let has = |past: &&Past| past.text.contains(&self.text);
        let found = history.iter().filter(has).cloned().collect();
        self.list = Some(List::Search { found, chosen: 0 });
    }

    /// Moves the selection. Returns whether a list is open.
    pub fn choose(&mut self, direction: Direction) -> bool {
        let (count, chosen) = match &mut self.list {
            Some(List::Completion { found, chosen, .. }) => (found.candidates.len(), chosen),
            Some(List::Search { found, chosen }) => (found.len(), chosen),
            None => return false,
        };
        *chosen = match direction {
            Direction::Forward => (*chosen + 1).min(count.saturating_sub(1)),
            Direction::Back => chosen.saturating_sub(1),
        };
        true
    }

    /// Puts the selected or `picked` entry into the text and closes the list. Returns whether there was one.
    pub fn take(&mut self, picked: Option<usize>) -> bool {
        match self.list.take() {
            Some(List::Completion { to, found, chosen }) => {
                let Some(candidate) = found.candidates.get(picked.unwrap_or(chosen)) else {
                    return false;
                };
                let text = followed(candidate);
                self.replace(found.from, to, &text);
                true
            }
            Some(List::Search { found, chosen }) => {
                let past = found.get(picked.unwrap_or(chosen));
                let text = past.map_or_else(|| self.kept.clone(), |past| past.text.to_string());
                self.set(text);
                past.is_some()
            }
            None => false,
        }
    }

    /// Closes the list. After a history search, restores the half-typed line.
    pub fn close(&mut self) {
        if let Some(List::Search { .. }) = self.list.take() {
            let kept = std::mem::take(&mut self.kept);
            self.set(kept);
        }
    }

    /// Recalls an earlier or later line. The newest line is first in `history`.
    pub fn recall(&mut self, history: &[Past], direction: Direction) {
        let recalled = match direction {
            Direction::Back => (self.recalled + 1).min(history.len()),
            Direction::Forward => self.recalled.saturating_sub(1),
        };
        if recalled == self.recalled {
            return;
        }
        let kept = if self.recalled == 0 { self.text.clone() } else { self.kept.clone() };
        let line = recalled.checked_sub(1).and_then(|back| history.get(back));
        let line = line.map_or_else(|| kept.clone(), |past| past.text.to_string());
        self.set(line);
        (self.recalled, self.kept) = (recalled, kept);
    }

    fn replace(&mut self, from: usize, to: usize, with: &str) {
        let (Some(before), Some(after)) = (self.text.get(..from), self.text.get(to..)) else {
            return;
        };
        let text = format!("{before}{with}{after}");
        self.set(text);
        self.caret = Some(from + with.len());
    }
}

/// Returns a candidate's text, with a space after a complete word.
fn followed(candidate: &Candidate) -> String {
    let goes_on = candidate.text.ends_with(['=', '.', '/', ' ']);
    format!("{}{}", candidate.text, if goes_on { "" } else { " " })
}

/// Returns the longest common beginning of all candidates.
fn common(candidates: &[Candidate]) -> &str {
    let mut common = candidates.first().map_or("", |first| &*first.text);
    for candidate in candidates {
        let same = common.char_indices().zip(candidate.text.chars());
        let end = same.take_while(|((_, a), b)| a == b).last();
        let end = end.map_or(0, |((at, letter), _)| at + letter.len_utf8());
        common = common.get(..end).unwrap_or_default();
    }
    common
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(from: usize, texts: &[&str]) -> Completion {
        let candidate = |text: &&str| Candidate { text: (*text).into(), about: String::new() };
        Completion { from, candidates: texts.iter().map(candidate).collect() }
    }

    fn typed(text: &str) -> Prompt {
        Prompt { text: text.into(), ..Prompt::default() }
    }

    fn past(texts: &[&str]) -> Vec<Past> {
        texts.iter().map(|&text| Past { text: text.into(), at: None }).collect()
    }

    #[test]
    fn a_single_candidate_is_taken_at_once_and_what_stands_behind_the_caret_stays() {
        let mut prompt = typed("kubectl desc pod");
        prompt.complete(12, found(8, &["describe"]));
        assert_eq!((prompt.text.as_str(), prompt.caret), ("kubectl describe  pod", Some(17)));
        let mut prompt = typed("kubectl scale sts/web --rep");
        prompt.complete(27, found(22, &["--replicas="]));
        assert_eq!(prompt.text, "kubectl scale sts/web --replicas=");
    }

    #[test]
    fn what_all_candidates_have_in_common_is_typed_and_they_are_listed() {
        let mut prompt = typed("kubectl delete pod w");
        prompt.complete(20, found(19, &["web-0", "web-1"]));
        assert_eq!(prompt.text, "kubectl delete pod web-");
        prompt.choose(Direction::Forward);
        prompt.choose(Direction::Forward);
        assert!(prompt.take(None));
        assert_eq!((prompt.text.as_str(), prompt.list), ("kubectl delete pod web-1 ", None));
    }

    #[test]
    fn a_half_typed_line_comes_back_after_the_history() {
        let mut prompt = typed("kubectl get p");
        let history = past(&["b", "a"]);
        prompt.recall(&history, Direction::Back);
        prompt.recall(&history, Direction::Back);
        prompt.recall(&history, Direction::Back);
        assert_eq!(prompt.text, "a");
        prompt.recall(&history, Direction::Forward);
        prompt.recall(&history, Direction::Forward);
        assert_eq!(prompt.text, "kubectl get p");
    }

    #[test]
    fn a_search_that_is_left_gives_back_what_was_typed() {
        let mut prompt = typed("set");
        let history = past(&["kubectl set image", "kubectl get sts", "kubectl get statefulset"]);
        prompt.search(&history);
        assert!(matches!(&prompt.list, Some(List::Search { found, .. }) if found.len() == 2));
        prompt.search(&history);
        let mut taken = prompt.clone();
        assert!(taken.take(None));
        assert_eq!(taken.text, "kubectl get statefulset");
        prompt.edit("nothing".into());
        prompt.look(&history);
        prompt.close();
        assert_eq!((prompt.text.as_str(), prompt.list), ("set", None));
    }
}
