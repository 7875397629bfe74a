//! The page: a cursor into the trace of a rollout.
//!
//! Whatever a person does becomes an [`state::Action`]; [`state::update`] turns it into the next state; [`view`] says
//! what each part of the page shows of it; [`components`] draw that. Only [`browser`], [`components`] and [`app`] know
//! the browser. A panic ends as a trap, of which web/boot.js tells; in a small build without words of its own. What the page
//! says is in [`text`], what a whole trace says over time in [`history`].
#![cfg_attr(not(test), warn(clippy::string_slice))]
#![allow(
    unreachable_pub,
    reason = "a program exports nothing; `pub` says what a module offers to the others"
)]

mod app;
mod browser;
mod components;
mod history;
mod prepared;
mod state;
mod text;
mod view;

fn main() {
    if let Some(root) = browser::element("app") {
        yew::Renderer::<app::App>::with_root(root).render();
    }
}
