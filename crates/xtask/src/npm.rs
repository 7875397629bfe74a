//! The JavaScript tools of `web/package.json`, which `npm ci` brings into `web/node_modules`.
//!
//! Which they are and their versions stand in that file and its lock. Leaves out Node.js and npm themselves (`node`).

use std::fs;
use std::path::PathBuf;

use crate::{Outcome, paths, program};

/// Where the packages are.
pub(crate) fn folder() -> PathBuf {
    web().join("node_modules")
}

/// A package's program.
pub(crate) fn program(name: &str) -> PathBuf {
    let end = if cfg!(windows) { ".cmd" } else { "" };
    folder().join(".bin").join(format!("{name}{end}"))
}

/// Whether what is there is what the lock file says.
pub(crate) fn is_ready() -> bool {
    let wanted = fs::read(web().join("package-lock.json")).ok();
    wanted.is_some() && wanted == fs::read(stamp()).ok()
}

/// Brings the packages.
///
/// # Errors
/// When npm cannot.
pub(crate) fn set_up() -> Outcome {
    let mut npm = program::command(if cfg!(windows) { "npm.cmd" } else { "npm" });
    npm.args(["ci", "--no-audit", "--no-fund", "--ignore-scripts", "--loglevel=error"]);
    let offline = "If the network is down, try again when it is back.";
    program::run(npm.current_dir(web())).map_err(|said| format!("{said} {offline}"))?;
    let copied = fs::copy(web().join("package-lock.json"), stamp());
    copied.map(|_| ()).map_err(|why| format!("{} cannot be written: {why}.", stamp().display()))
}

/// The version of a package that `web/package.json` asks for.
///
/// # Errors
/// When it asks for none.
pub(crate) fn version(package: &str) -> Outcome<String> {
    let file = web().join("package.json");
    let text = fs::read_to_string(&file).map_err(|why| format!("{}: {why}.", file.display()))?;
    let json: serde_json::Value =
        serde_json::from_str(&text).map_err(|why| format!("{}: {why}.", file.display()))?;
    let version = json["devDependencies"][package].as_str().map(str::to_owned);
    version.ok_or_else(|| format!("{} does not ask for {package}.", file.display()))
}

/// The lock file that the packages were brought by.
fn stamp() -> PathBuf {
    folder().join(".brought-by.json")
}

fn web() -> PathBuf {
    paths::root().join("web")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_tools_of_the_build_have_their_versions() {
        for tool in ["binaryen", "esbuild"] {
            assert!(version(tool).unwrap().starts_with(|it: char| it.is_ascii_digit()));
        }
        assert!(version("left-pad").is_err());
    }
}
