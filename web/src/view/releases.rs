//! The list of releases: for each the preview of this scenario's rollout, and one sentence about what differs.
//!
//! A gate is compared with its release, a release with the one before. If the pods do the same, the output of kubectl
//! may still differ: then the first different line is quoted. The changes of a release that apply to every scenario
//! are under the row that has the focus, one sentence each.

use std::rc::Rc;

use rollout_engine::api::IntOrPercent;
use rollout_engine::version::{Rules, UpdateRule};
use scenario::{is_beta, name_of, rules_named};

use super::preview::{Sizes, preview};
use super::timeline::px;
use super::{budget, ends, text};
use crate::state::{AppState, Asked, Outcome, RECREATE, Releases, Run, uses_recreate};
use crate::text::{Ends, Key, Text};

const SIZES: Sizes = Sizes { lane: px(5), pitch: px(7), lanes_max: 6 };

/// The changes to rollouts by release, each in one sentence.
const CHANGES: [(&str, &[Key]); 5] = [
    ("1.34", &[Key::ChangedMinReadySeconds]),
    ("1.35", &[Key::ChangedBudget, Key::ChangedBudgetBlocks]),
    ("1.35.4", &[Key::ChangedBudgetDropped]),
    ("1.37", &[Key::ChangedBudgetAgain, Key::ChangedBrokenFirst, Key::ChangedOnDelete]),
    (
        "1.38",
        &[
            Key::ChangedPercentage,
            Key::ChangedBelowPartition,
            Key::ChangedCondemnedFirst,
            Key::ChangedRecreate,
            Key::ChangedMembership,
            Key::ChangedLabel,
            Key::ChangedExplain,
        ],
    ),
];

/// The list of releases.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReleaseList {
    /// Its rows.
    pub rows: Vec<ReleaseRow>,
    /// The row that has the focus.
    pub at: usize,
    /// Whether every release does the same here.
    pub nothing_differs: bool,
    /// The release of the row that has the focus, and the words that offer to compare it. `None` if it is the shown
    /// one.
    pub against: Option<(String, String)>,
}

/// A row of the list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReleaseRow {
    /// The name of the release, or of the gate of the release above.
    pub name: String,
    /// A note below the name.
    pub note: Option<&'static str>,
    /// Whether it is a gate of the release above.
    pub gate: bool,
    /// Whether it is the shown run's release.
    pub chosen: bool,
    /// The outcome under it, once that is computed.
    pub outcome: Option<Rc<Outcome>>,
    /// The difference, in one sentence.
    pub says: String,
    /// The end of the rollout.
    pub ends: String,
    /// The first line of kubectl that differs, if only kubectl's output does.
    pub prints: Option<String>,
    /// Whether its pods do the same as in another row.
    pub same: bool,
    /// The line that chooses it.
    pub line: String,
    /// The changes of this release, independent of the scenario.
    pub changes: Vec<&'static str>,
}

/// Returns the outcome of a run.
pub fn outcome(run: &Run) -> Outcome {
    let history = run.history.drawn_at(run.trace.rollout.last());
    let ends = history.and_then(|history| ends::facts(history, &ends::stretch(run, history)?));
    Outcome {
        preview: preview(run, SIZES),
        ends,
        asked: asked(run),
        printed: (0..run.scenario.lines.len()).map(|line| run.trace.output(line)).collect(),
    }
}

/// Returns what the release does with maxUnavailable. `None` if no line contains it, or it is never other than 1.
fn asked(run: &Run) -> Option<Asked> {
    let history = run.history.drawn_at(run.trace.rollout.last())?;
    let mut asked = run.scenario.lines.iter().filter(|line| line.text.contains("maxUnavailable"));
    asked.next()?;
    if run.rules.update == UpdateRule::OneAtATime {
        return Some(Asked::Dropped);
    }
    let is_set = |spec| budget::stated(spec).is_some_and(|stated| stated != IntOrPercent::Int(1));
    let (_, spec) = history.specs.iter().rfind(|(_, spec)| is_set(spec))?;
    let broken_block = run.rules.update == UpdateRule::Budget;
    Some(Asked::Honoured { pods: budget::max_unavailable(spec, &run.rules), broken_block })
}

/// Returns the list. `None` before it is first opened.
pub fn view(state: &AppState) -> Option<ReleaseList> {
    let releases = state.around.releases.as_ref()?;
    let mut rows: Vec<ReleaseRow> =
        (0..releases.names.len()).map(|row| self::row(state, releases, row)).collect();
    let is_known = |row: &ReleaseRow| row.outcome.is_some() && row.prints.is_none();
    let nothing_differs = rows.iter().all(is_known) && rows.iter().skip(1).all(|row| row.same);
    if nothing_differs {
        // The list says it once, above the rows.
        rows.iter_mut().skip(1).for_each(|row| (row.says, row.ends) = Default::default());
    }
    let at = rows.get(releases.row).filter(|row| !row.chosen);
    let against = at.map(|_| {
        let label = label(text(state), &rules_of(releases, releases.row));
        let says = text(state).say(Key::CompareRelease, &[("release", &label)]);
        (releases.names[releases.row].to_string(), says)
    });
    Some(ReleaseList { at: releases.row, nothing_differs, against, rows })
}

fn row(state: &AppState, releases: &Releases, row: usize) -> ReleaseRow {
    let text = text(state);
    let rules = rules_of(releases, row);
    let line = name_of(&rules);
    let outcome = releases.outcomes[row].clone();
    let alike = alike(releases, row);
    let unused = line == RECREATE && !uses_recreate(&state.run.scenario);
    let would = releases.recreated.as_ref().filter(|_| unused && alike.is_some());
    // The sentence is about all pods at once, so it needs a run in which all went at once.
    let all_go = |would: &&Rc<Outcome>| would.ends.is_some_and(|ends| ends.lowest == 0);
    let would = would.filter(all_go);
    let other = alike.and_then(|alike| releases.outcomes[alike].as_ref());
    let changes = CHANGES.iter().find(|(release, _)| *release == line);
    let changes = changes.into_iter().flat_map(|(_, keys)| keys.iter().map(|&key| text.of(key)));
    ReleaseRow {
        name: gates(text, &rules).unwrap_or_else(|| bare(&rules)),
        note: note(&rules).map(|note| text.of(note)),
        gate: is_gate(&rules),
        chosen: line == name_of(&state.run.rules),
        says: outcome.as_ref().map_or_else(String::new, |it| says(text, it, releases, row, unused)),
        ends: match would.and_then(|would| would.ends.as_ref()) {
            Some(ends) => would_end(text, ends),
            None => {
                outcome.as_ref().map_or_else(String::new, |it| ends_of(text, it, releases, row))
            }
        },
        prints: other.zip(outcome.as_ref()).and_then(|(other, it)| differs(other, it)),
        same: alike.is_some(),
        line: format!(": release {line}"),
        changes: changes.collect(),
        outcome,
    }
}

fn rules_of(releases: &Releases, row: usize) -> Rules {
    rules_named(&releases.names[row]).unwrap_or(Rules::LATEST)
}

/// Returns the last earlier row that is no gate and whose pods do the same. `None` if there is none.
fn alike(releases: &Releases, row: usize) -> Option<usize> {
    let is_alike = |&other: &usize| is_as(&releases.outcomes[other], &releases.outcomes[row]);
    (0..row).rev().find(|&other| !is_gate(&rules_of(releases, other)) && is_alike(&other))
}

/// Returns the earlier row whose rules act as this gate's rules do.
fn by_rules_of(releases: &Releases, row: usize) -> Option<usize> {
    let rules = rules_of(releases, row);
    (0..row).find(|&other| is_gate(&rules) && rules_of(releases, other).act_as(&rules))
}

/// Whether the pods do the same in both outcomes.
fn is_as(other: &Option<Rc<Outcome>>, outcome: &Option<Rc<Outcome>>) -> bool {
    match (other, outcome) {
        (Some(other), Some(outcome)) => {
            other.preview == outcome.preview && other.ends == outcome.ends
        }
        _ => false,
    }
}

fn says(text: &Text, outcome: &Outcome, releases: &Releases, row: usize, unused: bool) -> String {
    let named = |row| label(text, &rules_of(releases, row));
    if let Some(alike) = alike(releases, row) {
        let says = text.say(Key::AsRelease, &[("release", &named(alike))]);
        return if unused { text.say(Key::NoRecreate, &[("as", &says)]) } else { says };
    }
    let says = match outcome.asked {
        Some(Asked::Dropped) => return text.of(Key::MaxUnavailableDropped).into(),
        Some(Asked::Honoured { pods, .. }) => {
            text.say(Key::MaxUnavailableHonoured, &[("pods", &pods)])
        }
        None => return text.of(Key::ByItsRules).into(),
    };
    match by_rules_of(releases, row) {
        Some(other) => text.say(Key::ByRulesOf, &[("says", &says), ("release", &named(other))]),
        None => says,
    }
}

fn ends_of(text: &Text, outcome: &Outcome, releases: &Releases, row: usize) -> String {
    let ends = outcome.ends.as_ref().map_or_else(String::new, |ends| text.ends_short(ends));
    match outcome.asked {
        Some(Asked::Honoured { broken_block: true, .. })
            if by_rules_of(releases, row).is_none() =>
        {
            text.say(Key::ParallelBlocks, &[("ends", &ends)])
        }
        _ => ends,
    }
}

/// Returns how the rollout would end with strategy Recreate.
fn would_end(text: &Text, ends: &Ends) -> String {
    let says = text.ends_short(ends);
    text.say(Key::RecreateWould, &[("replicas", &ends.replicas), ("ends", &says)])
}

/// Returns the first line of kubectl that differs in more than hashes of revisions.
fn differs(other: &Outcome, outcome: &Outcome) -> Option<String> {
    let mut pairs = other.printed.iter().zip(&outcome.printed);
    pairs.find_map(|(other, printed)| {
        let mut lines = other.lines().zip(printed.lines());
        let found = lines.find(|(other, line)| without_hashes(other) != without_hashes(line));
        found.map(|(_, line)| line.trim().to_owned())
    })
}

/// Replaces every word that looks like a revision's hash by `#`. Hashes differ because releases store templates
/// differently.
fn without_hashes(line: &str) -> String {
    let is_hash = |word: &str| {
        (8..=10).contains(&word.len())
            && word.bytes().all(|letter| b"bcdfghjklmnpqrstvwxz2456789".contains(&letter))
    };
    let words = line.split_inclusive(|letter: char| !letter.is_ascii_alphanumeric());
    let word = |word: &str| {
        let bare = word.trim_end_matches(|letter: char| !letter.is_ascii_alphanumeric());
        if is_hash(bare) { word.replace(bare, "#") } else { word.to_owned() }
    };
    words.map(word).collect()
}

/// Returns the release without its gates: `1.37`, `1.38 beta 0`; `1.35.3` for 1.35, which means that patch.
pub fn bare(rules: &Rules) -> String {
    let minor = rules.minor();
    match rules.patch {
        Some(patch) => format!("1.{minor}.{patch}"),
        None if minor == 35 => "1.35.3".into(),
        None if is_beta(rules) => format!("1.{minor} beta 0"),
        None => format!("1.{minor}"),
    }
}

/// Returns release and gates in the page's words: `1.36, gate on`.
pub fn label(text: &Text, rules: &Rules) -> String {
    let release = bare(rules);
    match gates(text, rules) {
        Some(gates) => text.say(Key::ReleaseWithGate, &[("release", &release), ("gate", &gates)]),
        None => release,
    }
}

/// Returns the same release with its gates at their defaults.
fn defaults(rules: &Rules) -> Rules {
    let name = name_of(rules);
    let release = name.split(' ').next().unwrap_or_default();
    rules_named(release).unwrap_or(*rules)
}

fn is_gate(rules: &Rules) -> bool {
    *rules != defaults(rules)
}

fn has_budget(rules: &Rules) -> bool {
    rules.update != UpdateRule::OneAtATime
}

/// Returns the gates that are not at their defaults, in words.
fn gates(text: &Text, rules: &Rules) -> Option<String> {
    let defaults = defaults(rules);
    let of = |is_on, on, off| text.of(if is_on { on } else { off });
    let budget = of(has_budget(rules), Key::GateOn, Key::GateOff);
    let recreate = of(rules.recreate, Key::WithRecreate, Key::WithoutRecreate);
    match (has_budget(rules) != has_budget(&defaults), rules.recreate != defaults.recreate) {
        (false, false) => None,
        (true, false) => Some(budget.into()),
        (false, true) => Some(recreate.into()),
        (true, true) => {
            Some(text.say(Key::ReleaseWithGate, &[("release", &budget), ("gate", &recreate)]))
        }
    }
}

/// Returns the note below a release's name: whether the gate is on. `None` where there is nothing to say about it.
fn note(rules: &Rules) -> Option<Key> {
    match rules.minor() {
        _ if is_gate(rules) => None,
        35 if !has_budget(rules) => Some(Key::GateIsOffAgain),
        _ => has_budget(rules).then_some(Key::GateIsOn),
    }
}
