//! A terminal's prompt: what is half-typed, and the list that stands beside it.
//!
//! Plain data and pure steps; what can be listed (completions, the history) is handed in. Nothing typed is lost: a line that was
//! half-typed when the history was asked comes back behind its newest line.

use std::rc::Rc;

use kubectl::{Candidate, Completion};
use rollout_engine::time::SimTime;

use super::{Direction, Utf16};

/// A terminal's prompt.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Prompt {
    /// What is typed; while the history is searched, what is looked for.
    pub text: String,
    /// Where the caret is to be once it is drawn, in bytes; `None` leaves it where it is.
    pub caret: Option<usize>,
    /// What stands beside it.
    pub list: Option<List>,
    /// How many lines back in the history; 0 is the draft itself.
    recalled: usize,
    /// What was half-typed before the history was asked.
    kept: String,
}

/// What stands beside a prompt.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum List {
    /// What could follow.
    Completion {
        /// It replaces the text from `found.from` to here, in bytes.
        to: usize,
        /// What could.
        found: Completion,
        /// Which is chosen.
        chosen: usize,
    },
    /// What was typed before and has the text in it, the newest first.
    Search {
        /// What has it.
        found: Vec<Past>,
        /// Which is chosen.
        chosen: usize,
    },
}

/// A line of the history.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Past {
    /// As typed.
    pub text: Rc<str>,
    /// When; `None` if it is no longer in the script.
    pub at: Option<SimTime>,
}

/// What a person does at a prompt.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Key {
    /// The text.
    Edited(String),
    /// Something was added behind it.
    Added(&'static str),
    /// Enter.
    Entered,
    /// Up (back) or down.
    Moved(Direction),
    /// Tab, with the caret at this place.
    Tab(Utf16),
    /// → at the end: the chosen candidate, or the ghost.
    Took,
    /// A candidate was pressed.
    Picked(usize),
    /// Ctrl-R.
    Searched,
    /// Ctrl-C.
    Interrupted,
    /// Escape, while a list is there.
    Closed,
}

impl Prompt {
    /// With this text, the caret behind it.
    pub fn set(&mut self, text: String) {
        let end = text.len();
        *self = Self { text, caret: Some(end), ..Self::default() };
    }

    /// What a person has half-typed: while the history is searched, what was typed before.
    pub fn half_typed(&self) -> &str {
        if matches!(self.list, Some(List::Search { .. })) { &self.kept } else { &self.text }
    }

    /// The text was edited by hand.
    pub fn edit(&mut self, text: String) {
        (self.text, self.caret, self.recalled) = (text, None, 0);
    }

    /// Shows what could follow. A single candidate is taken at once; what all have in common is typed.
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

    /// Shows what could follow what was typed meanwhile; a list that has nothing more goes.
    pub fn narrow(&mut self, found: Completion) {
        let to = self.text.len();
        let some = !found.candidates.is_empty();
        self.list = some.then_some(List::Completion { to, found, chosen: 0 });
    }

    /// Begins to search the history, or goes to an older line.
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

    /// What of the history has the text in it.
    pub fn look(&mut self, history: &[Past]) {
        let has = |past: &&Past| past.text.contains(&self.text);
        let found = history.iter().filter(has).cloned().collect();
        self.list = Some(List::Search { found, chosen: 0 });
    }

    /// One further or back in the list; whether there is one.
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

    /// The text with what is chosen in its place; whether something was.
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

    /// The list goes; what was typed before a search comes back.
    pub fn close(&mut self) {
        if let Some(List::Search { .. }) = self.list.take() {
            let kept = std::mem::take(&mut self.kept);
            self.set(kept);
        }
    }

    /// An earlier or later line of the history, the newest first in it.
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

/// A candidate as it is taken: what is whole is followed by a blank.
fn followed(candidate: &Candidate) -> String {
    let goes_on = candidate.text.ends_with(['=', '.', '/', ' ']);
    format!("{}{}", candidate.text, if goes_on { "" } else { " " })
}

/// What all candidates begin with.
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
