//! Jitter: varies a duration, or draws it from its spread, by a hash of its address, not by the next number of a random stream.
//!
//! The address is (ordinal, incarnation, restart, container and step). So one more command never changes the delays
//! of pods that it does not touch, and there is no generator to save with a cluster. The hash is our own and never
//! changes, so that a link replays for ever.

use std::num::NonZeroU32;
use std::time::Duration;

/// A duration that somebody stated, and how it spreads. Half of all draws are below the usual one, half above.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Spread {
    /// The shortest.
    pub least: Duration,
    /// What applies where nothing is drawn: without a `: jitter` line.
    pub usual: Duration,
    /// The longest.
    pub most: Duration,
}

impl From<Duration> for Spread {
    /// A duration that does not spread.
    fn from(duration: Duration) -> Self {
        Self { least: duration, usual: duration, most: duration }
    }
}

impl Spread {
    /// Returns a spread whose usual duration is in the middle.
    pub fn between(least: Duration, most: Duration) -> Self {
        Self { least, usual: least + most.saturating_sub(least) / 2, most }
    }

    /// Returns the spread of so many times the duration.
    #[must_use]
    pub fn saturating_mul(self, times: u32) -> Self {
        let [least, usual, most] =
            [self.least, self.usual, self.most].map(|it| it.saturating_mul(times));
        Self { least, usual, most }
    }
}

/// How much every duration varies.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Jitter {
    /// Greatest variation, longer or shorter, in percent; more than 100 counts as 100.
    pub percent: u8,
    /// Seed of the hash.
    pub seed: u32,
}

impl Jitter {
    /// Varies a duration by the hash of its address.
    pub fn vary(self, duration: Duration, address: [u32; 4]) -> Duration {
        let spread = u64::from(self.percent.min(100)) * 10;
        if spread == 0 {
            return duration;
        }
        let per_mille = 1000 - spread + self.hash(address) % (2 * spread + 1);
        let ms = u64::try_from(duration.as_millis()).unwrap_or(u64::MAX);
        Duration::from_millis(ms.saturating_mul(per_mille) / 1000)
    }

    /// Draws a duration by the hash of its address: each half of the spread as often as the other, evenly within it.
    pub fn draw(self, spread: Spread, address: [u32; 4]) -> Duration {
        let hash = self.hash([address[0], address[1], address[2], !address[3]]);
        let (from, to) = match hash & 1 {
            0 => (spread.least, spread.usual),
            _ => (spread.usual, spread.most),
        };
        let ms = |it: Duration| u64::try_from(it.as_millis()).unwrap_or(u64::MAX);
        let width = ms(to.saturating_sub(from));
        let part = u64::try_from((u128::from(hash >> 1) * (u128::from(width) + 1)) >> 63);
        self.vary(from + Duration::from_millis(part.unwrap_or(width)), address)
    }

    /// Whether the one pod in so many is the one at an address.
    pub fn is_the_one_in(self, many: NonZeroU32, address: [u32; 4]) -> bool {
        self.hash(address).is_multiple_of(many.get().into())
    }

    /// SplitMix64 over the seed and the address: integer arithmetic only, so it is the same on every machine.
    fn hash(self, address: [u32; 4]) -> u64 {
        let mut state = u64::from(self.seed);
        for word in address {
            state = mix(state.wrapping_add(u64::from(word)).wrapping_add(0x9E37_79B9_7F4A_7C15));
        }
        state
    }
}

/// The finalizer of SplitMix64.
pub fn mix(z: u64) -> u64 {
    let z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    let z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    z ^ (z >> 31)
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECOND: Duration = Duration::from_secs(1);

    #[test]
    fn without_jitter_no_duration_varies() {
        assert_eq!(Jitter::default().vary(SECOND, [1, 2, 3, 4]), SECOND);
    }

    #[test]
    fn half_of_all_draws_are_below_the_usual_duration_and_all_within_the_spread() {
        let spread = Spread { least: SECOND * 18, usual: SECOND * 20, most: SECOND * 40 };
        let draws: Vec<Duration> = (0..10_000)
            .map(|seed| Jitter { percent: 0, seed }.draw(spread, [3, 1, 0, 5]))
            .collect();
        assert!(draws.iter().all(|&it| spread.least <= it && it <= spread.most));
        let below = draws.iter().filter(|&&it| it < spread.usual).count();
        assert!((4_800..5_200).contains(&below), "{below}");
        let mean = draws.iter().sum::<Duration>() / 10_000;
        let meant = (spread.least + spread.usual * 2 + spread.most) / 4;
        assert!(mean.abs_diff(meant) < SECOND / 5, "{mean:?}, not {meant:?}");
    }

    #[test]
    fn one_in_twenty_is_one_in_twenty() {
        let twenty = NonZeroU32::new(20).expect("not 0");
        let is_one = |seed: &u32| {
            Jitter { percent: 0, seed: *seed }.is_the_one_in(twenty, [0, 1, 0, u32::MAX])
        };
        let ones = (0..20_000).filter(is_one).count();
        assert!((900..1_100).contains(&ones), "{ones}");
    }

    #[test]
    fn durations_vary_within_the_percentage_and_by_their_address_alone() {
        let jitter = Jitter { percent: 20, seed: 7 };
        let all: Vec<_> =
            (0..1000).map(|pod| jitter.vary(SECOND, [pod, 0, 0, 0]).as_millis()).collect();
        assert_eq!((all.iter().min(), all.iter().max()), (Some(&800), Some(&1200)));
        assert_eq!(jitter.vary(SECOND, [5, 0, 0, 0]).as_millis(), all[5]);
    }
}
