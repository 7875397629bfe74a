//! What the files and lines of a scenario contain: values that look like secrets, parts that can be left out of a link,
//! and what settings after `?` in a link could change.
//!
//! The service finds it (`secrets`, `left_out`) and sends it with each run, so a page knows it before it shares anything of
//! a scenario. A page without a YAML reader makes the scenario without these values and parts by their positions.

use std::ops::Range;

use apiserver::text::{before, behind};
use serde::{Deserialize, Serialize};

use crate::script::Scenario;

/// What a scenario contains. Positions are about the scenario that it was made for.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Contents {
    /// Values that look like secrets, in the order of the script.
    pub secrets: Vec<Secret>,
    /// Parts that are not simulated, in the order of the script.
    pub parts: Vec<Part>,
    /// Values that the StatefulSet which settings of a link change has for them, by key. `None` without a StatefulSet.
    pub settings: Option<Vec<(String, String)>>,
}

/// A value that looks like a secret. Has only its position, not the value.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Secret {
    /// Index of its line in the script.
    pub line: usize,
    /// Line within a file, from 1; 0 outside files.
    pub row: usize,
    /// Name of the value: a variable, a key, an option, or its shape.
    pub name: String,
    /// Range of the value in the line's text, in bytes.
    pub(crate) place: Range<usize>,
}

/// A part that can be left out.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Part {
    /// Its name: `Ingress web`, `ConfigMap web: data`, `StatefulSet web: args of nginx`.
    pub name: String,
    /// Its size in the scenario's text, in bytes.
    pub bytes: usize,
    /// Index of its line in the script.
    pub(crate) line: usize,
    /// Its range in the text of that line, in bytes.
    pub(crate) place: Range<usize>,
    /// Text that replaces it.
    pub(crate) instead: String,
}

/// A range of a line, and the text that replaces it.
struct Edit<'a> {
    line: usize,
    place: &'a Range<usize>,
    instead: &'a str,
}

impl Scenario {
    /// Returns the scenario with these values empty and without these parts.
    #[must_use]
    pub fn without(&self, secrets: &[Secret], parts: &[&Part]) -> Self {
        let of_secret = |secret: &'_ Secret| {
            let text = self.lines.get(secret.line).map_or("", |line| &line.text);
            before(text, secret.place.start).ends_with(": ")
        };
        let secrets = secrets.iter().map(|secret| Edit {
            line: secret.line,
            place: &secret.place,
            instead: if of_secret(secret) { "\"\"" } else { "" },
        });
        let parts = parts.iter().map(|part| Edit {
            line: part.line,
            place: &part.place,
            instead: &part.instead,
        });
        let mut edits: Vec<_> = secrets.chain(parts).collect();
        edits.sort_by_key(|edit| (edit.line, edit.place.start, std::cmp::Reverse(edit.place.end)));
        // A secret inside a part goes with it.
        edits.dedup_by(|next, kept| next.line == kept.line && next.place.start < kept.place.end);
        let mut smaller = self.clone();
        // From the end, so that earlier ranges stay valid.
        for Edit { line, place, instead } in edits.into_iter().rev() {
            let Some(line) = smaller.lines.get_mut(line) else { continue };
            let (first, last) = (before(&line.text, place.start), behind(&line.text, place.end));
            line.text = format!("{first}{instead}{last}").into();
        }
        smaller
    }
}

#[cfg(feature = "run")]
impl Scenario {
    /// Returns what the scenario contains.
    pub fn contents(&self) -> Contents {
        let settings = crate::link::settings_in(self);
        Contents { secrets: self.secrets(), parts: self.not_simulated(), settings }
    }
}

#[cfg(all(test, feature = "run"))]
mod tests {
    use super::*;

    #[test]
    fn a_secret_in_a_part_goes_with_it_and_others_are_blanked() {
        let text = ": file a.yaml\nkind: Secret\nmetadata: {name: a}\nstringData:\n  user: hunter2\n---\nenv:\n- name: DB_PASSWORD\n  value: hunter3\n: end\n";
        let scenario = Scenario::parse(text).unwrap();
        let Contents { secrets, parts, settings } = scenario.contents();
        assert_eq!((secrets.len(), parts.len(), settings), (2, 1, None));
        let of = |secrets: &[Secret], parts: &[&Part]| scenario.without(secrets, parts).to_string();
        assert!(
            of(&[], &[&parts[0]])
                .contains("stringData: {}\n---\nenv:\n- name: DB_PASSWORD\n  value: hunter3\n")
        );
        assert!(
            of(&secrets, &[&parts[0]])
                .contains("stringData: {}\n---\nenv:\n- name: DB_PASSWORD\n  value: \"\"\n")
        );
        assert!(of(&secrets, &[]).contains("  user: \"\"\n---\nenv:"));
        assert_eq!(scenario.without(&[], &[]), scenario);
    }

    #[test]
    fn the_values_of_settings_are_those_of_the_first_set() {
        let settings = crate::opening().contents().settings.unwrap();
        let of = |key| settings.iter().find(|(known, _)| known == key).map(|(_, value)| &**value);
        assert_eq!(of("replicas"), Some("5"));
        assert_eq!((of("policy"), of("strategy")), (Some("OrderedReady"), Some("RollingUpdate")));
        assert_eq!(Scenario::default().contents(), Contents::default());
    }
}
