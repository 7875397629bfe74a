//! Writes a scenario or transcript as text that parses to the same value.
//!
//! There is one way to write each thing: header lines first, comments above their line, durations in the largest unit.
//! A typed line has `: typed at`, so that later lines still count from the scenario's own line before them.

use std::fmt::{self, Display, Formatter};

use crate::directive::Directive;
use crate::duration;
use crate::header;
use crate::script::{Line, Origin, Scenario, When};
use crate::transcript::{Expected, Transcript};

impl Display for Scenario {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        write_script(f, self, &[])
    }
}

impl Display for Transcript {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        if let Some(release) = &self.recorded {
            writeln!(f, ": recorded release {release}")?;
        }
        write_script(f, &self.scenario, &self.expected)
    }
}

/// Returns the line that sets the time of the next one; empty for [`When::Then`].
pub(crate) fn write_time(when: When) -> String {
    match when {
        When::Then => String::new(),
        When::After(delay) => format!(": wait {}", duration::write(delay)),
        When::At(at) => format!(": at {}", duration::write_moment(at)),
        When::Settled => ": settle".into(),
    }
}

fn write_script(
    f: &mut Formatter<'_>,
    scenario: &Scenario,
    expected: &[Option<Expected>],
) -> fmt::Result {
    header::write(f, scenario)?;
    let mut comments = scenario.comments.iter().peekable();
    for index in 0..=scenario.lines.len() {
        let line = scenario.lines.get(index);
        line.map_or(Ok(()), |line| write_when(f, line))?;
        while let Some(comment) = comments.next_if(|comment| comment.before <= index) {
            writeln!(f, "# {}", comment.text)?;
        }
        if let Some(line) = line {
            let printed = expected.get(index).and_then(Option::as_ref);
            write_line(f, scenario, line, printed)?;
        }
    }
    Ok(())
}

/// Writes the time of a line, above its comments. Below a comment it would belong to another line.
fn write_when(f: &mut Formatter<'_>, line: &Line) -> fmt::Result {
    let time = write_time(line.when);
    match line.origin {
        Origin::Typed => writeln!(f, ": typed {}", time.trim_start_matches(": ")),
        Origin::Scenario if time.is_empty() => Ok(()),
        Origin::Scenario => writeln!(f, "{time}"),
    }
}

fn write_line(
    f: &mut Formatter<'_>,
    scenario: &Scenario,
    line: &Line,
    printed: Option<&Expected>,
) -> fmt::Result {
    let time = write_time(line.when);
    if !time.is_empty() && *line.text == *time && printed.is_none() {
        return Ok(());
    }
    let name = scenario.terminals.get(usize::from(line.terminal)).filter(|name| !name.is_empty());
    match name {
        _ if is_written_as_ours(line, &time, printed) => write_ours(f, &line.text, printed),
        Some(name) => writeln!(f, ": watch {name} $ {}", line.text),
        None => {
            writeln!(f, "$ {}", line.text)?;
            printed.map_or(Ok(()), |printed| write_output(f, printed))
        }
    }
}

/// Whether the line parses back the same without `$ `. Mistyped lines do not, nor lines typed in another terminal, nor
/// a time typed as a shell line.
fn is_written_as_ours(line: &Line, time: &str, printed: Option<&Expected>) -> bool {
    line.is_ours()
        && match Directive::read(&line.text) {
            Ok(Directive::Printed(_)) => true,
            Ok(Directive::Start(_)) => line.origin == Origin::Scenario,
            Ok(directive) if directive.is_time() => *line.text == *time && printed.is_none(),
            Ok(_) => line.terminal == 0 && printed.is_none(),
            Err(_) => false,
        }
}

/// Writes a line that starts with `: `. Expected output goes into its block.
fn write_ours(f: &mut Formatter<'_>, text: &str, printed: Option<&Expected>) -> fmt::Result {
    match (printed, text.strip_suffix(": end")) {
        (Some(printed), Some(begin)) => writeln!(f, "{begin}{}: end", printed.output),
        _ => writeln!(f, "{text}"),
    }
}

fn write_output(f: &mut Formatter<'_>, printed: &Expected) -> fmt::Result {
    f.write_str(&printed.output)?;
    if printed.exit == 0 { Ok(()) } else { writeln!(f, "[exit {}]", printed.exit) }
}
