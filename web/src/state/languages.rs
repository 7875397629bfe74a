//! The language of the page: English is here, Chinese is fetched first.

use super::{AppState, Choice, File, Screen, around};
use crate::text::{ENGLISH, Language, Text};

/// A person chose a language.
pub(super) fn chosen(mut state: AppState, language: Language) -> AppState {
    state.language = Some(language);
    match (language, state.shelf.chinese) {
        (Language::English, _) => {
            state.shelf.wanted = state.shelf.wanted.filter(|&file| file != File::Chinese);
            speak(state, &ENGLISH)
        }
        (Language::Chinese, Some(text)) => speak(state, text),
        (Language::Chinese, None) => {
            state.shelf.want(File::Chinese);
            state
        }
    }
}

/// A file is here, or could not be fetched. The Chinese texts count if they are still wanted; without them the language
/// stays.
pub(super) fn arrived(mut state: AppState, file: File, content: Option<&str>) -> AppState {
    let was_wanted = state.shelf.wanted == Some(file);
    let is_there = state.shelf.put(file, content);
    if file != File::Chinese {
        return around::arrived(state, file, is_there);
    }
    match state.shelf.chinese {
        Some(text) if was_wanted => speak(state, text),
        Some(_) => state,
        None => {
            state.language = state.language.map(|_| state.text.language);
            state
        }
    }
}

/// From now on the page says everything in this language. Pages that are being read are wanted in it too.
fn speak(mut state: AppState, text: &'static Text) -> AppState {
    state.text = text;
    state.speak();
    match state.around.screen {
        Screen::Pages(heading) => around::take(state, Choice::PagesOpened(heading)),
        _ => state,
    }
}
