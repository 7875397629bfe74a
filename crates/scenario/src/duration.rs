//! Durations and moments as the language writes them: `700ms`, `40s`, `1m30s`, `2h`.
//!
//! Written back in the largest unit that leaves no rest, so `90s` and `1m30s` are the same line. No fractions and
//! no clock times: `1.5s` is `1500ms`.

use std::time::Duration;

use kubectl::text::split_at;
use rollout_engine::time::SimTime;

/// Longer than any rollout; keeps every sum of durations far from the end of [`SimTime`].
const LONGEST: Duration = Duration::from_secs(10_000 * 3600);

/// The units, the longest first, in milliseconds.
const UNITS: [(&str, u64); 4] = [("h", 3_600_000), ("m", 60_000), ("s", 1000), ("ms", 1)];

/// Reads a duration of the language: `700ms`, `1m30s`.
///
/// # Errors
///
/// It is none, or longer than ten thousand hours.
pub fn parse(text: &str) -> Result<Duration, String> {
    let wrong = || format!("{text:?} is not a duration such as 700ms, 40s, 1m30s or 2h");
    let mut rest = text;
    let mut total: u64 = 0;
    let mut units = UNITS.iter();
    while !rest.is_empty() {
        let (number, after) = split_number(rest).ok_or_else(wrong)?;
        let unit_end = after.find(|c: char| c.is_ascii_digit()).unwrap_or(after.len());
        let (unit, after) = split_at(after, unit_end);
        let &(_, ms) = units.find(|(name, _)| *name == unit).ok_or_else(wrong)?;
        total = total.saturating_add(number.saturating_mul(ms));
        rest = after;
    }
    match Duration::from_millis(total) {
        _ if text.is_empty() => Err(wrong()),
        duration if duration > LONGEST => Err(format!("{text} is longer than 10000h")),
        duration => Ok(duration),
    }
}

/// Reads a moment: a duration since 0:00, or one before it with a minus sign.
pub(crate) fn parse_moment(text: &str) -> Result<SimTime, String> {
    match text.strip_prefix('-') {
        Some(before) => Ok(SimTime::ZERO - parse(before)?),
        None => Ok(SimTime::ZERO + parse(text)?),
    }
}

/// Writes a duration; parts of a millisecond are dropped.
pub fn write(duration: Duration) -> String {
    let ms = duration.as_millis();
    let fits = UNITS.iter().find(|&&(_, unit)| ms > 0 && ms.is_multiple_of(unit.into()));
    let &(name, unit) = fits.unwrap_or(&("s", 1000));
    format!("{}{name}", ms / u128::from(unit))
}

/// Writes a moment.
pub(crate) fn write_moment(at: SimTime) -> String {
    let sign = if at < SimTime::ZERO { "-" } else { "" };
    format!("{sign}{}", write(Duration::from_millis(at.as_millis().unsigned_abs())))
}

fn split_number(text: &str) -> Option<(u64, &str)> {
    let end = text.find(|c: char| !c.is_ascii_digit())?;
    let (digits, rest) = split_at(text, end);
    Some((digits.parse().ok()?, rest))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_duration_is_written_in_its_largest_whole_unit() {
        let again = |text| parse(text).map(write);
        assert_eq!(again("700ms").as_deref(), Ok("700ms"));
        assert_eq!(again("1m30s").as_deref(), Ok("90s"));
        assert_eq!(again("120s").as_deref(), Ok("2m"));
        assert_eq!(again("1h0m").as_deref(), Ok("1h"));
        assert_eq!(again("0ms").as_deref(), Ok("0s"));
    }

    #[test]
    fn what_is_not_a_duration_is_refused() {
        for text in [
            "",
            "5",
            "s",
            "5 s",
            "-5s",
            "1.5s",
            "5s5s",
            "5ms1s",
            "5d",
            "99999999999999999999s",
            "20000h",
        ] {
            assert!(parse(text).is_err(), "{text}");
        }
    }

    #[test]
    fn a_moment_may_be_before_the_figure() {
        assert_eq!(parse_moment("-2m").map(write_moment).as_deref(), Ok("-2m"));
    }
}
