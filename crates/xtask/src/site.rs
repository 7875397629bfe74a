//! The static site, which Trunk makes: `trunk build --release` alone gives all of it.
//!
//! This calls Trunk with the tools and the compiler that the set-up brought. What Trunk itself does not do, its hook
//! `cargo xtask finish` does ([`finish`]). Leaves out the page (`index.html`, `web/`) and how Trunk sees it (`Trunk.toml`).

use std::path::PathBuf;
use std::process::Command;
use std::time::SystemTime;

use crate::setup::{self, TO_BUILD, TO_SHRINK};
use crate::tools::Tool;
use crate::wasm_compiler::{Runs, WasmCompiler};
use crate::{Outcome, freshness, paths, program};

mod finish;
mod minify;
mod page;
mod programs;

pub(crate) use finish::{LABEL, finish};

/// Returns `dist/`, built only if a source is newer than it is.
///
/// # Errors
/// A tool is missing, or the page does not compile.
pub(crate) fn release() -> Outcome<PathBuf> {
    setup::prepare(&[TO_BUILD, TO_SHRINK].concat())?;
    let dist = paths::dist();
    if freshness::is_current(&dist.join(LABEL), &finish::label(finish::Profile::Release)?) {
        println!("{} is up to date.", dist.display());
        return Ok(dist);
    }
    let begun = SystemTime::now();
    program::run(trunk("build")?.arg("--release"))?;
    freshness::date(&dist.join(LABEL), begun)?;
    println!("The site is in {}; any static host serves it, from any folder.", dist.display());
    Ok(dist)
}

/// Returns the folder that `DIST` names, else the release site.
///
/// # Errors
/// As [`release`].
pub(crate) fn chosen() -> Outcome<PathBuf> {
    match std::env::var_os("DIST") {
        Some(folder) => Ok(paths::root().join(folder)),
        None => release(),
    }
}

/// Serves the page on this machine and builds it again when a source changes: `trunk serve`, with Trunk's own options.
///
/// # Errors
/// A tool is missing, the page does not compile, or the port is in use.
pub(crate) fn serve(options: &[&str]) -> Outcome {
    setup::prepare(TO_BUILD)?;
    program::run(trunk("serve")?.args(options))
}

/// Returns a command of Trunk, which finds the tools and the compiler that the set-up brought.
fn trunk(verb: &str) -> Outcome<Command> {
    let programs = [Tool::Trunk.programs()?, Tool::WasmBindgen.programs()?];
    let mut command = program::command(programs[0].join("trunk"));
    command.arg(verb).env("PATH", program::path_with(&programs)?);
    // Trunk takes NO_COLOR=1 for a mistake, and would print a trace below its own message.
    command.env_remove("NO_COLOR").env("RUST_BACKTRACE", "0");
    WasmCompiler::of_this_machine(Runs::InBrowser).choose(&mut command)?;
    Ok(command)
}
