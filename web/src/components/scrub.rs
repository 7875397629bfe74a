//! The pointer on a timeline: a press goes to a flag or moves the playhead, a drag moves it on.
//!
//! The figure's timeline and that of a comparison share it. Leaves out what is drawn (`timeline`, `compare::pairs`).

use rollout_engine::time::SimTime;
use wasm_bindgen::JsCast as _;
use web_sys::Element;
use yew::prelude::*;

use super::Page;
use crate::browser;
use crate::state::Action;

/// Handles a press. With `marks`, Shift marks a stretch to zoom to.
pub fn on_pressed(page: &Page, marks: bool) -> Callback<PointerEvent> {
    let dispatch = page.dispatch.clone();
    Callback::from(move |event: PointerEvent| {
        if event.button() != 0 {
            return;
        }
        if let Some(at) = flag(&event) {
            dispatch.emit(Action::CursorMoved(at));
        } else {
            browser::hold(&event);
            dispatch.emit(pointed(&event, marks && event.shift_key()));
        }
    })
}

/// Handles movement. A drag moves the playhead, or marks a stretch while `marking`. Without a button, dispatches what
/// `hovers` returns for the distance from the top.
pub fn on_moved(
    page: &Page,
    marking: bool,
    hovers: impl Fn(i32) -> Option<Action> + 'static,
) -> Callback<PointerEvent> {
    let dispatch = page.dispatch.clone();
    Callback::from(move |event: PointerEvent| {
        if event.buttons() & 1 == 1 {
            dispatch.emit(pointed(&event, marking));
        } else if let Some(action) = hovers(place(&event).1) {
            dispatch.emit(action);
        }
    })
}

/// Returns the time of the pressed flag. `pointerdown`, not `click`: pointer capture retargets clicks, and touch
/// browsers snap them to a neighbour.
fn flag(event: &PointerEvent) -> Option<SimTime> {
    let target = event.target()?.dyn_into::<Element>().ok()?;
    let at = target.closest("[data-at]").ok()??.get_attribute("data-at")?;
    at.parse().ok().map(SimTime::from_millis)
}

fn pointed(event: &PointerEvent, marks: bool) -> Action {
    let (x, _, width) = place(event);
    if marks { Action::StretchMarked { x, width } } else { Action::AxisPointedAt { x, width } }
}

/// Returns the pointer's position from the left and top of the picture, and the picture's width, in CSS pixels.
#[expect(clippy::cast_possible_truncation, reason = "a picture is some thousand pixels wide")]
fn place(event: &PointerEvent) -> (i32, i32, i32) {
    let target = event.target().and_then(|target| target.dyn_into::<Element>().ok());
    let picture = target.and_then(|target| target.closest(".tl").ok()?);
    picture.map_or((0, 0, 1), |picture| {
        let bounds = picture.get_bounding_client_rect();
        let (left, top) = (bounds.left() as i32, bounds.top() as i32);
        (event.client_x() - left, event.client_y() - top, bounds.width() as i32)
    })
}
