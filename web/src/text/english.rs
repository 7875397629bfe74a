//! English: every text of the page by name. Short declarative sentences in the present tense; pods are subjects; one
//! word for one thing.
//!
//! The order is that of `web/text/zh.txt`. The forms of a placeholder are in [`super::template`]. The texts stand in three files, and
//! become one list: each file's macro hands what it has to the next.

use super::{Language, Text};

#[macro_use]
mod figure;
#[macro_use]
mod time;
#[macro_use]
mod tools;

macro_rules! texts {
    (; $($name:ident = $says:literal;)*) => {
        /// The name of a text.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum Key { $(#[doc = $says] $name,)* }

        const TEXTS: &[&str] = &[$($says,)*];

        /// All of them, in their order.
        #[cfg(test)]
        pub const NAMES: &[&str] = &[$(stringify!($name),)*];
    };
}

/// How many texts there are.
pub const COUNT: usize = TEXTS.len();

/// What the page says in English.
pub static ENGLISH: Text = Text { language: Language::English, texts: TEXTS };

figure! { time tools texts; }
