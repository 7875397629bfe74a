//! Language of the page. English is built in; Chinese is fetched on demand.

use super::later;
use crate::state::{Action, AppState, Choice, File, Screen};
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

/// Handles arrived or failed Chinese texts. Switches to them if they are still wanted. If their fetch failed, the texts stay,
/// and so does the choice: a person's next action fetches them again.
pub(super) fn chinese_arrived(mut state: AppState, content: Option<&str>) -> AppState {
    let was_wanted = state.shelf.wants(File::Chinese);
    state.shelf.put_chinese(content);
    match state.shelf.chinese {
        Some(text) if was_wanted => speak(state, text),
        Some(_) | None => state,
    }
}

/// Switches all texts to a language. Requests the open pages about the model in it too.
fn speak(mut state: AppState, text: &'static Text) -> AppState {
    state.text = text;
    state.speak();
    match state.around.screen {
        Screen::Pages(heading) => {
            later::changed(state, Action::Around(Choice::PagesOpened(heading)))
        }
        _ => state,
    }
}
