//! The trace of a run: the cluster's trace, when each line ran, and what the terminals show at a frame.
//!
//! All output is stored with its frame and time, so a trace can be shown without kubectl; the page and a film have no
//! more than this. `run` makes it. Other questions to kubectl at a time are in `ask`.

use std::collections::VecDeque;
use std::rc::Rc;

use rollout_engine::time::SimTime;
use rollout_engine::trace::{Frame, FrameIndex};
use rollout_engine::version::Rules;
use serde::{Deserialize, Serialize};

/// Namespace of a context without one.
pub(crate) const DEFAULT_NAMESPACE: &str = "default";
/// Limit on the rows that a watch shows; older ones have scrolled away.
const ROWS_KEPT: usize = 2_000;

/// The trace of a run: the cluster's trace and the output of the terminals.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Trace {
    /// Trace of the cluster.
    pub rollout: rollout_engine::trace::Trace,
    /// When each line ran, in the order of `Scenario::lines`; `None` if it never did.
    pub ran: Vec<Option<Ran>>,
    /// Names of the terminals (`: watch NAME`), by number; empty for the first.
    pub terminals: Vec<Rc<str>>,
    /// First frame of the figure (`: start`).
    pub begins: FrameIndex,
    pub(crate) rules: Rules,
    /// Files as they were written, in order.
    pub(crate) written: Vec<Written>,
    /// Namespaces of kubectl's context with the time they were set, in order; `default` before the first.
    pub(crate) namespaces: Vec<(SimTime, Rc<str>)>,
    /// Output of each line.
    pub(crate) outputs: Vec<Output>,
}

/// Everything in a trace apart from the cluster's.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Session {
    ran: Vec<Option<Ran>>,
    terminals: Vec<Rc<str>>,
    begins: FrameIndex,
    rules: Rules,
    written: Vec<Written>,
    namespaces: Vec<(SimTime, Rc<str>)>,
    outputs: Vec<Output>,
}

/// When a line ran.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ran {
    /// Its start time.
    pub at: SimTime,
    /// Last frame before it.
    pub after: FrameIndex,
    /// Number of its turn. Lines at the same time ran in this order.
    pub turn: u32,
    /// Frame in which it ended, and its exit status.
    pub exited: Option<(FrameIndex, i32)>,
    /// Time at which it ended, within that frame.
    pub ended: Option<SimTime>,
}

/// A line in a terminal, as shown at a frame.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// Index of the line in the scenario.
    pub line: usize,
    /// Output up to the frame, with the rows of watches.
    pub output: String,
    /// Number of bytes at the end of `output` that were printed in this frame.
    pub fresh: usize,
    /// Whether the line still runs.
    pub running: bool,
}

/// A file as it was written.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Written {
    pub(crate) at: SimTime,
    pub(crate) name: Rc<str>,
    pub(crate) text: Rc<str>,
}

/// Output of a line, in order.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Output {
    /// Number of its terminal.
    pub(crate) terminal: u16,
    /// Whether the terminal shows it. The scenario's own `: …` lines are not shown.
    pub(crate) shown: bool,
    /// Whether the line may change the cluster, judged by its words.
    pub(crate) writes: bool,
    /// First frame that shows the line: the one that it added at once, if it did.
    pub(crate) appears: FrameIndex,
    pub(crate) parts: Vec<Part>,
    /// Object that it asked to edit.
    pub(crate) edits: Option<Rc<str>>,
}

/// A piece of output.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Part {
    pub(crate) frame: FrameIndex,
    pub(crate) at: SimTime,
    pub(crate) channel: Channel,
    pub(crate) text: String,
}

/// Source of a piece of output.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Channel {
    /// Standard output.
    Out,
    /// Standard error.
    Err,
    /// The watch with this number; its rows scroll away.
    Watch(u32),
}

/// Text so far, and the number of bytes from the current frame.
#[derive(Default)]
struct Seen {
    text: String,
    fresh: usize,
}

impl Seen {
    /// Collects the parts up to a frame and a time.
    fn of<'a>(
        parts: impl IntoIterator<Item = &'a Part>,
        (frame, at): (FrameIndex, SimTime),
    ) -> Self {
        let mut seen = Self::default();
        let (mut rows, mut watch) = (Rows::default(), None);
        for part in parts.into_iter().filter(|part| part.frame <= frame && part.at <= at) {
            if watch != Some(part.channel) {
                std::mem::take(&mut rows).end(&mut seen);
            }
            watch = Some(part.channel);
            match part.channel {
                Channel::Watch(_) => rows.add(&part.text, part.frame == frame),
                Channel::Out | Channel::Err => seen.add(&part.text, part.frame == frame),
            }
        }
        rows.end(&mut seen);
        seen
    }

    fn add(&mut self, text: &str, is_fresh: bool) {
        self.text.push_str(text);
        self.fresh = if is_fresh { self.fresh + text.len() } else { 0 };
    }
}

impl Trace {
    /// Assembles a trace that was sent in two parts.
    pub fn of(rollout: rollout_engine::trace::Trace, session: Session) -> Self {
        let Session { ran, terminals, begins, rules, written, namespaces, outputs } = session;
        Self { rollout, ran, terminals, begins, rules, written, namespaces, outputs }
    }

    /// Returns the trace of a scenario of which nothing is known.
    pub fn empty(rules: Rules) -> Self {
        Self {
            rollout: rollout_engine::trace::Trace::default(),
            ran: Vec::new(),
            terminals: vec!["".into()],
            begins: FrameIndex(0),
            rules,
            written: Vec::new(),
            namespaces: Vec::new(),
            outputs: Vec::new(),
        }
    }

    /// Returns the part to send beside the cluster's trace.
    pub fn session(&self) -> Session {
        let Self { ran, terminals, begins, rules, written, namespaces, outputs, .. } = self.clone();
        Session { ran, terminals, begins, rules, written, namespaces, outputs }
    }

    /// The namespace of kubectl's context at a moment.
    pub fn namespace_at(&self, at: SimTime) -> &str {
        let set = self.namespaces.iter().rev().find(|(since, _)| *since <= at);
        set.map_or(DEFAULT_NAMESPACE, |(_, namespace)| namespace)
    }

    /// What stands in a terminal at a frame, up to the next frame.
    pub fn entries(&self, terminal: u16, frame: FrameIndex) -> Vec<Entry> {
        self.entries_at(terminal, frame, SimTime::MAX)
    }

    /// What stands in a terminal at a moment between this frame and the next: a line that changes nothing runs
    /// between frames.
    pub fn entries_at(&self, terminal: u16, frame: FrameIndex, at: SimTime) -> Vec<Entry> {
        let lines = self.outputs.iter().zip(&self.ran).enumerate();
        let there = lines.filter(|(_, (output, _))| output.shown && output.terminal == terminal);
        let mut entries: Vec<(Ran, Entry)> = there
            .filter_map(|(line, (output, ran))| Some((line, output, (*ran)?)))
            .filter(|(_, output, ran)| output.appears <= frame && ran.at <= at)
            .map(|(line, output, ran)| (ran, self.entry(line, output, &ran, (frame, at))))
            .collect();
        entries.sort_by_key(|(ran, _)| ran.turn);
        entries.into_iter().map(|(_, entry)| entry).collect()
    }

    /// Returns the whole output of a line: standard error, then standard output.
    pub fn output(&self, line: usize) -> String {
        let Some(output) = self.outputs.get(line) else { return String::new() };
        let is_error = |part: &&Part| part.channel == Channel::Err;
        let errors = output.parts.iter().filter(is_error);
        let parts = errors.chain(output.parts.iter().filter(|part| !is_error(part)));
        Seen::of(parts, (self.rollout.last(), SimTime::MAX)).text
    }

    /// Returns the object for which a line opens the manifest editor (`kubectl edit`): `statefulset.apps/web`.
    pub fn edits(&self, line: usize) -> Option<&Rc<str>> {
        self.outputs.get(line)?.edits.as_ref()
    }

    /// Whether a line may change the cluster, judged by its words.
    pub fn writes(&self, line: usize) -> bool {
        self.outputs.get(line).is_some_and(|output| output.writes)
    }

    /// Returns the exit status of a line that has ended.
    pub fn exit(&self, line: usize) -> Option<i32> {
        Some(self.ran.get(line)?.as_ref()?.exited?.1)
    }

    /// Returns the rules at a frame: those of the scenario's release, or of the last upgrade.
    pub fn rules_in<'a>(&'a self, here: &'a Frame) -> &'a Rules {
        here.cluster.upgraded().unwrap_or(&self.rules)
    }

    fn entry(
        &self,
        line: usize,
        output: &Output,
        ran: &Ran,
        cursor: (FrameIndex, SimTime),
    ) -> Entry {
        let seen = Seen::of(&output.parts, cursor);
        let ends_in_a_later_frame = ran.exited.is_none_or(|(end, _)| end > cursor.0);
        let running = ends_in_a_later_frame || ran.ended.is_none_or(|ended| ended > cursor.1);
        Entry { line, output: seen.text, fresh: seen.fresh, running }
    }
}

/// The last rows of a watch, and whether each is from the current frame.
#[derive(Default)]
struct Rows<'a> {
    lines: VecDeque<(&'a str, bool)>,
}

impl<'a> Rows<'a> {
    fn add(&mut self, text: &'a str, is_fresh: bool) {
        for line in text.split_inclusive('\n') {
            if self.lines.len() == ROWS_KEPT {
                self.lines.pop_front();
            }
            self.lines.push_back((line, is_fresh));
        }
    }

    /// Adds the rows to the text.
    fn end(self, seen: &mut Seen) {
        self.lines.iter().for_each(|(line, is_fresh)| seen.add(line, *is_fresh));
    }
}
