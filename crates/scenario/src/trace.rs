//! All that happened in a run: the cluster's trace, when each line ran, and what the terminals show at a frame.
//!
//! Printed text is kept with its moment. The rows of a watch are not: they follow from the cluster's changes since the watch
//! was opened, and are made when somebody looks. Making all this is `run`'s; what else can be asked of it, `ask`'s.

use std::collections::VecDeque;
use std::rc::Rc;

use kubectl::Stream;
use kubectl::print::{Watch, WatchPrinter};
use rollout_engine::time::SimTime;
use rollout_engine::trace::{Frame, FrameIndex};
use rollout_engine::version::Rules;

/// The namespace of a context that names none.
pub(crate) const DEFAULT_NAMESPACE: &str = "default";
/// A watch shows so many rows; older ones have scrolled away.
const ROWS_KEPT: usize = 2_000;

/// All that happened: the cluster's trace and what the terminals printed.
#[derive(Clone, Debug)]
pub struct Trace {
    /// The cluster's.
    pub rollout: rollout_engine::trace::Trace,
    /// When each line of the scenario ran: same order as `Scenario::lines`; `None` if it never did.
    pub ran: Vec<Option<Ran>>,
    /// The terminals by number.
    pub terminals: Vec<Terminal>,
    /// Where the figure begins (`: start`).
    pub begins: FrameIndex,
    pub(crate) rules: Rules,
    /// The files as they were written, in order.
    pub(crate) written: Vec<Written>,
    /// The namespaces of kubectl's context, each with when it was set, in order; before the first it is `default`.
    pub(crate) namespaces: Vec<(SimTime, Rc<str>)>,
    /// By the scenario's lines.
    pub(crate) outputs: Vec<Output>,
}

/// When a line ran.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Ran {
    /// The moment.
    pub at: SimTime,
    /// The last frame before it.
    pub after: FrameIndex,
    /// The how-manieth turn of the run it was: lines of one moment ran in this order.
    pub turn: u32,
    /// In which frame it ended, if it did, and with which status.
    pub exited: Option<(FrameIndex, i32)>,
    /// When that was: one moment of a frame that lasts.
    pub ended: Option<SimTime>,
}

/// A terminal.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Terminal {
    /// Its name in `: watch NAME`; empty for the first.
    pub name: Rc<str>,
}

/// A line in a terminal as it stands at a frame.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// Which line of the scenario.
    pub line: usize,
    /// What was printed up to the frame, with its line ends, watch rows included.
    pub output: String,
    /// How many bytes of `output` were printed in this very frame, at its end.
    pub fresh: usize,
    /// Whether it still runs.
    pub running: bool,
}

/// A file that was written.
#[derive(Clone, Debug)]
pub(crate) struct Written {
    pub(crate) at: SimTime,
    pub(crate) name: Rc<str>,
    pub(crate) text: Rc<str>,
}

/// What a line printed, in the order in which it came.
#[derive(Clone, Debug, Default)]
pub(crate) struct Output {
    /// In which terminal.
    pub(crate) terminal: u16,
    /// Whether a terminal shows it: not the scenario's own `: …` lines.
    pub(crate) shown: bool,
    /// The first frame at which the line stands in its terminal: its own first one, where it made one at once.
    pub(crate) appears: FrameIndex,
    pub(crate) parts: Vec<Part>,
    /// The object that it asked to edit.
    pub(crate) edits: Option<Rc<str>>,
}

impl Output {
    /// Notes that the line begins or ceases to watch.
    pub(crate) fn follow(&mut self, watch: Option<Watch>, frame: FrameIndex, at: SimTime) {
        match (self.parts.last_mut(), watch) {
            (Some(Part::Rows { closed, .. }), None) => *closed = closed.or(Some(frame)),
            (Some(Part::Rows { closed: None, .. }), Some(_)) | (_, None) => {}
            (_, Some(watch)) => self.parts.push(Part::Rows {
                watch: Box::new(watch),
                opened: frame,
                at,
                closed: None,
            }),
        }
    }
}

/// A part of what a line printed.
#[derive(Clone, Debug)]
pub(crate) enum Part {
    Text { frame: FrameIndex, at: SimTime, stream: Stream, text: String },
    Rows { watch: Box<Watch>, opened: FrameIndex, at: SimTime, closed: Option<FrameIndex> },
}

/// Text as it grows, and how much of it came in the frame that is looked at.
#[derive(Default)]
struct Seen {
    text: String,
    fresh: usize,
}

impl Seen {
    fn add(&mut self, text: &str, is_fresh: bool) {
        self.text.push_str(text);
        self.fresh = if is_fresh { self.fresh + text.len() } else { 0 };
    }
}

impl Trace {
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

    /// All that a line printed to its end, standard error before standard output.
    pub fn output(&self, line: usize) -> String {
        let Some(output) = self.outputs.get(line) else { return String::new() };
        let is_error = |part: &&Part| matches!(part, Part::Text { stream: Stream::Err, .. });
        let mut seen = Seen::default();
        let end = (self.rollout.last(), SimTime::MAX);
        for part in output.parts.iter().filter(is_error) {
            self.show(part, end, &mut seen);
        }
        for part in output.parts.iter().filter(|part| !is_error(part)) {
            self.show(part, end, &mut seen);
        }
        seen.text
    }

    /// The object for which a line opens the manifest editor (`kubectl edit`): `statefulset.apps/web`.
    pub fn edits(&self, line: usize) -> Option<&Rc<str>> {
        self.outputs.get(line)?.edits.as_ref()
    }

    /// The exit status of a line, if it ended.
    pub fn exit(&self, line: usize) -> Option<i32> {
        Some(self.ran.get(line)?.as_ref()?.exited?.1)
    }

    /// The rules at a moment: those of the scenario's release, or of the one that the control plane was upgraded to.
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
        let mut seen = Seen::default();
        for part in &output.parts {
            self.show(part, cursor, &mut seen);
        }
        let ends_in_a_later_frame = ran.exited.is_none_or(|(end, _)| end > cursor.0);
        let running = ends_in_a_later_frame || ran.ended.is_none_or(|ended| ended > cursor.1);
        Entry { line, output: seen.text, fresh: seen.fresh, running }
    }

    fn show(&self, part: &Part, (frame, at): (FrameIndex, SimTime), seen: &mut Seen) {
        match part {
            Part::Text { frame: printed, at: when, text, .. }
                if *printed <= frame && *when <= at =>
            {
                seen.add(text, *printed == frame);
            }
            Part::Rows { watch, opened, at: when, closed } if *opened <= frame && *when <= at => {
                self.show_rows(watch, (*opened, *when), (frame, *closed), seen);
            }
            Part::Text { .. } | Part::Rows { .. } => {}
        }
    }

    /// The rows of a watch from its opening to the frame that is looked at, or to its end.
    fn show_rows(
        &self,
        watch: &Watch,
        (opened, at): (FrameIndex, SimTime),
        (frame, closed): (FrameIndex, Option<FrameIndex>),
        seen: &mut Seen,
    ) {
        let until = closed.map_or(frame, |closed| closed.min(frame));
        let mut now = self.rollout.seek(opened);
        let (mut printer, list) = WatchPrinter::open(
            watch,
            &now.cluster,
            (&self.rollout, opened),
            at,
            self.rules_in(&now),
        );
        let mut rows = Rows::default();
        rows.add(&list, opened == frame);
        for index in (opened.0 + 1..=until.0).map(FrameIndex) {
            let changes = self.rollout.changes(index);
            if changes.is_empty() {
                continue;
            }
            self.rollout.move_to(&mut now, index);
            for change in changes {
                let text = printer.row(change, &now.cluster, now.at, self.rules_in(&now));
                rows.add(&text, index == frame);
            }
        }
        rows.lines.iter().for_each(|(line, is_fresh)| seen.add(line, *is_fresh));
    }
}

/// The last rows of a watch, each with whether it is fresh.
#[derive(Default)]
struct Rows {
    lines: VecDeque<(String, bool)>,
}

impl Rows {
    fn add(&mut self, text: &str, is_fresh: bool) {
        for line in text.split_inclusive('\n') {
            if self.lines.len() == ROWS_KEPT {
                self.lines.pop_front();
            }
            self.lines.push_back((line.into(), is_fresh));
        }
    }
}
