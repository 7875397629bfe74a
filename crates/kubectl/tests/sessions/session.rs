//! A terminal on a simulated cluster: types lines, lets time pass, and keeps what is printed.

use std::time::Duration;

use kubectl::print::WatchPrinter;
use kubectl::{Files, Process, Step, Stream, World};
use rollout_engine::cluster::Cluster;
use rollout_engine::simulation::Simulation;
use rollout_engine::time::SimTime;
use rollout_engine::trace::FrameIndex;
use rollout_engine::version::Rules;

/// What a line printed, and how it ended.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Printed {
    pub(crate) out: String,
    pub(crate) err: String,
    pub(crate) exit: Option<i32>,
}

pub(crate) struct Session {
    simulation: Simulation,
    rules: Rules,
    files: Files,
    /// The namespace of kubectl's context.
    namespace: String,
    now: SimTime,
    /// Whether a process asked for something that made no frame, so that it goes on at once.
    again: bool,
}

impl Session {
    pub(crate) fn new(rules: Rules) -> Self {
        Self {
            simulation: Simulation::new(rules, SimTime::ZERO),
            rules,
            files: Files::new(),
            namespace: "default".to_owned(),
            now: SimTime::ZERO,
            again: false,
        }
    }

    pub(crate) fn file(&mut self, name: &str, text: &str) {
        self.files.insert(name.into(), text.into());
    }

    pub(crate) fn cluster(&self) -> &Cluster {
        self.simulation.cluster()
    }

    /// Types a line and lets the cluster live until it has ended, or nothing happens any more.
    pub(crate) fn run(&mut self, line: &str) -> Printed {
        let mut process = kubectl::start(line);
        let mut printed = Printed::default();
        let mut seen = self.simulation.trace().last();
        self.turn(&mut process, None, &mut printed);
        while printed.exit.is_none() {
            let last = self.simulation.trace().last();
            if seen < last {
                seen.0 += 1;
                self.turn(&mut process, Some(seen), &mut printed);
                continue;
            }
            if self.again {
                self.turn(&mut process, None, &mut printed);
                continue;
            }
            let event = self.simulation.next_event_at();
            match (event, process.wakes_at()) {
                (event, Some(wake)) if event.is_none_or(|event| wake < event) => {
                    self.now = wake;
                    self.turn(&mut process, None, &mut printed);
                }
                (Some(_), _) => self.event(),
                (None, _) => break,
            }
        }
        printed
    }

    /// Starts a watch, types a line, and gives what the watch prints until nothing happens any more.
    pub(crate) fn watched(&mut self, watch: &str, line: &str) -> String {
        let mut process = kubectl::start(watch);
        self.turn(&mut process, None, &mut Printed::default());
        let watch = process.watch().expect("a watch").clone();
        let from = self.simulation.trace().last();
        let (mut printer, mut text) = WatchPrinter::open(
            &watch,
            self.simulation.cluster(),
            (self.simulation.trace(), from),
            self.now,
            &self.rules,
        );
        self.run(line);
        self.settle();
        let trace = self.simulation.trace();
        for index in (from.0 + 1..trace.len()).map(FrameIndex) {
            let frame = trace.seek(index);
            for change in trace.changes(index) {
                text.push_str(&printer.row(change, &frame.cluster, frame.at, &self.rules));
            }
        }
        text
    }

    /// Time passes until nothing more happens by itself.
    pub(crate) fn settle(&mut self) {
        while self.simulation.next_event_at().is_some() && !self.simulation.only_repeats() {
            self.event();
        }
    }

    pub(crate) fn wait(&mut self, time: Duration) {
        let until = self.now + time;
        while self.simulation.next_event_at().is_some_and(|at| at <= until) {
            self.event();
        }
        self.now = until;
    }

    fn event(&mut self) {
        self.now = self.simulation.next_event_at().unwrap_or(self.now).max(self.now);
        self.simulation.step();
    }

    fn turn(&mut self, process: &mut Process, frame: Option<FrameIndex>, printed: &mut Printed) {
        let world = World {
            cluster: self.simulation.cluster(),
            trace: self.simulation.trace(),
            at: self.now,
            changes: frame.map_or(&[], |frame| self.simulation.trace().changes(frame)),
            rules: &self.rules,
            files: &self.files,
            namespace: &self.namespace,
        };
        let Step { printed: text, commands, files, namespace, exited, .. } = process.step(&world);
        for part in text {
            match part.stream {
                Stream::Out => printed.out.push_str(&part.text),
                Stream::Err => printed.err.push_str(&part.text),
            }
        }
        let asked = !files.is_empty() || !commands.is_empty() || namespace.is_some();
        self.namespace = namespace.unwrap_or(std::mem::take(&mut self.namespace));
        let before = self.simulation.trace().last();
        for (name, text) in files {
            self.file(&name, &text);
        }
        for command in commands {
            self.simulation.apply(self.now, command);
        }
        self.again = asked && self.simulation.trace().last() == before;
        printed.exit = exited;
    }
}

impl Session {
    /// Types a line, gives it its first turn and lets the cluster do what it asks, no more.
    #[allow(dead_code, reason = "the hostile texts, a test of their own, need it")]
    pub(crate) fn step_once(&mut self, line: &str) {
        let mut process = kubectl::start(line);
        self.turn(&mut process, None, &mut Printed::default());
    }

    /// What can stand at the end of a line.
    pub(crate) fn complete(&self, line: &str) -> kubectl::Completion {
        self.complete_at(line, line.len())
    }

    /// What could stand at a byte offset.
    pub(crate) fn complete_at(&self, line: &str, cursor: usize) -> kubectl::Completion {
        let world = World {
            cluster: self.simulation.cluster(),
            trace: self.simulation.trace(),
            at: self.now,
            changes: &[],
            rules: &self.rules,
            files: &self.files,
            namespace: &self.namespace,
        };
        kubectl::complete(line, cursor, &world)
    }
}
