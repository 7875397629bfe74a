//! What the page says, per language. Kubernetes' own words, kubectl's and the API's are never in here.
//!
//! **To add a text:** a line `Name = "English";` in [`mod@english`] (`Name = opening "English";` if the opening page says it),
//! and a line `Name = 中文` at the same place of `web/text/zh.txt`. Then `text.of(Key::Name)` is the text, and
//! `text.say(Key::Name, &[("pods", &pods)])` the text with its placeholders filled (the forms of a placeholder: [`template`]).
//! A test fails while the Chinese is missing, stands elsewhere or has other placeholders; the compiler complains of a text
//! that nobody uses.
//!
//! English is part of the program; Chinese is a file that is fetched when it is wanted. Sentences that depend on facts are
//! put together from texts in [`sentences`] and [`reasons`]: which text is said when, whatever the language. In a sentence a pod's name
//! stands in brackets, `[web-4]`, and in the caption of the timeline what leads to a moment; the reader of it
//! ([`crate::view`]) makes a link of that.

mod english;
mod facts;
mod reasons;
mod sentences;
mod template;

use std::fmt::Display;

pub use english::{ENGLISH, Key};
pub use facts::{Ends, Facts, Partition, Readiness, Role};

/// The languages of the page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Language {
    /// English.
    English,
    /// 简体中文.
    Chinese,
}

impl Language {
    /// The first language of a list, in the browser's tags, that the page speaks; English if it speaks none.
    pub fn first_of<'a>(tags: impl IntoIterator<Item = &'a str>) -> Self {
        tags.into_iter().find_map(Self::of_tag).unwrap_or(Self::English)
    }

    fn of_tag(tag: &str) -> Option<Self> {
        match tag.split('-').next()? {
            "zh" => Some(Self::Chinese),
            "en" => Some(Self::English),
            _ => None,
        }
    }

    /// As HTML names it, and as it is remembered.
    pub fn tag(self) -> &'static str {
        match self {
            Self::English => "en",
            Self::Chinese => "zh-CN",
        }
    }

    /// Its own name for itself.
    pub fn name(self) -> &'static str {
        match self {
            Self::English => "English",
            Self::Chinese => "中文",
        }
    }

    /// The one that can be switched to.
    pub fn other(self) -> Self {
        match self {
            Self::English => Self::Chinese,
            Self::Chinese => Self::English,
        }
    }
}

/// Everything that the page says in one language.
#[derive(Debug)]
pub struct Text {
    /// Which.
    pub language: Language,
    texts: &'static [&'static str],
}

impl PartialEq for Text {
    fn eq(&self, other: &Self) -> bool {
        self.language == other.language
    }
}

impl Eq for Text {}

impl Text {
    /// Reads a language's file; `None` if it is not of this program's making. It stays for as long as the page does: a
    /// language is read once a visit.
    pub fn read(language: Language, file: &str) -> Option<&'static Self> {
        let says = |(_, says): (&str, &'static str)| says;
        let texts: Vec<&str> = entries(file.to_owned().leak()).map(says).collect();
        (texts.len() == english::COUNT).then(|| {
            let texts = texts.leak();
            &*Box::leak(Box::new(Self { language, texts }))
        })
    }

    /// A text as it is.
    pub fn of(&self, key: Key) -> &'static str {
        match self.texts.get(key as usize) {
            Some(text) if !text.is_empty() || self.language != Language::English => text,
            _ => english::later(key as usize),
        }
    }

    /// A text with its placeholders filled.
    pub fn say(&self, key: Key, with: &[(&str, &dyn Display)]) -> String {
        template::fill(self.of(key), self.of(Key::NumberWords), with)
    }
}

/// The lines `Name = text` of a file; others are comments.
fn entries(file: &str) -> impl Iterator<Item = (&str, &str)> {
    file.lines()
        .filter_map(|line| line.split_once(" ="))
        .map(|(name, text)| (name, text.trim_start()))
}

#[cfg(test)]
mod tests;
