//! Which line of the script happens next, and when.
//!
//! The scenario's own lines happen in order, each counted from the own line before it. Typed lines happen at their
//! moment. Both may have to wait until their terminal is free; only an own line does not wait for something
//! typed. What a line does is `run`'s.

use std::collections::VecDeque;

use rollout_engine::time::SimTime;

use crate::script::{Line, Origin, When, is_start};

/// Ctrl-C, as a line of the script.
pub const INTERRUPT: &str = "^C";

/// The lines with what is known of when they happen.
#[derive(Clone, Debug)]
pub(crate) struct Schedule {
    pub(crate) lines: Vec<Line>,
    /// The scenario's own lines that have not begun.
    own: VecDeque<usize>,
    /// When the own line that began last was over; `None` while its terminal is busy with it.
    own_over: Option<SimTime>,
    /// The typed lines that have not begun, by terminal.
    typed: Vec<VecDeque<usize>>,
    /// The typed lines that need no terminal to be free: Ctrl-C and ours.
    typed_beside: VecDeque<usize>,
    /// The moment of the first line.
    origin: SimTime,
    /// The line at which the figure begins, at 0:00.
    start: Option<usize>,
}

/// What the schedule has to know of the run.
pub(crate) struct Now<'a> {
    pub(crate) at: SimTime,
    /// Whether nothing more would happen by itself.
    pub(crate) is_settled: &'a dyn Fn() -> bool,
    /// Whose line a terminal is busy with.
    pub(crate) busy: &'a dyn Fn(u16) -> Option<Origin>,
}

impl Schedule {
    /// The script, its first line at `origin`; `: start` is at 0:00 if `origin` was chosen so.
    pub(crate) fn new(lines: &[Line], terminals: usize, origin: SimTime) -> Self {
        let mut schedule = Self {
            lines: lines.to_vec(),
            own: VecDeque::new(),
            own_over: Some(origin),
            typed: vec![VecDeque::new(); terminals],
            typed_beside: VecDeque::new(),
            origin,
            start: lines.iter().position(is_start).filter(|_| origin < SimTime::ZERO),
        };
        for (index, line) in lines.iter().enumerate() {
            schedule.queue_of(line).push_back(index);
        }
        schedule
    }

    fn queue_of(&mut self, line: &Line) -> &mut VecDeque<usize> {
        match line.origin {
            Origin::Scenario => &mut self.own,
            Origin::Typed if needs_no_terminal(line) => &mut self.typed_beside,
            Origin::Typed => &mut self.typed[usize::from(line.terminal)],
        }
    }

    /// The line that happens next with its moment; `None` if there is none, or none that could happen yet.
    pub(crate) fn next(&self, now: &Now<'_>) -> Option<(SimTime, usize)> {
        let own = self.own.front().and_then(|&index| Some((self.own_due(index, now)?, index)));
        let typed = self
            .typed
            .iter()
            .filter_map(VecDeque::front)
            .filter(|&&index| (now.busy)(self.lines[index].terminal).is_none());
        let typed = typed
            .chain(self.typed_beside.front())
            .map(|&index| (self.typed_due(index, now), index));
        typed.chain(own).map(|(due, index)| (due.max(now.at), index)).min()
    }

    /// The line begins.
    pub(crate) fn begin(&mut self, index: usize, at: SimTime) {
        let line = self.lines[index].clone();
        self.queue_of(&line).pop_front();
        if line.origin == Origin::Scenario {
            let in_foreground = line.terminal == 0 && !needs_no_terminal(&line);
            self.own_over = (!in_foreground).then_some(at);
        }
    }

    /// The process of a line has ended.
    pub(crate) fn end(&mut self, index: usize, at: SimTime) {
        if self.lines[index].origin == Origin::Scenario && self.lines[index].terminal == 0 {
            self.own_over = Some(at);
        }
    }

    fn own_due(&self, index: usize, now: &Now<'_>) -> Option<SimTime> {
        let line = &self.lines[index];
        if !needs_no_terminal(line) && (now.busy)(line.terminal) == Some(Origin::Scenario) {
            return None;
        }
        match line.when {
            _ if self.start == Some(index) => Some(SimTime::ZERO),
            When::Then => self.own_over,
            When::After(delay) => Some(self.own_over? + delay),
            When::At(at) => Some(self.moment(at, index)),
            When::Settled => (now.is_settled)().then_some(now.at),
        }
    }

    fn typed_due(&self, index: usize, now: &Now<'_>) -> SimTime {
        match self.lines[index].when {
            When::At(at) => at,
            When::Then | When::After(_) | When::Settled => now.at,
        }
    }

    /// Above `: start`, moments count from the first line.
    fn moment(&self, at: SimTime, index: usize) -> SimTime {
        match self.start {
            Some(start) if index < start => self.origin + at.since(SimTime::ZERO),
            _ => at,
        }
    }
}

/// Whether the line happens even while its terminal is busy.
pub(crate) fn needs_no_terminal(line: &Line) -> bool {
    line.is_ours() || &*line.text == INTERRUPT
}
