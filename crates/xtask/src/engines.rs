//! The other engines of the browser tests, Firefox and WebKitGTK: those that are there, else Debian's.
//!
//! They are tried beside Chromium, never instead of it. Where one cannot be had, the set-up says so and goes on; its test is skipped.
//! Leaves out what drives them (`tools`).

use std::env;
use std::path::PathBuf;

use crate::{Outcome, apt, program};

/// `FIREFOX`, if set, goes before every other.
pub(crate) fn firefox() -> Option<PathBuf> {
    let chosen = env::var_os("FIREFOX").map(PathBuf::from);
    chosen.or_else(|| program::find(&["firefox-esr", "firefox"]))
}

/// WebKitGTK's driver, which knows its browser. `WEBKIT_DRIVER`, if set, goes before every other.
pub(crate) fn webkit() -> Option<PathBuf> {
    let chosen = env::var_os("WEBKIT_DRIVER").map(PathBuf::from);
    // It has no form without a screen: Xvfb draws one that nobody sees.
    chosen
        .or_else(|| program::find(&["WebKitWebDriver"]))
        .filter(|_| program::find(&["Xvfb"]).is_some())
}

/// Whether both are here.
pub(crate) fn are_here() -> bool {
    firefox().is_some() && webkit().is_some()
}

/// Installs by apt what is missing; where that cannot be it says what is missing.
///
/// # Errors
/// None: a test whose engine is missing says so itself.
pub(crate) fn set_up() -> Outcome {
    let wanted: [(bool, &[&str], &str); 2] = [
        (firefox().is_none(), &["firefox-esr"], "Firefox for the browser tests"),
        (webkit().is_none(), &["webkit2gtk-driver", "xvfb"], "WebKitGTK for the browser tests"),
    ];
    for (_, packages, purpose) in wanted.into_iter().filter(|(is_missing, ..)| *is_missing) {
        let tried = apt::update().and_then(|()| apt::install(packages, purpose));
        if let Err(sentence) = tried {
            println!("set-up: {sentence}");
        }
    }
    Ok(())
}
