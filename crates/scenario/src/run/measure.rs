//! Measures a rollout while its scenario runs: how long it took, and how few pods were Ready. Keeps nothing of the trace.
//!
//! Looks at the set when the line begins and after every frame. Of several looks at one instant the last counts, as on the page's timeline. Which runs
//! there are is in `sweep`.

use std::rc::Rc;
use std::time::Duration;

use rollout_engine::api::UpdateStrategy;
use rollout_engine::cluster::{Owned, SetId};
use rollout_engine::time::SimTime;
use rollout_engine::trace::Ended;

use super::Run;
use crate::script::Scenario;
use crate::sweep::{Ending, Sample, Variant};

/// A run that is measured ends so long after its last line: a hundred slow pods one by one take more than the hour that
/// the page shows.
const HORIZON: Duration = Duration::from_secs(24 * 3600);

/// A run that is measured. Can be advanced in slices.
#[derive(Debug)]
pub(crate) struct Measuring {
    variant: Rc<Variant>,
    seed: u32,
    run: Run,
    /// Frames at the last look.
    frames: u32,
    /// The last look, which a later one at the same instant replaces.
    last: Option<(SimTime, Look)>,
    complete_since: Option<SimTime>,
    lowest: Option<Look>,
}

/// What all runs of a variant begin with: everything before the first line that has the seed.
#[derive(Debug)]
pub(crate) struct Beginning(Run);

impl Beginning {
    /// Runs it. `None` if it is nothing, or if the rollout begins before it ends.
    pub(crate) fn of(variant: &Variant) -> Option<Self> {
        let seeded = variant.scenario.first_with_seed().filter(|&line| line <= variant.since)?;
        let mut run = to_measure(&variant.scenario);
        run.advance_to(seeded).then_some(Self(run))
    }
}

/// Returns a scenario before its first line, to be run without anybody who looks.
fn to_measure(scenario: &Scenario) -> Run {
    Run { horizon: HORIZON, is_unwatched: true, ..Run::from_first_line(scenario) }
}

/// The set at an instant.
#[derive(Clone, Copy, Debug)]
struct Look {
    ready: u32,
    available: u32,
    is_complete: bool,
}

impl Measuring {
    /// Returns the run of a variant by this seed, after what it begins with, if that has run already.
    pub(crate) fn new(variant: Rc<Variant>, seed: u32, begins: Option<&Beginning>) -> Self {
        let scenario = variant.scenario.with_seed(seed);
        let run = begins.map(|begins| begins.0.with_lines(&scenario.lines));
        let run = run.unwrap_or_else(|| to_measure(&scenario));
        Self { variant, seed, run, frames: 0, last: None, complete_since: None, lowest: None }
    }

    /// Runs up to `turns` turns. Returns whether the run has ended.
    pub(crate) fn advance(&mut self, turns: u32) -> bool {
        for _ in 0..turns {
            if self.run.advance(1) {
                return true;
            }
            self.look();
        }
        false
    }

    /// Returns what it gave. A run that has not ended counts as cut off.
    pub(crate) fn finish(mut self) -> Sample {
        if let Some((at, look)) = self.last.take() {
            self.note(at, look);
        }
        let lowest = |of: fn(&Look) -> u32| self.lowest.as_ref().map_or(0, of);
        Sample {
            seed: self.seed,
            ending: self.ending(),
            lowest_ready: lowest(|look| look.ready),
            lowest_available: lowest(|look| look.available),
        }
    }

    fn look(&mut self) {
        if self.begun().is_none() || self.run.frames() == self.frames {
            return;
        }
        let now = self.run.now;
        let Some((_, owned)) = self.set() else { return };
        let look = Look::at(owned);
        self.frames = self.run.frames();
        if let Some((at, before)) = self.last.replace((now, look)).filter(|&(at, _)| at < now) {
            self.note(at, before);
        }
    }

    fn note(&mut self, at: SimTime, look: Look) {
        let lowest = self.lowest.get_or_insert(look);
        lowest.ready = lowest.ready.min(look.ready);
        lowest.available = lowest.available.min(look.available);
        self.complete_since = look.is_complete.then(|| self.complete_since.unwrap_or(at));
    }

    fn begun(&self) -> Option<SimTime> {
        self.run.ran.get(self.variant.since).copied().flatten().map(|ran| ran.at)
    }

    fn set(&self) -> Option<(SetId, &Owned)> {
        self.run.simulation.cluster().find_set(&self.variant.namespace, &self.variant.name)
    }

    fn ending(&self) -> Ending {
        let (Some(begun), Some(_)) = (self.begun(), self.lowest) else { return Ending::NeverBegan };
        if let Some(line) = self.failed_line() {
            return Ending::LineFailed(line);
        }
        match (self.complete_since, self.run.ended) {
            (Some(since), _) => Ending::Complete { took: since.since(begun) },
            (None, Some(Ended::Settled | Ended::Looping)) => self.stands_still(),
            (None, _) => Ending::CutOff,
        }
    }

    /// The first line of the rollout that writes and ended with an error.
    fn failed_line(&self) -> Option<usize> {
        let lines = self.run.ran.iter().zip(&self.run.outputs).enumerate().skip(self.variant.since);
        let mut failed = lines.filter(|(_, (ran, printing))| {
            let exited = ran.and_then(|ran| ran.exited);
            printing.output.writes && exited.is_some_and(|(_, status)| status != 0)
        });
        failed.next().map(|(line, _)| line)
    }

    fn stands_still(&self) -> Ending {
        let Some((set, owned)) = self.set() else {
            return Ending::StandsStill { rule: None, at: None, outdated: 0 };
        };
        let trace = self.run.simulation.trace();
        let waiting = trace.waiting(set, trace.last());
        let at = waiting.and_then(|waiting| waiting.on).or(owned.pods.lowest_unavailable());
        let outdated = u32::try_from(outdated(owned)).unwrap_or(u32::MAX);
        Ending::StandsStill { rule: waiting.map(|waiting| waiting.rule), at, outdated }
    }
}

impl Look {
    fn at(owned: &Owned) -> Self {
        Self {
            ready: owned.pods.ready_count(),
            available: owned.pods.available_count(),
            is_complete: is_complete(owned),
        }
    }
}

/// Whether every pod is there and available, and those that the partition lets go have the update revision.
fn is_complete(owned: &Owned) -> bool {
    let (set, pods) = (&owned.set, &owned.pods);
    if !owned.exists {
        return pods.is_empty();
    }
    set.status.observed_generation == set.generation
        && pods.len() == set.spec.replicas as usize
        && pods.lowest_unavailable().is_none()
        && outdated(owned) == 0
}

/// Number of pods that have not the update revision, among those that the partition lets go.
fn outdated(owned: &Owned) -> usize {
    let partition = match &owned.set.spec.update_strategy {
        UpdateStrategy::RollingUpdate(Some(rolling)) => rolling.partition,
        _ => 0,
    };
    let update = owned.set.status.update_revision;
    update.map_or(0, |update| owned.pods.outdated(partition, update).count())
}
