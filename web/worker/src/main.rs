//! The service as a separate program. Messages in and out are bytes (`scenario::protocol`).
//!
//! `web/worker.js` calls it, in a dedicated worker or on the page's thread. It uses nothing of the browser except the
//! clock. `scenario::Service` handles the messages.
#![forbid(unsafe_code)]

use std::cell::RefCell;

use scenario::Service;
use scenario::protocol::{Reply, Request, from_bytes, to_bytes};
use wasm_bindgen::prelude::wasm_bindgen;

thread_local! {
    static SERVICE: RefCell<Service> = RefCell::default();
}

fn main() {}

/// Handles requests. Returns the immediate replies, or nothing if there are none.
#[wasm_bindgen]
pub fn handle(requests: &[u8]) -> Vec<u8> {
    // Page and service are from the same build, so the bytes always parse.
    let requests: Vec<Request> = from_bytes(requests).unwrap_or_default();
    SERVICE.with_borrow_mut(|service| {
        written(requests.into_iter().filter_map(|request| service.handle(request)).collect())
    })
}

/// Simulates for this many milliseconds, or until there is a reply. Returns the replies, or nothing if there are
/// none.
#[wasm_bindgen]
pub fn work(milliseconds: f64) -> Vec<u8> {
    let until = js_sys::Date::now() + milliseconds;
    SERVICE.with_borrow_mut(|service| written(service.go_on(|| js_sys::Date::now() < until)))
}

/// Returns whether a simulation is unfinished.
#[wasm_bindgen]
pub fn has_work() -> bool {
    SERVICE.with_borrow(Service::has_work)
}

fn written(replies: Vec<Reply>) -> Vec<u8> {
    if replies.is_empty() { Vec::new() } else { to_bytes(&replies) }
}
