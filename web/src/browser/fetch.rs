//! Fetches files on demand, and the film with which a visit begins. `index.html` names them in `data-` attributes of
//! its root element, because the names contain content hashes.

use std::rc::Rc;

use js_sys::{ArrayBuffer, Function, Promise, Reflect, Uint8Array};
use scenario::Film;
use scenario::protocol::from_bytes;
use wasm_bindgen::{JsCast as _, JsValue};
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::Response;

use crate::state::File;
use crate::text::Language;

/// Fetches a file and calls `arrive` with its text. `None` if the fetch failed.
pub fn fetch(file: File, arrive: impl FnOnce(Option<Rc<str>>) + 'static) {
    spawn_local(async move { arrive(text_of(file).await.map(Into::into)) });
}

/// Returns the film of the scenario in the address, which `web/boot.js` fetches in parallel with the program. `None`
/// if there is none.
pub async fn film() -> Option<Rc<Film>> {
    let root = super::document()?.document_element()?;
    film_of(Reflect::get(&root, &"film".into()).ok()?).await
}

/// Fetches the film of a gallery scenario and calls `arrive` with it. `None` if the fetch failed.
pub fn fetch_film(name: &'static str, arrive: impl FnOnce(Option<Rc<Film>>) + 'static) {
    let fetched = || {
        let root = super::document()?.document_element()?;
        let fetch: Function = Reflect::get(&root, &"filmOf".into()).ok()?.dyn_into().ok()?;
        fetch.call1(&JsValue::NULL, &name.into()).ok()
    };
    spawn_local(async move {
        arrive(match fetched() {
            Some(film) => film_of(film).await,
            None => None,
        });
    });
}

async fn film_of(film: JsValue) -> Option<Rc<Film>> {
    let film: Promise = film.dyn_into().ok()?;
    let bytes = JsFuture::from(film).await.ok()?;
    let bytes: ArrayBuffer = bytes.dyn_into().ok()?;
    from_bytes(&Uint8Array::new(&bytes).to_vec()).map(Rc::new)
}

/// Returns the HTML of the page from before the program started. For a link to another scenario it is the empty
/// frame.
pub fn frame() -> String {
    let root = super::document().and_then(|document| document.document_element());
    let frame = root.and_then(|root| Reflect::get(&root, &"frame".into()).ok());
    frame.and_then(|it| it.as_string()).unwrap_or_default()
}

/// Runs a future at the first sign of a person (`web/boot.js`). In an embedded figure it never comes.
pub fn at_first_sign(act: impl Future<Output = ()> + 'static) {
    let Some(sign) = of_root("person").and_then(|it| it.dyn_into::<Promise>().ok()) else { return };
    spawn_local(async move {
        drop(JsFuture::from(sign).await);
        act.await;
    });
}

/// Tells `web/boot.js` that the page is drawn.
pub fn has_started() {
    call("started");
}

/// Tells `web/boot.js` that a part of the program could not be fetched.
pub fn has_not_started() {
    call("notStarted");
}

/// Shows the question of a scenario that is on its way, in the page from before the program started (`web/boot.js`).
pub fn ask(question: &str) {
    if let Some(ask) = of_root("ask").and_then(|it| it.dyn_into::<Function>().ok()) {
        ask.call1(&JsValue::NULL, &question.into()).ok();
    }
}

fn of_root(name: &str) -> Option<JsValue> {
    let root = super::document()?.document_element()?;
    Reflect::get(&root, &name.into()).ok()
}

fn call(name: &str) {
    if let Some(function) = of_root(name).and_then(|it| it.dyn_into::<Function>().ok()) {
        function.call0(&JsValue::NULL).ok();
    }
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

/// Returns the attribute that names a file.
fn attribute(file: File) -> &'static str {
    match file {
        File::Chinese => "data-zh",
        File::Gallery => "data-gallery",
        File::Pages(Language::English) => "data-pages",
        File::Pages(Language::Chinese) => "data-pages-zh",
        File::Words => "data-words",
    }
}
