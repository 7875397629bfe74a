//! Counts over time: for example the number of Ready pods over the whole trace.

use std::collections::BTreeMap;

use rollout_engine::time::SimTime;

/// A step function of time: each value holds from its time to the next.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Series(Vec<(SimTime, u32)>);

impl Series {
    /// Builds a series from its steps, given in order of time. Of several steps at one time the last one counts.
    pub fn of(steps: impl IntoIterator<Item = (SimTime, u32)>) -> Self {
        let mut series = Vec::<(SimTime, u32)>::new();
        for (at, value) in steps {
            match series.last_mut() {
                Some(last) if last.0 == at => last.1 = value,
                Some(last) if last.1 == value => {}
                _ => series.push((at, value)),
            }
        }
        Self(series)
    }

    /// Counts how many of the intervals `from..to` contain each time.
    pub fn count(intervals: impl IntoIterator<Item = (SimTime, SimTime)>) -> Self {
        let mut steps = BTreeMap::<SimTime, i64>::new();
        for (from, to) in intervals {
            if from < to {
                *steps.entry(from).or_default() += 1;
                *steps.entry(to).or_default() -= 1;
            }
        }
        let mut sum = 0;
        Self::of(steps.into_iter().map(|(at, step)| {
            sum += step;
            (at, u32::try_from(sum).unwrap_or(0))
        }))
    }

    /// Returns the value at a time. 0 before the first step.
    pub fn at(&self, at: SimTime) -> u32 {
        let so_far = self.0.partition_point(|&(from, _)| from <= at);
        so_far.checked_sub(1).map_or(0, |last| self.0[last].1)
    }

    /// Returns the lowest value in `from..to`, and the first time at which it is reached.
    pub fn lowest(&self, from: SimTime, to: SimTime) -> (u32, SimTime) {
        let inside = self.0.iter().copied().filter(|&(at, _)| at > from && at < to);
        let first = (from, self.at(from));
        inside.fold(
            (first.1, first.0),
            |low, (at, value)| if value < low.0 { (value, at) } else { low },
        )
    }

    /// Returns the highest value. 0 without steps.
    pub fn highest(&self) -> u32 {
        self.0.iter().map(|&(_, value)| value).max().unwrap_or(0)
    }

    /// Returns its steps in order of time.
    pub fn steps(&self) -> &[(SimTime, u32)] {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn secs(s: i64) -> SimTime {
        SimTime::from_secs(s)
    }

    #[test]
    fn intervals_are_counted_where_they_overlap() {
        let series = Series::count([(secs(1), secs(5)), (secs(3), secs(8)), (secs(4), secs(4))]);
        assert_eq!(series.steps(), [(secs(1), 1), (secs(3), 2), (secs(5), 1), (secs(8), 0)]);
        assert_eq!([0, 1, 4, 5, 9].map(|s| series.at(secs(s))), [0, 1, 2, 1, 0]);
    }

    #[test]
    fn the_lowest_value_is_found_with_its_first_moment() {
        let series =
            Series::of([(secs(0), 5), (secs(10), 3), (secs(12), 4), (secs(20), 3), (secs(30), 5)]);
        assert_eq!(series.lowest(secs(9), secs(40)), (3, secs(10)));
        assert_eq!(series.lowest(secs(12), secs(18)), (4, secs(12)));
        assert_eq!(series.lowest(secs(31), secs(40)), (5, secs(31)));
    }
}
