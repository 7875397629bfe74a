//! Reading one version from `Cargo.lock`.
//!
//! wasm-bindgen's command line must be of the very version that the page was compiled with.

use std::fs;

use crate::{Outcome, paths};

/// The version of a package in the workspace's lock file.
///
/// # Errors
/// When the file or the package is not there.
pub(crate) fn version_of(package: &str) -> Outcome<String> {
    let file = paths::root().join("Cargo.lock");
    let text = fs::read_to_string(&file)
        .map_err(|why| format!("{} cannot be read ({why}); run `cargo check`.", file.display()))?;
    find(&text, package).ok_or_else(|| format!("Cargo.lock has no package {package}."))
}

fn find(text: &str, package: &str) -> Option<String> {
    let name = format!("name = \"{package}\"");
    let mut after = text.lines().skip_while(|line| line.trim() != name);
    let version = after.nth(1)?.trim().strip_prefix("version = \"")?;
    version.strip_suffix('"').map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    const LOCK: &str = "[[package]]\nname = \"wasm-bindgen-macro\"\nversion = \"9.9.9\"\n\n\
                        [[package]]\nname = \"wasm-bindgen\"\nversion = \"0.2.130\"\n";

    #[test]
    fn the_version_is_of_the_package_and_not_of_one_that_begins_alike() {
        assert_eq!(find(LOCK, "wasm-bindgen").as_deref(), Some("0.2.130"));
    }

    #[test]
    fn an_absent_package_has_no_version() {
        assert_eq!(find(LOCK, "yew"), None);
    }
}
