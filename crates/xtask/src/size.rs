//! `cargo xtask size`: what each way into the page downloads until it plays.
//!
//! A browser visits the built site, and what it asks for is counted (`web/e2e/size.mjs`, which has the limits too).

use std::fs;

use crate::{Outcome, checks, paths, program, setup, site};

/// Prints the table.
///
/// # Errors
/// When a way in is above its limit.
pub(crate) fn report() -> Outcome {
    setup::prepare(&[setup::TO_BUILD, setup::TO_SHRINK, setup::TO_TRY].concat())?;
    let dist = site::chosen()?;
    let mut node = checks::node(&dist)?;
    let outcome = program::run(node.arg(paths::root().join("web/e2e/size.mjs")));
    let label = fs::read_to_string(dist.join(site::LABEL)).unwrap_or_default();
    println!("with {}", label.lines().skip(1).collect::<Vec<_>>().join("; "));
    outcome.map_err(|_| "a way in is above its limit; find what grew, above.".to_owned())
}
