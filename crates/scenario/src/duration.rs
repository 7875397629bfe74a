//! Parses and writes durations and times of the language: `700ms`, `40s`, `1m30s`, `2h`.
//!
//! Writes in the largest unit without remainder, so `1m30s` is written as `90s`. There are no fractions and no clock
//! times: 1.5 s is `1500ms`. kubectl's durations are in [`kubectl::verbs::duration`].

use std::time::Duration;

use apiserver::text::split_at;
use rollout_engine::jitter::Spread;
use rollout_engine::time::SimTime;

/// Limit on a duration. Longer than any rollout, and far below the range of [`SimTime`], so that sums do not overflow.
const LONGEST: Duration = Duration::from_secs(10_000 * 3600);

/// Units in milliseconds, the longest first.
const UNITS: [(&str, u64); 4] = [("h", 3_600_000), ("m", 60_000), ("s", 1000), ("ms", 1)];

/// Parses a duration: `700ms`, `1m30s`.
///
/// # Errors
///
/// The text is not a duration, or is longer than 10,000 hours.
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

/// Parses a duration and how it spreads: `25s`; `18s..40s`, shortest and longest; `18s..25s..40s`, with the usual one between.
pub(crate) fn parse_spread(text: &str) -> Result<Spread, String> {
    let parts: Vec<&str> = text.split("..").collect();
    let times = parts.iter().map(|part| parse(part)).collect::<Result<Vec<Duration>, String>>();
    let times = times.map_err(|error| match parts.len() {
        1 => error,
        _ => format!("{error}; a range is written as 18s..40s or 18s..25s..40s"),
    })?;
    let spread = match times[..] {
        [usual] => Spread::from(usual),
        [least, most] => Spread::between(least, most),
        [least, usual, most] => Spread { least, usual, most },
        _ => return Err(format!("{text:?} is not a range such as 18s..40s or 18s..25s..40s")),
    };
    if spread.least > spread.usual || spread.usual > spread.most {
        return Err(format!("{text}: the shortest first, as in 18s..40s"));
    }
    Ok(spread)
}

/// Writes a duration and how it spreads, as a `: timing` line has it.
pub fn write_spread(spread: Spread) -> String {
    let Spread { least, usual, most } = spread;
    if least == most {
        return write(usual);
    }
    if spread == Spread::between(least, most) {
        return format!("{}..{}", write(least), write(most));
    }
    format!("{}..{}..{}", write(least), write(usual), write(most))
}

/// Parses a time: a duration since 0:00, or with a minus sign before it.
pub(crate) fn parse_moment(text: &str) -> Result<SimTime, String> {
    match text.strip_prefix('-') {
        Some(before) => Ok(SimTime::ZERO - parse(before)?),
        None => Ok(SimTime::ZERO + parse(text)?),
    }
}

/// Parses the time in a link: a time of the language, or seconds alone such as `42` or `42.5`. Drops digits after tenths.
pub(crate) fn parse_seconds(text: &str) -> Result<SimTime, String> {
    let (whole, tenths) = text.split_once('.').unwrap_or((text, "0"));
    let is_number = |text: &str| {
        (1..=9).contains(&text.len()) && text.bytes().all(|letter| letter.is_ascii_digit())
    };
    match (is_number(whole) && is_number(tenths), whole.parse::<u64>(), tenths.get(..1)) {
        (true, Ok(whole), Some(tenth)) => {
            let ms = tenth.parse::<u64>().unwrap_or(0) * 100;
            parse(&format!("{}ms", whole * 1_000 + ms)).map(|at| SimTime::ZERO + at)
        }
        _ => parse_moment(text),
    }
}

/// Writes a duration. Drops fractions of a millisecond.
pub fn write(duration: Duration) -> String {
    let ms = duration.as_millis();
    let fits = UNITS.iter().find(|&&(_, unit)| ms > 0 && ms.is_multiple_of(unit.into()));
    let &(name, unit) = fits.unwrap_or(&("s", 1000));
    format!("{}{name}", ms / u128::from(unit))
}

/// Writes a time.
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

    #[test]
    fn a_links_moment_may_be_seconds_alone() {
        for (text, ms) in [("42", 42_000), ("42.5", 42_500), ("42s", 42_000), ("1m30s", 90_000)] {
            assert_eq!(parse_seconds(text).map(SimTime::as_millis), Ok(ms), "{text}");
        }
        for text in ["", "-3", "4.", ".5", "4,5", "99999999999"] {
            assert!(parse_seconds(text).is_err(), "{text}");
        }
    }
}
