//! kubectl's verbs: one table of words and flags, one module a verb.
//!
//! Parsing reads the table, and so will help and completion. A verb decides at once what it can and says so; what it
//! waits for is a [`Running`].

mod api_resources;
mod apply;
mod auth;
pub(crate) mod completion;
mod config;
mod create;
mod create_namespace;
mod delete;
mod describe;
mod diff;
mod edit;
mod events;
mod explain;
mod expose;
pub(crate) mod flags;
mod get;
mod help;
mod label;
mod manifests;
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

use self::flags::{Flag, Invocation};
use crate::print::Watch;
use crate::process::{Step, World};
use crate::release::Release;
use crate::server::Failure;

/// A verb, with its subcommand.
pub(crate) struct Verb {
    /// `rollout status`.
    words: &'static str,
    /// What it is good for, in kubectl's words.
    about: &'static str,
    flags: &'static [Flag],
    run: fn(&Invocation, &World<'_>, &mut Step) -> Result<Started, Failure>,
}

/// How a program began.
pub(crate) enum Started {
    /// It is done.
    Exited(i32),
    /// It goes on.
    Running(Running),
}

/// A verb that goes on.
#[derive(Clone, Debug)]
pub(crate) enum Running {
    Delete(delete::Delete),
    RolloutStatus(rollout::status::RolloutStatus),
    Scale(scale::Scale),
    Wait(wait::Wait),
    Watch(Box<Watch>),
    Writing(Box<writing::Writing>),
}

impl Running {
    /// One turn; its exit status once it is done.
    pub(crate) fn step(&mut self, world: &World<'_>, step: &mut Step) -> Option<i32> {
        match self {
            Self::Delete(delete) => delete.step(world, step),
            Self::Scale(scale) => scale.step(world, step),
            Self::Wait(wait) => wait.look(world, step),
            Self::RolloutStatus(status) => status.step(world, step),
            Self::Watch(watch) => watch.ends_at.filter(|at| *at <= world.at).map(|_| 0),
            Self::Writing(writing) => writing.step(world, step),
        }
    }

    pub(crate) fn wakes_at(&self) -> Option<SimTime> {
        match self {
            Self::Delete(delete) => delete.wakes_at(),
            Self::RolloutStatus(status) => status.wakes_at(),
            Self::Scale(scale) => scale.wakes_at(),
            Self::Wait(wait) => wait.wakes_at(),
            Self::Watch(watch) => watch.ends_at,
            _ => None,
        }
    }

    pub(crate) fn watch(&self) -> Option<&Watch> {
        match self {
            Self::Watch(watch) => Some(watch),
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
    create::VERB,
    create_namespace::VERB,
    create_namespace::SHORT,
    delete::VERB,
    describe::VERB,
    diff::VERB,
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
    version::VERB,
    wait::VERB,
];

/// Runs kubectl with these arguments.
pub(crate) fn start(
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

/// The verb that the words begin with; else what kubectl answers.
fn find(words: &[String], release: Release) -> Result<&'static Verb, unknown::Answer> {
    let called = |verb: &&Verb| {
        verb.words
            .split(' ')
            .enumerate()
            .all(|(index, word)| words.get(index).is_some_and(|one| one == word))
    };
    let longest = VERBS.iter().filter(called).max_by_key(|verb| verb.words.len());
    longest.ok_or_else(|| unknown::answer(words, release))
}

fn answer(answer: unknown::Answer, step: &mut Step) -> Started {
    step.out(answer.out);
    step.err(answer.err);
    Started::Exited(answer.status)
}

/// Prints what went wrong, as kubectl does for one error and for several; the exit status.
fn report(failures: &[Failure], step: &mut Step) -> i32 {
    match failures {
        [] => return 0,
        [only] => step.err(only.alone()),
        all => all.iter().for_each(|failure| step.err(failure.among_others())),
    }
    1
}
