//! What many runs of one way gave, in numbers: how long, how few, and where it stands still.
//!
//! Integer arithmetic only, by the nearest rank, so every percentile is the duration of a run that can be opened.

use std::collections::BTreeMap;
use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::sweep::{Ending, Sample};

/// What the runs of one way gave so far.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Distribution {
    /// Number of runs.
    pub runs: u32,
    /// Durations of the runs that were completed; `None` if none was.
    pub took: Option<Percentiles>,
    /// Lowest number of Ready pods of any run.
    pub lowest_ready: u32,
    /// Lowest number of Ready pods of the worst of nine runs in ten: one run in ten may go below it.
    pub lowest_ready_of_nine_in_ten: u32,
    /// Lowest number of available pods of any run.
    pub lowest_available: u32,
    /// Runs that were not completed.
    pub still: StandingStill,
}

/// Durations of completed runs, and the seeds of three of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Percentiles {
    /// Number of completed runs.
    pub of: u32,
    /// The shortest, and its seed.
    pub best: (Duration, u32),
    /// One run in twenty is shorter.
    pub p5: Duration,
    /// A quarter is shorter.
    pub p25: Duration,
    /// The median, and its seed.
    pub median: (Duration, u32),
    /// A quarter is longer.
    pub p75: Duration,
    /// One run in twenty is longer.
    pub p95: Duration,
    /// The longest, and its seed.
    pub worst: (Duration, u32),
}

/// Runs that were not completed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct StandingStill {
    /// Runs that stand still with pods that have not the new revision.
    pub stuck: u32,
    /// Runs in which every pod has the new revision, and one or more never become available.
    pub behind: u32,
    /// Runs that had not ended when measuring stopped, a day after the change.
    pub cut_off: u32,
    /// Runs in which a line was refused.
    pub refused: u32,
    /// In how many runs it stands still or stays behind at which ordinal.
    pub at: BTreeMap<u32, u32>,
    /// The seed of the first run that was not completed.
    pub seed: Option<u32>,
}

impl Distribution {
    /// Returns what samples of one way say, in any order.
    pub fn of<'a>(samples: impl Iterator<Item = &'a Sample>) -> Self {
        let (mut took, mut ready, mut given) = (Vec::new(), Vec::new(), Self::default());
        let mut available: Option<u32> = None;
        for sample in samples {
            given.runs += 1;
            if let Ending::NeverBegan = sample.ending {
                given.still.refused += 1;
                continue;
            }
            ready.push(sample.lowest_ready);
            let lowest = sample.lowest_available;
            available = Some(available.map_or(lowest, |before| before.min(lowest)));
            match sample.ending {
                Ending::Complete { took: duration } => took.push((duration, sample.seed)),
                _ => given.still.count(sample),
            }
        }
        took.sort_unstable();
        ready.sort_unstable();
        given.took = Percentiles::of(&took);
        given.lowest_ready = ready.first().copied().unwrap_or(0);
        given.lowest_ready_of_nine_in_ten = ready.get(ready.len() / 10).copied().unwrap_or(0);
        given.lowest_available = available.unwrap_or(0);
        given
    }

    /// Number of runs that were not completed.
    pub fn not_completed(&self) -> u32 {
        let still = &self.still;
        still.stuck + still.behind + still.cut_off + still.refused
    }
}

impl StandingStill {
    fn count(&mut self, sample: &Sample) {
        match sample.ending {
            Ending::StandsStill { outdated: 0, .. } => self.behind += 1,
            Ending::StandsStill { .. } => self.stuck += 1,
            Ending::CutOff => self.cut_off += 1,
            Ending::LineFailed(_) | Ending::NeverBegan => self.refused += 1,
            Ending::Complete { .. } => return,
        }
        if let Ending::StandsStill { at: Some(ordinal), .. } = sample.ending {
            *self.at.entry(ordinal).or_default() += 1;
        }
        self.seed = Some(self.seed.map_or(sample.seed, |seed| seed.min(sample.seed)));
    }
}

impl Percentiles {
    /// Returns the percentiles of durations with their seeds, which are sorted.
    fn of(sorted: &[(Duration, u32)]) -> Option<Self> {
        let last = sorted.len().checked_sub(1)?;
        // The nearest rank: as many runs as the part says, rounded up, are no longer than this one.
        let at =
            |percent: usize| sorted[(sorted.len() * percent).div_ceil(100).clamp(1, last + 1) - 1];
        Some(Self {
            of: u32::try_from(sorted.len()).unwrap_or(u32::MAX),
            best: sorted[0],
            p5: at(5).0,
            p25: at(25).0,
            median: at(50),
            p75: at(75).0,
            p95: at(95).0,
            worst: sorted[last],
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sample(seed: u32, ending: Ending, lowest_ready: u32) -> Sample {
        Sample { seed, ending, lowest_ready, lowest_available: lowest_ready }
    }

    fn complete(seconds: u32) -> Ending {
        Ending::Complete { took: Duration::from_secs(seconds.into()) }
    }

    #[test]
    fn a_percentile_is_the_duration_of_a_run() {
        let samples: Vec<Sample> =
            (0..200).rev().map(|seed| sample(seed, complete(seed + 1), 9)).collect();
        let given = Distribution::of(samples.iter());
        let took = given.took.expect("all are complete");
        let seconds =
            [took.best.0, took.p5, took.p25, took.median.0, took.p75, took.p95, took.worst.0];
        assert_eq!(seconds.map(|it| it.as_secs()), [1, 10, 50, 100, 150, 190, 200]);
        assert_eq!([took.best.1, took.median.1, took.worst.1], [0, 99, 199]);
        assert_eq!((given.runs, given.not_completed(), took.of), (200, 0, 200));
    }

    #[test]
    fn one_run_is_every_percentile_and_no_run_is_none() {
        let one = [sample(3, complete(7), 2)];
        let took = Distribution::of(one.iter()).took.expect("it is complete");
        assert_eq!((took.p5, took.median, took.p95), (one_of(7), (one_of(7), 3), one_of(7)));
        assert_eq!(Distribution::of([].iter()), Distribution::default());
    }

    fn one_of(seconds: u64) -> Duration {
        Duration::from_secs(seconds)
    }

    #[test]
    fn stuck_is_told_from_a_pod_that_stays_behind() {
        let still = |outdated, at| Ending::StandsStill { rule: None, at: Some(at), outdated };
        let samples = [
            sample(0, complete(9), 9),
            sample(1, still(4, 11), 8),
            sample(2, still(0, 11), 9),
            sample(3, still(2, 3), 9),
            sample(4, Ending::CutOff, 9),
            sample(5, Ending::NeverBegan, 0),
        ];
        let given = Distribution::of(samples.iter());
        let still = &given.still;
        assert_eq!((still.stuck, still.behind, still.cut_off, still.refused), (2, 1, 1, 1));
        assert_eq!(still.at, BTreeMap::from([(3, 1), (11, 2)]));
        assert_eq!((still.seed, given.lowest_ready), (Some(1), 8), "what never began has no low");
    }

    #[test]
    fn one_run_in_ten_may_go_below_the_number_of_nine_in_ten() {
        let low = |seed| if seed < 20 { 7 } else { 9 };
        let samples: Vec<Sample> =
            (0..200).map(|seed| sample(seed, complete(1), low(seed))).collect();
        let given = Distribution::of(samples.iter());
        assert_eq!((given.lowest_ready, given.lowest_ready_of_nine_in_ten), (7, 9));
    }
}
