//! Simulated time, the only clock of the engine.
//!
//! Time is an argument everywhere; nothing reads a clock. It is signed because a scenario may begin before 0:00: the
//! lines above `: start` happen at negative times and give the cluster's objects their ages.

use std::fmt;
use std::num::NonZeroU64;
use std::ops::{Add, Sub};
use std::time::Duration;

/// A moment of simulated time, in whole milliseconds from 0:00, where the figure begins.
///
/// Stored as a `NonZero`, so that an `Option` of it takes 8 bytes too: a trace holds hundreds of thousands of them.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SimTime(NonZeroU64);

/// The sign bit. Flipping it keeps the order and maps the earliest `i64` to 0, which a `NonZero` cannot hold:
/// [`SimTime::MIN`] takes its place.
const SIGN: u64 = 1 << 63;

impl SimTime {
    /// 0:00, where the figure begins.
    pub const ZERO: Self = Self::from_millis(0);
    /// The earliest moment, before everything that is simulated.
    pub const MIN: Self = Self(NonZeroU64::MIN);
    /// The latest moment, after everything that is simulated.
    pub const MAX: Self = Self::from_millis(i64::MAX);

    /// The moment `ms` milliseconds after 0:00; before it if negative.
    pub const fn from_millis(ms: i64) -> Self {
        match NonZeroU64::new(ms.cast_unsigned() ^ SIGN) {
            Some(kept) => Self(kept),
            None => Self::MIN,
        }
    }

    /// The moment `s` seconds after 0:00; before it if negative.
    pub const fn from_secs(s: i64) -> Self {
        Self::from_millis(s.saturating_mul(1000))
    }

    /// Milliseconds since 0:00; negative before it.
    pub const fn as_millis(self) -> i64 {
        (self.0.get() ^ SIGN).cast_signed()
    }

    /// This moment rounded down to a whole second, as the API stores times.
    #[must_use]
    pub const fn floor_to_second(self) -> Self {
        Self::from_millis(self.as_millis().div_euclid(1000) * 1000)
    }

    /// Time from `earlier` to this moment; zero if it is not earlier.
    pub fn since(self, earlier: Self) -> Duration {
        Duration::from_millis(
            self.as_millis().saturating_sub(earlier.as_millis()).max(0).unsigned_abs(),
        )
    }
}

/// On the wire a moment is its milliseconds, as an `i64`.
#[cfg(feature = "serde")]
impl serde::Serialize for SimTime {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_i64(self.as_millis())
    }
}

#[cfg(feature = "serde")]
impl<'de> serde::Deserialize<'de> for SimTime {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        <i64 as serde::Deserialize>::deserialize(deserializer).map(Self::from_millis)
    }
}

impl Add<Duration> for SimTime {
    type Output = Self;

    /// Saturates at [`SimTime::MAX`], so that a typed delay of a million years is only very late.
    fn add(self, delay: Duration) -> Self {
        Self::from_millis(
            self.as_millis().saturating_add(i64::try_from(delay.as_millis()).unwrap_or(i64::MAX)),
        )
    }
}

impl Sub<Duration> for SimTime {
    type Output = Self;

    fn sub(self, delay: Duration) -> Self {
        Self::from_millis(
            self.as_millis().saturating_sub(i64::try_from(delay.as_millis()).unwrap_or(i64::MAX)),
        )
    }
}

impl Default for SimTime {
    fn default() -> Self {
        Self::ZERO
    }
}

impl fmt::Debug for SimTime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} ms", self.as_millis())
    }
}

impl fmt::Display for SimTime {
    /// Minutes and seconds, as the page's clock: `0:42`; `-0:05` before 0:00.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let seconds = self.as_millis().div_euclid(1000);
        let sign = if seconds < 0 { "-" } else { "" };
        let seconds = seconds.unsigned_abs();
        write!(f, "{sign}{}:{:02}", seconds / 60, seconds % 60)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_moment_displays_as_minutes_and_seconds() {
        let print = |ms| SimTime::from_millis(ms).to_string();
        assert_eq!(print(0), "0:00");
        assert_eq!(print(42_999), "0:42");
        assert_eq!(print(3_600_000), "60:00");
        assert_eq!(print(-5_000), "-0:05");
    }

    #[test]
    fn moments_are_ordered_and_an_option_of_one_takes_8_bytes() {
        let ms = [i64::MIN, -1, 0, 1, i64::MAX];
        let times = ms.map(SimTime::from_millis);
        assert!(times.is_sorted(), "{times:?}");
        assert_eq!(times[1..].iter().map(|t| t.as_millis()).collect::<Vec<_>>(), ms[1..]);
        assert_eq!(size_of::<Option<SimTime>>(), 8);
    }

    #[test]
    fn adding_a_duration_saturates() {
        assert_eq!(SimTime::ZERO + Duration::MAX, SimTime::MAX);
    }
}
