//! A sweep: many runs of a few scenarios, by seed, and what each run gave.
//!
//! [`Sweep`] shares the runs out to workers and keeps their [`Sample`]s. The randomness of a run is addressed by its seed, so
//! the same sweep gives the same samples in any order, on one worker or four. No trace is kept: [`Scenario::with_seed`] is
//! the scenario of any run, to be opened. How a run is measured is in `run::measure`, and who sends the requests in `web`.

use std::collections::{BTreeMap, VecDeque};
use std::rc::Rc;
use std::time::Duration;

use rollout_engine::controller::Rule;
use rollout_engine::jitter::Jitter;
use serde::{Deserialize, Serialize};

use crate::directive::Directive;
use crate::protocol::{Reply, Request};
use crate::script::{Line, Scenario};

/// Runs in a request. A worker reports what it has several times within one of twelve pods, and is idle for one message after it.
const RUNS_AT_ONCE: u32 = 20;
/// Requests that a worker has at a time, so that it is not idle until the next one comes.
const REQUESTS_AT_ONCE: usize = 2;
/// A request that so many workers did not survive is not tried again.
const LOSSES_MAX: u32 = 2;

/// Difference of the seeds of neighbouring runs. What is drawn for a pod depends on the sum of seed and ordinal, so neighbouring
/// seeds would give neighbouring runs the same pods, shifted by one. Multiples of this number are far apart (it is 2^32 by the
/// golden ratio).
const SEEDS_APART: u32 = 0x9E37_79B9;

/// One way to roll out: a scenario, and which of its rollouts is measured.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Variant {
    /// The scenario. Its `: jitter` lines get the seed of the run; without one all runs are alike.
    pub scenario: Scenario,
    /// Index of the line that starts the rollout. What is measured begins when it runs.
    pub since: usize,
    /// Namespace of the StatefulSet.
    pub namespace: Rc<str>,
    /// Name of the StatefulSet.
    pub name: Rc<str>,
}

/// What one run gave.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sample {
    /// Number of the run, from which its seed follows ([`Scenario::with_seed`]).
    pub seed: u32,
    /// How the rollout ended.
    pub ending: Ending,
    /// Lowest number of Ready pods since the rollout began. As in `status.readyReplicas`, a terminating pod counts while
    /// its containers run.
    pub lowest_ready: u32,
    /// Lowest number of available pods since the rollout began.
    pub lowest_available: u32,
}

/// How a rollout ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Ending {
    /// Every pod in range that the partition lets go has the update revision, and every pod is available.
    Complete {
        /// Time from the line to the first moment after which that stayed so.
        took: Duration,
    },
    /// Nothing more happens by itself, or only the same again and again.
    StandsStill {
        /// What the controller waits for; `None` if it has not looked at the set.
        rule: Option<Rule>,
        /// Ordinal of the pod that it waits for, or else of the lowest pod that is missing or not available.
        at: Option<u32>,
        /// Pods that have not the update revision, among those that the partition lets go.
        outdated: u32,
    },
    /// The run was cut off by its limits of time or frames.
    CutOff,
    /// A line of the rollout that writes was refused: its index.
    LineFailed(usize),
    /// The line never ran, or there was no such set.
    NeverBegan,
}

/// Consecutive seeds of one variant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Chunk {
    variant: usize,
    first: u32,
    runs: u32,
    /// How many workers were lost with it.
    losses: u32,
}

/// Runs to do, being done and done. Their numbers are 0, 1, 2 and so on.
#[derive(Clone, Debug)]
pub struct Sweep {
    variants: Vec<Variant>,
    runs: u32,
    waiting: VecDeque<Chunk>,
    /// By number of the request: the worker, and the runs that it has not reported.
    sent: BTreeMap<u32, (usize, Chunk)>,
    next_number: u32,
    samples: Vec<Vec<Option<Sample>>>,
    done: u32,
    has_failed: bool,
}

impl Sweep {
    /// Returns a sweep of so many runs of each variant, none of which has begun.
    pub fn new(variants: Vec<Variant>, runs: u32) -> Self {
        // All variants at once, a part of the runs of each: an early look compares alike with alike.
        let firsts = (0..runs).step_by(RUNS_AT_ONCE as usize);
        let chunk = |variant, first: u32| {
            let runs = RUNS_AT_ONCE.min(runs - first);
            Chunk { variant, first, runs, losses: 0 }
        };
        let of_each = |first| (0..variants.len()).map(move |variant| chunk(variant, first));
        Self {
            waiting: firsts.flat_map(of_each).collect(),
            samples: vec![vec![None; runs as usize]; variants.len()],
            variants,
            runs,
            sent: BTreeMap::new(),
            next_number: 0,
            done: 0,
            has_failed: false,
        }
    }

    /// Returns the requests that a worker is to be sent now: as many as it may have at a time.
    pub fn requests_for(&mut self, worker: usize) -> Vec<Request> {
        let has = self.sent.values().filter(|(of, _)| *of == worker).count();
        (has..REQUESTS_AT_ONCE).map_while(|_| self.request_for(worker)).collect()
    }

    fn request_for(&mut self, worker: usize) -> Option<Request> {
        let chunk = self.waiting.pop_front()?;
        let number = self.next_number;
        self.next_number += 1;
        self.sent.insert(number, (worker, chunk));
        let variant = Box::new(self.variants[chunk.variant].clone());
        Some(Request::Measure { number, variant, first: chunk.first, runs: chunk.runs })
    }

    /// Takes what a worker replied. Replies to requests that were given to another worker meanwhile change nothing.
    pub fn take(&mut self, reply: &Reply) {
        let Reply::Measured { number, samples } = reply else { return };
        let Some((_, chunk)) = self.sent.get_mut(number) else { return };
        for sample in samples {
            let place = self.samples[chunk.variant].get_mut(sample.seed as usize);
            if let Some(empty @ None) = place {
                *empty = Some(*sample);
                self.done += 1;
            }
        }
        let reported = u32::try_from(samples.len()).unwrap_or(u32::MAX).min(chunk.runs);
        (chunk.first, chunk.runs) = (chunk.first + reported, chunk.runs - reported);
        if chunk.runs == 0 {
            self.sent.remove(number);
        }
    }

    /// Gives what a lost worker had not reported to the others.
    pub fn lose(&mut self, worker: usize) {
        let lost = self.sent.extract_if(.., |_, (of, _)| *of == worker);
        for (_, (_, chunk)) in lost {
            let chunk = Chunk { losses: chunk.losses + 1, ..chunk };
            self.has_failed |= chunk.losses >= LOSSES_MAX;
            self.waiting.push_front(chunk);
        }
    }

    /// Whether a run was tried several times and each time its worker was lost.
    pub fn has_failed(&self) -> bool {
        self.has_failed
    }

    /// Number of runs done, and of all.
    pub fn progress(&self) -> (u32, u32) {
        (
            self.done,
            self.runs.saturating_mul(u32::try_from(self.variants.len()).unwrap_or(u32::MAX)),
        )
    }

    /// Whether every run is done.
    pub fn is_whole(&self) -> bool {
        self.sent.is_empty() && self.waiting.is_empty()
    }

    /// Number of variants.
    pub fn variants(&self) -> usize {
        self.variants.len()
    }

    /// The samples of a variant so far, by seed.
    pub fn samples(&self, variant: usize) -> impl Iterator<Item = &Sample> {
        self.samples.get(variant).into_iter().flatten().flatten()
    }
}

impl Scenario {
    /// Returns the scenario of a run of a sweep: with the run's seed in each of its `: jitter` lines.
    #[must_use]
    pub fn with_seed(&self, run: u32) -> Self {
        let seed = run.wrapping_mul(SEEDS_APART);
        let mut seeded = self.clone();
        for line in &mut seeded.lines {
            if let Some(jitter) = jitter_of(line) {
                line.text = format!(": jitter {}% seed={seed}", jitter.percent).into();
            }
        }
        seeded
    }

    /// Returns the index of the first line that has the seed.
    #[cfg(feature = "run")]
    pub(crate) fn first_with_seed(&self) -> Option<usize> {
        self.lines.iter().position(|line| jitter_of(line).is_some())
    }
}

/// The jitter that a line states.
fn jitter_of(line: &Line) -> Option<Jitter> {
    if !line.text.starts_with(": jitter ") {
        return None;
    }
    match Directive::read(&line.text) {
        Ok(Directive::Jitter(jitter)) => Some(jitter),
        _ => None,
    }
}
