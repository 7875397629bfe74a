//! Runs a scenario: the cluster and the terminals' processes take turns until nothing is left to do.
//!
//! A turn is one event of the engine, one line that starts, or one process that wakes at its own time. At the same time
//! they come in this order, so that the controller has reacted before the next line is typed. After a turn every
//! process sees every new frame. Which line is next is decided in `schedule`.

mod measure;
mod obey;
mod origin;
mod printed;

use std::rc::Rc;
use std::time::Duration;

use kubectl::{Files, Step, World};
use rollout_engine::simulation::{Outlook, Simulation};
use rollout_engine::time::SimTime;
use rollout_engine::trace::{Ended, FrameIndex};
use rollout_engine::version::Rules;
use shell::Terminal;

pub(crate) use self::measure::{Beginning, Measuring};
use self::origin::Trial;
use self::printed::Printing;
use crate::schedule::{Now, Schedule};
use crate::script::{INTERRUPT, Line, Origin, Scenario, When};
use crate::trace::{DEFAULT_NAMESPACE, Ran, Trace, Written};

/// A run ends this long after its last line, unless it is measured.
const HORIZON: Duration = Duration::from_secs(3600);
/// Time for which a loop of crashes or failing pulls is shown.
const LOOP_SHOWN: Duration = Duration::from_secs(60);
/// Limit on frames. The limit on turns is higher, because a line that changes nothing adds no frame.
const MOST_FRAMES: u32 = 500_000;
const MOST_TURNS: u32 = 4 * MOST_FRAMES;

/// Runs a scenario to its end.
pub fn simulate(scenario: &Scenario) -> Trace {
    simulate_by(scenario, scenario.rules())
}

/// Runs a scenario to its end by rules other than those of its release.
pub fn simulate_by(scenario: &Scenario, rules: Rules) -> Trace {
    let mut run = Run::by(scenario, rules);
    while !run.advance(u32::MAX) {}
    run.finish()
}

/// A running scenario. Can be advanced in slices.
#[derive(Clone, Debug)]
pub struct Run {
    schedule: Schedule,
    simulation: Simulation,
    rules: Rules,
    files: Files,
    written: Vec<Written>,
    /// Namespaces of kubectl's context, each with the time it was set.
    namespaces: Vec<(SimTime, Rc<str>)>,
    /// Names of the terminals, by number.
    names: Vec<Rc<str>>,
    /// Process of each busy terminal.
    terminals: Vec<Option<Running>>,
    ran: Vec<Option<Ran>>,
    outputs: Vec<Printing>,
    now: SimTime,
    last_line_at: SimTime,
    /// The run ends this long after its last line.
    horizon: Duration,
    /// Whether lines beside the first terminal that only read are left out: nobody sees what they print, and no other line
    /// waits for them.
    is_unwatched: bool,
    /// Time since which only a loop is left.
    loops_since: Option<SimTime>,
    begins: FrameIndex,
    turns: u32,
    ended: Option<Ended>,
    /// Set until the time of the first line is known.
    trial: Option<Box<Trial>>,
}

/// A busy terminal, and the index of its line.
#[derive(Clone, Debug)]
struct Running {
    line: usize,
    terminal: Terminal,
}

/// The next turn.
#[derive(Clone, Copy)]
enum Next {
    Event,
    Wake(usize),
    Line(usize),
}

impl Run {
    /// Returns a scenario before its first line.
    pub fn new(scenario: &Scenario) -> Self {
        Self::by(scenario, scenario.rules())
    }

    fn by(scenario: &Scenario, rules: Rules) -> Self {
        let trial = Trial::of(scenario, rules).map(Box::new);
        Self { trial, ..Self::from(scenario, SimTime::ZERO, rules) }
    }

    /// Returns a scenario whose first line is at 0:00, for readers of durations alone: what is above `: start` runs once
    /// and not twice. A line typed above `: start` needs the figure's own times.
    fn from_first_line(scenario: &Scenario) -> Self {
        let is_above = |line: &Line| matches!(line.when, When::At(at) if at < SimTime::ZERO);
        if scenario.lines.iter().any(|line| line.origin == Origin::Typed && is_above(line)) {
            return Self::new(scenario);
        }
        let schedule = Schedule::from_first_line(&scenario.lines, scenario.terminals.len());
        Self { schedule, ..Self::from(scenario, SimTime::ZERO, scenario.rules()) }
    }

    /// Returns a scenario whose first line is at `origin`.
    fn from(scenario: &Scenario, origin: SimTime, rules: Rules) -> Self {
        let simulation = Simulation::new(rules, origin);
        Self {
            schedule: Schedule::new(&scenario.lines, scenario.terminals.len(), origin),
            simulation,
            rules,
            files: Files::new(),
            written: Vec::new(),
            namespaces: Vec::new(),
            names: scenario.terminals.clone(),
            terminals: scenario.terminals.iter().map(|_| None).collect(),
            ran: vec![None; scenario.lines.len()],
            outputs: scenario.lines.iter().map(Printing::of).collect(),
            now: origin,
            last_line_at: origin,
            horizon: HORIZON,
            is_unwatched: false,
            loops_since: None,
            begins: FrameIndex(0),
            turns: 0,
            ended: None,
            trial: None,
        }
    }

    /// Returns the start time of a line; the current time if the run ended before it.
    fn begun(&self, line: usize) -> Option<SimTime> {
        let began = self.ran.get(line).copied().flatten();
        began.map(|ran| ran.at).or(self.ended.map(|_| self.now))
    }

    /// Runs up to `turns` turns, each of which adds zero or more frames. Returns whether the run has ended.
    pub fn advance(&mut self, turns: u32) -> bool {
        for _ in 0..turns {
            if let Some(trial) = &mut self.trial {
                if let Some(run) = trial.advance() {
                    *self = run;
                }
                continue;
            }
            match self.next() {
                _ if self.ended.is_some() => break,
                Ok((at, next)) => self.happen(at, next),
                Err(ended) => self.ended = Some(ended),
            }
        }
        self.ended.is_some()
    }

    /// Runs until a line is the next turn. Returns whether it is: not if the run ends before, or if the time of its first line
    /// is to be found out.
    fn advance_to(&mut self, line: usize) -> bool {
        loop {
            match self.next() {
                _ if self.ended.is_some() || self.trial.is_some() => return false,
                Ok((_, Next::Line(next))) if next == line => return true,
                Ok((at, next)) => self.happen(at, next),
                Err(_) => return false,
            }
        }
    }

    /// Returns a copy that goes on with other lines. Those that have run are the same.
    fn with_lines(&self, lines: &[Line]) -> Self {
        let mut other = self.clone();
        other.schedule.lines = lines.to_vec();
        other
    }

    /// Returns the time up to which everything is known; [`SimTime::MIN`] until the time of the first line is known.
    pub fn known_until(&self) -> SimTime {
        if self.trial.is_some() { SimTime::MIN } else { self.now }
    }

    /// Returns the number of frames so far.
    pub fn frames(&self) -> u32 {
        if self.trial.is_some() { 0 } else { self.simulation.trace().len() }
    }

    /// Returns everything so far. The run can continue, and shares most of the data.
    pub fn so_far(&self) -> Trace {
        self.clone().finish()
    }

    /// Returns everything. A run that has not ended is cut off.
    pub fn finish(self) -> Trace {
        let (rollout, rules) = (self.simulation.finish(self.ended.unwrap_or_default()), self.rules);
        Trace {
            outputs: self.outputs.into_iter().map(|it| it.finish(&rollout, &rules)).collect(),
            rollout,
            ran: self.ran,
            terminals: self.names,
            begins: self.begins,
            rules,
            written: self.written,
            namespaces: self.namespaces,
        }
    }

    /// Returns the next turn and its time, or why there is none.
    fn next(&self) -> Result<(SimTime, Next), Ended> {
        if self.simulation.trace().len() >= MOST_FRAMES || self.turns >= MOST_TURNS {
            return Err(Ended::FrameLimit);
        }
        let event = self.simulation.next_event_at().map(|at| (at, Next::Event));
        let wake = self.next_wake();
        let line = self.next_line();
        let first = [event, wake, line].into_iter().flatten().min_by_key(|&(at, _)| at);
        let (at, next) = first.ok_or(Ended::Settled)?;
        let shown = self.loops_since.is_some_and(|since| at > since + LOOP_SHOWN);
        match line {
            None if shown && wake.is_none() => Err(Ended::Looping),
            None if at > self.last_line_at + self.horizon => Err(Ended::Horizon),
            _ => Ok((at.max(self.now), next)),
        }
    }

    fn next_wake(&self) -> Option<(SimTime, Next)> {
        let wakes = self.terminals.iter().enumerate().filter_map(|(number, running)| {
            let at = running.as_ref()?.terminal.wakes_at(self.now)?;
            Some((at, Next::Wake(number)))
        });
        wakes.min_by_key(|&(at, _)| at)
    }

    fn next_line(&self) -> Option<(SimTime, Next)> {
        let now = Now {
            at: self.now,
            is_settled: &|| self.simulation.next_event_at().is_none() || self.loops_since.is_some(),
            busy: &|terminal| {
                let running = self.terminals[usize::from(terminal)].as_ref()?;
                Some(self.schedule.lines[running.line].origin)
            },
        };
        self.schedule.next(&now).map(|(at, index)| (at, Next::Line(index)))
    }

    fn happen(&mut self, at: SimTime, next: Next) {
        self.turns += 1;
        self.now = at;
        match next {
            Next::Event => {
                self.simulation.step();
            }
            Next::Wake(number) => self.step(number),
            Next::Line(index) => self.begin(index),
        }
        self.deliver();
        self.loops_since = if self.loops() { self.loops_since.or(Some(self.now)) } else { None };
    }

    /// Whether only loops of crashes and failing pulls are left.
    fn loops(&self) -> bool {
        matches!(self.simulation.outlook(), Outlook::Repeating | Outlook::Looping)
    }

    /// Steps every process through the frames that it has not seen.
    fn deliver(&mut self) {
        while let Some(number) = self.first_behind() {
            self.step(number);
        }
    }

    fn first_behind(&self) -> Option<usize> {
        let last = self.simulation.trace().last();
        let is_behind = |running: &Option<Running>| {
            running.as_ref().is_some_and(|it| it.terminal.is_behind(last))
        };
        if last.0 >= MOST_FRAMES { None } else { self.terminals.iter().position(is_behind) }
    }

    /// Steps the process of a terminal.
    fn step(&mut self, number: usize) {
        let Some(running) = self.terminals[number].as_mut() else { return };
        let world = World {
            cluster: self.simulation.cluster(),
            trace: self.simulation.trace(),
            at: self.now,
            changes: &[],
            rules: self.simulation.rules(),
            files: &self.files,
            namespace: self.namespaces.last().map_or(DEFAULT_NAMESPACE, |(_, it)| it),
        };
        let step = running.terminal.step(&world);
        self.carry_out(number, step);
    }

    /// Returns the namespace of kubectl's context.
    fn namespace(&self) -> &str {
        self.namespaces.last().map_or(DEFAULT_NAMESPACE, |(_, namespace)| namespace)
    }

    /// Carries out the requests of a step and records its output.
    fn carry_out(&mut self, number: usize, step: Step) {
        let before = self.simulation.trace().last();
        let asked = step.asks();
        for (name, text) in step.files {
            self.write_file(name.into(), text.into());
        }
        self.namespaces.extend(step.namespace.map(|namespace| (self.now, namespace.into())));
        for command in step.commands {
            self.simulation.apply(self.now, command);
        }
        let frame = self.simulation.trace().last();
        let Some(running) = self.terminals[number].as_mut() else { return };
        running.terminal.carried_out(asked || step.yields, frame > before && !step.yields);
        let line = running.line;
        if let Some(object) = step.edits {
            self.outputs[line].output.edits = Some(object.into());
        }
        let watch = running.terminal.watch().cloned();
        for printed in step.printed {
            self.outputs[line].print(printed.stream, printed.text, (frame, self.now));
        }
        self.outputs[line].follow(watch.filter(|_| step.exited.is_none()), (frame, self.now));
        if let Some(status) = step.exited {
            self.exit(number, line, status);
        }
    }

    fn write_file(&mut self, name: Rc<str>, text: Rc<str>) {
        let written = Written { at: self.now, name: Rc::clone(&name), text: Rc::clone(&text) };
        self.written.push(written);
        self.files.insert(name, text);
    }

    fn exit(&mut self, number: usize, line: usize, status: i32) {
        self.terminals[number] = None;
        self.note_exit(line, status);
    }

    fn note_exit(&mut self, line: usize, status: i32) {
        if let Some(ran) = &mut self.ran[line] {
            ran.exited = Some((self.simulation.trace().last(), status));
            ran.ended = Some(self.now);
        }
        self.schedule.end(line, self.now);
    }

    /// Starts a line.
    fn begin(&mut self, index: usize) {
        self.schedule.begin(index, self.now);
        self.last_line_at = self.now;
        let after = self.simulation.trace().last();
        let ran = Ran { at: self.now, after, turn: self.turns, exited: None, ended: None };
        self.ran[index] = Some(ran);
        let line = self.schedule.lines[index].clone();
        let terminal = usize::from(line.terminal);
        if &*line.text == INTERRUPT {
            self.interrupt(terminal);
            self.note_exit(index, 0);
        } else if line.is_ours() {
            self.obey(index, &line);
        } else if self.is_unwatched && terminal != 0 && !self.outputs[index].output.writes {
            self.interrupt(terminal);
            self.note_exit(index, 0);
        } else {
            self.interrupt(terminal);
            let opened = Terminal::open(&line.text, after);
            self.terminals[terminal] = Some(Running { line: index, terminal: opened });
            self.step(terminal);
        }
        let made_a_frame = self.simulation.trace().last() > after;
        self.outputs[index].output.appears = FrameIndex(after.0 + u32::from(made_a_frame));
    }

    /// Sends Ctrl-C to a terminal, if it is busy.
    fn interrupt(&mut self, number: usize) {
        let Some(running) = self.terminals[number].as_mut() else { return };
        let step = running.terminal.interrupt();
        let status = step.exited.unwrap_or(130);
        self.carry_out(number, Step { exited: Some(status), ..step });
    }
}
