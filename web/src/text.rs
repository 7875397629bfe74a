//! The page's texts, per language. Leaves out texts of Kubernetes, kubectl and the API.
//!
//! **To add a text:** add a line `Name = "English";` in [`mod@english`] (`Name = opening "English";` if the opening
//! page says it), and a line `Name = 中文` at the same position of `web/text/zh.txt`. Then `text.of(Key::Name)` is the
//! text, and `text.say(Key::Name, &[("pods", &pods)])` is the text with its placeholders filled; [`template`] lists
//! the forms of a placeholder. A test fails if the Chinese is missing, in another position, or has other
//! placeholders. The compiler warns of a text that nobody uses.
//!
//! English is part of the program; Chinese is a file, fetched on demand. [`sentences`] and [`reasons`] choose which
//! text describes the facts, in any language. In a sentence the name of a pod is in brackets, `[web-4]`; so is each
//! link in the timeline's caption. [`crate::view`] turns brackets into links.

mod english;
mod facts;
mod reasons;
mod sentences;
mod template;

use std::fmt::Display;

pub use english::{ENGLISH, Key, later};
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
    /// Returns the first language of a list of language tags that the page speaks. English if it speaks none.
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

    /// Returns the language tag, for HTML's `lang` and for the stored preference.
    pub fn tag(self) -> &'static str {
        match self {
            Self::English => "en",
            Self::Chinese => "zh-CN",
        }
    }

    /// Returns the language's name in that language.
    pub fn name(self) -> &'static str {
        match self {
            Self::English => "English",
            Self::Chinese => "中文",
        }
    }

    /// Returns the language that the page can switch to.
    pub fn other(self) -> Self {
        match self {
            Self::English => Self::Chinese,
            Self::Chinese => Self::English,
        }
    }
}

/// All texts of one language.
#[derive(Debug)]
pub struct Text {
    /// The language.
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
    /// Reads a language's file. `None` unless it has exactly as many texts as this build. The text is leaked, once
    /// per visit and language.
    pub fn read(language: Language, file: &str) -> Option<&'static Self> {
        let says = |(_, says): (&str, &'static str)| says;
        let texts: Vec<&str> = entries(file.to_owned().leak()).map(says).collect();
        (texts.len() == english::COUNT).then(|| {
            let texts = texts.leak();
            &*Box::leak(Box::new(Self { language, texts }))
        })
    }

    /// Returns a text with its placeholders unfilled.
    pub fn of(&self, key: Key) -> &'static str {
        match self.texts.get(key as usize) {
            Some(text) if !text.is_empty() || self.language != Language::English => text,
            _ => english::later::text(key as usize),
        }
    }

    /// Returns a text with its placeholders filled.
    pub fn say(&self, key: Key, with: &[(&str, &dyn Display)]) -> String {
        template::fill(self.of(key), self.of(Key::NumberWords), with)
    }
}

/// Returns name and text of each line `Name = text`. Other lines are comments.
fn entries(file: &str) -> impl Iterator<Item = (&str, &str)> {
    file.lines()
        .filter_map(|line| line.split_once(" ="))
        .map(|(name, text)| (name, text.trim_start()))
}

#[cfg(test)]
mod tests;
