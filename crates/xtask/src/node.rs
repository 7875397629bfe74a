//! Finds or installs Node.js, which runs the browser tests, Binaryen and the crates' programs in WebAssembly.
//!
//! Leaves out npm's packages (`tools`).

use std::path::PathBuf;

use crate::{Outcome, apt, program};

/// Oldest major version under which playwright-core runs.
const OLDEST: u32 = 20;

/// Whether Node.js of at least [`OLDEST`] and npm are installed.
pub(crate) fn is_ready() -> bool {
    npm().is_some() && major().is_some_and(|major| major >= OLDEST)
}

/// Installs Node.js and npm by apt.
///
/// # Errors
/// They cannot be installed, or the installed Node.js is too old.
pub(crate) fn set_up() -> Outcome {
    if major().is_none() || npm().is_none() {
        apt::update()?;
        apt::install(&["nodejs", "npm"], &format!("Node.js {OLDEST} or later, with npm,"))?;
    }
    match major() {
        Some(major) if major < OLDEST => Err(too_old(major)),
        _ => Ok(()),
    }
}

fn too_old(major: u32) -> String {
    format!(
        "Node.js {major} is too old, {OLDEST} or later is needed; get it from https://nodejs.org and run this again."
    )
}

fn npm() -> Option<PathBuf> {
    program::find(&["npm"]).or_else(|| program::find(&["npm.cmd"]))
}

fn major() -> Option<u32> {
    program::read(program::command("node").arg("--version")).ok().and_then(|said| major_of(&said))
}

fn major_of(version: &str) -> Option<u32> {
    version.strip_prefix('v')?.split('.').next()?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_version_is_read_as_node_prints_it() {
        assert_eq!(major_of("v20.20.2\n"), Some(20));
        assert_eq!(major_of("node: not found"), None);
    }

    #[test]
    fn an_old_version_is_refused_with_the_one_that_is_needed() {
        assert!(too_old(18).starts_with("Node.js 18 is too old, 20 or later"));
    }
}
