//! The page: a cursor into the trace of a rollout.
//!
//! Everything a person does becomes an [`state::Action`]. [`update`] computes the next state, [`view`] turns it into
//! data for each part of the page, and [`components`] draw that. Only [`browser`], [`components`] and [`app`] call
//! the browser. [`text`] holds the page's texts, [`history`] derives facts over time from a trace. A panic ends as a
//! WebAssembly trap, which web/boot.js reports; a small build has no panic message.
#![cfg_attr(not(test), warn(clippy::string_slice))]
#![allow(
    unreachable_pub,
    reason = "a program exports nothing; `pub` says what a module offers to the others"
)]

#[macro_use]
mod part;

mod app;
mod border;
mod browser;
mod components;
mod history;
mod state;
mod text;
mod update;
mod view;

use std::rc::Rc;

fn main() {
    browser::part::comes_by(border::bring);
    wasm_bindgen_futures::spawn_local(async {
        let film = browser::film().await;
        // Start, opening state and first drawing are tasks of their own: between them the browser hears a person.
        browser::next_task().await;
        let begun = app::begin(film.as_deref());
        while let Some(part) = begun.needs() {
            if !browser::part::bring(part).await {
                return browser::has_not_started();
            }
        }
        let state = Rc::new(begun.open());
        browser::next_task().await;
        if let Some(root) = browser::element("app") {
            yew::Renderer::<app::App>::with_root_and_props(root, app::Opens { state }).render();
        }
    });
}
