//! kubectl's verbs: one table, one module for each verb.
//!
//! The table has each verb's words, its flags, and whether it writes. Parsing, `--help`, completion and [`writes`] all
//! read it. A verb that ends at once returns [`Started::Exited`]; one that waits or watches returns a [`Running`].
//! Tables and documents are formatted in [`crate::print`].

mod api_resources;
mod apply;
mod auth;
pub(crate) mod completion;
mod config;
mod create;
mod create_budget;
mod create_namespace;
mod create_priority_class;
mod create_quota;
mod created;
mod delete;
mod describe;
mod diff;
mod drain;
mod edit;
mod events;
mod explain;
mod expose;
mod flags;
mod get;
mod help;
mod label;
mod manifests;
mod node;
mod objects;
mod patch;
mod raw;
mod replace;
mod rollout;
mod scale;
mod set;
mod targets;
mod unknown;
mod version;
mod view_last_applied;
mod wait;
mod writing;

use rollout_engine::time::SimTime;

pub use self::flags::duration;

use self::flags::{Flag, Invocation};
use crate::print::Watch;
use crate::world::{Step, World};
use apiserver::Failure;
use apiserver::release::Release;

/// A verb, including its subcommand.
struct Verb {
    /// Its words, such as `rollout status`.
    words: &'static str,
    /// Whether it writes to the cluster. `edit` does, through the editor that it opens.
    writes: bool,
    /// kubectl's short description.
    about: &'static str,
    flags: &'static [Flag],
    run: fn(&Invocation, &World<'_>, &mut Step) -> Result<Started, Failure>,
}

/// What [`start`] returns.
pub enum Started {
    /// The command has ended with this exit status.
    Exited(i32),
    /// The command waits or watches.
    Running(Running),
}

/// A command that waits or watches. Call [`Running::step`] once per frame.
#[derive(Clone, Debug)]
pub struct Running(Waiting);

/// The verbs that wait or watch.
#[derive(Clone, Debug)]
pub(crate) enum Waiting {
    Delete(delete::Delete),
    Drain(Box<drain::Drain>),
    RolloutStatus(rollout::status::RolloutStatus),
    Scale(scale::Scale),
    Condition(wait::Wait),
    Watch(Box<Watch>),
    Writing(Box<writing::Writing>),
}

impl From<Waiting> for Started {
    fn from(waiting: Waiting) -> Self {
        Self::Running(Running(waiting))
    }
}

impl Running {
    /// Processes one frame. Returns the exit status once the command has ended.
    pub fn step(&mut self, world: &World<'_>, step: &mut Step) -> Option<i32> {
        match &mut self.0 {
            Waiting::Delete(delete) => delete.step(world, step),
            Waiting::Drain(drain) => drain.step(world, step),
            Waiting::Scale(scale) => scale.step(world, step),
            Waiting::Condition(wait) => wait.look(world, step),
            Waiting::RolloutStatus(status) => status.step(world, step),
            Waiting::Watch(watch) => watch.ends_at.filter(|at| *at <= world.at).map(|_| 0),
            Waiting::Writing(writing) => writing.step(world, step),
        }
    }

    /// Time at which the command needs a step even if nothing happens in the cluster (a timeout).
    pub fn wakes_at(&self) -> Option<SimTime> {
        match &self.0 {
            Waiting::Delete(delete) => delete.wakes_at(),
            Waiting::Drain(drain) => drain.wakes_at(),
            Waiting::RolloutStatus(status) => status.wakes_at(),
            Waiting::Scale(scale) => scale.wakes_at(),
            Waiting::Condition(wait) => wait.wakes_at(),
            Waiting::Watch(watch) => watch.ends_at,
            Waiting::Writing(_) => None,
        }
    }

    /// The watch, if the command is one. Its rows are projected from the trace.
    pub fn watch(&self) -> Option<&Watch> {
        match &self.0 {
            Waiting::Watch(watch) => Some(watch),
            _ => None,
        }
    }
}

static VERBS: &[Verb] = &[
    api_resources::VERB,
    api_resources::VERSIONS,
    view_last_applied::VERB,
    apply::VERB,
    auth::CAN_I,
    auth::WHO_AM_I,
    config::CLUSTER_INFO,
    config::CONTEXTS,
    config::CURRENT_CONTEXT,
    config::SET_CONTEXT,
    config::USE_CONTEXT,
    config::VIEW,
    expose::AUTOSCALE,
    node::CORDON,
    create::VERB,
    create_namespace::VERB,
    create_namespace::SHORT,
    create_budget::VERB,
    create_budget::SHORT,
    create_priority_class::VERB,
    create_priority_class::SHORT,
    create_quota::VERB,
    create_quota::LONG,
    delete::VERB,
    describe::VERB,
    diff::VERB,
    drain::VERB,
    edit::VERB,
    events::VERB,
    explain::VERB,
    label::ANNOTATE,
    expose::EXPOSE,
    get::VERB,
    label::LABEL,
    patch::VERB,
    replace::VERB,
    rollout::history::VERB,
    rollout::PAUSE,
    rollout::RESTART,
    rollout::RESUME,
    rollout::status::VERB,
    rollout::undo::VERB,
    scale::VERB,
    set::SELECTOR,
    set::SERVICE_ACCOUNT,
    set::env::VERB,
    set::image::VERB,
    set::resources::VERB,
    node::TAINT,
    node::UNCORDON,
    version::VERB,
    wait::VERB,
];

/// Runs kubectl with these arguments. `input` is standard input, from a pipe or a here-document.
pub fn start(
    arguments: &[String],
    input: Option<String>,
    world: &World<'_>,
    step: &mut Step,
) -> Started {
    let (before, words) = flags::leading(arguments);
    let verb = match find(words, world.release()) {
        Ok(found) => found,
        Err(text) => return answer(text, step),
    };
    if let Some(text) = unknown::subcommand_of_create(verb, words) {
        return answer(text, step);
    }
    let count = verb.words.split(' ').count();
    let rest: Vec<_> = before.iter().chain(words.iter().skip(count)).cloned().collect();
    if rest.iter().any(|word| word == "--help" || word == "-h") {
        step.out(help::help(verb));
        return Started::Exited(0);
    }
    let mut invocation = match flags::read(verb, &rest, input, world.namespace) {
        Ok(invocation) => invocation,
        Err(message) => {
            step.err(format!("error: {message}\nSee 'kubectl {} --help' for usage.\n", verb.words));
            return Started::Exited(1);
        }
    };
    flags::warn(&invocation, world, step);
    let checked =
        flags::check(&invocation).and_then(|()| flags::read_template(&mut invocation, world));
    checked.and_then(|()| (verb.run)(&invocation, world, step)).unwrap_or_else(|failure| {
        step.err(failure.alone());
        Started::Exited(1)
    })
}

/// Whether kubectl with these arguments writes to the cluster, judged by its words. An unknown verb, `--dry-run` and
/// `--local` do not.
pub fn writes(arguments: &[String]) -> bool {
    let (_, words) = flags::leading(arguments);
    let is_dry = |word: &String| word.starts_with("--dry-run") && word != "--dry-run=none";
    let sends_nothing = words.iter().any(|word| is_dry(word) || word == "--local");
    called(words).is_some_and(|verb| verb.writes) && !sends_nothing
}

/// Returns the verb at the start of the words, or kubectl's answer to an unknown one.
fn find(words: &[String], release: Release) -> Result<&'static Verb, unknown::Answer> {
    called(words).ok_or_else(|| unknown::answer(words, release))
}

/// Returns the verb with the most words that match the start of `words`.
fn called(words: &[String]) -> Option<&'static Verb> {
    let is_it = |verb: &&Verb| {
        verb.words
            .split(' ')
            .enumerate()
            .all(|(index, word)| words.get(index).is_some_and(|one| one == word))
    };
    VERBS.iter().filter(is_it).max_by_key(|verb| verb.words.len())
}

fn answer(answer: unknown::Answer, step: &mut Step) -> Started {
    step.out(answer.out);
    step.err(answer.err);
    Started::Exited(answer.status)
}

/// Prints errors as kubectl does, in one form for a single error and another for several. Returns the exit status.
fn report(failures: &[Failure], step: &mut Step) -> i32 {
    match failures {
        [] => return 0,
        [only] => step.err(only.alone()),
        all => all.iter().for_each(|failure| step.err(failure.among_others())),
    }
    1
}
