//! Decides which line of the script runs next, and when.
//!
//! The scenario's own lines run in order; each time counts from the own line before it. Typed lines run at their time.
//! Both may wait until their terminal is free, except that an own line does not wait for a typed one. What a line does
//! is in `run`.

use std::collections::VecDeque;

use rollout_engine::time::SimTime;

use std::time::Duration;

use crate::directive::Directive;
use crate::script::{INTERRUPT, Line, Origin, When, is_start};

/// Lines that have not run, and what their times depend on.
#[derive(Clone, Debug)]
pub(crate) struct Schedule {
    pub(crate) lines: Vec<Line>,
    /// The scenario's own lines that have not started.
    own: VecDeque<usize>,
    /// End of the own line that started last; `None` while its terminal is busy with it.
    own_over: Option<SimTime>,
    /// Typed lines that have not started, by terminal.
    typed: Vec<VecDeque<usize>>,
    /// Typed lines that do not wait for their terminal: Ctrl-C and the playground's own lines.
    typed_beside: VecDeque<usize>,
    /// Time of the first line.
    origin: SimTime,
    /// Line at which the figure starts.
    start: Option<usize>,
    /// Time of that line. `None` until it is known.
    zero: Option<SimTime>,
}

/// State of the run that the schedule depends on.
pub(crate) struct Now<'a> {
    pub(crate) at: SimTime,
    /// Whether the cluster has settled.
    pub(crate) is_settled: &'a dyn Fn() -> bool,
    /// Origin of the line that keeps a terminal busy.
    pub(crate) busy: &'a dyn Fn(u16) -> Option<Origin>,
}

impl Schedule {
    /// Makes the schedule of a script whose first line is at `origin`. `: start` is at 0:00 if `origin` is before 0:00.
    pub(crate) fn new(lines: &[Line], terminals: usize, origin: SimTime) -> Self {
        let mut schedule = Self {
            lines: lines.to_vec(),
            own: VecDeque::new(),
            own_over: Some(origin),
            typed: vec![VecDeque::new(); terminals],
            typed_beside: VecDeque::new(),
            origin,
            start: lines.iter().position(is_start).filter(|_| origin < SimTime::ZERO),
            zero: Some(SimTime::ZERO),
        };
        for (index, line) in lines.iter().enumerate() {
            schedule.queue_of(line).push_back(index);
        }
        schedule
    }

    /// Makes the schedule of a script whose first line is at 0:00, and whose figure starts when its `: start` comes: as long
    /// after the first line as with [`Self::new`].
    pub(crate) fn from_first_line(lines: &[Line], terminals: usize) -> Self {
        let mut schedule = Self::new(lines, terminals, SimTime::ZERO);
        schedule.start = lines.iter().position(is_start);
        schedule.zero = schedule.zero.filter(|_| schedule.start.is_none());
        schedule
    }

    fn queue_of(&mut self, line: &Line) -> &mut VecDeque<usize> {
        match line.origin {
            Origin::Scenario => &mut self.own,
            Origin::Typed if needs_no_terminal(line) => &mut self.typed_beside,
            Origin::Typed => &mut self.typed[usize::from(line.terminal)],
        }
    }

    /// Returns the next line and its time. `None` if no line is left or can run yet.
    pub(crate) fn next(&self, now: &Now<'_>) -> Option<(SimTime, usize)> {
        let own = self.own.front().and_then(|&index| Some((self.own_due(index, now)?, index)));
        let typed = self
            .typed
            .iter()
            .filter_map(VecDeque::front)
            .filter(|&&index| (now.busy)(self.lines[index].terminal).is_none());
        let typed = typed
            .chain(self.typed_beside.front())
            .filter_map(|&index| Some((self.typed_due(index, now)?, index)));
        typed.chain(own).map(|(due, index)| (due.max(now.at), index)).min()
    }

    /// Marks a line as started.
    pub(crate) fn begin(&mut self, index: usize, at: SimTime) {
        let line = self.lines[index].clone();
        self.queue_of(&line).pop_front();
        if self.start == Some(index) {
            self.zero = Some(at);
        }
        if line.origin == Origin::Scenario {
            let in_foreground = line.terminal == 0 && !needs_no_terminal(&line);
            self.own_over = (!in_foreground).then_some(at);
        }
    }

    /// Marks the process of a line as ended.
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
        let is_start = self.start == Some(index);
        if let Some(zero) = self.zero.filter(|_| is_start) {
            return Some(zero);
        }
        let due = match line.when {
            When::Then => self.own_over,
            When::After(delay) => Some(self.own_over? + delay),
            When::At(at) => self.moment(at, index),
            When::Settled => (now.is_settled)().then_some(now.at),
        };
        if is_start { due.map(|due| figure_start(line, due)) } else { due }
    }

    fn typed_due(&self, index: usize, now: &Now<'_>) -> Option<SimTime> {
        match self.lines[index].when {
            When::At(at) => Some(counted_from(self.zero?, at)),
            When::Then | When::After(_) | When::Settled => Some(now.at),
        }
    }

    /// Converts a time of the script. Above `: start`, times count from the first line.
    fn moment(&self, at: SimTime, index: usize) -> Option<SimTime> {
        let zero = match self.start {
            Some(start) if index < start => self.origin,
            _ => self.zero?,
        };
        Some(counted_from(zero, at))
    }
}

fn counted_from(zero: SimTime, at: SimTime) -> SimTime {
    SimTime::from_millis(zero.as_millis().saturating_add(at.as_millis()))
}

/// Returns when the figure starts, in whole seconds from the first line. `begun` is when its `: start` comes.
pub(crate) fn figure_start(line: &Line, begun: SimTime) -> SimTime {
    let delay = match Directive::read(&line.text) {
        Ok(Directive::Start(delay)) => delay,
        _ => Duration::ZERO,
    };
    let ms = (begun + delay).as_millis();
    SimTime::from_secs(ms.saturating_add(999).div_euclid(1000))
}

/// Whether the line runs even if its terminal is busy.
pub(crate) fn needs_no_terminal(line: &Line) -> bool {
    line.is_ours() || &*line.text == INTERRUPT
}
