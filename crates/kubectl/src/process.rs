//! A command line that runs.
//!
//! A line is plain data that is stepped once per frame: it says what it prints and what the engine is to do, and what it waits for it
//! finds in the next frame. The shell's own programs are here; kubectl's verbs are in [`crate::verbs`].

use std::collections::BTreeMap;
use std::rc::Rc;

use rollout_engine::cluster::{Change, Cluster};
use rollout_engine::command::Command;
use rollout_engine::time::SimTime;
use rollout_engine::version::Rules;

use crate::print::Watch;
use crate::release::Release;
use crate::shell::{Pipeline, Runs, Script, Simple, parse};
use crate::verbs::{Running, Started};

/// The files that commands may name with `-f`, by name.
pub type Files = BTreeMap<Rc<str>, Rc<str>>;

/// A line with more commands is refused, so that no line prints without end.
const PIPELINES_MAX: usize = 100;

/// What a process sees when it is stepped.
#[derive(Clone, Copy, Debug)]
pub struct World<'a> {
    /// Every object now.
    pub cluster: &'a Cluster,
    /// Now.
    pub at: SimTime,
    /// The writes of the frame that is the reason for this step; empty at the first step.
    pub changes: &'a [Change],
    /// The release.
    pub rules: &'a Rules,
    /// The scenario's files.
    pub files: &'a Files,
}

impl World<'_> {
    pub(crate) fn release(&self) -> Release {
        Release::of(self.rules)
    }
}

/// A command line that runs: plain, cloneable data, stepped once per frame while it runs.
#[derive(Clone, Debug)]
pub struct Process {
    script: Rc<Script>,
    /// What bash says of the line, until it is printed.
    broken: Option<String>,
    /// The next pipeline.
    next: usize,
    running: Option<Running>,
    /// How the last pipeline ended.
    status: i32,
}

/// What a step did.
#[derive(Clone, Debug, Default)]
pub struct Step {
    /// Text, in the order in which it came. Watch rows are not here: see [`Process::watch`].
    pub printed: Vec<Printed>,
    /// Accepted requests, to be applied in order, each one frame; the process is stepped again after them.
    pub commands: Vec<Command>,
    /// The exit status, once it has ended.
    pub exited: Option<i32>,
}

/// Some printed text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Printed {
    /// To where.
    pub stream: Stream,
    /// What, with its line ends.
    pub text: String,
}

/// Standard output or standard error.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stream {
    /// Standard output.
    Out,
    /// Standard error.
    Err,
}

impl Step {
    /// Prints to standard output.
    pub(crate) fn out(&mut self, text: impl Into<String>) {
        self.print(Stream::Out, text.into());
    }

    /// Prints to standard error.
    pub(crate) fn err(&mut self, text: impl Into<String>) {
        self.print(Stream::Err, text.into());
    }

    fn print(&mut self, stream: Stream, text: String) {
        if !text.is_empty() {
            self.printed.push(Printed { stream, text });
        }
    }
}

/// Reads a line as a shell would, and makes the process that runs it. Never fails: an error is printed by its first step.
pub fn start(line: &str) -> Process {
    let (script, broken) = match parse(line) {
        _ if line.len() > crate::manifest::BYTES_MAX => {
            (Script::default(), Some("the line is too long".to_owned()))
        }
        Ok(script) if script.pipelines.len() > PIPELINES_MAX => {
            (Script::default(), Some("too many commands in one line".to_owned()))
        }
        Ok(script) => (script, None),
        Err(message) => (Script::default(), Some(message)),
    };
    Process { script: Rc::new(script), broken, next: 0, running: None, status: 0 }
}

impl Process {
    /// One turn: what it prints and does now.
    pub fn step(&mut self, world: &World<'_>) -> Step {
        let mut step = Step::default();
        if let Some(message) = self.broken.take() {
            step.err(format!("bash: {message}\n"));
            self.status = 2;
        }
        if let Some(running) = &mut self.running {
            let Some(status) = running.step(world, &mut step) else { return step };
            self.ended(status);
        }
        while step.commands.is_empty()
            && let Some(pipeline) = self.next_pipeline()
        {
            // What happened before it began is not its business.
            match begin(&pipeline, &World { changes: &[], ..*world }, &mut step) {
                Started::Exited(status) => self.ended(status),
                Started::Running(running) => {
                    self.running = Some(running);
                    return step;
                }
            }
        }
        step.exited = self.is_done().then_some(self.status);
        step
    }

    /// When it wants a turn even if nothing happens (a timeout).
    pub fn wakes_at(&self) -> Option<SimTime> {
        self.running.as_ref().and_then(Running::wakes_at)
    }

    /// If it watches: what. Its rows are projected from the trace, not printed by `step`.
    pub fn watch(&self) -> Option<&Watch> {
        self.running.as_ref().and_then(Running::watch)
    }

    /// Ctrl-C.
    pub fn interrupt(&mut self) -> Step {
        (self.running, self.next) = (None, self.script.pipelines.len());
        Step { exited: Some(130), ..Step::default() }
    }

    fn ended(&mut self, status: i32) {
        (self.running, self.status) = (None, status);
    }

    fn is_done(&self) -> bool {
        self.running.is_none() && self.next >= self.script.pipelines.len()
    }

    /// The next pipeline that is to run.
    fn next_pipeline(&mut self) -> Option<Pipeline> {
        loop {
            let pipeline = self.script.pipelines.get(self.next)?;
            self.next += 1;
            let runs = match pipeline.runs {
                Runs::Always => true,
                Runs::AfterSuccess => self.status == 0,
                Runs::AfterFailure => self.status != 0,
            };
            if runs {
                return Some(pipeline.clone());
            }
        }
    }
}

/// Starts the commands of a pipeline; all but the last must be programs that end at once.
fn begin(pipeline: &Pipeline, world: &World<'_>, step: &mut Step) -> Started {
    let Some((last, before)) = pipeline.commands.split_last() else { return Started::Exited(0) };
    let mut input = None;
    for command in before {
        let mut output = Step::default();
        if command.words.first().is_some_and(|program| program == "kubectl") {
            step.err("bash: this terminal cannot pipe what kubectl prints yet\n");
            return Started::Exited(1);
        }
        run(command, input.take(), world, &mut output);
        let (out, err): (Vec<_>, Vec<_>) =
            output.printed.into_iter().partition(|one| one.stream == Stream::Out);
        step.printed.extend(err);
        input = Some(out.into_iter().map(|one| one.text).collect());
    }
    run(last, input, world, step)
}

/// Starts one program; `input` is what stands on its standard input.
fn run(command: &Simple, input: Option<String>, world: &World<'_>, step: &mut Step) -> Started {
    let input = command.here.clone().or(input);
    let Some((program, arguments)) = command.words.split_first() else { return Started::Exited(0) };
    match program.as_str() {
        "kubectl" => crate::verbs::start(arguments, input, world, step),
        "echo" => {
            step.out(echo(arguments));
            Started::Exited(0)
        }
        "cat" => Started::Exited(cat(arguments, input, world, step)),
        "true" | ":" => Started::Exited(0),
        "false" => Started::Exited(1),
        _ => {
            step.err(format!("bash: {program}: command not found\n"));
            Started::Exited(127)
        }
    }
}

fn echo(arguments: &[String]) -> String {
    match arguments.split_first() {
        Some((first, rest)) if first == "-n" => rest.join(" "),
        _ => arguments.join(" ") + "\n",
    }
}

fn cat(names: &[String], input: Option<String>, world: &World<'_>, step: &mut Step) -> i32 {
    let mut status = 0;
    if names.is_empty() {
        step.out(input.clone().unwrap_or_default());
    }
    for name in names {
        match (name.as_str(), world.files.get(name.as_str())) {
            ("-", _) => step.out(input.clone().unwrap_or_default()),
            (_, Some(text)) => step.out(&**text),
            (name, None) => {
                step.err(format!("cat: {name}: No such file or directory\n"));
                status = 1;
            }
        }
    }
    status
}
