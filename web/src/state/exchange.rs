//! Requests of the page to the service, and replies so far.
//!
//! The reducer queues requests here. Its caller sends them ([`Exchange::take_wishes`]); the service may run in a
//! worker or on the page. Every reply becomes an action. A run is assembled from the frames that arrive, and goes to
//! its purpose once it is known up to the requested time. The page keeps the old run until then. If the service
//! restarted or never got the current run, that run is opened there first. What happens to a finished run is
//! elsewhere: `update::{change, outlook, releases, gallery}`.

use std::collections::{BTreeMap, VecDeque};
use std::rc::Rc;

use rollout_engine::time::SimTime;
use rollout_engine::trace::Trace as Rollout;
use scenario::protocol::{Edit, Request, RunId};
use scenario::{Contents, Scenario};

use super::answers::Answers;
use super::change::{Change, Coming, Entered};
use super::{AfterReading, AppState, Readings, Run};

/// Requests and replies.
#[derive(Clone, Debug, Default)]
pub struct Exchange {
    wishes: Vec<Request>,
    /// Last number given to a run or a question.
    last_number: u32,
    /// Whether the service has the current run.
    is_told: bool,
    /// Whether the service failed to start or stopped, and nothing was asked of it since.
    pub is_lost: bool,
    /// Runs whose frames are arriving.
    pub incoming: BTreeMap<RunId, Incoming>,
    /// Purpose of each requested run.
    pub purposes: BTreeMap<RunId, Purpose>,
    /// Change that waits for its run.
    pub coming: Option<Coming>,
    /// Changes that wait for the one before them.
    pub queue: VecDeque<Change>,
    /// Questions and answers.
    pub answers: Answers,
    /// The manifest in the editor as it was read.
    pub reading: Readings,
}

/// Purpose of a requested run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    /// To replace the current run.
    Change,
    /// To predict what Apply will do.
    Outlook,
    /// For a row of the list of releases.
    Release,
    /// For a gallery card.
    Card,
    /// For the right side of a comparison.
    Compare,
    /// For a run of a plan's chosen way.
    Plan,
    /// For a change of both sides of a comparison.
    Both,
}

/// A run whose frames are arriving.
#[derive(Clone, Debug)]
pub struct Incoming {
    /// Its scenario, and what that contains.
    pub scenario: Rc<(Scenario, Contents)>,
    /// Frames so far. `None` before the first.
    pub rollout: Option<Rc<Rollout>>,
}

impl Exchange {
    /// Takes the queued requests, in order.
    pub fn take_wishes(&mut self) -> Vec<Request> {
        std::mem::take(&mut self.wishes)
    }

    /// Returns whether the service has not been told of the current run, and no change waits for it.
    pub fn is_unused(&self) -> bool {
        !self.is_told && !self.is_waiting() && self.queue.is_empty()
    }

    /// Returns whether a change of the scenario waits for its run.
    pub fn is_waiting(&self) -> bool {
        self.coming.is_some()
    }

    /// Returns whether a person is waiting: for a change, or for the answer to a one-off question.
    pub fn is_awaited(&self) -> bool {
        let is_read_for = self.reading.asked.is_some()
            && self.reading.then.is_some_and(|then| then != AfterReading::LookAhead);
        self.is_waiting() || self.answers.is_awaited() || is_read_for
    }

    /// Returns whether another scenario is about to replace this one. Neither address nor saved state may then be
    /// written from this one.
    pub fn is_opening(&self) -> bool {
        let changes = self.coming.iter().map(|coming| &coming.change).chain(&self.queue);
        changes.into_iter().any(|change| matches!(change, Change::Open(_)))
    }

    /// Returns the lines that were entered at a prompt and wait for their run, with their terminals.
    pub fn entered(&self) -> impl Iterator<Item = (u16, &str)> {
        let changes = self.coming.iter().map(|coming| &coming.change).chain(&self.queue);
        changes.filter_map(|change| match change {
            Change::Enter { terminal, lines, then: Entered::Prompt(..) } => {
                let line = lines.first().filter(|line| **line != scenario::INTERRUPT)?;
                Some((*terminal, line.as_str()))
            }
            _ => None,
        })
    }

    /// Returns whether a requested run or an answer is missing.
    #[cfg(test)]
    pub fn misses_something(&self) -> bool {
        !self.purposes.is_empty() || self.answers.is_asked()
    }

    /// Forgets the service, once everything requested has arrived.
    #[cfg(test)]
    pub fn leave(&mut self) {
        self.is_told = false;
        self.incoming.clear();
    }

    /// Adds a request that is about no run.
    pub fn wish(&mut self, request: Request) {
        self.wishes.push(request);
    }

    /// Returns a new number for a run or a question.
    pub fn number(&mut self) -> u32 {
        self.last_number += 1;
        self.last_number
    }

    fn forget(&mut self, run: RunId) {
        self.incoming.remove(&run);
        if self.purposes.remove(&run).is_some() || self.is_told {
            self.wishes.push(Request::Forget(run));
        }
    }
}

impl AppState {
    /// Returns whether another scenario is about to replace this one, or waits for a file.
    pub fn waits_to_open(&self) -> bool {
        self.linked.waits() || self.exchange.is_opening() || self.compare.is_coming()
    }

    /// Requests a run of a scenario.
    pub fn want_run(&mut self, purpose: Purpose, scenario: Scenario, until: SimTime) -> RunId {
        self.want_run_with(purpose, scenario, Vec::new(), until)
    }

    /// Requests a run of a scenario with settings of a link.
    pub fn want_run_with(
        &mut self,
        purpose: Purpose,
        scenario: Scenario,
        set: Vec<(String, String)>,
        until: SimTime,
    ) -> RunId {
        let run = RunId(self.exchange.number());
        let like = (purpose != Purpose::Card).then_some(self.run.id);
        if like.is_some() {
            self.tell();
        }
        let scenario = Box::new(scenario);
        self.exchange.wishes.push(Request::Open { run, scenario, set, until, has: 0, like });
        self.exchange.purposes.insert(run, purpose);
        run
    }

    /// Requests a run of the current scenario with an edit.
    pub fn want_fork(&mut self, purpose: Purpose, edit: Edit, until: SimTime) -> RunId {
        self.tell();
        let run = RunId(self.exchange.number());
        self.exchange.wishes.push(Request::Fork { run, from: self.run.id, edit, until });
        self.exchange.purposes.insert(run, purpose);
        run
    }

    /// Requests a run that is on the page beside the current one, with an edit. The service does not keep that run.
    pub fn want_fork_beside(
        &mut self,
        purpose: Purpose,
        beside: &Run,
        edit: Edit,
        until: SimTime,
    ) -> RunId {
        let (from, scenario) = (beside.id, Box::new(beside.scenario.clone()));
        let has = beside.trace.rollout.len();
        let (set, like) = (Vec::new(), None);
        self.exchange.wishes.push(Request::Open { run: from, scenario, set, until, has, like });
        let run = RunId(self.exchange.number());
        self.exchange.wishes.push(Request::Fork { run, from, edit, until });
        self.exchange.purposes.insert(run, purpose);
        run
    }

    /// Returns a run that the page has, by its number: the current one, or a side of a comparison.
    pub fn known_run(&self, run: RunId) -> Option<&Rc<Run>> {
        let compared = self.compare.shown.as_deref();
        let sides = compared.into_iter().flat_map(|it| it.sides.iter().map(|side| &side.run));
        std::iter::once(&self.run).chain(sides).find(|known| known.id == run)
    }

    /// Queues a request about the current run.
    pub fn want(&mut self, request: Request) {
        self.tell();
        self.exchange.wishes.push(request);
    }

    /// Tells the service that a run is no longer needed.
    pub fn forget_run(&mut self, run: RunId) {
        self.exchange.forget(run);
    }

    /// Opens the current run at the service, unless the service has it.
    pub fn tell(&mut self) {
        if std::mem::replace(&mut self.exchange.is_told, true) {
            return;
        }
        let (run, scenario) = (self.run.id, Box::new(self.run.scenario.clone()));
        let (until, has) = (self.place.at, self.run.trace.rollout.len());
        let set = Vec::new();
        self.exchange.wishes.push(Request::Open { run, scenario, set, until, has, like: None });
    }

    /// Handles the loss of the service. Keeps the pending changes for the next attempt. Drops predictions, previews
    /// and outcomes that were under way.
    pub fn lose_service(&mut self) {
        let old = std::mem::take(&mut self.exchange);
        self.exchange.last_number = old.last_number;
        self.exchange.is_lost = true;
        self.exchange.queue = old.queue;
        self.exchange.reading = Readings { asked: None, ..old.reading };
        if let Some(coming) = old.coming {
            self.exchange.queue.push_front(coming.change);
        }
        if let Some(both) = self.compare.both.take() {
            self.exchange.queue.push_front(both.change);
        }
        self.outlook = None;
        if let Some(coming) = &mut self.compare.coming {
            coming.run = None;
        }
        self.plan.lose_service();
        self.around.card = None;
        if let Some(releases) = &mut self.around.releases {
            releases.stop();
        }
    }

    /// Replaces the current run and drops the old one at the service.
    pub fn show_run(&mut self, run: Rc<Run>) {
        let before = std::mem::replace(&mut self.run, run);
        if before.id != self.run.id {
            self.exchange.forget(before.id);
            self.exchange.is_told = true;
        }
    }
}
