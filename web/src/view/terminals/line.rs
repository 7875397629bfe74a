//! A typed line and its output up to the cursor.

use std::rc::Rc;

use apiserver::text::split_at;
use rollout_engine::time::SimTime;
use scenario::Entry;

use super::{moment, text};
use crate::state::AppState;
use crate::text::Key;

/// A typed line and its output up to the cursor.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Typed {
    /// Index of the line in the scenario.
    pub line: usize,
    /// The text as typed. Of a file block its first line and the number of its lines.
    pub text: Rc<str>,
    /// Time at which it ran.
    pub at: SimTime,
    /// The time as text.
    pub clock: String,
    /// Its output before this frame.
    pub printed: String,
    /// The lines of its output in this frame.
    pub fresh: Vec<String>,
    /// Whether its output is sentences, which wrap, not columns, which scroll.
    pub prose: bool,
    /// Whether it is Ctrl-C.
    pub interrupt: bool,
}

impl Typed {
    /// Returns the number of rows that it takes.
    pub fn rows(&self) -> usize {
        1 + self.printed.lines().count() + self.fresh.len()
    }
}

/// Returns the content of a terminal as plain text.
pub fn as_text(typed: &[Typed]) -> String {
    let mut text = String::new();
    for line in typed {
        let prompt = if line.interrupt { "" } else { "$ " };
        text.extend([prompt, &line.text, "\n"]);
        let printed = line.printed.lines().chain(line.fresh.iter().map(String::as_str));
        printed.for_each(|row| text.extend([row, "\n"]));
    }
    text
}

/// Returns a line without `kubectl`, cut at a word to at most `letters` characters. A longer first word stays whole.
pub fn short(line: &str, letters: usize) -> String {
    let line = line.strip_prefix("kubectl ").unwrap_or(line);
    let mut short = String::new();
    for word in line.split_whitespace() {
        if !short.is_empty() && short.chars().count() + word.chars().count() >= letters {
            break;
        }
        if !short.is_empty() {
            short.push(' ');
        }
        short.push_str(word);
    }
    short
}

pub(super) fn typed(state: &AppState, entry: Entry) -> Typed {
    let at = moment(state, entry.line);
    let line = state.run.scenario.lines.get(entry.line);
    let typed = line.map_or_else(|| "".into(), |line| Rc::clone(&line.text));
    let old = entry.output.len().saturating_sub(entry.fresh);
    let (printed, fresh) = split_at(&entry.output, old);
    Typed {
        line: entry.line,
        interrupt: &*typed == scenario::INTERRUPT,
        text: folded(state, typed),
        at,
        clock: at.to_string(),
        prose: is_prose(&entry.output),
        printed: printed.trim_end_matches('\n').to_owned(),
        fresh: fresh.lines().map(str::to_owned).collect(),
    }
}

/// Shortens a file block to its first line. The manifest editor has the file's text.
fn folded(state: &AppState, typed: Rc<str>) -> Rc<str> {
    match typed.split_once('\n') {
        Some((first, rest)) if first.starts_with(": file ") => {
            let lines = rest.lines().count().saturating_sub(1);
            format!("{first}  ({})", text(state).say(Key::BlockOf, &[("lines", &lines)])).into()
        }
        _ => typed,
    }
}

/// Whether an output is sentences. Columns begin with headings in capitals; documents and descriptions have indented
/// lines.
fn is_prose(output: &str) -> bool {
    let first = output.split([' ', '\n']).next().unwrap_or_default();
    let is_heading = first.len() > 1 && first.bytes().all(|byte| byte.is_ascii_uppercase());
    !is_heading && !output.contains("\n  ") && !output.contains("   ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_is_shortened_at_a_word() {
        assert_eq!(short("kubectl get pods -w -l app=nginx", 20), "get pods -w -l");
        assert_eq!(short("kubectl get pods -w", 20), "get pods -w");
    }

    #[test]
    fn sentences_wrap_and_columns_scroll() {
        assert!(is_prose("Waiting for 1 pods to be ready...\n"));
        assert!(is_prose("statefulset.apps/web patched\n"));
        assert!(!is_prose("NAME    READY\nweb-0   1/1\n"));
        assert!(!is_prose("apiVersion: v1\nmetadata:\n  name: web\n"));
        assert!(!is_prose("web-4   1/1     Running   0          1s\n"));
    }

    #[test]
    fn a_terminal_is_copied_as_it_stands() {
        let typed = Typed {
            line: 0,
            text: "kubectl get pods -w".into(),
            at: SimTime::ZERO,
            clock: "0:00".into(),
            printed: "NAME\nweb-0".into(),
            fresh: vec!["web-1".into()],
            prose: false,
            interrupt: false,
        };
        let stop = Typed {
            text: "^C".into(),
            interrupt: true,
            printed: String::new(),
            fresh: Vec::new(),
            ..typed.clone()
        };
        assert_eq!(as_text(&[typed, stop]), "$ kubectl get pods -w\nNAME\nweb-0\nweb-1\n^C\n");
    }
}
