//! `cargo xtask …`: everything that a person or CI does with this repository beyond `cargo` itself.
//!
//! Owns the set-up of the tools, the static site, its size, its server and the order of the tests. Each
//! command sets up what it needs and no more. Leaves out: what is tested (each crate's own tests,
//! `web/e2e`), and how Trunk sees the page (`Trunk.toml`).
#![forbid(unsafe_code)]
#![allow(clippy::print_stdout, clippy::print_stderr, reason = "a command line speaks by printing")]
#![allow(clippy::disallowed_methods, reason = "it tells how long a set-up took, by the real clock")]

mod apt;
mod bench;
mod browser;
mod checks;
mod digests;
mod engines;
mod fonts;
mod freshness;
mod lighthouse;
mod lockfile;
mod node;
mod npm;
mod package;
mod paths;
mod program;
mod promises;
mod recipes;
mod setup;
mod site;
mod size;
mod tools;
mod wasi;
mod wasm_compiler;

use std::process::ExitCode;

/// Every failure is one sentence that says what to do.
pub(crate) type Outcome<T = ()> = Result<T, String>;

const USAGE: &str = "\
cargo xtask COMMAND

  serve [OPTION…]    build the page, serve it on this machine, build again when a source changes;
                     OPTION is one of `trunk serve`, as --port N
  test               every test: the crates' own, then the built page in a browser
  build              the static site, made for release, in dist/
  size               what each way in downloads until it plays, file by file; fails above its limit
  bench              the benchmarks, natively and in WebAssembly
  digests            the same scenarios give the same traces natively and in WebAssembly
  promises [--count N] [--from SEED]
                     random sessions, every frame checked against what Kubernetes promises
  recipes [NAME…]    the sites of examples/embed, built by their generators and tried in a browser
  package            the site as an npm package, with the element as a module; of the folder DIST, where that is set
  lighthouse         Lighthouse's scores of the page and of the embedded figure, three runs each
  setup              only set up what the other commands need
  finish             Trunk's hook (Trunk.toml): what a site needs beyond what Trunk makes

Each command first sets up what is missing, once. `recipes` and `lighthouse` take the site in the folder DIST, where that is set.";

fn main() -> ExitCode {
    let words: Vec<String> = std::env::args().skip(1).collect();
    match perform(&words) {
        Ok(()) => ExitCode::SUCCESS,
        Err(sentence) => {
            eprintln!("xtask: {sentence}");
            ExitCode::FAILURE
        }
    }
}

fn perform(words: &[String]) -> Outcome {
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    match words.as_slice() {
        ["serve", rest @ ..] => site::serve(rest),
        ["test"] => checks::test(),
        ["build"] => site::release().map(|_| ()),
        ["size"] => size::report(),
        ["bench"] => bench::bench(),
        ["digests"] => digests::compare(),
        ["promises", rest @ ..] => promises::promises(promises::sessions(rest)?),
        ["package"] => package::package(),
        ["lighthouse"] => lighthouse::lighthouse(),
        ["recipes", only @ ..] => recipes::recipes(only),
        ["setup"] => setup::everything(),
        ["finish"] => site::finish(),
        [] | ["help" | "--help" | "-h"] => {
            println!("{USAGE}");
            Ok(())
        }
        other => Err(format!("there is no command `{}`.\n\n{USAGE}", other.join(" "))),
    }
}
