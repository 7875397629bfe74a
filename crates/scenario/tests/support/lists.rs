//! Lists about the recordings that are not part of them: known differences, and events that were not written down.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

/// Known differences, by file and line.
#[derive(Default)]
pub(crate) struct Known {
    reasons: BTreeMap<String, String>,
    met: RefCell<BTreeSet<String>>,
}

impl Known {
    /// Parses `FILE:LINE reason`, one per line. `#` starts a comment.
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

    /// Whether this command is listed.
    pub(crate) fn contains(&self, file: &str, line: usize) -> bool {
        let place = format!("{file}:{line}");
        let is_known = self.reasons.contains_key(&place);
        if is_known {
            self.met.borrow_mut().insert(place);
        }
        is_known
    }

    /// Returns the entries of files that ran, without a command that differs.
    pub(crate) fn left_over(&self, ran: &BTreeSet<String>) -> Vec<String> {
        let met = self.met.borrow();
        let places = self.reasons.keys().filter(|place| {
            let file = place.rsplit_once(':').map_or("", |(file, _)| file);
            ran.contains(file) && !met.contains(*place)
        });
        places.cloned().collect()
    }
}

/// Events of recorded sessions that were not written down, by file.
#[derive(Default)]
pub(crate) struct Unwritten(BTreeMap<String, BTreeMap<usize, String>>);

impl Unwritten {
    /// Parses `FILE:LINE : a line of the language`, one per line. The event happened before that line of the file.
    pub(crate) fn read(path: &Path) -> Result<Self, String> {
        let mut by_file: BTreeMap<String, BTreeMap<usize, String>> = BTreeMap::new();
        for line in lines_of(path)? {
            let wrong = || format!("{}: {line:?} is not `FILE:LINE : …`", path.display());
            let (place, happened) = line.split_once(' ').ok_or_else(wrong)?;
            let (file, before) = place.rsplit_once(':').ok_or_else(wrong)?;
            let before = before.parse().ok().filter(|_| happened.starts_with(": "));
            let lines = by_file.entry(file.to_owned()).or_default();
            lines.insert(before.ok_or_else(wrong)?, happened.to_owned());
        }
        Ok(Self(by_file))
    }

    /// Inserts the events into a session. Also returns the mapping to the lines of the file.
    pub(crate) fn put_into(&self, file: &str, text: &str) -> (String, Insertions) {
        let inserted = self.0.get(file).cloned().unwrap_or_default();
        let mut whole = String::new();
        for (index, line) in text.lines().enumerate() {
            for part in inserted.get(&(index + 1)).map(String::as_str).into_iter().chain([line]) {
                whole.push_str(part);
                whole.push('\n');
            }
        }
        (whole, Insertions(inserted))
    }
}

/// Lines inserted into a session, by the line of the file after them.
pub(crate) struct Insertions(BTreeMap<usize, String>);

impl Insertions {
    /// Converts a line number of the session to that of the file.
    pub(crate) fn line_of_file(&self, line: usize) -> usize {
        let before = self.0.keys().enumerate().filter(|&(count, &next)| next + count < line);
        line - before.count()
    }
}

fn lines_of(path: &Path) -> Result<Vec<String>, String> {
    let text =
        std::fs::read_to_string(path).map_err(|error| format!("{}: {error}", path.display()))?;
    let lines =
        text.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#'));
    Ok(lines.map(str::to_owned).collect())
}
