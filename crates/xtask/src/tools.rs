//! The tools that cargo and npm bring: which version, where it is kept, how it is installed.
//!
//! A tool's folder carries its version and appears only when the installation is whole, so that nothing is
//! installed twice and a broken-off installation is begun again.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::{Outcome, lockfile, paths, program};

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Tool {
    /// wasm-opt. Debian's is too old for today's compilers.
    Binaryen,
    /// Drives the browser in the tests.
    Playwright,
    /// Makes JavaScript and style sheets shorter.
    Esbuild,
    /// Looks for what keeps people with disabilities out.
    Axe,
    /// Scores a page. The last one that runs under Node.js 20.
    Lighthouse,
    /// Builds the page: cargo, wasm-bindgen, hashed names.
    Trunk,
    /// Writes the JavaScript between the browser and the program.
    WasmBindgen,
}

impl Tool {
    /// The package, in its registry's words.
    pub(crate) fn package(self) -> &'static str {
        match self {
            Tool::Trunk => "trunk",
            Tool::WasmBindgen => "wasm-bindgen-cli",
            Tool::Binaryen => "binaryen",
            Tool::Playwright => "playwright-core",
            Tool::Esbuild => "esbuild",
            Tool::Axe => "axe-core",
            Tool::Lighthouse => "lighthouse",
        }
    }

    /// What a person should expect of the installation.
    pub(crate) fn patience(self) -> &'static str {
        match self {
            Tool::Trunk => "compiled here, 3 to 5 minutes",
            Tool::WasmBindgen => "compiled here, 1 to 2 minutes",
            _ => "some seconds",
        }
    }

    pub(crate) fn comes_by_npm(self) -> bool {
        !matches!(self, Tool::Trunk | Tool::WasmBindgen)
    }

    fn version(self) -> Outcome<String> {
        match self {
            // Later ones want a later compiler than rust-toolchain.toml names.
            Tool::Trunk => Ok("0.21.14".into()),
            Tool::WasmBindgen => lockfile::version_of("wasm-bindgen"),
            Tool::Binaryen => Ok("132.0.0".into()),
            Tool::Playwright => Ok("1.65.1".into()),
            Tool::Esbuild => Ok("0.28.2".into()),
            Tool::Axe => Ok("4.14.1".into()),
            Tool::Lighthouse => Ok("12.8.2".into()),
        }
    }

    /// `NAME-VERSION`, the name of its folder.
    pub(crate) fn label(self) -> Outcome<String> {
        Ok(format!("{}-{}", self.package(), self.version()?))
    }

    pub(crate) fn folder(self) -> Outcome<PathBuf> {
        Ok(paths::tools()?.join(self.label()?))
    }

    /// Where its programs are.
    pub(crate) fn programs(self) -> Outcome<PathBuf> {
        let inside = if self.comes_by_npm() { "node_modules/.bin" } else { "bin" };
        Ok(self.folder()?.join(inside))
    }

    pub(crate) fn is_ready(self) -> bool {
        self.folder().is_ok_and(|folder| folder.is_dir())
    }

    pub(crate) fn set_up(self) -> Outcome {
        let folder = self.folder()?;
        let unfinished = folder.with_file_name(format!("{}.unfinished", self.label()?));
        let failed = |why| format!("{} cannot be made: {why}.", folder.display());
        fs::create_dir_all(&unfinished).map_err(failed)?;
        self.install(&unfinished)?;
        fs::rename(&unfinished, &folder).map_err(failed)
    }

    /// Where cargo compiles them: an installation that was broken off goes on from there.
    pub(crate) fn build_folder() -> PathBuf {
        paths::target().join("tools")
    }

    fn install(self, into: &Path) -> Outcome {
        let mut command =
            if self.comes_by_npm() { self.by_npm(into)? } else { self.by_cargo(into)? };
        let offline = "If the network is down, try again when it is back; what is done is kept.";
        program::run(&mut command).map_err(|said| format!("{said} {offline}"))
    }

    fn by_cargo(self, into: &Path) -> Outcome<Command> {
        let mut command = program::command("cargo");
        command.args(["install", self.package(), "--version", &self.version()?]);
        // The lock file of wasm-bindgen-cli names a crate that was withdrawn.
        if self == Tool::Trunk {
            command.arg("--locked");
        }
        command.arg("--root").arg(into).arg("--target-dir").arg(Tool::build_folder());
        command.envs(quick_to_compile());
        Ok(command)
    }

    fn by_npm(self, into: &Path) -> Outcome<Command> {
        let mut command = program::command(if cfg!(windows) { "npm.cmd" } else { "npm" });
        command.args([
            "install",
            "--no-package-lock",
            "--no-audit",
            "--no-fund",
            "--ignore-scripts",
            "--loglevel=error",
        ]);
        command.arg("--prefix").arg(into).arg(format!("{}@{}", self.package(), self.version()?));
        Ok(command)
    }
}

/// What cargo is told: a tool that runs for a second need not be compiled for many minutes.
pub(crate) fn quick_to_compile() -> impl Iterator<Item = (String, &'static str)> {
    let profile = [
        ("OPT_LEVEL", "0"),
        ("CODEGEN_UNITS", "16"),
        ("LTO", "off"),
        ("DEBUG", "0"),
        ("STRIP", "symbols"),
    ];
    profile.into_iter().map(|(key, value)| (format!("CARGO_PROFILE_RELEASE_{key}"), value))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tool_is_kept_by_its_version() {
        assert_eq!(Tool::Trunk.label().unwrap(), "trunk-0.21.14");
    }

    #[test]
    fn wasm_bindgen_has_the_version_that_the_page_is_compiled_with() {
        let locked = lockfile::version_of("wasm-bindgen").unwrap();
        assert_eq!(Tool::WasmBindgen.label().unwrap(), format!("wasm-bindgen-cli-{locked}"));
    }
}
