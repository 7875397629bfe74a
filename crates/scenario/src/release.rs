//! Parses the release of a scenario (`: release`) into the engine's rules, and names rules.
//!
//! Releases are 1.28 to 1.38, with the two feature gates that a rollout depends on. A patch release has the rules of
//! its minor release and its own number; 1.35 changed a default between patch releases. A gate at its default is not
//! part of the name.

use rollout_engine::version::{Rules, UpdateRule};

const MAX_UNAVAILABLE: &str = "MaxUnavailableStatefulSet";
const RECREATE: &str = "StatefulSetRecreateStrategy";
/// First minor version with strategy Recreate.
const RECREATE_SINCE: u16 = 37;
/// First patch release of 1.35 in which MaxUnavailableStatefulSet is off again (k/k#137409).
const OFF_AGAIN: u16 = 4;
/// Limit on the patch number. No minor release has had as many.
const PATCH_MAX: u16 = 99;

/// Parses `1.36`, `1.35.4` or `1.36 MaxUnavailableStatefulSet=true`.
///
/// # Errors
/// The text is not a release from 1.28 to 1.38, or has a gate that the release lacks. The message lists what is
/// allowed.
pub fn rules_named(text: &str) -> Result<Rules, String> {
    let mut words = text.split_whitespace();
    let found = words.next().and_then(version).and_then(|(minor, patch)| {
        words.try_fold(defaults(minor, patch)?, |rules, gate| with_gate(&rules, gate))
    });
    found.ok_or_else(|| {
        let (first, last) = (Rules::ALL[0].release, newest().minor());
        format!(
            "{text:?} is not a release of this playground: they are {first} to 1.{last}, patch releases such as 1.35.4, and \
             the gates {MAX_UNAVAILABLE}=true or =false and, since 1.{RECREATE_SINCE}, {RECREATE}=true or =false"
        )
    })
}

/// Returns the name of rules: the release, its patch number if there is one, and the gates that are not at their
/// defaults.
pub fn name_of(rules: &Rules) -> String {
    let mut name = format!("1.{}", rules.minor());
    if let Some(patch) = rules.patch {
        name.push_str(&format!(".{patch}"));
    }
    let Some(defaults) = defaults(rules.minor(), rules.patch) else { return name };
    for (gate, is_on) in
        [(MAX_UNAVAILABLE, has_max_unavailable as fn(&Rules) -> bool), (RECREATE, |it| it.recreate)]
    {
        if is_on(rules) != is_on(&defaults) {
            name.push_str(&format!(" {gate}={}", is_on(rules)));
        }
    }
    name
}

/// Whether the release is not out yet, so that only its first beta is known.
pub fn is_beta(rules: &Rules) -> bool {
    rules.minor() > Rules::LATEST.minor()
}

/// Parses `1.35` or `1.35.4`. For an unreleased version, also accepts the name of its beta.
fn version(text: &str) -> Option<(u16, Option<u16>)> {
    let newest = newest();
    let beta = format!("1.{}.0-beta.0", newest.minor());
    if is_beta(&newest) && text == beta {
        return Some((newest.minor(), None));
    }
    let number = |digits: &str| {
        let all = digits.bytes().all(|digit| digit.is_ascii_digit());
        all.then(|| digits.parse::<u16>().ok()).flatten()
    };
    let rest = text.strip_prefix("1.")?;
    match rest.split_once('.') {
        None => Some((number(rest)?, None)),
        Some((minor, patch)) => {
            let (minor, patch) =
                (number(minor)?, number(patch).filter(|patch| *patch <= PATCH_MAX)?);
            (minor <= Rules::LATEST.minor()).then_some((minor, Some(patch)))
        }
    }
}

fn newest() -> Rules {
    Rules::ALL[Rules::ALL.len() - 1]
}

/// Returns the rules of a release with its gates at their defaults.
fn defaults(minor: u16, patch: Option<u16>) -> Option<Rules> {
    let is_off_again = minor == 35 && patch.is_some_and(|patch| patch >= OFF_AGAIN);
    let mut rows = Rules::ALL.into_iter().filter(|rules| rules.minor() == minor);
    let row = rows.find(|rules| !is_off_again || !has_max_unavailable(rules))?;
    // The comparison came with 1.34.2 (k/k#135087), so an upgrade to 1.34.0 or 1.34.1 rolls out templates that 1.33
    // stored differently.
    let compares_meaning = row.compares_meaning && !(minor == 34 && patch.is_some_and(|it| it < 2));
    Some(Rules { patch, compares_meaning, ..row })
}

fn with_gate(rules: &Rules, gate: &str) -> Option<Rules> {
    let (name, value) = gate.split_once('=')?;
    let value: bool = value.parse().ok()?;
    let (max_unavailable, recreate) = match name {
        MAX_UNAVAILABLE => (value, rules.recreate),
        RECREATE => (has_max_unavailable(rules), value),
        _ => return None,
    };
    let is_it = |row: &Rules| {
        row.minor() == rules.minor()
            && has_max_unavailable(row) == max_unavailable
            && row.recreate == recreate
    };
    let Rules { patch, compares_meaning, .. } = *rules;
    Rules::ALL.into_iter().find(is_it).map(|row| Rules { patch, compares_meaning, ..row })
}

fn has_max_unavailable(rules: &Rules) -> bool {
    rules.update != UpdateRule::OneAtATime
}

#[cfg(test)]
mod tests {
    use super::*;

    fn named(text: &str) -> Option<(&'static str, String)> {
        rules_named(text).ok().map(|rules| (rules.release, name_of(&rules)))
    }

    #[test]
    fn every_setting_is_found_by_its_name() {
        for rules in Rules::ALL {
            assert_eq!(named(rules.release), Some((rules.release, rules.release.to_owned())));
        }
    }

    #[test]
    fn a_patch_release_keeps_its_number_and_a_gate_at_its_default_says_nothing() {
        let gate = "MaxUnavailableStatefulSet=true";
        let off = "1.35 MaxUnavailableStatefulSet=false";
        for (text, row, name) in [
            ("1.37.1", "1.37", "1.37.1"),
            ("1.37 MaxUnavailableStatefulSet=true", "1.37", "1.37"),
            ("1.35.3", "1.35", "1.35.3"),
            ("1.35.4", off, "1.35.4"),
            ("1.35.4 MaxUnavailableStatefulSet=false", off, "1.35.4"),
            (
                "1.35.4 MaxUnavailableStatefulSet=true",
                "1.35",
                "1.35.4 MaxUnavailableStatefulSet=true",
            ),
            ("1.30   StatefulSetRecreateStrategy=false", "1.30", "1.30"),
            ("1.38.0-beta.0", "1.38", "1.38"),
        ] {
            assert_eq!(named(text), Some((row, name.to_owned())), "{text}");
        }
        let both = format!("1.36.3   {gate} StatefulSetRecreateStrategy=false");
        let row = "1.36 MaxUnavailableStatefulSet=true";
        assert_eq!(named(&both), Some((row, format!("1.36.3 {gate}"))));
    }

    #[test]
    fn gates_may_be_named_in_any_order() {
        let both = ["MaxUnavailableStatefulSet=false", "StatefulSetRecreateStrategy=true"];
        let name = |gates: [&str; 2]| named(&format!("1.37 {}", gates.join(" ")));
        assert_eq!(name(both), name([both[1], both[0]]));
        assert_eq!(
            name(both).map(|(row, _)| row),
            Some("1.37 MaxUnavailableStatefulSet=false StatefulSetRecreateStrategy=true")
        );
    }

    #[test]
    fn what_does_not_exist_is_answered_with_what_does() {
        for text in [
            "",
            "1.2",
            "1.27",
            "1.39",
            "1.38.0",
            "1.38.1",
            "2.37",
            "v1.37",
            "1.+7",
            "1.37.100",
            "1..3",
            "1.37 a=b",
            "1.36 StatefulSetRecreateStrategy=true",
            "1.37 MaxUnavailableStatefulSet=on",
        ] {
            let refusal = rules_named(text).expect_err(text);
            assert!(refusal.contains("1.28 to 1.38"), "{text}: {refusal}");
        }
    }
}
