//! The page's program in two parts: what the opening scenario needs, and the rest, fetched on use.
//!
//! Works on finished WebAssembly, so that the sources know nothing of it. What ran while a browser played the opening scenario
//! (`marks`) is in the first part: functions, and of these only the stretches of code that ran. Where the first part goes on in the
//! rest it calls it through a table, and has it fetched if it is not there yet (`web/rest.js`): so whatever the browser did not
//! happen to run costs a wait and never a wrong result. Both parts share memory, tables and globals; the
//! constants that the first cannot come to are in the rest. Leaves out when the rest is fetched, and how the parts are named (`site`).

mod code;
mod constants;
mod crates;
mod cut;
mod first;
mod live;
pub(crate) mod marks;
mod memory;
mod moved;
pub(crate) mod names;
mod outline;
mod plan;
pub(crate) mod prepared;
mod program;
mod rest;
pub(crate) mod symbols;

use constants::Constants;
use moved::Moving;
use plan::Plan;
use program::Program;

use crate::Outcome;

/// Where the first part imports the function that has the rest fetched: module and name.
pub(crate) const LOAD: [&str; 2] = ["rest", "load"];
/// From where the rest imports what it shares with the first part.
pub(crate) const SHARED: &str = "first";
/// The first part's global that is 1 as soon as the rest is there.
pub(crate) const JOINED: &str = "joined";

/// The two parts.
pub(crate) struct Parts {
    pub(crate) first: Vec<u8>,
    pub(crate) rest: Vec<u8>,
    /// Where their bytes come from, as a table.
    pub(crate) crates: String,
}

/// Splits a program by what of it ran, one mark for each segment of its code; and its constants by what the linker wrote down,
/// if that is there.
///
/// # Errors
/// When it is not WebAssembly as Rust makes it.
pub(crate) fn split(wasm: &[u8], ran: &[bool], linked: Option<&[u8]>) -> Outcome<Parts> {
    let split = || -> Moving<Parts> {
        let program = Program::read(wasm)?;
        let plan = Plan::of(&program, ran)?;
        let data = Constants::of(&program, &plan, linked)?;
        let first = first::write(&program, &plan, &data.first)?;
        let rest = rest::write(&program, &plan, &data.rest)?;
        let sizes = crates::sizes(wasm, &plan, [&first, &rest])?;
        Ok(Parts { first, rest, crates: crates::table(&sizes) })
    };
    split().map_err(|why| format!("the program cannot be split: {why}."))
}
