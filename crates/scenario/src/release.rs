//! Which release a scenario runs: from the words of `: release` to the engine's rules.
//!
//! Only settings of which recordings exist are offered. A patch release is its minor one's row; a gate that is set to the
//! release's own default says nothing.

use rollout_engine::version::{Rules, UpdateRule};

/// The rules that `1.36`, `1.36.3` or `1.36 MaxUnavailableStatefulSet=true` name.
pub(crate) fn rules_named(text: &str) -> Result<Rules, String> {
    let mut words = text.split_whitespace();
    let release = minor(words.next().unwrap_or_default());
    let mut name = release.to_owned();
    let mut gates: Vec<&str> = words.filter(|gate| !is_default(release, gate)).collect();
    gates.sort_unstable();
    for gate in gates {
        name.push(' ');
        name.push_str(gate);
    }
    Rules::named(&name).ok_or_else(|| {
        let offered = Rules::ALL.map(|rules| format!("  {}", rules.release));
        format!("there is no recording of release {text:?}; there are:\n{}", offered.join("\n"))
    })
}

/// `1.36` of `1.36.3`. The rules changed within 1.35: from 1.35.4 on they are those of 1.36.
fn minor(release: &str) -> &str {
    match release.rsplit_once('.') {
        Some((minor, patch)) if release.matches('.').count() == 2 => {
            let patch: u32 = patch.parse().unwrap_or(u32::MAX);
            match minor {
                "1.35" if patch >= 4 => "1.36",
                minor => minor,
            }
        }
        _ => release,
    }
}

fn is_default(release: &str, gate: &str) -> bool {
    let Some(rules) = Rules::named(release) else { return false };
    match gate.split_once('=') {
        Some(("MaxUnavailableStatefulSet", value)) => {
            value == (rules.update != UpdateRule::OneAtATime).to_string()
        }
        Some(("StatefulSetRecreateStrategy", value)) => value == rules.recreate.to_string(),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn named(text: &str) -> Option<&'static str> {
        rules_named(text).ok().map(|rules| rules.release)
    }

    #[test]
    fn every_recorded_setting_is_found_by_its_name() {
        for rules in Rules::ALL {
            assert_eq!(named(rules.release), Some(rules.release));
        }
    }

    #[test]
    fn a_patch_release_and_a_gate_at_its_default_are_the_releases_own_row() {
        assert_eq!(named("1.37.1"), Some("1.37"));
        assert_eq!(named("1.37 MaxUnavailableStatefulSet=true"), Some("1.37"));
        assert_eq!(named("1.35.3"), Some("1.35"));
        assert_eq!(named("1.35.4"), Some("1.36"));
        let gate = "MaxUnavailableStatefulSet=true";
        assert_eq!(
            named(&format!("1.36.3   {gate} StatefulSetRecreateStrategy=false")),
            Some("1.36 MaxUnavailableStatefulSet=true")
        );
    }

    #[test]
    fn what_was_not_recorded_is_answered_with_what_was() {
        for text in ["", "1.2", "1.38", "1.36 StatefulSetRecreateStrategy=true", "1.37 a=b", "1..3"]
        {
            let refusal = rules_named(text).expect_err(text);
            assert!(refusal.contains("\n  1.34\n"), "{text}: {refusal}");
        }
    }
}
