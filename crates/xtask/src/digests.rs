//! `cargo xtask digests`: the same scenarios give the same traces natively and in WebAssembly.
//!
//! Runs one program twice and compares what it prints, line by line: natively as it is tested, in WebAssembly as it
//! is shipped. Leaves out which scenarios these are, and what a digest is (`scenario/examples/trace_digests.rs`).

use std::process::Command;

use crate::{Outcome, program, setup, wasi};

const EXAMPLE: [&str; 6] = ["run", "--quiet", "-p", "scenario", "--example", "trace_digests"];

/// Runs both and compares them.
///
/// # Errors
/// With the scenarios whose traces differ.
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

/// The number of frames of all lines, `NAME FRAMES DIGEST`, which must be the same in both.
fn agreed(native: &str, in_wasm: &str) -> Outcome<u64> {
    let differ: Vec<String> = (0..native.lines().count().max(in_wasm.lines().count()))
        .map(|at| (native.lines().nth(at), in_wasm.lines().nth(at)))
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
    fn frames_are_counted_where_all_agree() {
        assert_eq!(agreed("a 3 0f\nb 4 1f\n", "a 3 0f\nb 4 1f\n"), Ok(7));
    }

    #[test]
    fn a_scenario_that_differs_is_named_with_both() {
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
