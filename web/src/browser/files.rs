//! Clipboard, saved files, files that a person opens or drops, and texts pasted beside every field.
//!
//! Saving presses a link with a `data:` URL. Nothing is sent to a server.

use gloo_events::{EventListener, EventListenerOptions};
use js_sys::Uint8Array;
use wasm_bindgen::{JsCast as _, JsValue};
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::{
    CanvasRenderingContext2d, ClipboardEvent, DragEvent, Element, Event, FileList,
    HtmlAnchorElement, HtmlCanvasElement, HtmlImageElement, HtmlInputElement, MouseEvent,
};

use super::{document, window};
use crate::state::{BYTES_MAX, OpenedFile, decoded};

/// Image pixels per CSS pixel in a PNG.
const PNG_SCALE: u32 = 2;

/// Copies a text. If the browser refuses, selects the text beside the button, so that a person can copy it.
pub fn copy_or_select(text: String, event: &MouseEvent, done: impl FnOnce() + 'static) {
    let button = event.target().and_then(|target| target.dyn_into::<Element>().ok());
    spawn_local(async move {
        let clipboard = window().filter(web_sys::Window::is_secure_context);
        let copied = match clipboard.map(|window| window.navigator().clipboard()) {
            Some(clipboard) => JsFuture::from(clipboard.write_text(&text)).await.is_ok(),
            None => false,
        };
        match copied {
            true => done(),
            false => drop(button.as_ref().and_then(select_beside)),
        }
    });
}

/// Selects the text in the button's row.
fn select_beside(button: &Element) -> Option<()> {
    let text = button.closest("li").ok()??.query_selector("code").ok()??;
    window()?.get_selection().ok()??.select_all_children(&text).ok()
}

/// Saves a text as a file.
pub fn save(name: &str, text: &str) {
    let is_picture = name.ends_with(".svg");
    let kind = if is_picture { "image/svg+xml" } else { "text/plain" };
    press_link(name, &data_url(kind, text));
}

fn data_url(kind: &str, text: &str) -> String {
    let text = String::from(js_sys::encode_uri_component(text));
    format!("data:{kind};charset=utf-8,{text}")
}

fn press_link(name: &str, address: &str) {
    let link = document().and_then(|document| document.create_element("a").ok());
    if let Some(link) = link.and_then(|link| link.dyn_into::<HtmlAnchorElement>().ok()) {
        link.set_download(name);
        link.set_href(address);
        link.click();
    }
}

/// Saves an SVG picture as a PNG file.
pub fn save_as_png(name: &'static str, svg: &str) {
    let Ok(image) = HtmlImageElement::new() else { return };
    image.set_src(&data_url("image/svg+xml", svg));
    spawn_local(async move {
        if JsFuture::from(image.decode()).await.is_ok()
            && let Some(address) = painted(&image)
        {
            press_link(name, &address);
        }
    });
}

/// Returns a picture as a `data:` URL of a PNG.
fn painted(image: &HtmlImageElement) -> Option<String> {
    let canvas = document()?.create_element("canvas").ok()?.dyn_into::<HtmlCanvasElement>().ok()?;
    let (width, height) = (image.natural_width() * PNG_SCALE, image.natural_height() * PNG_SCALE);
    canvas.set_width(width);
    canvas.set_height(height);
    let context = canvas.get_context("2d").ok()??.dyn_into::<CanvasRenderingContext2d>().ok()?;
    let (width, height) = (f64::from(width), f64::from(height));
    context
        .draw_image_with_html_image_element_and_dw_and_dh(image, 0.0, 0.0, width, height)
        .ok()?;
    canvas.to_data_url().ok()
}

/// Calls `open` with the file chosen in a field.
pub fn picked(field: &HtmlInputElement, open: impl FnOnce(OpenedFile) + 'static) {
    read_first(field.files(), open);
    // Clearing the field lets a person choose the same file again.
    field.set_value("");
}

/// Calls `open` with a file that is dropped anywhere on the page.
pub fn on_drop(open: impl Fn(OpenedFile) + Clone + 'static) -> Option<[EventListener; 2]> {
    let window = window()?;
    let listen = |kind: &'static str, mut act: Box<dyn FnMut(&DragEvent)>| {
        let options = EventListenerOptions::enable_prevent_default();
        EventListener::new_with_options(&window, kind, options, move |event: &Event| {
            if let Some(event) = event.dyn_ref::<DragEvent>().filter(|it| has_file(it)) {
                event.prevent_default();
                act(event);
            }
        })
    };
    let dropped = move |event: &DragEvent| {
        read_first(event.data_transfer().and_then(|it| it.files()), open.clone());
    };
    Some([listen("dragover", Box::new(|_| {})), listen("drop", Box::new(dropped))])
}

/// Calls `open` with a text that is pasted anywhere on the page but in a field, which keeps its own. The empty field for a
/// cluster does not: a browser needs half a second to put 2 MB into it.
pub fn on_paste(open: impl Fn(String) + 'static) -> Option<EventListener> {
    let pasted = move |event: &Event| {
        let is_in = |fields: &str| {
            let target = event.target().and_then(|target| target.dyn_into::<Element>().ok());
            target.is_some_and(|target| target.closest(fields).ok().flatten().is_some())
        };
        let is_ours = is_in(".paste:placeholder-shown");
        if is_in("input, textarea, select, [contenteditable]") && !is_ours {
            return;
        }
        let text = event.dyn_ref::<ClipboardEvent>().and_then(ClipboardEvent::clipboard_data);
        if let Some(text) = text.and_then(|data| data.get_data("text/plain").ok()) {
            if is_ours {
                event.prevent_default();
            }
            open(decoded(text.as_bytes()));
        }
    };
    let options = EventListenerOptions::enable_prevent_default();
    let window = window()?;
    Some(EventListener::new_with_options(&window, "paste", options, pasted))
}

fn has_file(event: &DragEvent) -> bool {
    let files = JsValue::from_str("Files");
    event.data_transfer().is_some_and(|it| it.types().includes(&files, 0))
}

fn read_first(files: Option<FileList>, open: impl FnOnce(OpenedFile) + 'static) {
    let Some(file) = files.and_then(|files| files.get(0)) else { return };
    let name = file.name().into();
    if file.size() > f64::from(BYTES_MAX) {
        return open(OpenedFile { name, text: None });
    }
    spawn_local(async move {
        if let Ok(bytes) = JsFuture::from(file.array_buffer()).await {
            let text = decoded(&Uint8Array::new(&bytes).to_vec());
            open(OpenedFile { name, text: Some(text.into()) });
        }
    });
}
