//! Files fetched on demand, from the page's own host. A first visit needs none of them.
//!
//! The shelf names the wanted file and [`crate::app`] fetches it. Its arrival is an action. A failed fetch changes
//! nothing, shows a message, and is repeated when the file is wanted again.

use std::collections::BTreeMap;
use std::rc::Rc;

use super::Preview;
use super::gallery::{self, Card};
use crate::text::{Language, Text};

/// A file fetched on demand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum File {
    /// Chinese texts.
    Chinese,
    /// All gallery scenarios.
    Gallery,
    /// Pages about the model, in a language.
    Pages(Language),
    /// Word list for packing links.
    Words,
}

/// Fetched files and pending requests.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Shelf {
    /// Chinese texts.
    pub chinese: Option<&'static Text>,
    /// Gallery cards in reading order. Empty until fetched.
    pub gallery: Vec<Rc<Card>>,
    /// Drawings of the gallery's comparisons, by the name of their film. `None` for a film that could not be had.
    pub pairs: BTreeMap<&'static str, Option<Rc<[Preview; 2]>>>,
    /// Pages about the model, in English and in Chinese.
    pub pages: [Option<Rc<str>>; 2],
    /// Word list for packing links.
    pub words: Option<Rc<str>>,
    /// Card of the film that the page opened with.
    pub film: Option<Rc<Card>>,
    /// File being fetched.
    pub wanted: Option<File>,
    /// Files to fetch next, in order.
    next: Vec<File>,
    /// File whose last fetch failed.
    pub failed: Option<File>,
}

impl Shelf {
    /// Requests a file. It is fetched after the ones requested earlier.
    pub fn want(&mut self, file: File) {
        self.failed = None;
        match self.wanted {
            None => self.wanted = Some(file),
            Some(wanted) if wanted != file && !self.next.contains(&file) => self.next.push(file),
            Some(_) => {}
        }
    }

    /// Returns whether a file is requested and has not arrived.
    pub fn wants(&self, file: File) -> bool {
        self.wanted == Some(file) || self.next.contains(&file)
    }

    /// Withdraws the request for a file.
    pub fn leave(&mut self, file: File) {
        self.next.retain(|next| *next != file);
        if self.wanted == Some(file) {
            self.wanted = (!self.next.is_empty()).then(|| self.next.remove(0));
        }
    }

    /// Stores arrived Chinese texts, as [`Shelf::put`] does: a first visit may have nothing else to store.
    pub fn put_chinese(&mut self, content: Option<&str>) {
        self.leave(File::Chinese);
        self.chinese = content.and_then(|text| Text::read(Language::Chinese, text));
        if self.chinese.is_none() {
            self.failed = Some(File::Chinese);
        }
    }

    /// Stores an arrived file. No content means that the fetch failed. Returns whether the file is here.
    pub fn put(&mut self, file: File, content: Option<&str>) -> bool {
        self.leave(file);
        match file {
            File::Chinese => self.put_chinese(content),
            File::Gallery => self.gallery = content.map(gallery::read).unwrap_or_default(),
            // A host that answers every path with its own page sends something else.
            File::Pages(language) => {
                self.pages[language as usize] =
                    content.filter(|it| it.starts_with("# ")).map(Into::into);
            }
            // A host that answers every path with its own page sends something else.
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_are_fetched_one_after_the_other_and_none_is_forgotten() {
        let mut shelf = Shelf::default();
        for file in [File::Chinese, File::Gallery, File::Words, File::Gallery, File::Chinese] {
            shelf.want(file);
        }
        assert_eq!(shelf.wanted, Some(File::Chinese));
        shelf.put(File::Chinese, None);
        assert_eq!((shelf.wanted, shelf.failed), (Some(File::Gallery), Some(File::Chinese)));
        shelf.leave(File::Words);
        shelf.leave(File::Gallery);
        assert_eq!(shelf.wanted, None);
    }
}
