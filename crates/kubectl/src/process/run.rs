//! A script that runs: which command is next, loops, variables, exit status.

use std::collections::BTreeMap;
use std::rc::Rc;

use super::pipe::{Pipe, Surroundings};
use super::{PRINTED_MAX, Step, World};
use crate::print::Watch;
use crate::shell::{Command, Item, List, Runs, Script, Word, expand};
use rollout_engine::time::SimTime;

/// A line that runs more commands is ended, so that no line goes on without end.
const COMMANDS_MAX: usize = 1000;

/// A script that runs.
#[derive(Clone, Debug)]
pub(super) struct Run {
    here_documents: Rc<[Word]>,
    /// Lists that have begun, the innermost last.
    places: Vec<Place>,
    variables: BTreeMap<Rc<str>, String>,
    pipe: Option<Pipe>,
    commands: usize,
    /// How the last pipeline ended.
    status: i32,
}

/// A list that has begun.
#[derive(Clone, Debug)]
struct Place {
    list: Rc<List>,
    next: usize,
    /// The variable of a loop with the values that are still to come, the next one last.
    turns: Option<(Rc<str>, Vec<String>)>,
}

impl Run {
    pub(super) fn new(script: &Script) -> Self {
        Self::of(Rc::clone(&script.list), script.here_documents.clone().into(), BTreeMap::new())
    }

    fn of(
        list: Rc<List>,
        here_documents: Rc<[Word]>,
        variables: BTreeMap<Rc<str>, String>,
    ) -> Self {
        let places = vec![Place { list, next: 0, turns: None }];
        Self { here_documents, places, variables, pipe: None, commands: 0, status: 0 }
    }

    /// A loop within a pipeline, as a script of its own.
    pub(super) fn nested(command: &Command, around: &Surroundings<'_>) -> Self {
        let item = Item { runs: Runs::Always, pipeline: vec![command.clone()].into() };
        Self::of(Rc::new(vec![item]), Rc::clone(around.here_documents), around.variables.clone())
    }

    /// One turn; the exit status once all is done.
    pub(super) fn step(&mut self, world: &World<'_>, step: &mut Step) -> Option<i32> {
        if let Some(pipe) = &mut self.pipe {
            pipe.step(world, step);
            self.status = pipe.go_on(world, step)?;
            self.pipe = None;
        }
        // What happened before a command began is not its business.
        let world = &World { changes: &[], ..*world };
        while !step.asks() && step.size() <= PRINTED_MAX {
            let Some(pipeline) = self.next() else { return Some(self.status) };
            self.begin(&pipeline, world, step)?;
        }
        self.is_done().then_some(self.status)
    }

    /// Begins a pipeline; `None` while it goes on.
    fn begin(&mut self, pipeline: &[Command], world: &World<'_>, step: &mut Step) -> Option<()> {
        self.commands += 1;
        if self.commands > COMMANDS_MAX {
            step.err("bash: too many commands in one line\n");
            self.places.clear();
            self.status = 1;
            return Some(());
        }
        match pipeline {
            [Command::For { variable, values, body }] => {
                let value = |name: &str| self.value(name);
                let mut values: Vec<_> =
                    values.iter().flat_map(|word| expand(word, &value)).collect();
                values.reverse();
                let turns = Some((Rc::clone(variable), values));
                self.places.push(Place { list: Rc::clone(body), next: body.len(), turns });
                self.status = 0;
            }
            [Command::Simple(simple)]
                if simple.words.is_empty() && simple.redirections.is_empty() =>
            {
                for (name, word) in &simple.assignments {
                    let value = crate::shell::join(word, &|name| self.value(name));
                    self.variables.insert(name.as_str().into(), value);
                }
                self.status = 0;
            }
            _ => {
                let around = Surroundings {
                    here_documents: &self.here_documents,
                    variables: &self.variables,
                    status: self.status,
                };
                let mut pipe = Pipe::new(pipeline, &around, world, step);
                let ended = pipe.go_on(world, step);
                self.pipe = ended.is_none().then_some(pipe);
                self.status = ended?;
            }
        }
        Some(())
    }

    fn value(&self, name: &str) -> String {
        value(&self.variables, self.status, name)
    }

    /// The next pipeline that is to run.
    fn next(&mut self) -> Option<Rc<[Command]>> {
        loop {
            let place = self.places.last_mut()?;
            let Some(item) = place.list.get(place.next) else {
                match place.turns.as_mut().and_then(|(name, values)| Some((name, values.pop()?))) {
                    Some((name, value)) => {
                        place.next = 0;
                        self.variables.insert(Rc::clone(name), value);
                    }
                    None => drop(self.places.pop()),
                }
                continue;
            };
            place.next += 1;
            let runs = match item.runs {
                Runs::Always => true,
                Runs::AfterSuccess => self.status == 0,
                Runs::AfterFailure => self.status != 0,
            };
            if runs {
                return Some(Rc::clone(&item.pipeline));
            }
        }
    }

    fn is_done(&self) -> bool {
        let is_over = |place: &Place| {
            place.next >= place.list.len()
                && place.turns.as_ref().is_none_or(|(_, values)| values.is_empty())
        };
        self.pipe.is_none() && self.places.iter().all(is_over)
    }

    pub(super) fn wakes_at(&self) -> Option<SimTime> {
        self.pipe.as_ref().and_then(Pipe::wakes_at)
    }

    pub(super) fn watch(&self) -> Option<&Watch> {
        self.pipe.as_ref().and_then(Pipe::watch)
    }
}

/// The value of a variable; empty if it was never set.
pub(super) fn value(variables: &BTreeMap<Rc<str>, String>, status: i32, name: &str) -> String {
    if name == "?" {
        return status.to_string();
    }
    variables.get(name).cloned().unwrap_or_default()
}
