//! What outlives the page, in this tab: one text for each entry of its history.
//!
//! An entry's state is the name of its text in the tab's storage. Storage may be forbidden or full: then nothing is kept, and
//! nothing is said. The text is also a property of the document's root, where `web/boot.js` finds it when the program has stopped; `typing` says there that a field
//! holds more than the text, because the page has not been drawn since. An
//! embedded figure keeps nothing else: the article's tab is not ours.

use js_sys::Reflect;
use wasm_bindgen::JsValue;
use web_sys::{History, Storage};

use super::{document, is_embedded, window};

/// What the names of texts begin with; what follows is when the entry was first kept, in milliseconds since 1970.
const PREFIX: &str = "kept-";
/// So many entries of the tab's history are kept.
const ENTRIES_MAX: usize = 20;

fn storage() -> Option<Storage> {
    window()?.session_storage().ok()?
}

fn history() -> Option<History> {
    window()?.history().ok()
}

/// The name of this entry's text, if it has one.
fn name() -> Option<String> {
    history()?.state().ok()?.as_string().filter(|name| name.starts_with(PREFIX))
}

/// What was kept of this entry.
pub fn kept() -> Option<String> {
    if is_embedded() {
        return None;
    }
    storage()?.get_item(&name()?).ok()?
}

/// Keeps a text for this entry, or forgets what was kept.
pub fn keep(text: Option<&str>) {
    if let Some(root) = document().and_then(|document| document.document_element()) {
        let text = text.map_or(JsValue::UNDEFINED, JsValue::from_str);
        Reflect::set(&root, &"kept".into(), &text).ok();
        Reflect::set(&root, &"typing".into(), &JsValue::FALSE).ok();
    }
    let Some(storage) = storage().filter(|_| !is_embedded()) else { return };
    match (text, name()) {
        (Some(text), Some(name)) => put(&storage, &name, text),
        (Some(text), None) => {
            let name = format!("{PREFIX}{}", js_sys::Date::now());
            let named = history().map(|it| it.replace_state(&name.as_str().into(), ""));
            if let Some(Ok(())) = named {
                put(&storage, &name, text);
            }
        }
        (None, Some(name)) => drop(storage.remove_item(&name)),
        (None, None) => {}
    }
}

/// Puts a text there; where there is no room, those of other entries make some.
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

/// The names of other entries' texts, the oldest first.
fn others(storage: &Storage, name: &str) -> Vec<String> {
    let count = storage.length().unwrap_or(0);
    let names = (0..count).filter_map(|index| storage.key(index).ok()?);
    let mut others: Vec<String> = names.filter(|it| it.starts_with(PREFIX) && it != name).collect();
    others.sort();
    others
}
