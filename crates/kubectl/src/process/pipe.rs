//! A pipeline that runs: one command that produces, filters that read what it prints line by line, and what follows them.
//!
//! A command that reads its input as a whole (`kubectl apply -f -`) begins when all before it has ended. A watch that is
//! looked through prints its rows here; one that is not is projected from the trace.

use std::collections::{BTreeMap, VecDeque};
use std::rc::Rc;

use rollout_engine::time::SimTime;

use super::filter::{self, Filter};
use super::run::{Run, value};
use super::{Step, Stream, World, programs};
use crate::print::{Watch, WatchPrinter};
use crate::shell::{Command, Descriptor, Simple, Target, Word, expand, join};
use crate::verbs::{Running, Started};

/// What a pipeline finds when it begins.
pub(super) struct Surroundings<'a> {
    pub(super) here_documents: &'a Rc<[Word]>,
    pub(super) variables: &'a BTreeMap<Rc<str>, String>,
    pub(super) status: i32,
}

/// A pipeline that runs.
#[derive(Clone, Debug)]
pub(super) struct Pipe {
    /// Those that have not begun.
    waiting: VecDeque<Stage>,
    source: Source,
    outlets: Outlets,
    filters: Vec<(Filter, Outlet)>,
    /// What was printed for a command that waits.
    collected: String,
    /// Files as they are to be when it ends.
    files: BTreeMap<String, String>,
    /// Whether what is printed goes to the terminal, so that a watch may be projected.
    is_alone: bool,
}

#[derive(Clone, Debug)]
enum Stage {
    Program(Program),
    Loop(Box<Run>),
}

/// A command whose words are known.
#[derive(Clone, Debug)]
struct Program {
    words: Vec<String>,
    /// Its input, if that is not what comes through the pipe.
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
    /// The next command, or the terminal.
    Next,
    /// The terminal's standard error.
    Errors,
    File {
        name: String,
        appends: bool,
    },
}

/// What produces.
#[derive(Clone, Debug)]
enum Source {
    Ended(i32),
    Kubectl(Running),
    Watch { printer: Box<WatchPrinter>, ends_at: Option<SimTime> },
    Loop(Box<Run>),
    Sleep(SimTime),
}

const ON: Outlets = Outlets { out: Outlet::Next, err: Outlet::Errors };

impl Pipe {
    /// Begins a pipeline.
    pub(super) fn new(
        pipeline: &[Command],
        around: &Surroundings<'_>,
        world: &World<'_>,
        step: &mut Step,
    ) -> Self {
        let stage = |command: &Command| match command {
            Command::Simple(simple) => Stage::Program(program(simple, around)),
            nested => Stage::Loop(Box::new(Run::nested(nested, around))),
        };
        let mut pipe = Self {
            waiting: pipeline.iter().map(stage).collect(),
            source: Source::Ended(0),
            outlets: ON,
            filters: Vec::new(),
            collected: String::new(),
            files: BTreeMap::new(),
            is_alone: pipeline.len() == 1,
        };
        pipe.start_next(world, step);
        pipe
    }

    /// One turn of what produces.
    pub(super) fn step(&mut self, world: &World<'_>, step: &mut Step) {
        let mut inner = Step::default();
        let ended = match &mut self.source {
            Source::Ended(_) => None,
            Source::Kubectl(running) => running.step(world, &mut inner),
            Source::Loop(run) => run.step(world, &mut inner),
            Source::Sleep(until) => (*until <= world.at).then_some(0),
            Source::Watch { printer, ends_at } => {
                for change in world.changes {
                    inner.out(printer.row(change, world.cluster, world.at, world.rules));
                }
                ends_at.filter(|at| *at <= world.at).map(|_| 0)
            }
        };
        if let Some(status) = ended {
            self.source = Source::Ended(status);
        }
        self.pass_on(inner, step);
    }

    /// Ends what has ended and starts what waited for that; the exit status once all has ended.
    pub(super) fn go_on(&mut self, world: &World<'_>, step: &mut Step) -> Option<i32> {
        loop {
            if self.filters.iter().any(|(filter, _)| filter.is_full()) {
                self.source = Source::Ended(0);
            }
            let Source::Ended(status) = self.source else { return None };
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

    pub(super) fn wakes_at(&self) -> Option<SimTime> {
        match &self.source {
            Source::Kubectl(running) => running.wakes_at(),
            Source::Loop(run) => run.wakes_at(),
            Source::Sleep(until) => Some(*until),
            Source::Watch { ends_at, .. } => *ends_at,
            Source::Ended(_) => None,
        }
    }

    pub(super) fn watch(&self) -> Option<&Watch> {
        match &self.source {
            Source::Kubectl(running) => running.watch(),
            _ => None,
        }
    }

    /// Starts the next command and the filters behind it.
    fn start_next(&mut self, world: &World<'_>, step: &mut Step) {
        let piped = std::mem::take(&mut self.collected);
        let mut inner = Step::default();
        match self.waiting.pop_front() {
            None => {}
            Some(Stage::Loop(mut run)) => {
                self.outlets = ON;
                let ended = run.step(world, &mut inner);
                self.source = ended.map_or(Source::Loop(run), Source::Ended);
            }
            Some(Stage::Program(program)) => {
                self.outlets = program.outlets.clone();
                self.open(&[&program.outlets.out, &program.outlets.err], world);
                self.source = start(program, piped, world, &mut inner);
            }
        }
        while self.add_filter(world, step) {}
        let alone = self.is_alone && matches!(self.outlets.out, Outlet::Next);
        if let Source::Kubectl(Running::Watch(watch)) = &self.source
            && !alone
        {
            let ends_at = watch.ends_at;
            let past = (world.trace, world.trace.last());
            let (printer, list) =
                WatchPrinter::open(watch, world.cluster, past, world.at, world.rules);
            inner.out(list);
            self.source = Source::Watch { printer: Box::new(printer), ends_at };
        }
        self.pass_on(inner, step);
    }

    /// Takes the next command in, if it is a filter on what comes through the pipe.
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

    /// Files are there as soon as the program that writes them begins.
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

    /// Sends on what the source printed.
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

    /// Text that comes out before the filter of this number.
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

    /// Nothing more comes; the status of the last filter, or of the source if there is none.
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

/// A command with its words, as its variables are now.
fn program(simple: &Simple, around: &Surroundings<'_>) -> Program {
    let value = |name: &str| value(around.variables, around.status, name);
    let words = simple.words.iter().flat_map(|word| expand(word, &value)).collect();
    let mut program = Program { words, input: None, outlets: ON };
    for redirection in &simple.redirections {
        let outlet = match &redirection.to {
            Target::HereDocument(index) => {
                let text = around.here_documents.get(*index).map(|word| join(word, &value));
                program.input = text.map(Input::Text);
                continue;
            }
            Target::Text(word) => {
                program.input = Some(Input::Text(join(word, &value) + "\n"));
                continue;
            }
            Target::File { name, .. } if redirection.from == Descriptor::Input => {
                program.input = Some(Input::File(join(name, &value)));
                continue;
            }
            Target::File { name, appends } => {
                Outlet::File { name: join(name, &value), appends: *appends }
            }
            Target::Like(Descriptor::Errors) => program.outlets.err.clone(),
            Target::Like(_) => program.outlets.out.clone(),
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
fn start(program: Program, piped: String, world: &World<'_>, step: &mut Step) -> Source {
    let input = match program.input {
        None => piped,
        Some(Input::Text(text)) => text,
        Some(Input::File(name)) => match world.files.get(name.as_str()) {
            Some(text) => text.to_string(),
            None => {
                step.err(format!("bash: {name}: No such file or directory\n"));
                return Source::Ended(1);
            }
        },
    };
    let Some((name, arguments)) = program.words.split_first() else { return Source::Ended(0) };
    if let Some(read) = filter::read(name, arguments) {
        return Source::Ended(filter_files(name, read, &input, world, step));
    }
    match name.as_str() {
        "kubectl" => match crate::verbs::start(arguments, Some(input), world, step) {
            Started::Exited(status) => Source::Ended(status),
            Started::Running(running) => Source::Kubectl(running),
        },
        "sleep" => match programs::sleep(arguments) {
            Ok(time) => Source::Sleep(world.at + time),
            Err(message) => {
                step.err(message);
                Source::Ended(1)
            }
        },
        _ => Source::Ended(programs::run(name, arguments, world, step)),
    }
}

/// A filter at the beginning of a pipeline: it reads files, or its redirected input.
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
