//! `cargo xtask lighthouse`: Lighthouse's scores of the built site, as on a phone.
//!
//! Leaves out the runs and their table (`web/e2e/lighthouse.mjs`). Not part of the tests: a busy machine would
//! measure itself.

use crate::{Outcome, checks, program, setup, site};

/// Prints the scores and what keeps each below 100, for the site in the folder `DIST`, else for the release build.
///
/// # Errors
/// Lighthouse cannot be installed or does not run.
pub(crate) fn lighthouse() -> Outcome {
    setup::prepare(setup::TO_TRY)?;
    program::run(checks::node(&site::chosen()?)?.arg("web/e2e/lighthouse.mjs"))
}
