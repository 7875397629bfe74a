//! Gaps: long idle stretches. The axis shortens them, and playback passes each in one second.
//!
//! A stretch is idle if no pod is on its way to another stage. A container that takes a minute to start is no gap;
//! the five minutes before pods leave a lost node are one. Leaves out how a cut is drawn: [`crate::view::timeline`].

use rollout_engine::time::SimTime;

use super::{SetHistory, Stage};

/// Shortest idle stretch that becomes a gap, in milliseconds.
const IDLE_FROM_MS: i64 = 40_000;
/// Time at each end of an idle stretch that stays outside the gap, in milliseconds.
const BREATH_MS: i64 = 250;
/// Limit on gaps. The longest ones are kept.
const GAPS_MAX: usize = 8;
/// Playing time of a gap at 1×, in milliseconds.
const PLAYED_MS: i64 = 1_000;
/// The rest of the axis is this many times as wide as one gap.
const DRAWN_PART: i64 = 24;

/// The gaps of a run, in order of time.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Gaps {
    /// Start and end of each gap in milliseconds; only the first `count` are used.
    all: [(i64, i64); GAPS_MAX],
    count: usize,
    drawn_ms: i64,
}

impl Gaps {
    /// Finds the gaps between `moments`, which include both ends of the axis.
    pub(super) fn of(sets: &[SetHistory], mut moments: Vec<SimTime>) -> Self {
        moments.sort_unstable();
        let pairs = moments.windows(2).map(|pair| (pair[0].as_millis(), pair[1].as_millis()));
        let silences = pairs.filter(|(from, to)| to - from >= IDLE_FROM_MS);
        let idle = silences.filter(|&silence| sets.iter().all(|set| is_idle(set, silence)));
        let mut idle: Vec<(i64, i64)> =
            idle.map(|(from, to)| (from + BREATH_MS, to - BREATH_MS)).collect();
        idle.sort_by_key(|(from, to)| from - to);
        idle.truncate(GAPS_MAX);
        idle.sort_unstable();
        let mut gaps = Self { count: idle.len(), ..Self::default() };
        gaps.all[..idle.len()].copy_from_slice(&idle);
        let ends = moments.first().zip(moments.last());
        let whole = ends.map_or(0, |(first, last)| last.as_millis() - first.as_millis());
        let rest = whole - idle.iter().map(|(from, to)| to - from).sum::<i64>();
        gaps.drawn_ms = (rest / DRAWN_PART).max(PLAYED_MS);
        gaps
    }

    /// Returns the idle stretches that two runs have in common, each run with the time that counts as zero, and the
    /// length of the common axis. After the end of its own axis a run is idle.
    pub fn in_common(runs: [(&Self, SimTime, SimTime); 2], length_ms: i64) -> Self {
        let [left, right] = runs.map(|(gaps, zero, ends_at)| {
            let zero = zero.as_millis();
            let own =
                gaps.all[..gaps.count].iter().map(move |&(from, to)| (from - zero, to - zero));
            own.chain([(ends_at.as_millis() - zero, i64::MAX)]).collect::<Vec<_>>()
        });
        let pairs = left.iter().flat_map(|one| right.iter().map(move |other| (one, other)));
        let both = pairs.map(|(one, other)| (one.0.max(other.0), one.1.min(other.1)));
        let long = |&(from, to): &(i64, i64)| to < i64::MAX && to - from >= IDLE_FROM_MS / 2;
        let mut idle: Vec<(i64, i64)> = both.filter(long).take(GAPS_MAX).collect();
        idle.sort_unstable();
        let mut gaps = Self { count: idle.len(), ..Self::default() };
        gaps.all[..idle.len()].copy_from_slice(&idle);
        let rest = length_ms - idle.iter().map(|(from, to)| to - from).sum::<i64>();
        gaps.drawn_ms = (rest / DRAWN_PART).max(PLAYED_MS);
        gaps
    }

    /// Returns the same gaps on a clock that shows `ms` more.
    #[must_use]
    pub fn shifted(mut self, ms: i64) -> Self {
        let count = self.count;
        self.all[..count].iter_mut().for_each(|(from, to)| (*from, *to) = (*from + ms, *to + ms));
        self
    }

    /// Returns the start and end of each gap.
    pub fn stretches(&self) -> impl Iterator<Item = (SimTime, SimTime)> + use<> {
        let (all, count) = (self.all, self.count);
        let moments = all.into_iter().take(count);
        moments.map(|(from, to)| (SimTime::from_millis(from), SimTime::from_millis(to)))
    }

    /// Converts a time to its position on the axis, both in milliseconds.
    pub fn drawn(&self, ms: i64) -> i64 {
        self.cut(ms, self.drawn_ms)
    }

    /// Converts a position on the axis to its time, both in milliseconds. The inverse of [`Self::drawn`].
    pub fn at_drawn(&self, place: i64) -> i64 {
        self.whole(place, self.drawn_ms)
    }

    /// Returns the time that playback reaches from `ms` after `by` milliseconds at 1×.
    pub fn played_on(&self, ms: i64, by: i64) -> i64 {
        self.whole(self.cut(ms, PLAYED_MS).saturating_add(by), PLAYED_MS)
    }

    /// Shortens each gap to `each` milliseconds and returns the new position of `ms`.
    fn cut(&self, ms: i64, each: i64) -> i64 {
        let before = self.all[..self.count].iter().filter(|(from, _)| *from < ms);
        before.fold(ms, |cut, &(from, to)| {
            let inside = to.min(ms) - from;
            cut - inside + inside * each / (to - from)
        })
    }

    /// Returns the time at a position after the gaps are cut to `each` milliseconds. The inverse of [`Self::cut`].
    fn whole(&self, place: i64, each: i64) -> i64 {
        let mut moment = place;
        for &(from, to) in &self.all[..self.count] {
            if moment <= from {
                break;
            }
            let length = to - from;
            moment = match moment - from {
                inside if inside < each => return from + inside * length / each,
                past => to + past - each,
            };
        }
        moment
    }
}

/// Whether no pod of the set is on its way to another stage anywhere in the stretch, given in milliseconds.
fn is_idle(set: &SetHistory, (from, to): (i64, i64)) -> bool {
    let rests = |stage| matches!(stage, Stage::Ready | Stage::Trouble(_));
    set.lives.segments().all(|part| {
        let is_elsewhere = part.to.as_millis() <= from || part.from.as_millis() >= to;
        is_elsewhere || part.to == SimTime::MAX || rests(part.stage)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn gaps(all: &[(i64, i64)]) -> Gaps {
        let mut gaps = Gaps { count: all.len(), drawn_ms: 2_000, ..Gaps::default() };
        gaps.all[..all.len()].copy_from_slice(all);
        gaps
    }

    #[test]
    fn places_and_moments_are_each_others_inverse() {
        let gaps = gaps(&[(10_000, 60_000), (70_000, 370_000)]);
        for (ms, place) in
            [(0, 0), (10_000, 10_000), (35_000, 11_000), (60_000, 12_000), (370_000, 24_000)]
        {
            assert_eq!((gaps.drawn(ms), gaps.at_drawn(place)), (place, ms));
        }
        assert_eq!(gaps.drawn(400_000), 54_000);
    }

    #[test]
    fn playing_passes_over_a_gap_in_a_second() {
        let gaps = gaps(&[(10_000, 60_000)]);
        assert_eq!(gaps.played_on(9_000, 1_500), 35_000);
        assert_eq!(gaps.played_on(9_000, 3_000), 61_000);
    }
}
