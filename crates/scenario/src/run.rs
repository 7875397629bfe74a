//! Running a scenario: the cluster and the terminals' processes take their turns until nothing is left to happen.
//!
//! One turn is one event of the engine, one line that begins, or one process that wakes by its own clock; at one
//! instant they come in this order, so that the controller has reacted before the next line is typed. After a
//! turn every process sees every new frame. Which line is next is `schedule`'s.

mod obey;
mod origin;

use std::rc::Rc;
use std::time::Duration;

use kubectl::{Files, Process, Step, World};
use rollout_engine::simulation::{Outlook, Simulation};
use rollout_engine::time::SimTime;
use rollout_engine::trace::{Ended, FrameIndex};
use rollout_engine::version::Rules;

use self::origin::Trial;
use crate::schedule::{INTERRUPT, Now, Schedule};
use crate::script::{Line, Origin, Scenario};
use crate::trace::{DEFAULT_NAMESPACE, Output, Part, Ran, Terminal, Trace, Written};

/// A run ends this long after its last line, whatever still goes on.
const HORIZON: Duration = Duration::from_secs(3600);
/// Loops of crashes and failing pulls are shown for so long.
const LOOP_SHOWN: Duration = Duration::from_secs(60);
/// A run has at most so many frames, and a few times as many turns: a line that does nothing makes no frame.
const MOST_FRAMES: u32 = 500_000;
const MOST_TURNS: u32 = 4 * MOST_FRAMES;

/// Runs a scenario to its end.
pub fn simulate(scenario: &Scenario) -> Trace {
    simulate_by(scenario, scenario.rules())
}

/// Runs a scenario to its end by other rules than its release's.
pub fn simulate_by(scenario: &Scenario, rules: Rules) -> Trace {
    let mut run = Run::by(scenario, rules);
    while !run.advance(u32::MAX) {}
    run.finish()
}

/// A scenario while it runs, able to go on in slices.
#[derive(Clone, Debug)]
pub struct Run {
    schedule: Schedule,
    simulation: Simulation,
    rules: Rules,
    files: Files,
    written: Vec<Written>,
    /// The namespaces of kubectl's context, each with when it was set.
    namespaces: Vec<(SimTime, Rc<str>)>,
    terminals: Vec<Terminal>,
    /// The process of each terminal, if it is busy.
    processes: Vec<Option<Running>>,
    ran: Vec<Option<Ran>>,
    outputs: Vec<Output>,
    now: SimTime,
    last_line_at: SimTime,
    /// Since when there is nothing but a loop.
    loops_since: Option<SimTime>,
    begins: FrameIndex,
    turns: u32,
    ended: Option<Ended>,
    /// While it is not known yet when the first line is.
    trial: Option<Box<Trial>>,
}

/// A process in its terminal.
#[derive(Clone, Debug)]
struct Running {
    line: usize,
    process: Process,
    /// The last frame that it saw.
    seen: FrameIndex,
    /// Whether it wants another turn at once: its request changed nothing.
    again: bool,
}

/// What happens next.
#[derive(Clone, Copy)]
enum Next {
    Event,
    Wake(usize),
    Line(usize),
}

impl Run {
    /// A scenario before its first line.
    pub fn new(scenario: &Scenario) -> Self {
        Self::by(scenario, scenario.rules())
    }

    fn by(scenario: &Scenario, rules: Rules) -> Self {
        let trial = Trial::of(scenario, rules).map(Box::new);
        Self { trial, ..Self::from(scenario, SimTime::ZERO, rules) }
    }

    /// A scenario whose first line is at this moment.
    fn from(scenario: &Scenario, origin: SimTime, rules: Rules) -> Self {
        let simulation = Simulation::new(rules, origin);
        let output = |line: &Line| Output {
            terminal: line.terminal,
            shown: line.origin == Origin::Typed || !line.is_ours(),
            ..Output::default()
        };
        let name = |name: &std::rc::Rc<str>| Terminal { name: std::rc::Rc::clone(name) };
        Self {
            schedule: Schedule::new(&scenario.lines, scenario.terminals.len(), origin),
            simulation,
            rules,
            files: Files::new(),
            written: Vec::new(),
            namespaces: Vec::new(),
            terminals: scenario.terminals.iter().map(name).collect(),
            processes: scenario.terminals.iter().map(|_| None).collect(),
            ran: vec![None; scenario.lines.len()],
            outputs: scenario.lines.iter().map(output).collect(),
            now: origin,
            last_line_at: origin,
            loops_since: None,
            begins: FrameIndex(0),
            turns: 0,
            ended: None,
            trial: None,
        }
    }

    /// When a line began; the time now if the run ends before it does.
    fn begun(&self, line: usize) -> Option<SimTime> {
        let began = self.ran.get(line).copied().flatten();
        began.map(|ran| ran.at).or(self.ended.map(|_| self.now))
    }

    /// Goes on for so many turns, each of which makes a frame or a few; whether the run has ended.
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

    /// Up to when everything is known; nothing is before it is known when the first line is.
    pub fn known_until(&self) -> SimTime {
        if self.trial.is_some() { SimTime::MIN } else { self.now }
    }

    /// How many frames that makes.
    pub fn frames(&self) -> u32 {
        if self.trial.is_some() { 0 } else { self.simulation.trace().len() }
    }

    /// All that has happened so far; the run may go on, and shares most of it.
    pub fn so_far(&self) -> Trace {
        self.clone().finish()
    }

    /// All that has happened; a run that has not ended is cut off here.
    pub fn finish(self) -> Trace {
        Trace {
            rollout: self.simulation.finish(self.ended.unwrap_or_default()),
            ran: self.ran,
            terminals: self.terminals,
            begins: self.begins,
            rules: self.rules,
            written: self.written,
            namespaces: self.namespaces,
            outputs: self.outputs,
        }
    }

    /// What happens next, and when; or why nothing does.
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
            None if at > self.last_line_at + HORIZON => Err(Ended::Horizon),
            _ => Ok((at.max(self.now), next)),
        }
    }

    fn next_wake(&self) -> Option<(SimTime, Next)> {
        let wakes = self.processes.iter().enumerate().filter_map(|(terminal, running)| {
            let running = running.as_ref()?;
            let at = if running.again { Some(self.now) } else { running.process.wakes_at() };
            Some((at?.max(self.now), Next::Wake(terminal)))
        });
        wakes.min_by_key(|&(at, _)| at)
    }

    fn next_line(&self) -> Option<(SimTime, Next)> {
        let now = Now {
            at: self.now,
            is_settled: &|| self.simulation.next_event_at().is_none() || self.loops_since.is_some(),
            busy: &|terminal| {
                let running = self.processes[usize::from(terminal)].as_ref()?;
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
            Next::Wake(terminal) => self.step(terminal, None),
            Next::Line(index) => self.begin(index),
        }
        self.deliver();
        self.loops_since = if self.loops() { self.loops_since.or(Some(self.now)) } else { None };
    }

    /// Whether loops of crashes and failing pulls are all that would still happen.
    fn loops(&self) -> bool {
        matches!(self.simulation.outlook(), Outlook::Repeating | Outlook::Looping)
    }

    /// Shows every process every frame that it has not seen.
    fn deliver(&mut self) {
        while let Some((terminal, frame)) = self.first_unseen() {
            self.step(terminal, Some(frame));
        }
    }

    fn first_unseen(&mut self) -> Option<(usize, FrameIndex)> {
        let last = self.simulation.trace().last();
        if last.0 >= MOST_FRAMES {
            return None;
        }
        self.processes.iter_mut().enumerate().find_map(|(terminal, running)| {
            let running = running.as_mut().filter(|running| running.seen < last)?;
            running.seen.0 += 1;
            Some((terminal, running.seen))
        })
    }

    /// One turn of a terminal's process.
    fn step(&mut self, terminal: usize, frame: Option<FrameIndex>) {
        let Some(running) = self.processes[terminal].as_mut() else { return };
        let world = World {
            cluster: self.simulation.cluster(),
            trace: self.simulation.trace(),
            at: self.now,
            changes: frame.map_or(&[], |frame| self.simulation.trace().changes(frame)),
            rules: self.simulation.rules(),
            files: &self.files,
            namespace: self.namespaces.last().map_or(DEFAULT_NAMESPACE, |(_, it)| it),
        };
        let step = running.process.step(&world);
        self.carry_out(terminal, step);
    }

    /// The namespace of kubectl's context.
    fn namespace(&self) -> &str {
        self.namespaces.last().map_or(DEFAULT_NAMESPACE, |(_, namespace)| namespace)
    }

    /// What a process asked for and printed.
    fn carry_out(&mut self, terminal: usize, step: Step) {
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
        let Some(running) = self.processes[terminal].as_mut() else { return };
        running.again = asked && frame == before;
        let line = running.line;
        if let Some(object) = step.edits {
            self.outputs[line].edits = Some(object.into());
        }
        let watch = running.process.watch().cloned();
        for printed in step.printed {
            let text =
                Part::Text { frame, at: self.now, stream: printed.stream, text: printed.text };
            self.outputs[line].parts.push(text);
        }
        self.outputs[line].follow(watch.filter(|_| step.exited.is_none()), frame, self.now);
        if let Some(status) = step.exited {
            self.exit(terminal, line, status);
        }
    }

    fn write_file(&mut self, name: Rc<str>, text: Rc<str>) {
        let written = Written { at: self.now, name: Rc::clone(&name), text: Rc::clone(&text) };
        self.written.push(written);
        self.files.insert(name, text);
    }

    fn exit(&mut self, terminal: usize, line: usize, status: i32) {
        self.processes[terminal] = None;
        self.note_exit(line, status);
    }

    fn note_exit(&mut self, line: usize, status: i32) {
        if let Some(ran) = &mut self.ran[line] {
            ran.exited = Some((self.simulation.trace().last(), status));
            ran.ended = Some(self.now);
        }
        self.schedule.end(line, self.now);
    }

    /// A line begins.
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
        } else {
            self.interrupt(terminal);
            let process = kubectl::start(&line.text);
            self.processes[terminal] =
                Some(Running { line: index, process, seen: after, again: false });
            self.step(terminal, None);
        }
        let made_a_frame = self.simulation.trace().last() > after;
        self.outputs[index].appears = FrameIndex(after.0 + u32::from(made_a_frame));
    }

    /// Ctrl-C in a terminal, if it is busy.
    fn interrupt(&mut self, terminal: usize) {
        let Some(running) = self.processes[terminal].as_mut() else { return };
        let step = running.process.interrupt();
        let status = step.exited.unwrap_or(130);
        self.carry_out(terminal, Step { exited: Some(status), ..step });
    }
}
