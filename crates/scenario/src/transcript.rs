//! A session with what it printed: a scenario and, beside each of its lines, the expected output.
//!
//! The scenario itself stays clean of outputs, so that the page, the gallery and the link never carry them. How
//! a recorded transcript is compared to ours is the test's business (`tests/transcripts.rs`).

use std::ops::Range;
use std::rc::Rc;

use crate::run::simulate;
use crate::script::Scenario;
use crate::trace::Trace;

/// A session with what it printed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Transcript {
    /// The release of the real control plane that wrote it (`: recorded release`).
    pub recorded: Option<Rc<str>>,
    /// The session.
    pub scenario: Scenario,
    /// What each line printed, by the scenario's lines; `None` for our own lines but `: printed`, and for those that
    /// a `: watch` runs, whose output stands at their `: printed`.
    pub expected: Vec<Option<Expected>>,
}

/// What a line printed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Expected {
    /// Standard error before standard output, without trailing empty lines, each line with its end.
    pub output: String,
    /// The exit status.
    pub exit: i32,
}

/// Where a line of the script stands in the text that it was read from.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Place {
    /// The number of its first line, counted from 1.
    pub line: usize,
    /// The text's lines that hold what it printed, counted from 0; empty if none can stand there.
    pub printed: Range<usize>,
}

impl Transcript {
    /// The same session with what it prints here.
    #[must_use]
    pub fn run(&self) -> Self {
        self.with_outputs_of(&simulate(&self.scenario))
    }

    /// The same session with what it printed in this trace of it.
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

    /// The text that this was read from, with what is expected now in the place of what was: all else stays as
    /// it was written.
    #[must_use]
    pub fn written_into(&self, text: &str, places: &[Place]) -> String {
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

    /// All that the lines of a terminal printed before the `: printed` at `index`.
    fn terminal_until(&self, index: usize, trace: &Trace) -> String {
        let lines = &self.scenario.lines[..=index];
        let terminal = lines[index].terminal;
        let there = lines.iter().enumerate().filter(|(_, line)| line.terminal == terminal);
        tidy(&there.map(|(line, _)| trace.output(line)).collect::<String>())
    }
}

/// Without trailing empty lines, and with an end to the last line.
pub(crate) fn tidy(output: &str) -> String {
    let text = output.trim_end_matches('\n');
    if text.is_empty() { String::new() } else { format!("{text}\n") }
}
