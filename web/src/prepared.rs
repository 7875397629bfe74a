//! The opening run, worked out when the page is built.
//!
//! `cargo xtask build` calls [`prepare`] and makes the program's memory as it is then a part of the file, so that a first visit
//! loads what shows a rollout and not what works one out. Where nobody has called it (`trunk build` alone, `cargo xtask serve`, a
//! test) the run is worked out when the page opens, by the same function. Leaves out what the page does with it.

use std::cell::RefCell;
use std::rc::Rc;

use rollout_engine::time::SimTime;
use wasm_bindgen::prelude::wasm_bindgen;

use crate::state::Run;

thread_local! {
    static OPENING: RefCell<Option<Rc<Run>>> = const { RefCell::new(None) };
}

/// Works out the opening scenario and keeps it.
#[wasm_bindgen]
pub fn prepare() {
    OPENING.set(Some(worked_out()));
}

/// The opening run.
pub fn opening() -> Rc<Run> {
    OPENING.take().unwrap_or_else(worked_out)
}

fn worked_out() -> Rc<Run> {
    Rc::new(Run::of(scenario::opening(), SimTime::MIN))
}
