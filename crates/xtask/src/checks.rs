//! `cargo xtask test`: every test, the browser's included.
//!
//! The crates' own tests run natively; then it is seen that WebAssembly gives the same traces; then the release
//! site is built once, and tried in a browser as a visitor would meet it, on its own and in other people's
//! documentation. Leaves out formatting and lints (`.ci/run`).

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::tools::Tool;
use crate::{Outcome, browser, digests, paths, program, recipes, setup, site};

pub(crate) fn test() -> Outcome {
    setup::everything()?;
    program::run(program::command("cargo").args(["test", "--workspace"]))?;
    digests::compare()?;
    let dist = site::release()?;
    program::run(node(&dist)?.args(["--test", "--test-reporter=spec"]).args(scripts()?))?;
    recipes::quick(&dist)
}

/// Node.js with all that a script of `web/e2e` needs to open the site of a folder in a browser.
pub(crate) fn node(dist: &Path) -> Outcome<Command> {
    let chrome = browser::find().ok_or("there is no browser; run `cargo xtask setup`.")?;
    let mut node = program::command("node");
    node.env("DIST", dist).env("CHROME", chrome);
    node.env("PLAYWRIGHT", Tool::Playwright.folder()?).env("AXE", Tool::Axe.folder()?);
    Ok(node)
}

/// `web/e2e/*.test.mjs`, in order of name.
fn scripts() -> Outcome<Vec<PathBuf>> {
    let folder = paths::root().join("web").join("e2e");
    let listed = fs::read_dir(&folder)
        .map_err(|why| format!("{} cannot be read: {why}.", folder.display()))?;
    let mut scripts: Vec<PathBuf> = listed.flatten().map(|entry| entry.path()).collect();
    scripts.retain(|file| file.to_string_lossy().ends_with(".test.mjs"));
    scripts.sort();
    Ok(scripts)
}
