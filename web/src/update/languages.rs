//! Language of the page. English is built in; Chinese is fetched on demand.

use super::around;
use crate::state::{AppState, Choice, File, Screen};
use crate::text::{ENGLISH, Language, Text};

/// Handles the choice of a language.
pub(super) fn chosen(mut state: AppState, language: Language) -> AppState {
    state.language = Some(language);
    match (language, state.shelf.chinese) {
        (Language::English, _) => {
            state.shelf.leave(File::Chinese);
            speak(state, &ENGLISH)
        }
        (Language::Chinese, Some(text)) => speak(state, text),
        (Language::Chinese, None) => {
            state.shelf.want(File::Chinese);
            state
        }
    }
}

/// Handles an arrived or failed file. Switches to Chinese if it is still wanted. If its fetch failed, keeps the
/// language.
pub(super) fn arrived(mut state: AppState, file: File, content: Option<&str>) -> AppState {
    let was_wanted = state.shelf.wants(file);
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

/// Switches all texts to a language. Requests the open pages about the model in it too.
fn speak(mut state: AppState, text: &'static Text) -> AppState {
    state.text = text;
    state.speak();
    match state.around.screen {
        Screen::Pages(heading) => around::take(state, Choice::PagesOpened(heading)),
        _ => state,
    }
}
