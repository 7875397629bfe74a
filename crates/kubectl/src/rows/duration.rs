//! Formats durations and ages as kubectl does (upstream `duration.HumanDuration`).
//!
//! Not here: durations that a person types (`verbs`).

use std::time::Duration;

use rollout_engine::time::SimTime;

/// Formats a duration: `45s`, `2m5s`, `3h`, `2d1h`. Longer durations are less precise.
pub fn human_duration(duration: Duration) -> String {
    const MINUTE: u64 = 60;
    const HOUR: u64 = 60 * MINUTE;
    const DAY: u64 = 24 * HOUR;
    const YEAR: u64 = 365 * DAY;
    let seconds = duration.as_secs();
    match seconds {
        0..120 => format!("{seconds}s"),
        120..600 => two(seconds, MINUTE, "m", 1, "s"),
        600..10_800 => one(seconds, MINUTE, "m"),
        10_800..28_800 => two(seconds, HOUR, "h", MINUTE, "m"),
        28_800..172_800 => one(seconds, HOUR, "h"),
        172_800..691_200 => two(seconds, DAY, "d", HOUR, "h"),
        691_200..63_072_000 => one(seconds, DAY, "d"),
        63_072_000..252_288_000 => two(seconds, YEAR, "y", DAY, "d"),
        _ => one(seconds, YEAR, "y"),
    }
}

fn one(seconds: u64, unit: u64, letter: &str) -> String {
    format!("{}{letter}", seconds / unit)
}

fn two(seconds: u64, unit: u64, letter: &str, smaller: u64, small_letter: &str) -> String {
    let rest = seconds % unit / smaller;
    let rest = if rest == 0 { String::new() } else { format!("{rest}{small_letter}") };
    format!("{}{rest}", one(seconds, unit, letter))
}

/// Returns the age since a time that the API stores in whole seconds.
pub(crate) fn age(at: SimTime, since: SimTime) -> String {
    human_duration(at.since(since.floor_to_second()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(seconds: u64, expected: &str) {
        assert_eq!(human_duration(Duration::from_secs(seconds)), expected, "{seconds}");
    }

    /// Test vectors of semantics 3.2.
    #[test]
    fn durations_get_coarser() {
        check(0, "0s");
        check(119, "119s");
        check(120, "2m");
        check(125, "2m5s");
        check(599, "9m59s");
        check(600, "10m");
        check(10_799, "179m");
        check(10_800, "3h");
        check(10_860, "3h1m");
        check(28_800, "8h");
        check(172_799, "47h");
        check(172_800, "2d");
        check(176_400, "2d1h");
        check(691_200, "8d");
        check(63_072_000, "2y");
        check(63_158_400, "2y1d");
        check(u64::MAX, "584942417355y");
    }

    #[test]
    fn an_age_counts_from_the_whole_second() {
        let ms = SimTime::from_millis;
        assert_eq!(age(ms(2_000), ms(1_900)), "1s");
        assert_eq!(age(ms(1_999), ms(1_900)), "0s");
        assert_eq!(age(ms(0), ms(-500)), "1s");
        assert_eq!(age(ms(0), ms(500)), "0s");
    }
}
