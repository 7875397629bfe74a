//! Whether a built site is newer than its sources.
//!
//! Compares modification times, as `make` does. Cargo's own check is better; this one only saves calling cargo.

use std::fs::{self, File};
use std::path::Path;
use std::time::SystemTime;

use crate::{Outcome, paths};

const SOURCES: [&str; 7] = [
    "crates",
    "web",
    "index.html",
    "Trunk.toml",
    "Cargo.toml",
    "Cargo.lock",
    "rust-toolchain.toml",
];
/// Folders whose files are not part of the page.
const NOT_SHIPPED: [&str; 4] = ["benches", "e2e", "node_modules", "tests"];

/// Whether a file has this text and is newer than every source.
pub(crate) fn is_current(file: &Path, text: &str) -> bool {
    let dated = fs::metadata(file).and_then(|it| it.modified());
    let says = fs::read_to_string(file).is_ok_and(|it| it == text);
    says && dated.is_ok_and(|dated| newest_source().is_some_and(|source| source < dated))
}

/// Returns when a source of the page last changed.
pub(crate) fn newest_source() -> Option<SystemTime> {
    SOURCES.iter().filter_map(|name| newest(&paths::root().join(name))).max()
}

/// Sets a file's modification time, to the moment at which the build of it began.
///
/// # Errors
/// The file cannot be written.
pub(crate) fn date(file: &Path, when: SystemTime) -> Outcome {
    File::options()
        .write(true)
        .open(file)
        .and_then(|it| it.set_modified(when))
        .map_err(|why| format!("{} cannot be dated: {why}.", file.display()))
}

fn newest(path: &Path) -> Option<SystemTime> {
    let own = fs::metadata(path).and_then(|it| it.modified()).ok();
    let is_shipped =
        |path: &Path| path.file_name().is_none_or(|name| !NOT_SHIPPED.iter().any(|it| name == *it));
    let inside = fs::read_dir(path).ok().into_iter().flatten().flatten();
    let inside = inside.map(|entry| entry.path()).filter(|it| is_shipped(it));
    own.into_iter().chain(inside.filter_map(|it| newest(&it))).max()
}
