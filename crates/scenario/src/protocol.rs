//! Messages between the page and the service: requests, replies, and their encoding.
//!
//! The page holds the traces that were sent and draws them. It asks the [`Service`](crate::Service) for everything that
//! needs the engine or kubectl; the service may be in a worker, on the main thread or, in tests, called directly. The
//! page numbers runs and questions, so that it recognizes a late answer. Messages are encoded with postcard. Transport
//! is not here.

use apiserver::found::Unreadable;
use rollout_engine::time::SimTime;
use rollout_engine::trace::{Excerpt, FrameIndex};
use rollout_engine::version::Rules;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use crate::contents::Contents;
use crate::plan::{NoPlan, Plan, PlanAsked};
use crate::reading::Reading;
use crate::script::Scenario;
use crate::sweep::{Sample, Variant};
use crate::trace::Session;
use crate::yours::{Paste, Understood};

/// Number of a run, chosen by the page.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
pub struct RunId(pub u32);

/// A request of the page.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Request {
    /// Runs a scenario.
    Open {
        /// Number of the run.
        run: RunId,
        /// Scenario to run.
        scenario: Box<Scenario>,
        /// Settings of a link to apply first (`Scenario::with_link_settings`).
        set: Vec<(String, String)>,
        /// Nothing is sent before this moment is known or the run has ended.
        until: SimTime,
        /// How many of its first frames the page has already: they are not sent.
        has: u32,
        /// A run that begins alike, if one does: frames that both have are not sent again.
        like: Option<RunId>,
    },
    /// Runs an edited copy of another run's scenario.
    Fork {
        /// Number of the new run.
        run: RunId,
        /// Number of the other run.
        from: RunId,
        /// The edit.
        edit: Edit,
        /// As in `Open`.
        until: SimTime,
    },
    /// Asks a question about a run at a time.
    Ask {
        /// Number of the question, repeated in the answer.
        number: u32,
        /// Number of the run.
        run: RunId,
        /// Last frame up to the time, and the time.
        at: (FrameIndex, SimTime),
        /// The question.
        question: Question,
    },
    /// Ends a run; there will be no more questions about it.
    Forget(RunId),
    /// Measures runs of a variant by consecutive seeds.
    Measure {
        /// Number of the request, repeated in its replies.
        number: u32,
        /// The variant.
        variant: Box<Variant>,
        /// First seed.
        first: u32,
        /// Number of seeds.
        runs: u32,
    },
    /// Ends everything that is being measured.
    StopMeasuring,
    /// Reads a manifest for the editor.
    Read {
        /// Number of the question, repeated in the reply.
        number: u32,
        /// The manifest.
        text: String,
        /// The release whose API server checks it.
        rules: Rules,
    },
    /// Asks for the ways to roll out a change.
    Plan {
        /// Number of the question, repeated in the reply.
        number: u32,
        /// What is asked.
        asked: Box<PlanAsked>,
    },
    /// Reads a pasted cluster.
    Understand {
        /// Number of the question, repeated in the reply.
        number: u32,
        /// What was pasted.
        paste: Box<Paste>,
    },
}

/// An edit of a scenario.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Edit {
    /// Types lines (the fork rule, [`Scenario::with_lines`]).
    Enter {
        /// Time.
        at: SimTime,
        /// Terminal.
        terminal: u16,
        /// Lines.
        lines: Vec<String>,
    },
    /// The same in a scenario cut at that time, which shows the effect of the lines alone ([`Scenario::tried`]).
    Try {
        /// Time.
        at: SimTime,
        /// Terminal.
        terminal: u16,
        /// Lines.
        lines: Vec<String>,
    },
    /// Removes a line.
    Cut(usize),
    /// Drops the scenario's own lines after a time.
    DropLater(SimTime),
    /// Changes the release, named as in `: release`.
    Release(String),
    /// Applies settings of a link (`Scenario::with_link_settings`).
    Set(Vec<(String, String)>),
}

/// A question about a run at a time.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Question {
    /// Output of a command that only reads.
    Prints(String),
    /// The object that a command prints, as somebody would write it: without status and server-set metadata.
    Writes(String),
    /// A manifest in which the object that a command prints replaces the StatefulSet of its name.
    WithLive {
        /// The manifest.
        text: String,
        /// Name of the StatefulSet.
        name: String,
        /// The command.
        command: String,
    },
    /// Completions of a line.
    Completes {
        /// The line.
        line: String,
        /// Cursor, in bytes.
        cursor: usize,
    },
    /// Whether the goal of the scenario is reached.
    GoalIsReached,
}

/// The answer to a [`Question`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Answer {
    /// Output, or a manifest; `None` if the command does more than read, waits, or prints no object.
    Printed(Option<String>),
    /// Completions.
    Completion(Completion),
    /// Yes or no.
    Is(bool),
    /// The service does not know the run.
    Unknown,
}

/// Completions of a line.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Completion {
    /// Offset in bytes at which the text to replace starts. It ends at the cursor.
    pub from: usize,
    /// Candidates.
    pub candidates: Vec<Candidate>,
}

/// A possible completion.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Candidate {
    /// Text to insert.
    pub text: String,
    /// Description; may be empty.
    pub about: String,
}

/// A reply of the service.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Reply {
    /// A run has started and is known up to the requested time.
    Opened {
        /// Number of the run.
        run: RunId,
        /// Its scenario.
        scenario: Box<Scenario>,
        /// What the scenario contains.
        contents: Box<Contents>,
        /// A run and the number of first frames in common with it, which are not sent.
        like: Option<(RunId, u32)>,
    },
    /// A run does not start: a setting cannot be applied.
    Refused {
        /// Number of the run.
        run: RunId,
        /// Why, in words.
        why: String,
    },
    /// Frames of a run, in order.
    Frames {
        /// Number of the run.
        run: RunId,
        /// Frames.
        excerpt: Excerpt,
    },
    /// Makes the frames sent so far visible, with the state of the terminals.
    Grew {
        /// Number of the run.
        run: RunId,
        /// Everything in a trace apart from frames.
        session: Session,
        /// Whether the run has ended.
        whole: bool,
    },
    /// The answer to a question.
    Answer {
        /// Number of the question.
        number: u32,
        /// The answer.
        answer: Answer,
    },
    /// The next samples of a request, in the order of their seeds.
    Measured {
        /// Number of the request.
        number: u32,
        /// Samples; not empty.
        samples: Vec<Sample>,
    },
    /// A manifest was read.
    Read {
        /// Number of the question.
        number: u32,
        /// What was read.
        reading: Box<Reading>,
    },
    /// The ways to roll out a change.
    Planned {
        /// Number of the question.
        number: u32,
        /// The plan, or why there is none.
        plan: Box<Result<Plan, NoPlan>>,
    },
    /// A pasted cluster was read.
    Understood {
        /// Number of the question.
        number: u32,
        /// What was understood, or why nothing was.
        read: Box<Result<Understood, Unreadable>>,
    },
}

impl Reply {
    /// Returns the run that it is about. `None` for an answer to a question.
    pub fn run(&self) -> Option<RunId> {
        match self {
            Self::Opened { run, .. }
            | Self::Refused { run, .. }
            | Self::Frames { run, .. }
            | Self::Grew { run, .. } => Some(*run),
            Self::Answer { .. }
            | Self::Measured { .. }
            | Self::Planned { .. }
            | Self::Read { .. }
            | Self::Understood { .. } => None,
        }
    }
}

/// Encodes a message.
pub fn to_bytes(message: &impl Serialize) -> Vec<u8> {
    // Encoding into memory cannot fail for these types.
    postcard::to_allocvec(message).unwrap_or_default()
}

/// Decodes a message. `None` if it is invalid or from another build.
pub fn from_bytes<M: DeserializeOwned>(bytes: &[u8]) -> Option<M> {
    postcard::from_bytes(bytes).ok()
}
