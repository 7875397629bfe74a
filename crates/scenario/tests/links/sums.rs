//! Files that links need, and files of checksums that a test reads and extends on request.

use std::fs;
use std::path::PathBuf;
use std::rc::Rc;

use sha2::{Digest as _, Sha256};

fn path(name: &str) -> PathBuf {
    PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/links")).join(name)
}

/// Returns a file by its path in this crate.
pub(crate) fn text(path: &str) -> Option<Rc<str>> {
    let file = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join(path);
    fs::read_to_string(file).ok().map(Into::into)
}

pub(crate) fn read(name: &str) -> String {
    fs::read_to_string(path(name)).unwrap_or_default()
}

pub(crate) fn write(name: &str, text: &str) {
    fs::write(path(name), text).expect("the file can be written");
}

pub(crate) fn is_updating() -> bool {
    std::env::var_os("UPDATE_EXPECT").is_some()
}

pub(crate) fn sha256(text: &str) -> String {
    Sha256::digest(text).iter().map(|byte| format!("{byte:02x}")).collect()
}
