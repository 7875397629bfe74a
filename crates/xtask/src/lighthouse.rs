//! `cargo xtask lighthouse`: the scores that Lighthouse gives the built site, as on a phone.
//!
//! Leaves out the runs themselves and their table (`web/e2e/lighthouse.mjs`). No part of the tests: performance is a measurement,
//! and a machine that does something else measures itself.

use crate::setup::{self, Need};
use crate::tools::Tool;
use crate::{Outcome, checks, program, site};

/// Prints the scores, and what keeps one below 100; of the site in the folder that `DIST` names, else of the release build.
///
/// # Errors
/// When Lighthouse cannot be had or does not run.
pub(crate) fn lighthouse() -> Outcome {
    setup::prepare(&[setup::TO_TRY, &[Need::Tool(Tool::Lighthouse)]].concat())?;
    let mut node = checks::node(&site::chosen()?)?;
    node.env("LIGHTHOUSE", Tool::Lighthouse.folder()?);
    program::run(node.arg("web/e2e/lighthouse.mjs"))
}
