//! Entries of the tab's history. A scenario, the gallery and the pages about the model are one entry each, so that
//! Back works.
//!
//! The state of an entry is a string: `screen-…` for the gallery and the pages, otherwise the name of the figure's
//! saved state (`kept`). The address of an entry is that of its scenario.

use gloo_events::EventListener;
use wasm_bindgen::JsValue;

use super::{fragment, is_embedded, window};

/// Prefix of the state of an entry that is not a figure.
const SCREEN: &str = "screen-";

/// Returns the screen of this entry: `gallery` or `pages`. `None` for a figure.
pub fn entry_screen() -> Option<String> {
    let state = window()?.history().ok()?.state().ok()?.as_string()?;
    state.strip_prefix(SCREEN).map(str::to_owned)
}

/// Adds an entry for the gallery, the pages, or another figure (`None`). Does nothing in an embedded figure, or if
/// the current entry is that screen.
pub fn push_entry(screen: Option<&str>) {
    if is_embedded() || (screen.is_some() && entry_screen().as_deref() == screen) {
        return;
    }
    let name = screen.map_or(JsValue::NULL, |screen| format!("{SCREEN}{screen}").into());
    if let Some(history) = window().and_then(|window| window.history().ok()) {
        history.push_state(&name, "").ok();
    }
}

/// Leaves a `screen-…` entry. Goes back to the figure before it, or turns the entry into one for the new figure.
pub fn leave_screen(is_same_figure: bool) {
    let Some(history) = window().and_then(|window| window.history().ok()) else { return };
    if entry_screen().is_none() {
        return;
    }
    if is_same_figure {
        history.back().ok();
    } else {
        history.replace_state(&JsValue::NULL, "").ok();
    }
}

/// Calls `follow` with the entry's screen and the address's text after `#`, when a person has gone to another entry
/// or edited the address.
pub fn on_returned(follow: impl Fn(Option<String>, String) + 'static) -> Option<EventListener> {
    let window = window()?;
    Some(EventListener::new(&window, "popstate", move |_| follow(entry_screen(), fragment())))
}
