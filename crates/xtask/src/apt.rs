//! Installs Debian packages, for what neither cargo nor npm brings.
//!
//! Leaves out other systems: there the error says what to install.

use std::process::Command;
use std::sync::OnceLock;

use crate::{Outcome, program};

const OFFLINE: &str = "If the network is down, try again when it is back.";

/// Installs packages of Debian or its descendants.
///
/// # Errors
/// The system has no apt-get, the user is not root, or apt-get fails.
pub(crate) fn install(packages: &[&str], purpose: &str) -> Outcome {
    let list = packages.join(" ");
    if program::find(&["apt-get"]).is_none() {
        return Err(format!(
            "{purpose} is missing, and there is no apt-get here to bring it; install it (Debian's packages are called: {list}) and run this again."
        ));
    }
    if !is_root() {
        return Err(format!(
            "{purpose} is missing; run `sudo apt-get install {list}`, then this again."
        ));
    }
    program::run(apt_get().args(["install", "--yes", "--no-install-recommends"]).args(packages))
        .map_err(|said| format!("{said} {OFFLINE}"))
}

/// Updates the package lists, once per process. Does nothing without apt-get or root.
///
/// # Errors
/// apt-get fails, most likely because the network is down.
pub(crate) fn update() -> Outcome {
    static DONE: OnceLock<Outcome> = OnceLock::new();
    DONE.get_or_init(fetch_lists).clone()
}

fn fetch_lists() -> Outcome {
    if program::find(&["apt-get"]).is_none() || !is_root() {
        return Ok(());
    }
    program::run(apt_get().arg("update")).map_err(|said| format!("{said} {OFFLINE}"))
}

/// Returns the name of the package `PREFIX-N` with the highest number.
///
/// # Errors
/// apt-cache fails, or Debian's lists have no such package.
pub(crate) fn newest(prefix: &str) -> Outcome<String> {
    let pattern = format!("^{prefix}-[0-9]+$");
    let found =
        program::read(Command::new("apt-cache").args(["search", "--names-only", &pattern]))?;
    highest(&found, prefix).ok_or_else(|| format!("Debian's lists name no package {prefix}-N."))
}

fn apt_get() -> Command {
    let mut command = program::command("apt-get");
    command.arg("--quiet").env("DEBIAN_FRONTEND", "noninteractive");
    command
}

fn is_root() -> bool {
    program::read(Command::new("id").arg("-u")).is_ok_and(|id| id.trim() == "0")
}

fn highest(found: &str, prefix: &str) -> Option<String> {
    let numbers = found.lines().filter_map(|line| {
        let name = line.split_whitespace().next()?;
        name.strip_prefix(prefix)?.strip_prefix('-')?.parse::<u32>().ok()
    });
    numbers.max().map(|number| format!("{prefix}-{number}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_newest_package_is_chosen_by_number() {
        let found =
            "lld-9 - LLVM-based linker\nlld-19 - LLVM-based linker\nlld-22 - LLVM-based linker\n";
        assert_eq!(highest(found, "lld").as_deref(), Some("lld-22"));
    }
}
