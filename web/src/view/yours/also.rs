//! What else is to be known of a paste: budgets, what is missing or was not read, when it was printed, the release.
//!
//! Leaves out the sets and their pods ([`super`]).

use std::fmt::Display;

use apiserver::found::Note;
use scenario::Understood;

use super::clock_words;
use crate::state::AppState;
use crate::text::Key;
use crate::view::{releases, rules, text};

/// Something else that is to be known.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AlsoView {
    /// The heading.
    pub name: Key,
    /// The sentence.
    pub says: String,
    /// The label of the button for the other time, in the row about the time.
    pub switch: Option<Key>,
}

pub(super) fn also(state: &AppState, read: &Understood) -> Vec<AlsoView> {
    let says = text(state);
    let mut also: Vec<(Key, String)> = Vec::new();
    if !read.budgets.is_empty() {
        let names = read.budgets.join(", ");
        also.push((Key::YoursBudget, says.say(Key::YoursBudgetSays, &[("names", &names)])));
    }
    for note in &read.notes {
        also.push(match note {
            Note::Unread(parts) => {
                (Key::YoursMissing, says.say(Key::YoursUnread, &[("parts", parts)]))
            }
            Note::NoRevisions(set) => {
                (Key::YoursMissing, says.say(Key::YoursNoRevisions, &[("set", set)]))
            }
            Note::NoPods(set, pods) => {
                let with: [(&str, &dyn Display); 2] = [("set", set), ("pods", pods)];
                (Key::YoursMissing, says.say(Key::YoursNoPods, &with))
            }
            Note::NoRevisionOf(pod, more) => {
                let with: [(&str, &dyn Display); 2] = [("pod", pod), ("more", more)];
                let key =
                    if *more == 0 { Key::YoursNoRevisionOf } else { Key::YoursNoRevisionOfMore };
                (Key::YoursNotRead, says.say(key, &with))
            }
            Note::TwoOwners(pod, more) => {
                let with: [(&str, &dyn Display); 2] = [("pod", pod), ("more", more)];
                let key = if *more == 0 { Key::YoursTwoOwners } else { Key::YoursTwoOwnersMore };
                (Key::YoursNotRead, says.say(key, &with))
            }
            Note::SameUid(object, of, more) => {
                let with: [(&str, &dyn Display); 3] =
                    [("object", object), ("of", of), ("more", more)];
                let key = if *more == 0 { Key::YoursSameUid } else { Key::YoursSameUidMore };
                (Key::YoursUidsOf, says.say(key, &with))
            }
            Note::OtherOwner(object, more) => {
                let with: [(&str, &dyn Display); 2] = [("object", object), ("more", more)];
                let key = if *more == 0 { Key::YoursOtherOwner } else { Key::YoursOtherOwnerMore };
                (Key::YoursUidsOf, says.say(key, &with))
            }
            Note::Nobodys(pod, more) => {
                let with: [(&str, &dyn Display); 2] = [("pod", pod), ("more", more)];
                let key = if *more == 0 { Key::YoursNobodys } else { Key::YoursNobodysMore };
                (Key::YoursNotRead, says.say(key, &with))
            }
            Note::LeftOut(kind, count) => {
                let with: [(&str, &dyn Display); 2] = [("kind", kind), ("count", count)];
                (Key::YoursNotRead, says.say(Key::YoursLeftOutKind, &with))
            }
        });
    }
    let release = releases::label(says, rules(state));
    let release = (Key::YoursRelease, says.say(Key::YoursReleaseSays, &[("release", &release)]));
    let row = |(name, says)| AlsoView { name, says, switch: None };
    also.into_iter().map(row).chain(time(state, read)).chain([row(release)]).collect()
}

/// When it was printed, and the other time that it may have been.
fn time(state: &AppState, read: &Understood) -> Option<AlsoView> {
    let says = text(state);
    let at = clock_words(read.printed_at.as_deref()?);
    if read.printed_at != read.changed_at {
        let with: [(&str, &dyn Display); 2] = [("at", &at), ("age", &read.age)];
        let says = says.say(Key::YoursTimeNow, &with);
        return Some(AlsoView { name: Key::YoursTime, says, switch: Some(Key::YoursNotNow) });
    }
    let switch = state.yours.clock.is_some().then_some(Key::YoursPrintedNow);
    let says = says.say(Key::YoursTimeSays, &[("at", &at)]);
    Some(AlsoView { name: Key::YoursTime, says, switch })
}
