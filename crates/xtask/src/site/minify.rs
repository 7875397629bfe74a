//! JavaScript and style sheets without what only people read: esbuild does it, which is kept well and runs for a moment.

use super::write;
use crate::{Outcome, npm, paths, program};

/// The same program or sheet, shorter; `end` is `js` or `css`.
///
/// # Errors
/// When esbuild is not there or does not understand it.
pub(super) fn minified(text: &str, end: &str) -> Outcome<String> {
    let file = paths::target().join("site").join(format!("whole.{end}"));
    write(&file, text.as_bytes())?;
    let mut esbuild = program::command(npm::program("esbuild"));
    program::read(esbuild.arg(file).args(["--minify", "--log-level=error"]))
}
