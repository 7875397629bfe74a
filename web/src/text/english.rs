//! English: every text of the page by name. Style: short declarative sentences, present tense, pods as subjects, one
//! word for one thing.
//!
//! The order is that of `web/text/zh.txt`. [`super::template`] lists the forms of a placeholder. Four files have the
//! texts; each file's macro passes its list on to the next, so they become one list. Texts of the opening page are
//! marked `opening`; the others are not in the first load. If the opening page says an unmarked text, it works and
//! the first load grows.

use super::{Language, Text};

#[macro_use]
mod figure;
#[macro_use]
mod time;
#[macro_use]
mod tools;
#[macro_use]
mod plan;

macro_rules! texts {
    (; $($name:ident = $($opening:ident)? $says:literal;)*) => {
        /// The name of a text.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum Key { $(#[doc = $says] $name,)* }

        /// The texts of the opening page, each at its index. The others are empty.
        const OPENING: &[&str] = &[$(opening!($($opening)? $says),)*];

        /// Returns any text by its index. A separate function, so that texts outside the opening load later.
        #[cold]
        #[inline(never)]
        pub fn later(place: usize) -> &'static str {
            const ALL: &[&str] = &[$($says,)*];
            ALL.get(place).copied().unwrap_or_default()
        }

        /// The names of all texts, in order.
        #[cfg(test)]
        pub const NAMES: &[&str] = &[$(stringify!($name),)*];
    };
}

macro_rules! opening {
    (opening $says:literal) => {
        $says
    };
    ($says:literal) => {
        ""
    };
}

/// Number of texts.
pub const COUNT: usize = OPENING.len();

/// The English texts.
pub static ENGLISH: Text = Text { language: Language::English, texts: OPENING };

figure! { time tools plan texts; }
