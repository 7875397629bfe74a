//! The language of the page: English is here, Chinese is fetched first.

use super::{AppState, File};
use crate::text::{ENGLISH, Language};

/// A person chose a language.
pub(super) fn chosen(state: &mut AppState, language: Language) {
    match (language, state.shelf.chinese) {
        (Language::English, _) => {
            (state.language, state.text) = (Some(language), &ENGLISH);
            state.shelf.wanted = state.shelf.wanted.filter(|&file| file != File::Chinese);
        }
        (Language::Chinese, Some(text)) => (state.language, state.text) = (Some(language), text),
        (Language::Chinese, None) => {
            state.language = Some(language);
            state.shelf.want(File::Chinese);
        }
    }
}

/// The Chinese texts are here, if they are still wanted; or they could not be fetched, and the language stays.
pub(super) fn arrived(state: &mut AppState, file: File, content: Option<&str>) {
    let was_wanted = state.shelf.wanted == Some(file);
    let is_there = state.shelf.put(file, content);
    match (file, state.shelf.chinese) {
        (File::Chinese, Some(text)) if was_wanted && is_there => state.text = text,
        (File::Chinese, None) => state.language = state.language.map(|_| state.text.language),
        _ => {}
    }
}
