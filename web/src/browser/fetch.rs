//! Fetching the files that a first visit does not need. The page names them (`index.html`, as `data-` attributes of its
//! root), because their names carry their content's hash.

use std::rc::Rc;

use wasm_bindgen::JsCast as _;
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::Response;

use crate::state::File;
use crate::text::Language;

/// Fetches a file and calls with its text; with nothing if it cannot be had.
pub fn fetch(file: File, arrive: impl FnOnce(Option<Rc<str>>) + 'static) {
    spawn_local(async move { arrive(text_of(file).await.map(Into::into)) });
}

async fn text_of(file: File) -> Option<String> {
    let name = super::document()?.document_element()?.get_attribute(attribute(file))?;
    let response = JsFuture::from(super::window()?.fetch_with_str(&name)).await.ok()?;
    let response: Response = response.dyn_into().ok()?;
    if !response.ok() {
        return None;
    }
    JsFuture::from(response.text().ok()?).await.ok()?.as_string()
}

/// Under which attribute the page names a file.
fn attribute(file: File) -> &'static str {
    match file {
        File::Chinese => "data-zh",
        File::Gallery => "data-gallery",
        File::Pages(Language::English) => "data-pages",
        File::Pages(Language::Chinese) => "data-pages-zh",
        File::Words => "data-words",
    }
}
