//! A terminal on a simulated cluster: runs lines, lets time pass, and keeps the output.

use std::time::Duration;

use kubectl::print::WatchPrinter;
use kubectl::{Files, Step, Stream, World};
use rollout_engine::cluster::Cluster;
use rollout_engine::simulation::Simulation;
use rollout_engine::time::SimTime;
use rollout_engine::trace::FrameIndex;
use rollout_engine::version::Rules;
use shell::Terminal;

/// Output and exit status of a line.
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
    /// Namespace of kubectl's context.
    namespace: String,
    now: SimTime,
}

impl Session {
    pub(crate) fn new(rules: Rules) -> Self {
        Self {
            simulation: Simulation::new(rules, SimTime::ZERO),
            rules,
            files: Files::new(),
            namespace: "default".to_owned(),
            now: SimTime::ZERO,
        }
    }

    pub(crate) fn file(&mut self, name: &str, text: &str) {
        self.files.insert(name.into(), text.into());
    }

    pub(crate) fn cluster(&self) -> &Cluster {
        self.simulation.cluster()
    }

    /// Runs a line until it ends or the cluster has no more events.
    pub(crate) fn run(&mut self, line: &str) -> Printed {
        let mut terminal = Terminal::open(line, self.simulation.trace().last());
        let mut printed = Printed::default();
        self.turn(&mut terminal, &mut printed);
        while printed.exit.is_none() {
            let wake = terminal.wakes_at(self.now);
            if terminal.is_behind(self.simulation.trace().last()) || wake == Some(self.now) {
                self.turn(&mut terminal, &mut printed);
                continue;
            }
            let event = self.simulation.next_event_at();
            match (event, wake) {
                (event, Some(wake)) if event.is_none_or(|event| wake < event) => {
                    self.now = wake;
                    self.turn(&mut terminal, &mut printed);
                }
                (Some(_), _) => self.event(),
                (None, _) => break,
            }
        }
        printed
    }

    /// Starts a watch, runs a line, and returns the watch's rows once the cluster has settled.
    pub(crate) fn watched(&mut self, watch: &str, line: &str) -> String {
        let from = self.simulation.trace().last();
        let mut terminal = Terminal::open(watch, from);
        self.turn(&mut terminal, &mut Printed::default());
        let watch = terminal.watch().expect("a watch").clone();
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

    /// Lets time pass until the cluster has no more events, or only repeated ones.
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

    fn turn(&mut self, terminal: &mut Terminal, printed: &mut Printed) {
        let world = World {
            cluster: self.simulation.cluster(),
            trace: self.simulation.trace(),
            at: self.now,
            changes: &[],
            rules: &self.rules,
            files: &self.files,
            namespace: &self.namespace,
        };
        let step = terminal.step(&world);
        let asked = step.asks();
        let Step { printed: text, commands, files, namespace, exited, .. } = step;
        for part in text {
            match part.stream {
                Stream::Out => printed.out.push_str(&part.text),
                Stream::Err => printed.err.push_str(&part.text),
            }
        }
        self.namespace = namespace.unwrap_or(std::mem::take(&mut self.namespace));
        let before = self.simulation.trace().last();
        for (name, text) in files {
            self.file(&name, &text);
        }
        for command in commands {
            self.simulation.apply(self.now, command);
        }
        terminal.carried_out(asked, self.simulation.trace().last() > before);
        printed.exit = exited;
    }
}

impl Session {
    /// Starts a line, steps it once and applies its requests. Does not wait for its end.
    #[allow(dead_code, reason = "used by the hostile tests, which include this file")]
    pub(crate) fn step_once(&mut self, line: &str) {
        let mut terminal = Terminal::open(line, self.simulation.trace().last());
        self.turn(&mut terminal, &mut Printed::default());
    }

    /// Returns the completions at the end of a line.
    pub(crate) fn complete(&self, line: &str) -> kubectl::Completion {
        self.complete_at(line, line.len())
    }

    /// Returns the completions at a byte offset.
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
