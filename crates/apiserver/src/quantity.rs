//! Quantities (`500m`, `1Gi`): their canonical form, as the API server stores them, comparison, and amounts as integers.

use rollout_engine::api::Quantity;

use crate::text::split_at;

/// Upstream: `resource.ErrFormatWrong`.
const WRONG_FORMAT: &str =
    "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'";
/// Upstream: `resource.ErrSuffix`.
const WRONG_SUFFIX: &str = "unable to parse quantity's suffix";

const NANO: i128 = 1_000_000_000;
const DECIMAL: [&str; 10] = ["n", "u", "m", "", "k", "M", "G", "T", "P", "E"];
const BINARY: [&str; 7] = ["", "Ki", "Mi", "Gi", "Ti", "Pi", "Ei"];

/// Returns the canonical form of a quantity: `0.5` becomes `500m`, `0.25Gi` becomes `256Mi`. A quantity with an
/// exponent, or with more than 12 digits before or 9 after the point, stays as it is.
///
/// # Errors
///
/// The text is not a quantity. The message is upstream's.
pub fn canonical(text: &str) -> Result<String, &'static str> {
    let start = text.strip_prefix(['+', '-']).unwrap_or(text);
    let end = start.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(start.len());
    let (number, suffix) = split_at(start, end);
    if number.is_empty() || !suffix.chars().all(|c| "eEinumkKMGTP+-0123456789".contains(c)) {
        return Err(WRONG_FORMAT);
    }
    let exponent = suffix.len() > 1 && suffix.starts_with(['e', 'E']);
    let known = DECIMAL.contains(&suffix) || BINARY.contains(&suffix);
    if !known && !exponent {
        return Err(WRONG_SUFFIX);
    }
    let quantity = parse(text).filter(|_| !exponent);
    Ok(quantity.map_or_else(|| text.to_owned(), format))
}

/// Parses a quantity. `None` if the text is not one, or has more than 12 digits before or 9 after the point.
pub fn parse(text: &str) -> Option<Quantity> {
    let (sign, digits) = match text.strip_prefix('-') {
        Some(digits) => (-1, digits),
        None => (1, text.strip_prefix('+').unwrap_or(text)),
    };
    let end = digits.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(digits.len());
    let (number, suffix) = split_at(digits, end);
    let exponent = suffix.strip_prefix(['e', 'E']).and_then(|exponent| exponent.parse().ok());
    let nanos = match exponent.filter(|exponent: &u32| *exponent <= 12) {
        Some(exponent) => nanos(number, "")?.checked_mul(10_i128.pow(exponent))?,
        None => nanos(number, suffix).filter(|_| !number.is_empty())?,
    };
    Some(Quantity { nanos: sign * nanos, is_binary: suffix.ends_with('i') })
}

/// Formats a quantity in canonical form (upstream `Quantity.String`).
pub fn format(quantity: Quantity) -> String {
    let nanos = quantity.nanos.abs();
    let sign = if quantity.nanos < 0 { "-" } else { "" };
    let is_binary = quantity.is_binary && nanos >= 1024 * NANO;
    format!("{sign}{}", if is_binary { in_binary(nanos) } else { in_decimal(nanos) })
}

/// Whether the first quantity is greater.
pub fn is_greater(one: &str, other: &str) -> bool {
    matches!((value(one), value(other)), (Some(one), Some(other)) if one > other)
}

/// Whether a quantity is not an integer.
pub fn is_fractional(text: &str) -> bool {
    value(text).is_some_and(|nanos| nanos % NANO != 0)
}

/// Returns `quantity / divisor`, rounded up. A divisor that is 0 or cannot be parsed counts as 1. `None` if the
/// quantity cannot be parsed.
pub fn times(quantity: &str, divisor: &str) -> Option<i128> {
    let divisor = value(divisor).filter(|divisor| *divisor > 0).unwrap_or(NANO);
    value(quantity).map(|quantity| (quantity + divisor - 1).div_euclid(divisor))
}

/// Parses an amount of cpu, in thousandths of a core. `None` if it is not a quantity.
pub fn cpu(text: &str) -> Option<u64> {
    amount(text, "1m")
}

/// Parses an amount of memory, in bytes. `None` if it is not a quantity.
pub fn memory(text: &str) -> Option<u64> {
    amount(text, "1")
}

fn amount(text: &str, unit: &str) -> Option<u64> {
    let canonical = canonical(text).ok()?;
    u64::try_from(times(&canonical, unit)?).ok()
}

fn value(text: &str) -> Option<i128> {
    parse(text).map(|quantity| quantity.nanos)
}

/// Returns the value in billionths. `None` for an unknown suffix or too many digits.
fn nanos(number: &str, suffix: &str) -> Option<i128> {
    let (whole, places) = number.split_once('.').unwrap_or((number, ""));
    if whole.len() > 12 || places.len() > 9 {
        return None;
    }
    let digits: i128 = format!("{whole}{places:0<9}").parse().ok()?;
    let decimal = DECIMAL.iter().position(|known| *known == suffix);
    let binary = BINARY.iter().position(|known| *known == suffix);
    match (decimal, binary) {
        (Some(power), _) if power < 3 => {
            let divisor = 1000_i128.pow(u32::try_from(3 - power).ok()?);
            Some(digits.div_euclid(divisor) + i128::from(digits.rem_euclid(divisor) != 0))
        }
        (Some(power), _) => digits.checked_mul(1000_i128.pow(u32::try_from(power - 3).ok()?)),
        (None, Some(power)) => digits.checked_mul(1024_i128.pow(u32::try_from(power).ok()?)),
        (None, None) => None,
    }
}

fn in_decimal(nanos: i128) -> String {
    if nanos == 0 {
        return "0".to_owned();
    }
    let (mut value, mut power) = (nanos, 0);
    while value % 1000 == 0 && power + 1 < DECIMAL.len() {
        (value, power) = (value / 1000, power + 1);
    }
    format!("{value}{}", DECIMAL.get(power).copied().unwrap_or_default())
}

fn in_binary(nanos: i128) -> String {
    let (mut value, mut power) = ((nanos + NANO - 1) / NANO, 0);
    while value % 1024 == 0 && power + 1 < BINARY.len() {
        (value, power) = (value / 1024, power + 1);
    }
    format!("{value}{}", BINARY.get(power).copied().unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: &str) {
        assert_eq!(canonical(text).unwrap_or_else(str::to_owned), expected, "{text}");
    }

    /// Recorded: revisions.jsonl, "resources" and "resources odd numbers".
    #[test]
    fn quantities_are_stored_in_canonical_form() {
        check("0.5", "500m");
        check("0.25Gi", "256Mi");
        check("0.1", "100m");
        check("1000Ki", "1000Ki");
        check("1500M", "1500M");
        check("1000M", "1G");
        check("1024Mi", "1Gi");
        check("0", "0");
        check("-1.5", "-1500m");
        check("0.5Ki", "512");
        check("1n", "1n");
    }

    #[test]
    fn other_texts_are_refused() {
        check("lots", WRONG_FORMAT);
        check("1 GB", WRONG_FORMAT);
        check("1GB", WRONG_FORMAT);
        check("", WRONG_FORMAT);
        check("1Kii", WRONG_SUFFIX);
        check("99999999999999999999999", "99999999999999999999999");
        check("1e3", "1e3");
        check("999999999999E", "999999999999E");
    }

    #[test]
    fn quantities_are_parsed_and_formatted_and_keep_their_suffixes() {
        for text in ["500m", "0", "1Gi", "1536Mi", "2", "-250m", "1G", "1500", "512"] {
            assert_eq!(parse(text).map(format).as_deref(), Some(text));
        }
        assert_eq!(parse("1e3").map(format).as_deref(), Some("1k"));
        for wrong in ["", "Gi", "1Kii", "lots", "🙂", "1e99"] {
            assert_eq!(parse(wrong), None, "{wrong}");
        }
        let sum = parse("1Gi").expect("a quantity").plus(parse("1G").expect("a quantity"));
        assert_eq!(format(sum), "2073741824");
    }

    #[test]
    fn quantities_are_compared() {
        assert!(is_greater("2", "1500m") && !is_greater("1Gi", "1Gi") && is_greater("1Gi", "1G"));
        assert!(is_greater("1e3", "999") && is_greater("0", "-1"), "however it is written");
        assert!(is_fractional("128m") && !is_fractional("128Mi") && !is_fractional("1k"));
    }
}
