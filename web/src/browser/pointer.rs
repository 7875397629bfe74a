//! Pointer: capture, and the position relative to elements.

use wasm_bindgen::JsCast as _;
use web_sys::{Element, HtmlElement, PointerEvent};

use super::{document, media};

/// Returns the pointer's position in an element, in sixths from 1 to 4. Counts downwards, or rightwards in the layout
/// with panes side by side.
pub fn sixth_at(element: &Element, event: &PointerEvent) -> u8 {
    let bounds = element.get_bounding_client_rect();
    let across = media("(min-width: 900px) and (max-width: 1199.9px)");
    let part = if across.is_some_and(|list| list.matches()) {
        (f64::from(event.client_x()) - bounds.left()) / bounds.width()
    } else {
        (f64::from(event.client_y()) - bounds.top()) / bounds.height()
    };
    (1..5).rev().find(|&sixth| f64::from(sixth) <= part * 6.0).unwrap_or(1)
}

/// Returns the share of the window below the pointer, in percent.
pub fn height_below(event: &PointerEvent) -> u8 {
    let height = document().and_then(|document| document.document_element());
    let height = height.map_or(1, |root| root.client_height().max(1));
    u8::try_from((height - event.client_y()) * 100 / height).unwrap_or(SHEET_LOWEST)
}

/// Returns how far below the top of an element the pointer is, if the element is so high. `None` if it is not there.
#[expect(clippy::cast_possible_truncation, reason = "a picture is some hundred pixels high")]
pub fn height_in(event: &PointerEvent, selector: &str, of: i64) -> Option<i64> {
    let bounds = document()?.query_selector(selector).ok()??.get_bounding_client_rect();
    let part = (f64::from(event.client_y()) - bounds.top()) / bounds.height().max(1.0);
    Some((part * of as f64) as i64)
}

/// Result for a pointer outside the window, in percent.
const SHEET_LOWEST: u8 = 30;

/// Clicks an element.
pub fn press(element: &Element) {
    element.unchecked_ref::<HtmlElement>().click();
}

/// Captures the pointer: the pressed element gets all pointer events until the release.
pub fn hold(event: &PointerEvent) {
    let target = event.target().and_then(|target| target.dyn_into::<Element>().ok());
    if let Some(target) = target {
        let holder = target.closest("button, .tl, [role=slider]").ok().flatten().unwrap_or(target);
        holder.set_pointer_capture(event.pointer_id()).ok();
    }
}

/// Returns the ordinal of the cell under the pointer, also during a capture.
pub fn cell_under(event: &PointerEvent) -> Option<u32> {
    let (x, y) = (event.client_x() as f32, event.client_y() as f32);
    let under = document()?.element_from_point(x, y)?;
    under.closest("[data-ordinal]").ok()??.get_attribute("data-ordinal")?.parse().ok()
}

/// Counts the plates before the pointer: to its left, or above it where pods are rows.
pub fn plates_before(event: &PointerEvent) -> u32 {
    let plates =
        document().and_then(|document| document.query_selector_all(".podlist .plate").ok());
    let plate = |index: u32| plates.as_ref()?.item(index)?.dyn_into::<Element>().ok();
    let bounds = |index: u32| plate(index).map(|plate| plate.get_bounding_client_rect());
    let in_rows = match (bounds(0), bounds(1)) {
        (Some(first), Some(second)) => second.top() >= first.bottom(),
        _ => false,
    };
    let is_before = |index: &u32| {
        bounds(*index).is_some_and(|plate| {
            let (middle, pointer) = if in_rows {
                (f64::midpoint(plate.top(), plate.bottom()), event.client_y())
            } else {
                (f64::midpoint(plate.left(), plate.right()), event.client_x())
            };
            middle < f64::from(pointer)
        })
    };
    (0..).take_while(is_before).count().try_into().unwrap_or(u32::MAX)
}
