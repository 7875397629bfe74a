//! The shell of the terminal: the subset of bash in which people type kubectl commands.
//!
//! [`Terminal::open`] starts a line. Its process is plain data and is stepped once per frame; a step returns printed
//! text and engine commands. `syntax` parses the line, `run` executes its commands, `pipe` runs one pipeline,
//! `programs` and `filter` are the built-in programs (`echo`, `sleep`, `grep`, …).
//!
//! Not here: kubectl's verbs and printers (crate `kubectl`); files, the clock and the simulated duration of a line
//! (crate `scenario`).
#![forbid(unsafe_code)]
#![cfg_attr(not(test), warn(clippy::string_slice))]

mod filter;
mod pattern;
mod pipe;
mod programs;
mod run;
mod syntax;
mod terminal;
mod writes;

pub use terminal::Terminal;
pub use writes::writes;

use kubectl::print::Watch;
use kubectl::{Step, World};
use rollout_engine::time::SimTime;

use self::run::ScriptRun;
use self::syntax::Script;

/// Limit on the output of one line, in bytes. It ends a watch of a crash loop that is piped into a filter. A watch
/// without a pipe is projected from the trace and limited there.
const PRINTED_MAX: usize = 1 << 20;

/// A running command line. Call `step` once per frame.
#[derive(Clone, Debug)]
pub(crate) struct Process {
    run: ScriptRun,
    /// Bash's syntax error for the line, until it is printed.
    broken: Option<String>,
    /// Bytes printed so far.
    printed: usize,
}

/// Limit on the length of a line, in bytes. Nothing that is typed or shared comes near it.
const LINE_BYTES_MAX: usize = 64 * 1024;

/// Parses a line and returns its process. Never fails: the first step prints the syntax error.
pub(crate) fn start(line: &str) -> Process {
    let (script, broken) = match syntax::read(line) {
        _ if line.len() > LINE_BYTES_MAX => {
            (Script::default(), Some("the line is too long".to_owned()))
        }
        Ok(script) => (script, None),
        Err(message) => (Script::default(), Some(message)),
    };
    Process { run: ScriptRun::new(&script), broken, printed: 0 }
}

impl Process {
    /// Runs until the line ends or has to wait for the next frame.
    pub(crate) fn step(&mut self, world: &World<'_>) -> Step {
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

    /// Time at which it needs a step even if nothing happens in the cluster (a timeout, a `sleep`).
    pub(crate) fn wakes_at(&self) -> Option<SimTime> {
        self.run.wakes_at()
    }

    /// The running `get --watch` that goes to the terminal. Its rows are projected from the trace, not printed by
    /// `step`.
    pub(crate) fn watch(&self) -> Option<&Watch> {
        self.run.watch()
    }

    /// Ctrl-C: ends the line. The returned step has exit status 130.
    pub(crate) fn interrupt(&mut self) -> Step {
        self.run = ScriptRun::new(&Script::default());
        Step { exited: Some(130), ..Step::default() }
    }
}
