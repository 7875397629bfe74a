//! Jitter: varies a duration by a hash of its address, not by the next number of a random stream.
//!
//! The address is (ordinal, incarnation, restart, container and step). So one more command never changes the delays
//! of pods that it does not touch, and there is no generator to save with a cluster. The hash is our own and never
//! changes, so that a link replays for ever.

use std::time::Duration;

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
    fn durations_vary_within_the_percentage_and_by_their_address_alone() {
        let jitter = Jitter { percent: 20, seed: 7 };
        let all: Vec<_> =
            (0..1000).map(|pod| jitter.vary(SECOND, [pod, 0, 0, 0]).as_millis()).collect();
        assert_eq!((all.iter().min(), all.iter().max()), (Some(&800), Some(&1200)));
        assert_eq!(jitter.vary(SECOND, [5, 0, 0, 0]).as_millis(), all[5]);
    }
}
