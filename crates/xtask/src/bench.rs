//! `cargo xtask bench`: every benchmark natively, then in WebAssembly under Node.js, then the page in a browser.
//!
//! Native and WebAssembly run the same file. In WebAssembly it is optimised as the page is, because that is the speed
//! that a visitor gets. Leaves out what is measured (`crates/*/benches`, `web/e2e/bench.mjs`).

use std::fs;
use std::path::Path;
use std::process::Command;

use crate::{Outcome, checks, paths, program, setup, site, wasi};

/// A benchmark target of cargo.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Bench {
    package: String,
    name: String,
}

impl Bench {
    fn of(package: impl Into<String>, name: impl Into<String>) -> Self {
        Self { package: package.into(), name: name.into() }
    }
}

/// Runs every benchmark.
///
/// # Errors
/// A tool is missing, or a benchmark fails.
pub(crate) fn bench() -> Outcome {
    setup::everything()?;
    let benches = all(&paths::root().join("crates"));
    for bench in &benches {
        println!("\n{} {}, native:", bench.package, bench.name);
        program::run(&mut native(bench))?;
        println!("\n{} {}, WebAssembly under Node.js:", bench.package, bench.name);
        program::run(&mut in_wasm(bench)?)?;
    }
    println!("\nrollout-engine rollout, memory in WebAssembly:");
    program::run(in_wasm(&Bench::of("rollout-engine", "rollout"))?.args(["--", "memory"]))?;
    println!("\nthe page, in a browser:");
    let script = paths::root().join("web").join("e2e").join("bench.mjs");
    program::run(checks::node(&site::release()?)?.arg(script))
}

/// Returns every `crates/PACKAGE/benches/NAME.rs`, in order of name.
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
    is_rust.then_some(Bench::of(text(package.file_name()?), text(file.file_stem()?)))
}

fn native(bench: &Bench) -> Command {
    let mut command = program::command("cargo");
    command.args(["bench", "--quiet", "-p", &bench.package, "--bench", &bench.name]);
    command
}

fn in_wasm(bench: &Bench) -> Outcome<Command> {
    let mut command = native(bench);
    command.env("CARGO_PROFILE_BENCH_OPT_LEVEL", "s");
    wasi::run_in_wasm(&mut command)?;
    Ok(command)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_benchmark_is_named_by_its_package_and_file() {
        let found =
            bench_at(Path::new("crates/scenario"), Path::new("crates/scenario/benches/read.rs"));
        assert_eq!(found, Some(Bench::of("scenario", "read")));
    }
}
