//! Adds typed lines to a scenario: the fork rule.
//!
//! A line that only reads is inserted. A line that changes the cluster is inserted too, and lines typed for later are
//! dropped, because they answered to a future that no longer exists. The scenario's own lines stay. Frames before the
//! new line do not change: the line is inserted after every line that started at or before its time, and no own line
//! counts from it (see [`When`]).

use std::rc::Rc;
use std::time::Duration;

use rollout_engine::time::SimTime;
use rollout_engine::trace::Ended;

use crate::directive::{Directive, split_word};
use crate::script::{Line, Origin, Scenario, When, is_start};
use crate::shell_line;
use crate::trace::Trace;
use crate::write::write_time;

impl Scenario {
    /// Returns the scenario with a typed line at time `at`. Drops later typed lines if the line changes the cluster.
    /// `trace` is this scenario's. A text of several lines gives several script lines. `terminal` may be the number of
    /// terminals, which opens a new one.
    #[cfg(feature = "run")]
    #[must_use]
    pub fn with_line(&self, trace: &Trace, at: SimTime, terminal: u16, text: &str) -> Self {
        self.with_lines(trace, at, terminal, &[text])
    }

    /// Like [`Self::with_line`], with several lines: for example a file and the line that applies it.
    #[cfg(feature = "run")]
    #[must_use]
    pub fn with_lines(&self, trace: &Trace, at: SimTime, terminal: u16, texts: &[&str]) -> Self {
        let after = (0..self.lines.len()).rev().find(|&index| self.has_begun(index, trace, at));
        let position = after.map_or(0, |index| index + 1);
        let mut kept = self.clone();
        if texts.iter().flat_map(|text| lines_of(text)).any(|text| changes_cluster(&text)) {
            kept.drop_typed_from(position, at);
        }
        kept.with_lines_before(position, at, terminal, texts)
    }

    /// Returns the scenario with settings that act from its beginning: own lines after the directives with which it
    /// begins. All other lines stay.
    ///
    /// # Errors
    /// A line is no directive, or a wrong one: what is wrong with it.
    pub fn with_settings(&self, texts: &[&str]) -> Result<Self, String> {
        let mut set = self.clone();
        let is_first = |(index, line): (usize, &Line)| {
            line.is_ours() && !is_start(line) && (index == 0 || line.when == When::Then)
        };
        let position = self.lines.iter().enumerate().position(|line| !is_first(line));
        let position = position.unwrap_or(self.lines.len());
        for (offset, text) in texts.iter().enumerate() {
            Directive::read(text)?;
            let (when, origin) = (When::Then, Origin::Scenario);
            let line = Line { when, terminal: 0, text: (*text).into(), origin };
            set.insert(position + offset, line);
        }
        Ok(set)
    }

    /// Returns the scenario cut at a time, with typed lines there. Shows the effect of these lines alone. `trace` is
    /// this scenario's.
    #[cfg(feature = "run")]
    #[must_use]
    pub fn tried(&self, trace: &Trace, at: SimTime, terminal: u16, texts: &[&str]) -> Self {
        let cut = self.up_to(trace, at);
        cut.with_lines_before(cut.lines.len(), at, terminal, texts)
    }

    /// Returns a scenario of nothing but typed lines, all at one time.
    #[must_use]
    pub fn of_lines(release: Rc<str>, at: SimTime, texts: &[&str]) -> Self {
        Self { release, ..Self::default() }.with_lines_before(0, at, 0, texts)
    }

    /// Inserts typed lines before the line with this index.
    fn with_lines_before(
        &self,
        position: usize,
        at: SimTime,
        terminal: u16,
        texts: &[&str],
    ) -> Self {
        let mut forked = self.clone();
        let terminal = forked.open_terminal(terminal);
        let typed: Vec<String> = texts.iter().flat_map(|text| lines_of(text)).collect();
        for (offset, text) in typed.iter().enumerate() {
            let line = forked.typed_line(at, terminal, text);
            forked.insert(position + offset, line);
        }
        forked
    }

    /// Returns the scenario without the lines that run later than this time, or never. `trace` is this scenario's.
    #[must_use]
    pub fn up_to(&self, trace: &Trace, at: SimTime) -> Self {
        self.without_lines(|index| !has_run(trace, index, at))
    }

    /// Returns the number of own lines that run later than this time; a typed line does not drop them. Lines that only
    /// set a time do not count. `trace` is this scenario's.
    pub fn later_lines(&self, trace: &Trace, at: SimTime) -> usize {
        let does_something = |line: &Line| match Directive::read(&line.text) {
            Ok(directive) if line.is_ours() => {
                !directive.is_time() && !matches!(directive, Directive::Printed(_))
            }
            _ => true,
        };
        let later = (0..self.lines.len()).filter(|&index| self.is_later(trace, index, at));
        later.filter(|&index| does_something(&self.lines[index])).count()
    }

    /// Returns the scenario without own lines that run later than this time. Typed lines stay.
    #[must_use]
    pub fn without_later_lines(&self, trace: &Trace, at: SimTime) -> Self {
        self.without_lines(|index| self.is_later(trace, index, at))
    }

    fn is_later(&self, trace: &Trace, index: usize, at: SimTime) -> bool {
        self.lines[index].origin == Origin::Scenario && !has_run(trace, index, at)
    }

    fn without_lines(&self, goes: impl Fn(usize) -> bool) -> Self {
        let mut rest = self.clone();
        let going = (0..self.lines.len()).rev().filter(|&index| goes(index));
        going.for_each(|index| rest.remove(index));
        rest
    }

    /// Returns the scenario without one line. The time of an own line stays, because the lines after it count from it.
    #[must_use]
    pub fn without_line(&self, index: usize) -> Self {
        let mut without = self.clone();
        match self.lines.get(index) {
            Some(Line { origin: Origin::Scenario, when, .. }) if *when != When::Then => {
                without.lines[index].text = write_time(*when).into();
            }
            Some(_) => without.remove(index),
            None => {}
        }
        without
    }

    /// Returns the time of a line typed at the cursor. That is the cursor, or one second later if the trace has ended
    /// and its last line is at the cursor.
    pub fn time_of_next_line(&self, trace: &Trace, cursor: SimTime) -> SimTime {
        let last_line = trace.ran.iter().flatten().map(|ran| ran.at).max();
        let is_end = matches!(trace.rollout.ended(), Ended::Settled | Ended::Looping)
            && cursor >= trace.rollout.at(trace.rollout.last());
        match last_line {
            Some(last) if is_end && cursor == last => cursor + Duration::from_secs(1),
            _ => cursor,
        }
    }

    /// Whether the line comes before a line typed at this time: it was typed or has started no later.
    #[cfg(feature = "run")]
    fn has_begun(&self, index: usize, trace: &Trace, at: SimTime) -> bool {
        match self.lines[index] {
            Line { origin: Origin::Typed, when: When::At(typed), .. } => typed <= at,
            _ => has_run(trace, index, at),
        }
    }

    /// Drops the lines that were typed for later than this time.
    #[cfg(feature = "run")]
    fn drop_typed_from(&mut self, position: usize, at: SimTime) {
        let is_dropped = |line: &Line| match line.when {
            When::At(typed) => line.origin == Origin::Typed && typed > at,
            _ => line.origin == Origin::Typed,
        };
        for index in (position..self.lines.len())
            .rev()
            .filter(|&index| is_dropped(&self.lines[index]))
            .collect::<Vec<_>>()
        {
            self.remove(index);
        }
    }

    fn remove(&mut self, index: usize) {
        self.lines.remove(index);
        let later = self.comments.iter_mut().filter(|comment| comment.before > index);
        later.for_each(|comment| comment.before -= 1);
    }

    fn insert(&mut self, position: usize, line: Line) {
        self.lines.insert(position, line);
        let later = self.comments.iter_mut().filter(|comment| comment.before >= position);
        later.for_each(|comment| comment.before += 1);
    }

    /// Makes a typed line. `: watch NAME $ LINE` becomes a line of the terminal with this name.
    fn typed_line(&mut self, at: SimTime, terminal: u16, text: &str) -> Line {
        let (terminal, text) = match watch_of(text) {
            Some((name, command)) => (self.terminal_named(name), command),
            None => (terminal, text),
        };
        Line { when: When::At(at), terminal, text: text.into(), origin: Origin::Typed }
    }

    fn terminal_named(&mut self, name: &str) -> u16 {
        let last = self.terminals.iter().rposition(|terminal| &**terminal == name);
        let number = last.unwrap_or_else(|| {
            self.terminals.push(name.into());
            self.terminals.len() - 1
        });
        u16::try_from(number).unwrap_or(0)
    }

    /// Returns the terminal with this number, or opens a new one.
    fn open_terminal(&mut self, number: u16) -> u16 {
        if usize::from(number) < self.terminals.len() {
            return number;
        }
        let names = self.terminals.len()..;
        let mut free =
            names.map(|number| format!("t{number}")).filter(|name| !self.has_terminal(name));
        let name: Rc<str> = free.next().unwrap_or_default().into();
        self.terminal_named(&name)
    }

    fn has_terminal(&self, name: &str) -> bool {
        self.terminals.iter().any(|terminal| &**terminal == name)
    }
}

fn has_run(trace: &Trace, index: usize, at: SimTime) -> bool {
    trace.ran.get(index).copied().flatten().is_some_and(|ran| ran.at <= at)
}

/// Splits typed or pasted text into script lines. A file stays one line.
fn lines_of(text: &str) -> Vec<String> {
    let text = text.trim();
    if text.starts_with(": ") && Directive::read(text).is_ok() {
        return vec![text.into()];
    }
    shell_line::split(text).iter().map(|line| line.trim().to_owned()).collect()
}

/// Splits `: watch NAME $ LINE` into name and line.
fn watch_of(text: &str) -> Option<(&str, &str)> {
    let (name, line) = split_word(text.strip_prefix(": watch ")?);
    let command = line.strip_prefix("$ ")?;
    (!name.is_empty()).then_some((name, command))
}

/// Whether a line may change the cluster, judged by its words.
#[cfg(feature = "run")]
pub fn changes_cluster(text: &str) -> bool {
    match watch_of(text) {
        Some((_, command)) => changes_cluster(command),
        None if text == crate::script::INTERRUPT => false,
        None if text.starts_with(": ") => true,
        None => shell::writes(text),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_that_writes_changes_the_cluster() {
        for line in [
            "kubectl apply -f web.yaml",
            ": timing start=1s",
            ": watch a $ kubectl delete pod web-0",
        ] {
            assert!(changes_cluster(line), "{line}");
        }
    }

    #[test]
    fn a_line_that_reads_does_not() {
        for line in ["kubectl get pods -w", ": watch a $ kubectl get pods -w", "^C"] {
            assert!(!changes_cluster(line), "{line}");
        }
    }
}
