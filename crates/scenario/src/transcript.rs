//! Transcripts: a scenario with the expected output of each line.
//!
//! The scenario itself has no output, so that the page, the gallery and the link never carry it. The comparison of
//! recorded transcripts is in `tests/transcripts.rs`.

use std::ops::Range;
use std::rc::Rc;

use crate::script::Scenario;
use crate::trace::Trace;

/// A session with its output.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Transcript {
    /// Release of the real control plane that it was recorded from (`: recorded release`).
    pub recorded: Option<Rc<str>>,
    /// The session.
    pub scenario: Scenario,
    /// Expected output, by script line. `None` for the playground's own lines except `: printed`, and for lines of a `:
    /// watch`, whose output is in their `: printed`.
    pub expected: Vec<Option<Expected>>,
}

/// Expected output of a line.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Expected {
    /// Standard error, then standard output, without trailing empty lines. Every line has its line break.
    pub output: String,
    /// Exit status.
    pub exit: i32,
}

/// Position of a script line in the text that it was parsed from.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LinePosition {
    /// Number of its first line, from 1.
    pub line: usize,
    /// Indexes of the text lines with its output, from 0; empty if it has none.
    pub printed: Range<usize>,
}

impl Transcript {
    /// Returns the session with the output of a run.
    #[cfg(feature = "run")]
    #[must_use]
    pub fn run(&self) -> Self {
        self.with_outputs_of(&crate::run::simulate(&self.scenario))
    }

    /// Returns the session with the output in this trace of it.
    #[must_use]
    pub fn with_outputs_of(&self, trace: &Trace) -> Self {
        let printed = |index: usize, expected: &Option<Expected>| {
            expected.as_ref().map(|_| match self.scenario.lines[index].text.starts_with(": ") {
                true => Expected { output: self.terminal_until(index, trace), exit: 0 },
                false => Expected {
                    output: tidy(&trace.output(index)),
                    exit: trace.exit(index).unwrap_or(0),
                },
            })
        };
        let expected = self
            .expected
            .iter()
            .enumerate()
            .map(|(index, expected)| printed(index, expected))
            .collect();
        Self { expected, ..self.clone() }
    }

    /// Returns the text that this was parsed from, with the expected output replaced. Everything else stays as written.
    #[must_use]
    pub fn written_into(&self, text: &str, places: &[LinePosition]) -> String {
        let mut lines: Vec<String> = text.lines().map(|line| format!("{line}\n")).collect();
        for (expected, place) in self.expected.iter().zip(places).rev() {
            let Some(expected) = expected else { continue };
            let mut output = expected.output.clone();
            if expected.exit != 0 {
                output.push_str(&format!("[exit {}]\n", expected.exit));
            }
            lines.splice(place.printed.clone(), [output]);
        }
        lines.concat()
    }

    /// Returns the output of a terminal before the `: printed` at `index`.
    fn terminal_until(&self, index: usize, trace: &Trace) -> String {
        let lines = &self.scenario.lines[..=index];
        let terminal = lines[index].terminal;
        let there = lines.iter().enumerate().filter(|(_, line)| line.terminal == terminal);
        tidy(&there.map(|(line, _)| trace.output(line)).collect::<String>())
    }
}

/// Removes trailing empty lines and adds the last line break.
pub(crate) fn tidy(output: &str) -> String {
    let text = output.trim_end_matches('\n');
    if text.is_empty() { String::new() } else { format!("{text}\n") }
}
