//! Finds the browser of the tests: an installed Chromium or Chrome, else Debian's.
//!
//! Leaves out the downloads that test tools offer, because a closed network refuses their hosts.

use std::env;
use std::path::{Path, PathBuf};

use crate::{Outcome, apt, program};

const NAMES: [&str; 5] =
    ["chromium", "chromium-browser", "google-chrome-stable", "google-chrome", "chrome"];
const ELSEWHERE: [&str; 4] = [
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    r"C:\Program Files\Google\Chrome\Application\chrome.exe",
    r"C:\Program Files (x86)\Google\Chrome\Application\chrome.exe",
];

/// Returns the browser: the value of `CHROME`, else the first that is on PATH, else one in a usual folder.
pub(crate) fn find() -> Option<PathBuf> {
    let chosen = env::var_os("CHROME").map(PathBuf::from);
    let elsewhere = || ELSEWHERE.iter().map(PathBuf::from).find(|it| Path::is_file(it));
    chosen.or_else(|| program::find(&NAMES)).or_else(elsewhere)
}

/// Installs Debian's Chromium.
///
/// # Errors
/// As [`apt::install`].
pub(crate) fn set_up() -> Outcome {
    apt::update()?;
    apt::install(&["chromium"], "A browser for the tests (Chromium or Chrome)")
}
