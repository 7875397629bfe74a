//! Focus and presses for popovers and screens.

use gloo_events::EventListener;
use gloo_timers::callback::Timeout;
use wasm_bindgen::JsCast as _;
use web_sys::Element;

use super::{document, focus_on, window};

/// Focuses the first match of `selector`.
pub fn focus_first(selector: &str) {
    if let Some(element) = document().and_then(|document| document.query_selector(selector).ok()?) {
        focus_on(&element);
    }
}

/// Focuses the first match of `selector` after the next redraw, if the focused element is gone.
pub fn focus_if_lost(selector: &'static str) {
    Timeout::new(0, move || {
        let focused = document().and_then(|document| document.active_element());
        if focused.is_none_or(|element| element.tag_name() == "BODY") {
            focus_first(selector);
        }
    })
    .forget();
}

/// Calls `press` when something outside every popover and its button is pressed.
pub fn on_press_outside(press: impl Fn() + 'static) -> Option<EventListener> {
    let window = window()?;
    Some(EventListener::new(&window, "pointerdown", move |event| {
        let target = event.target().and_then(|target| target.dyn_into::<Element>().ok());
        let inside = target.and_then(|target| target.closest(".anchor").ok()?);
        if inside.is_none() {
            press();
        }
    }))
}
