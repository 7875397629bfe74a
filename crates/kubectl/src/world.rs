//! Input and output of a running command: it reads a [`World`] and returns a [`Step`].
//!
//! Both are plain data, shared by the verbs, the shell and the code that steps it. Not here: verbs, printers, and the
//! stepping itself (crate `shell`).

use std::collections::BTreeMap;
use std::rc::Rc;

use apiserver::list::Scene;
use apiserver::release::Release;
use rollout_engine::cluster::{Change, Cluster};
use rollout_engine::command::Command;
use rollout_engine::time::SimTime;
use rollout_engine::trace::Trace;
use rollout_engine::version::Rules;

/// Files that commands can read with `-f`, by name.
pub type Files = BTreeMap<Rc<str>, Rc<str>>;

/// What a process can read when it is stepped.
#[derive(Clone, Copy, Debug)]
pub struct World<'a> {
    /// Every object at this time.
    pub cluster: &'a Cluster,
    /// The past up to this time, from which events are derived.
    pub trace: &'a Trace,
    /// The current time.
    pub at: SimTime,
    /// Writes of the frame that caused this step. Empty at the first step.
    pub changes: &'a [Change],
    /// Rules of the Kubernetes version.
    pub rules: &'a Rules,
    /// Files of the scenario.
    pub files: &'a Files,
    /// Namespace of kubectl's current context, for commands without `-n`.
    pub namespace: &'a str,
}

impl<'a> World<'a> {
    /// Returns the cluster at this time with its past, from which objects are listed.
    pub fn scene(&self) -> Scene<'a> {
        let scene = Scene::without_past(self.cluster, self.at, self.release());
        scene.with_past(self.trace, self.trace.frame_at(self.at))
    }

    /// Returns the differences of this Kubernetes version in kubectl and the API server.
    pub fn release(&self) -> Release {
        Release::of(self.rules)
    }
}

/// Result of one step.
#[derive(Clone, Debug, Default)]
pub struct Step {
    /// Printed text, in order. The rows of a watch are not here: see [`Running::watch`](crate::verbs::Running::watch).
    pub printed: Vec<Printed>,
    /// Accepted requests, to be applied in order, one frame each. The process is stepped again after them.
    pub commands: Vec<Command>,
    /// Files that it wrote, with their contents. The process is stepped again after them.
    pub files: Vec<(String, String)>,
    /// New namespace of kubectl's current context. The process is stepped again after it.
    pub namespace: Option<String>,
    /// Object for which the manifest editor opens (`kubectl edit`), as arguments: `statefulset.apps/web`, or
    /// `statefulset.apps/web -n argocd`.
    pub edits: Option<String>,
    /// Whether it must be stepped again after everything that is due at this time: another command of its line starts,
    /// and on a real cluster the controllers have reacted by then.
    pub yields: bool,
    /// Exit status once the process has ended.
    pub exited: Option<i32>,
}

/// A piece of printed text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Printed {
    /// Stream to which it is printed.
    pub stream: Stream,
    /// The text, with its line breaks.
    pub text: String,
}

/// A stream of a process.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stream {
    /// Standard output.
    Out,
    /// Standard error.
    Err,
}

impl Step {
    /// Whether it has requests that must be carried out before the next step.
    pub fn asks(&self) -> bool {
        !self.commands.is_empty() || !self.files.is_empty() || self.namespace.is_some()
    }

    /// Returns the length of the printed text, in bytes.
    pub fn size(&self) -> usize {
        self.printed.iter().map(|printed| printed.text.len()).sum()
    }

    /// Prints to standard output.
    pub fn out(&mut self, text: impl Into<String>) {
        self.print(Stream::Out, text.into());
    }

    /// Prints to standard error.
    pub fn err(&mut self, text: impl Into<String>) {
        self.print(Stream::Err, text.into());
    }

    fn print(&mut self, stream: Stream, text: String) {
        if !text.is_empty() {
            self.printed.push(Printed { stream, text });
        }
    }
}
