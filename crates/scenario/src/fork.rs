//! What a typed line makes of a scenario: the fork rule.
//!
//! A line that only reads is inserted. One that changes the cluster is inserted too, and what was typed for
//! later is dropped, for it answered to a future that is no longer there; the scenario's own lines stay. In both cases the frames
//! before the new line come out identical: it stands after every line that began at or before its moment, and no
//! own line counts from it (see [`When`]).

use std::rc::Rc;
use std::time::Duration;

use rollout_engine::time::SimTime;
use rollout_engine::trace::Ended;

use crate::directive::{Directive, split_word};
use crate::schedule::INTERRUPT;
use crate::script::{Line, Origin, Scenario, When};
use crate::shell_line;
use crate::trace::Trace;
use crate::write::write_time;

/// kubectl's verbs that change the cluster. An unknown verb changes nothing: it is answered with an error.
const CHANGES: [&str; 18] = [
    "annotate",
    "apply",
    "autoscale",
    "cordon",
    "create",
    "debug",
    "delete",
    "drain",
    "edit",
    "expose",
    "label",
    "patch",
    "replace",
    "run",
    "scale",
    "set",
    "taint",
    "uncordon",
];
/// Those of `kubectl rollout`.
const ROLLOUT_CHANGES: [&str; 4] = ["pause", "restart", "resume", "undo"];
/// Flags that take the next word with them and may stand before the verb.
const FLAGS_WITH_VALUE: [&str; 5] = ["-n", "--namespace", "--context", "--kubeconfig", "-v"];

impl Scenario {
    /// The scenario with a typed line at the cursor: later typed lines are dropped if the line changes the cluster
    /// (the fork rule). `trace` is this scenario's own. A text of several lines is as many lines; `terminal` may be
    /// the first number that is not taken, which opens a further one.
    #[must_use]
    pub fn with_line(&self, trace: &Trace, at: SimTime, terminal: u16, text: &str) -> Self {
        self.with_lines(trace, at, terminal, &[text])
    }

    /// The scenario with several typed lines at once, in their order: a file and the line that applies it, say.
    #[must_use]
    pub fn with_lines(&self, trace: &Trace, at: SimTime, terminal: u16, texts: &[&str]) -> Self {
        let mut forked = self.clone();
        let terminal = forked.open_terminal(terminal);
        let typed: Vec<String> = texts.iter().flat_map(|text| lines_of(text)).collect();
        let after = (0..self.lines.len()).rev().find(|&index| self.has_begun(index, trace, at));
        let position = after.map_or(0, |index| index + 1);
        if typed.iter().any(|text| changes_cluster(text)) {
            forked.drop_typed_from(position, at);
        }
        for (offset, text) in typed.iter().enumerate() {
            let line = forked.typed_line(at, terminal, text);
            forked.insert(position + offset, line);
        }
        forked
    }

    /// The scenario without the lines that ran later than this moment, or never. `trace` is this scenario's own.
    #[must_use]
    pub fn up_to(&self, trace: &Trace, at: SimTime) -> Self {
        self.without_lines(|index| !has_run(trace, index, at))
    }

    /// How many of the scenario's own lines come later than this moment: a typed line leaves them. Those that only say when do
    /// not count. `trace` is this scenario's own.
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

    /// The scenario without those lines; what was typed stays.
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

    /// The scenario without one of its lines. Where that line is the scenario's own and says when it happens, its time stays, for
    /// the lines after it count from it.
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

    /// Where a typed line begins: `at`, or a second after the last line at a settled end.
    pub fn time_of_next_line(&self, trace: &Trace, cursor: SimTime) -> SimTime {
        let last_line = trace.ran.iter().flatten().map(|ran| ran.at).max();
        let is_end = matches!(trace.rollout.ended(), Ended::Settled | Ended::Looping)
            && cursor >= trace.rollout.at(trace.rollout.last());
        match last_line {
            Some(last) if is_end && cursor == last => cursor + Duration::from_secs(1),
            _ => cursor,
        }
    }

    /// Whether the line comes before what is typed at this moment: typed no later, or begun no later.
    fn has_begun(&self, index: usize, trace: &Trace, at: SimTime) -> bool {
        match self.lines[index] {
            Line { origin: Origin::Typed, when: When::At(typed), .. } => typed <= at,
            _ => has_run(trace, index, at),
        }
    }

    /// Drops the lines that were typed later than this moment.
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

    /// A typed line; `: watch NAME $ LINE` runs in the terminal of this name.
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

    /// The terminal of this number, or a new one if there are fewer.
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

/// What a person typed or pasted, line by line; a file stays whole.
fn lines_of(text: &str) -> Vec<String> {
    let text = text.trim();
    if text.starts_with(": ") && Directive::read(text).is_ok() {
        return vec![text.into()];
    }
    shell_line::split(text).iter().map(|line| line.trim().to_owned()).collect()
}

/// Name and line of `: watch NAME $ LINE`.
fn watch_of(text: &str) -> Option<(&str, &str)> {
    let (name, line) = split_word(text.strip_prefix(": watch ")?);
    let command = line.strip_prefix("$ ")?;
    (!name.is_empty()).then_some((name, command))
}

/// Whether a line, ours or the shell's, does more than read, as far as its words say.
pub fn changes_cluster(text: &str) -> bool {
    match watch_of(text) {
        Some((_, command)) => changes_cluster(command),
        None if text == INTERRUPT => false,
        None if text.starts_with(": ") => true,
        None => text.split(['\n', ';', '|', '&']).any(command_changes),
    }
}

fn command_changes(command: &str) -> bool {
    let mut words = command.split_whitespace().skip_while(|word| *word != "kubectl").skip(1);
    let mut verb = None;
    while let Some(word) = words.next() {
        if FLAGS_WITH_VALUE.contains(&word) {
            words.next();
        } else if !word.starts_with('-') {
            verb = Some(word);
            break;
        }
    }
    let rest: Vec<&str> = words.collect();
    let is_dry = rest.iter().any(|word| word.starts_with("--dry-run") && *word != "--dry-run=none");
    let changes = match verb {
        Some("rollout") => rest.iter().any(|word| ROLLOUT_CHANGES.contains(word)),
        Some(verb) => CHANGES.contains(&verb),
        None => false,
    };
    changes && !is_dry
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_is_known_to_change_the_cluster_by_its_verb() {
        for line in [
            "kubectl apply -f web.yaml",
            "kubectl -n default delete pod web-0",
            "for i in 0 1; do kubectl delete pod web-$i; done",
            "cat web.yaml | kubectl apply -f -",
            "kubectl rollout undo sts/web",
            ": timing start=1s",
            ": watch a $ kubectl delete pod web-0",
        ] {
            assert!(changes_cluster(line), "{line}");
        }
    }

    #[test]
    fn a_line_that_reads_is_known_by_its_verb() {
        for line in [
            "kubectl get pods -w",
            "kubectl -n delete get pods",
            "kubectl rollout status sts/web",
            "kubectl rollout history sts/web",
            "kubectl apply -f web.yaml --dry-run=client",
            "echo kubectl; ls",
            "kubectl frobnicate",
            ": watch a $ kubectl get pods -w",
            "^C",
        ] {
            assert!(!changes_cluster(line), "{line}");
        }
    }
}
