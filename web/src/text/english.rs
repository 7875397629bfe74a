//! English: every text of the page by name. Style: short declarative sentences, present tense, pods as subjects, one
//! word for one thing.
//!
//! The order is that of `web/text/zh.txt`. [`super::template`] lists the forms of a placeholder. Four files have the
//! texts; each file's macro passes its list on to the next, so they become one list. Texts of the opening page are
//! marked `opening`; the others come with any further part of the program, and are empty until then.

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

        /// Returns any text by its index.
        fn any(place: usize) -> &'static str {
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

/// Texts that come with a further part of the program. A link opens any scenario, which may need any of them.
pub mod later {
    later! {
        in Links;
        /// Returns any text by its index.
        fn text(place: usize) -> &'static str = super::any, until then "";
    }
}

/// Number of texts.
pub const COUNT: usize = OPENING.len();

/// The English texts.
pub static ENGLISH: Text = Text { language: Language::English, texts: OPENING };

figure! { time tools plan texts; }
