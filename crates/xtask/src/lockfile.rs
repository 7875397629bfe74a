//! Asks cargo for the version of a package in `Cargo.lock`.
//!
//! The command-line tool of wasm-bindgen must have the version with which the page was compiled. `cargo pkgid` downloads nothing.

use crate::{Outcome, program};

/// The version of a package in the workspace's lock file.
///
/// # Errors
/// When there is none, or more than one.
pub(crate) fn version_of(package: &str) -> Outcome<String> {
    let id = program::read(program::command("cargo").args(["pkgid", "--offline", package]))?;
    version_in(&id).ok_or_else(|| format!("cargo names the package {package} {:?}.", id.trim()))
}

/// The version at the end of a package id: after `@`, or after `#` where name and folder are the same.
fn version_in(id: &str) -> Option<String> {
    let (_, version) = id.trim().rsplit_once(['@', '#'])?;
    version.starts_with(|it: char| it.is_ascii_digit()).then(|| version.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_version_is_read_as_cargo_writes_it() {
        let id = "registry+https://github.com/rust-lang/crates.io-index#wasm-bindgen@0.2.130\n";
        assert_eq!(version_in(id).as_deref(), Some("0.2.130"));
        assert_eq!(version_in("path+file:///a/b#0.1.0").as_deref(), Some("0.1.0"));
        assert_eq!(version_in("no id"), None);
    }

    #[test]
    fn the_page_is_compiled_with_one_wasm_bindgen() {
        assert!(version_of("wasm-bindgen").unwrap().starts_with("0.2."));
        assert!(version_of("no-such-package").is_err());
    }
}
