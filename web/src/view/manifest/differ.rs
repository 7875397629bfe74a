//! Drift: the fields in which the live object differs from the file. Controls and other lines change the object, not
//! the file.

use apiserver::value::Value;
use rollout_engine::api::StatefulSetSpec;
use rollout_engine::time::SimTime;

use super::fields::{are_one_quantity, differences, fields, short};
use crate::state::{AppState, Control, DifferingField, Reading};
use crate::text::{Key, Text};
use crate::view::terminals;
use crate::view::{controls, drawn, text};

/// The fields in which the live object differs from the file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Differ {
    /// The number of fields that differ, and what Apply does about them, in words.
    pub says: String,
    /// The fields.
    pub rows: Vec<DifferingField>,
    /// The comments that are lost if the live object replaces the file, in words. Empty if there are none.
    pub loses: String,
}

/// Defaults of the API server: control, path, and value of a field that the file leaves out.
const DEFAULTS: [(Control, &str, &str); 5] = [
    (Control::Replicas, "replicas", "1"),
    (Control::Partition, "updateStrategy.rollingUpdate.partition", "0"),
    (Control::MaxUnavailable, "updateStrategy.rollingUpdate.maxUnavailable", "1"),
    (Control::UpdateStrategy, "updateStrategy.type", "RollingUpdate"),
    (Control::MinReadySeconds, "minReadySeconds", "0"),
];

/// The annotation in which kubectl keeps the last applied configuration.
const LAST_APPLIED: &str = "kubectl.kubernetes.io/last-applied-configuration";

/// Returns the fields in which the live object differs from this file. `None` if there is no difference, no such
/// object, or if the object was applied from another file.
pub fn differ(state: &AppState, reading: &Reading) -> Option<Differ> {
    let owned = drawn(state)?.existing()?;
    let spec = &owned.set.spec;
    let mut sets = reading.found.sets().map(|(_, set)| set);
    let file = sets.find(|set| set.text_at(&["metadata", "name"]) == &*owned.set.name)?;
    let here = fields(file.get("spec")?);
    let live = Value::from_json(&owned.set.document)?;
    if is_of_another_file(&live, &here) {
        return None;
    }
    let live = fields(live.get("spec")?);
    let mut rows = Vec::new();
    for (path, here, live) in differences(&here, &live) {
        if !here.is_empty() && !live.is_empty() && !are_one_quantity(&here, &live) {
            rows.push(row(state, &path, live, here));
        }
    }
    let (set_back, written) = (rows.len(), &here);
    for (control, path, default) in DEFAULTS {
        let now = controls::value_of(spec, control);
        if now != default && !written.iter().any(|(known, _)| known == path) {
            rows.push(row(state, path, now, String::new()));
        }
    }
    let text = text(state);
    let comments = reading.text.lines().filter(|line| line.contains("# ")).count();
    (!rows.is_empty()).then(|| Differ {
        says: says(text, rows.len(), set_back),
        loses: match comments {
            0 => String::new(),
            _ => text.say(Key::TakingLoses, &[("comments", &comments)]),
        },
        rows,
    })
}

/// Returns how many fields differ, and what Apply does about them. `back` is the number that Apply sets back.
fn says(text: &Text, fields: usize, back: usize) -> String {
    let counts: [(&str, &dyn std::fmt::Display); 2] = [("fields", &fields), ("back", &back)];
    let apply = match back {
        0 => Key::ApplyLeaves,
        _ if back == fields => Key::ApplySetsBack,
        _ => Key::ApplySetsSomeBack,
    };
    let (one, two) = (text.say(Key::DifferSays, &counts), text.say(apply, &counts));
    text.say(Key::TwoSentences, &[("one", &one), ("two", &two)])
}

/// Whether the last applied configuration differs from this file.
fn is_of_another_file(live: &Value, here: &[(String, String)]) -> bool {
    let applied = Value::from_json(live.text_at(&["metadata", "annotations", LAST_APPLIED]));
    let applied = applied.and_then(|applied| applied.get("spec").map(fields));
    applied.is_some_and(|applied| !differences(&applied, here).is_empty())
}

fn row(state: &AppState, path: &str, live: String, here: String) -> DifferingField {
    let says = match &*here {
        "" => text(state).of(Key::NotHere).to_owned(),
        _ => text(state).say(Key::HereIs, &[("value", &here)]),
    };
    let by = by(state, path).unwrap_or_default();
    DifferingField { field: short(path).to_owned(), live, here, says, by }
}

/// Returns which line changed a field last, and when.
fn by(state: &AppState, path: &str) -> Option<String> {
    let control = match path {
        "template.spec.containers[nginx].image" => Control::Image,
        _ if path.ends_with(".image") => Control::Image,
        _ => DEFAULTS.iter().find(|(_, known, _)| *known == path)?.0,
    };
    let value = |spec: &StatefulSetSpec| controls::value_of(spec, control);
    let specs = &drawn(state)?.history.specs;
    let so_far = specs.partition_point(|&(at, _)| at <= state.place.at);
    let changes = specs.get(..so_far)?.windows(2).rev();
    let at = changes.into_iter().find(|pair| value(&pair[0].1) != value(&pair[1].1))?[1].0;
    Some(text(state).say(Key::ChangedBy, &[("line", &verb_at(state, at)?), ("at", &at)]))
}

/// Returns the verb of the line that ran at a time: `patch`.
fn verb_at(state: &AppState, at: SimTime) -> Option<String> {
    let lines = state.run.scenario.lines.iter().zip(&state.run.trace.ran);
    let ran = |ran: &Option<scenario::Ran>| ran.is_some_and(|ran| ran.at == at);
    let mut there = lines.filter(|(line, at_once)| ran(at_once) && !line.is_ours());
    there.next_back().map(|(line, _)| terminals::short(&line.text, 8))
}
