//! The prediction of Apply: compares the run with a copy in which the file is applied at the cursor.

use std::cmp::Ordering;
use std::fmt::Display;
use std::rc::Rc;
use std::time::Duration;

use apiserver::value::Value;
use rollout_engine::api::{PodManagementPolicy, RevisionHash, StatefulSetSpec, UpdateStrategy};
use rollout_engine::cluster::Owned;
use rollout_engine::time::SimTime;
use rollout_engine::version::UpdateRule;

use super::fields::{differences, fields, short};
use crate::history::{Segment, SetHistory};
use crate::state::{AppState, Band, Place, Run, Will};
use crate::text::{Key, Text};
use crate::view::names::PodNames;
use crate::view::{budget, ends, explain, strip, terminals, text};

/// Limit on drawn lanes.
const LANES_MAX: usize = 10;
/// Limit on named fields.
const FIELDS_MAX: usize = 6;

/// The run with the file applied, and what the sentences need of it.
struct Outcome<'a> {
    text: &'static Text,
    after: AppState,
    history: &'a SetHistory,
    at: SimTime,
    spec: Rc<StatefulSetSpec>,
}

/// Returns the lines that apply a text at the cursor, with their time and terminal.
pub fn lines(state: &AppState, source: &str, name: &str) -> (SimTime, u16, [String; 2]) {
    let at = state.run.scenario.time_of_next_line(&state.run.trace, state.place.at);
    let terminal = terminals::first_free(state).min(terminals::known(state));
    (at, terminal, [super::file_line(name, source), apply(name)])
}

fn apply(name: &str) -> String {
    format!("kubectl apply -f {name}")
}

/// Returns what Apply does, from a run in which [`lines`] were typed. `None` if the file has no StatefulSet.
pub fn will(state: &AppState, run: &Rc<Run>, name: &str) -> Option<Will> {
    let at = state.run.scenario.time_of_next_line(&state.run.trace, state.place.at);
    applied(run, at, &apply(name)).and_then(|line| outcome(state, run, at, line))
}

/// Returns the warning for a text from elsewhere whose set has the name of an existing one.
pub fn of_another_file(text: &Text, name: &str) -> Will {
    Will { says: text.say(Key::WillMeet, &[("name", &name)]), ..Will::default() }
}

/// Compares the run with one in which `line` applies the text.
fn outcome(state: &AppState, run: &Rc<Run>, at: SimTime, line: usize) -> Option<Will> {
    let place = Place::at_time(run, at);
    // kubectl applies the documents that are not refused. If a set changes, that matters more than the refusal.
    if run.trace.exit(line) != Some(0) && !changes_sets(state, &place) {
        return Some(refused(text(state), run.trace.output(line).trim_end()));
    }
    let after = AppState { place, run: Rc::clone(run), ..state.clone() };
    let history = run.history.drawn_at(after.place.frame())?;
    let spec = Rc::clone(history.spec_at(at)?);
    let outcome = Outcome { text: text(state), after, history, at, spec };
    let before = state.place.here.cluster.set(history.id).filter(|owned| owned.exists);
    Some(match before {
        None => created(&outcome),
        Some(owned) => changed(&outcome, owned),
    })
}

/// Whether a set is created or changed compared with the cursor.
fn changes_sets(state: &AppState, after: &Place) -> bool {
    let before = &state.place.here.cluster;
    let mut now = after.here.cluster.sets().filter(|(_, owned)| owned.exists);
    now.any(|(id, owned)| {
        let known = before.set(id).filter(|known| known.exists);
        known.is_none_or(|known| known.set.document != owned.set.document)
    })
}

/// Returns the index of the first line with this text that ran at `at` or later.
fn applied(run: &Run, at: SimTime, apply: &str) -> Option<usize> {
    let lines = run.scenario.lines.iter().zip(&run.trace.ran);
    let is_it = |(line, ran): (&scenario::Line, &Option<scenario::Ran>)| {
        &*line.text == apply && ran.is_some_and(|ran| ran.at >= at)
    };
    lines.enumerate().find(|&(_, pair)| is_it(pair)).map(|(index, _)| index)
}

fn refused(text: &Text, printed: &str) -> Will {
    let field =
        printed.split(": Invalid value").next().and_then(|before| before.rsplit(['.', ' ']).next());
    let immutable =
        printed.contains("field is immutable") || printed.contains("Forbidden: updates to");
    let says = match field.filter(|_| printed.contains("field is immutable")) {
        Some(field) => text.say(Key::WillBeRefusedFor, &[("field", &field)]),
        None => text.of(Key::WillBeRefused).to_owned(),
    };
    let needs = immutable.then(|| text.of(Key::WillNeed).to_owned());
    Will {
        says,
        refusal: Some(printed.to_owned()),
        facts: needs.into_iter().collect(),
        ..Will::default()
    }
}

fn created(outcome: &Outcome<'_>) -> Will {
    let says = outcome.text.say(Key::WillCreate, &[("pods", &outcome.spec.replicas)]);
    Will {
        letter: outcome.after_revision().map(|hash| outcome.history.letter(hash)),
        says,
        facts: outcome.ends().into_iter().collect(),
        shape: Some(outcome.shape()),
        ..Will::default()
    }
}

fn changed(outcome: &Outcome<'_>, owned: &Owned) -> Will {
    let before = &owned.set.spec;
    let fields = outcome.fields(owned);
    if fields.is_empty() {
        let says = outcome.text.of(Key::WillDoNothing).to_owned();
        return Will { says, ..Will::default() };
    }
    if before.template == outcome.spec.template {
        return moved(outcome, before, fields);
    }
    let hash = outcome.after_revision();
    let total = owned.pods.iter().count();
    let replaced = owned.pods.iter().filter(|pod| outcome.is_replaced(pod.ordinal, hash)).count();
    let is_known = hash.is_some_and(|hash| owned.revision(hash).is_some());
    let text = outcome.text;
    let letter = hash.map(|hash| outcome.history.letter(hash));
    let returns = |letter: char| Some(text.say(Key::WillReturnAt, &[("letter", &letter)]));
    let counts: [(&str, &dyn std::fmt::Display); 2] = [("pods", &replaced), ("all", &total)];
    let says = match (&outcome.spec.update_strategy, replaced) {
        (UpdateStrategy::OnDelete, _) => text.of(Key::WillWaitForHands).to_owned(),
        (_, 0) if outcome.spec.partition() > 0 => {
            text.say(Key::WillBeHeld, &[("partition", &outcome.spec.partition())])
        }
        (_, replaced) if replaced < total => text.say(Key::WillReplaceSome, &counts),
        _ if is_known => text.say(Key::WillGoBack, &counts),
        _ => text.say(Key::WillReplaceAll, &counts),
    };
    let current = owned.set.status.current_revision.map(|hash| outcome.history.letter(hash));
    let facts = match (&outcome.spec.update_strategy, replaced) {
        (UpdateStrategy::OnDelete, _) => letter.and_then(returns).into_iter().collect(),
        (_, 0) => current.and_then(returns).into_iter().collect(),
        _ => outcome.how(replaced),
    };
    Will { letter, says, refusal: None, facts, shape: Some(outcome.shape()), fields }
}

/// Returns the prediction for a change without a new revision: of the number of pods, or of how they are replaced.
fn moved(
    outcome: &Outcome<'_>,
    before: &StatefulSetSpec,
    fields: Vec<(String, String, String)>,
) -> Will {
    let text = outcome.text;
    let names: Vec<&str> = fields.iter().map(|(name, ..)| name.as_str()).collect();
    let says = text.say(Key::WillOnlyChange, &[("fields", &names.join(", "))]);
    let fact = outcome.scales(before);
    let moves = fact.is_some();
    let facts = fact.into_iter().chain(outcome.ends().filter(|_| moves)).collect();
    let shape = moves.then(|| outcome.shape());
    Will { says, facts, shape, fields, ..Will::default() }
}

impl Outcome<'_> {
    /// Returns the update revision after Apply.
    fn after_revision(&self) -> Option<RevisionHash> {
        let updates = &self.history.updates;
        let later = updates.iter().find(|&&(at, _)| at >= self.at).or(updates.last());
        later.map(|&(_, hash)| hash)
    }

    /// Whether a pod of this revision comes at this ordinal later.
    fn is_replaced(&self, ordinal: u32, hash: Option<RevisionHash>) -> bool {
        let lane = self.history.lives.lane(ordinal).iter();
        lane.into_iter().any(|part| part.from > self.at && Some(part.revision) == hash)
    }

    /// Returns how a rolling update proceeds: how many pods at a time, its end, and its beginning if not at once.
    fn how(&self, replaced: usize) -> Vec<String> {
        let (text, ends) = (self.text, self.ends().unwrap_or_default());
        let rolls = matches!(self.spec.update_strategy, UpdateStrategy::RollingUpdate(_));
        let max = match self.after.run.rules.update {
            UpdateRule::OneAtATime => 1,
            _ => budget::max_unavailable(&self.spec, &self.after.run.rules),
        };
        let pods = usize::try_from(max).unwrap_or(usize::MAX).min(replaced);
        let batches = text.say(Key::WillInBatches, &[("pods", &pods)]);
        let both = text.say(Key::TwoSentences, &[("one", &batches), ("two", &ends)]);
        let first = if rolls { both } else { ends };
        std::iter::once(first).chain(self.begins_later()).collect()
    }

    /// Returns what the controller waits for before it deletes the first pod. `None` if it deletes one at once.
    fn begins_later(&self) -> Option<String> {
        let leaves = |part: &&Segment| part.stage.is_leaving() && part.from >= self.at;
        let begins = self.history.lives.segments().filter(leaves).map(|part| part.from).min()?;
        let rollout = &self.after.run.trace.rollout;
        let on = rollout.waiting(self.history.id, self.after.place.frame())?.on?;
        let pod = format!("[{}-{on}]", self.history.name);
        let settles = self.spec.min_ready_seconds > 0;
        let what = self.text.of(if settles { Key::Available } else { Key::Ready });
        let seconds = explain::seconds(self.at, begins);
        let says = || {
            let with: [(&str, &dyn Display); 3] =
                [("pod", &pod), ("what", &what), ("seconds", &seconds)];
            self.names().plain(&self.text.say(Key::WillBegin, &with))
        };
        (begins > self.at).then(says)
    }

    /// Returns which pods are created or deleted because the ordinals change, and in what order. `None` if none are.
    fn scales(&self, before: &StatefulSetSpec) -> Option<String> {
        let end = |spec: &StatefulSetSpec| spec.start.saturating_add(spec.replicas);
        let (from, to) = (end(before), end(&self.spec));
        let (key, first, last) = match from.cmp(&to) {
            Ordering::Less => (Key::WillScaleUp, from, to - 1),
            Ordering::Greater => (Key::WillScaleDown, from - 1, to),
            Ordering::Equal => return None,
        };
        let text = self.text;
        let name = |ordinal: u32| format!("[{}-{ordinal}]", self.history.name);
        let (one, other) = (name(first), name(last));
        let names = match first.abs_diff(last) {
            0 => one,
            1 => text.say(Key::TwoNames, &[("first", &one), ("second", &other)]),
            _ => text.say(Key::NamesTo, &[("first", &one), ("last", &other)]),
        };
        let parallel = self.spec.pod_management_policy == PodManagementPolicy::Parallel;
        let order = text.of(if parallel { Key::AtOnce } else { Key::OneByOne });
        let order = if first == last { "" } else { order };
        let said = text.say(
            key,
            &[
                ("names", &names),
                ("pods", &(first.abs_diff(last) + 1)),
                ("order", &order),
                ("letter", &self.letter_of(first)),
            ],
        );
        Some(self.names().plain(&said))
    }

    fn names(&self) -> PodNames {
        PodNames::of_set(&self.after, self.history)
    }

    /// Returns the letter of the revision at which a pod is created.
    fn letter_of(&self, ordinal: u32) -> char {
        let later = self.history.lives.lane(ordinal).iter().find(|part| part.from >= self.at);
        later.map_or('A', |part| self.history.letter(part.revision))
    }

    /// Returns the end of the rollout, in the words of the timeline's caption.
    fn ends(&self) -> Option<String> {
        let ends = ends::view(&self.after)?;
        Some(ends.says.concat())
    }

    fn shape(&self) -> (Vec<Band>, i64) {
        let ordinals: Vec<u32> =
            self.history.lives.lanes().map(|(ordinal, _)| ordinal).take(LANES_MAX).collect();
        let axis = (self.at - Duration::from_secs(4), self.after.run.history.ends_at);
        let height = i64::try_from(ordinals.len()).unwrap_or(0) * strip::SHAPE.1;
        (strip::bands(self.history, &ordinals, axis, strip::SHAPE), height)
    }

    fn fields(&self, owned: &Owned) -> Vec<(String, String, String)> {
        let spec = |document: &str| {
            let document = Value::from_json(document);
            document.and_then(|it| it.get("spec").map(fields)).unwrap_or_default()
        };
        let after = self.after.place.here.cluster.set(self.history.id);
        let after = after.map(|owned| spec(&owned.set.document)).unwrap_or_default();
        let differ = differences(&spec(&owned.set.document), &after).into_iter();
        let row = |(path, before, after): (String, String, String)| {
            (short(&path).to_owned(), before, after)
        };
        differ.map(row).take(FIELDS_MAX).collect()
    }
}
