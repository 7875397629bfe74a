//! Saved state of the page: one text in the tab's storage per history entry.
//!
//! The state of a history entry is the name of its text. If storage is forbidden or full, nothing is saved and no
//! message appears. The text is also a property `kept` of the document's root, where `web/boot.js` finds it after a
//! crash; `keptOf` is the name of its entry. The property `typing` says that a field has newer text, because the page
//! has not been redrawn since. An embedded figure sets only these properties, because the tab is the article's.

use js_sys::Reflect;
use wasm_bindgen::JsValue;
use web_sys::{History, Storage};

use super::{document, is_embedded, window};

/// Prefix of the names. The rest is the time of the first save or of the first letter typed, in milliseconds since 1970.
const PREFIX: &str = "kept-";
/// Limit on saved entries of the tab's history.
const ENTRIES_MAX: usize = 20;

fn storage() -> Option<Storage> {
    window()?.session_storage().ok()?
}

fn history() -> Option<History> {
    window()?.history().ok()
}

/// Returns the name of this entry's text. `None` if it has none.
fn name() -> Option<String> {
    history()?.state().ok()?.as_string().filter(|name| name.starts_with(PREFIX))
}

/// Returns the saved state of this entry. `None` if it has none.
pub fn kept() -> Option<String> {
    if is_embedded() {
        return None;
    }
    storage()?.get_item(&name()?).ok()?
}

/// Saves the state of this entry. `None` deletes it.
pub fn keep(text: Option<&str>) {
    store(text);
    let Some(root) = document().and_then(|document| document.document_element()) else { return };
    let or_none = |text: Option<&str>| text.map_or(JsValue::UNDEFINED, JsValue::from_str);
    let [kept, of] = [or_none(text), or_none(name().as_deref())];
    for (key, value) in [("kept", kept), ("keptOf", of), ("typing", JsValue::FALSE)] {
        Reflect::set(&root, &key.into(), &value).ok();
    }
}

fn store(text: Option<&str>) {
    let is_figure = !is_embedded() && super::entry_screen().is_none();
    let Some(storage) = storage().filter(|_| is_figure) else { return };
    match (text, name()) {
        (Some(text), Some(name)) => put(&storage, &name, text),
        (Some(text), None) => {
            // The printer of floats would be in the first part of the program for this alone.
            let name = format!("{PREFIX}{}", js_sys::Date::now() as u64);
            let named = history().map(|it| it.replace_state(&name.as_str().into(), ""));
            if let Some(Ok(())) = named {
                put(&storage, &name, text);
            }
        }
        (None, Some(name)) => drop(storage.remove_item(&name)),
        (None, None) => {}
    }
}

/// Stores a text. Deletes the oldest texts of other entries beyond [`ENTRIES_MAX`]. Deletes all of them if storage is
/// full.
fn put(storage: &Storage, name: &str, text: &str) {
    let is_full = storage.set_item(name, text).is_err();
    let others = others(storage, name);
    let spare = if is_full { others.len() } else { others.len().saturating_sub(ENTRIES_MAX) };
    for other in others.iter().take(spare) {
        storage.remove_item(other).ok();
    }
    if is_full {
        storage.set_item(name, text).ok();
    }
}

/// Returns the names of other entries' texts, oldest first.
fn others(storage: &Storage, name: &str) -> Vec<String> {
    let count = storage.length().unwrap_or(0);
    let names = (0..count).filter_map(|index| storage.key(index).ok()?);
    let mut others: Vec<String> = names.filter(|it| it.starts_with(PREFIX) && it != name).collect();
    others.sort();
    others
}
