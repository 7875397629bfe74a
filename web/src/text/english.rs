//! English: every text of the page by name. Short declarative sentences in the present tense; pods are subjects; one
//! word for one thing.
//!
//! The order is that of `web/text/zh.txt`. The forms of a placeholder are in [`super::template`]. The texts stand in three files, and
//! become one list: each file's macro hands what it has to the next. Those that the opening page says are marked `opening`: a
//! text without the mark is no part of the first load, and only costs more of it if the opening says it all the same.

use super::{Language, Text};

#[macro_use]
mod figure;
#[macro_use]
mod time;
#[macro_use]
mod tools;

macro_rules! texts {
    (; $($name:ident = $($opening:ident)? $says:literal;)*) => {
        /// The name of a text.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum Key { $(#[doc = $says] $name,)* }

        /// Those that the opening page says, each at its place; the others are empty.
        const OPENING: &[&str] = &[$(opening!($($opening)? $says),)*];

        /// A text that is said only once somebody acts.
        #[cold]
        #[inline(never)]
        pub fn later(place: usize) -> &'static str {
            const ALL: &[&str] = &[$($says,)*];
            ALL.get(place).copied().unwrap_or_default()
        }

        /// All of them, in their order.
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

/// How many texts there are.
pub const COUNT: usize = OPENING.len();

/// What the page says in English.
pub static ENGLISH: Text = Text { language: Language::English, texts: OPENING };

figure! { time tools texts; }
