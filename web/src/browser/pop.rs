//! What popovers, screens and bit-by-bit work ask of the browser: the focus, presses outside, a free moment.

use gloo_events::EventListener;
use gloo_timers::callback::Timeout;
use wasm_bindgen::JsCast as _;
use web_sys::Element;

use super::{document, focus_on, window};

/// Gives the focus to the first element of a selector.
pub fn focus_first(selector: &str) {
    if let Some(element) = document().and_then(|document| document.query_selector(selector).ok()?) {
        focus_on(&element);
    }
}

/// The same, once the page has been drawn, if what had the focus is gone.
pub fn focus_if_lost(selector: &'static str) {
    Timeout::new(0, move || {
        let focused = document().and_then(|document| document.active_element());
        if focused.is_none_or(|element| element.tag_name() == "BODY") {
            focus_first(selector);
        }
    })
    .forget();
}

/// Calls soon, once the browser has had time for what is more urgent; never, once the result is dropped.
pub fn soon(work: impl FnOnce() + 'static) -> Timeout {
    Timeout::new(0, work)
}

/// Calls when something outside of any popover and its button is pressed.
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
