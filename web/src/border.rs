//! The borders between the parts of the program (`part.rs`), and the tables of all that is in each.
//!
//! `wasm_split_helpers` marks them at [`links`] and [`rest`], and its command line cuts the linked program there
//! (`crates/xtask/src/site/programs.rs`). The marks are foreign functions, so this file alone of the workspace has
//! `unsafe` in it, and only what the macro writes. Leaves out which functions are in a part (the `later.rs` and `links.rs`
//! of each layer) and which actions wait for it ([`crate::update::waits_for`]).
#![allow(unsafe_code, reason = "the macro declares the border as foreign functions")]

use std::future::Future;
use std::pin::Pin;

use wasm_split_helpers::{SplitLoaderError, wasm_split};

use crate::app;
use crate::browser;
use crate::components;
use crate::part::Part;
use crate::state;
use crate::text;
use crate::update;
use crate::view;

/// The tables of what opens a link.
struct Links {
    text: &'static text::later::Later,
    view: &'static view::links::Later,
    update: &'static update::links::Later,
    browser: &'static browser::messages::Later,
}

/// The tables of all layers, and those of the part of links: what both need comes with each.
struct Rest {
    links: &'static Links,
    state: &'static state::later::Later,
    view: &'static view::later::Later,
    update: &'static update::later::Later,
    components: &'static components::later::Later,
    app: &'static app::later::Later,
}

/// Returns the tables: the only function of the first part that leads into the part of links.
#[wasm_split(links, fallible)]
fn links() -> Result<&'static Links, SplitLoaderError> {
    Ok(&LINKS)
}

static LINKS: Links = Links {
    text: &text::later::LATER,
    view: &view::links::LATER,
    update: &update::links::LATER,
    browser: &browser::messages::LATER,
};

/// Returns the tables, and lets scripts of the page sweep: the only function of the first part that leads into the rest.
#[wasm_split(rest, fallible)]
fn rest() -> Result<&'static Rest, SplitLoaderError> {
    static REST: Rest = Rest {
        links: &LINKS,
        state: &state::later::LATER,
        view: &view::later::LATER,
        update: &update::later::LATER,
        components: &components::later::LATER,
        app: &app::later::LATER,
    };
    browser::expose_sweeps();
    Ok(&REST)
}

/// Fetches a part and hands its tables to the layers. Returns whether it came.
pub fn bring(part: Part) -> Pin<Box<dyn Future<Output = bool>>> {
    match part {
        Part::Links => Box::pin(async {
            let Ok(links) = links().await else { return false };
            links_come(links);
            true
        }),
        Part::Rest => Box::pin(async {
            let Ok(rest) = rest().await else { return false };
            links_come(rest.links);
            state::later::come(rest.state);
            view::later::come(rest.view);
            update::later::come(rest.update);
            components::later::come(rest.components);
            app::later::come(rest.app);
            true
        }),
    }
}

fn links_come(links: &'static Links) {
    text::later::come(links.text);
    view::links::come(links.view);
    update::links::come(links.update);
    browser::messages::come(links.browser);
}
