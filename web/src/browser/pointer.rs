//! The pointer: what lies under it, what holds it, and how far along it is.

use wasm_bindgen::JsCast as _;
use web_sys::{Element, HtmlElement, PointerEvent};

use super::{document, media};

/// In which sixth of an element a pointer is: downwards, or across where its parts stand side by side.
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

/// How much of the window lies below a pointer, in hundredths.
pub fn height_below(event: &PointerEvent) -> u8 {
    let height = document().and_then(|document| document.document_element());
    let height = height.map_or(1, |root| root.client_height().max(1));
    u8::try_from((height - event.client_y()) * 100 / height).unwrap_or(SHEET_LOWEST)
}

/// What lies below a pointer outside of the window.
const SHEET_LOWEST: u8 = 30;

/// Presses something as a click would.
pub fn press(element: &Element) {
    element.unchecked_ref::<HtmlElement>().click();
}

/// Whatever the pointer was pressed on gets all that it does until it is released.
pub fn hold(event: &PointerEvent) {
    let target = event.target().and_then(|target| target.dyn_into::<Element>().ok());
    if let Some(target) = target {
        let holder = target.closest("button, .tl").ok().flatten().unwrap_or(target);
        holder.set_pointer_capture(event.pointer_id()).ok();
    }
}

/// The ordinal of the cell under the pointer, wherever the pointer is held.
pub fn cell_under(event: &PointerEvent) -> Option<u32> {
    let (x, y) = (event.client_x() as f32, event.client_y() as f32);
    let under = document()?.element_from_point(x, y)?;
    under.closest("[data-ordinal]").ok()??.get_attribute("data-ordinal")?.parse().ok()
}

/// How many plates lie before the pointer: left of it, or above it where pods are rows.
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
