//! Executes a script: the order of commands, loops, variables, exit status. A single pipeline is run in `pipe`.

use std::collections::BTreeMap;
use std::rc::Rc;

use super::pipe::{Pipe, Surroundings};
use crate::PRINTED_MAX;
use crate::syntax::{Command, List, ListItem, Runs, Script, Word, expand};
use kubectl::print::Watch;
use kubectl::{Step, World};
use rollout_engine::time::SimTime;

/// Limit on the pipelines that one line runs, so that every line ends.
const COMMANDS_MAX: usize = 1000;

/// A running script.
#[derive(Clone, Debug)]
pub(crate) struct ScriptRun {
    here_documents: Rc<[Word]>,
    /// Open lists, the innermost last.
    places: Vec<OpenList>,
    variables: BTreeMap<Rc<str>, String>,
    pipe: Option<Pipe>,
    commands: usize,
    /// Whether the last pipeline had requests for the engine.
    wrote: bool,
    /// Exit status of the last pipeline.
    status: i32,
}

/// A list that has started and not ended.
#[derive(Clone, Debug)]
struct OpenList {
    list: Rc<List>,
    next: usize,
    /// Variable of a loop and its remaining values, in reverse order.
    turns: Option<(Rc<str>, Vec<String>)>,
}

impl ScriptRun {
    pub(crate) fn new(script: &Script) -> Self {
        Self::of(Rc::clone(&script.list), script.here_documents.clone().into(), BTreeMap::new())
    }

    fn of(
        list: Rc<List>,
        here_documents: Rc<[Word]>,
        variables: BTreeMap<Rc<str>, String>,
    ) -> Self {
        let places = vec![OpenList { list, next: 0, turns: None }];
        Self { here_documents, places, variables, pipe: None, commands: 0, wrote: false, status: 0 }
    }

    /// Makes a script of a loop that is one stage of a pipeline.
    pub(crate) fn nested(command: &Command, around: &Surroundings<'_>) -> Self {
        let item = ListItem { runs: Runs::Always, pipeline: vec![command.clone()].into() };
        Self::of(Rc::new(vec![item]), Rc::clone(around.here_documents), around.variables.clone())
    }

    /// Runs until a pipeline has to wait for the next frame. Returns the exit status once all is done.
    pub(crate) fn step(&mut self, world: &World<'_>, step: &mut Step) -> Option<i32> {
        if let Some(pipe) = &mut self.pipe {
            pipe.step(world, step);
            let ended = pipe.go_on(world, step);
            self.wrote |= !step.commands.is_empty();
            self.status = ended?;
            self.pipe = None;
        }
        if std::mem::take(&mut self.wrote) && !self.is_done() {
            step.yields = true;
            return None;
        }
        // A command does not see changes from before it started.
        let world = &World { changes: &[], ..*world };
        while !step.asks() && step.size() <= PRINTED_MAX {
            let Some(pipeline) = self.next() else { return Some(self.status) };
            let begun = self.begin(&pipeline, world, step);
            self.wrote |= !step.commands.is_empty();
            begun?;
        }
        self.is_done().then_some(self.status)
    }

    /// Starts a pipeline. Returns `None` while it runs.
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
                self.places.push(OpenList { list: Rc::clone(body), next: body.len(), turns });
                self.status = 0;
            }
            [Command::Simple(simple)]
                if simple.words.is_empty() && simple.redirections.is_empty() =>
            {
                for (name, word) in &simple.assignments {
                    let value = crate::syntax::join(word, &|name| self.value(name));
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

    /// Returns the next pipeline to run. Skips those that `&&` and `||` rule out.
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
        let is_over = |place: &OpenList| {
            place.next >= place.list.len()
                && place.turns.as_ref().is_none_or(|(_, values)| values.is_empty())
        };
        self.pipe.is_none() && self.places.iter().all(is_over)
    }

    pub(crate) fn wakes_at(&self) -> Option<SimTime> {
        self.pipe.as_ref().and_then(Pipe::wakes_at)
    }

    pub(crate) fn watch(&self) -> Option<&Watch> {
        self.pipe.as_ref().and_then(Pipe::watch)
    }
}

/// Returns the value of a variable, or the exit status for `$?`. Empty if the variable was never set.
pub(crate) fn value(variables: &BTreeMap<Rc<str>, String>, status: i32, name: &str) -> String {
    if name == "?" {
        return status.to_string();
    }
    variables.get(name).cloned().unwrap_or_default()
}
