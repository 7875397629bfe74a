//! Runs a program of the workspace in WebAssembly under Node.js, with cargo.
//!
//! WASI gives it a clock and a standard output. Leaves out which programs are run, and how they are optimised
//! (`bench`, `digests`).

use std::process::Command;

use crate::wasm_compiler::{Runs, WasmCompiler};
use crate::{Outcome, paths};

/// Changes a cargo command so that it runs its program in WebAssembly.
///
/// # Errors
/// The machine has no compiler for WebAssembly.
pub(crate) fn run_in_wasm(cargo: &mut Command) -> Outcome {
    let runs = Runs::UnderWasi;
    cargo.args(["--target", runs.target()]);
    let script = paths::root().join("crates").join("xtask").join("wasi.mjs");
    let runner = format!("node --no-warnings {}", script.display());
    cargo.env(format!("CARGO_TARGET_{}_RUNNER", runs.target_in_capitals()), runner);
    WasmCompiler::of_this_machine(runs).choose(cargo)
}
