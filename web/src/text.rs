//! What the page says, per language. Kubernetes' own words, kubectl's and the API's are never in here.
//!
//! A language is one [`Text`]: labels as strings, sentences as functions, because word order differs. In a sentence a
//! pod's name stands in brackets, `[web-4]`; the reader of it ([`crate::view`]) makes a link of that. English only so far.

mod english;

use rollout_engine::controller::{Act, Rule};

use crate::history::Trouble;

pub use english::ENGLISH;

/// Everything that the page says in one language.
#[derive(Debug)]
pub struct Text {
    /// Labels.
    pub label: Labels,
    /// The name of the opening scenario.
    pub scenario: &'static str,
    /// What stands where no question was asked.
    pub no_question: &'static str,
    /// `5 replicas`.
    pub replicas: fn(u32) -> String,
    /// `The image changes at 0:26.`
    pub image_changes: fn(&str) -> String,
    /// `2 lines typed; 1 later line dropped.`: how many lines stand in the script, and how many the last one dropped.
    pub edited: fn(usize, usize) -> String,
    /// What a pod's readiness is called beside `1/1`.
    pub readiness: fn(Readiness) -> &'static str,
    /// `0 restarts`.
    pub restarts: fn(&str) -> String,
    /// What a revision is to the set.
    pub role: fn(Role) -> &'static str,
    /// `1 unavailable of `, before maxUnavailable.
    pub unavailable_of: fn(u32) -> String,
    /// Over the next batch.
    pub next_batch: fn(&str) -> String,
    /// Over the pod that everything waits for.
    pub held_by: fn(&str) -> String,
    /// Over the pods that are being replaced; whether they are several.
    pub this_batch: fn(bool) -> &'static str,
    /// Over the pods that replicas leaves out.
    pub condemned: fn(u32) -> String,
    /// What the partition means to the pods from it on, and to those below.
    pub partition: fn(&Partition) -> (String, String),
    /// The reason.
    pub reason: fn(&Facts) -> String,
    /// The rule's name.
    pub rule: fn(&Facts) -> Option<&'static str>,
    /// What ends the wait, and in how many seconds or after which line.
    pub goes_on: fn(&Facts, Option<u64>, Option<&str>) -> Option<String>,
    /// Why it is stuck.
    pub stuck: fn(&Facts) -> String,
    /// What the line that frees it does.
    pub frees: fn(&Facts) -> String,
    /// How it ends.
    pub ends: fn(&Ends) -> [String; 5],
    /// `4 ready`, and how many of them are available where that differs.
    pub ready: fn(u32, u32) -> String,
    /// `2 updated`.
    pub updated: fn(u32) -> String,
    /// `no pod changes from 0:20 on`.
    pub quiet_from: fn(&str) -> String,
    /// Where there are more pods than cells can show.
    pub too_many: fn(u32) -> String,
    /// `frame 37 of 121`.
    pub frame: fn(u32, u32) -> String,
    /// `A line typed here happens at 0:42.`
    pub happens_at: fn(&str) -> String,
    /// `Runs since 0:26.`
    pub runs_since: fn(&str) -> String,
    /// `2 problems`.
    pub problems: fn(usize) -> String,
    /// `line 14`.
    pub line: fn(usize) -> String,
    /// `Runs the StatefulSet controller's rules of Kubernetes 1.37 in this page.`
    pub runs_rules_of: fn(&str) -> String,
    /// What each key does.
    pub keys: &'static [(&'static str, &'static str)],
}

/// Labels of regions and controls.
#[derive(Debug)]
pub struct Labels {
    pub scenario: &'static str,
    pub to_dark: &'static str,
    pub to_light: &'static str,
    pub pods: &'static str,
    pub pods_of: &'static str,
    pub why: &'static str,
    pub time: &'static str,
    pub timeline: &'static str,
    pub chart: &'static str,
    pub revision: &'static str,
    pub image: &'static str,
    pub changed: &'static str,
    pub no_pod: &'static str,
    pub rule: &'static str,
    pub goes_on_when: &'static str,
    pub stuck: &'static str,
    pub type_it: &'static str,
    pub would_last: &'static str,
    pub for_ever: &'static str,
    pub desired: &'static str,
    pub lowest: &'static str,
    pub playback: &'static str,
    pub previous_change: &'static str,
    pub step_back: &'static str,
    pub play: &'static str,
    pub pause: &'static str,
    pub step_forward: &'static str,
    pub next_change: &'static str,
    pub speed: &'static str,
    pub next_stall: &'static str,
    pub zoom_in: &'static str,
    pub zoom_out: &'static str,
    pub undo: &'static str,
    pub redo: &'static str,
    pub start_over: &'static str,
    pub keys: &'static str,
    pub letter_keys: &'static str,
    pub close: &'static str,
    pub tools: &'static str,
    pub terminal: &'static str,
    pub terminals: &'static str,
    pub new_terminal: &'static str,
    pub terminal_line: &'static str,
    pub recalls: &'static str,
    pub change: &'static str,
    pub manifest: &'static str,
    pub less: &'static str,
    pub more: &'static str,
    pub enter_types_it: &'static str,
    pub no_set: &'static str,
    pub apply: &'static str,
    pub invalid_keeps: &'static str,
    pub begin_anew: &'static str,
    pub delete: &'static str,
    pub watch: &'static str,
}

/// How ready a pod is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Readiness {
    /// Not Ready.
    NotReady,
    /// Ready, and available.
    Ready,
    /// Ready, not yet available.
    NotAvailable,
    /// Terminating, and its containers still run.
    Leaving,
    /// Terminating, and nothing runs.
    Stopped,
}

/// What a revision is to its set.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// The revision of the last completed rollout, and the one that is rolled out.
    Both,
    /// The revision of the last completed rollout.
    Current,
    /// The revision that is rolled out.
    Update,
    /// Some pod still has it.
    LeftOver,
}

/// Where the partition stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Partition {
    /// The partition itself.
    pub at: u32,
    /// How many pods there should be.
    pub replicas: u32,
    /// The current revision's letter.
    pub current: char,
    /// The update revision's letter.
    pub update: char,
}

/// What a reason is made of. Names of pods stand in brackets.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Facts {
    /// The rule.
    pub rule: Rule,
    /// What is held back.
    pub act: Act,
    /// The pod that is waited for.
    pub on: Option<String>,
    /// Whether what is waited for is that it is gone, rather than Ready.
    pub waits_for_its_going: bool,
    /// What is wrong with it, if something is.
    pub trouble: Option<Trouble>,
    /// The pods that come next, by name; the first two.
    pub next: Vec<String>,
    /// How many come next.
    pub next_count: u32,
    /// How many pods there should be.
    pub replicas: u32,
    /// The update revision's letter.
    pub update: char,
    /// The current revision's letter.
    pub current: char,
    /// The first pod that the partition lets move, and the last that it holds.
    pub partition: Option<(String, String)>,
    /// minReadySeconds.
    pub min_ready_seconds: u32,
    /// Parallel rather than OrderedReady.
    pub parallel: bool,
    /// Whether the pod that is waited for has the update revision.
    pub on_has_update: bool,
}

/// How a rollout ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Ends {
    /// Whether everything is as asked for at the end.
    pub done: bool,
    /// Seconds from the change to the end, or so far.
    pub seconds: u64,
    /// The change is the creation.
    pub creation: bool,
    /// Whether some pod moves at all.
    pub moves: bool,
    /// The lowest number of pods that were Ready.
    pub lowest: u32,
    /// How many there should be.
    pub replicas: u32,
    /// With minReadySeconds it is about available pods.
    pub available: bool,
}
