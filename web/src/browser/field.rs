//! Text fields: caret, selection and scrolling.

use gloo_events::EventListener;
use wasm_bindgen::{JsCast as _, JsValue};
use web_sys::{Element, HtmlElement, HtmlInputElement, HtmlTextAreaElement, MouseEvent, Node};

use super::{document, window};
use crate::state::Utf16;

/// Returns the caret's offset.
pub fn caret(field: &HtmlInputElement) -> Utf16 {
    Utf16(field.selection_end().ok().flatten().unwrap_or(u32::MAX))
}

/// Moves the caret.
pub fn put_caret(field: &HtmlInputElement, Utf16(place): Utf16) {
    field.set_selection_range(place, place).ok();
}

/// Returns whether any text is selected, in the field or on the page. Ctrl-C then copies.
pub fn has_selection(field: &HtmlInputElement) -> bool {
    let in_field = field.selection_start().ok() != field.selection_end().ok();
    let selection = window().and_then(|window| window.get_selection().ok()?);
    in_field || selection.is_some_and(|selection| !selection.is_collapsed())
}

/// Moves the caret to the beginning of a line and scrolls to the line.
pub fn go_to_line(field: &HtmlTextAreaElement, offset: Utf16) {
    field.focus().ok();
    field.set_selection_range(offset.0, offset.0).ok();
    let Some(scroll) = field.closest(".yaml").ok().flatten() else { return };
    let row = scroll.query_selector(&format!("[data-at='{offset}']")).ok().flatten();
    if let Some(row) = row.and_then(|row| row.dyn_into::<HtmlElement>().ok()) {
        scroll.set_scroll_top(row.offset_top().saturating_sub(ROOM_ABOVE));
    }
}

/// Room above the line after scrolling, in CSS pixels.
const ROOM_ABOVE: i32 = 72;

/// Returns the selection, if the field has the focus.
pub fn selection(field: &HtmlTextAreaElement) -> Option<(Utf16, Utf16)> {
    let focused = document()?.active_element()?;
    let from = Utf16(field.selection_start().ok().flatten()?);
    let to = Utf16(field.selection_end().ok().flatten()?);
    let is_it = focused.is_same_node(Some(field));
    is_it.then_some((from, to))
}

/// Extends the selection from its start to an offset, in either direction.
pub fn select_to(field: &HtmlTextAreaElement, Utf16(place): Utf16) {
    let was_back = field.selection_direction().ok().flatten().as_deref() == Some("backward");
    let began = if was_back { field.selection_end() } else { field.selection_start() };
    let began = began.ok().flatten().unwrap_or(place);
    let way = if place < began { "backward" } else { "forward" };
    field.set_selection_range_with_direction(began.min(place), began.max(place), way).ok();
}

/// Calls `moved` whenever the selection or the caret changes.
pub fn on_selection(moved: impl Fn() + 'static) -> Option<EventListener> {
    Some(EventListener::new(&document()?.into(), "selectionchange", move |_| moved()))
}

/// Returns the text offset under the pointer. Every line is an element whose `data-at` is the offset of its
/// beginning. Returns the line's end if the pointer is outside the text, or if the browser cannot tell the character.
pub fn place_under(event: &MouseEvent) -> Option<Utf16> {
    let target = event.target()?.dyn_into::<Element>().ok()?;
    let row = target.closest("[data-at]").ok()??;
    let begins = Utf16(row.get_attribute("data-at")?.parse().ok()?);
    let within = units_before(event, &row).or_else(|| Some(Utf16::length(&row.text_content()?)));
    Some(begins + within?)
}

#[expect(clippy::cast_precision_loss, reason = "a page is some thousand pixels high")]
fn units_before(event: &MouseEvent, row: &Element) -> Option<Utf16> {
    let document = document()?;
    // Some browsers lack this function.
    if !js_sys::Reflect::has(&document, &JsValue::from_str("caretPositionFromPoint")).ok()? {
        return None;
    }
    let (x, y) = (event.client_x() as f32, event.client_y() as f32);
    let caret = document.caret_position_from_point(x, y)?;
    let node: Node = caret.offset_node()?;
    if !row.contains(Some(&node)) {
        return None;
    }
    let range = document.create_range().ok()?;
    range.set_start(row, 0).ok()?;
    range.set_end(&node, caret.offset()).ok()?;
    Some(Utf16(range.to_string().length()))
}

/// Scrolls to the manifest's caret.
pub fn show_caret() {
    show(".yaml .caret");
}

/// Scrolls to the first match of `selector`, as little as possible.
pub fn show(selector: &str) {
    let element = document().and_then(|it| it.query_selector(selector).ok()?);
    if let Some(element) = element {
        let nearest = web_sys::ScrollLogicalPosition::Nearest;
        let how = web_sys::ScrollIntoViewOptions::new();
        how.set_block(nearest);
        how.set_inline(nearest);
        element.scroll_into_view_with_scroll_into_view_options(&how);
    }
}
