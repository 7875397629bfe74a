//! `cargo xtask digests`: checks that scenarios give the same traces natively and in WebAssembly.
//!
//! Runs one program twice and compares its output line by line: natively with the test profile, in WebAssembly with
//! the release profile. Leaves out which scenarios these are, and what a digest is
//! (`scenario/examples/trace_digests.rs`).

use std::process::Command;

use crate::{Outcome, program, setup, wasi};

const EXAMPLE: [&str; 6] = ["run", "--quiet", "-p", "scenario", "--example", "trace_digests"];

/// Compares the digests of both runs.
///
/// # Errors
/// A run fails, or traces differ: the error names the scenarios.
pub(crate) fn compare() -> Outcome {
    setup::prepare(setup::TO_RUN_WASI)?;
    let native = program::read(&mut cargo())?;
    let mut in_wasm = cargo();
    in_wasm.arg("--release");
    wasi::run_in_wasm(&mut in_wasm)?;
    let in_wasm = program::read(&mut in_wasm)?;
    let frames = agreed(&native, &in_wasm)?;
    let scenarios = native.lines().count();
    println!(
        "digests: {scenarios} scenarios, {frames} frames, the same natively and in WebAssembly"
    );
    Ok(())
}

fn cargo() -> Command {
    let mut command = program::command("cargo");
    command.args(EXAMPLE);
    command
}

/// Returns the number of frames, summed over the lines `NAME FRAMES DIGEST`.
///
/// # Errors
/// The lines differ, or there is none.
fn agreed(native: &str, in_wasm: &str) -> Outcome<u64> {
    let differ: Vec<String> = (0..native.lines().count().max(in_wasm.lines().count()))
        .map(|index| (native.lines().nth(index), in_wasm.lines().nth(index)))
        .filter(|(native, in_wasm)| native != in_wasm)
        .map(|(native, in_wasm)| {
            let said = |line: Option<&str>| line.unwrap_or("nothing").to_owned();
            format!("\n  natively {}, in WebAssembly {}", said(native), said(in_wasm))
        })
        .collect();
    if !differ.is_empty() {
        return Err(format!("the same scenario gives two traces:{}", differ.concat()));
    }
    let frames = |line: &str| line.split(' ').nth(1)?.parse::<u64>().ok();
    match native.lines().map(frames).sum::<Option<u64>>() {
        Some(sum) if sum > 0 => Ok(sum),
        _ => Err("the example trace_digests printed no frames; run it by itself.".into()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_outputs_give_the_sum_of_frames() {
        assert_eq!(agreed("a 3 0f\nb 4 1f\n", "a 3 0f\nb 4 1f\n"), Ok(7));
    }

    #[test]
    fn a_scenario_that_differs_is_named_with_both_digests() {
        let said = agreed("a 3 0f\nb 4 1f\n", "a 3 0f\nb 4 2f\n").unwrap_err();
        assert!(said.ends_with("natively b 4 1f, in WebAssembly b 4 2f"), "{said}");
    }

    #[test]
    fn a_missing_line_is_a_difference() {
        let said = agreed("a 3 0f\n", "").unwrap_err();
        assert!(said.ends_with("natively a 3 0f, in WebAssembly nothing"), "{said}");
    }

    #[test]
    fn no_scenario_at_all_is_a_failure() {
        assert!(agreed("", "").is_err());
    }
}
