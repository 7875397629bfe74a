//! `cargo xtask test`: every test, browser tests included.
//!
//! Runs the crates' tests natively and compares native traces with those in WebAssembly, while the release site is built
//! once; then tests that in a browser, by itself and in other sites. Leaves out formatting and lints (`.ci/run`).

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::thread;

use crate::{Outcome, browser, digests, engines, paths, program, recipes, setup, site};

/// Node.js runs the scripts after these as tests. A script may take twenty minutes: none comes near it, one that
/// waits for what never comes fails, and the rest is still run. Two run side by side: a page that plays keeps one processor
/// busy for a part of the time only.
pub(crate) const AS_TESTS: [&str; 4] =
    ["--test", "--test-reporter=spec", "--test-timeout=1200000", "--test-concurrency=2"];

/// Runs every test.
///
/// # Errors
/// A tool is missing, or a test fails.
pub(crate) fn test() -> Outcome {
    setup::everything()?;
    // The release site is linked by one processor for minutes; the others test meanwhile.
    let (native, dist) = thread::scope(|scope| {
        let site = scope.spawn(site::release);
        (natively(), site.join())
    });
    native?;
    let dist = dist.map_err(|_| "the build of the site panicked; what it said is above.")??;
    program::run(node(&dist)?.args(AS_TESTS).args(scripts()?))?;
    recipes::quick(&dist)
}

fn natively() -> Outcome {
    program::run(program::command("cargo").args(["test", "--workspace"]))?;
    digests::compare()
}

/// Returns a Node.js command with the environment that scripts of `web/e2e` need: the site in `dist`, browser,
/// Playwright, axe.
///
/// # Errors
/// There is no browser, or no home folder for the tools.
pub(crate) fn node(dist: &Path) -> Outcome<Command> {
    let chrome = browser::find().ok_or("there is no browser; run `cargo xtask setup`.")?;
    let mut node = program::command("node");
    node.env("DIST", dist).env("CHROME", chrome);
    for (name, engine) in [("FIREFOX", engines::firefox()), ("WEBKIT_DRIVER", engines::webkit())] {
        node.envs(engine.map(|engine| (name, engine)));
    }
    Ok(node)
}

/// Returns `web/e2e/*.test.mjs`, in order of name.
fn scripts() -> Outcome<Vec<PathBuf>> {
    let folder = paths::root().join("web").join("e2e");
    let listed = fs::read_dir(&folder)
        .map_err(|why| format!("{} cannot be read: {why}.", folder.display()))?;
    let mut scripts: Vec<PathBuf> = listed.flatten().map(|entry| entry.path()).collect();
    scripts.retain(|file| file.to_string_lossy().ends_with(".test.mjs"));
    scripts.sort();
    Ok(scripts)
}
