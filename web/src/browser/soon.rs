//! Work that is put off: to a task of its own, or to right before the next paint.
//!
//! Leaves out the clock of playing (`every_frame`).

use gloo_timers::callback::Timeout;
use gloo_timers::future::TimeoutFuture;
use wasm_bindgen::JsCast as _;
use wasm_bindgen::prelude::Closure;

use super::window;

/// Calls `work` soon, after more urgent tasks of the browser, unless the result is dropped first.
pub fn soon(work: impl FnOnce() + 'static) -> Timeout {
    Timeout::new(0, work)
}

/// Waits until the browser has done what is due, and goes on in a task of its own.
pub async fn next_task() {
    TimeoutFuture::new(0).await;
}

/// Calls `act` right before the next paint. Styles and layout are worked out there anyway; asked for while the page is
/// redrawn, they would be part of that task. A page in the background is not painted until it is seen.
pub fn before_paint(act: impl FnOnce() + 'static) {
    if let Some(window) = window() {
        let act = Closure::once_into_js(act);
        let _ = window.request_animation_frame(act.unchecked_ref());
    }
}
