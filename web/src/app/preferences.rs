//! What a person and the system prefer: theme, language, motion and shortcuts.
//!
//! Reads what is remembered before the first drawing, follows the system, and saves what a person chooses. Leaves out
//! what a preference changes (the reducer, the style sheet).

use yew::prelude::*;

use crate::browser;
use crate::state::{Action, AppState, File};
use crate::text::Language;
use crate::view;

/// Applies remembered preferences of an earlier visit.
pub fn remembered(mut state: AppState) -> AppState {
    state.is_system_dark = browser::wants_dark();
    state.dark = browser::recall(browser::THEME).map(|theme| theme == "dark");
    state.letter_keys = browser::recall(browser::LETTER_KEYS).is_none_or(|on| on != "off");
    let languages = browser::languages();
    let remembered = browser::recall(browser::LANGUAGE);
    state.language = remembered.as_deref().map(|tag| Language::first_of([tag]));
    let wished = || Language::first_of(languages.iter().map(String::as_str));
    if state.language.unwrap_or_else(wished) == Language::Chinese {
        state.shelf.want(File::Chinese);
    }
    state
}

/// Dispatches the system's theme and its preference for reduced motion when they change, also if they changed before the
/// first drawing.
#[hook]
pub fn use_system(state: &AppState, dispatch: &Callback<Action>) {
    let (reduced, dark) = (state.playback.reduced_motion, state.is_system_dark);
    use_effect_with(dispatch.clone(), move |dispatch| {
        let motion = {
            let dispatch = dispatch.clone();
            move |reduced| dispatch.emit(Action::MotionReduced(reduced))
        };
        let theme = {
            let dispatch = dispatch.clone();
            move |dark| dispatch.emit(Action::SystemThemed { dark })
        };
        if browser::wants_less_motion() != reduced {
            motion(!reduced);
        }
        if browser::wants_dark() != dark {
            theme(!dark);
        }
        let followed = (browser::on_motion(motion), browser::on_system_theme(theme));
        move || drop(followed)
    });
}

/// Applies and saves what a person chose.
#[hook]
pub fn use_choices(state: &AppState) {
    use_effect_with(state.dark, |dark| {
        if let Some(dark) = *dark {
            browser::show_theme(dark);
        }
    });
    use_effect_with(state.letter_keys, |on| {
        browser::remember(browser::LETTER_KEYS, if *on { "on" } else { "off" });
    });
}

/// Sets the document's language and its title, the question.
#[hook]
pub fn use_language(state: &AppState) {
    use_effect_with(state.text.language, |language| browser::show_language(language.tag()));
    use_effect_with(state.language, |language| {
        if let Some(language) = *language {
            browser::remember(browser::LANGUAGE, language.tag());
        }
    });
    use_effect_with(view::question::title(state), |title| browser::show_title(title));
}
