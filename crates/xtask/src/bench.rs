//! `cargo xtask bench`: every benchmark natively, then in WebAssembly under Node.js.
//!
//! The same file both times: WASI gives it a clock and a standard output. In WebAssembly it is optimised as
//! the page is, since that is the speed that a visitor gets. Leaves out what is measured (`crates/*/benches`).

use std::fs;
use std::path::Path;
use std::process::Command;

use crate::wasm_compiler::{Runs, WasmCompiler};
use crate::{Outcome, paths, program, setup};

/// A benchmark target: its package and its name.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Bench {
    package: String,
    name: String,
}

pub(crate) fn bench() -> Outcome {
    setup::prepare(setup::TO_MEASURE)?;
    let benches = all(&paths::root().join("crates"));
    for bench in &benches {
        println!("\n{} {}, native:", bench.package, bench.name);
        program::run(&mut native(bench))?;
        println!("\n{} {}, WebAssembly under Node.js:", bench.package, bench.name);
        program::run(&mut in_wasm(bench)?)?;
    }
    Ok(())
}

/// `crates/PACKAGE/benches/NAME.rs`, in order.
fn all(crates: &Path) -> Vec<Bench> {
    let entries = |folder: &Path| fs::read_dir(folder).into_iter().flatten().flatten();
    let mut benches: Vec<Bench> = entries(crates)
        .flat_map(|package| {
            let within = entries(&package.path().join("benches"));
            within.filter_map(move |file| bench_at(&package.path(), &file.path()))
        })
        .collect();
    benches.sort();
    benches
}

fn bench_at(package: &Path, file: &Path) -> Option<Bench> {
    let is_rust = file.extension()? == "rs";
    let text = |it: &std::ffi::OsStr| it.to_string_lossy().into_owned();
    is_rust.then_some(Bench { package: text(package.file_name()?), name: text(file.file_stem()?) })
}

fn native(bench: &Bench) -> Command {
    let mut command = program::command("cargo");
    command.args(["bench", "--quiet", "-p", &bench.package, "--bench", &bench.name]);
    command
}

fn in_wasm(bench: &Bench) -> Outcome<Command> {
    let mut command = native(bench);
    let runs = Runs::UnderWasi;
    command.args(["--target", runs.target()]).env("CARGO_PROFILE_BENCH_OPT_LEVEL", "s");
    let script = paths::root().join("crates").join("xtask").join("wasi.mjs");
    let runner = format!("node --no-warnings {}", script.display());
    command.env(format!("CARGO_TARGET_{}_RUNNER", runs.target_in_capitals()), runner);
    WasmCompiler::of_this_machine(runs).choose(&mut command)?;
    Ok(command)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_benchmark_is_known_by_its_package_and_its_file() {
        let found =
            bench_at(Path::new("crates/scenario"), Path::new("crates/scenario/benches/read.rs"));
        assert_eq!(found, Some(Bench { package: "scenario".into(), name: "read".into() }));
    }
}
