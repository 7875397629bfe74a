//! Runs a pipeline: one producer, filters that read its output line by line, and further commands.
//!
//! A command that reads all its input (`kubectl apply -f -`) starts when everything before it has ended. A watch that
//! goes into a filter or a file prints its rows here; a watch that goes to the terminal is projected from the trace.
//! Which pipeline runs next is decided in `run`.

use std::collections::{BTreeMap, VecDeque};
use std::rc::Rc;

use rollout_engine::time::SimTime;

use super::filter::{self, Filter};
use super::run::{ScriptRun, value};
use crate::programs;
use crate::syntax::{Command, Descriptor, RedirectTarget, Simple, Word, expand, join};
use kubectl::print::{Watch, WatchPrinter};
use kubectl::verbs::{Running, Started};
use kubectl::{Step, Stream, World};

/// State of the script when a pipeline starts.
pub(crate) struct Surroundings<'a> {
    pub(crate) here_documents: &'a Rc<[Word]>,
    pub(crate) variables: &'a BTreeMap<Rc<str>, String>,
    pub(crate) status: i32,
}

/// A running pipeline.
#[derive(Clone, Debug)]
pub(crate) struct Pipe {
    /// Commands that have not started.
    waiting: VecDeque<Stage>,
    source: Producer,
    outlets: Outlets,
    filters: Vec<(Filter, Outlet)>,
    /// Output for a command that has not started.
    collected: String,
    /// Files that the pipeline writes. They are written when it ends.
    files: BTreeMap<String, String>,
    /// Whether it is a single command, so that a watch may be projected to the terminal.
    is_alone: bool,
}

#[derive(Clone, Debug)]
enum Stage {
    Program(Program),
    Loop(Box<ScriptRun>),
}

/// A command after expansion.
#[derive(Clone, Debug)]
struct Program {
    words: Vec<String>,
    /// Redirected input; `None` if it reads the pipe.
    input: Option<Input>,
    outlets: Outlets,
}

#[derive(Clone, Debug)]
enum Input {
    Text(String),
    File(String),
}

/// Where a program prints to.
#[derive(Clone, Debug)]
struct Outlets {
    out: Outlet,
    err: Outlet,
}

#[derive(Clone, Debug)]
enum Outlet {
    /// The next command, or the terminal after the last one.
    Next,
    /// Standard error of the terminal.
    Errors,
    File {
        name: String,
        appends: bool,
    },
}

/// The command that currently produces output.
#[derive(Clone, Debug)]
enum Producer {
    Ended(i32),
    Kubectl(Running),
    Watch { printer: Box<WatchPrinter>, ends_at: Option<SimTime> },
    Loop(Box<ScriptRun>),
    Sleep(SimTime),
}

const ON: Outlets = Outlets { out: Outlet::Next, err: Outlet::Errors };

impl Pipe {
    /// Starts a pipeline.
    pub(crate) fn new(
        pipeline: &[Command],
        around: &Surroundings<'_>,
        world: &World<'_>,
        step: &mut Step,
    ) -> Self {
        let stage = |command: &Command| match command {
            Command::Simple(simple) => Stage::Program(program(simple, around)),
            nested => Stage::Loop(Box::new(ScriptRun::nested(nested, around))),
        };
        let mut pipe = Self {
            waiting: pipeline.iter().map(stage).collect(),
            source: Producer::Ended(0),
            outlets: ON,
            filters: Vec::new(),
            collected: String::new(),
            files: BTreeMap::new(),
            is_alone: pipeline.len() == 1,
        };
        pipe.start_next(world, step);
        pipe
    }

    /// Steps the producer once.
    pub(crate) fn step(&mut self, world: &World<'_>, step: &mut Step) {
        let mut inner = Step::default();
        let ended = match &mut self.source {
            Producer::Ended(_) => None,
            Producer::Kubectl(running) => running.step(world, &mut inner),
            Producer::Loop(run) => run.step(world, &mut inner),
            Producer::Sleep(until) => (*until <= world.at).then_some(0),
            Producer::Watch { printer, ends_at } => {
                for change in world.changes {
                    inner.out(printer.row(change, world.cluster, world.at, world.rules));
                }
                ends_at.filter(|at| *at <= world.at).map(|_| 0)
            }
        };
        if let Some(status) = ended {
            self.source = Producer::Ended(status);
        }
        self.pass_on(inner, step);
    }

    /// Ends filters whose producer has ended and starts the next command. Returns the exit status once all have ended.
    pub(crate) fn go_on(&mut self, world: &World<'_>, step: &mut Step) -> Option<i32> {
        loop {
            if self.filters.iter().any(|(filter, _)| filter.is_full()) {
                self.source = Producer::Ended(0);
            }
            let Producer::Ended(status) = self.source else { return None };
            let status = self.end_filters(status, step);
            if self.waiting.is_empty() {
                step.files.extend(std::mem::take(&mut self.files));
                return Some(status);
            }
            if step.asks() {
                return None;
            }
            self.start_next(world, step);
        }
    }

    pub(crate) fn wakes_at(&self) -> Option<SimTime> {
        match &self.source {
            Producer::Kubectl(running) => running.wakes_at(),
            Producer::Loop(run) => run.wakes_at(),
            Producer::Sleep(until) => Some(*until),
            Producer::Watch { ends_at, .. } => *ends_at,
            Producer::Ended(_) => None,
        }
    }

    pub(crate) fn watch(&self) -> Option<&Watch> {
        match &self.source {
            Producer::Kubectl(running) => running.watch(),
            _ => None,
        }
    }

    /// Starts the next command and the filters after it.
    fn start_next(&mut self, world: &World<'_>, step: &mut Step) {
        let piped = std::mem::take(&mut self.collected);
        let mut inner = Step::default();
        match self.waiting.pop_front() {
            None => {}
            Some(Stage::Loop(mut run)) => {
                self.outlets = ON;
                let ended = run.step(world, &mut inner);
                self.source = ended.map_or(Producer::Loop(run), Producer::Ended);
            }
            Some(Stage::Program(program)) => {
                self.outlets = program.outlets.clone();
                self.open(&[&program.outlets.out, &program.outlets.err], world);
                self.source = start(program, piped, world, &mut inner);
            }
        }
        while self.add_filter(world, step) {}
        let alone = self.is_alone && matches!(self.outlets.out, Outlet::Next);
        if let Producer::Kubectl(running) = &self.source
            && let Some(watch) = running.watch()
            && !alone
        {
            let ends_at = running.wakes_at();
            let past = (world.trace, world.trace.last());
            let (printer, list) =
                WatchPrinter::open(watch, world.cluster, past, world.at, world.rules);
            inner.out(list);
            self.source = Producer::Watch { printer: Box::new(printer), ends_at };
        }
        self.pass_on(inner, step);
    }

    /// Adds the next command as a filter, if it is one that reads the pipe.
    fn add_filter(&mut self, world: &World<'_>, step: &mut Step) -> bool {
        let Some(Stage::Program(Program { words, input: None, outlets })) = self.waiting.front()
        else {
            return false;
        };
        let Some((name, arguments)) = words.split_first() else { return false };
        let Some(read) = filter::read(name, arguments) else { return false };
        match read {
            Ok((filter, [])) => self.filters.push((filter, outlets.out.clone())),
            Ok(_) => return false,
            Err(message) => {
                step.err(message);
                self.filters.push((Filter::broken(), Outlet::Next));
            }
        }
        let outlets = outlets.clone();
        self.open(&[&outlets.out], world);
        self.waiting.pop_front();
        true
    }

    /// Registers the output files of a program that starts: empty, or with their content for `>>`.
    fn open(&mut self, outlets: &[&Outlet], world: &World<'_>) {
        for outlet in outlets {
            if let Outlet::File { name, appends } = outlet
                && name != "/dev/null"
            {
                let before = world.files.get(name.as_str()).filter(|_| *appends);
                self.files
                    .insert(name.clone(), before.map_or_else(String::new, |text| text.to_string()));
            }
        }
    }

    /// Forwards the producer's output and requests.
    fn pass_on(&mut self, inner: Step, step: &mut Step) {
        step.commands.extend(inner.commands);
        step.files.extend(inner.files);
        step.namespace = inner.namespace.or(step.namespace.take());
        step.edits = step.edits.take().or(inner.edits);
        let Outlets { out, err } = self.outlets.clone();
        for printed in inner.printed {
            let outlet = if printed.stream == Stream::Out { &out } else { &err };
            self.emit(outlet, 0, printed.text, step);
        }
    }

    /// Sends text to the filter with this index, or past the last one.
    fn emit(&mut self, outlet: &Outlet, index: usize, text: String, step: &mut Step) {
        match outlet {
            Outlet::Errors => step.err(text),
            Outlet::File { name, .. } => {
                if let Some(file) = self.files.get_mut(name) {
                    file.push_str(&text);
                }
            }
            Outlet::Next => match self.filters.get_mut(index) {
                Some((filter, outlet)) => {
                    let (printed, outlet) = (filter.take(&text), outlet.clone());
                    self.emit(&outlet, index + 1, printed, step);
                }
                None if self.waiting.is_empty() => step.out(text),
                None => self.collected.push_str(&text),
            },
        }
    }

    /// Ends the filters. Returns the exit status of the last one, or `status` if there is none.
    fn end_filters(&mut self, mut status: i32, step: &mut Step) -> i32 {
        for index in 0..self.filters.len() {
            let Some((filter, outlet)) = self.filters.get_mut(index) else { break };
            let (printed, exit) = filter.end();
            let outlet = outlet.clone();
            self.emit(&outlet, index + 1, printed, step);
            status = exit;
        }
        self.filters.clear();
        status
    }
}

/// Expands a command with the current variables.
fn program(simple: &Simple, around: &Surroundings<'_>) -> Program {
    let value = |name: &str| value(around.variables, around.status, name);
    let words = simple.words.iter().flat_map(|word| expand(word, &value)).collect();
    let mut program = Program { words, input: None, outlets: ON };
    for redirection in &simple.redirections {
        let outlet = match &redirection.to {
            RedirectTarget::HereDocument(index) => {
                let text = around.here_documents.get(*index).map(|word| join(word, &value));
                program.input = text.map(Input::Text);
                continue;
            }
            RedirectTarget::Text(word) => {
                program.input = Some(Input::Text(join(word, &value) + "\n"));
                continue;
            }
            RedirectTarget::File { name, .. } if redirection.from == Descriptor::Input => {
                program.input = Some(Input::File(join(name, &value)));
                continue;
            }
            RedirectTarget::File { name, appends } => {
                Outlet::File { name: join(name, &value), appends: *appends }
            }
            RedirectTarget::Like(Descriptor::Errors) => program.outlets.err.clone(),
            RedirectTarget::Like(_) => program.outlets.out.clone(),
        };
        if redirection.from != Descriptor::Output {
            program.outlets.err = outlet.clone();
        }
        if redirection.from != Descriptor::Errors {
            program.outlets.out = outlet;
        }
    }
    program
}

/// Starts a program.
fn start(program: Program, piped: String, world: &World<'_>, step: &mut Step) -> Producer {
    let input = match program.input {
        None => piped,
        Some(Input::Text(text)) => text,
        Some(Input::File(name)) => match world.files.get(name.as_str()) {
            Some(text) => text.to_string(),
            None => {
                step.err(format!("bash: {name}: No such file or directory\n"));
                return Producer::Ended(1);
            }
        },
    };
    let Some((name, arguments)) = program.words.split_first() else { return Producer::Ended(0) };
    if let Some(read) = filter::read(name, arguments) {
        return Producer::Ended(filter_files(name, read, &input, world, step));
    }
    match name.as_str() {
        "kubectl" => match kubectl::verbs::start(arguments, Some(input), world, step) {
            Started::Exited(status) => Producer::Ended(status),
            Started::Running(running) => Producer::Kubectl(running),
        },
        "sleep" => match programs::sleep(arguments) {
            Ok(time) => Producer::Sleep(world.at + time),
            Err(message) => {
                step.err(message);
                Producer::Ended(1)
            }
        },
        _ => Producer::Ended(programs::run(name, arguments, world, step)),
    }
}

/// Runs a filter at the start of a pipeline, on files or redirected input. Returns its exit status.
fn filter_files(
    name: &str,
    read: Result<filter::Read<'_>, String>,
    input: &str,
    world: &World<'_>,
    step: &mut Step,
) -> i32 {
    let (mut filter, files) = match read {
        Ok(read) => read,
        Err(message) => {
            step.err(message);
            return filter::WRONG_USE;
        }
    };
    let (text, missing) = match files {
        [] => (input.to_owned(), 0),
        files => programs::files(name, files, input, world, step),
    };
    step.out(filter.take(&text));
    let (rest, status) = filter.end();
    step.out(rest);
    status.max(missing)
}
