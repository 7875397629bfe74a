//! What is fetched on use: files of the page's own host that a first visit does not need.
//!
//! The shelf says what is wanted; [`crate::app`] has it fetched, and what arrives becomes an action like any other. What could not
//! be fetched is said in words, leaves everything as it was, and is tried again when it is asked for again.

use std::rc::Rc;

use super::gallery::{self, Card};
use crate::text::{Language, Text};

/// A file that is fetched on use.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum File {
    /// What the page says in Chinese.
    Chinese,
    /// Every scenario of the gallery.
    Gallery,
    /// What is modelled, and each rule's own page, in a language.
    Pages(Language),
    /// The words of Kubernetes that links are packed with.
    Words,
}

/// What was fetched, and what is wanted.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Shelf {
    /// The Chinese texts.
    pub chinese: Option<&'static Text>,
    /// The gallery, in the order of reading; empty while it is not here.
    pub gallery: Vec<Rc<Card>>,
    /// The pages about the model, in English and in Chinese.
    pub pages: [Option<Rc<str>>; 2],
    /// The words that links are packed with.
    pub words: Option<Rc<str>>,
    /// What is being fetched.
    pub wanted: Option<File>,
    /// What could not be.
    pub failed: Option<File>,
}

impl Shelf {
    /// A file is asked for.
    pub fn want(&mut self, file: File) {
        (self.wanted, self.failed) = (Some(file), None);
    }

    /// A file has arrived, or could not be fetched. Says whether it is there.
    pub fn put(&mut self, file: File, content: Option<&str>) -> bool {
        if self.wanted == Some(file) {
            self.wanted = None;
        }
        match file {
            File::Chinese => {
                self.chinese = content.and_then(|text| Text::read(Language::Chinese, text));
            }
            File::Gallery => self.gallery = content.map(gallery::read).unwrap_or_default(),
            // A page that is not ours, of a host that answers everything, begins otherwise.
            File::Pages(language) => {
                self.pages[language as usize] =
                    content.filter(|it| it.starts_with("# ")).map(Into::into);
            }
            // A page that is not ours, of a host that answers everything, begins otherwise.
            File::Words => self.words = content.filter(|it| it.starts_with(": ")).map(Into::into),
        }
        let is_there = self.has(file);
        if !is_there {
            self.failed = Some(file);
        }
        is_there
    }

    /// Whether a file is here.
    pub fn has(&self, file: File) -> bool {
        match file {
            File::Chinese => self.chinese.is_some(),
            File::Gallery => !self.gallery.is_empty(),
            File::Pages(language) => self.pages[language as usize].is_some(),
            File::Words => self.words.is_some(),
        }
    }
}
