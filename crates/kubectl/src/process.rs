//! A command line that runs.
//!
//! A line is plain data that is stepped once per frame: it says what it prints and what the engine is to do, and what it waits for it
//! finds in the next frame. `run` goes through the line's commands, `pipe` runs a pipeline, `programs` and `filter` are the shell's
//! own programs; kubectl's verbs are in [`crate::verbs`].

mod filter;
mod pattern;
mod pipe;
mod programs;
mod run;

use std::collections::BTreeMap;
use std::rc::Rc;

use rollout_engine::cluster::{Change, Cluster};
use rollout_engine::command::Command;
use rollout_engine::time::SimTime;
use rollout_engine::trace::Trace;
use rollout_engine::version::Rules;

use self::run::Run;
use crate::print::Watch;
use crate::release::Release;
use crate::shell::{self, Script};

/// The files that commands may name with `-f`, by name.
pub type Files = BTreeMap<Rc<str>, Rc<str>>;

/// A line that has printed so many bytes is ended, so that a watch in a crash loop stays bounded. (The rows of a watch that is not
/// looked through are projected from the trace and bounded there.)
const PRINTED_MAX: usize = 1 << 20;

/// What a process sees when it is stepped.
#[derive(Clone, Copy, Debug)]
pub struct World<'a> {
    /// Every object now.
    pub cluster: &'a Cluster,
    /// All that happened up to now, from which events are told.
    pub trace: &'a Trace,
    /// Now.
    pub at: SimTime,
    /// The writes of the frame that is the reason for this step; empty at the first step.
    pub changes: &'a [Change],
    /// The release.
    pub rules: &'a Rules,
    /// The scenario's files.
    pub files: &'a Files,
    /// The namespace of kubectl's current context, which counts where a command names none.
    pub namespace: &'a str,
}

impl World<'_> {
    pub(crate) fn release(&self) -> Release {
        Release::of(self.rules)
    }
}

/// A command line that runs: plain, cloneable data, stepped once per frame while it runs.
#[derive(Clone, Debug)]
pub struct Process {
    run: Run,
    /// What bash says of the line, until it is printed.
    broken: Option<String>,
    /// How many bytes it has printed.
    printed: usize,
}

/// What a step did.
#[derive(Clone, Debug, Default)]
pub struct Step {
    /// Text, in the order in which it came. Watch rows are not here: see [`Process::watch`].
    pub printed: Vec<Printed>,
    /// Accepted requests, to be applied in order, each one frame; the process is stepped again after them.
    pub commands: Vec<Command>,
    /// Files of the scenario that it wrote, by name; the process is stepped again after them.
    pub files: Vec<(String, String)>,
    /// The namespace that kubectl's current context has from now on; the process is stepped again after that.
    pub namespace: Option<String>,
    /// The object for which the manifest editor is to be opened (`kubectl edit`): `statefulset.apps/web`, or
    /// `statefulset.apps/web -n argocd`.
    pub edits: Option<String>,
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
    /// Whether something is to be done before its process goes on.
    pub fn asks(&self) -> bool {
        !self.commands.is_empty() || !self.files.is_empty() || self.namespace.is_some()
    }

    /// How many bytes were printed.
    fn size(&self) -> usize {
        self.printed.iter().map(|printed| printed.text.len()).sum()
    }

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

/// Limit on a line: nothing that is typed or shared comes near.
const LINE_BYTES_MAX: usize = 64 * 1024;

/// Reads a line as a shell would, and makes the process that runs it. Never fails: an error is printed by its first step.
pub fn start(line: &str) -> Process {
    let (script, broken) = match shell::read(line) {
        _ if line.len() > LINE_BYTES_MAX => {
            (Script::default(), Some("the line is too long".to_owned()))
        }
        Ok(script) => (script, None),
        Err(message) => (Script::default(), Some(message)),
    };
    Process { run: Run::new(&script), broken, printed: 0 }
}

impl Process {
    /// One turn: what it prints and does now.
    pub fn step(&mut self, world: &World<'_>) -> Step {
        let mut step = Step::default();
        if let Some(message) = self.broken.take() {
            step.err(format!("bash: {message}\n"));
            step.exited = Some(2);
            return step;
        }
        step.exited = self.run.step(world, &mut step);
        self.printed += step.size();
        if self.printed > PRINTED_MAX && step.exited.is_none() {
            step.err("bash: this line has printed a megabyte; the playground ends it here\n");
            step.exited = Some(1);
        }
        step
    }

    /// When it wants a turn even if nothing happens (a timeout).
    pub fn wakes_at(&self) -> Option<SimTime> {
        self.run.wakes_at()
    }

    /// If it watches: what. Its rows are projected from the trace, not printed by `step`.
    pub fn watch(&self) -> Option<&Watch> {
        self.run.watch()
    }

    /// Ctrl-C.
    pub fn interrupt(&mut self) -> Step {
        self.run = Run::new(&Script::default());
        Step { exited: Some(130), ..Step::default() }
    }
}
