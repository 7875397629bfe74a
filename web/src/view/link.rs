//! The error texts for links that cannot be read.

use scenario::Unreadable;

use crate::text::{Key, Text};

/// Returns a sentence that says why a link cannot be read.
pub fn unreadable(text: &Text, why: &Unreadable) -> String {
    match why {
        Unreadable::Damaged(letter) => text.say(Key::LinkDamaged, &[("letter", letter)]),
        Unreadable::Newer(_) => text.of(Key::LinkNewer).into(),
        Unreadable::NoSuchBase(name) => text.say(Key::LinkNoBase, &[("name", name)]),
        Unreadable::Setting(what) => text.say(Key::LinkSetting, &[("what", what)]),
        Unreadable::TooLong => text.of(Key::LinkTooLong).into(),
        Unreadable::NoScenario(error) => text.say(Key::LinkNoScenario, &[("what", error)]),
        Unreadable::Wanted(_) => text.of(Key::NotFetched).into(),
    }
}
