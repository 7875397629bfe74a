//! Installs the fonts of the browser tests: Inter, P052 and Noto CJK, the first fonts of the page's stacks that
//! Debian has.
//!
//! With them stored pictures and measured heights mean the same on every machine. Without them those tests are
//! skipped or allow for wider characters, so a machine that cannot have them gets a line of output and continues.

use crate::{Outcome, apt, program};

/// Each font family with its Debian package.
const FONTS: [(&str, &str); 3] = [
    ("Inter", "fonts-inter"),
    ("P052", "fonts-urw-base35"),
    ("Noto Sans CJK SC", "fonts-noto-cjk"),
];

/// Whether every font is installed. False if `fc-list` cannot be run.
pub(crate) fn are_here() -> bool {
    let listed = program::read(program::command("fc-list").args([":", "family"]));
    listed.is_ok_and(|listed| FONTS.iter().all(|(family, _)| listed.contains(family)))
}

/// Installs the fonts by apt, or prints why they are missing.
///
/// # Errors
/// Never: tests that need the fonts say so.
pub(crate) fn set_up() -> Outcome {
    let packages = FONTS.map(|(_, package)| package);
    let tried = apt::update().and_then(|()| apt::install(&packages, "fonts for the browser tests"));
    if let Err(sentence) = tried {
        println!("set-up: {sentence}");
    }
    Ok(())
}
