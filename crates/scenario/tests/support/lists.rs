//! What is known to differ: single commands with their reasons, and whole files whose commands are not there yet.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

/// What is known to differ, by file and line.
#[derive(Default)]
pub(crate) struct Known {
    reasons: BTreeMap<String, String>,
    met: RefCell<BTreeSet<String>>,
}

impl Known {
    /// Reads `FILE:LINE reason`, one a line; `#` begins a comment.
    pub(crate) fn read(path: &Path) -> Result<Self, String> {
        let mut reasons = BTreeMap::new();
        for line in lines_of(path)? {
            let (place, reason) = line.split_once(' ').unwrap_or((&line, ""));
            if reason.trim().is_empty() || !place.contains(".txt:") {
                return Err(format!("{}: {line:?} is not `FILE:LINE reason`", path.display()));
            }
            if reasons.insert(place.to_owned(), reason.trim().to_owned()).is_some() {
                return Err(format!("{}: {place} stands there twice", path.display()));
            }
        }
        Ok(Self { reasons, met: RefCell::default() })
    }

    /// Whether this command is known to differ.
    pub(crate) fn contains(&self, file: &str, line: usize) -> bool {
        let place = format!("{file}:{line}");
        let is_known = self.reasons.contains_key(&place);
        if is_known {
            self.met.borrow_mut().insert(place);
        }
        is_known
    }

    /// Those of the files that ran which no command answers to.
    pub(crate) fn left_over(&self, ran: &BTreeSet<String>) -> Vec<String> {
        let met = self.met.borrow();
        let places = self.reasons.keys().filter(|place| {
            let file = place.rsplit_once(':').map_or("", |(file, _)| file);
            ran.contains(file) && !met.contains(*place)
        });
        places.cloned().collect()
    }
}

/// The files that do not count yet.
pub(crate) fn not_yet(path: &Path) -> Result<BTreeSet<String>, String> {
    Ok(lines_of(path)?.into_iter().collect())
}

fn lines_of(path: &Path) -> Result<Vec<String>, String> {
    let text =
        std::fs::read_to_string(path).map_err(|error| format!("{}: {error}", path.display()))?;
    let lines =
        text.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#'));
    Ok(lines.map(str::to_owned).collect())
}
