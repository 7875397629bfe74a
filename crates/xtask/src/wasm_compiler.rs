//! Which compiler makes WebAssembly here.
//!
//! On an ordinary machine: the toolchain that `rust-toolchain.toml` names, with the std that rustup ships.
//! Where `RUSTUP_AUTO_INSTALL=0` says that nothing may be added to rustup, and the target is not there:
//! Debian's compiler, which comes with std's sources; std is then built with this project's own profile.

use std::env;
use std::path::Path;
use std::process::Command;

use crate::{Outcome, apt, program};

const DEBIAN: [&str; 3] = ["rustc-web", "cargo-web", "rust-web-src"];
/// The name under which rustup knows Debian's compiler.
const LINKED: &str = "debian";
/// Where Debian's wasi-libc is.
const WASI: &str = "/usr/lib/wasm32-wasi";

/// A panic is a trap without words: the page says that the program has stopped (`web/boot.js`). Only a std built here can do so.
const PANICS_TRAP: &str = "-Zunstable-options -Cpanic=immediate-abort -Zlocation-detail=none";

/// What the WebAssembly runs in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Runs {
    /// The page.
    InBrowser,
    /// The crates' own programs, under Node.js: with a clock and a standard output.
    UnderWasi,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Source {
    /// The workspace's own toolchain.
    Own,
    /// The same, once rustup has added the target.
    OwnAfterRustup,
    /// Debian's, which builds std as well.
    Debian,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct WasmCompiler {
    source: Source,
    runs: Runs,
}

impl WasmCompiler {
    /// The one that this machine has or may get.
    pub(crate) fn of_this_machine(runs: Runs) -> WasmCompiler {
        let may_add = env::var("RUSTUP_AUTO_INSTALL").as_deref() != Ok("0");
        let source = match (has_target(runs.target()), may_add) {
            (true, _) => Source::Own,
            (false, true) => Source::OwnAfterRustup,
            (false, false) => Source::Debian,
        };
        WasmCompiler { source, runs }
    }

    pub(crate) fn is_ready(self) -> bool {
        match self.source {
            Source::Own => true,
            Source::OwnAfterRustup => false,
            Source::Debian => are_installed(&self.packages()) && linker().is_ok() && is_linked(),
        }
    }

    pub(crate) fn set_up(self) -> Outcome {
        match self.source {
            Source::Own => Ok(()),
            Source::OwnAfterRustup => {
                program::run(program::command("rustup").args(["target", "add", self.runs.target()]))
            }
            Source::Debian => set_up_debian(&self.packages()),
        }
    }

    /// Makes a command that calls cargo use this compiler.
    pub(crate) fn choose(self, command: &mut Command) -> Outcome {
        let setting = |name| format!("CARGO_TARGET_{}_{name}", self.runs.target_in_capitals());
        if self.source != Source::Debian {
            return Ok(());
        }
        if self.runs == Runs::InBrowser {
            command.env(setting("RUSTFLAGS"), PANICS_TRAP);
        }
        command
            .env("RUSTUP_TOOLCHAIN", LINKED)
            .env("RUSTC_BOOTSTRAP", "1")
            .env("CARGO_UNSTABLE_BUILD_STD", "std,panic_abort")
            .env("CARGO_UNSTABLE_BUILD_STD_FEATURES", "optimize_for_size")
            .env(setting("LINKER"), linker()?);
        if self.runs == Runs::UnderWasi {
            let flags = format!(
                "-Lnative={WASI} -Clink-self-contained=no -Clink-arg={WASI}/crt1-command.o -Clink-arg=-lc"
            );
            command.env(setting("RUSTFLAGS"), flags);
            // Else cargo wants a second std, for tests that unwind.
            command.env("CARGO_UNSTABLE_PANIC_ABORT_TESTS", "true");
        }
        Ok(())
    }

    /// Whose std the page carries, in words.
    pub(crate) fn std(self) -> Outcome<String> {
        if self.source == Source::Debian {
            let version = version(Command::new("/usr/bin/rustc"))?;
            return Ok(format!(
                "std of {version} (Debian), built from source with the release profile"
            ));
        }
        let version = version(program::command("rustc"))?;
        Ok(format!("std of {version}, as rustup ships it"))
    }

    fn packages(self) -> Vec<&'static str> {
        let libc = (self.runs == Runs::UnderWasi).then_some("wasi-libc");
        DEBIAN.into_iter().chain(libc).collect()
    }
}

impl Runs {
    pub(crate) fn target(self) -> &'static str {
        match self {
            Runs::InBrowser => "wasm32-unknown-unknown",
            Runs::UnderWasi => "wasm32-wasip1",
        }
    }

    /// As cargo spells it in the names of environment variables.
    pub(crate) fn target_in_capitals(self) -> String {
        self.target().to_uppercase().replace('-', "_")
    }
}

fn version(mut rustc: Command) -> Outcome<String> {
    let said = program::read(rustc.arg("--version"))?;
    Ok(said.split_whitespace().take(2).collect::<Vec<_>>().join(" "))
}

fn has_target(target: &str) -> bool {
    let mut rustc = program::command("rustc");
    let asked = program::read(rustc.args(["--print", "target-libdir", "--target", target]));
    asked.is_ok_and(|folder| Path::new(folder.trim()).is_dir())
}

fn are_installed(packages: &[&str]) -> bool {
    let mut asked = Command::new("dpkg-query");
    asked.args(["--show", "--showformat", "${Status}\n"]).args(packages);
    let listed = program::read(&mut asked);
    listed.is_ok_and(|list| list.lines().all(|it| it == "install ok installed"))
}

fn is_linked() -> bool {
    let listed = program::read(program::command("rustup").args(["toolchain", "list"]));
    listed.is_ok_and(|list| list.lines().any(|it| it.split_whitespace().next() == Some(LINKED)))
}

fn set_up_debian(packages: &[&str]) -> Outcome {
    apt::update()?;
    let lld = apt::newest("lld").unwrap_or_else(|_| "lld".into());
    let packages: Vec<&str> = packages.iter().copied().chain([lld.as_str()]).collect();
    apt::install(&packages, "A compiler for WebAssembly")?;
    program::run(program::command("rustup").args(["toolchain", "link", LINKED, "/usr"]))
}

/// Debian's linker for WebAssembly, the newest there is: `wasm-ld-22` or, unnumbered, `wasm-ld`.
fn linker() -> Outcome<String> {
    let numbers = (15..100).rev().map(|number| format!("wasm-ld-{number}"));
    numbers
        .chain(["wasm-ld".to_owned()])
        .find(|name| program::find(&[name]).is_some())
        .ok_or_else(|| "there is no wasm-ld; run `apt-get install lld`.".into())
}
