//! Two rollouts on one clock: what the page of a comparison shows.
//!
//! A side is a figure of its own, so its pods and its reason are those of a figure. The sides are named by what differs
//! and by nothing else. Leaves out the sentences about the differences ([`sentences`]) and the timeline of both
//! ([`pairs`]).

pub mod pairs;
pub mod sentences;
pub mod typed;

use std::rc::Rc;

use rollout_engine::api::{StatefulSetSpec, UpdateStrategy};
use rollout_engine::time::SimTime;
use scenario::Scenario;

use super::controls::{ALL, value_of};
use super::sentence::SentencePart;
use super::timeline::short;
use super::transport::Transport;
use super::{Drawn, drawn, explain, pods, releases, text, transport};
use crate::history::SetHistory;
use crate::state::{Aligned, AppState, Compared, Control, Run};
use crate::text::{Key, Text};

/// The page of a comparison.
#[derive(Clone, Debug, PartialEq)]
pub struct CompareView {
    /// What is asked: `OrderedReady or Parallel?`
    pub question: String,
    /// What both sides have in common.
    pub same: Same,
    /// What was typed on both sides, and the prompt.
    pub typed: typed::OnBoth,
    /// The boards.
    pub boards: [Board; 2],
    /// The verdict, in one sentence.
    pub verdict: String,
    /// The difference that is told. `None` if there is none.
    pub told: Option<Told>,
    /// All differences as sentences, for screen readers.
    pub all: Vec<String>,
    /// The caption of the timeline.
    pub caption: String,
    /// What counts as 0:00.
    pub aligned: Aligned,
    /// The transport.
    pub transport: Transport,
}

/// A side's board.
#[derive(Clone, Debug, PartialEq)]
pub struct Board {
    /// Its name.
    pub name: String,
    /// The values that it can have instead, if one setting differs.
    pub values: Vec<String>,
    /// `4/5 ready`.
    pub ready: String,
    /// `, 2 updated`; empty while nothing is rolled out.
    pub updated: String,
    /// Its pods as plates.
    pub plates: Option<pods::Pods>,
    /// Its pods as cells.
    pub cells: Option<pods::Cells>,
    /// The reason.
    pub reason: Vec<SentencePart>,
    /// Whether it is stuck.
    pub is_stuck: bool,
}

/// The values that both sides have: the words before them, each with its control, the words after them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Same {
    /// The words before them.
    pub before: String,
    /// The values, in the API's words.
    pub values: Vec<(Control, String)>,
    /// What is between two of them.
    pub comma: &'static str,
    /// The words after them.
    pub after: String,
}

/// The difference that is told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Told {
    /// The sentence: before the time, the time, after it.
    pub says: [String; 3],
    /// `1 of 5`.
    pub number: String,
    /// Whether there are others.
    pub has_others: bool,
}

/// A setting that the shown scenario can be compared under.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Offer {
    /// Its name.
    pub name: &'static str,
    /// Its key in links.
    pub key: &'static str,
    /// The value now. Empty if it is not known.
    pub now: String,
    /// The other values.
    pub values: Vec<String>,
}

/// Returns the page. `None` while nothing is compared.
pub fn view(state: &AppState) -> Option<CompareView> {
    let compared = state.compared()?;
    let text = text(state);
    let names = names(compared);
    let count = compared.found.as_ref().map_or(0, |found| found.differences.len());
    let boards = [0, 1].map(|side| board(compared, side, &names[side]));
    let key = if pairs::is_raster(compared) { Key::CompareRasters } else { Key::CompareLanes };
    Some(CompareView {
        question: text.say(Key::CompareAsks, &[("left", &names[0]), ("right", &names[1])]),
        same: same(compared),
        typed: typed::view(state, compared, &names),
        boards,
        verdict: sentences::verdict(compared, &names),
        told: sentences::difference(compared, &names, compared.told).map(|says| Told {
            says,
            number: text.say(Key::NumberOf, &[("number", &(compared.told + 1)), ("of", &count)]),
            has_others: count > 1,
        }),
        all: (0..count.min(ALL_MAX))
            .filter_map(|index| sentences::difference(compared, &names, index))
            .map(|says| says.concat())
            .collect(),
        caption: text.say(key, &[("left", &names[0]), ("right", &names[1])]),
        aligned: compared.aligned,
        transport: Transport {
            clock: compared.at.to_string(),
            frame: text.say(Key::OfTime, &[("end", &compared.axis.to)]),
            next_stall: false,
            zoomed: false,
            is_of_both: true,
            ..transport::view(state)
        },
    })
}

/// Returns what the comparison on the screen asks: `OrderedReady or Parallel?`
pub fn question(state: &AppState) -> Option<String> {
    let names = names(state.compared()?);
    Some(text(state).say(Key::CompareAsks, &[("left", &names[0]), ("right", &names[1])]))
}

/// Limit on the sentences for screen readers.
const ALL_MAX: usize = 40;

fn board(compared: &Compared, side: usize, name: &str) -> Board {
    let state = &compared.sides[side];
    let (text, at) = (text(state), state.place.at);
    let reason = explain::view(state);
    let history = drawn(state).map(|drawn| drawn.history);
    let ready = history.map_or(0, |history| history.ready.at(at));
    let of = history.map_or(0, |history| history.desired().at(at));
    let updated = history.and_then(|history| history.updated_at(at)).map(|it| it.pods.at(at));
    let say = |pods: u32| text.say(Key::CompareUpdated, &[("pods", &pods)]);
    Board {
        name: name.to_owned(),
        values: values_of_side(compared, side),
        ready: text.say(Key::CompareReady, &[("ready", &ready), ("of", &of)]),
        updated: updated.map(say).unwrap_or_default(),
        plates: pods::view(state),
        cells: pods::cells(state),
        is_stuck: reason.stuck.is_some(),
        reason: reason.sentence,
    }
}

/// Returns the names of the sides: what differs. Where that is in no value, what one script has and the other has not,
/// else the words for left and right.
pub fn names(compared: &Compared) -> [String; 2] {
    let sides = compared.sides.each_ref();
    let text = text(sides[0]);
    // A release may drop a field, so what is in the objects is looked at only where the scripts differ.
    let [left, right] = sides.map(|side| &side.run.scenario);
    if left.release != right.release
        && (Scenario { release: Rc::clone(&right.release), ..left.clone() }) == *right
    {
        return sides.map(|side| format!("Kubernetes {}", releases::label(text, &side.run.rules)));
    }
    let values = |of: fn(&SetHistory) -> Option<&Spec>| values(compared, of);
    let found = values(|it| it.specs.last()).or_else(|| values(|it| it.specs.first()));
    if let Some(names) = found {
        return names;
    }
    if let Some(names) = stanza(compared) {
        return names;
    }
    if let Some((key, value)) = compared.differs.first() {
        let names = [text.of(Key::CompareWithout).to_owned(), format!("{key} {value}")];
        return if compared.swapped { [names[1].clone(), names[0].clone()] } else { names };
    }
    let scripts = sides.map(|side| &side.run.scenario);
    let [left, right] = [only_in(scripts[0], scripts[1]), only_in(scripts[1], scripts[0])];
    match (left, right) {
        (Some(left), Some(right)) if left != right => [left, right],
        (Some(left), None) => [left, text.of(Key::CompareWithout).into()],
        (None, Some(right)) => [text.of(Key::CompareWithout).into(), right],
        _ => [Key::CompareLeft, Key::CompareRight].map(|key| text.of(key).into()),
    }
}

/// Returns the names where one side has the stanza `rollingUpdate` and the other has not, with the same values in
/// effect.
fn stanza(compared: &Compared) -> Option<[String; 2]> {
    let has = compared.sides.each_ref().map(|side| match drawn_spec(side)?.update_strategy {
        UpdateStrategy::RollingUpdate(rolling) => Some(rolling.is_some()),
        _ => None,
    });
    let (left, right) = (has[0]?, has[1]?);
    let none = text(&compared.sides[0]).of(Key::CompareNoStanza);
    let name = |has: bool| if has { "rollingUpdate" } else { none }.to_owned();
    (left != right).then(|| [name(left), name(right)])
}

/// A spec, with the time of its write.
type Spec = (SimTime, Rc<StatefulSetSpec>);

/// Returns the values that differ between the specs that `of` chooses; if the sides differ by settings, of those alone.
fn values(compared: &Compared, of: fn(&SetHistory) -> Option<&Spec>) -> Option<[String; 2]> {
    let sides = compared.sides.each_ref();
    let text = text(sides[0]);
    let specs = sides.map(|side| {
        let run = &side.run;
        Some(&of(run.history.drawn_at(run.trace.rollout.last())?)?.1)
    });
    let (left, right) = (specs[0]?, specs[1]?);
    let mut parts: [Vec<String>; 2] = Default::default();
    for (control, name) in ALL {
        let is_set = |(key, _): &(String, String)| key_of(control) == key;
        if !compared.differs.is_empty() && !compared.differs.iter().any(is_set) {
            continue;
        }
        let values = [left, right].map(|spec| value_of(spec, control));
        if values[0] != values[1] {
            let [one, other] = values.map(|value| named(text, control, name, &value));
            parts[0].push(one);
            parts[1].push(other);
        }
    }
    (!parts[0].is_empty()).then(|| parts.map(|parts| parts.join(", ")))
}

/// Returns the key of a control's value in links.
fn key_of(control: Control) -> &'static str {
    match control {
        Control::Replicas => "replicas",
        Control::Image => "image",
        Control::Partition => "partition",
        Control::MaxUnavailable => "maxUnavailable",
        Control::UpdateStrategy => "strategy",
        Control::MinReadySeconds => "minReadySeconds",
        Control::PodManagementPolicy => "policy",
        _ => "",
    }
}

/// Returns a value with its field, where the value alone does not say which field it is.
fn named(text: &Text, control: Control, name: &str, value: &str) -> String {
    match control {
        Control::Image | Control::UpdateStrategy | Control::PodManagementPolicy => value.to_owned(),
        Control::Replicas => text.say(Key::Replicas, &[("replicas", &value)]),
        _ => format!("{name} {value}"),
    }
}

/// Returns the last line of a script that the other one has not, in short.
fn only_in(one: &Scenario, other: &Scenario) -> Option<String> {
    let is_new = |text: &str| !other.lines.iter().any(|line| &*line.text == text);
    let lines = one.lines.iter().rev().filter(|line| !line.is_ours());
    let line = lines.into_iter().find(|line| is_new(&line.text))?;
    Some(short(&line.text))
}

/// Returns the values that both sides have.
fn same(compared: &Compared) -> Same {
    let sides = compared.sides.each_ref();
    let text = text(sides[0]);
    let Some(specs) = both(sides) else { return Same::default() };
    let shown = |&(control, _): &(Control, &'static str)| {
        !matches!(control, Control::Image | Control::MinReadySeconds)
    };
    let values = ALL.into_iter().filter(shown).filter_map(|(control, name)| {
        let [left, right] = specs.each_ref().map(|spec| value_of(spec, control));
        let says = || (control, named(text, control, name, &left));
        (left == right && !left.is_empty()).then(says)
    });
    let says = text.say(Key::CompareSame, &[("values", &'|')]);
    let (before, after) = says.split_once('|').unwrap_or_default();
    Same {
        before: before.to_owned(),
        values: values.collect(),
        comma: text.of(Key::CompareComma),
        after: after.to_owned(),
    }
}

fn both(sides: [&AppState; 2]) -> Option<[Rc<StatefulSetSpec>; 2]> {
    let of = |side: &AppState| {
        let Drawn { history, .. } = drawn(side)?;
        history.spec_at(side.place.at).map(Rc::clone)
    };
    Some([of(sides[0])?, of(sides[1])?])
}

/// Returns what the shown scenario can be compared under: settings that it takes, each with other values than now.
pub fn offers(state: &AppState) -> Vec<Offer> {
    let spec = drawn(state).and_then(|it| it.history.specs.last()).map(|(_, spec)| spec);
    let now = |control| spec.map_or_else(String::new, |spec| value_of(spec, control));
    let replicas = spec.map_or(1, |spec| spec.replicas);
    let offer = |(name, key, control): (_, _, Option<Control>)| {
        let release = || releases::label(text(state), &state.run.rules);
        let now = control.map_or_else(release, now);
        let mut values = choices(key, replicas);
        values.retain(|value| *value != now && would_change(&state.run, key, value));
        (!values.is_empty()).then_some(Offer { name, key, now, values })
    };
    let offers = [
        ("podManagementPolicy", "policy", Some(Control::PodManagementPolicy)),
        ("maxUnavailable", "maxUnavailable", Some(Control::MaxUnavailable)),
        ("partition", "partition", Some(Control::Partition)),
        ("Kubernetes", "release", None),
    ];
    offers.into_iter().filter_map(offer).collect()
}

/// Whether a setting would change the scenario.
fn would_change(run: &Run, key: &str, value: &str) -> bool {
    if key == "release" {
        let is_other = |rules| *scenario::name_of(&rules) != *run.scenario.release;
        return scenario::rules_named(value).is_ok_and(is_other);
    }
    let is_it = |(known, now): &(String, String)| known == key && now == value;
    run.contents.settings.as_ref().is_some_and(|settings| !settings.iter().any(is_it))
}

/// Returns the values to choose from for a setting, by its key in links. Empty for a setting with no such list.
fn choices(key: &str, replicas: u32) -> Vec<String> {
    let words = |values: &[&str]| values.iter().map(|&it| it.to_owned()).collect();
    match key {
        "policy" => words(&["OrderedReady", "Parallel"]),
        "maxUnavailable" => words(&["1", "2", "3", "40%"]),
        "release" => words(&["1.33", "1.34", "1.35", "1.36", "1.37", "1.38"]),
        "partition" => {
            let mut values =
                [0, replicas / 2, replicas.saturating_sub(1)].map(|it| it.to_string()).to_vec();
            values.dedup();
            values
        }
        _ => Vec::new(),
    }
}

/// Returns the values that a side can have instead of its own, if the sides differ by one setting with a list.
fn values_of_side(compared: &Compared, side: usize) -> Vec<String> {
    let [(key, _)] = &*compared.differs else { return Vec::new() };
    let now = compared.sides.each_ref().map(|side| setting_now(side, key));
    let board = &compared.sides[side];
    let replicas = drawn_spec(board).map_or(1, |spec| spec.replicas);
    let mut values = choices(key, replicas);
    values.retain(|it| !now.contains(it) && would_change(&board.run, key, it));
    values
}

fn drawn_spec(board: &AppState) -> Option<&Rc<StatefulSetSpec>> {
    let history = board.run.history.drawn_at(board.run.trace.rollout.last())?;
    history.specs.last().map(|(_, spec)| spec)
}

/// Returns the value of a setting on a side, by its key in links.
fn setting_now(board: &AppState, key: &str) -> String {
    let control = ALL.into_iter().find(|(control, _)| key_of(*control) == key);
    match (control, drawn_spec(board)) {
        (Some((control, _)), Some(spec)) => value_of(spec, control),
        _ => releases::label(text(board), &board.run.rules),
    }
}
