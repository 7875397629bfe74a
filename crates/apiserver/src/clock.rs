//! Converts simulated time to the API's timestamps and back.
//!
//! Time 0:00 of every figure is the same instant, so that nothing depends on when a page is opened. Timestamps have
//! whole seconds. How `kubectl` prints ages is not here.

use rollout_engine::time::SimTime;

/// Time 0:00, in seconds since 1970: Sunday, 22 November 2026, 12:00 UTC.
const START: i64 = 1_795_348_800;
const DAY: i64 = 86_400;

/// A point in time, by the calendar (UTC).
struct Date {
    year: i64,
    /// 1 to 12.
    month: i64,
    day: i64,
    /// 0 (Sunday) to 6.
    weekday: i64,
    /// Seconds since midnight.
    seconds: i64,
}

impl Date {
    fn of(at: SimTime) -> Self {
        let since_1970 = START.saturating_add(at.as_millis().div_euclid(1000));
        let days = since_1970.div_euclid(DAY);
        let (year, month, day) = civil(days);
        let weekday = (days + 4).rem_euclid(7);
        Self { year, month, day, weekday, seconds: since_1970.rem_euclid(DAY) }
    }

    fn clock(&self) -> String {
        let (hours, rest) = (self.seconds / 3600, self.seconds % 3600);
        format!("{hours:02}:{:02}:{:02}", rest / 60, rest % 60)
    }
}

/// Converts days since 1970 to year, month and day (Howard Hinnant's `civil_from_days`).
fn civil(days: i64) -> (i64, i64, i64) {
    let shifted = days + 719_468;
    let era = shifted.div_euclid(146_097);
    let of_era = shifted.rem_euclid(146_097);
    let year_of_era = (of_era - of_era / 1460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let march = (5 * of_year + 2) / 153;
    let month = if march < 10 { march + 3 } else { march - 9 };
    let year = year_of_era + era * 400 + i64::from(month <= 2);
    (year, month, of_year - (153 * march + 2) / 5 + 1)
}

/// Converts year, month and day to days since 1970.
fn days(year: i64, month: i64, day: i64) -> i64 {
    let year = year - i64::from(month <= 2);
    let (era, of_era) = (year.div_euclid(400), year.rem_euclid(400));
    let of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    era * 146_097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719_468
}

/// Formats a `creationTimestamp`: `2026-11-22T12:00:00Z`.
pub fn rfc3339(at: SimTime) -> String {
    let date = Date::of(at);
    format!("{:04}-{:02}-{:02}T{}Z", date.year, date.month, date.day, date.clock())
}

/// Formats a time as `kubectl describe` does: `Sun, 22 Nov 2026 12:00:00 +0000`.
pub fn rfc1123(at: SimTime) -> String {
    let date = Date::of(at);
    let name = |names: &'static str, index: i64| {
        let start = usize::try_from(index * 3).unwrap_or_default();
        names.get(start..start + 3).unwrap_or_default()
    };
    format!(
        "{}, {:02} {} {:04} {} +0000",
        name("SunMonTueWedThuFriSat", date.weekday),
        date.day,
        name("JanFebMarAprMayJunJulAugSepOctNovDec", date.month - 1),
        date.year,
        date.clock()
    )
}

/// Parses a timestamp as [`rfc3339`] writes it; `None` for any other text.
pub fn parse(text: &str) -> Option<SimTime> {
    let number = |from: usize, to: usize| text.get(from..to)?.parse::<i64>().ok();
    let is_utc = text.len() == 20 && text.ends_with('Z');
    let days = days(number(0, 4)?, number(5, 7)?, number(8, 10)?);
    let seconds = number(11, 13)? * 3600 + number(14, 16)? * 60 + number(17, 19)?;
    is_utc.then(|| SimTime::from_secs(days * DAY + seconds - START))
}

/// Returns nanoseconds since 1970, which the name of an event contains.
pub fn nanoseconds(at: SimTime) -> u64 {
    let ms = START.saturating_mul(1000).saturating_add(at.as_millis());
    ms.cast_unsigned().saturating_mul(1_000_000)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(seconds: i64, stored: &str, described: &str) {
        let at = SimTime::from_secs(seconds);
        assert_eq!(rfc3339(at), stored);
        assert_eq!(rfc1123(at), described);
        assert_eq!(parse(stored), Some(at));
    }

    #[test]
    fn moments_have_a_date() {
        check(0, "2026-11-22T12:00:00Z", "Sun, 22 Nov 2026 12:00:00 +0000");
        check(59 - 12 * 3600, "2026-11-22T00:00:59Z", "Sun, 22 Nov 2026 00:00:59 +0000");
        check(-12 * 3600 - 1, "2026-11-21T23:59:59Z", "Sat, 21 Nov 2026 23:59:59 +0000");
        check(99 * DAY, "2027-03-01T12:00:00Z", "Mon, 01 Mar 2027 12:00:00 +0000");
        check(463 * DAY, "2028-02-28T12:00:00Z", "Mon, 28 Feb 2028 12:00:00 +0000");
        check(464 * DAY, "2028-02-29T12:00:00Z", "Tue, 29 Feb 2028 12:00:00 +0000");
    }

    #[test]
    fn other_texts_are_no_moments() {
        for text in ["", "2026-11-22", "2026-11-22T12:00:00+0", "x026-11-22T12:00:00Z", "é"] {
            assert_eq!(parse(text), None, "{text}");
        }
    }
}
