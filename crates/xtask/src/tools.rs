//! The tools that cargo installs: their versions, folders and installation.
//!
//! A tool's folder is named by its version and appears only when the installation is complete. So nothing is
//! installed twice, and an interrupted installation starts again. Leaves out which command needs which tool
//! (`setup`).

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::{Outcome, lockfile, paths, program};

/// A tool that cargo or npm installs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Tool {
    /// Builds the page: cargo, wasm-bindgen, hashed names.
    Trunk,
    /// Writes the JavaScript between the browser and the program.
    WasmBindgen,
    /// Cuts the page's program into parts where its source says so (`web/src/border.rs`).
    WasmSplit,
}

impl Tool {
    /// Name of its package in the registry.
    pub(crate) fn package(self) -> &'static str {
        match self {
            Tool::Trunk => "trunk",
            Tool::WasmBindgen => "wasm-bindgen-cli",
            Tool::WasmSplit => "wasm_split_cli_support",
        }
    }

    /// How long the installation takes, in words.
    pub(crate) fn patience(self) -> &'static str {
        match self {
            Tool::Trunk => "compiled here, 3 to 5 minutes",
            Tool::WasmBindgen => "compiled here, 1 to 2 minutes",
            Tool::WasmSplit => "compiled here, a minute",
        }
    }

    fn version(self) -> Outcome<String> {
        match self {
            // Later versions need a later compiler than rust-toolchain.toml names.
            Tool::Trunk => Ok("0.21.14".into()),
            Tool::WasmBindgen => lockfile::version_of("wasm-bindgen"),
            // Of the same release as `wasm_split_helpers` in Cargo.lock.
            Tool::WasmSplit => Ok("0.2.4".into()),
        }
    }

    /// Name of its folder: `NAME-VERSION`.
    ///
    /// # Errors
    /// Its version is that of a package in `Cargo.lock`, which is missing.
    pub(crate) fn label(self) -> Outcome<String> {
        Ok(format!("{}-{}", self.package(), self.version()?))
    }

    /// Its folder, which exists once it is installed.
    ///
    /// # Errors
    /// As [`Tool::label`], or there is no home folder.
    pub(crate) fn folder(self) -> Outcome<PathBuf> {
        Ok(paths::tools()?.join(self.label()?))
    }

    /// Folder of its programs.
    ///
    /// # Errors
    /// As [`Tool::folder`].
    pub(crate) fn programs(self) -> Outcome<PathBuf> {
        Ok(self.folder()?.join("bin"))
    }

    /// Whether it is installed.
    pub(crate) fn is_ready(self) -> bool {
        self.folder().is_ok_and(|folder| folder.is_dir())
    }

    /// Installs it.
    ///
    /// # Errors
    /// Its folder cannot be made, or the installation fails.
    pub(crate) fn set_up(self) -> Outcome {
        let folder = self.folder()?;
        let unfinished = folder.with_file_name(format!("{}.unfinished", self.label()?));
        let failed = |why| format!("{} cannot be made: {why}.", folder.display());
        fs::create_dir_all(&unfinished).map_err(failed)?;
        self.install(&unfinished)?;
        fs::rename(&unfinished, &folder).map_err(failed)
    }

    /// Folder in which cargo compiles tools. An interrupted installation continues from it.
    pub(crate) fn build_folder() -> PathBuf {
        paths::target().join("tools")
    }

    fn install(self, into: &Path) -> Outcome {
        let mut command = self.by_cargo(into)?;
        let offline = "If the network is down, try again when it is back; what is done is kept.";
        program::run(&mut command).map_err(|said| format!("{said} {offline}"))
    }

    fn by_cargo(self, into: &Path) -> Outcome<Command> {
        let mut command = program::command("cargo");
        command.args(["install", self.package(), "--version", &self.version()?]);
        // The lock file of wasm-bindgen-cli names a crate that was withdrawn.
        if self != Tool::WasmBindgen {
            command.arg("--locked");
        }
        if self == Tool::WasmSplit {
            command.args(["--features", "build-binary"]);
        }
        command.arg("--root").arg(into).arg("--target-dir").arg(Tool::build_folder());
        command.envs(quick_to_compile());
        Ok(command)
    }
}

/// Returns environment variables with which cargo compiles quickly: a tool that runs for a second needs no
/// optimisation.
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
    fn a_tools_folder_has_its_version() {
        assert_eq!(Tool::Trunk.label().unwrap(), "trunk-0.21.14");
    }

    #[test]
    fn wasm_bindgen_has_the_version_of_the_lock_file() {
        let locked = lockfile::version_of("wasm-bindgen").unwrap();
        assert_eq!(Tool::WasmBindgen.label().unwrap(), format!("wasm-bindgen-cli-{locked}"));
    }
}
