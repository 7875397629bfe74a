//! What of the program runs until the opening scenario has come to its end and nobody has acted.
//!
//! A browser plays it on a page whose program has marks (`split::marks`), at several widths and preferences, by a clock that is
//! moved by hand, so that the same page gives the same answer (`web/e2e/coverage.mjs`).

use std::path::Path;

use crate::tools::Tool;
use crate::{Outcome, browser, paths, program};

/// Which marks of the site in a folder are set, in order.
///
/// # Errors
/// When there is no browser or the page does not run.
pub(crate) fn of(site: &Path) -> Outcome<Vec<bool>> {
    let chrome = browser::find().ok_or("there is no browser; run `cargo xtask setup`.")?;
    let mut node = program::command("node");
    node.arg(paths::root().join("web/e2e/coverage.mjs"));
    node.env("DIST", site).env("CHROME", chrome).env("PLAYWRIGHT", Tool::Playwright.folder()?);
    read(&program::read(&mut node)?)
}

fn read(marks: &str) -> Outcome<Vec<bool>> {
    let marks: Vec<bool> = marks.trim().bytes().map(|it| it == b'1').collect();
    if !marks.contains(&true) {
        return Err("nothing of the program has run; does the page start?".into());
    }
    Ok(marks)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_are_zeros_and_ones() {
        assert_eq!(read("0110\n"), Ok(vec![false, true, true, false]));
    }

    #[test]
    fn a_page_in_which_nothing_ran_is_a_failure() {
        assert!(read("000\n").is_err() && read("").is_err());
    }
}
