//! JavaScript and style sheets without what only people read. esbuild does it.

use super::finish::write;
use crate::{Outcome, npm, paths, program};

/// Returns the same program or sheet, shorter; `end` is `js` or `css`.
///
/// # Errors
/// esbuild is not there, or does not understand it.
pub(super) fn minified(text: &str, end: &str) -> Outcome<String> {
    let file = paths::target().join(format!("whole.{end}"));
    write(&file, text.as_bytes())?;
    let mut esbuild = program::command(npm::program("esbuild"));
    program::read(esbuild.arg(file).args(["--minify", "--log-level=error"]))
}
